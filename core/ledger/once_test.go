package ledger

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// crowd runs do from many goroutines at once, each several times, and counts the answers by code.
func crowd(n int, do func(i int) error) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	answers := map[string]int{}
	for i := range n {
		wg.Go(func() {
			c := code(do(i))
			mu.Lock()
			answers[c]++
			mu.Unlock()
		})
	}
	wg.Wait()
	return answers
}

func wantAnswers(t *testing.T, got map[string]int, want map[string]int) {
	t.Helper()
	for c, n := range want {
		if got[c] != n {
			t.Errorf("%d answers %q, want %d; all: %v", got[c], c, n, got)
		}
	}
	if len(got) > len(want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}

// TestPostOnce: the same withdrawals from many sides, each taking all there is, are booked once and answered alike.
func TestPostOnce(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	for round := range 5 {
		poor := b.account(fmt.Sprint("poor", round), "2011", AtLeast(0))
		b.posted(transfer(fmt.Sprint("in", round), cash, poor, 100))
		var mu sync.Mutex
		fresh, ids := 0, map[EntryID]bool{}
		got := crowd(64, func(int) error {
			e := transfer(fmt.Sprint("out", round), poor, cash, 100)
			err := b.post(e)
			mu.Lock()
			defer mu.Unlock()
			ids[e.ID] = true
			if err == nil && !e.Replayed {
				fresh++
			}
			return err
		})
		wantAnswers(t, got, map[string]int{"": 64})
		if fresh != 1 || len(ids) != 1 || b.balance(poor).Booked != 0 {
			t.Errorf("booked %d times, %d ids, balance %d", fresh, len(ids), b.balance(poor).Booked)
		}
		got = crowd(32, func(i int) error { return b.post(transfer(fmt.Sprint("other", round, i), poor, cash, 100)) })
		wantAnswers(t, got, map[string]int{"ledger.insufficient_funds": 32})
		got = crowd(32, func(i int) error { return b.post(transfer(fmt.Sprint("out", round), poor, cash, 99)) })
		wantAnswers(t, got, map[string]int{"ledger.duplicate_reference": 32})
	}
	b.clean()
}

// TestReplayAcrossDays: an entry built before its update, without a date, is found again on the next day, also in a
// group that runs twice, and after its account was closed.
func TestReplayAcrossDays(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	first := b.posted(transfer("a", cash, deposit, 5))
	b.posted(transfer("b", deposit, cash, 5))
	b.nextDay()
	again := b.posted(transfer("a", cash, deposit, 5))
	if !again.Replayed || again.ID != first.ID || again.BankDate != day1 {
		t.Errorf("%+v", again)
	}
	b.update(func(tx *store.Tx) error { return b.CloseAccount(tx, deposit) })
	for _, date := range []calendar.Date{0, day1} {
		again = transfer("a", cash, deposit, 5)
		again.BankDate = date
		if b.posted(again); !again.Replayed || again.ID != first.ID {
			t.Errorf("%+v", again)
		}
	}
	other := transfer("a", cash, deposit, 5)
	other.BankDate = day1 + 1
	if err := b.post(other); !errors.Is(err, ErrDuplicateReference) {
		t.Errorf("another date: %v", err)
	}
	b.clean()
}

// TestOverspend: many spenders of one account, singly, in batches and with holds, never bring it below its floor.
func TestOverspend(t *testing.T) {
	b := newBank(t)
	cash, shared := b.account("cash", "1001", NoFloor), b.account("shared", "2011", AtLeast(-50))
	b.posted(transfer("in", cash, shared, 950))
	got := crowd(90, func(i int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			switch i % 3 {
			case 0:
				return b.Post(tx, transfer(fmt.Sprint("s", i), shared, cash, 20))
			case 1:
				_, err := b.PostBatch(tx, Atomic, []*Entry{transfer(fmt.Sprint("x", i), shared, cash, 10),
					transfer(fmt.Sprint("y", i), shared, cash, 10)})
				if errors.Is(err, ErrBatchRefused) {
					return ErrInsufficient
				}
				return err
			}
			return b.PlaceHold(tx, &Hold{Account: shared, Kind: "h", Reference: fmt.Sprint(i), Amount: 20, ExpiresAt: tx.Now().Add(time.Hour)})
		})
	})
	wantAnswers(t, got, map[string]int{"": 50, "ledger.insufficient_funds": 40})
	if s := b.balance(shared); *s.Available != 0 || s.Booked-s.Held != -50 {
		t.Errorf("%+v", s)
	}
	b.clean()
}

// TestBatchOnce: overlapping batches in all modes book each reference once.
func TestBatchOnce(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	got := crowd(48, func(i int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			var es []*Entry
			for j := range 40 {
				es = append(es, transfer(fmt.Sprint("r", (i*10+j)%100), cash, deposit, money.Amount((i*10+j)%100+1)))
			}
			errs, err := b.PostBatch(tx, Mode(i%3), es)
			return errors.Join(append(errs, err)...)
		})
	})
	wantAnswers(t, got, map[string]int{"": 48})
	if got := b.balance(deposit); got.Booked != 5050 || got.Sequence != 100 {
		t.Errorf("%+v", got)
	}
	b.clean()
}

// TestChainWithReplay: a chain that is refused forgets what it booked, not what was booked before it.
func TestChainWithReplay(t *testing.T) {
	for _, opt := range []store.Options{{}, {Careful: true}} {
		b := newBankWith(t, opt)
		cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
		b.posted(transfer("old", cash, deposit, 5))
		b.update(func(tx *store.Tx) error {
			old, bad := transfer("old", cash, deposit, 5), transfer("bad", deposit, cash, 500)
			old.Linked = true
			errs, err := b.PostBatch(tx, Independent, []*Entry{old, bad, transfer("old", cash, deposit, 5), transfer("new", cash, deposit, 1)})
			if code(errs[0]) != "ledger.chain" || code(errs[1]) != "ledger.insufficient_funds" || errs[2] != nil || errs[3] != nil {
				t.Errorf("%v", errs)
			}
			return err
		})
		if got := b.balance(deposit); got.Booked != 6 || got.Sequence != 2 {
			t.Errorf("%+v", got)
		}
	}
}

func TestReverseOnce(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	e, f := b.posted(transfer("a", cash, deposit, 5)), b.posted(transfer("b", cash, deposit, 7))
	reverse := func(id EntryID, ref string) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Reverse(tx, Reversal{Entry: id, Kind: "undo", Reference: ref})
			return err
		})
	}
	wantAnswers(t, crowd(40, func(int) error { return reverse(e.ID, "same") }), map[string]int{"": 40})
	wantAnswers(t, crowd(40, func(i int) error { return reverse(f.ID, fmt.Sprint("r", i)) }),
		map[string]int{"": 1, "ledger.already_reversed": 39})
	if got := b.balance(deposit); got.Booked != 0 || got.Sequence != 4 {
		t.Errorf("%+v", got)
	}
	b.clean()
}

func TestHoldOnce(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	b.posted(transfer("in", cash, deposit, 1000))
	place := func(ref string, amount money.Amount) (h Hold, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) error {
			h = Hold{Account: deposit, Kind: "h", Reference: ref, Amount: amount, ExpiresAt: b.clock.now().Add(time.Hour)}
			return b.PlaceHold(tx, &h)
		})
		return h, err
	}
	wantAnswers(t, crowd(40, func(int) error { _, err := place("one", 300); return err }), map[string]int{"": 40})
	if held := b.balance(deposit).Held; held != 300 {
		t.Errorf("held %d", held)
	}
	one, err := place("one", 300)
	must(t, err)
	capture := func(ref string, amount money.Amount, final bool) error {
		e := transfer(ref, deposit, cash, amount)
		e.Capture = &Capture{Hold: one.ID, Final: final}
		return b.post(e)
	}
	wantAnswers(t, crowd(40, func(int) error { return capture("first", 100, false) }), map[string]int{"": 40})
	wantAnswers(t, crowd(40, func(i int) error { return capture(fmt.Sprint("part", i), 60, false) }),
		map[string]int{"": 3, "ledger.hold_exceeded": 37})
	wantAnswers(t, crowd(40, func(int) error { return capture("last", 10, true) }), map[string]int{"": 40})
	if got := b.balance(deposit); got.Booked != 710 || got.Held != 0 {
		t.Errorf("%+v", got)
	}
	two, err := place("two", 200)
	must(t, err)
	wantAnswers(t, crowd(40, func(i int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.ReleaseHold(tx, two.ID); return err })
	}), map[string]int{"": 40})
	for i := range 20 {
		_, err := place(fmt.Sprint("due", i), 10)
		must(t, err)
	}
	b.clock.advance(2 * time.Hour)
	var mu sync.Mutex
	expired := 0
	wantAnswers(t, crowd(20, func(i int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			n, err := b.ExpireHolds(tx, 3)
			tx.AfterCommit(func() { mu.Lock(); expired += n; mu.Unlock() })
			return err
		})
	}), map[string]int{"": 20})
	if got := b.balance(deposit); expired != 20 || got.Held != 0 || *got.Available != 710 {
		t.Errorf("%d expired, %+v", expired, got)
	}
	b.clean()
}

func TestYearEndOnce(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	income, expense, profit := b.account("income", "6011", NoFloor), b.account("expense", "6411", NoFloor), b.account("profit", "4103", NoFloor)
	b.posted(transfer("earned", cash, income, 900))
	b.posted(transfer("spent", expense, cash, 250))
	b.update(func(tx *store.Tx) error { return b.OpenDay(tx, calendar.MustOf(2026, 12, 31)) })
	b.update(func(tx *store.Tx) error { return b.CloseDay(tx, day1) })
	b.update(func(tx *store.Tx) error { return b.OpenDay(tx, calendar.MustOf(2027, 1, 1)) })
	b.posted(transfer("new year", cash, income, 11))
	late := transfer("late", expense, cash, 50)
	late.BankDate = calendar.MustOf(2026, 12, 31)
	b.posted(late)
	var mu sync.Mutex
	booked := 0
	wantAnswers(t, crowd(20, func(int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			es, err := b.YearEnd(tx, 2026, "4103")
			tx.AfterCommit(func() { mu.Lock(); booked += len(es); mu.Unlock() })
			return err
		})
	}), map[string]int{"": 20})
	if booked != 1 || b.balance(profit).Booked != 600 || b.balance(income).Booked != 11 || b.balance(expense).Booked != 0 {
		t.Errorf("%d entries; profit %d, income %d, expense %d", booked, b.balance(profit).Booked, b.balance(income).Booked, b.balance(expense).Booked)
	}
	last, err := b.BalanceAsOf(ctx, income, calendar.MustOf(2026, 12, 31))
	must(t, err)
	if last != 0 {
		t.Errorf("income at the end of the year is %d", last)
	}
	err = b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.YearEnd(tx, 2026, "4104"); return err })
	must(t, err) // nothing is left to move, so the code is not asked for
	b.clean()
}

// TestNeighbourOfOverflow: an update that overflows the general ledger is found out only when rows are written; it
// falls alone, whoever makes them be written.
func TestNeighbourOfOverflow(t *testing.T) {
	b := newBankWith(t, store.Options{CacheMB: 16, Readers: 8, Lanes: 1}) // one lane, so that they are one group
	cash, rich, deposit := b.account("cash", "1001", NoFloor), b.account("rich", "2011", NoFloor), b.account("deposit", "2011", AtLeast(0))
	const much = money.Amount(1 << 62)
	r := &runner{bank: b}
	say := func(do func(tx *store.Tx) error) op {
		return op{run: func(_ *runner, tx *store.Tx) (string, error) { return "", do(tx) }}
	}
	got := r.group([]op{
		say(func(tx *store.Tx) error { return b.Post(tx, transfer("ok1", cash, deposit, 5)) }),
		say(func(tx *store.Tx) error {
			return errors.Join(b.Post(tx, transfer("m1", cash, rich, much)), b.Post(tx, transfer("m2", rich, cash, much)),
				b.Post(tx, transfer("m3", cash, rich, much)))
		}),
		say(func(tx *store.Tx) error { // reaches for SQL, so the overflow shows here first
			return b.PlaceHold(tx, &Hold{Account: deposit, Kind: "h", Reference: "h", Amount: 5, ExpiresAt: tx.Now().Add(time.Hour)})
		}),
		say(func(tx *store.Tx) error { return b.Post(tx, transfer("ok2", cash, deposit, 5)) }),
	})
	if want := []string{"", "ledger.total_overflow", "", ""}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("answers %q, want %q", got, want)
	}
	if got := b.balance(deposit); got.Booked != 10 || got.Held != 5 {
		t.Errorf("%+v", got)
	}
	b.clean()
}

// TestNoTraceOfOpened: accounts that an update opens, posts to and reads before it fails leave no row, in a group
// whose others stand.
func TestNoTraceOfOpened(t *testing.T) {
	for _, careful := range []bool{false, true} {
		b := newBankWith(t, store.Options{Careful: careful, Lanes: 1})
		cash := b.account("cash", "1001", NoFloor)
		r := &runner{bank: b}
		refuse := errors.New("refused")
		open := func(number string, fail bool) op {
			return op{run: func(_ *runner, tx *store.Tx) (string, error) {
				a, err := b.OpenAccount(tx, NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"})
				if err == nil {
					err = b.Post(tx, transfer(number, cash, a.ID, 5))
				}
				if err == nil {
					_, _, err = accountRowOf(tx, a.ID) // makes the buffers be written out
				}
				if err == nil {
					err = tx.Savepoint(func() error {
						c, err := b.OpenAccount(tx, NewAccount{Number: number + "x", Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"})
						if err == nil {
							_, _, err = accountRowOf(tx, c.ID)
						}
						return errors.Join(err, refuse)
					})
				}
				if !fail && errors.Is(err, refuse) {
					err = nil
				}
				return "", err
			}}
		}
		got := r.group([]op{open("a", false), open("b", true), open("c", false), open("d", true)})
		if got[0] != "" || got[2] != "" || got[1] == "" || got[3] == "" {
			t.Errorf("%q", got)
		}
		if c := b.clean(); c.Accounts != 3 || c.Entries != 2 {
			t.Errorf("%+v", c)
		}
	}
}

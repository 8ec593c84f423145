package dayend

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestRun: a date is flipped, worked off chunk by chunk and closed; its progress can be read, and the audit log knows of it.
func TestRun(t *testing.T) {
	b := newBank(t, date("2026-03-02"), Options{}, countStep())
	cash, deposit := b.account("cash", "1001"), b.account("d", "2011")
	_, err := b.move(cash, deposit, 100)
	b.must(err)
	r := b.start()
	if r.Date != date("2026-03-02") || r.Next != date("2026-03-03") || r.State != Running || r.Step != "work.count" || len(r.Steps) != 4 {
		t.Fatalf("started: %+v", r)
	}
	for _, want := range []error{ErrRunning} {
		if err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Start(ctx, tx); return err }); !errors.Is(err, want) {
			t.Errorf("a second start: %v, want %v", err, want)
		}
	}
	b.must(b.Work(ctx))
	r = b.get(r.Date)
	if p := r.Steps[0]; r.State != Done || r.EndedAt == nil || r.Step != "" || p.Done != things || p.Total != things || p.Chunks != things/10 || p.EndedAt == nil {
		t.Errorf("done: %+v", r)
	}
	if n := b.number("SELECT COUNT(*) FROM work_done"); n != things {
		t.Errorf("%d things were done", n)
	}
	days, err := b.led.Days(ctx, calendar.MaxDate, 2)
	b.must(err)
	if days[0].State != ledger.DayOpen || days[1].State != ledger.DayClosed {
		t.Errorf("days: %+v", days)
	}
	b.must(b.Work(ctx)) // nothing to do
}

// TestFlipBooksIntoOneDay: transfers that run while the date is flipped each belong to exactly one date, and those that began after
// the flip to the new one.
func TestFlipBooksIntoOneDay(t *testing.T) {
	b := newBank(t, date("2026-03-02"), Options{}, countStep())
	cash, deposit := b.account("cash", "1001"), b.account("d", "2011")
	const writers, each = 8, 40
	booked := make([][]*ledger.Entry, writers)
	var wg sync.WaitGroup
	half := make(chan struct{}, writers)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if i == each/2 {
					half <- struct{}{}
				}
				e, err := b.move(cash, deposit, 1)
				if err != nil {
					t.Error(err)
					return
				}
				booked[w] = append(booked[w], e)
			}
		})
	}
	for range writers {
		<-half
	}
	r := b.start()
	after, err := b.move(cash, deposit, 1)
	b.must(err)
	if after.BankDate != r.Next {
		t.Errorf("a transfer after the flip is of %s", after.BankDate)
	}
	wg.Wait()
	b.must(b.Work(ctx))
	counts := map[calendar.Date]int{after.BankDate: 1}
	for _, es := range booked {
		last := r.Date
		for _, e := range es {
			if e.BankDate < last || e.BankDate > r.Next {
				t.Errorf("an entry of %s came after one of %s", e.BankDate, last)
			}
			last = e.BankDate
			counts[e.BankDate]++
		}
	}
	if counts[r.Date]+counts[r.Next] != writers*each+1 || counts[r.Date] < writers*each/2 {
		t.Errorf("entries by date: %v", counts)
	}
	balance, err := b.led.BalanceAsOf(ctx, deposit, r.Date)
	b.must(err)
	if int(balance) != counts[r.Date] {
		t.Errorf("the old date holds %d, %d transfers say they are of it", balance, counts[r.Date])
	}
	if b.get(r.Date).State != Done {
		t.Errorf("the run: %+v", b.get(r.Date))
	}
}

var errWork = problem.New(problem.Refused, "work.refused", "The work is refused. Mend it.", "作业被拒绝，请处理。")

// TestStopAndRetry: a failing step stops the run with its reason, nothing of its chunk stands, the date stays closing; asked for
// again, it goes on where it stopped.
func TestStopAndRetry(t *testing.T) {
	broken := true
	var cause error = errWork
	inner := countStep()
	step := inner
	step.Chunk = func(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
		next, n, err := inner.Chunk(ctx, tx, d, cursor)
		if cursor == "200" && broken {
			return "", 0, cause
		}
		return next, n, err
	}
	b := newBank(t, date("2026-03-02"), Options{}, step)
	r := b.start()
	retry := func() error {
		return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Retry(ctx, tx, r.Date, "mended"); return err })
	}
	if err := retry(); !errors.Is(err, ErrNotStopped) {
		t.Errorf("retry of a running one: %v", err)
	}
	for i, want := range []string{"work.refused", "dayend.step"} {
		b.must(b.Work(ctx))
		got := b.get(r.Date)
		if got.State != Stopped || got.Finding == nil || got.Finding.Code != want || got.Steps[0].Done != 200 || got.Attempt != int64(i+1) {
			t.Fatalf("stopped: %+v, %+v", got, got.Finding)
		}
		if strings.Contains(got.Finding.EN, "secret") {
			t.Errorf("the finding shows the cause: %s", got.Finding.EN)
		}
		if n := b.number("SELECT COUNT(*) FROM work_done"); n != 200 {
			t.Errorf("%d things stand", n)
		}
		if err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Start(ctx, tx); return err }); !errors.Is(err, ErrStopped) {
			t.Errorf("start beside a stopped one: %v", err)
		}
		cause = fmt.Errorf("secret %d", i)
		b.must(retry())
	}
	broken = false
	b.must(b.Work(ctx))
	if got := b.get(r.Date); got.State != Done || got.Finding != nil || got.Attempt != 3 || b.number("SELECT COUNT(*) FROM work_done") != things {
		t.Errorf("after the retry: %+v", got)
	}
	if err := b.st.View(ctx, func(v *store.View) error { _, err := b.Get(v, date("2020-01-01")); return err }); !errors.Is(err, ErrUnknown) {
		t.Errorf("a run that never was: %v", err)
	}
}

// TestBooksMustAgree: a balance that isn't its postings' keeps the date from closing and is named; mended, it closes.
func TestBooksMustAgree(t *testing.T) {
	b := newBank(t, date("2026-03-02"), Options{})
	cash, deposit, late := b.account("cash", "1001"), b.account("d", "2011"), b.account("e", "2011")
	for _, id := range []ledger.AccountID{deposit, late} {
		_, err := b.move(cash, id, 100)
		b.must(err)
	}
	r := b.start()
	_, err := b.move(cash, late, 7) // of the new date: not in the old one's books
	b.must(err)
	spoil := func(by int) {
		b.ok(func(tx *store.Tx) error {
			_, err := tx.Exec("UPDATE ledger_balances SET balance = balance + ? WHERE account = ?", by, int64(deposit))
			return err
		})
	}
	spoil(1)
	b.must(b.Work(ctx))
	got := b.get(r.Date)
	if got.State != Stopped || got.Step != checkName || got.Finding.Code != "dayend.totals" {
		t.Fatalf("spoilt books: %+v, %+v", got, got.Finding)
	}
	for _, word := range []string{"2011", "0001", "-207", "-206", "2026-03-02"} {
		if !strings.Contains(got.Finding.EN, word) || !strings.Contains(got.Finding.ZH, word) {
			t.Errorf("the finding doesn't name %s: %s", word, got.Finding.EN)
		}
	}
	spoil(-1)
	b.ok(func(tx *store.Tx) error { _, err := b.Retry(ctx, tx, r.Date, "mended"); return err })
	b.must(b.Work(ctx))
	if got := b.get(r.Date); got.State != Done {
		t.Errorf("after mending: %+v, %+v", got, got.Finding)
	}
}

// TestYearEnd: the last bank date of a year moves its income and expense into profit, before it closes.
func TestYearEnd(t *testing.T) {
	b := newBank(t, date("2026-12-31"), Options{})
	cash, fees, costs := b.account("cash", "1001"), b.account("fees", "6021"), b.account("costs", "6411")
	for _, p := range []struct {
		from, to ledger.AccountID
		amount   int64
	}{{cash, fees, 500}, {costs, cash, 200}} {
		_, err := b.move(p.from, p.to, 1)
		b.must(err)
		for range p.amount / 100 {
			_, err := b.move(p.from, p.to, 100)
			b.must(err)
		}
	}
	r := b.start()
	_, err := b.move(cash, fees, 40) // the new year's
	b.must(err)
	b.must(b.Work(ctx))
	if got := b.get(r.Date); got.State != Done || r.Next != date("2027-01-01") {
		t.Fatalf("%+v %+v", got, got.Finding)
	}
	for number, want := range map[string][2]int64{"fees": {0, 40}, "costs": {0, 0}, "4103-0001-profit-CNY": {300, 300}} {
		a, err := b.led.AccountByNumber(ctx, number)
		b.must(err)
		asOf, err := b.led.BalanceAsOf(ctx, a.ID, r.Date)
		b.must(err)
		if int64(asOf) != want[0] || int64(a.Balance.Booked) != want[1] {
			t.Errorf("%s: %d at the year's end, %d now; want %v", number, asOf, a.Balance.Booked, want)
		}
	}
}

// TestCalendar: bank dates are business days if the bank has a calendar; a year that isn't known refuses.
func TestCalendar(t *testing.T) {
	b := newBank(t, date("2026-09-30"), Options{Calendar: calendar.China()})
	if r := b.start(); r.Next != date("2026-10-08") {
		t.Errorf("after National Day: %s", r.Next)
	}
	b.must(b.Work(ctx))
	far := newBank(t, date("2026-12-31"), Options{Calendar: calendar.China()})
	err := far.st.Update(ctx, func(tx *store.Tx) error { _, err := far.Start(ctx, tx); return err })
	if p := problem.Of(err); p == nil || p.Code != "calendar.year_unknown" {
		t.Errorf("an unknown year: %v", err)
	}
}

// TestTakesUpAClosingDate: a date that was flipped by hand in the ledger is worked off without flipping again.
func TestTakesUpAClosingDate(t *testing.T) {
	b := newBank(t, date("2026-03-02"), Options{})
	b.ok(func(tx *store.Tx) error { return b.led.OpenDay(tx, date("2026-03-05")) })
	r := b.start()
	if r.Date != date("2026-03-02") || r.Next != date("2026-03-05") {
		t.Errorf("%+v", r)
	}
	b.must(b.Work(ctx))
	if b.get(r.Date).State != Done {
		t.Errorf("%+v", b.get(r.Date))
	}
}

// TestOneWorks: while one holds the lease another is refused, and one that has lost it writes nothing more.
func TestOneWorks(t *testing.T) {
	var b *bank
	taken := false
	step := countStep()
	inner := step.Chunk
	step.Chunk = func(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
		return inner(ctx, tx, d, cursor)
	}
	step.Total = func(context.Context, calendar.Date) (int, error) {
		if !taken { // in the middle of the work of the first
			taken = true
			if err := b.Work(ctx); !errors.Is(err, store.ErrLeaseHeld) {
				t.Errorf("a second worker: %v", err)
			}
			b.micros.Add(b.o.LeaseTTL.Microseconds() + 1) // the first sleeps too long
			if err := b.Work(ctx); err != nil {
				t.Error(err)
			}
		}
		return things, nil
	}
	b = newBank(t, date("2026-03-02"), Options{}, step)
	r := b.start()
	if err := b.Work(ctx); err != nil && !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("the one that lost its lease: %v", err)
	}
	if got := b.get(r.Date); got.State != Done || b.number("SELECT COUNT(*) FROM work_done") != things {
		t.Errorf("%+v", got)
	}
}

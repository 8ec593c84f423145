package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// busyBank has a row of every kind: full segments, late postings, value dates, a captured and an active hold, freezes
// with one waiting, a reversal, two currencies and a closed, a closing and an open day.
func busyBank(t testing.TB) (b *bank, deposit AccountID) {
	b = newBank(t)
	return b, b.busy()
}

func (b *bank) busy() (deposit AccountID) {
	b.Helper()
	cash := b.account("cash", "1001", NoFloor)
	deposit = b.account("deposit", "2011", AtLeast(0))
	other := b.account("other", "2011", AtLeast(0))
	usd, posCNY, posUSD := b.accountIn("usd", "2011", "USD", NoFloor), b.account("pos-cny", "3003", NoFloor),
		b.accountIn("pos-usd", "3003", "USD", NoFloor)
	var in []*Entry
	for i := range 150 {
		in = append(in, transfer(fmt.Sprint("in", i), cash, deposit, money.Amount(1000+i)))
	}
	b.update(func(tx *store.Tx) error {
		_, err := b.PostBatch(tx, Atomic, in)
		return err
	})
	b.posted(transfer("other", cash, other, 5000))
	b.posted(&Entry{Kind: "fx", Reference: "1", Postings: []Posting{{Account: deposit, Amount: 700}, {Account: posCNY, Amount: -700},
		{Account: posUSD, Amount: 100}, {Account: usd, Amount: -100}}})
	b.posted(&Entry{Kind: "valued", Reference: "1", ValueDate: day1 - 3,
		Postings: []Posting{{Account: cash, Amount: 10}, {Account: deposit, Amount: -10}}})
	wrong := b.posted(transfer("wrong", deposit, other, 33))
	var hold Hold
	b.update(func(tx *store.Tx) error {
		if _, err := b.Reverse(tx, Reversal{Entry: wrong.ID, Kind: "reverse", Reference: "wrong"}); err != nil {
			return err
		}
		hold = Hold{Account: deposit, Kind: "card", Reference: "1", Amount: 500, ExpiresAt: tx.Now().Add(time.Hour)}
		if err := b.PlaceHold(tx, &hold); err != nil {
			return err
		}
		done := Hold{Account: deposit, Kind: "card", Reference: "2", Amount: 50, ExpiresAt: tx.Now().Add(time.Hour)}
		if err := b.PlaceHold(tx, &done); err != nil {
			return err
		}
		_, err := b.ReleaseHold(tx, done.ID)
		return err
	})
	capture := transfer("capture", deposit, other, 200)
	capture.Capture = &Capture{Hold: hold.ID}
	b.posted(capture)
	b.update(func(tx *store.Tx) error {
		for i, k := range []FreezeKind{Judicial, Judicial, StopPayment} {
			f := Freeze{Account: deposit, Kind: k, Reference: fmt.Sprint(i), Amount: 100, Authority: "court", Document: "d",
				ExpiresAt: tx.Now().Add(time.Hour)}
			if err := b.PlaceFreeze(tx, &f); err != nil {
				return err
			}
		}
		return nil
	})
	b.nextDay()
	b.update(func(tx *store.Tx) error { return b.OpenDay(tx, day1+2) })
	b.posted(transfer("today", cash, deposit, 7))
	late := transfer("late", cash, deposit, 3)
	late.BankDate = day1 + 1
	b.posted(late)
	return deposit
}

func TestCheckClean(t *testing.T) {
	b, _ := busyBank(t)
	r := b.clean()
	if r.Entries != 158 || r.Postings != 2*158+2 || r.Accounts != 6 || r.UpTo == 0 || r.Problem() != nil {
		t.Errorf("report %+v", r)
	}
	for per := range 6 {
		r, err := b.check(ctx, CheckOptions{Full: true}, per+1)
		must(t, err)
		if r.Errors != 0 || r.Entries != 158 || r.Postings != 2*158+2 {
			t.Errorf("in passes of %d accounts: %+v", per+1, r)
		}
	}
}

// TestCheckFindsOneFen changes one thing past the ledger and wants it found at its place.
func TestCheckFindsOneFen(t *testing.T) {
	last := "{last}"
	of := func(number string) string { return "{account " + number + "}" }
	entry := func(kind, reference string) string { return "{entry " + kind + " " + reference + "}" }
	tests := []struct {
		name, sql string
		want      []string // codes that must be among the findings
	}{
		{"balance", "UPDATE ledger_balances SET balance = balance + 1 WHERE account = " + of("deposit"), []string{"balance_row", "total_balances"}},
		{"sequence", "UPDATE ledger_balances SET seq = seq + 1 WHERE account = " + of("deposit"), []string{"balance_row"}},
		{"head", "UPDATE ledger_balances SET head = head - 1 WHERE account = " + of("cash"), []string{"balance_row"}},
		{"shift", "UPDATE ledger_balances SET date_shift = date_shift + 1 WHERE account = " + of("cash"), []string{"balance_row"}},
		{"day", "UPDATE ledger_balances SET last_day = last_day - 1 WHERE account = " + of("cash"), []string{"balance_row"}},
		{"balance deleted", "DELETE FROM ledger_balances WHERE account = " + of("usd"), []string{"balance_missing"}},
		{"account deleted", "DELETE FROM ledger_accounts WHERE number = 'usd'", []string{"balance_orphan", "entry_account"}},
		{"orphan balance", "INSERT INTO ledger_balances VALUES (77, 0, 0, 0, 0, 0, 0, 0, 0)", []string{"balance_orphan"}},
		{"held", "UPDATE ledger_balances SET held = held + 1 WHERE account = " + of("deposit"), []string{"hold_sum"}},
		{"hold amount", "UPDATE ledger_holds SET amount = amount + 1 WHERE state = 1", []string{"hold_sum"}},
		{"hold captured", "UPDATE ledger_holds SET captured = captured + 1 WHERE state = 1", []string{"hold_sum", "hold_captured"}},
		{"ended hold", "UPDATE ledger_holds SET released = released - 1 WHERE state = 3", []string{"hold_row"}},
		{"hold state", "UPDATE ledger_holds SET state = 4 WHERE state = 1", []string{"hold_row", "hold_sum"}},
		{"hold deleted", "DELETE FROM ledger_holds WHERE state = 1", []string{"hold_sum", "hold_unknown"}},
		{"hold moved", "UPDATE ledger_holds SET account = 78", []string{"hold_orphan", "hold_unknown"}},
		{"hold moved up", "UPDATE ledger_holds SET account = 9000000000000000000", []string{"hold_orphan", "hold_sum"}},
		{"frozen", "UPDATE ledger_balances SET frozen = frozen - 1 WHERE account = " + of("deposit"), []string{"freeze_sum"}},
		{"frozen all", "UPDATE ledger_balances SET frozen_all = 1 WHERE account = " + of("other"), []string{"freeze_sum"}},
		{"freeze amount", "UPDATE ledger_freezes SET amount = amount + 1 WHERE kind = 3", []string{"freeze_sum"}},
		{"freeze jumps the queue", "UPDATE ledger_freezes SET state = 1 WHERE state = 2", []string{"freeze_order"}},
		{"freeze state", "UPDATE ledger_freezes SET state = 9 WHERE state = 2", []string{"freeze_order"}},
		{"freeze ended", "UPDATE ledger_freezes SET state = 3 WHERE kind = 3", []string{"freeze_sum"}},
		{"freeze moved", "UPDATE ledger_freezes SET account = 78", []string{"freeze_orphan", "freeze_sum"}},
		{"freeze moved up", "UPDATE ledger_freezes SET account = 9000000000000000000", []string{"freeze_orphan", "freeze_sum"}},
		{"segment opening", "UPDATE ledger_segments SET opening = opening + 1 WHERE first_seq = 65", []string{"segment_differs"}},
		{"segment day", "UPDATE ledger_segments SET last_day = last_day + 1 WHERE first_seq = 1", []string{"segment_differs"}},
		{"segment data", "UPDATE ledger_segments SET data = CAST(substr(data, 1, 1) || x'02' || substr(data, 3) AS BLOB) WHERE first_seq = 1",
			[]string{"segment_differs"}},
		{"segment cut", "UPDATE ledger_segments SET data = substr(data, 1, length(data) - 5) WHERE first_seq = 1", []string{"segment_differs"}},
		{"segment deleted", "DELETE FROM ledger_segments WHERE first_seq = 65 AND account = " + of("deposit"), []string{"segment_missing", "segment_differs"}},
		{"segment too many", "INSERT INTO ledger_segments SELECT id + 1, account, first_seq + 3200, opening, first_entry, first_day, last_day, data " +
			"FROM ledger_segments WHERE first_seq = 65 AND account = " + of("deposit"), []string{"segment_extra"}},
		{"offdate amount", "UPDATE ledger_offdates SET amount = amount + 1 WHERE value_date < bank_date", []string{"offdate_row"}},
		{"offdate day", "UPDATE ledger_offdates SET day = day + 1 WHERE value_date < bank_date", []string{"offdates"}},
		{"offdate deleted", "DELETE FROM ledger_offdates WHERE bank_date < day", []string{"offdates"}},
		{"offdate orphan", "INSERT INTO ledger_offdates SELECT account, value_date, entry - 1, seq, bank_date, day, amount FROM ledger_offdates",
			[]string{"offdate_row"}},
		{"offdate of nobody", "UPDATE ledger_offdates SET account = 9000000000000000000 - amount WHERE value_date < bank_date", []string{"offdates"}},
		{"total", "UPDATE ledger_sums SET debit = debit + 1 WHERE code = '1001' AND bank_date = {first day}",
			[]string{"total", "total_balances"}},
		{"total deleted", "DELETE FROM ledger_sums WHERE code = '1001' AND bank_date = {first day}",
			[]string{"total", "total_balances"}},
		{"total of nothing", "INSERT INTO ledger_sums VALUES (1, '0009', '1001', 'CNY', 0, 5, 5)", []string{"total"}},
		{"entry deleted", "DELETE FROM ledger_entries WHERE id = " + entry("transfer", "in3"), []string{"sequence", "previous", "total", "segment_differs"}},
		{"last entry deleted", "DELETE FROM ledger_entries WHERE id = " + last, []string{"balance_row", "total", "offdate_row"}},
		{"entry of a segment's text", "UPDATE ledger_entries SET summary = 'x' WHERE id = " + entry("transfer", "in3"), []string{"segment_differs"}},
		{"value date", "UPDATE ledger_entries SET value_date = value_date - 1 WHERE id = " + last, []string{"offdate_row"}},
		{"bank date", "UPDATE ledger_entries SET bank_date = 77 WHERE id = " + last, []string{"entry_day", "total"}},
		{"postings cut", "UPDATE ledger_entries SET postings = substr(postings, 1, 9) WHERE id = " + last, []string{"entry_damaged"}},
		{"reversal deleted", "DELETE FROM ledger_reversals", []string{"reversal_missing"}},
		{"reversal forged", "INSERT INTO ledger_reversals VALUES (" + entry("transfer", "in1") + ", " + entry("transfer", "in2") + ")",
			[]string{"reversal_link"}},
		{"reversal forgotten", "UPDATE ledger_entries SET reverses = NULL", []string{"reversal_link"}},
		{"reversal of another", "UPDATE ledger_entries SET reverses = " + entry("transfer", "in1") + " WHERE reverses IS NOT NULL",
			[]string{"reversal_missing", "reversal_opposite", "reversal_link"}},
		{"two open days", "UPDATE ledger_days SET state = 1", []string{"day_states"}},
		{"unknown day state", "UPDATE ledger_days SET state = 7 WHERE state = 3", []string{"day_states"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, deposit := busyBank(t)
			want := tt.want
			if b.st.Engine().Shared() {
				// The clustered layout has no segments, and repeats no texts.
				want = slices.DeleteFunc(slices.Clone(want), func(code string) bool { return strings.HasPrefix(code, "segment_") })
				if len(want) == 0 {
					t.Skip("it is about segments")
				}
			}
			b.exec(tt.sql)
			found(t, b, deposit, want...)
		})
	}
}

// found runs a full check and wants these codes among its findings, each with a place and both sentences.
func found(t *testing.T, b *bank, deposit AccountID, want ...string) {
	t.Helper()
	r, err := b.Check(ctx, CheckOptions{Full: true})
	must(t, err)
	if r.Errors == 0 || r.Problem() == nil {
		t.Fatal("nothing found")
	}
	codes := map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		codes[f.Code] = true
		if en, zh := f.subject(); en == "" && f.Code != "day_states" || zh == "" && f.Code != "day_states" {
			t.Errorf("%s says not where", f.Code)
		}
		if f.EN == "" || f.ZH == "" || strings.ContainsAny(f.EN+f.ZH, "{}") {
			t.Errorf("%s: %q %q", f.Code, f.EN, f.ZH)
		}
	}
	for _, w := range want {
		if !codes[w] {
			t.Errorf("no finding %s among %+v", w, r.Findings)
		}
	}
	multi, err := b.check(ctx, CheckOptions{Full: true}, 2)
	must(t, err)
	if multi.Errors == 0 {
		t.Error("nothing found in several passes")
	}
}

// TestCheckFindsEveryFen changes the postings of an entry in each of their numbers.
func TestCheckFindsEveryFen(t *testing.T) {
	changes := map[string]func(*Posting){
		"amount":   func(p *Posting) { p.Amount++ },
		"balance":  func(p *Posting) { p.Balance++ },
		"sequence": func(p *Posting) { p.Sequence++ },
		"previous": func(p *Posting) { p.previous-- },
		"account":  func(p *Posting) { p.Account |= 1 << 61 }, // one that does not exist
	}
	for name, change := range changes {
		for _, kind := range []string{"transfer", "fx"} {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				b, deposit := busyBank(t)
				var e *Entry
				must(t, b.st.View(ctx, func(v *store.View) error {
					es, err := entriesByReference(v, kind, []string{"in70", "1"})
					for _, e = range es {
					}
					return err
				}))
				change(&e.Postings[1])
				b.exec("UPDATE ledger_entries SET postings = ? WHERE id = ?", packPostings(nil, e), int64(e.ID))
				want := map[string][]string{"amount": {"entry_unbalanced", "running_balance"}, "balance": {"running_balance"},
					"sequence": {"sequence"}, "previous": {"previous"}, "account": {"entry_account"}}[name]
				found(t, b, deposit, want...)
			})
		}
	}
}

func TestCheckIncremental(t *testing.T) {
	b, deposit := busyBank(t)
	must(t, b.Verify(ctx, b.st, b.seq())) // the first is full
	cash := b.account("cash2", "1001", NoFloor)
	for i := range 100 {
		b.posted(transfer(fmt.Sprint("more", i), cash, deposit, money.Amount(i+1)))
	}
	r, err := b.Check(ctx, CheckOptions{})
	must(t, err)
	if r.Full || r.Errors != 0 || r.Entries != 100 || r.Accounts != 2 {
		t.Fatalf("%+v", r)
	}
	b.posted(transfer("again", cash, deposit, 1))
	for _, tt := range []struct{ name, change, undo string }{
		{"balance_row", "UPDATE ledger_balances SET balance = balance + 1 WHERE account = ?", "UPDATE ledger_balances SET balance = balance - 1 WHERE account = ?"},
		{"hold_sum", "UPDATE ledger_balances SET held = held + 1 WHERE account = ?", "UPDATE ledger_balances SET held = held - 1 WHERE account = ?"},
		{"total_day", "UPDATE ledger_sums SET debit = debit + 1 WHERE ? > 0", "UPDATE ledger_sums SET debit = debit - 1 WHERE ? > 0"},
		{"previous", "UPDATE ledger_entries SET id = id - 100 WHERE reference = 'more99' AND ? > 0",
			"UPDATE ledger_entries SET id = id + 100 WHERE reference = 'more99' AND ? > 0"},
	} {
		b.exec(tt.change, int64(deposit))
		err := b.Verify(ctx, b.st, b.seq())
		codes := fmt.Sprint(b.lastFindings())
		if tt.name == "previous" && strings.Contains(codes, "posting_missing") {
			codes = "previous" // the clustered layout finds the entry missing where the account's postings name it
		}
		if !errors.Is(err, errChecked) || !strings.Contains(codes, tt.name) {
			t.Errorf("%s: %v", tt.name, err)
		}
		b.exec(tt.undo, int64(deposit))
	}
	must(t, b.Verify(ctx, b.st, b.seq()))
	b.clean()
}

func (b *bank) lastFindings() (codes []string) {
	r, err := b.Check(ctx, CheckOptions{})
	b.must(err)
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

// TestCheckWhilePosting: posting goes on during checks, full and incremental, without a false alarm.
func TestCheckWhilePosting(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	var ids []AccountID
	for i := range 40 {
		ids = append(ids, b.account(fmt.Sprint("d", i), "2011", AtLeast(0)))
	}
	var stop atomic.Bool
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := 0; !stop.Load(); i++ {
				err := b.st.Update(ctx, func(tx *store.Tx) error {
					var es []*Entry
					locked := []AccountID{ids[g]}
					for j := range 20 {
						locked = append(locked, cash, ids[(i*7+j*3+g)%len(ids)])
						es = append(es, transfer(fmt.Sprint(g, "-", i, "-", j), cash, ids[(i*7+j*3+g)%len(ids)], money.Amount(j+1)))
					}
					if err := b.Lock(tx, locked...); err != nil {
						return err
					}
					if _, err := b.PostBatch(tx, Atomic, es); err != nil {
						return err
					}
					h := Hold{Account: ids[g], Kind: "h", Reference: fmt.Sprint(g, i), Amount: 1, ExpiresAt: tx.Now().Add(time.Hour)}
					return b.PlaceHold(tx, &h)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 6 {
		r, err := b.check(context.Background(), CheckOptions{Full: i%2 == 0}, 10+i)
		must(t, err)
		if r.Errors != 0 {
			t.Fatalf("check %d, full %v: %+v", i, r.Full, r.Findings)
		}
	}
	stop.Store(true)
	wg.Wait()
	b.clean()
}

func TestCheckNotices(t *testing.T) {
	b, deposit := busyBank(t)
	floor, ceiling := money.Amount(1_000_000_000), money.Amount(10)
	other, err := b.AccountByNumber(ctx, "other")
	must(t, err)
	b.update(func(tx *store.Tx) error {
		if err := b.SetLimits(tx, other.ID, Limits{Ceiling: &ceiling}); err != nil {
			return err
		}
		return b.SetLimits(tx, deposit, Limits{Floor: &floor})
	})
	r, err := b.Check(ctx, CheckOptions{Full: true})
	must(t, err)
	if r.Errors != 0 || r.Notices != 2 || !r.Findings[0].Notice {
		t.Errorf("%+v", r)
	}
}

func TestCheckProgressAndCancel(t *testing.T) {
	b, _ := busyBank(t)
	var done, total int64
	_, err := b.Check(ctx, CheckOptions{Full: true, Progress: func(d, n int64) { done, total = d, n }})
	must(t, err)
	if done != 318 || total != 318 {
		t.Errorf("progress ends at %d of %d", done, total)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := b.Check(gone, CheckOptions{Full: true}); err == nil {
		t.Error("a cancelled check went on")
	}
}

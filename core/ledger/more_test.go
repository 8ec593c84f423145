package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// TestLongTexts: 64 postings with the longest texts there may be still fit into a segment.
func TestLongTexts(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	for i := range 3 * segmentLen {
		e := transfer(strings.Repeat(fmt.Sprint(i%7), 60)+fmt.Sprintf("%04d", i), cash, deposit, 1<<40)
		e.Kind = strings.Repeat(string(rune('a'+i%3)), MaxKind)
		e.Summary = strings.Repeat(string([]rune("摘要𠀀")[i%3]), MaxSummary)
		b.posted(e)
	}
	page, err := b.Postings(ctx, deposit, 0, 500)
	must(t, err)
	if len(page) != 3*segmentLen || len([]rune(page[len(page)-1].Summary)) != MaxSummary {
		t.Errorf("%d lines", len(page))
	}
	b.clean()
}

// TestRestart: a ledger that starts again in the middle of a segment closes it from the chain, also when one entry has
// several postings on the account.
func TestRestart(t *testing.T) {
	b := newBankAt(t, filepath.Join(store.TestDir(t), "bank.db"), store.Options{CacheMB: 16}, Options{})
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	for i := range 150 {
		if i%13 == 12 {
			must(t, b.st.Close())
			b.open(store.Options{Clock: b.clock.now})
		}
		if i%50 == 20 {
			b.nextDay()
		}
		e := transfer(fmt.Sprint(i), cash, deposit, money.Amount(i+1))
		if i%3 == 0 {
			e.Postings = append(e.Postings, Posting{Account: deposit, Amount: -1}, Posting{Account: deposit, Amount: 1})
		}
		b.posted(e)
	}
	if got := b.balance(deposit); got.Booked != 150*151/2 || got.Sequence != 250 {
		t.Errorf("%+v", got)
	}
	b.clean()
}

// TestEviction: accounts that no longer fit into memory come back as they were.
func TestEviction(t *testing.T) {
	b := newBank(t)
	b.lane().limit = 10
	cash := b.account("cash", "1001", NoFloor)
	var ids []AccountID
	for i := range 50 {
		ids = append(ids, b.account(fmt.Sprint(i), "2011", AtLeast(0)))
	}
	for i := range 1000 {
		b.posted(transfer(fmt.Sprint(i), cash, ids[i*i%50], 1))
	}
	if n := len(b.lane().accounts); n > 11 {
		t.Errorf("%d accounts in memory", n)
	}
	b.clean()
}

func TestTexts(t *testing.T) {
	b, deposit := busyBank(t)
	a, err := b.Account(ctx, deposit)
	must(t, err)
	text, err := json.Marshal(a)
	must(t, err)
	for _, want := range []string{`"id":"` + deposit.String() + `"`, `"class":"liability"`, `"floor":"0"`, `"booked":"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	var back Account
	must(t, json.Unmarshal(text, &back))
	if back.ID != a.ID || back.Class != Liability || back.Balance.Booked != a.Balance.Booked {
		t.Errorf("%+v, want %+v", back, a)
	}
	var ids struct {
		E EntryID
		H HoldID
		F FreezeID
	}
	must(t, json.Unmarshal([]byte(`{"E":"7","H":"8","F":"9"}`), &ids))
	if text, err := json.Marshal(ids); err != nil || string(text) != `{"E":"7","H":"8","F":"9"}` {
		t.Errorf("%s %v", text, err)
	}
	if s := ids.E.String() + ids.H.String() + ids.F.String(); s != "789" {
		t.Error(s)
	}
	for v, want := range map[any]string{HoldActive: "active", HoldExpired: "expired", Judicial: "judicial", Waiting: "waiting", DayClosing: "closing",
		Expense: "expense", Class(9): "unknown"} {
		if text, err := json.Marshal(v); err != nil || string(text) != `"`+want+`"` {
			t.Errorf("%s, want %s: %v", text, want, err)
		}
	}
	var class Class
	if err := class.UnmarshalText([]byte("income")); err != nil || class != Income {
		t.Error(class, err)
	}
	for word, want := range map[string]Mode{"": Independent, "independent": Independent, "atomic": Atomic, "stop": StopAtFirst} {
		if m, err := ParseMode(word); err != nil || m != want {
			t.Errorf("%q is %d, %v", word, m, err)
		}
	}
	var k FreezeKind
	if err := k.UnmarshalText([]byte("pledge")); err != nil || k != Pledge {
		t.Error(k, err)
	}
}

// TestDigest: one changed fen or letter is another digest.
func TestDigest(t *testing.T) {
	b, _ := busyBank(t)
	a, err := b.AccountByNumber(ctx, "other")
	must(t, err)
	page, err := b.Postings(ctx, a.ID, 0, 1)
	must(t, err)
	read := func() *Entry { e, err := b.Entry(ctx, page[0].Entry); must(t, err); return e }
	first := read().Digest()
	if first != read().Digest() {
		t.Fatal("the digest is not stable")
	}
	for name, change := range map[string]func(*Entry){"amount": func(e *Entry) { e.Postings[0].Amount++ }, "balance": func(e *Entry) { e.Postings[1].Balance-- },
		"account": func(e *Entry) { e.Postings[0].Account++ }, "reference": func(e *Entry) { e.Reference += "x" }, "kind": func(e *Entry) { e.Kind += "x" },
		"code": func(e *Entry) { e.Code, e.Summary = e.Summary+"x", e.Code }, "date": func(e *Entry) { e.BankDate++ }, "value": func(e *Entry) { e.ValueDate++ },
		"metadata": func(e *Entry) { e.Metadata = []byte("{}") }, "hold": func(e *Entry) { e.Hold++ }, "reverses": func(e *Entry) { e.Reverses++ }} {
		if e := read(); true {
			change(e)
			if e.Digest() == first {
				t.Errorf("another %s has the same digest", name)
			}
		}
	}
}

func TestDaysAndCodes(t *testing.T) {
	b, _ := busyBank(t)
	days, err := b.Days(ctx, calendar.MaxDate, 10)
	must(t, err)
	if len(days) != 3 || days[0].State != DayOpen || days[1].State != DayClosing || days[1].ClosingAt == nil || days[2].ClosedAt == nil || days[2].Date != day1 {
		t.Errorf("%+v", days)
	}
	codes, err := b.Codes(ctx)
	must(t, err)
	if len(codes) != len(chart) || codes[0] != chart[0] {
		t.Errorf("%+v", codes)
	}
	b.update(func(tx *store.Tx) error { return b.DefineCode(tx, ChartCode{"1001", Asset, "现金", "Cash in hand"}) })
	if codes, err = b.Codes(ctx); err != nil || codes[0].NameEN != "Cash in hand" {
		t.Errorf("%+v %v", codes, err)
	}
}

func TestSeedChart(t *testing.T) {
	b := newBank(t)
	for range 2 { // it may run at every start
		b.update(func(tx *store.Tx) error { return b.SeedChart(tx) })
	}
	codes, err := b.Codes(ctx)
	must(t, err)
	at := slices.IndexFunc(codes, func(c ChartCode) bool { return c.Code == "4103" })
	if len(codes) < len(defaultChart) || codes[at] != chart[3] {
		t.Errorf("%d codes, %+v", len(codes), codes[at])
	}
}

// TestYearEndSplits: more result accounts than an entry may have postings go into several entries.
func TestYearEndSplits(t *testing.T) {
	b := newBank(t)
	cash, profit := b.account("cash", "1001", NoFloor), b.account("profit", "4103", NoFloor)
	const n = 2*MaxPostings + 10
	b.update(func(tx *store.Tx) error {
		for i := range n {
			a, err := b.OpenAccount(tx, NewAccount{Number: fmt.Sprint(i), Code: "6011", Currency: "CNY", Branch: "0001", Name: "x"})
			if err == nil {
				err = b.Post(tx, transfer(fmt.Sprint(i), cash, a.ID, 2))
			}
			if err != nil {
				return err
			}
		}
		return b.OpenDay(tx, calendar.MustOf(2027, 1, 1))
	})
	if err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.YearEnd(tx, 2026, "4104"); return err }); !errors.Is(err, ErrUnknownAccount) {
		t.Errorf("without an account of the profit code: %v", err)
	}
	var es []*Entry // of the run that counts: where others write beside it, the first one only asks to be alone
	b.update(func(tx *store.Tx) (err error) {
		es, err = b.YearEnd(tx, 2026, "4103")
		return err
	})
	if len(es) != 3 {
		t.Errorf("%d entries", len(es))
	}
	if got := b.balance(profit); got.Booked != 2*n {
		t.Errorf("%+v", got)
	}
	b.clean()
}

// TestDamageIsSaid: a reader that meets a broken chain or segment says so instead of answering wrongly.
func TestDamageIsSaid(t *testing.T) {
	for name, sql := range map[string]string{
		"entry":    "DELETE FROM ledger_entries WHERE id = {last}",
		"segment":  "DELETE FROM ledger_segments WHERE first_seq = 65",
		"data":     "UPDATE ledger_segments SET data = substr(data, 1, length(data) - 2) WHERE first_seq = 65",
		"amount":   "UPDATE ledger_balances SET balance = balance + 1",
		"postings": "UPDATE ledger_entries SET postings = x'02' WHERE id = {last}",
		"head":     "UPDATE ledger_balances SET head = {entry fx 1}",
	} {
		t.Run(name, func(t *testing.T) {
			if name != "entry" && name != "amount" {
				store.SQLiteOnly(t, "readers of the clustered layout meet neither chain nor segments")
			}
			b, _ := busyBank(t)
			cash, err := b.AccountByNumber(ctx, "cash")
			must(t, err)
			b.exec(sql)
			s, err := b.Statement(ctx, cash.ID, day1, day1+5)
			if err == nil {
				err = b.Lines(ctx, s, func(*Line) error { return nil })
			}
			if err == nil {
				t.Error("a statement was given without a word")
			}
			_, err = b.Postings(ctx, cash.ID, 0, 200)
			if err == nil && name != "amount" {
				t.Error("a page was given without a word")
			}
		})
	}
}

// TestLinesStops: what stops the reader of a statement is what Lines answers.
func TestLinesStops(t *testing.T) {
	b, deposit := busyBank(t)
	stop := errors.New("stop")
	s, err := b.Statement(ctx, deposit, day1, day1+5)
	must(t, err)
	for _, after := range []int{0, 100, 152, 155} {
		n := 0
		err := b.Lines(ctx, s, func(*Line) error {
			if n++; n > after {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) {
			t.Errorf("after %d of %d: %v", after, n, err)
		}
	}
}

// TestFreezesNeverWrap: a thousand of the largest freezes still freeze.
func TestFreezesNeverWrap(t *testing.T) {
	var fs []*Freeze
	for i := range 2_000 {
		fs = append(fs, &Freeze{ID: FreezeID(i + 1), Kind: StopPayment, Amount: maxFrozen, State: InForce})
	}
	if frozen, _ := arrange(fs, time.Now()); frozen != allFrozen {
		t.Errorf("2,000 freezes of %d sum to %d", maxFrozen, frozen)
	}
}

// TestBalanceRowsAfterNestedUndo: a balance row is written before the savepoint that holds its posting, put right inside
// an outer savepoint, and then that one is undone too: the row must not keep what was never booked.
func TestBalanceRowsAfterNestedUndo(t *testing.T) {
	b := newBank(t)
	cash, li := b.account("cash", "1001", NoFloor), b.account("li", "2011", AtLeast(0))
	in := func(reference string) *Entry {
		return &Entry{Kind: "in", Reference: reference, Postings: []Posting{{Account: cash, Amount: 5}, {Account: li, Amount: -5}}}
	}
	b.posted(in("first"))
	failed := errors.New("failed")
	read := func(tx *store.Tx) error { _, err := codes(tx); return err }
	err := b.st.Update(ctx, func(tx *store.Tx) error {
		err := tx.Savepoint(func() error {
			return errors.Join(b.Post(tx, in("second")), read(tx), failed)
		})
		return errors.Join(err, read(tx), failed)
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if got := b.balance(li).Booked; got != 5 {
		t.Errorf("booked %d, want 5", got)
	}
	b.clean()
}

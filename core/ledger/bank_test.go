package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

var ctx = context.Background()

// day1 is the first bank date of the tests.
var day1 = calendar.MustOf(2026, 3, 2)

// testClock is a clock that only moves when a test moves it.
type testClock struct{ micros atomic.Int64 }

func (c *testClock) now() time.Time          { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *testClock) advance(d time.Duration) { c.micros.Add(d.Microseconds()) }

// bank is a ledger with an open day, a small chart, and a store of its own.
type bank struct {
	testing.TB
	*Ledger
	st    *store.Store
	path  string
	clock *testClock
}

var chart = []ChartCode{{"1001", Asset, "库存现金", "Cash"}, {"2011", Liability, "吸收存款", "Deposits"},
	{"3003", Asset, "外汇头寸", "Currency position"}, {"4103", Equity, "本年利润", "Profit of the year"},
	{"6011", Income, "利息收入", "Interest income"}, {"6411", Expense, "利息支出", "Interest expense"}}

func newBank(t testing.TB) *bank {
	return newBankWith(t, store.Options{CacheMB: 16, Readers: 8})
}

func newBankWith(t testing.TB, opt store.Options) *bank {
	t.Helper()
	return newBankAt(t, filepath.Join(store.TestDir(t), "bank.db"), opt)
}

func newBankAt(t testing.TB, path string, opt store.Options) *bank {
	t.Helper()
	b := &bank{TB: t, path: path, clock: &testClock{}}
	b.clock.micros.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	opt.Clock = b.clock.now
	b.open(opt)
	b.update(func(tx *store.Tx) error {
		for _, c := range chart {
			if err := b.DefineCode(tx, c); err != nil {
				return err
			}
		}
		return b.OpenDay(tx, day1)
	})
	return b
}

// open opens the bank's database, also again after it was closed.
func (b *bank) open(opt store.Options) {
	b.Helper()
	st, err := store.Open(ctx, b.path, opt)
	b.must(err)
	b.Cleanup(func() { _ = st.Close() })
	b.st = st
	_, err = st.Migrate(ctx, "test", store.Schema{Module: "ledger", Files: Schema()})
	b.must(err)
	b.Ledger = New(st)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bank) must(err error) {
	b.Helper()
	must(b.TB, err)
}

func (b *bank) update(f func(*store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

// account opens an account in yuan in branch 0001.
func (b *bank) account(number string, code Code, limits Limits) AccountID {
	b.Helper()
	return b.accountIn(number, code, "CNY", limits)
}

func (b *bank) accountIn(number string, code Code, currency money.Currency, limits Limits) (id AccountID) {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		a, err := b.OpenAccount(tx, NewAccount{Number: number, Code: code, Currency: currency, Branch: "0001", Name: number,
			Limits: limits})
		if err == nil {
			id = a.ID
		}
		return err
	})
	return id
}

// transfer is an entry of two postings: amount from the credited to the debited account.
func transfer(reference string, debit, credit AccountID, amount money.Amount) *Entry {
	return &Entry{Kind: "transfer", Reference: reference,
		Postings: []Posting{{Account: debit, Amount: amount}, {Account: credit, Amount: -amount}}}
}

// post books an entry in an update of its own.
func (b *bank) post(e *Entry) error {
	return b.st.Update(ctx, func(tx *store.Tx) error { return b.Post(tx, e) })
}

func (b *bank) posted(e *Entry) *Entry {
	b.Helper()
	b.must(b.post(e))
	return e
}

// balance is an account's balance, seen by a reader.
func (b *bank) balance(id AccountID) Balance {
	b.Helper()
	a, err := b.Account(ctx, id)
	b.must(err)
	return a.Balance
}

// nextDay opens the day after the open one and closes the old one.
func (b *bank) nextDay() {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		d, _ := tx.BankDate()
		if err := b.OpenDay(tx, d+1); err != nil {
			return err
		}
		return b.CloseDay(tx, d)
	})
}

// clean proves the books, fully.
func (b *bank) clean() *CheckReport {
	b.Helper()
	r, err := b.Check(ctx, CheckOptions{Full: true})
	b.must(err)
	for _, f := range r.Findings {
		if !f.Notice {
			b.Errorf("check: %s: %s / %s", f.Code, f.EN, f.ZH)
		}
	}
	return r
}

// raw is a second connection to the database, past the ledger.
func (b *bank) raw() *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+b.path+"?_pragma=busy_timeout(10000)")
	b.must(err)
	b.Cleanup(func() { _ = db.Close() })
	return db
}

var tables = []string{"codes", "accounts", "balances", "entries", "segments", "offdates", "totals", "reversals", "days", "periods",
	"holds", "freezes"}

// counts is the number of rows and the sum of all that can change in every table: two equal ones mean no trace.
func (b *bank) counts() string {
	b.Helper()
	db, out := b.raw(), ""
	for _, t := range tables {
		var n int64
		b.must(db.QueryRow("SELECT COUNT(*) FROM ledger_" + t).Scan(&n))
		out += fmt.Sprintf("%s %d\n", t, n)
	}
	var sum string
	b.must(db.QueryRow(`SELECT (SELECT group_concat(account || ':' || balance || ':' || held || ':' || frozen || ':' || seq || ':'
		|| head, ' ') FROM ledger_balances) || (SELECT COALESCE(SUM(debit), 0) || '/' || COALESCE(SUM(credit), 0) FROM ledger_totals)
		|| (SELECT COALESCE(SUM(captured) || '/' || SUM(released) || '/' || SUM(state), '') FROM ledger_holds)
		|| (SELECT COALESCE(SUM(amount) || '/' || SUM(state), '') FROM ledger_freezes)
		|| (SELECT SUM(bank_date) || '/' || SUM(state) FROM ledger_days)`).Scan(&sum))
	return out + sum
}

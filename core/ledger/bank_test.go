package ledger

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
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
	opt   Options
}

var chart = []ChartCode{{"1001", Asset, "库存现金", "Cash"}, {"2011", Liability, "吸收存款", "Deposits"},
	{"3003", Asset, "外汇头寸", "Currency position"}, {"4103", Equity, "本年利润", "Profit of the year"},
	{"6011", Income, "利息收入", "Interest income"}, {"6411", Expense, "利息支出", "Interest expense"}}

func newBank(t testing.TB) *bank {
	return newBankWith(t, store.Options{CacheMB: 16, Readers: 8})
}

func newBankWith(t testing.TB, opt store.Options) *bank {
	t.Helper()
	if store.TestDSN() == "" {
		return newBankAt(t, filepath.Join(store.TestDir(t), "bank.db"), opt, Options{})
	}
	b := &bank{TB: t, clock: newClock()}
	opt.Clock = b.clock.now
	b.st = store.TestOptions(t, opt, store.Schema{Module: "ledger", Files: Schema()})
	b.Ledger = New(b.st)
	b.begin()
	return b
}

func newClock() *testClock {
	c := &testClock{}
	c.micros.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

// newBankAt is a bank that can be closed and opened again; on a server it has a database of its own instead of the path.
func newBankAt(t testing.TB, path string, opt store.Options, o Options) *bank {
	t.Helper()
	b := &bank{TB: t, path: path, clock: newClock(), opt: o}
	if store.TestDSN() != "" {
		b.path = store.TestMigrated(t, store.Schema{Module: "ledger", Files: Schema()})
	}
	opt.Clock = b.clock.now
	b.open(opt)
	b.begin()
	return b
}

// begin makes the chart and opens the first day.
func (b *bank) begin() {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		for _, c := range chart {
			if err := b.DefineCode(tx, c); err != nil {
				return err
			}
		}
		return b.OpenDay(tx, day1)
	})
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
	b.Ledger = New(st, b.opt)
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

// lane is the book of the lane that the next update runs in; there is one on SQLite.
func (b *bank) lane() (k *book) {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		k = b.bookOf(tx)
		return nil
	})
	return k
}

// exec changes the database past the ledger. {last} is the id of the last entry, {first day} the first bank date of the
// general ledger, {account NUMBER} and {entry KIND REFERENCE} ids: a server doesn't let a statement ask for them itself.
func (b *bank) exec(query string, args ...any) {
	b.Helper()
	query = token.ReplaceAllStringFunc(query, func(t string) string {
		words := strings.Fields(t[1 : len(t)-1])
		text, of := map[string]string{
			"last":    "SELECT MAX(id) FROM ledger_entries",
			"first":   "SELECT MIN(bank_date) FROM ledger_sums",
			"account": "SELECT id FROM ledger_accounts WHERE number = ?",
			"entry":   "SELECT id FROM ledger_entries WHERE kind = ? AND reference = ?",
		}[words[0]], []any{}
		for _, w := range words[1:] {
			if words[0] != "first" {
				of = append(of, w)
			}
		}
		return fmt.Sprint(b.number(text, of...))
	})
	b.update(func(tx *store.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
}

var token = regexp.MustCompile(`\{[^}]+\}`)

// number reads one number past the ledger.
func (b *bank) number(query string, args ...any) (n int64) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], query, args...)
		return err
	}))
	return n
}

var tables = []string{"codes", "accounts", "balances", "entries", "segments", "postings", "offdates", "sums", "reversals", "days",
	"periods", "holds", "freezes", "buffered", "pending"}

// counts is the number of rows and the sums of all that can change in every table: two equal ones mean no trace.
func (b *bank) counts() string {
	b.Helper()
	out := ""
	for _, t := range tables {
		out += fmt.Sprintf("%s %d\n", t, b.number("SELECT COUNT(*) FROM ledger_"+t))
	}
	for _, sum := range []string{"SUM(debit) FROM ledger_sums", "SUM(credit) FROM ledger_sums", "SUM(captured) FROM ledger_holds",
		"SUM(released) FROM ledger_holds", "SUM(state) FROM ledger_holds", "SUM(amount) FROM ledger_freezes",
		"SUM(state) FROM ledger_freezes", "SUM(state) FROM ledger_days"} {
		out += fmt.Sprintln(sum, b.number("SELECT COALESCE("+strings.Replace(sum, ")", "), 0)", 1)))
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		rows, err := balanceRows(v, 0, maxAccountID, 1<<30)
		out += fmt.Sprintf("%+v", rows)
		return err
	}))
	return out
}

// seq is the point up to which everything is committed.
func (b *bank) seq() store.Seq {
	b.Helper()
	seq, err := b.st.Seq(ctx)
	b.must(err)
	return seq
}

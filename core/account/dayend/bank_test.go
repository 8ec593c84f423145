package dayend

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

var ctx = context.Background()

// workSchema is where a test's step has its effects: a row for each thing, which can't be there twice.
var workSchema = store.Schema{Module: "work", Files: fstest.MapFS{"001_work.sql": {Data: []byte(
	"CREATE TABLE work_done (bank_date BIGINT NOT NULL, thing BIGINT NOT NULL, PRIMARY KEY (bank_date, thing));\n")}}}

var schemas = []store.Schema{{Module: "audit", Files: audit.Schema()}, jobs.Schema(), {Module: "ledger", Files: ledger.Schema()},
	{Module: "dayend", Files: Schema()}, workSchema}

// bank is a ledger with ends of day.
type bank struct {
	testing.TB
	*DayEnd
	st     *store.Store
	led    *ledger.Ledger
	log    *audit.Log
	queue  *jobs.Queue
	micros atomic.Int64
	refs   atomic.Int64
}

func (b *bank) now() time.Time { return time.UnixMicro(b.micros.Load()).UTC() }

const things = 400

// countStep does its things one by one, ten a chunk, each with a row.
func countStep() Step {
	return Step{Name: "work.count", EN: "Count", ZH: "计数",
		Total: func(context.Context, calendar.Date) (int, error) { return things, nil },
		Chunk: func(_ context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
			at := 0
			if cursor != "" {
				if _, err := fmt.Sscan(cursor, &at); err != nil {
					return "", 0, err
				}
			}
			for i := range 10 {
				if _, err := tx.Exec("INSERT INTO work_done (bank_date, thing) VALUES (?, ?)", int64(d), at+i); err != nil {
					return "", 0, err
				}
			}
			if at+10 == things {
				return "", 10, nil
			}
			return fmt.Sprint(at + 10), 10, nil
		}}
}

// newBank opens a bank on a date, with a clock that stands still.
func newBank(t testing.TB, on calendar.Date, o Options, steps ...Step) *bank {
	b := &bank{TB: t}
	b.micros.Store(on.In(jobs.Shanghai).Add(9 * time.Hour).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 8, Clock: b.now}, schemas...)
	b.build(o, steps...)
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, on)
	})
	return b
}

func (b *bank) build(o Options, steps ...Step) {
	b.log = audit.New(b.st, audit.Config{})
	b.queue = jobs.New(b.st, jobs.Options{})
	b.led = ledger.New(b.st, ledger.Options{Audit: b.log, Days: b.queue})
	o.Audit = b.log
	b.DayEnd = New(b.st, b.led, steps, o)
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(f func(tx *store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

func (b *bank) account(number string, code ledger.Code) (id ledger.AccountID) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: "CNY", Branch: "0001", Name: number})
		if err == nil {
			id = a.ID
		}
		return err
	})
	return id
}

func (b *bank) move(from, to ledger.AccountID, amount money.Amount) (e *ledger.Entry, err error) {
	ref := fmt.Sprint("r", b.refs.Add(1))
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		e = &ledger.Entry{Kind: "t", Reference: ref, Postings: []ledger.Posting{{Account: from, Amount: amount}, {Account: to, Amount: -amount}}}
		return b.led.Post(tx, e)
	})
	return e, err
}

func (b *bank) start() (r Run) {
	b.Helper()
	b.ok(func(tx *store.Tx) (err error) {
		r, err = b.Start(ctx, tx)
		return err
	})
	return r
}

func (b *bank) get(d calendar.Date) (r Run) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		r, err = b.Get(v, d)
		return err
	}))
	return r
}

func (b *bank) number(query string, args ...any) (n int64) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], query, args...)
		return err
	}))
	return n
}

func date(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func path(t testing.TB) string { return filepath.Join(t.TempDir(), "bank.db") }

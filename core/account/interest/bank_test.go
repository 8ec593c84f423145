package interest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

var ctx = context.Background()

var testSchemas = []store.Schema{{Module: "audit", Files: audit.Schema()}, {Module: "ledger", Files: ledger.Schema()},
	{Module: "interest", Files: Schema()}, {Module: "dayend", Files: dayend.Schema()}}

// bank is a ledger with interest and ends of day, on a clock of its own.
type bank struct {
	testing.TB
	*Interest
	st     *store.Store
	led    *ledger.Ledger
	end    *dayend.DayEnd
	log    *audit.Log
	micros atomic.Int64
	cash   ledger.AccountID
	refs   int
}

func (b *bank) now() time.Time { return time.UnixMicro(b.micros.Load()).UTC() }

// newBank opens a bank on a date; business is the calendar of bank dates, nil for every day.
func newBank(t testing.TB, on calendar.Date, business *calendar.Calendar) *bank {
	b := &bank{TB: t}
	b.micros.Store(on.In(zone).Add(9 * time.Hour).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 8, Clock: b.now}, testSchemas...)
	b.log = audit.New(b.st, audit.Config{})
	b.led = ledger.New(b.st, ledger.Options{Audit: b.log})
	b.Interest = New(b.st, b.led, Options{Audit: b.log})
	b.end = dayend.New(b.st, b.led, b.Steps(), dayend.Options{Calendar: business, Audit: b.log})
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, on)
	})
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0001", Name: "现金"})
		if err == nil {
			b.cash = a.ID
		}
		return err
	})
	return b
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

func (b *bank) today() (d calendar.Date) {
	b.ok(func(tx *store.Tx) error {
		d, _ = tx.BankDate()
		return nil
	})
	return d
}

// rate sets the first rate of a code, or changes it from a day on, as somebody approved.
func (b *bank) rate(c Change) error {
	c.Reason = "test"
	return b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.SetRate(tx, c)
		return err
	})
}

func flat(code string, from calendar.Date, ppm PPM) Change {
	return Change{Code: code, From: from, Tiers: []Tier{{Percent: ppm}}}
}

// open opens an account that earns from today on.
func (b *bank) open(number, code string, more ...func(*Terms)) (id ledger.AccountID) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: "0001", Name: number,
			Limits: ledger.NoFloor})
		if err != nil {
			return err
		}
		id = a.ID
		d, _ := tx.BankDate()
		t := Terms{Account: id, Branch: "0001", Currency: "CNY", Product: "p-" + code, RateCode: code, From: d}
		for _, f := range more {
			f(&t)
		}
		return b.Begin(tx, t)
	})
	return id
}

// move pays into an account, or out of it; value 0 is the bank date.
func (b *bank) move(id ledger.AccountID, amount money.Amount, value calendar.Date) {
	b.Helper()
	b.refs++
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "t", Reference: fmt.Sprint("r", b.refs), ValueDate: value,
			Postings: []ledger.Posting{{Account: b.cash, Amount: amount}, {Account: id, Amount: -amount}}})
	})
}

// flip starts the end of the day; work finishes it.
func (b *bank) flip() (r dayend.Run) {
	b.Helper()
	b.micros.Add(24 * time.Hour.Microseconds())
	b.ok(func(tx *store.Tx) (err error) {
		r, err = b.end.Start(ctx, tx)
		return err
	})
	return r
}

func (b *bank) work(d calendar.Date) dayend.Run {
	b.Helper()
	b.must(b.end.Work(ctx))
	var r dayend.Run
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		r, err = b.end.Get(v, d)
		return err
	}))
	if r.State != dayend.Done {
		b.Fatalf("the end of %s stands at %s: %+v", d, r.Step, r.Finding)
	}
	return r
}

// close ends days up to and without a date.
func (b *bank) close(until calendar.Date) {
	b.Helper()
	for b.today() < until {
		b.work(b.flip().Date)
	}
}

func (b *bank) earned(id ledger.AccountID) Accrued {
	b.Helper()
	a, err := b.Accrued(ctx, id)
	b.must(err)
	return a
}

func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance.Booked
}

// payable is what stands on all payable accounts, and what their accounts have earned, exactly.
func (b *bank) payable() (booked money.Amount, earned Sum) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) error {
		pools, err := allPools(v)
		if err != nil {
			return err
		}
		last, _, err := dayBefore(v, calendar.MaxDate)
		if err != nil {
			return err
		}
		rows, err := scanPage(v, 0, 10_000)
		if err != nil {
			return err
		}
		rs, err := allRates(v)
		ra := ratesFor(rs, dayRow{before: last.upTo, upTo: last.upTo})
		codes := map[store.ID]string{}
		for _, p := range pools {
			codes[p.id] = p.code
			booked += p.booked
		}
		for i := range rows {
			if a := &rows[i]; a.ended == 0 && a.began <= last.date {
				earned = earned.plus(a.earned(ra.now[codes[a.pool]], last.date+1))
			}
		}
		return err
	}))
	return booked, earned
}

// proves runs the room's own check and the ledger's.
func (b *bank) proves() {
	b.Helper()
	seq, err := b.st.Seq(ctx)
	b.must(err)
	b.must(b.Verify(ctx, b.st, seq))
	b.must(b.led.Verify(ctx, b.st, seq))
}

func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		os.Args = slices.Insert(os.Args, 1, "-rapid.checks=10")
	}
	os.Exit(m.Run())
}

func date(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

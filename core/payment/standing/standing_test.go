package standing

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "15"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

var (
	ctx     = context.Background()
	start   = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	day1    = calendar.MustOf(2026, 3, 2)
	schemas = []store.Schema{{Module: "standing", Files: Schema()}, {Module: "payment", Files: payment.Schema()},
		{Module: "ledger", Files: ledger.Schema()}, {Module: "audit", Files: audit.Schema()}, {Module: "approval", Files: approval.Schema()}, jobs.Schema()}
)

// The people of the tests.
const (
	wang auth.Party = iota + 1
	li
	firm
	maker
	approver
)

// register is the deposit accounts of a test; filled before anything runs.
type register struct{ all []account.Account }

func (r *register) Get(_ store.Querier, id ledger.AccountID) (account.Account, error) {
	for _, a := range r.all {
		if a.ID == id {
			return a, nil
		}
	}
	return account.Account{}, ledger.ErrUnknownAccount.With(id)
}

func (r *register) ByNumber(_ store.Querier, number string) (account.Account, error) {
	for _, a := range r.all {
		if a.Number == number {
			return a, nil
		}
	}
	return account.Account{}, ledger.ErrUnknownAccount.With(number)
}

func (r *register) MayPay(store.Querier, account.Account, money.Amount, string) error { return nil }

func (r *register) MayReceive(store.Querier, account.Account) error { return nil }
func (r *register) Touch(*store.Tx, ledger.AccountID) error         { return nil }
func (r *register) Fee(store.Querier, string, money.Amount, calendar.Date, account.Account) (money.Amount, error) {
	return 0, nil
}

// bank is a bank with two people, a firm, and its days.
type bank struct {
	testing.TB
	*Orders
	st        *store.Store
	led       *ledger.Ledger
	reg       *register
	q         *jobs.Queue
	approvals *approval.Register
	pay       Payments
	began     time.Time
	today     calendar.Date
	cash      ledger.AccountID
	by        map[auth.Party]account.Account
	told      atomic.Int64
}

func newBank(t testing.TB, between func(Payments) Payments) *bank {
	b := &bank{TB: t, began: time.Now(), by: map[auth.Party]account.Account{}, reg: &register{}, today: day1}
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: func() time.Time { return start.Add(time.Since(b.began)) }}, schemas...)
	log := audit.New(b.st, audit.Config{})
	b.led = ledger.New(b.st)
	b.pay = payment.New(b.st, b.led, payment.Deps{Accounts: b.reg})
	if between != nil {
		b.pay = between(b.pay)
	}
	b.q = jobs.New(b.st, jobs.Options{Poll: 20 * time.Millisecond})
	b.approvals = approval.New(b.st, log)
	b.Orders = New(b.st, Options{Accounts: b.reg, Payments: b.pay, Approvals: b.approvals, Audit: log, Tell: func(tx *store.Tx, _ *Order, _ *Run) error {
		tx.AfterCommit(func() { b.told.Add(1) })
		return nil
	}})
	w := b.Worker()
	w.Backoff = func(int) time.Duration { return time.Millisecond }
	b.must(b.q.Register(w))
	b.must(b.q.Schedule(b.Schedule()))
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		if err := b.led.OpenDay(tx, day1); err != nil {
			return err
		}
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0101", Name: "金库"})
		if err != nil {
			return err
		}
		b.cash = a.ID
		return nil
	})
	for who, name := range map[auth.Party]string{wang: "王芳", li: "李强", firm: "惠民公司"} {
		b.ok(func(tx *store.Tx) error {
			a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: fmt.Sprintf("62000000000000%d", who), Code: "2011", Currency: "CNY", Branch: "0101",
				Name: name, Limits: ledger.AtLeast(0)})
			if err == nil {
				b.by[who] = account.Account{ID: a.ID, Number: a.Number, Name: a.Name, Owner: who, Kind: account.Demand, Currency: "CNY", Branch: "0101",
					State: account.Active}
			}
			return err
		})
		b.reg.all = append(b.reg.all, b.by[who])
	}
	return b
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(fn func(tx *store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, fn))
}

// hat is how somebody acts: for herself, or for the firm.
func hat(person auth.Party) *auth.Subject {
	s := &auth.Subject{Person: person, Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: person, Roles: []auth.Role{auth.Customer}}, Client: "web"}
	switch person {
	case maker:
		s.Hat = auth.Hat{ID: "firm-1", Kind: auth.FirmHat, For: firm, Roles: []auth.Role{auth.FirmMaker}}
	case approver:
		s.Hat = auth.Hat{ID: "firm-2", Kind: auth.FirmHat, For: firm, Roles: []auth.Role{auth.FirmApprover}}
	}
	return s
}

func (b *bank) as(person auth.Party, fn func(tx *store.Tx) error) error {
	return b.st.Update(auth.WithSubject(ctx, hat(person)), fn)
}

func (b *bank) request(p Plan, amount money.Amount) Request {
	return Request{Account: b.by[wang].ID, To: payment.Payee{Account: b.by[li].Number, Name: "李强"}, Amount: amount, Currency: "CNY", Purpose: "房租", Plan: p}
}

func (b *bank) made(p Plan, amount money.Amount) *Order {
	b.Helper()
	r := b.request(p, amount)
	b.must(b.Ready(ctx, &r))
	var m *Made
	b.must(b.as(wang, func(tx *store.Tx) (err error) {
		m, err = b.Make(tx, r)
		return err
	}))
	return m.Order
}

func (b *bank) fund(amount money.Amount) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "cash_in", Reference: tx.NewID().String(),
			Postings: []ledger.Posting{{Account: b.cash, Amount: amount}, {Account: b.by[wang].ID, Amount: -amount}}})
	})
}

func (b *bank) balance(who auth.Party) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, b.by[who].ID)
	b.must(err)
	return a.Balance.Booked
}

func (b *bank) order(id store.ID) *Order {
	b.Helper()
	o, err := b.read(ctx, id)
	b.must(err)
	return o
}

func (b *bank) runs(id store.ID) (out []*Run) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		out, err = b.Runs(v, id, 0, 10_000)
		return err
	}))
	return out
}

// opens opens a bank date and waits until its work is done.
func (b *bank) opens(d calendar.Date) {
	b.Helper()
	was := b.today
	b.ok(func(tx *store.Tx) error {
		if err := b.led.OpenDay(tx, d); err != nil {
			return err
		}
		return b.q.DayMoved(tx, was, d, true)
	})
	b.today = d
	b.ok(func(tx *store.Tx) error { return b.led.CloseDay(tx, was) })
	for deadline := time.Now().Add(10 * time.Minute); ; {
		var due []*Order
		b.ok(func(tx *store.Tx) (err error) {
			due, err = dueOrders(tx, d, 0, 1)
			return err
		})
		if len(due) == 0 {
			break
		}
		if time.Now().After(deadline) {
			b.Fatalf("%s: orders are still due, such as %+v", d, due[0])
		}
		time.Sleep(5 * time.Millisecond) // until the queue has looked again
	}
	seq, err := b.st.Seq(ctx)
	b.must(err)
	b.must(b.Prove(ctx, b.st, seq))
}

func (b *bank) started() {
	b.Helper()
	b.must(b.q.Start(ctx))
	b.Cleanup(func() { _ = b.q.Stop(ctx) })
}

// TestAMonthOfRent: paid on its days, made up for over a gap, ended after the last.
func TestAMonthOfRent(t *testing.T) {
	b := newBank(t, nil)
	b.fund(1_000_00)
	rent := b.made(Plan{Every: Monthly, Day: 31, First: day1 + 1, Times: 3}, 100_00)
	daily := b.made(Plan{Every: Daily, First: day1 + 1, Until: day1 + 6}, 1_00)
	once := b.made(Plan{Every: Once, First: day1 + 2}, 7_00)
	b.started()
	b.opens(day1 + 1)
	if got := b.balance(li); got != 1_00 {
		t.Errorf("after a day: %s", got)
	}
	b.opens(day1 + 4) // two days were no bank dates
	if got := b.balance(li); got != 4_00+7_00 {
		t.Errorf("after the gap: %s", got)
	}
	if o := b.order(once.ID); o.State != Ended || o.Paid != 1 || o.NextOn != 0 {
		t.Errorf("once: %+v", o)
	}
	b.opens(day("2026-03-31"))
	if got := b.balance(li); got != 6_00+7_00+100_00 {
		t.Errorf("after the month: %s", got)
	}
	if o := b.order(daily.ID); o.State != Ended || o.Paid != 6 {
		t.Errorf("daily: %+v", o)
	}
	b.opens(day("2026-05-31"))
	if o := b.order(rent.ID); o.State != Ended || o.Paid != 3 || b.balance(li) != 13_00+300_00 {
		t.Errorf("rent: %+v", o)
	}
	b.opens(day("2026-06-30"))
	if b.balance(li) != 313_00 || b.balance(wang)+b.balance(li) != 1_000_00 {
		t.Errorf("after their ends: %s and %s", b.balance(wang), b.balance(li))
	}
}

// TestShort: three tries on following days, then she is told, and the next occurrence has its own three.
func TestShort(t *testing.T) {
	b := newBank(t, nil)
	o := b.made(Plan{Every: Weekly, Day: 2, First: day1 + 1, Times: 2}, 50_00)
	b.started()
	for n := range 3 {
		b.opens(day1 + 1 + calendar.Date(n))
	}
	runs := b.runs(o.ID)
	if len(runs) != 3 || runs[0].State != RunGivenUp || runs[1].State != RunShort || runs[2].Code != ledger.ErrInsufficient.Code || b.told.Load() != 1 {
		t.Fatalf("runs %+v, told %d times", runs, b.told.Load())
	}
	b.opens(day1 + 8)
	b.fund(50_00)
	b.opens(day1 + 9)
	if o = b.order(o.ID); o.State != Ended || o.Paid != 1 || b.balance(li) != 50_00 || b.told.Load() != 1 {
		t.Errorf("the second try of the second: %+v", o)
	}
}

// TestPauseChangeEnd: what falls due in a pause is left out; a change holds from the next time on; nothing is paid after the end.
func TestPauseChangeEnd(t *testing.T) {
	b := newBank(t, nil)
	b.fund(1_000_00)
	o := b.made(Plan{Every: Daily, First: day1 + 1}, 1_00)
	b.started()
	do := func(fn func(tx *store.Tx) error) {
		t.Helper()
		b.must(b.as(wang, fn))
	}
	b.opens(day1 + 1)
	do(func(tx *store.Tx) error { _, err := b.Pause(tx, o.ID, "出差"); return err })
	b.opens(day1 + 3)
	do(func(tx *store.Tx) error { _, err := b.Resume(tx, o.ID); return err })
	amount := money.Amount(2_00)
	version := b.order(o.ID).Version
	do(func(tx *store.Tx) error {
		_, err := b.Amend(tx, o.ID, Amendment{Version: version, Amount: &amount}, "")
		return err
	})
	if err := b.as(wang, func(tx *store.Tx) error {
		_, err := b.Amend(tx, o.ID, Amendment{Version: version, Amount: &amount}, "")
		return err
	}); !errors.Is(err, ErrVersion) {
		t.Errorf("a stale change: %v", err)
	}
	b.opens(day1 + 4)
	if got := b.balance(li); got != 1_00+2_00 {
		t.Errorf("after pause and change: %s", got)
	}
	do(func(tx *store.Tx) error { _, err := b.End(tx, o.ID, "退租"); return err })
	b.opens(day1 + 9)
	if got := b.balance(li); got != 3_00 {
		t.Errorf("after the end: %s", got)
	}
	if err := b.as(wang, func(tx *store.Tx) error { _, err := b.Resume(tx, o.ID); return err }); !errors.Is(err, ErrState) {
		t.Errorf("resumed after its end: %v", err)
	}
}

// TestFirms: a firm's order begins when another person has approved it.
func TestFirms(t *testing.T) {
	b := newBank(t, nil)
	r := b.request(Plan{Every: Daily, First: day1 + 1, Times: 2}, 5_00)
	r.Account = b.by[firm].ID
	b.must(b.Ready(ctx, &r))
	var m *Made
	b.must(b.as(maker, func(tx *store.Tx) (err error) {
		m, err = b.Make(tx, r)
		return err
	}))
	if m.Order != nil || m.Approval == nil {
		t.Fatalf("made: %+v", m)
	}
	list := func() []*Order {
		var out []*Order
		b.must(b.st.View(ctx, func(v *store.View) (err error) {
			out, err = orderPage(v, auth.Filter{Parties: []auth.Party{firm}}, 0, 10)
			return err
		}))
		return out
	}
	if len(list()) != 0 {
		t.Fatal("it began before its approval")
	}
	sub := hat(approver)
	sub.ProvedAt, sub.Level = b.st.Now(), auth.LevelTwo
	b.must(b.st.Update(auth.WithSubject(ctx, sub), func(tx *store.Tx) error {
		_, err := b.approvals.Approve(auth.WithSubject(ctx, sub), tx, m.Approval.ID, "")
		return err
	}))
	if got := list(); len(got) != 1 || got[0].State != Active || got[0].MadeBy != maker.String() || got[0].Owner != firm {
		t.Errorf("after its approval: %+v", got)
	}
}

// TestRefusals: what is refused leaves nothing.
func TestRefusals(t *testing.T) {
	b := newBank(t, nil)
	plan := Plan{Every: Daily, First: day1 + 1}
	for name, c := range map[string]struct {
		change func(r *Request)
		want   error
	}{
		"another name": {func(r *Request) { r.To.Name = "李逵" }, payment.ErrName},
		"no account":   {func(r *Request) { r.To.Account = "6209999999999999" }, payment.ErrNoAccount},
		"herself":      {func(r *Request) { r.To = payment.Payee{Account: b.by[wang].Number, Name: "王芳"} }, payment.ErrSelf},
		"nothing":      {func(r *Request) { r.Amount = 0 }, ErrAmount},
		"no plan":      {func(r *Request) { r.Plan = Plan{} }, ErrPlan},
		"today":        {func(r *Request) { r.Plan.First = day1 }, ErrFirst},
		"dollars":      {func(r *Request) { r.Currency = "USD" }, ErrAccount},
		"never":        {func(r *Request) { r.Plan.Until = day1 }, ErrNever},
		"tries":        {func(r *Request) { r.Tries = 11 }, ErrText},
	} {
		r := b.request(plan, 1_00)
		c.change(&r)
		err := b.Ready(ctx, &r)
		if err == nil {
			err = b.as(wang, func(tx *store.Tx) error { _, err := b.Make(tx, r); return err })
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		if all, err := orderPage(v, auth.Filter{All: true}, 0, 10); err != nil || len(all) != 0 {
			t.Errorf("left behind: %+v, %v", all, err)
		}
		return nil
	}))
}

type paying struct {
	Payments
	many func(p Payments, c context.Context, tx *store.Tx, in []payment.Instruction) ([]*payment.Order, []error, error)
}

func (p paying) PayMany(c context.Context, tx *store.Tx, in []payment.Instruction) ([]*payment.Order, []error, error) {
	return p.many(p.Payments, c, tx, in)
}

// TestEachOccurrenceOnce: whatever fails in between, and however often, each occurrence is paid once, and what the two have adds up.
func TestEachOccurrenceOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		crashes := rapid.IntRange(0, 6).Draw(rt, "crashes")
		var mu sync.Mutex
		b := newBank(round, func(p Payments) Payments {
			return paying{p, func(p Payments, c context.Context, tx *store.Tx, in []payment.Instruction) ([]*payment.Order, []error, error) {
				mu.Lock()
				what := 2
				if crashes > 0 {
					crashes--
					what = rng.IntN(3)
				}
				mu.Unlock()
				if what == 0 {
					return nil, nil, errors.New("stopped before")
				}
				orders, errs, err := p.PayMany(c, tx, in)
				if what == 1 {
					err = errors.New("stopped after")
				}
				return orders, errs, err
			}}
		})
		b.fund(1_000_000_00)
		var want money.Amount
		n := rapid.IntRange(1, 20).Draw(rt, "orders")
		for range n {
			times := rapid.IntRange(1, 4).Draw(rt, "times")
			amount := money.Amount(rapid.IntRange(1, 100_00).Draw(rt, "amount"))
			b.made(Plan{Every: Daily, First: day1 + 1 + calendar.Date(rapid.IntRange(0, 2).Draw(rt, "from")), Times: times}, amount)
			want += amount * money.Amount(times)
		}
		b.started()
		for d := day1 + 1; d <= day1+8; d += calendar.Date(rapid.IntRange(1, 3).Draw(rt, "days")) {
			b.opens(d)
		}
		b.opens(day1 + 12)
		if got := b.balance(li); got != want || b.balance(wang) != 1_000_000_00-want {
			rt.Fatalf("%d orders paid %s, want %s; she has %s", n, got, want, b.balance(wang))
		}
	})
}

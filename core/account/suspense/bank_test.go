package suspense

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

var (
	ctx  = context.Background()
	day1 = calendar.MustOf(2026, 3, 2)
)

// bank is a ledger with the desk under test.
type bank struct {
	testing.TB
	*Desk
	st    *store.Store
	reg   *approval.Register
	log   *audit.Log
	clock atomic.Int64
	transit, customer,
	holding ledger.AccountID // of another room, which parks what it has booked itself
}

var schemas = []store.Schema{{Module: "ledger", Files: ledger.Schema()}, {Module: "suspense", Files: Schema()},
	{Module: "approval", Files: approval.Schema()}, {Module: "audit", Files: audit.Schema()}}

func newBank(t testing.TB) *bank {
	b := &bank{TB: t}
	b.clock.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	b.must(err)
	b.log = audit.New(b.st, audit.Config{Key: key})
	b.reg = approval.New(b.st, b.log)
	b.Desk = New(b.st, ledger.New(b.st, ledger.Options{Audit: b.log}), Options{Audit: b.log, Approvals: b.reg,
		Threshold: func(store.Querier) (money.Amount, error) { return 500, nil }})
	b.Returns("payment", b)
	for _, s := range b.AuditSources() {
		b.log.AddSource(s)
	}
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, day1)
	})
	b.transit = b.open("transit", "3001", "CNY", ledger.NoFloor)
	b.customer = b.open("customer", "2011", "CNY", ledger.AtLeast(0))
	b.holding = b.open("2241-0001-suspense", "2241", "CNY", ledger.NoFloor)
	return b
}

func (b *bank) now() time.Time { return time.UnixMicro(b.clock.Load()).UTC() }

// Return sends everything back through transit.
func (b *bank) Return(*store.Tx, *Item) (ledger.AccountID, error) { return b.transit, nil }

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(f func(*store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

func (b *bank) open(number string, code ledger.Code, c money.Currency, l ledger.Limits) (id ledger.AccountID) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: c, Branch: "0001", Name: number, Limits: l})
		if err == nil {
			id = a.ID
		}
		return err
	})
	return id
}

// moved puts money from transit into suspense.
func (b *bank) moved(object string, amount money.Amount, owed bool) (it *Item, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		it, err = b.Move(tx, Moving{Code: "payment.AC01", Object: object, From: b.transit, Amount: amount, Owed: owed, Why: "无此账户"})
		return err
	})
	return it, err
}

// received books money as another room does, and parks it.
func (b *bank) received(object string, amount money.Amount) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		err := b.led.Post(tx, &ledger.Entry{Kind: "in", Reference: object, Postings: []ledger.Posting{{Account: b.transit, Amount: amount},
			{Account: b.holding, Amount: -amount}}})
		if err != nil {
			return err
		}
		return b.Park(tx, "payment.BE01", b.holding, amount, "户名不符", object)
	})
}

func (b *bank) cleared(c Clearing) (it *Item, err error) {
	if c.Reason == "" {
		c.Reason = "查明入账"
	}
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		it, err = b.Clear(tx, c)
		return err
	})
	return it, err
}

func (b *bank) refused(want error, c Clearing) {
	b.Helper()
	if _, err := b.cleared(c); !errors.Is(err, want) {
		b.Errorf("%+v: got %v, want %v", c, err, want)
	}
}

func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance.Booked
}

// staff is an accountant who has just proved who she is.
func (b *bank) staff(person auth.Party) context.Context {
	return auth.WithSubject(ctx, &auth.Subject{Person: person, Name: fmt.Sprint("员工", person), Client: "web", Level: auth.LevelTwo, ProvedAt: b.now(),
		Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{auth.Accountant}, Branch: "0001", Branches: []string{"0001"}}})
}

// proved checks the room, the ledger and the audit log.
func (b *bank) proved() {
	b.Helper()
	b.must(b.Check(ctx, b.st, 0))
	r, err := b.led.Check(ctx, ledger.CheckOptions{Full: true})
	b.must(err)
	b.must(r.Problem())
	for {
		n, err := b.log.Sequence(ctx)
		b.must(err)
		if n == 0 {
			break
		}
	}
	a, err := b.log.Check(ctx, audit.CheckOptions{Full: true})
	b.must(err)
	b.must(a.Problem())
}

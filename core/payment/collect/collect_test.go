package collect

import (
	"context"
	"errors"
	"fmt"
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
	"tonghui/platform/store"
)

var ctx = context.Background()

// till pays on a real ledger, as payments do: nobody pays what she hasn't.
type till struct {
	led *ledger.Ledger
	all map[ledger.AccountID]account.Account
}

func (t *till) Get(_ store.Querier, id ledger.AccountID) (account.Account, error) {
	a, ok := t.all[id]
	if !ok {
		return a, ledger.ErrUnknownAccount.With(id)
	}
	return a, nil
}

func (*till) Sort(_ store.Querier, id auth.Party) (string, bool, error) {
	if id > 1_000_000 {
		return "business", true, nil
	}
	return "person", true, nil
}

func (t *till) Pay(_ context.Context, tx *store.Tx, in payment.Instruction) (*payment.Order, error) {
	e := &ledger.Entry{Kind: string(in.Kind), Reference: in.Reference, Postings: []ledger.Posting{{Account: in.From, Amount: in.Amount},
		{Account: in.ToAccount, Amount: -in.Amount}}}
	if err := t.led.Post(tx, e); err != nil {
		return nil, err
	}
	return &payment.Order{ID: store.ID(e.ID), State: payment.Settled}, nil
}

type bank struct {
	testing.TB
	*Collect
	st     *store.Store
	led    *ledger.Ledger
	micros atomic.Int64
	desk   *till
	cash   ledger.AccountID
	shop   ledger.AccountID
	payers []ledger.AccountID
	opened int
}

const start = 1_000_00 // what each payer has

func newBank(t testing.TB) *bank {
	b := &bank{TB: t}
	b.micros.Store(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Clock: func() time.Time { return time.UnixMicro(b.micros.Add(1)) }},
		store.Schema{Module: "ledger", Files: ledger.Schema()}, store.Schema{Module: "collect", Files: Schema()}, store.Schema{Module: "audit", Files: audit.Schema()})
	b.led = ledger.New(b.st)
	b.desk = &till{led: b.led, all: map[ledger.AccountID]account.Account{}}
	b.Collect = New(b.st, Options{Payments: b.desk, Accounts: b.desk, Parties: b.desk, Audit: audit.New(b.st, audit.Config{})})
	b.update(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, calendar.MustOf(2026, 11, 24))
	})
	b.cash = b.open("现金", 0, ledger.Limits{}, "1001")
	b.people()
	return b
}

func (b *bank) open(name string, owner auth.Party, limits ledger.Limits, code ledger.Code) (id ledger.AccountID) {
	b.opened++
	number := fmt.Sprint("n", b.opened)
	b.update(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: "CNY", Branch: "0101", Name: name, Limits: limits})
		if err == nil {
			id = a.ID
		}
		return err
	})
	b.desk.all[id] = account.Account{ID: id, Number: number, Name: name, Owner: owner, Branch: "0101", State: account.Active}
	return id
}

// people come into town: a shop, and three who have something to spend.
func (b *bank) people() {
	first := auth.Party(b.opened*10 + 1)
	b.shop = b.open("老通州面馆", first+1_000_000, ledger.AtLeast(0), "2011")
	b.payers = nil
	for i := range 3 {
		id := b.open("李静", first+auth.Party(i), ledger.AtLeast(0), "2011")
		b.payers = append(b.payers, id)
		b.update(func(tx *store.Tx) error {
			return b.led.Post(tx, &ledger.Entry{Kind: "cash", Reference: id.String(), Postings: []ledger.Posting{{Account: b.cash, Amount: start}, {Account: id, Amount: -start}}})
		})
	}
}

func (b *bank) owner(payer int) auth.Party { return b.desk.all[b.payers[payer]].Owner }

func (b *bank) update(f func(tx *store.Tx) error) {
	b.Helper()
	if err := b.st.Update(ctx, f); err != nil {
		b.Fatal(err)
	}
}

func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	if err != nil {
		b.Fatal(err)
	}
	return a.Balance.Booked
}

func in[T any](b *bank, verb func(tx *store.Tx) (T, error)) (out T, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		out, err = verb(tx)
		return err
	})
	return out, err
}

func (b *bank) code(amount money.Amount) *Code {
	b.Helper()
	c, err := in(b, func(tx *store.Tx) (*Code, error) { return b.Make(tx, NewCode{Account: b.shop, Amount: amount}) })
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func (b *bank) pay(c *Code, payer int, amount money.Amount, reference string) (*Collection, error) {
	return in(b, func(tx *store.Tx) (*Collection, error) {
		return b.Pay(ctx, tx, Payment{Text: c.Text, From: b.payers[payer], By: b.owner(payer), Amount: amount, Reference: reference})
	})
}

func (b *bank) refund(c *Collection, amount money.Amount, reference string) (*Refund, error) {
	return in(b, func(tx *store.Tx) (*Refund, error) {
		return b.Refund(ctx, tx, Return{Collection: c.ID, Amount: amount, Reason: "退一份", Reference: reference})
	})
}

func TestPrintedCode(t *testing.T) {
	b := newBank(t)
	c := b.code(0)
	var offer *Offer
	if err := b.st.View(ctx, func(v *store.View) (err error) {
		offer, err = b.Look(v, v.Now(), calendar.MustOf(2026, 11, 24), c.Text, b.owner(0))
		return err
	}); err != nil || offer.Title != "老通州面馆" || offer.Name != "老通州面馆" || offer.Left != DefaultPrintedDaily {
		t.Fatalf("%+v %v", offer, err)
	}
	first, err := b.pay(c, 0, 300_00, "a")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.pay(c, 0, 300_00, "a"); err != nil || again.ID != first.ID {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := b.pay(c, 0, 299_00, "a"); !errors.Is(err, ErrPaid) {
		t.Error(err)
	}
	if _, err := b.pay(c, 0, 200_01, "b"); !errors.Is(err, ErrPrinted) {
		t.Error(err)
	}
	if _, err := b.pay(c, 0, 200_00, "c"); err != nil {
		t.Error(err)
	}
	if _, err := b.pay(c, 0, 0, "d"); !errors.Is(err, ErrAmount) {
		t.Error(err)
	}
	if b.balance(b.shop) != 500_00 || b.balance(b.payers[0]) != start-500_00 {
		t.Error(b.balance(b.shop))
	}
	if _, err := in(b, func(tx *store.Tx) (*Code, error) { return b.Stop(tx, c.ID) }); err != nil {
		t.Fatal(err)
	}
	if _, err := b.pay(c, 1, 1_00, "e"); !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
}

// A bill is paid once, however many pay it at once.
func TestBillOnce(t *testing.T) {
	b := newBank(t)
	c := b.code(88_00)
	if _, err := b.pay(c, 0, 1, "x"); !errors.Is(err, ErrOtherAmount) {
		t.Error(err)
	}
	var paid, late atomic.Int32
	var all sync.WaitGroup
	for i := range 3 {
		for n := range 3 {
			all.Go(func() {
				_, err := b.pay(c, i, 0, fmt.Sprint("r", n))
				switch {
				case err == nil:
					paid.Add(1)
				case errors.Is(err, ErrPaid):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	// The one who paid asks three times and gets the same answer.
	if b.balance(b.shop) != 88_00 || paid.Load() != 3 || late.Load() != 6 {
		t.Errorf("shop %d, %d paid, %d late", b.balance(b.shop), paid.Load(), late.Load())
	}
	b.micros.Add(int64(time.Hour / time.Microsecond))
	bill := b.code(1_00)
	b.micros.Add(int64(16 * time.Minute / time.Microsecond))
	if _, err := b.pay(bill, 1, 0, "late"); !errors.Is(err, ErrExpired) {
		t.Error(err)
	}
}

// Two at once can't give more to printed codes than the limit of the day.
func TestPrintedLimitAtOnce(t *testing.T) {
	b := newBank(t)
	codes := []*Code{b.code(0), b.code(0)}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if _, err := b.pay(codes[i%2], 0, 90_00, fmt.Sprint("r", i)); err != nil && !errors.Is(err, ErrPrinted) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := b.balance(b.shop); got != 450_00 {
		t.Errorf("the shop has %d", got)
	}
}

func TestPass(t *testing.T) {
	b := newBank(t)
	show := func(payer int) *Pass {
		p, err := in(b, func(tx *store.Tx) (*Pass, error) {
			return b.Show(tx, b.payers[payer], b.owner(payer), newNumber())
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	charge := func(number string, amount money.Amount, reference string) (*Charged, error) {
		return in(b, func(tx *store.Tx) (*Charged, error) {
			return b.ChargePass(ctx, tx, Charge{Number: number, To: b.shop, Amount: amount, Reference: reference})
		})
	}
	p := show(0)
	got, err := charge(p.Number, 18_00, "bill-1")
	if err != nil || got.Collection == nil {
		t.Fatalf("%+v %v", got, err)
	}
	if again, err := charge(p.Number, 18_00, "bill-1"); err != nil || again.Collection.ID != got.Collection.ID {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := charge(p.Number, 18_00, "bill-2"); !errors.Is(err, ErrPass) {
		t.Error(err)
	}
	if _, err := charge(show(1).Number, 18_00, "bill-1"); !errors.Is(err, ErrReferenceUsed) {
		t.Error(err)
	}
	old := show(0)
	b.micros.Add(int64(61 * time.Second / time.Microsecond))
	if _, err := charge(old.Number, 1_00, "bill-3"); !errors.Is(err, ErrPass) {
		t.Error(err)
	}
	if _, err := charge("123456789012345678", 1_00, "bill-4"); !errors.Is(err, ErrPass) {
		t.Error(err)
	}
	b.o.Unasked = func(store.Querier, calendar.Date) (money.Amount, error) { return 100_00, nil }
	asked, err := charge(show(1).Number, 500_00, "bill-5")
	if err != nil || asked.Ask == nil || b.balance(b.shop) != 18_00 {
		t.Fatalf("%+v %v", asked, err)
	}
	paid, err := in(b, func(tx *store.Tx) (*Ask, error) { return b.Confirm(ctx, tx, asked.Ask.ID) })
	if err != nil || paid.State != Paid || b.balance(b.shop) != 518_00 {
		t.Errorf("%+v %v", paid, err)
	}
	if _, err := in(b, func(tx *store.Tx) (*Ask, error) { return b.Confirm(ctx, tx, asked.Ask.ID) }); err != nil || b.balance(b.shop) != 518_00 {
		t.Error("confirmed twice", err)
	}
	no, err := charge(show(2).Number, 500_00, "bill-6")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in(b, func(tx *store.Tx) (*Ask, error) { return b.Decline(tx, no.Ask.ID) }); err != nil {
		t.Error(err)
	}
	if _, err := in(b, func(tx *store.Tx) (*Ask, error) { return b.Confirm(ctx, tx, no.Ask.ID) }); !errors.Is(err, ErrDecided) {
		t.Error(err)
	}
}

// The refunds of a collection never exceed it, whoever gives them at once, and each reference counts once.
func TestRefundsAtOnce(t *testing.T) {
	b := newBank(t)
	col, err := b.pay(b.code(100_00), 0, 0, "a")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 10 {
		for range 2 {
			all.Go(func() {
				if _, err := b.refund(col, 30_00, fmt.Sprint("r", i)); err != nil && !errors.Is(err, ErrRefund) {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if b.balance(b.shop) != 10_00 || b.balance(b.payers[0]) != start-10_00 {
		t.Errorf("the shop has %d", b.balance(b.shop))
	}
	b.micros.Add(int64(366 * 24 * time.Hour / time.Microsecond))
	if _, err := b.refund(col, 1, "late"); !errors.Is(err, ErrRefundLate) {
		t.Error(err)
	}
	if err := b.Check(ctx, b.st, 0); err != nil {
		t.Error(err)
	}
}

// Whatever is paid, charged and refunded, no money comes or goes, and each collection holds what its order moved.
func TestConservation(t *testing.T) {
	b := newBank(t)
	rapid.Check(t, func(rt *rapid.T) {
		b.people()
		printed, made := b.code(0), []*Collection{}
		kept := money.Amount(0)
		rt.Repeat(map[string]func(*rapid.T){
			"pay": func(rt *rapid.T) {
				amount := money.Amount(rapid.Int64Range(-5, 300_00).Draw(rt, "amount"))
				if c, err := b.pay(printed, rapid.IntRange(0, 2).Draw(rt, "payer"), amount, fmt.Sprint("p", len(made))); err == nil {
					made, kept = append(made, c), kept+amount
				}
			},
			"bill": func(rt *rapid.T) {
				amount := money.Amount(rapid.Int64Range(1, 400_00).Draw(rt, "amount"))
				if c, err := b.pay(b.code(amount), rapid.IntRange(0, 2).Draw(rt, "payer"), 0, "b"); err == nil {
					made, kept = append(made, c), kept+amount
				}
			},
			"refund": func(rt *rapid.T) {
				if len(made) == 0 {
					rt.Skip()
				}
				c := made[rapid.IntRange(0, len(made)-1).Draw(rt, "which")]
				amount := money.Amount(rapid.Int64Range(0, 300_00).Draw(rt, "amount"))
				if _, err := b.refund(c, amount, rapid.StringMatching("[a-z]{6}").Draw(rt, "reference")); err == nil {
					kept -= amount
				}
			},
			"": func(rt *rapid.T) {
				sum := b.balance(b.shop)
				if sum != kept {
					rt.Fatalf("the shop has %d, its collections say %d", sum, kept)
				}
				for _, p := range b.payers {
					sum += b.balance(p)
				}
				if sum != 3*start {
					rt.Fatalf("%d of %d are left", sum, 3*start)
				}
			},
		})
		if err := b.Check(ctx, b.st, 0); err != nil {
			rt.Fatal(err)
		}
	})
}

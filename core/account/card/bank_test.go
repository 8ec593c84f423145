package card

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

// start is the time at which a test's bank begins: the morning of a Monday in China.
var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

var errNoAccount = problem.New(problem.NotFound, "test.no_account", "There is no such account.", "没有该账户。")

// deposits are the accounts of a test: whose they are stands in the ledger's name.
type deposits struct{ b *bank }

func (d deposits) Get(_ store.Querier, id ledger.AccountID) (account.Account, error) {
	a, ok := d.b.accounts[id]
	if !ok {
		return a, errNoAccount
	}
	return a, nil
}

var errStopped = problem.New(problem.Refused, "test.stopped", "This account pays nothing.", "该账户不得支付。")

func (d deposits) MayPay(_ store.Querier, a account.Account, _ money.Amount, _ string) error {
	if a.State != account.Active {
		return errStopped
	}
	return nil
}

func (deposits) Touch(*store.Tx, ledger.AccountID) error { return nil }

// bank is a store with a ledger, two depositors, an acquirer, and the cards under test.
type bank struct {
	testing.TB
	*Cards
	st        *store.Store
	log       *audit.Log
	approvals *approval.Register
	micros    atomic.Int64
	accounts  map[ledger.AccountID]account.Account
	his, hers ledger.AccountID
	cash      ledger.AccountID
	acq       *Acquirer
	mu        sync.Mutex
	spends    []Spend
}

var schemas = []store.Schema{{Module: "ledger", Files: ledger.Schema()}, {Module: "card", Files: Schema()}, {Module: "vault", Files: vault.Schema()},
	{Module: "approval", Files: approval.Schema()}, {Module: "audit", Files: audit.Schema()}}

const (
	wang auth.Party = 1001
	li   auth.Party = 1002
)

func newBank(t testing.TB) *bank {
	b := &bank{TB: t, accounts: map[ledger.AccountID]account.Account{}}
	b.micros.Store(start.UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	b.must(err)
	b.log = audit.New(b.st, audit.Config{Key: key})
	led := ledger.New(b.st)
	v := vault.ForTest(t, b.st)
	b.approvals = approval.New(b.st, b.log)
	b.Cards = New(b.st, led, Options{Vault: v, HSM: hsm.NewSoftware(b.st, v), Accounts: deposits{b}, Audit: b.log, Approvals: b.approvals,
		Earn: func(tx *store.Tx, s Spend) error {
			tx.AfterCommit(func() {
				b.mu.Lock()
				defer b.mu.Unlock()
				b.spends = append(b.spends, s)
			})
			return nil
		}})
	for _, s := range b.AuditSources() {
		b.log.AddSource(s)
	}
	b.ok(func(tx *store.Tx) error {
		for _, c := range []ledger.ChartCode{{Code: "1001", Class: ledger.Asset, NameZH: "现金", NameEN: "Cash"},
			{Code: "2011", Class: ledger.Liability, NameZH: "存款", NameEN: "Deposits"},
			{Code: PayableCode, Class: ledger.Liability, NameZH: "其他应付款", NameEN: "Payables"}} {
			if err := led.DefineCode(tx, c); err != nil {
				return err
			}
		}
		return led.OpenDay(tx, calendar.MustOf(2026, 3, 2))
	})
	b.ok(func(tx *store.Tx) (err error) {
		b.acq, err = b.AddAcquirer(tx, "ACQ01", "acquirer-1", "惠民收单", "0001")
		return err
	})
	b.cash = b.open("cash", "1001", 0, ledger.NoFloor)
	b.hers = b.open("6230000000000001", "2011", wang, ledger.AtLeast(0))
	b.his = b.open("6230000000000002", "2011", li, ledger.AtLeast(0))
	return b
}

func (b *bank) now() time.Time          { return time.UnixMicro(b.micros.Load()).UTC() }
func (b *bank) advance(d time.Duration) { b.micros.Add(d.Microseconds()) }

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

func (b *bank) wants(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Errorf("got %v, want %v", err, want)
	}
}

func (b *bank) open(number string, code ledger.Code, owner auth.Party, l ledger.Limits) (id ledger.AccountID) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: "CNY", Branch: "0001", Name: number, Limits: l})
		if err == nil {
			id = a.ID
		}
		return err
	})
	b.accounts[id] = account.Account{ID: id, Number: number, Owner: owner, Kind: account.Demand, Currency: "CNY", Branch: "0001", State: account.Active}
	return id
}

// paysIn puts money on an account.
func (b *bank) paysIn(to ledger.AccountID, amount money.Amount) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "cash", Reference: tx.NewID().String(),
			Postings: []ledger.Posting{{Account: b.cash, Amount: amount}, {Account: to, Amount: -amount}}})
	})
}

func (b *bank) balance(id ledger.AccountID) ledger.Balance {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance
}

// do runs a verb of one card.
func (b *bank) done(f func(context.Context, *store.Tx, store.ID) (*Card, error), id store.ID) (one *Card, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		one, err = f(ctx, tx, id)
		return err
	})
	return one, err
}

// issued is a new card and its number.
func (b *bank) issued(a ledger.AccountID) (one *Card, number string) {
	b.Helper()
	b.ok(func(tx *store.Tx) (err error) {
		one, err = b.Issue(ctx, tx, NewCard{Account: a})
		return err
	})
	number, err := b.number(one)
	b.must(err)
	return one, number
}

const goodPIN = "135790"

// inUse is an active card with a PIN.
func (b *bank) inUse(a ledger.AccountID) (*Card, string) {
	b.Helper()
	one, number := b.issued(a)
	_, err := b.SetPIN(ctx, one.ID, b.typed(goodPIN, one, ""))
	b.must(err)
	one, err = b.done(b.Activate, one.ID)
	b.must(err)
	return one, number
}

// typed is a PIN typed at a pad, bound to the number, or to the card where that isn't known.
func (b *bank) typed(pin string, one *Card, number string) hsm.Block {
	b.Helper()
	public, err := b.PublicKey(ctx)
	b.must(err)
	pad, err := hsm.NewPad(public)
	b.must(err)
	by, digits := hsm.ByNumber, number
	if number == "" {
		by, digits = hsm.ByCard, one.ID.String()
	}
	block, err := pad.Block(pin, by, digits)
	b.must(err)
	return block
}

// shop is a purchase at a shop with the right PIN.
func (b *bank) shop(reference string, one *Card, number string, amount money.Amount) Request {
	b.Helper()
	p := b.typed(goodPIN, one, number)
	return Request{Acquirer: b.acq.ID, Reference: reference, Number: number, PIN: &p, Channel: POS, Amount: amount, Currency: "CNY",
		Merchant: "惠民超市", Category: "5411"}
}

// answers asks and compares the response.
func (b *bank) answers(r Request, want Response) *Authorisation {
	b.Helper()
	a, err := b.Authorise(ctx, r)
	b.must(err)
	if a.Response != want {
		b.Errorf("%s: %s %s, want %s", r.Reference, a.Response, a.ResponseEN, want)
	}
	return a
}

// sound proves the room's and the audit log's invariants.
func (b *bank) sound() {
	b.Helper()
	seq, err := b.st.Seq(ctx)
	b.must(err)
	b.must(b.Check(ctx, b.st, seq))
	_, err = b.log.Sequence(ctx)
	b.must(err)
	r, err := b.log.Check(ctx, audit.CheckOptions{Full: true})
	b.must(err)
	if r.Errors != 0 {
		b.Errorf("the audit log finds %+v", r)
	}
}

func (b *bank) order(authorisation, reference string, amount money.Amount, final bool) Order {
	return Order{Acquirer: b.acq.ID, Authorisation: authorisation, Reference: reference, Amount: amount, Final: final}
}

func ref(i int) string { return fmt.Sprintf("R%06d", i) }

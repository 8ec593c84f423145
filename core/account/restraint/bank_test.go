package restraint

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

// wang and li are parties.
const (
	wang auth.Party = 101
	li   auth.Party = 102
)

// holders is a small register of who holds which account.
type holders struct {
	mu sync.Mutex
	of map[ledger.AccountID][]auth.Party
}

func (h *holders) Holders(_ store.Querier, id ledger.AccountID) ([]auth.Party, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.of[id], nil
}

func (h *holders) Held(_ store.Querier, p auth.Party) (out []ledger.AccountID, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, ps := range h.of {
		if slices.Contains(ps, p) {
			out = append(out, id)
		}
	}
	return out, nil
}

// bank is a ledger with the register under test.
type bank struct {
	testing.TB
	*Restraints
	st      *store.Store
	holders *holders
	reg     *approval.Register
	log     *audit.Log
	clock   atomic.Int64
	cash    ledger.AccountID
	court   ledger.AccountID
	papers  int
}

var schemas = []store.Schema{{Module: "ledger", Files: ledger.Schema()}, {Module: "restraint", Files: Schema()},
	{Module: "approval", Files: approval.Schema()}, {Module: "audit", Files: audit.Schema()}, {Module: "vault", Files: vault.Schema()},
	{Module: "blob", Files: blob.Schema()}}

func newBank(t testing.TB) *bank {
	b := &bank{TB: t, holders: &holders{of: map[ledger.AccountID][]auth.Party{}}}
	b.clock.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	b.must(err)
	b.log = audit.New(b.st, audit.Config{Key: key})
	b.reg = approval.New(b.st, b.log)
	led := ledger.New(b.st, ledger.Options{Audit: b.log})
	place, err := blob.OpenFolder(t.TempDir())
	b.must(err)
	b.Restraints = New(b.st, led, Options{Accounts: b.holders, Vault: vault.ForTest(t, b.st), Files: blob.New(b.st, place, nil), Audit: b.log,
		Approvals: b.reg})
	for _, s := range b.AuditSources() {
		b.log.AddSource(s)
	}
	b.ok(func(tx *store.Tx) error {
		if err := led.SeedChart(tx); err != nil {
			return err
		}
		return led.OpenDay(tx, calendar.MustOf(2026, 3, 2))
	})
	b.cash = b.open("cash", "1001", 0, "CNY")
	b.court = b.open("court", "2011", 900, "CNY")
	return b
}

func (b *bank) now() time.Time          { return time.UnixMicro(b.clock.Load()).UTC() }
func (b *bank) advance(d time.Duration) { b.clock.Add(d.Microseconds()) }

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

func (b *bank) open(number string, code ledger.Code, owner auth.Party, c money.Currency) (id ledger.AccountID) {
	b.Helper()
	limits := ledger.AtLeast(0)
	if owner == 0 {
		limits = ledger.NoFloor
	}
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: c, Branch: "0001", Name: number, Limits: limits})
		if err == nil {
			id = a.ID
		}
		return err
	})
	b.holders.mu.Lock()
	defer b.holders.mu.Unlock()
	b.holders.of[id] = []auth.Party{owner}
	return id
}

// account opens a deposit of an owner and pays something in.
func (b *bank) account(number string, owner auth.Party, amount money.Amount) ledger.AccountID {
	b.Helper()
	id := b.open(number, "2011", owner, "CNY")
	if amount > 0 {
		b.must(b.pay(b.cash, id, amount))
	}
	return id
}

// pay moves money from one account to another, as any transfer does.
func (b *bank) pay(from, to ledger.AccountID, amount money.Amount) error {
	b.papers++
	ref := fmt.Sprint("pay-", b.papers)
	return b.st.Update(ctx, func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "transfer", Reference: ref,
			Postings: []ledger.Posting{{Account: from, Amount: amount}, {Account: to, Amount: -amount}}})
	})
}

func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance.Booked
}

var twoOfficers = []Officer{{"张法官", "京法001"}, {"李法警", "京法002"}}

// paper is a new document of an authority.
func (b *bank) paper(authority string) Paper {
	b.papers++
	return Paper{Authority: authority, Document: fmt.Sprint("(2026)京0105执", b.papers, "号"), Officers: twoOfficers, File: b.file()}
}

// file uploads the same scan each time.
func (b *bank) file() string {
	b.Helper()
	f, err := b.Upload(ctx, []byte("%PDF-1.4 协助冻结存款通知书"))
	b.must(err)
	return f.Digest
}

// order is a court's freeze until half a year from now.
func (b *bank) order(kind Authority, change func(*Request)) Request {
	b.Helper()
	in := Request{Measure: Freeze, Paper: b.paper("北京市朝阳区人民法院"), Kind: kind, Case: "(2026)京0105执123号",
		Until: b.now().Add(180 * 24 * time.Hour), Reason: "协助执行"}
	if kind == Depositor {
		in.Until = b.now().Add(5 * 24 * time.Hour)
	}
	change(&in)
	return in
}

func (b *bank) do(in Request) (one *Restraint, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		one, err = b.Do(tx, in)
		return err
	})
	return one, err
}

func (b *bank) done(in Request) *Restraint {
	b.Helper()
	one, err := b.do(in)
	b.must(err)
	return one
}

func (b *bank) refused(want error, in Request) {
	b.Helper()
	if _, err := b.do(in); !errors.Is(err, want) {
		b.Errorf("%s: got %v, want %v", in.Measure, err, want)
	}
}

// next is a measure after a freeze, under a document of its own.
func (b *bank) next(one *Restraint, m Measure, change func(*Request)) Request {
	in := Request{Measure: m, Paper: b.paper(one.Authority), Restraint: one.ID, Version: one.Version, Reason: "协助执行"}
	if m == Deduct {
		in.To = store.ID(b.court)
	}
	change(&in)
	return in
}

func (b *bank) mark(id ledger.AccountID, kind Protection, monthly money.Amount) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		_, err := b.SetMark(tx, MarkRequest{Account: store.ID(id), Kind: kind, Monthly: monthly, Evidence: "证明"})
		return err
	})
}

func (b *bank) living(id ledger.AccountID, ref string, amount money.Amount, to ledger.AccountID) (left money.Amount, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		left, err = b.Living(tx, Draw{Account: id, To: to, Amount: amount, Reference: ref})
		return err
	})
	return left, err
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

func amountOf(a money.Amount) func(*Request) { return func(in *Request) { in.Amount = a } }

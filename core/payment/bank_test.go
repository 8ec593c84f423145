package payment

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/audit"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/jobs"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

// start is the time at which a test's bank begins: in the afternoon of its bank date in China.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// logKey signs the audit logs of all test banks.
var logKey = func() *checkpoint.Key {
	k, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		panic(err) // only when there is no randomness
	}
	return k
}()

var today = calendar.MustOf(2026, 3, 2)

// depositSchema is a small register of accounts beside the room under test; their money is the real ledger's.
var depositSchema = store.Schema{Module: "deposit", Files: fstest.MapFS{"001_deposit.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE deposit_accounts (id BIGINT NOT NULL PRIMARY KEY, number VARCHAR(34) NOT NULL, name VARCHAR(100) NOT NULL,
	owner BIGINT NOT NULL, kind VARCHAR(16) NOT NULL, currency VARCHAR(3) NOT NULL, state VARCHAR(12) NOT NULL);
	CREATE UNIQUE INDEX deposit_accounts_number ON deposit_accounts (number);`)}}}

// deposits is that register, and who its owners are.
type deposits struct {
	fee    money.Amount
	levels map[auth.Party]party.Level
	dayMax map[ledger.AccountID]money.Amount
}

// Bound is a day's limit of the account itself.
func (d *deposits) Bound(_ store.Querier, a account.Account, _ string) (l account.Limit, err error) {
	if most, ok := d.dayMax[a.ID]; ok {
		l.DayMax = &most
	}
	return l, nil
}

var (
	errNoDeposit = problem.New(problem.NotFound, "deposit.unknown", "There is no such account.", "没有该账户。")
	errDormant   = problem.New(problem.Refused, "deposit.dormant", "The account is dormant.", "账户已久悬。")
)

func scanDeposit(s store.Scanner) (a account.Account, err error) {
	err = s.Scan(&a.ID, &a.Number, &a.Name, &a.Owner, &a.Kind, &a.Currency, &a.State)
	a.Branch = "0001"
	return a, err
}

const selectDeposit = "SELECT id, number, name, owner, kind, currency, state FROM deposit_accounts "

func (deposits) one(q store.Querier, where string, arg any) (account.Account, error) {
	a, ok, err := store.One(q, scanDeposit, selectDeposit+where, arg)
	if err == nil && !ok {
		err = errNoDeposit
	}
	return a, err
}

func (d deposits) Get(q store.Querier, id ledger.AccountID) (account.Account, error) {
	return d.one(q, "WHERE id = ?", int64(id))
}

func (d deposits) ByNumber(q store.Querier, number string) (account.Account, error) {
	return d.one(q, "WHERE number = ?", number)
}

func (d *deposits) PayWithin(q store.Querier, a account.Account, amount money.Amount, channel string) (account.Limit, error) {
	if err := d.MayPay(q, a, amount, channel); err != nil {
		return account.Limit{}, err
	}
	return d.Bound(q, a, channel)
}

func (deposits) MayReceive(_ store.Querier, a account.Account) error {
	if a.Kind == account.Time {
		return account.ErrFixed
	}
	return nil
}

func (deposits) MayPay(_ store.Querier, a account.Account, _ money.Amount, _ string) error {
	if a.State != account.Active {
		return errDormant
	}
	return nil
}

func (deposits) Touch(*store.Tx, ledger.AccountID) error { return nil }

func (d *deposits) Fee(_ store.Querier, item string, _ money.Amount, _ calendar.Date, _ account.Account) (money.Amount, error) {
	if item == "transfer.bank" {
		return d.fee, nil
	}
	return 0, nil
}

func (d *deposits) Level(_ store.Querier, id auth.Party) (party.Level, error) {
	if l, ok := d.levels[id]; ok {
		return l, nil
	}
	return 3, nil
}

func (*deposits) Sort(store.Querier, auth.Party) (string, bool, error) { return "person", true, nil }

// wire is a clearing that remembers what was sent; it keeps it in the database, as a real one does.
type wire struct{}

var wireSchema = store.Schema{Module: "wire", Files: fstest.MapFS{"001_wire.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE wire_sent (id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(12) NOT NULL);`)}}}

func (wire) Send(tx *store.Tx, o *Order) error {
	_, err := tx.Exec("INSERT INTO wire_sent (id, kind) VALUES (?, ?)", int64(o.ID), string(o.Kind))
	return err
}

// desk is a suspense desk that counts what it was given.
type desk struct{ parked atomic.Int64 }

func (d *desk) Park(tx *store.Tx, _ string, _ ledger.AccountID, _ money.Amount, _, _ string) error {
	tx.AfterCommit(func() { d.parked.Add(1) })
	return nil
}

// bank is a bank with accounts and the room under test.
type bank struct {
	testing.TB
	*Payments
	st        *store.Store
	ledger    *ledger.Ledger
	log       *audit.Log
	approvals *approval.Register
	params    *parameter.Set
	deposits  *deposits
	desk      *desk
	micros    atomic.Int64
	accounts  map[string]account.Account // by the owner's name
	nobody    *ledger.Account            // the bank's cash, from which accounts are filled
	n         int
}

var schemas = []store.Schema{depositSchema, wireSchema, {Module: "audit", Files: audit.Schema()}, {Module: "vault", Files: vault.Schema()},
	{Module: "approval", Files: approval.Schema()}, {Module: "parameter", Files: parameter.Schema()}, jobs.Schema(),
	{Module: "ledger", Files: ledger.Schema()}, {Module: "payment", Files: Schema()}}

func (b *bank) now() time.Time { return time.UnixMicro(b.micros.Add(1)).UTC() }

// advance moves the clock.
func (b *bank) advance(d time.Duration) { b.micros.Add(d.Microseconds()) }

// change makes a bank unlike the others before it is built.
type change func(*Deps)

func noDesk(d *Deps) { d.Suspense = nil }

func judged(r ...Rule) change { return func(d *Deps) { d.Rules = r } }

// newBank has, each with 100,000.00 yuan: people 王芳 (party 11), 赵静 (12), 阿依古丽·买买提 (13), and the firm 惠民科技有限公司 (21).
func newBank(t testing.TB, changes ...change) *bank {
	b := &bank{TB: t, accounts: map[string]account.Account{}, deposits: &deposits{fee: 200, levels: map[auth.Party]party.Level{}, dayMax: map[ledger.AccountID]money.Amount{}}, desk: &desk{}}
	b.micros.Store(start.UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	b.log = audit.New(b.st, audit.Config{Key: logKey})
	queue := jobs.New(b.st, jobs.Options{})
	b.ledger = ledger.New(b.st, ledger.Options{Audit: b.log})
	b.approvals = approval.New(b.st, b.log)
	b.params = parameter.New(b.st, Definitions()...)
	d := Deps{Accounts: b.deposits, Parties: b.deposits, Parameters: b.params, Clearing: wire{}, Suspense: b.desk, Audit: b.log,
		Events: queue.Events(), Approvals: b.approvals, Vault: vault.ForTest(t, b.st), Bank: OwnBank, Branch: "0001"}
	for _, c := range changes {
		c(&d)
	}
	b.Payments = New(b.st, b.ledger, d)
	b.approvals.Tell(b.Decided)
	for _, s := range append(append(b.AuditSources(), b.ledger.AuditSources()...), approval.AuditSource()) {
		b.log.AddSource(s)
	}
	b.found()
	b.open("王芳", 11, account.Demand)
	b.open("赵静", 12, account.Demand)
	b.open("阿依古丽·买买提", 13, account.Demand)
	b.open("惠民科技有限公司", 21, account.Basic)
	return b
}

// found opens the day and the bank's own accounts.
func (b *bank) found() {
	b.must(b.SeedBanks(ctx))
	b.ok(ctx, func(tx *store.Tx) error {
		if err := b.ledger.SeedChart(tx); err != nil {
			return err
		}
		return b.ledger.OpenDay(tx, today)
	})
	b.ok(ctx, func(tx *store.Tx) (err error) {
		b.nobody, err = b.ledger.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1003", Currency: "CNY", Branch: "0001", Name: "cash"})
		return err
	})
	b.ok(ctx, func(tx *store.Tx) error { return b.Found(tx, "0001") })
}

// open opens an account with 100,000.00 yuan.
func (b *bank) open(name string, owner auth.Party, kind account.Kind) account.Account {
	b.Helper()
	b.n++
	number := fmt.Sprintf("10010120100000%05d", b.n)
	var a account.Account
	b.ok(ctx, func(tx *store.Tx) error {
		l, err := b.ledger.OpenAccount(tx, ledger.NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: "0001", Name: name, Limits: ledger.AtLeast(0)})
		if err != nil {
			return err
		}
		a = account.Account{ID: l.ID, Number: number, Name: name, Owner: owner, Kind: kind, Currency: "CNY", Branch: "0001", State: account.Active}
		if _, err = tx.Exec("INSERT INTO deposit_accounts (id, number, name, owner, kind, currency, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
			int64(a.ID), a.Number, a.Name, int64(a.Owner), string(a.Kind), string(a.Currency), string(a.State)); err != nil {
			return err
		}
		return b.ledger.Post(tx, &ledger.Entry{Kind: "deposit", Reference: number, Postings: []ledger.Posting{
			{Account: b.nobody.ID, Amount: 10_000_000}, {Account: a.ID, Amount: -10_000_000}}})
	})
	b.accounts[name] = a
	return a
}

// close closes an account in the register; its money stays in the ledger.
func (b *bank) closeAccount(name string) {
	b.Helper()
	b.ok(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE deposit_accounts SET state = 'closed' WHERE id = ?", int64(b.accounts[name].ID))
		return err
	})
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(c context.Context, f func(tx *store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(c, f))
}

// is fails the test unless an error is the one that was expected; nil is none.
func (b *bank) is(err, want error) {
	b.Helper()
	if want == nil && err != nil || want != nil && !errors.Is(err, want) {
		b.Fatalf("%v, not %v", err, want)
	}
}

// self is somebody who acts for herself, and has proved a moment ago who she is.
func (b *bank) self(id auth.Party) context.Context {
	return auth.WithSubject(ctx, &auth.Subject{Person: id, Name: "客户", Client: "web", Level: auth.LevelTwo, ProvedAt: b.now(),
		Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: id, Roles: []auth.Role{auth.Customer}}})
}

// firm is one of the firm's people.
func (b *bank) firm(id auth.Party, role auth.Role) context.Context {
	return auth.WithSubject(ctx, &auth.Subject{Person: id, Name: string(role), Client: "web", Level: auth.LevelTwo, ProvedAt: b.now(),
		Hat: auth.Hat{ID: "firm-" + id.String(), Kind: auth.FirmHat, For: 21, Roles: []auth.Role{role}}})
}

// operations is one of the bank's own people.
func (b *bank) operations(id auth.Party) context.Context {
	return auth.WithSubject(ctx, &auth.Subject{Person: id, Name: "运营", Client: "web", Level: auth.LevelTwo, ProvedAt: b.now(),
		Hat: auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Operations}}})
}

// to is an instruction from one account to another, with a reference of its own.
func (b *bank) to(from, to string, amount money.Amount) Instruction {
	b.n++
	f, t := b.accounts[from], b.accounts[to]
	return Instruction{Kind: Transfer, Reference: fmt.Sprintf("r%06d", b.n), From: f.ID, To: Payee{Account: t.Number, Name: t.Name}, Amount: amount,
		Currency: "CNY", Purpose: "货款", Channel: Web, By: f.Owner}
}

// abroad is an instruction to another bank.
func (b *bank) abroad(from string, amount money.Amount) Instruction {
	in := b.to(from, "赵静", amount)
	in.To = Payee{Account: "6217001234567890", Name: "孙丽", Bank: peers[1].Code.String()}
	return in
}

// pay makes an order and expects an error, or nil.
func (b *bank) pay(c context.Context, in Instruction, want error) *Order {
	b.Helper()
	var o *Order
	err := b.st.Update(c, func(tx *store.Tx) (err error) {
		o, err = b.Pay(c, tx, in)
		return err
	})
	b.is(err, want)
	return o
}

// order reads an order as it stands.
func (b *bank) order(id store.ID) *Order {
	b.Helper()
	o, err := b.find(ctx, id)
	b.must(err)
	return o
}

// state expects an order to be in a state.
func (b *bank) state(id store.ID, want State) {
	b.Helper()
	if o := b.order(id); o.State != want {
		b.Fatalf("order %s is %s (%s), not %s", o.Number, o.State, o.Reason, want)
	}
}

// balance is what an account holds.
func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.ledger.Account(ctx, id)
	b.must(err)
	return a.Balance.Booked
}

// holds expects what a named account holds, in fen.
func (b *bank) holdsNow(name string, want money.Amount) {
	b.Helper()
	if got := b.balance(b.accounts[name].ID); got != want {
		b.Fatalf("%s has %d, not %d", name, got, want)
	}
}

// word is the balance of one of the bank's own accounts.
func (b *bank) word(word string) (m money.Amount) {
	b.Helper()
	var id ledger.AccountID
	b.ok(ctx, func(tx *store.Tx) (err error) {
		id, err = b.ownAccount(tx, word, "0001", "CNY")
		return err
	})
	return b.balance(id)
}

// whole proves the bank: the ledger, the orders, and what the audit log knows of them.
func (b *bank) whole() {
	b.Helper()
	var upTo store.Seq
	b.ok(ctx, func(tx *store.Tx) error { upTo = tx.NewID(); return nil })
	b.must(b.Check(ctx, b.st, upTo))
	b.must(b.ledger.Verify(ctx, b.st, upTo))
	if _, err := b.log.Sequence(ctx); err != nil {
		b.Fatal(err)
	}
	r, err := b.log.Check(ctx, audit.CheckOptions{Full: true})
	b.must(err)
	if r.Errors != 0 {
		b.Fatalf("the audit log and the rows differ: %v", r.Findings)
	}
}

// param sets a parameter from today on.
func (b *bank) param(name, value string) {
	b.Helper()
	b.ok(b.operations(77), func(tx *store.Tx) error {
		return b.params.Set(tx, parameter.Change{Name: name, Value: value, From: today, Reason: "test"})
	})
}

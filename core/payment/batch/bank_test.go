package batch

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

var (
	ctx     = context.Background()
	start   = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	schemas = []store.Schema{{Module: "batch", Files: Schema()}, {Module: "payment", Files: payment.Schema()},
		{Module: "ledger", Files: ledger.Schema()}, {Module: "blob", Files: blob.Schema()}, {Module: "audit", Files: audit.Schema()}, jobs.Schema()}
)

// The people of the tests.
const (
	firm auth.Party = iota + 1
	rival
	maker
	checker
	approver
)

// register is the deposit accounts of a test: the ledger's, with owners by their order. It is filled before anything runs.
type register struct {
	mu       sync.Mutex
	byID     map[ledger.AccountID]account.Account
	byNumber map[string]account.Account
}

func (r *register) add(a account.Account) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[a.ID], r.byNumber[a.Number] = a, a
}

func (r *register) Get(_ store.Querier, id ledger.AccountID) (account.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.byID[id]; ok {
		return a, nil
	}
	return account.Account{}, ledger.ErrUnknownAccount.With(id)
}

func (r *register) ByNumber(_ store.Querier, number string) (account.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.byNumber[number]; ok {
		return a, nil
	}
	return account.Account{}, ledger.ErrUnknownAccount.With(number)
}

func (r *register) GetMany(_ store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]account.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[ledger.AccountID]account.Account{}
	for _, id := range ids {
		if a, ok := r.byID[id]; ok {
			out[id] = a
		}
	}
	return out, nil
}

func (r *register) ByNumbers(_ store.Querier, numbers []string) (map[string]account.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[string]account.Account{}
	for _, n := range numbers {
		if a, ok := r.byNumber[n]; ok {
			out[n] = a
		}
	}
	return out, nil
}

func (r *register) MayPay(store.Querier, account.Account, money.Amount, string) error { return nil }

func (r *register) MayReceive(store.Querier, account.Account) error { return nil }
func (r *register) Touch(*store.Tx, ledger.AccountID) error         { return nil }
func (r *register) Fee(store.Querier, string, money.Amount, calendar.Date, account.Account) (money.Amount, error) {
	return 0, nil
}

// bank is a bank with a firm that pays and people who are paid.
type bank struct {
	testing.TB
	*Batches
	st     *store.Store
	led    *ledger.Ledger
	reg    *register
	q      *jobs.Queue
	pay    Payments
	log    *audit.Log
	began  time.Time
	micros atomic.Int64
	cash   ledger.AccountID
	payer  account.Account
	ended  chan store.ID
	wages  atomic.Int64
}

// now runs on by itself, so that what waits for its next attempt gets it.
func (b *bank) now() time.Time { return time.UnixMicro(b.micros.Load()).UTC().Add(time.Since(b.began)) }

func newBank(t testing.TB) *bank { return newBankOf(t, nil) }

// newBankOf makes a bank; between, if given, stands before the payments.
func newBankOf(t testing.TB, between func(Payments) Payments) *bank {
	b := &bank{TB: t, began: time.Now()}
	b.micros.Store(start.UnixMicro())
	place, err := blob.OpenFolder(store.TestDir(t) + "/files")
	b.must(err)
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	b.build(place, between)
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		if err := b.led.OpenDay(tx, calendar.MustOf(2026, 3, 2)); err != nil {
			return err
		}
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0101", Name: "金库"})
		if err == nil {
			b.cash = a.ID
		}
		return err
	})
	b.payer = b.open(firm, "100000000000000", "惠民公司")
	return b
}

// build wires the rooms over the store.
func (b *bank) build(place blob.Place, between func(Payments) Payments) {
	b.log = audit.New(b.st, audit.Config{})
	b.led = ledger.New(b.st)
	b.reg = &register{byID: map[ledger.AccountID]account.Account{}, byNumber: map[string]account.Account{}}
	b.pay = payment.New(b.st, b.led, payment.Deps{Accounts: b.reg})
	if between != nil {
		b.pay = between(b.pay)
	}
	b.q = jobs.New(b.st, jobs.Options{Poll: 20 * time.Millisecond})
	b.ended = make(chan store.ID, 1_000)
	b.Batches = New(b.st, Options{Accounts: b.reg, Payments: b.pay, Ledger: b.led, Files: blob.New(b.st, place, nil), Jobs: b.q, Audit: b.log,
		Credited: func(tx *store.Tx, wages []Salary) error {
			tx.AfterCommit(func() { b.wages.Add(int64(len(wages))) })
			return nil
		},
		Changed: func(tx *store.Tx, one *Batch) error {
			if id, state := one.ID, one.State; state.ended() {
				tx.AfterCommit(func() { b.ended <- id })
			}
			return nil
		}})
	w := b.Worker()
	w.Backoff = func(int) time.Duration { return time.Millisecond }
	b.must(b.q.Register(w))
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

// as makes an update as a person of the firm.
func (b *bank) as(person auth.Party, fn func(tx *store.Tx) error) error {
	return b.st.Update(by(ctx, person), fn)
}

func by(ctx context.Context, person auth.Party) context.Context {
	return auth.WithSubject(ctx, &auth.Subject{Person: person, Hat: auth.Hat{ID: "firm-1", Kind: auth.FirmHat, For: firm}, Client: "web"})
}

func (b *bank) open(owner auth.Party, number, name string) account.Account {
	b.Helper()
	return b.openMany([]auth.Party{owner}, []string{number}, []string{name})[0]
}

func (b *bank) openMany(owners []auth.Party, numbers, names []string) []account.Account {
	b.Helper()
	out := make([]account.Account, len(numbers))
	b.ok(func(tx *store.Tx) error {
		ns := make([]ledger.NewAccount, len(numbers))
		for i := range numbers {
			ns[i] = ledger.NewAccount{Number: numbers[i], Code: "2011", Currency: "CNY", Branch: "0101", Name: names[i], Limits: ledger.AtLeast(0)}
		}
		opened, err := b.led.OpenAccounts(tx, ns)
		if err != nil {
			return err
		}
		for i, a := range opened {
			out[i] = account.Account{ID: a.ID, Number: a.Number, Name: a.Name, Owner: owners[i], Kind: account.Demand, Currency: "CNY", Branch: "0101",
				State: account.Active}
		}
		return nil
	})
	for _, a := range out {
		b.reg.add(a)
	}
	return out
}

// staff opens n accounts of people: 王1 with 620000000000001 and so on.
func (b *bank) staff(n int) []account.Account {
	b.Helper()
	var out []account.Account
	for from := 0; from < n; from += 1_000 {
		var owners []auth.Party
		var numbers, names []string
		for i := from; i < min(n, from+1_000); i++ {
			owners, numbers, names = append(owners, auth.Party(100+i)), append(numbers, number(i)), append(names, name(i))
		}
		out = append(out, b.openMany(owners, numbers, names)...)
	}
	return out
}

func number(i int) string { return fmt.Sprintf("620000000%06d", i) }
func name(i int) string   { return fmt.Sprintf("王%d", i) }

// fund pays cash into an account.
func (b *bank) fund(id ledger.AccountID, amount money.Amount) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "cash_in", Reference: tx.NewID().String(),
			Postings: []ledger.Posting{{Account: b.cash, Amount: amount}, {Account: id, Amount: -amount}}})
	})
}

func (b *bank) balance(id ledger.AccountID) ledger.Balance {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance
}

// table is a CSV file that pays each of n people i yuan and i fen, from the first on.
func table(n int) string {
	var s strings.Builder
	s.WriteString("账号,户名,金额,用途\r\n")
	for i := range n {
		fmt.Fprintf(&s, "%s,%s,%d.%02d,工资\r\n", number(i), name(i), i+1, (i+1)%100)
	}
	return s.String()
}

func (b *bank) uploaded(body string) *Batch {
	b.Helper()
	one, err := b.Upload(by(ctx, maker), Submission{Kind: Payroll, Account: b.payer.ID, FileName: "工资.csv"}, []byte(body))
	b.must(err)
	return one
}

func (b *bank) decide(id store.ID, d Decision) error {
	return b.as(checker, func(tx *store.Tx) error {
		_, err := b.Check(tx, id, d, "")
		return err
	})
}

func (b *bank) approve(id store.ID) error {
	return b.as(approver, func(tx *store.Tx) error {
		_, err := b.Approve(tx, id)
		return err
	})
}

// started runs the queue until the test ends.
func (b *bank) started() {
	b.Helper()
	b.must(b.q.Start(ctx))
	b.Cleanup(func() { _ = b.q.Stop(ctx) })
}

// wait waits until a batch is over, and proves it.
func (b *bank) wait(id store.ID) *Batch {
	b.Helper()
	for {
		select {
		case got := <-b.ended:
			if got == id {
				return b.proved(id)
			}
		case <-time.After(10 * time.Minute): // it hangs
			one, err := b.read(ctx, id)
			b.Fatalf("batch %s hasn't ended: %+v, %v", id, one, err)
		}
	}
}

// proved reads a batch and proves it, the books and the audit log.
func (b *bank) proved(id store.ID) *Batch {
	b.Helper()
	one, err := b.read(ctx, id)
	b.must(err)
	seq, err := b.st.Seq(ctx)
	b.must(err)
	b.must(b.Prove(ctx, b.st, seq))
	r, err := b.led.Check(ctx, ledger.CheckOptions{})
	b.must(err)
	b.must(r.Problem())
	return one
}

func (b *bank) lines(id store.ID, f Filter) []*Line {
	b.Helper()
	var out []*Line
	b.must(b.st.View(ctx, func(v *store.View) error {
		one, err := b.Get(v, id)
		if err != nil {
			return err
		}
		out, err = b.Lines(v, one, f, 0, 100_000)
		return err
	}))
	return out
}

package account

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestMain keeps the ordinary run short: fewer histories than rapid's default, unless RAPID_CHECKS asks for more.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestConservation: whatever is opened, withdrawn, charged, released, closed, matured and swept in any order, and each of it twice
// under its reference: what customers hold is what was paid in, with the bank's interest and without its fees, to the fen.
func TestConservation(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		m := newModel(newBank(round), r)
		for range rapid.IntRange(4, 16).Draw(r, "steps") {
			m.step()
		}
		m.whole()
	})
}

// model is a bank in which things happen, and what was paid in.
type model struct {
	*bank
	r      *rapid.T
	own    []ledger.AccountID
	fixed  []ledger.AccountID
	guard  ledger.AccountID
	zero   ledger.AccountID
	paidIn money.Amount
	today  calendar.Date
	n      int
}

func newModel(b *bank, r *rapid.T) *model {
	m := &model{bank: b, r: r, today: day1}
	for range 2 {
		m.own = append(m.own, b.demand(wang, 200_000_00).ID)
	}
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	treasury := b.opened(NewAccount{Owner: office, Product: "treasury"})
	b.fund(basic.ID, 1_000_00)
	b.fund(treasury.ID, 50_000_00)
	m.paidIn = 451_000_00
	m.own = append(m.own, basic.ID)
	m.zero = b.opened(NewAccount{Owner: office, Product: "zero", Funds: treasury.ID, Quota: 5_000_00}).ID
	m.guard = b.opened(NewAccount{Owner: wang, Product: "escrow", Purpose: "预付费", PayTo: basic.ID, Conditions: []string{"验收"}}).ID
	b.ok(func(tx *store.Tx) error {
		_, err := b.Satisfy(tx, m.guard, 1, "验收单")
		return err
	})
	return m
}

// twice does a thing two times in updates of their own: the second changes nothing.
func (m *model) twice(what string, f func(tx *store.Tx) error) {
	first := m.update(what, f)
	held := m.held()
	second := m.update(what, f)
	if first == nil && second != nil {
		m.r.Fatalf("%s again: %v", what, second)
	}
	if first == nil && m.held() != held {
		m.r.Fatalf("%s again moved %d", what, m.held()-held)
	}
}

// update tolerates refusals, and nothing else.
func (m *model) update(what string, f func(tx *store.Tx) error) error {
	m.micros.Add(20_000)
	err := m.st.Update(ctx, f)
	if k := problem.KindOf(err); err != nil && (k == problem.Internal || k == problem.Unavailable) {
		m.r.Fatalf("%s: %v", what, err)
	}
	return err
}

func (m *model) pick(ids []ledger.AccountID) ledger.AccountID {
	return rapid.SampledFrom(ids).Draw(m.r, "account")
}

func (m *model) step() {
	m.n++
	reference := "r" + strconv.Itoa(m.n)
	amount := money.Amount(rapid.Int64Range(1, 80_000_00).Draw(m.r, "amount"))
	switch rapid.IntRange(0, 7).Draw(m.r, "verb") {
	case 0:
		product := rapid.SampledFrom([]string{"time3m", "time1y", "notice7", "passbook"}).Draw(m.r, "product")
		n := NewAccount{Owner: wang, Product: product, Currency: "CNY", Branch: "0101", Amount: amount, From: m.own[0], Reference: reference,
			Renew: rapid.Bool().Draw(m.r, "renew") && product[0] == 't'}
		m.twice("open", func(tx *store.Tx) error {
			a, err := m.Open(ctx, tx, n)
			tx.AfterCommit(func() {
				if a.Kind.fixed() {
					m.fixed = append(m.fixed, a.ID)
				}
			})
			return err
		})
	case 1, 2:
		if len(m.fixed) == 0 {
			return
		}
		id := m.pick(m.fixed)
		w := Withdrawal{Reference: reference}
		if rapid.Bool().Draw(m.r, "part") {
			w.Amount = amount
		}
		m.twice("withdraw", func(tx *store.Tx) error {
			_, err := m.Withdraw(ctx, tx, id, w)
			return err
		})
	case 3:
		c := Charging{Account: m.pick(m.own), Item: rapid.SampledFrom([]string{"card.issue", "transfer.interbank", "custody.month"}).Draw(m.r, "item"),
			Amount: amount, Reference: reference}
		m.twice("charge", func(tx *store.Tx) error {
			_, err := m.Charge(tx, c)
			return err
		})
	case 4:
		_ = m.update("into escrow", func(tx *store.Tx) error {
			return m.led.Post(tx, transfer("test", reference, m.own[0], m.guard, amount, ""))
		})
		m.twice("release", func(tx *store.Tx) error {
			_, err := m.Release(tx, m.guard, reference)
			return err
		})
	case 5:
		_ = m.update("by the treasury", func(tx *store.Tx) error {
			return m.led.Post(tx, transfer("test", reference, m.zero, m.own[1], amount, ""))
		})
	case 6:
		m.today = m.today.Add(rapid.IntRange(1, 60).Draw(m.r, "days"))
		m.toDay(m.today)
		m.endOf(m.today)
		m.today++
		if held := m.balance(m.zero); held != 0 {
			m.r.Fatalf("the zero-balance account holds %d overnight", held)
		}
	case 7:
		spare := m.opened(NewAccount{Owner: wang, Product: "demand"})
		_ = m.update("into spare", func(tx *store.Tx) error {
			return m.led.Post(tx, transfer("test", reference, m.own[0], spare.ID, amount, ""))
		})
		m.twice("close", func(tx *store.Tx) error {
			_, err := m.Close(ctx, tx, spare.ID, m.own[0], "不再使用")
			return err
		})
	}
}

// held is what all customers hold.
func (m *model) held() (sum money.Amount) {
	m.must(m.st.View(ctx, func(v *store.View) (err error) {
		sum, _, err = store.One(v, store.Value[money.Amount],
			"SELECT COALESCE(SUM(b.balance), 0) FROM ledger_balances b JOIN account_accounts a ON a.id = b.account")
		return err
	}))
	return -sum
}

func (m *model) whole() {
	books, err := m.led.Accounts(ctx, ledger.AccountFilter{Branch: "0101"}, 0, 500)
	m.must(err)
	want := m.paidIn
	for _, a := range books {
		switch a.Code {
		case codeInterest:
			want += a.Balance.Booked
		case codeFees:
			want -= a.Balance.Booked
		}
	}
	if got := m.held(); got != want {
		m.r.Fatalf("customers hold %d, paid in with interest and without fees %d", got, want)
	}
	m.must(m.Prove(ctx, m.st, store.Seq(1<<62)))
	check, err := m.led.Check(ctx, ledger.CheckOptions{})
	m.must(err)
	if check.Errors > 0 {
		m.r.Fatalf("ledger: %+v", check.Findings)
	}
}

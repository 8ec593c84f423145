package reconcile

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

var ctx = context.Background()

// register is a small register of firms' accounts and what they hold.
type register struct {
	accounts []account.Account
	balances map[ledger.AccountID]money.Amount
}

func (r *register) Organisations(_ store.Querier, after ledger.AccountID, limit int) (out []account.Account, _ error) {
	for _, a := range r.accounts {
		if a.ID > after && len(out) < limit {
			out = append(out, a)
		}
	}
	return out, nil
}

func (r *register) BalanceAsOf(_ context.Context, id ledger.AccountID, _ calendar.Date) (money.Amount, error) {
	return r.balances[id], nil
}

type bank struct {
	testing.TB
	*Reconcile
	st     *store.Store
	log    *audit.Log
	people *register
}

func newBank(t testing.TB, accounts int) *bank {
	b := &bank{TB: t, people: &register{balances: map[ledger.AccountID]money.Amount{}}}
	for i := range accounts {
		id := ledger.AccountID(i + 1)
		b.people.accounts = append(b.people.accounts, account.Account{ID: id, Number: fmt.Sprintf("0101211%05d", i), Name: "运河贸易", Owner: auth.Party(100 + i), Branch: "0101"})
		b.people.balances[id] = money.Amount(1000 * (i + 1))
	}
	b.st = store.Test(t, store.Schema{Module: "reconcile", Files: Schema()}, store.Schema{Module: "audit", Files: audit.Schema()})
	b.log = audit.New(b.st, audit.Config{})
	b.Reconcile = New(b.st, Options{Accounts: b.people, Balances: b.people, Audit: b.log})
	return b
}

// monthEnd is a last bank date of a month: the next business day is 1 December 2026.
var monthEnd = calendar.MustOf(2026, 11, 30)

func (b *bank) close(d calendar.Date) (made int) {
	b.Helper()
	for _, step := range b.Steps() {
		for cursor, first := "", true; first || cursor != ""; first = false {
			if err := b.st.Update(ctx, func(tx *store.Tx) (err error) {
				var n int
				cursor, n, err = step.Chunk(ctx, tx, d, cursor)
				made += n
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	return made
}

func (b *bank) all(state State) (out []*Statement) {
	b.Helper()
	if err := b.st.View(ctx, func(v *store.View) (err error) {
		out, err = statements(v, auth.Filter{All: true}, state, 0, 1<<62, 500)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return out
}

func (b *bank) do(verb func(tx *store.Tx) (*Statement, error)) (s *Statement, err error) {
	b.Helper()
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		s, err = verb(tx)
		return err
	})
	return s, err
}

// Statements are issued at a month's end only, once an account, whatever is repeated.
func TestIssue(t *testing.T) {
	b := newBank(t, 230)
	b.close(calendar.MustOf(2026, 11, 27))
	if n := len(b.all("")); n != 0 {
		t.Fatalf("%d statements in the middle of a month", n)
	}
	b.close(monthEnd)
	b.people.balances[1] = 77
	b.close(monthEnd)
	all := b.all(Open)
	if len(all) != 230 {
		t.Fatalf("%d statements", len(all))
	}
	first := all[len(all)-1]
	if first.Balance != 1000 || first.AsOf != monthEnd || first.DueOn != monthEnd.Add(15) || first.State != Open {
		t.Errorf("%+v", first)
	}
}

// An answer is given once; what is late is marked; a dispute ends by the bank's answer and the holder's consent.
func TestAnswers(t *testing.T) {
	b := newBank(t, 4)
	b.close(monthEnd)
	all := b.all("")
	one, two, three, four := all[3], all[2], all[1], all[0]
	confirmed, err := b.do(func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, one.ID) })
	if err != nil || confirmed.State != Confirmed || confirmed.AnsweredAt == nil {
		t.Fatalf("%+v, %v", confirmed, err)
	}
	again, err := b.do(func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, one.ID) })
	if diff := cmp.Diff(confirmed.AnsweredAt, again.AnsweredAt); err != nil || diff != "" {
		t.Errorf("%s %v", diff, err)
	}
	item := Item{Side: BankReceived, Amount: 500, Date: monthEnd, Text: "货款未达"}
	explained, err := b.do(func(tx *store.Tx) (*Statement, error) {
		return b.Dispute(tx, two.ID, Answer{BookBalance: two.Balance - 500, Items: []Item{item}})
	})
	if err != nil || explained.State != Explained || *explained.Gap != 0 {
		t.Fatalf("%+v, %v", explained, err)
	}
	disputed, err := b.do(func(tx *store.Tx) (*Statement, error) {
		return b.Dispute(tx, three.ID, Answer{BookBalance: three.Balance + 30, Items: []Item{item}, Note: "多记一笔"})
	})
	if err != nil || disputed.State != Disputed || *disputed.Gap != -530 {
		t.Fatalf("%+v gap %d, %v", disputed, *disputed.Gap, err)
	}
	for _, c := range []struct {
		want error
		verb func(tx *store.Tx) (*Statement, error)
	}{
		{ErrDone, func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, three.ID) }},
		{ErrDone, func(tx *store.Tx) (*Statement, error) { return b.Dispute(tx, one.ID, Answer{BookBalance: 1}) }},
		{ErrState, func(tx *store.Tx) (*Statement, error) { return b.Resolve(tx, one.ID, "无") }},
		{ErrNote, func(tx *store.Tx) (*Statement, error) { return b.Resolve(tx, three.ID, "") }},
		{ErrUnknown, func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, 12) }},
		{ErrBalance, func(tx *store.Tx) (*Statement, error) {
			return b.Dispute(tx, four.ID, Answer{BookBalance: four.Balance})
		}},
		{ErrItem, func(tx *store.Tx) (*Statement, error) {
			return b.Dispute(tx, four.ID, Answer{BookBalance: 1, Items: []Item{{Side: "nobody", Amount: 1, Date: monthEnd}}})
		}},
		{ErrItem, func(tx *store.Tx) (*Statement, error) {
			return b.Dispute(tx, four.ID, Answer{BookBalance: 1, Items: []Item{{Side: BankPaid, Amount: 1, Date: monthEnd.Add(1)}}})
		}},
		{ErrItems, func(tx *store.Tx) (*Statement, error) {
			return b.Dispute(tx, four.ID, Answer{BookBalance: 1, Items: make([]Item, 61)})
		}},
	} {
		if _, err := b.do(c.verb); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	b.close(monthEnd.Add(16))
	if late := b.all(Overdue); len(late) != 1 || late[0].ID != four.ID {
		t.Errorf("late %+v", late)
	}
	if _, err := b.do(func(tx *store.Tx) (*Statement, error) {
		return b.Resolve(tx, three.ID, "企业多记一笔，已告知")
	}); err != nil {
		t.Fatal(err)
	}
	if s, err := b.do(func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, three.ID) }); err != nil || s.State != Resolved {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := b.do(func(tx *store.Tx) (*Statement, error) { return b.Confirm(tx, four.ID) }); err != nil || s.State != Confirmed {
		t.Errorf("%+v, %v", s, err)
	}
}

// Of a confirmation and a dispute at once, one counts.
func TestAnswerOnce(t *testing.T) {
	b := newBank(t, 1)
	b.close(monthEnd)
	id := b.all("")[0].ID
	var done atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			_, err := b.do(func(tx *store.Tx) (*Statement, error) {
				return b.Dispute(tx, id, Answer{BookBalance: money.Amount(i)})
			})
			switch {
			case err == nil:
				done.Add(1)
			case !errors.Is(err, ErrDone):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("%d answers counted", done.Load())
	}
}

// Whatever items a firm gives, explained means that both sides come to the same.
func TestGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bank := money.Amount(rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, "bank"))
		var items []Item
		book := bank
		for range rapid.IntRange(0, 8).Draw(t, "items") {
			i := Item{Side: rapid.SampledFrom([]Side{BankReceived, BankPaid, FirmReceived, FirmPaid}).Draw(t, "side"),
				Amount: money.Amount(rapid.Int64Range(1, 1_000_000_000).Draw(t, "amount"))}
			items = append(items, i)
			switch i.Side { // what the firm's own books must say then
			case BankReceived, FirmPaid:
				book -= i.Amount
			case BankPaid, FirmReceived:
				book += i.Amount
			}
		}
		wrong := money.Amount(rapid.Int64Range(-5, 5).Draw(t, "wrong"))
		left, err := gap(bank, book+wrong, items)
		if err != nil || left != -wrong {
			t.Fatalf("gap %d, want %d: %v", left, -wrong, err)
		}
	})
}

func TestMonthEnds(t *testing.T) {
	every, business := New(nil, Options{}), New(nil, Options{Calendar: calendar.China()})
	for day, want := range map[string][2]bool{"2026-09-30": {true, true}, "2026-10-30": {false, true}, "2026-10-31": {true, true},
		"2026-10-29": {false, false}, "2026-11-24": {false, false}} {
		var d calendar.Date
		if err := d.UnmarshalText([]byte(day)); err != nil {
			t.Fatal(err)
		}
		for i, r := range []*Reconcile{every, business} {
			if got, err := r.monthEnds(d); err != nil || got != want[i] {
				t.Errorf("%s: %v %v", day, got, err)
			}
		}
	}
}

// The audit log finds a row that was changed behind the room's back.
func TestAudited(t *testing.T) {
	b := newBank(t, 1)
	b.close(monthEnd)
	s := b.all("")[0]
	was := s.Digest()
	s.Balance++
	if s.Digest() == was {
		t.Error("the digest doesn't cover the balance")
	}
}

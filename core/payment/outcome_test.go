package payment

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// does runs one of the clearing's callbacks.
func (b *bank) does(f func(tx *store.Tx) error) error { return b.st.Update(ctx, f) }

func TestOtherBanks(t *testing.T) {
	b := newBank(t)
	settle := func(id store.ID) error { return b.does(func(tx *store.Tx) error { return b.Settle(tx, id) }) }
	reject := func(id store.ID) error {
		return b.does(func(tx *store.Tx) error { return b.Reject(tx, id, "AC01") })
	}
	back := func(id store.ID) error {
		return b.does(func(tx *store.Tx) error { return b.Return(tx, id, "AC04") })
	}
	for name, c := range map[string]struct {
		steps []func(store.ID) error
		want  []error
		state State
		paid  money.Amount // of 1,000 with a fee of 200
	}{
		"sent":               {nil, nil, Sent, 1_200},
		"settled twice":      {[]func(store.ID) error{settle, settle}, []error{nil, nil}, Settled, 1_200},
		"rejected twice":     {[]func(store.ID) error{reject, reject}, []error{nil, nil}, Rejected, 0},
		"settled, rejected":  {[]func(store.ID) error{settle, reject}, []error{nil, ErrState}, Settled, 1_200},
		"rejected, settled":  {[]func(store.ID) error{reject, settle}, []error{nil, ErrState}, Rejected, 0},
		"returned twice":     {[]func(store.ID) error{settle, back, back}, []error{nil, nil, nil}, Returned, 200},
		"return comes first": {[]func(store.ID) error{back, settle}, []error{nil, nil}, Returned, 200},
		"returned, rejected": {[]func(store.ID) error{back, reject}, []error{nil, ErrState}, Returned, 200},
		"rejected, returned": {[]func(store.ID) error{reject, back}, []error{nil, ErrState}, Rejected, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in := b.abroad("王芳", 1_000)
			in.Again = true
			before, transit, fee := b.balance(b.accounts["王芳"].ID), b.word("transit"), b.word("fee")
			o := b.pay(b.self(11), in, nil)
			if o.State != Sent || len(o.UETR) != 36 || o.EndToEndID == "" || o.Fee != 200 {
				t.Fatalf("%+v", o)
			}
			for i, step := range c.steps {
				b.is(step(o.ID), c.want[i])
			}
			b.state(o.ID, c.state)
			paid := before - b.balance(b.accounts["王芳"].ID)
			if out := transit - b.word("transit"); paid != c.paid || out+(b.word("fee")-fee) != paid {
				t.Errorf("%d was paid, %d of it lies in transit", paid, out)
			}
		})
	}
	b.is(settle(12345), ErrUnknown)
	in := b.pay(b.self(11), b.to("王芳", "赵静", 77), nil)
	b.is(reject(in.ID), ErrState)
	b.is(back(in.ID), ErrState)
	b.whole()
}

// TestRejectedGivesTheLimitBack on the same day.
func TestRejectedGivesTheLimitBack(t *testing.T) {
	b := newBank(t)
	b.deposits.levels[11] = 1
	o := b.pay(b.self(11), b.abroad("王芳", 100_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 100_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 1), ErrDayLimit)
	b.is(b.does(func(tx *store.Tx) error { return b.Reject(tx, o.ID, "AC01") }), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 1), nil)
	b.whole()
}

// TestNowhereToComeBack: an account that takes nothing any more doesn't stop a return; the money waits in suspense.
func TestNowhereToComeBack(t *testing.T) {
	b := newBank(t)
	o := b.pay(b.self(11), b.abroad("王芳", 1_000), nil)
	b.ok(ctx, func(tx *store.Tx) error {
		l := ledger.AtLeast(0)
		l.CreditFrozen = true
		return b.ledger.SetLimits(tx, b.accounts["王芳"].ID, l)
	})
	b.is(b.does(func(tx *store.Tx) error { return b.Return(tx, o.ID, "AC04") }), nil)
	b.state(o.ID, Returned)
	if b.word("suspense") != 1_000 || b.desk.parked.Load() != 1 || b.word("transit") != 0 {
		t.Errorf("suspense has %d, the desk %d", b.word("suspense"), b.desk.parked.Load())
	}
	b.whole()
}

func (b *bank) receive(in Inward) (o *Order, err error) {
	err = b.does(func(tx *store.Tx) (err error) {
		o, err = b.Receive(ctx, tx, in)
		return err
	})
	return o, err
}

func (b *bank) from(reference, to, name string, final bool) Inward {
	number := to
	if a, ok := b.accounts[to]; ok {
		number = a.Number
	}
	return Inward{Reference: reference, EndToEndID: "E" + reference, FromNumber: "6217009999999999", FromName: "孙丽", FromBank: peers[1].Code.String(),
		Account: number, Name: name, Amount: 5_000, Currency: "CNY", Purpose: "往来款", Final: final}
}

func TestReceive(t *testing.T) {
	b := newBank(t)
	b.open("已销", 15, account.Demand)
	b.closeAccount("已销")
	for i, c := range []struct {
		to, name string
		final    bool
		state    State
		reason   string
	}{
		{"赵静", "赵静", false, Settled, ""},
		{"阿依古丽·买买提", "阿依古丽买买提", true, Settled, ""},
		{"1001012010000099999", "赵静", false, Refused, ReasonNoAccount},
		{"赵静", "赵敏", false, Refused, ReasonName},
		{"已销", "已销", false, Refused, ReasonClosed},
		{"赵静", "赵敏", true, Held, ReasonName},
		{"已销", "已销", true, Held, ReasonClosed},
	} {
		t.Run(fmt.Sprint(i, c.to), func(t *testing.T) {
			in := b.from(fmt.Sprint("M", i), c.to, c.name, c.final)
			transit := b.word("transit")
			o, err := b.receive(in)
			b.must(err)
			again, err := b.receive(in)
			b.must(err)
			if o.State != c.state || o.Reason != c.reason || again.ID != o.ID {
				t.Fatalf("%s %s, again %s", o.State, o.Reason, again.Number)
			}
			if got := b.word("transit") - transit; (got == 5_000) != (c.state != Refused) {
				t.Errorf("%d came by way of transit", got)
			}
			in.Amount++
			_, err = b.receive(in)
			b.is(err, ErrDuplicateReference)
		})
	}
	b.holdsNow("赵静", 10_005_000)
	if b.word("suspense") != 10_000 || b.desk.parked.Load() != 2 {
		t.Errorf("suspense has %d", b.word("suspense"))
	}
	b.whole()
}

// TestSentBack: a bank without a suspense desk sends back what it can't credit.
func TestSentBack(t *testing.T) {
	b := newBank(t, noDesk)
	o, err := b.receive(b.from("M1", "赵静", "赵敏", true))
	b.must(err)
	b.state(o.ID, Returned)
	var back *Order
	b.must(b.st.View(ctx, func(v *store.View) error {
		found, err := ordersByReference(v, Return, []string{o.Number})
		back = found[o.Number]
		return err
	}))
	if back == nil || back.State != Sent || back.To.Account != o.FromNumber || back.Amount != o.Amount {
		t.Fatalf("%+v", back)
	}
	b.is(b.does(func(tx *store.Tx) error { return b.Settle(tx, back.ID) }), nil)
	b.state(back.ID, Settled)
	b.whole()
}

// TestPayMany: each line for itself, also with repeated ones, wrong ones and one to another bank.
func TestPayMany(t *testing.T) {
	b := newBank(t)
	line := func(to string, amount money.Amount) Instruction {
		in := b.to("惠民科技有限公司", to, amount)
		in.Kind, in.Channel, in.Confirmed, in.Batch = Batch, Bank, true, 4711
		return in
	}
	wrong := line("赵静", 30)
	wrong.To.Name = "赵敏"
	twice := line("王芳", 40)
	other := twice
	other.Amount = 41
	abroad := b.abroad("惠民科技有限公司", 50)
	abroad.Kind, abroad.Confirmed = Batch, true
	ins := []Instruction{line("赵静", 10), line("王芳", 20), wrong, twice, twice, other, abroad, line("赵静", 100_000_000), line("赵静", 0)}
	want := []error{nil, nil, ErrName, nil, nil, ErrDuplicateReference, nil, ledger.ErrInsufficient, ErrAmount}
	run := func() (orders []*Order, errs []error) {
		b.ok(ctx, func(tx *store.Tx) (err error) {
			orders, errs, err = b.PayMany(ctx, tx, ins)
			return err
		})
		return orders, errs
	}
	orders, errs := run()
	for i := range ins {
		b.is(errs[i], want[i])
		if (orders[i] != nil) != (want[i] == nil) {
			t.Fatalf("line %d: %v", i, orders[i])
		}
	}
	if orders[3].ID != orders[4].ID || orders[6].State != Sent {
		t.Error("a line was paid twice, or not sent")
	}
	again, errs := run()
	for i := range ins {
		b.is(errs[i], want[i])
		if want[i] == nil && again[i].ID != orders[i].ID {
			t.Fatalf("line %d became another order", i)
		}
	}
	b.holdsNow("惠民科技有限公司", 10_000_000-10-20-40-50-200)
	b.holdsNow("赵静", 10_000_010)
	b.whole()
}

// TestConservation: whatever orders come in whatever order, and whatever the clearing says of them, however often: no fen is made
// or lost, no order books twice, and what counts against the limits is what was paid.
func TestConservation(t *testing.T) {
	b := newBank(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		m := &run4{rt: rt, bank: b, round: round}
		for i, kind := range []account.Kind{account.Demand, account.Demand, account.Passbook, account.Basic} {
			name := fmt.Sprintf("客户%d之%d", round, i)
			b.open(name, store.ID(1_000*round+i), kind)
			m.names = append(m.names, name)
		}
		before := m.total()
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			m.step()
		}
		if after := m.total(); after != before {
			rt.Fatalf("%d became %d", before, after)
		}
	})
	b.whole()
}

// run4 is a run of moves among four new customers.
type run4 struct {
	rt    *rapid.T
	bank  *bank
	round int
	names []string
	made  []*Order
	asked []Instruction
}

// total is what the customers have, and what of theirs lies in the bank's own accounts.
func (m *run4) total() (sum money.Amount) {
	for _, n := range m.names {
		sum += m.bank.balance(m.bank.accounts[n].ID)
	}
	return sum - m.bank.word("transit") + m.bank.word("fee") + m.bank.word("suspense")
}

// may ends the run at an error that is no refusal.
func (m *run4) may(err error) {
	if err != nil && fault(err) {
		m.rt.Fatal(err)
	}
}

func (m *run4) pay(in Instruction) {
	c := m.bank.self(m.bank.ownerOf(in.From))
	m.may(m.bank.st.Update(c, func(tx *store.Tx) error {
		o, err := m.bank.Pay(c, tx, in)
		if err == nil {
			m.made = append(m.made, o)
		}
		return err
	}))
}

func (m *run4) step() {
	b, rt := m.bank, m.rt
	one := func(what string) string { return rapid.SampledFrom(m.names).Draw(rt, what) }
	amount := func() money.Amount { return money.Amount(rapid.IntRange(1, 4_000_000).Draw(rt, "amount")) }
	switch rapid.IntRange(0, 5).Draw(rt, "what") {
	case 0, 1:
		m.asked = append(m.asked, b.to(one("from"), one("to"), amount()))
		m.pay(m.asked[len(m.asked)-1])
	case 2:
		m.asked = append(m.asked, b.abroad(one("from"), amount()))
		m.pay(m.asked[len(m.asked)-1])
	case 3:
		if len(m.asked) > 0 {
			m.pay(rapid.SampledFrom(m.asked).Draw(rt, "again"))
		}
	case 4:
		if len(m.made) == 0 {
			return
		}
		o := rapid.SampledFrom(m.made).Draw(rt, "order")
		verb := rapid.SampledFrom([]func(tx *store.Tx) error{
			func(tx *store.Tx) error { return b.Settle(tx, o.ID) },
			func(tx *store.Tx) error { return b.Reject(tx, o.ID, "AC01") },
			func(tx *store.Tx) error { return b.Return(tx, o.ID, "AC04") },
		}).Draw(rt, "outcome")
		m.may(b.does(verb))
	case 5:
		_, err := b.receive(b.from(fmt.Sprint("M", m.round, "-", rapid.IntRange(0, 3).Draw(rt, "message")), one("to"), one("name"), rapid.Bool().Draw(rt, "final")))
		m.may(err)
	}
}

// ownerOf is the owner of one of the bank's accounts.
func (b *bank) ownerOf(id ledger.AccountID) store.ID {
	for _, a := range b.accounts {
		if a.ID == id {
			return a.Owner
		}
	}
	return 0
}

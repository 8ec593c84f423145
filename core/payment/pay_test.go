package payment

import (
	"context"
	"sync"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func TestTransfer(t *testing.T) {
	b := newBank(t)
	in := b.to("王芳", "赵静", 12_345)
	o := b.pay(b.self(11), in, nil)
	if o.State != Settled || o.SettledAt == nil || o.Entry == 0 || o.Payer != 11 || o.PayeeParty != 12 || o.BankDate != today {
		t.Fatalf("%+v", o)
	}
	b.holdsNow("王芳", 10_000_000-12_345)
	b.holdsNow("赵静", 10_000_000+12_345)
	again := b.pay(b.self(11), in, nil)
	if again.ID != o.ID || again.Entry != o.Entry {
		t.Errorf("the same order again became %s", again.Number)
	}
	other := in
	other.Amount++
	b.pay(b.self(11), other, ErrDuplicateReference)
	b.holdsNow("王芳", 10_000_000-12_345)
	b.whole()
}

// TestRefusals: what is wrong is said, and nothing is half done.
func TestRefusals(t *testing.T) {
	b := newBank(t)
	b.open("久悬", 14, account.Demand)
	b.open("已销", 15, account.Demand)
	b.open("定期", 16, account.Time)
	b.closeAccount("已销")
	for name, c := range map[string]struct {
		change func(*Instruction)
		want   error
	}{
		"no amount":            {func(in *Instruction) { in.Amount = 0 }, ErrAmount},
		"negative":             {func(in *Instruction) { in.Amount = -1 }, ErrAmount},
		"no reference":         {func(in *Instruction) { in.Reference = "" }, ErrReference},
		"long purpose":         {func(in *Instruction) { in.Purpose = string(make([]rune, 61)) }, ErrText},
		"another currency":     {func(in *Instruction) { in.Currency = "USD" }, ErrCurrency},
		"nobody to pay":        {func(in *Instruction) { in.To = Payee{} }, ErrPayee},
		"two ways to the same": {func(in *Instruction) { in.To.Phone = "13800138000" }, ErrPayee},
		"no such account":      {func(in *Instruction) { in.To.Account = "1001012010000099999" }, ErrNoAccount},
		"a closed account":     {func(in *Instruction) { in.To = Payee{Account: b.accounts["已销"].Number, Name: "已销"} }, ErrNoAccount},
		"a time deposit":       {func(in *Instruction) { in.To = Payee{Account: b.accounts["定期"].Number, Name: "定期"} }, account.ErrFixed},
		"no phone number":      {func(in *Instruction) { in.To = Payee{Phone: "123"} }, ErrPhone},
		"an unlinked phone":    {func(in *Instruction) { in.To = Payee{Phone: "13800138000"} }, ErrNoAccount},
		"without a name":       {func(in *Instruction) { in.To.Name = "" }, ErrPayeeName},
		"another name":         {func(in *Instruction) { in.To.Name = "赵敏" }, ErrName},
		"herself":              {func(in *Instruction) { in.To = Payee{Account: b.accounts["王芳"].Number, Name: "王芳"} }, ErrSelf},
		"another's account":    {func(in *Instruction) { in.From = b.accounts["惠民科技有限公司"].ID }, ErrNotYours},
		"more than there is":   {func(in *Instruction) { in.Amount = 10_000_001; in.Confirmed = true }, ledger.ErrInsufficient},
		"no bank's code":       {func(in *Instruction) { in.To.Bank = "123456789012" }, problem.New(problem.Invalid, "ident.bank_check", "", "")},
		"an unknown bank":      {func(in *Instruction) { in.To.Bank = mustCode(313, 1000, 1).String() }, ErrBank},
	} {
		t.Run(name, func(t *testing.T) {
			in := b.to("王芳", "赵静", 100)
			c.change(&in)
			b.pay(b.self(11), in, c.want)
		})
	}
	b.holdsNow("王芳", 10_000_000)
	b.holdsNow("赵静", 10_000_000)
	b.whole()
}

func TestNameClose(t *testing.T) {
	b := newBank(t)
	in := b.to("王芳", "阿依古丽·买买提", 100)
	in.To.Name = "阿依古丽 买买题"
	b.pay(b.self(11), in, ErrNameClose)
	in.NameClose = true
	if o := b.pay(b.self(11), in, nil); o.To.Name != in.To.Name {
		t.Errorf("the registered name was told: %s", o.To.Name)
	}
	same := b.to("王芳", "阿依古丽·买买提", 200)
	same.To.Name = "阿依古丽．买买提"
	b.pay(b.self(11), same, nil)
}

func TestRepeatedByMistake(t *testing.T) {
	b := newBank(t)
	b.pay(b.self(11), b.to("王芳", "赵静", 500), nil)
	in := b.to("王芳", "赵静", 500)
	b.pay(b.self(11), in, ErrAgain)
	b.pay(b.self(11), b.to("王芳", "赵静", 501), nil)
	in.Again = true
	b.pay(b.self(11), in, nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 500), ErrAgain)
	b.advance(repeatWithin)
	b.pay(b.self(11), b.to("王芳", "赵静", 500), nil)
	b.holdsNow("王芳", 10_000_000-2001)
}

func TestLimits(t *testing.T) {
	b := newBank(t)
	b.deposits.levels[11] = 1 // 1,000 a payment, 2,000 a day
	b.pay(b.self(11), b.to("王芳", "赵静", 100_001), ErrOrderLimit)
	b.pay(b.self(11), b.to("王芳", "赵静", 100_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 60_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 40_001), ErrDayLimit)
	kiosk := b.to("王芳", "赵静", 40_001)
	kiosk.Channel = Kiosk
	b.pay(b.self(11), kiosk, nil) // each channel has limits of its own
	bank := b.to("王芳", "赵静", 1_000_000)
	bank.Confirmed = true
	b.pay(ctx, bank, nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 40_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 1), ErrDayLimit)
	b.deposits.levels[12] = 0
	b.pay(b.self(12), b.to("赵静", "王芳", 1), ErrLevel)
	b.whole()
	b.nextDay()
	b.pay(b.self(11), b.to("王芳", "赵静", 99_999), nil)
	b.whole()
}

func (b *bank) nextDay() {
	b.Helper()
	b.ok(ctx, func(tx *store.Tx) error { return b.ledger.OpenDay(tx, today+1) })
}

func TestOwnLimits(t *testing.T) {
	b := newBank(t)
	set := func(own Own) error {
		return b.st.Update(b.self(11), func(tx *store.Tx) error { return b.SetLimits(tx, 11, 0, own) })
	}
	b.is(set(Own{Channels: map[Channel]Bound{Web: {Order: 10, Day: 5}}}), ErrLimit)
	b.is(set(Own{Channels: map[Channel]Bound{Bank: {Order: 1, Day: 5}}}), ErrLimit)
	b.is(set(Own{Channels: map[Channel]Bound{Web: {Order: 1_000, Day: 1_500}}}), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 1_001), ErrOrderLimit)
	b.pay(b.self(11), b.to("王芳", "赵静", 1_000), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 501), ErrDayLimit)
	b.is(set(Own{}), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 501), nil)
	b.whole()
}

func TestSecondFactor(t *testing.T) {
	b := newBank(t)
	b.param(paramFactor, "1000")
	b.param(paramFactorDay, "1500")
	stale := b.self(11)
	b.advance(6 * time.Minute)
	b.pay(stale, b.to("王芳", "赵静", 100_000), nil)
	if err := problem.Of(func() error {
		return b.st.Update(stale, func(tx *store.Tx) error { _, err := b.Pay(stale, tx, b.to("王芳", "赵静", 100_001)); return err })
	}()); err == nil || err.Code != "app.step_up" {
		t.Fatal(err)
	}
	b.pay(stale, b.to("王芳", "赵静", 50_001), ErrFactor) // the day's sum
	b.pay(b.self(11), b.to("王芳", "赵静", 100_001), nil)
	b.whole()
}

// ruling is a rule that answers by the amount.
type ruling struct{}

func (ruling) Name() string { return "size" }

func (ruling) Judge(_ context.Context, _ store.Querier, in *Instruction) (Verdict, error) {
	switch {
	case in.Amount >= 5_000:
		return Verdict{Outcome: Stop, Reason: "size", EN: "It is too large.", ZH: "金额过大。"}, nil
	case in.Amount >= 1_000:
		return Verdict{Outcome: Ask, Reason: "size"}, nil
	}
	return Verdict{}, nil
}

func TestRules(t *testing.T) {
	b := newBank(t, judged(ruling{}))
	b.pay(b.self(11), b.to("王芳", "赵静", 999), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 5_000), ErrStopped)
	for name, pass := range map[string]func(tx *store.Tx, o *Order) (*Order, error){
		"the payer": func(tx *store.Tx, o *Order) (*Order, error) { return b.Confirm(ctx, tx, o.ID) },
		"the bank":  func(tx *store.Tx, o *Order) (*Order, error) { return b.Release(ctx, tx, o.ID) },
		"nobody":    func(tx *store.Tx, o *Order) (*Order, error) { return b.Refuse(tx, o.ID, "suspicious") },
	} {
		in := b.to("王芳", "赵静", 1_500)
		in.Again = true
		before := b.balance(b.accounts["王芳"].ID)
		o := b.pay(b.self(11), in, nil)
		if o.State != Proposed || o.Entry != 0 || b.balance(b.accounts["王芳"].ID) != before {
			t.Fatalf("%s: %+v", name, o)
		}
		same := b.pay(b.self(11), in, nil)
		if same.ID != o.ID {
			t.Error("asked twice, made twice")
		}
		b.ok(b.operations(77), func(tx *store.Tx) error { _, err := pass(tx, o); return err })
		moved := before - b.balance(b.accounts["王芳"].ID)
		if want := b.order(o.ID); (want.State == Settled) != (moved == 1_500) || (want.State == Refused) != (moved == 0) {
			t.Errorf("%s: %s, and %d moved", name, want.State, moved)
		}
		b.is(b.st.Update(b.operations(77), func(tx *store.Tx) error { _, err := pass(tx, o); return err }), ErrState)
	}
	own := b.pay(b.self(11), b.to("王芳", "赵静", 1_700), nil)
	b.is(b.st.Update(b.operations(11), func(tx *store.Tx) error { _, err := b.Release(ctx, tx, own.ID); return err }), ErrOwnOrder)
	b.whole()
}

func TestFirmsOrders(t *testing.T) {
	b := newBank(t)
	check := money.Amount(1_000)
	b.ok(b.firm(31, auth.FirmHead), func(tx *store.Tx) error { return b.SetLimits(tx, 21, 0, Own{Check: &check}) })
	small := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 1_000), nil)
	b.state(small.ID, Settled)
	o := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 1_001), nil)
	b.state(o.ID, Proposed)
	approve := func(c context.Context, o *Order) error {
		return b.st.Update(c, func(tx *store.Tx) error { _, err := b.approvals.Approve(c, tx, o.Approval, ""); return err })
	}
	if err := approve(b.firm(32, auth.FirmChecker), o); err == nil {
		t.Fatal("she decided her own order")
	}
	if err := approve(b.firm(31, auth.FirmHead), o); err == nil {
		t.Fatal("without the checker's permission")
	}
	b.is(approve(b.firm(33, auth.FirmChecker), o), nil)
	b.state(o.ID, Settled)
	b.holdsNow("惠民科技有限公司", 10_000_000-2_001)

	large := money.Amount(50_000)
	b.ok(b.firm(31, auth.FirmHead), func(tx *store.Tx) error { return b.SetLimits(tx, 21, 0, Own{Check: &check, Large: &large}) })
	big := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 50_001), nil)
	if err := approve(b.firm(33, auth.FirmChecker), big); err == nil {
		t.Fatal("a checker decided what is the approver's")
	}
	b.is(approve(b.firm(34, auth.FirmApprover), big), nil)
	b.state(big.ID, Settled)

	refused := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 2_000), nil)
	c := b.firm(33, auth.FirmChecker)
	b.ok(c, func(tx *store.Tx) error {
		_, err := b.approvals.Refuse(tx, refused.Approval, "wrong payee")
		return err
	})
	b.state(refused.ID, Refused)

	gone := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 3_000), nil)
	b.ok(b.firm(32, auth.FirmMaker), func(tx *store.Tx) error { _, err := b.Refuse(tx, gone.ID, "cancelled"); return err })
	b.state(gone.ID, Refused)
	if err := approve(b.firm(33, auth.FirmChecker), gone); err == nil {
		t.Error("a cancelled order was approved")
	}
	late := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 4_000), nil)
	b.advance(8 * 24 * time.Hour)
	n, err := b.SweepExpired(ctx)
	b.must(err)
	if b.state(late.ID, Refused); n != 1 {
		t.Errorf("%d expired", n)
	}
	b.whole()
}

// TestPersonsLimits: one of a firm's people has less than the firm.
func TestPersonsLimits(t *testing.T) {
	b := newBank(t)
	none := money.Amount(1 << 40)
	b.ok(b.firm(31, auth.FirmHead), func(tx *store.Tx) error {
		if err := b.SetLimits(tx, 21, 0, Own{Check: &none, Large: &none}); err != nil {
			return err
		}
		return b.SetLimits(tx, 21, 32, Own{Channels: map[Channel]Bound{Web: {Order: 500, Day: 800}}})
	})
	maker, other := b.firm(32, auth.FirmMaker), b.firm(35, auth.FirmMaker)
	b.pay(maker, b.to("惠民科技有限公司", "赵静", 501), ErrOrderLimit)
	b.pay(maker, b.to("惠民科技有限公司", "赵静", 500), nil)
	b.pay(maker, b.to("惠民科技有限公司", "赵静", 301), ErrDayLimit)
	b.pay(other, b.to("惠民科技有限公司", "赵静", 301), nil)
	b.pay(maker, b.to("惠民科技有限公司", "赵静", 300), nil)
	b.whole()
}

// TestLimitUnderConcurrency: however many pay at once, a day's limit holds to the fen, and what was paid is what counts.
func TestLimitUnderConcurrency(t *testing.T) {
	b := newBank(t)
	b.deposits.levels[11] = 2 // 10,000.00 a day
	const each, tries = 30_000, 60
	ins := make([]Instruction, tries)
	for i := range ins {
		ins[i] = b.to("王芳", "赵静", each+money.Amount(i%3))
		ins[i].Again = true
	}
	var mu sync.Mutex
	var paid money.Amount
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := w; i < tries; i += 8 {
				c := b.self(11)
				err := b.st.Update(c, func(tx *store.Tx) error { _, err := b.Pay(c, tx, ins[i]); return err })
				mu.Lock()
				if err == nil {
					paid += ins[i].Amount
				} else if problem.Of(err).Code != ErrDayLimit.Code {
					t.Error(err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if paid > 1_000_000 || paid < 1_000_000-each-2 {
		t.Errorf("%d was paid of 1000000", paid)
	}
	b.holdsNow("王芳", 10_000_000-paid)
	b.whole()
}

// TestAccountsOwnDay: an account's own limit of a day counts what it paid before the limit was set, and what is rejected no more.
func TestAccountsOwnDay(t *testing.T) {
	b := newBank(t)
	b.pay(b.self(11), b.to("王芳", "赵静", 700), nil)
	b.deposits.dayMax[b.accounts["王芳"].ID] = 1_000
	b.pay(b.self(11), b.to("王芳", "赵静", 301), ErrDayLimit)
	o := b.pay(b.self(11), b.abroad("王芳", 300), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 1), ErrDayLimit)
	b.is(b.does(func(tx *store.Tx) error { return b.Reject(tx, o.ID, "AC01") }), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 300), nil)
	b.pay(b.self(11), b.to("王芳", "赵静", 2), ErrDayLimit)
	b.whole()
}

package payment

import (
	"context"
	"encoding/json"
	"strings"

	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts under which a firm's orders are decided: up to its threshold by the checker (复核), above it by the approver (审批).
const (
	actOrder = "payment.order"
	actLarge = "payment.large"
)

// The permissions of the room's operations.
const (
	mayRead    = "payment.read"
	mayMake    = "payment.make"
	mayCheck   = "payment.check"
	mayApprove = "payment.approve"
	mayLimit   = "payment.limit"
	mayOperate = "payment.operate"
)

// orderPayload is what a proposal carries: the order stands in its own table.
type orderPayload struct {
	Order store.ID `json:"order"`
}

// propose keeps an order that somebody must let pass.
func (p *Payments) propose(tx *store.Tx, d *draft) error {
	o := d.o
	o.PayeeParty = 0
	if d.act != "" {
		payload, err := json.Marshal(orderPayload{o.ID})
		if err != nil {
			return err
		}
		reason := o.Purpose
		if strings.TrimSpace(reason) == "" {
			reason = "付款 / payment " + o.Number
		}
		a, err := p.d.Approvals.Propose(tx, approval.Proposal{Kind: d.act, Object: string(OrderKind) + "/" + o.Number, Payload: payload, Reason: reason})
		if err != nil {
			return err
		}
		o.Approval = a.ID
		o.note("approval=" + strings.TrimPrefix(d.act, "payment."))
	}
	if d.x != nil && o.Kind == Transfer {
		tx.Buffer(p.payers).(*payers).remember(tx, d.x, paidKey{o.To.Account, o.Amount})
	}
	return p.insert(tx, o)
}

// acts are the decisions on firms' orders.
func (p *Payments) acts() []approval.Act {
	return []approval.Act{
		{Kind: actOrder, EN: "Pay an order of the firm", ZH: "企业付款复核", Permission: mayCheck, Run: p.runOrder, Describe: p.describeOrder},
		{Kind: actLarge, EN: "Pay a large order of the firm", ZH: "企业大额付款审批", Permission: mayApprove, StepUp: true, Run: p.runOrder, Describe: p.describeOrder},
	}
}

// runOrder carries an approved order out.
func (p *Payments) runOrder(ctx context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var in orderPayload
	if err := json.Unmarshal(payload, &in); err != nil {
		return nil, err
	}
	o, err := p.proposed(tx, in.Order)
	if err != nil {
		return nil, err
	}
	o.note("approved=yes")
	if err := p.carryOut(ctx, tx, o); err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"order": o.ID, "state": o.State})
}

// describeOrder shows who decides what she decides.
func (p *Payments) describeOrder(ctx context.Context, payload json.RawMessage) []approval.Line {
	var in orderPayload
	if err := json.Unmarshal(payload, &in); err != nil {
		return nil
	}
	o, err := p.find(ctx, in.Order)
	if err != nil {
		return nil
	}
	return []approval.Line{
		{EN: "From", ZH: "付款账户", Value: maskNumber(o.FromNumber)},
		{EN: "To", ZH: "收款户名", Value: o.To.Name},
		{EN: "Account", ZH: "收款账号", Value: maskNumber(o.To.Account)},
		{EN: "Amount", ZH: "金额", Value: money.Of(o.Amount, o.Currency).Format()},
		{EN: "Purpose", ZH: "用途", Value: o.Purpose},
	}
}

// proposed locks an order that waits to be let pass.
func (p *Payments) proposed(tx *store.Tx, id store.ID) (*Order, error) {
	o, err := lockOrder(tx, id)
	if err != nil {
		return nil, err
	}
	if o.State != Proposed {
		return nil, ErrState.With(o.State, stateZH[o.State])
	}
	return o, nil
}

// stateZH are the states in Chinese.
var stateZH = map[State]string{Proposed: "待审批", Sent: "已发出", Settled: "已完成", Rejected: "被拒绝", Returned: "已退回", Refused: "未执行", Held: "挂账"}

// carryOut books a proposed order now: under today's limits, and whatever the accounts allow now.
func (p *Payments) carryOut(ctx context.Context, tx *store.Tx, o *Order) error {
	before, q := o.Digest(), tx.Peeker()
	from, err := p.d.Accounts.Get(q, o.From)
	if err != nil {
		return err
	}
	if o.ToAccount != 0 {
		to, err := p.d.Accounts.Get(q, o.ToAccount)
		if err != nil {
			return err
		}
		if to.State == account.Closed {
			return ErrNoAccount
		}
		o.PayeeParty = to.Owner
	}
	d := &draft{from: from, o: o}
	if err := p.mayPay(q, d); err != nil {
		return err
	}
	day, _ := tx.BankDate()
	o.BankDate, o.Reason = day, ""
	if err := p.limitsNow(ctx, tx, d); err != nil {
		return err
	}
	e, err := p.entry(tx, o)
	if err != nil {
		return err
	}
	if err := p.led.Post(tx, e); err != nil {
		return err
	}
	if err := p.booked(tx, o, e); err != nil {
		return err
	}
	p.count(tx, d)
	return p.change(tx, o, before)
}

// limitsNow holds a proposed order against the limits of today.
func (p *Payments) limitsNow(ctx context.Context, tx *store.Tx, d *draft) (err error) {
	o := d.o
	if o.Channel == Bank || o.Channel == Network || p.d.Parameters == nil {
		return nil
	}
	b := tx.Buffer(p.payers).(*payers)
	if d.x, err = b.of(tx, payerKey{o.Payer, 0}); err != nil {
		return err
	}
	bound, err := p.bank(ctx, tx.Peeker(), &d.from, o.Channel, o.BankDate)
	if err != nil {
		return err
	}
	bound = bound.narrow(d.x.own, o.Channel)
	if err := d.x.within(bound, o.Channel, o.Amount, o.Currency); err != nil {
		return err
	}
	if err := p.accountLimit(tx, d); err != nil {
		return err
	}
	if o.person == 0 || !ofFirm(&d.from) {
		return nil
	}
	if d.one, err = b.of(tx, payerKey{o.Payer, o.person}); err != nil {
		return err
	}
	return d.one.within(bound.narrow(d.one.own, o.Channel), o.Channel, o.Amount, o.Currency)
}

// Confirm lets the payer's own order pass that a rule has asked about. The operation has asked for a second factor.
func (p *Payments) Confirm(ctx context.Context, tx *store.Tx, id store.ID) (*Order, error) {
	return p.letPass(ctx, tx, id, "confirmed=payer", func(*Order) error { return nil })
}

// Release lets an order pass for the bank, that a rule has asked about; somebody else has made it.
func (p *Payments) Release(ctx context.Context, tx *store.Tx, id store.ID) (*Order, error) {
	return p.letPass(ctx, tx, id, "released=bank", func(o *Order) error {
		if s := auth.By(tx); s != nil && s.Person != 0 && s.Person == o.person {
			return ErrOwnOrder
		}
		return nil
	})
}

func (p *Payments) letPass(ctx context.Context, tx *store.Tx, id store.ID, check string, may func(*Order) error) (*Order, error) {
	o, err := p.proposed(tx, id)
	if err != nil {
		return nil, err
	}
	if o.Approval != 0 {
		return nil, ErrApproval
	}
	if err := may(o); err != nil {
		return nil, err
	}
	o.note(check)
	return o, p.carryOut(ctx, tx, o)
}

// Refuse ends a proposed order with nothing booked: code is cancelled, expired, refused or another word for why.
func (p *Payments) Refuse(tx *store.Tx, id store.ID, code string) (*Order, error) {
	o, err := p.proposed(tx, id)
	if err != nil {
		return nil, err
	}
	if s := auth.By(tx); o.Approval != 0 && s != nil && s.Person != 0 && s.Person == o.person {
		_, err := p.d.Approvals.Withdraw(tx, o.Approval)
		if err != nil && fault(err) { // one that was decided or has expired is over anyway
			return nil, err
		}
	}
	return o, p.end(tx, o, Refused, code)
}

// end brings an order to a last state.
func (p *Payments) end(tx *store.Tx, o *Order, to State, code string) error {
	before := o.Digest()
	o.State, o.Reason, o.ended = to, clip(code, 40), tx.Now().UnixMicro()
	return p.change(tx, o, before)
}

// Decided refuses the order whose proposal was refused, returned or withdrawn; for approval.Register.Tell.
func (p *Payments) Decided(tx *store.Tx, a *approval.Approval) error {
	id, ok := strings.CutPrefix(a.Object, string(OrderKind)+"/")
	if !ok || a.State != approval.Refused && a.State != approval.Returned && a.State != approval.Withdrawn {
		return nil
	}
	n, err := store.ParseID(id)
	if err != nil {
		return err
	}
	o, err := lockOrder(tx, n)
	if err != nil || o.State != Proposed || o.Approval != a.ID {
		return err
	}
	return p.end(tx, o, Refused, string(a.State))
}

// SweepExpired refuses orders that have waited for as long as a proposal may; it returns how many.
func (p *Payments) SweepExpired(ctx context.Context) (n int, err error) {
	var old []*Order
	err = p.st.View(ctx, func(v *store.View) error {
		old, err = waitingOrders(v, Proposed, 0, 200)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, o := range old {
		if p.st.Now().Sub(o.MadeAt) < approval.Lifetime {
			break // in the order of their making
		}
		err := p.st.Update(ctx, func(tx *store.Tx) error {
			now, err := lockOrder(tx, o.ID)
			if err != nil || now.State != Proposed {
				return err
			}
			return p.end(tx, now, Refused, "expired")
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

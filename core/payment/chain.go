package payment

import (
	"context"
	"slices"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// Step is one thing that happened to an order, in the chain (支付链路).
type Step struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind" enum:"instruction,check,approval,entry,message,line,return,end,receipt"`
	EN     string    `json:"titleEn"`
	ZH     string    `json:"titleZh"`
	Status string    `json:"status,omitempty" doc:"The outcome: pass, ask, match, close, settled, a reason code."`
	Object string    `json:"object,omitempty" doc:"Kind and id of what stands elsewhere." example:"ledger.entry/463856467968"`
	Legs   []Leg     `json:"legs,omitempty" doc:"Of an entry."`
	Detail any       `json:"detail,omitempty" doc:"More, in the form of the room that tells it."`
}

// Leg is a posting of an entry; debit positive.
type Leg struct {
	Account ledger.AccountID `json:"account"`
	Role    string           `json:"role" enum:"payer,payee,bank"`
	Amount  money.Amount     `json:"amount"`
}

// Tracer adds to an order's chain what another room knows of it: messages of the clearing, lines of a batch.
type Tracer interface {
	Trace(ctx context.Context, q store.Querier, o *Order) ([]Step, error)
}

// Chain is everything that happened to one order.
type Chain struct {
	Order *Order `json:"order"`
	Steps []Step `json:"steps" nullable:"false" doc:"In the order of time."`
}

// Chain gathers an order's chain. It reads entries and approvals from their own rooms, beside the snapshot of q.
func (p *Payments) Chain(ctx context.Context, q store.Querier, id store.ID) (*Chain, error) {
	o, err := orderByID(q, id)
	if err != nil {
		return nil, err
	}
	if err := p.receipted(q, o); err != nil {
		return nil, err
	}
	c := &Chain{Order: o, Steps: []Step{{At: o.MadeAt, Kind: "instruction", EN: "Order made", ZH: "提交支付", Status: string(o.Channel)}}}
	c.checks()
	if err := p.approvalStep(ctx, c); err != nil {
		return nil, err
	}
	if err := p.entrySteps(ctx, c); err != nil {
		return nil, err
	}
	for _, t := range p.d.Tracers {
		steps, err := t.Trace(ctx, q, o)
		if err != nil {
			return nil, err
		}
		c.Steps = append(c.Steps, steps...)
	}
	if o.Kind == Incoming && o.State == Returned {
		if err := c.sentBack(q); err != nil {
			return nil, err
		}
	}
	c.ends()
	slices.SortStableFunc(c.Steps, func(a, b Step) int { return a.At.Compare(b.At) })
	return c, nil
}

// checkNames are what is looked at; a rule has its own name.
var checkNames = map[string][2]string{"name": {"Payee name check", "户名核验"}, "limit": {"Limits", "限额"}, "factor": {"Second factor", "二次验证"},
	"approval": {"Approval asked for", "提交审批"}, "approved": {"Approved", "审批通过"}, "confirmed": {"Right established before", "已另行确认"},
	"released": {"Released by the bank", "本行放行"}, "back": {"Given back to", "退回至"}, "credit": {"Credit", "入账"}}

func (c *Chain) checks() {
	for _, one := range strings.Split(c.Order.checks, ";") {
		name, outcome, _ := strings.Cut(one, "=")
		if name == "" {
			continue
		}
		title, ok := checkNames[name]
		if !ok {
			title = [2]string{"Rule " + name, "规则 " + name}
		}
		c.Steps = append(c.Steps, Step{At: c.Order.MadeAt, Kind: "check", EN: title[0], ZH: title[1], Status: outcome})
	}
}

func (p *Payments) approvalStep(ctx context.Context, c *Chain) error {
	if c.Order.Approval == 0 || p.d.Approvals == nil {
		return nil
	}
	a, err := p.d.Approvals.Get(ctx, c.Order.Approval)
	if err != nil {
		return err
	}
	object := approval.Kind + "/" + a.ID.String()
	c.Steps = append(c.Steps, Step{At: a.ProposedAt, Kind: "approval", EN: "Proposed by " + a.Maker.Name, ZH: "经办：" + a.Maker.Name, Object: object})
	if a.DecidedAt != nil && a.Decider != nil {
		c.Steps = append(c.Steps, Step{At: *a.DecidedAt, Kind: "approval", EN: "Decided by " + a.Decider.Name, ZH: "审批：" + a.Decider.Name,
			Status: string(a.State), Object: object})
	}
	return nil
}

func (p *Payments) entrySteps(ctx context.Context, c *Chain) error {
	for _, one := range []struct {
		id     ledger.EntryID
		kind   string
		en, zh string
	}{{c.Order.Entry, "entry", "Booked", "记账"}, {c.Order.back, "return", "Money given back", "款项退回"}} {
		if one.id == 0 {
			continue
		}
		e, err := p.led.Entry(ctx, one.id)
		if err != nil {
			return err
		}
		s := Step{At: e.BookedAt, Kind: one.kind, EN: one.en, ZH: one.zh, Status: e.BankDate.String(), Object: "ledger.entry/" + e.ID.String()}
		for _, l := range e.Postings {
			leg := Leg{Account: l.Account, Amount: l.Amount, Role: "bank"}
			switch l.Account {
			case c.Order.From:
				leg.Role = "payer"
			case c.Order.ToAccount:
				leg.Role = "payee"
			}
			s.Legs = append(s.Legs, leg)
		}
		c.Steps = append(c.Steps, s)
	}
	return nil
}

// sentBack adds the order by which an inward payment was sent back.
func (c *Chain) sentBack(q store.Querier) error {
	found, err := ordersByReference(q, Return, []string{c.Order.Number})
	if err != nil {
		return err
	}
	if r := found[c.Order.Number]; r != nil {
		c.Steps = append(c.Steps, Step{At: r.MadeAt, Kind: "return", EN: "Sent back", ZH: "退汇", Status: string(r.State), Object: string(OrderKind) + "/" + r.Number})
	}
	return nil
}

// ends adds what became of the order, and its receipt.
func (c *Chain) ends() {
	o := c.Order
	if o.SettledAt != nil {
		c.Steps = append(c.Steps, Step{At: *o.SettledAt, Kind: "end", EN: "Settled", ZH: stateZH[Settled], Status: string(Settled)})
	}
	if o.ended != 0 {
		c.Steps = append(c.Steps, Step{At: timeOf(o.ended), Kind: "end", EN: "Ended: " + string(o.State), ZH: stateZH[o.State], Status: o.Reason})
	}
	if o.Receipt != nil {
		c.Steps = append(c.Steps, Step{At: o.Receipt.At, Kind: "receipt", EN: "Receipt", ZH: "电子回单", Status: o.Receipt.Code})
	}
}

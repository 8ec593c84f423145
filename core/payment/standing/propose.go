package standing

import (
	"context"
	"encoding/json"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts that need four eyes when a firm or an agency does them.
const (
	ActMake  = "standing.make"
	ActAmend = "standing.amend"
)

// Made is what came of a wish: an order, or a proposal that waits for another person of the firm.
type Made struct {
	Order    *Order             `json:"order,omitempty"`
	Approval *approval.Approval `json:"approval,omitempty"`
}

// Amendment changes an order; nil leaves as it is. Its days don't change: end it and make another.
type Amendment struct {
	Version int64          `json:"version" minimum:"1" doc:"Of the order as you have seen it."`
	Amount  *money.Amount  `json:"amount,omitempty"`
	Purpose *string        `json:"purpose,omitempty" maxLength:"60"`
	Until   *calendar.Date `json:"until,omitempty"`
	Times   *int           `json:"times,omitempty" minimum:"0" maximum:"9999"`
	Tries   *int64         `json:"tries,omitempty" minimum:"1" maximum:"10"`
}

type makePayload struct {
	Request Request `json:"request"`
	By      string  `json:"by"`
}

type amendPayload struct {
	Order     store.ID  `json:"order"`
	Amendment Amendment `json:"amendment"`
}

// forOthers says whether who acts does so for a firm or an agency, whose orders another person approves.
func forOthers(s *auth.Subject) bool {
	return s.Hat.Kind == auth.FirmHat || s.Hat.Kind == auth.AgencyHat
}

// Make makes an order of a request that Ready has let pass. A firm's or agency's is proposed.
func (s *Orders) Make(tx *store.Tx, r Request) (*Made, error) {
	me := auth.By(tx)
	if me == nil {
		return nil, auth.ErrNobody
	}
	if !forOthers(me) {
		o, err := s.make(tx, &r, tx.Actor().Person)
		return &Made{Order: o}, err
	}
	if _, err := s.payer(tx, &r); err != nil {
		return nil, err
	}
	if err := s.begins(tx, &r); err != nil {
		return nil, err
	}
	return s.propose(tx, ActMake, "account.account/"+r.Account.String(), makePayload{r, tx.Actor().Person}, r.Reason)
}

// Amend changes an order that hasn't ended. A firm's or agency's change is proposed.
func (s *Orders) Amend(tx *store.Tx, id store.ID, a Amendment, reason string) (*Made, error) {
	me := auth.By(tx)
	if me == nil {
		return nil, auth.ErrNobody
	}
	o, err := s.held(tx, id, a.Version, Active, Paused)
	if err != nil {
		return nil, err
	}
	before := o.Digest()
	if err := a.apply(o); err != nil {
		return nil, err
	}
	if forOthers(me) {
		return s.propose(tx, ActAmend, string(Object)+"/"+id.String(), amendPayload{id, a}, reason)
	}
	return &Made{Order: o}, s.change(tx, "standing.amend", o, before)
}

// apply changes an order in memory.
func (a *Amendment) apply(o *Order) error {
	if a.Amount != nil {
		if o.Amount = *a.Amount; o.Amount <= 0 {
			return ErrAmount
		}
	}
	if a.Purpose != nil {
		o.Purpose = *a.Purpose
	}
	if a.Tries != nil {
		o.Tries = *a.Tries
	}
	if !says(o.Purpose, 60) || o.Tries < 1 || o.Tries > 10 {
		return ErrText
	}
	if a.Until != nil {
		o.Plan.Until = *a.Until
	}
	if a.Times != nil {
		o.Plan.Times = *a.Times
	}
	if err := o.Plan.check(); err != nil {
		return err
	}
	if _, ok := o.Plan.Due(int(o.Occurrence)); !ok {
		return ErrNever // end it instead
	}
	return nil
}

func (s *Orders) propose(tx *store.Tx, kind, object string, payload any, reason string) (*Made, error) {
	if s.o.Approvals == nil {
		return nil, approval.ErrKind.With(kind)
	}
	if reason == "" {
		reason = "定期转账"
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	a, err := s.o.Approvals.Propose(tx, approval.Proposal{Kind: kind, Object: object, Payload: body, Reason: reason})
	return &Made{Approval: &a}, err
}

// acts are what another person of the firm decides.
func (s *Orders) acts() []approval.Act {
	return []approval.Act{
		{Kind: ActMake, EN: "Make a standing order", ZH: "设立定期转账", Permission: mayApprove, StepUp: true, Run: s.runMake, Describe: describeMake},
		{Kind: ActAmend, EN: "Change a standing order", ZH: "变更定期转账", Permission: mayApprove, StepUp: true, Run: s.runAmend, Describe: s.describeAmend},
	}
}

func (s *Orders) runMake(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var p makePayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	o, err := s.make(tx, &p.Request, p.By)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"order": o.ID.String()})
}

func (s *Orders) runAmend(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var p amendPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	o, err := s.held(tx, p.Order, p.Amendment.Version, Active, Paused)
	if err != nil {
		return nil, err
	}
	before := o.Digest()
	if err := p.Amendment.apply(o); err != nil {
		return nil, err
	}
	return nil, s.change(tx, "standing.amend", o, before)
}

func describeMake(_ context.Context, payload json.RawMessage) []approval.Line {
	var p makePayload
	if json.Unmarshal(payload, &p) != nil {
		return nil
	}
	r := &p.Request
	n := len(r.To.Account)
	return []approval.Line{
		{EN: "Payee", ZH: "收款人", Value: r.To.Name},
		{EN: "Payee's account ends with", ZH: "收款账号末四位", Value: r.To.Account[max(0, n-4):]},
		{EN: "Amount", ZH: "金额", Value: money.Of(r.Amount, r.Currency).Format()},
		{EN: "Plan", ZH: "周期", Value: string(r.Plan.Every)},
		{EN: "First day", ZH: "起始日期", Value: r.Plan.First.String()},
		{EN: "Purpose", ZH: "用途", Value: r.Purpose},
	}
}

func (s *Orders) describeAmend(ctx context.Context, payload json.RawMessage) []approval.Line {
	var p amendPayload
	if json.Unmarshal(payload, &p) != nil {
		return nil
	}
	o, err := s.read(ctx, p.Order)
	if err != nil {
		return nil
	}
	next := *o
	if p.Amendment.apply(&next) != nil {
		return nil
	}
	lines := []approval.Line{{EN: "Payee", ZH: "收款人", Value: o.To.Name}}
	if next.Amount != o.Amount {
		lines = append(lines, approval.Line{EN: "Amount", ZH: "金额", Old: money.Of(o.Amount, o.Currency).Format(),
			Value: money.Of(next.Amount, o.Currency).Format()})
	}
	if next.Purpose != o.Purpose {
		lines = append(lines, approval.Line{EN: "Purpose", ZH: "用途", Old: o.Purpose, Value: next.Purpose})
	}
	if next.Plan.Until != o.Plan.Until {
		lines = append(lines, approval.Line{EN: "Last day", ZH: "终止日期", Old: dateOf(o.Plan.Until), Value: dateOf(next.Plan.Until)})
	}
	return lines
}

func dateOf(d calendar.Date) string {
	if d == 0 {
		return "–"
	}
	return d.String()
}

package restraint

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts that need four eyes.
const (
	ActOrder = "restraint.order"
	ActMark  = "restraint.mark"
)

// The permissions of the room's operations.
const (
	mayRead  auth.Permission = "restraint.read"
	mayWrite auth.Permission = "restraint.write"
)

// Acts are what the register of approvals runs for this room; New declares them to it.
func (r *Restraints) Acts() []approval.Act {
	return []approval.Act{
		{Kind: ActOrder, EN: "Carry out an order on customers' money", ZH: "协助冻结、续冻、扣划或解除", Permission: mayWrite, StepUp: true,
			Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
				var in Request
				if err := json.Unmarshal(payload, &in); err != nil {
					return nil, ErrRequest.Because(err)
				}
				one, err := r.Do(tx, in)
				if err != nil {
					return nil, err
				}
				return json.Marshal(one.short())
			}, Describe: r.describeOrder},
		{Kind: ActMark, EN: "Protect an account from freezes", ZH: "登记账户保护标记", Permission: mayWrite, StepUp: true,
			Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
				var in MarkRequest
				if err := json.Unmarshal(payload, &in); err != nil {
					return nil, ErrRequest.Because(err)
				}
				m, err := r.SetMark(tx, in)
				if err != nil {
					return nil, err
				}
				return json.Marshal(m)
			}, Describe: r.describeMark},
	}
}

// short is a restraint without its lines: a party may have thousands of accounts.
func (one *Restraint) short() *Restraint {
	s := *one
	s.Lines, s.Measures = nil, nil
	return &s
}

var errRehearsed = errors.New("restraint: rehearsed")

// Propose registers a measure for four eyes after a rehearsal: what can't be done is refused to who proposes it, and so is a
// document that has had its effect.
func (r *Restraints) Propose(tx *store.Tx, in Request) (*approval.Approval, error) {
	object := Kind + "/" + in.Restraint.String()
	if in.Restraint == 0 {
		object = Kind + "/new"
	}
	return r.propose(tx, ActOrder, object, in.Reason, in, func() error {
		one, err := r.Do(tx, in)
		if err == nil && one.Replayed {
			err = ErrDocumentUsed.With(in.Document)
		}
		return err
	})
}

// ProposeMark registers a mark for four eyes.
func (r *Restraints) ProposeMark(tx *store.Tx, in MarkRequest, reason string) (*approval.Approval, error) {
	return r.propose(tx, ActMark, kindMark+"/"+in.Account.String(), reason, in, func() error {
		_, err := r.SetMark(tx, in)
		return err
	})
}

func (r *Restraints) propose(tx *store.Tx, act, object, reason string, request any, rehearse func() error) (*approval.Approval, error) {
	if r.o.Approvals == nil {
		return nil, ErrFourEyes
	}
	err := tx.Savepoint(func() error {
		if err := rehearse(); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return nil, err
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	a, err := r.o.Approvals.Propose(tx, approval.Proposal{Kind: act, Object: object, Payload: payload, Reason: reason})
	return &a, err
}

var measureWords = map[Measure]string{Freeze: "冻结 Freeze", Extend: "续冻 Extend", Deduct: "扣划 Deduct", Release: "解除冻结 Release"}

// describeOrder says what a measure does, for who decides. Officers are told by their number of people only.
func (r *Restraints) describeOrder(ctx context.Context, payload json.RawMessage) []approval.Line {
	var in Request
	if json.Unmarshal(payload, &in) != nil {
		return nil
	}
	lines := []approval.Line{{EN: "Measure", ZH: "措施", Value: measureWords[in.Measure]}, {EN: "Authority", ZH: "机关", Value: in.Authority},
		{EN: "Document", ZH: "文书号", Value: in.Document}}
	add := func(set bool, en, zh, old, value string) {
		if set {
			lines = append(lines, approval.Line{EN: en, ZH: zh, Old: old, Value: value})
		}
	}
	currency, until := in.Currency, ""
	if in.Restraint != 0 {
		_ = r.view(ctx, func(v *store.View) error { // what can't be read stays out: the number tells which one it is
			one, err := orderByID(v, in.Restraint)
			if err == nil {
				currency, until = one.currency(), dateText(one.Until)
				add(true, "Restraint", "原冻结文书", "", one.Authority+" "+one.Document)
			}
			return err
		})
	}
	if currency == "" {
		currency = "CNY"
	}
	add(in.Case != "", "Case", "案号", "", in.Case)
	add(in.Party != 0, "All accounts of the party", "当事人全部账户", "", in.Party.String())
	add(in.Account != 0, "Account", "账户", "", in.Account.String())
	add(in.Amount != 0, "Amount", "金额", "", money.Of(in.Amount, currency).String())
	add(in.Whole, "Amount", "金额", "", "全部 All")
	add(!in.Until.IsZero(), "Until", "截止时间", until, dateText(in.Until))
	add(in.To != 0, "To account", "收款账户", "", in.To.String())
	add(len(in.Officers) > 0, "Officers", "执法人员", "", strconv.Itoa(len(in.Officers)))
	add(in.File != "", "Document's file", "文书影像", "", in.File)
	return lines
}

func (r *Restraints) describeMark(ctx context.Context, payload json.RawMessage) []approval.Line {
	var in MarkRequest
	if json.Unmarshal(payload, &in) != nil {
		return nil
	}
	was := &Mark{}
	_ = r.view(ctx, func(v *store.View) error {
		m, found, err := markRow(v, idOf(in.Account))
		if found {
			was = m
		}
		return err
	})
	return []approval.Line{{EN: "Account", ZH: "账户", Value: in.Account.String()},
		{EN: "Protection", ZH: "保护种类", Old: string(was.Kind), Value: string(in.Kind)},
		{EN: "Monthly amount", ZH: "每月保护金额", Old: was.Monthly.String(), Value: in.Monthly.String()},
		{EN: "Evidence", ZH: "依据", Value: in.Evidence}}
}

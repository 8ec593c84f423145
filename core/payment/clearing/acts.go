package clearing

import (
	"context"
	"encoding/json"
	"time"

	"tonghui/base/ident"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// The acts that need four eyes.
const (
	actReturn      = "clearing.return"
	actRecall      = "clearing.recall"
	actAnswer      = "clearing.answer"
	actClear       = "clearing.clear"
	actParticipant = "clearing.participant"
	actKey         = "clearing.key"
)

// wish is what an act's payload holds: which object, and what is to be done with it.
type wish struct {
	ID     store.ID       `json:"id,omitzero"`
	Code   string         `json:"code,omitempty"`
	Note   string         `json:"note,omitempty"`
	Bank   ident.BankCode `json:"bank,omitempty"`
	Name   string         `json:"name,omitempty"`
	Active bool           `json:"active,omitempty"`
	Key    string         `json:"key,omitempty"`
	From   time.Time      `json:"from,omitzero"`
}

// Acts are the changes of the room that one person proposes and another decides; the wiring adds them to the register.
func (c *Clearing) Acts() []approval.Act {
	act := func(kind, en, zh string, run func(ctx context.Context, tx *store.Tx, w wish) (any, error)) approval.Act {
		return approval.Act{Kind: kind, EN: en, ZH: zh, Permission: mayOperate, StepUp: true, Describe: c.describe,
			Run: func(ctx context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
				var w wish
				if err := json.Unmarshal(payload, &w); err != nil {
					return nil, approval.ErrPayload.Because(err)
				}
				result, err := run(ctx, tx, w)
				if err != nil {
					return nil, err
				}
				return json.Marshal(result)
			}}
	}
	return []approval.Act{
		act(actReturn, "Send a payment back", "退回来账", func(ctx context.Context, tx *store.Tx, w wish) (any, error) {
			return c.ReturnIn(ctx, tx, w.ID, w.Code)
		}),
		act(actRecall, "Recall a payment", "撤回往账", func(_ context.Context, tx *store.Tx, w wish) (any, error) {
			return c.RecallOut(tx, w.ID, w.Code)
		}),
		act(actAnswer, "Answer a recall", "答复撤回申请", func(ctx context.Context, tx *store.Tx, w wish) (any, error) {
			return c.AnswerRecall(ctx, tx, w.ID, w.Code)
		}),
		act(actClear, "Clear a break", "核销未达账项", func(_ context.Context, tx *store.Tx, w wish) (any, error) {
			return c.ClearBreak(tx, w.ID, w.Note)
		}),
		act(actParticipant, "Change the clearing's directory", "变更清算参与行", func(_ context.Context, tx *store.Tx, w wish) (any, error) {
			p := Participant{Code: w.Bank, Name: w.Name, House: w.Bank == c.o.House, Active: w.Active}
			return p, c.Enrol(tx, p)
		}),
		act(actKey, "Give the clearing house another key", "更换清算所公钥", func(_ context.Context, tx *store.Tx, w wish) (any, error) {
			k, err := signature.ParsePublic([]byte(w.Key))
			if err != nil {
				return nil, err
			}
			return map[string]string{"thumbprint": k.Thumbprint()}, c.Rotate(tx, w.Bank, k, w.From)
		}),
	}
}

// describe says to who decides what a wish is about.
func (c *Clearing) describe(ctx context.Context, payload json.RawMessage) (lines []approval.Line) {
	var w wish
	if json.Unmarshal(payload, &w) != nil {
		return nil
	}
	add := func(en, zh, value string) {
		if value != "" {
			lines = append(lines, approval.Line{EN: en, ZH: zh, Value: value})
		}
	}
	_ = c.st.View(ctx, func(v *store.View) error { // what can't be read is left out
		if t, err := transferByID(v, w.ID); err == nil {
			add("UETR", "UETR", t.UETR)
			add("Amount in fen", "金额（分）", t.Amount.String())
			add("Other bank", "对方行", t.Bank)
		}
		if r, err := recallByID(v, w.ID); err == nil {
			add("UETR", "UETR", r.UETR)
			add("Amount in fen", "金额（分）", r.Amount.String())
			add("Reason of the recall", "撤回原因", r.Reason)
		}
		if b, err := breakByID(v, w.ID); err == nil {
			add("Break", "未达账项", b.Kind+" "+b.UETR)
			add("Explained", "说明", b.Note)
		}
		return nil
	})
	add("Code", "代码", w.Code)
	add("Note", "说明", w.Note)
	add("Bank", "行号", string(w.Bank))
	add("Name", "名称", w.Name)
	if k, err := signature.ParsePublic([]byte(w.Key)); err == nil && w.Key != "" {
		add("Key", "公钥指纹", k.Thumbprint())
	}
	return lines
}

// propose registers a wish.
func (c *Clearing) propose(tx *store.Tx, kind, object, reason string, w wish) (*approval.Approval, error) {
	if c.o.Approvals == nil {
		return nil, ErrFourEyes
	}
	payload, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	a, err := c.o.Approvals.Propose(tx, approval.Proposal{Kind: kind, Object: object, Payload: payload, Reason: reason})
	return &a, err
}

// The permissions of the room's operations.
const (
	mayRead    auth.Permission = "clearing.read"
	mayOperate auth.Permission = "clearing.operate"
)

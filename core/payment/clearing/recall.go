package clearing

import (
	"context"
	"errors"
	"math"

	"tonghui/base/ident"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// RecallOut asks the payee's bank for a payment back (撤回). reason is one of ExternalCancellationReason1Code.
func (c *Clearing) RecallOut(tx *store.Tx, transfer store.ID, reason string) (*Recall, error) {
	if !iso20022.Known("ExternalCancellationReason1Code", reason) {
		return nil, ErrReason
	}
	found, err := transferByID(tx, transfer)
	if err != nil {
		return nil, err
	}
	all, err := lockTransfers(tx, found.UETR)
	if err != nil {
		return nil, err
	}
	t := pick(all, out, aPayment)
	if t == nil || t.ID != transfer || t.State == rejected || pick(all, in, aReturn) != nil {
		return nil, ErrNotOut
	}
	earlier, err := lockRecallsOf(tx, out, t.UETR)
	if err != nil {
		return nil, err
	}
	for _, e := range earlier {
		if e.State == open || e.State == pending {
			return nil, ErrState.With(e.State)
		}
	}
	one := &Recall{ID: tx.NewID(), Side: out, UETR: t.UETR, Transfer: t.ID, Bank: t.Bank, Amount: t.Amount, Reason: reason, State: open,
		MadeAt: tx.Now(), Version: 1, group: t.Group, endToEnd: t.EndToEnd, tx: t.Reference}
	one.Reference = "CXL-" + one.ID.String()
	if err := insertRecall(tx, one); err != nil {
		return nil, err
	}
	reference := c.newReference(tx)
	amount := iso20022.Of(t.Amount, t.Currency)
	m := &iso20022.CancellationRequest{Assignment: c.assignment(tx, reference, t.Bank), Underlying: []iso20022.Underlying{{
		Transactions: []iso20022.Cancellation{{ID: one.Reference, Origin: origin(t), EndToEnd: t.EndToEnd, Transaction: t.Reference, UETR: t.UETR,
			Amount: &amount, Settled: iso20022.On(t.SentOn), Reasons: []iso20022.CancellationReason{{Reason: &iso20022.Reason{Code: reason}}}}}}}}
	if err := c.put(tx, reference, "", m, t.UETR, t.ID); err != nil {
		return nil, err
	}
	return one, c.note(tx, audit.Note{Verb: "clearing.recall", Kind: "clearing.recall", Object: one.ID.String(), Version: 1, Reason: reason})
}

func (c *Clearing) assignment(tx *store.Tx, reference, bank string) iso20022.Assignment {
	return iso20022.Assignment{ID: reference, Assigner: iso20022.AssignedParty{Agent: iso20022.Bank(c.o.Self)},
		Assignee: iso20022.AssignedParty{Agent: iso20022.Bank(ident.BankCode(bank))}, Created: iso20022.At(tx.Now())}
}

// takeRecall takes another bank's wish to have a payment back: a person decides, unless it is clear that there is nothing to give.
func (c *Clearing) takeRecall(tx *store.Tx, m *Message, d *iso20022.CancellationRequest) error {
	x := &d.Underlying[0].Transactions[0]
	m.UETR = x.UETR
	all, err := lockTransfers(tx, x.UETR)
	if err != nil {
		return err
	}
	one := &Recall{ID: tx.NewID(), Side: in, Reference: x.ID, UETR: x.UETR, Bank: string(d.Assignment.Assigner.Agent.BankCode()),
		Amount: x.Amount.Amount, Reason: "NARR", State: open, MadeAt: tx.Now(), Version: 1, group: x.Origin.MessageID, endToEnd: x.EndToEnd,
		tx: x.Transaction}
	if len(x.Reasons) > 0 && x.Reasons[0].Reason != nil && x.Reasons[0].Reason.Code != "" {
		one.Reason = x.Reasons[0].Reason.Code
	}
	t := pick(all, in, aPayment)
	answer := ""
	switch {
	case t == nil: // may come later: messages have no order
	case t.State == rejected:
		answer = noOriginal
	case pick(all, out, aReturn) != nil && pick(all, out, aReturn).State != rejected:
		answer = "ARDT"
	}
	if t != nil {
		one.Transfer, m.Transfer = t.ID, t.ID
	}
	now := tx.Now()
	if answer != "" {
		one.State, one.Answer, one.EndedAt = refused, answer, &now
	}
	if err := insertRecall(tx, one); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			return nil // asked before, under another identification
		}
		return err
	}
	if answer != "" {
		return c.resolve(tx, one, "RJCR", answer)
	}
	if err := c.o.Queue.Events().Publish(tx, TopicAlarm, map[string]any{"recall": one.ID, "uetr": one.UETR}); err != nil {
		return err
	}
	return c.resolve(tx, one, "PDCR", "")
}

// linkRecalls ties recalls that came before their payment to it.
func (c *Clearing) linkRecalls(tx *store.Tx, t *Transfer) error {
	waiting, err := lockRecallsOf(tx, in, t.UETR)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		r.Transfer = t.ID
		if t.State == rejected && r.State == open {
			now := tx.Now()
			r.State, r.Answer, r.EndedAt = refused, noOriginal, &now
			if err := c.resolve(tx, r, "RJCR", noOriginal); err != nil {
				return err
			}
		}
		if err := updateRecall(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// resolve answers a recall: CNCL, PDCR or RJCR with its code.
func (c *Clearing) resolve(tx *store.Tx, r *Recall, confirmation, code string) error {
	reference := c.newReference(tx)
	s := iso20022.CancellationStatus{ID: r.Reference, Origin: &iso20022.OriginalGroup{MessageID: r.group, Definition: iso20022.CreditTransferID},
		EndToEnd: r.endToEnd, Transaction: r.tx, UETR: r.UETR}
	if confirmation == "RJCR" {
		s.Reasons = []iso20022.CancellationStatusReason{{Reason: &iso20022.Reason{Code: code}}}
	}
	m := &iso20022.Resolution{Assignment: c.assignment(tx, reference, r.Bank), Status: iso20022.ResolutionStatus{Confirmation: confirmation},
		Details: []iso20022.CancellationDetails{{Transactions: []iso20022.CancellationStatus{s}}}}
	return c.put(tx, reference, "", m, r.UETR, r.Transfer)
}

// AnswerRecall decides a recall of another bank. code "" gives the payment back (the payee is debited); else it is one of
// ExternalPaymentCancellationRejection1Code and refuses.
func (c *Clearing) AnswerRecall(ctx context.Context, tx *store.Tx, id store.ID, code string) (*Recall, error) {
	if code != "" && !iso20022.Known("ExternalPaymentCancellationRejection1Code", code) {
		return nil, ErrReason
	}
	r, err := lockRecall(tx, id)
	if err != nil {
		return nil, err
	}
	if r.Side != in || r.State != open {
		return nil, ErrState.With(r.State)
	}
	now := tx.Now()
	r.EndedAt = &now
	confirmation := "CNCL"
	if code == "" {
		if r.Transfer == 0 {
			return nil, ErrNotSettled
		}
		if _, err := c.ReturnIn(ctx, tx, r.Transfer, "FOCR"); err != nil {
			return nil, err
		}
		r.State = granted
	} else {
		r.State, r.Answer, confirmation = refused, code, "RJCR"
	}
	if err := updateRecall(tx, r); err != nil {
		return nil, err
	}
	if err := c.resolve(tx, r, confirmation, code); err != nil {
		return nil, err
	}
	return r, c.note(tx, audit.Note{Verb: "clearing.answer_recall", Kind: "clearing.recall", Object: r.ID.String(), Version: r.Version, Reason: confirmation + " " + code})
}

// takeResolution takes the answer to a recall of the bank's. The money, if it comes, comes by a pacs.004.
func (c *Clearing) takeResolution(tx *store.Tx, m *Message, d *iso20022.Resolution) error {
	x := &d.Details[0].Transactions[0]
	m.UETR = x.UETR
	ours, err := lockRecallsOf(tx, out, x.UETR)
	if err != nil {
		return err
	}
	for _, r := range ours {
		if r.Reference != x.ID {
			continue
		}
		m.Transfer = r.Transfer
		return c.resolved(tx, r, d.Status.Confirmation, x)
	}
	if err := c.item(tx, "unknown_answer", m.ID, x.UETR, d.Status.Confirmation+" to a recall that the bank never made"); err != nil {
		return err
	}
	return errUnmatched
}

func (c *Clearing) resolved(tx *store.Tx, r *Recall, confirmation string, x *iso20022.CancellationStatus) error {
	if r.State == granted || r.State == refused {
		return nil // PDCR that comes after the decision, or the decision again
	}
	now := tx.Now()
	switch confirmation {
	case "PDCR":
		r.State = pending
	case "CNCL":
		r.State, r.EndedAt = granted, &now
	default:
		r.State, r.EndedAt, r.Answer = refused, &now, "NARR"
		if len(x.Reasons) > 0 && x.Reasons[0].Reason != nil && x.Reasons[0].Reason.Code != "" {
			r.Answer = x.Reasons[0].Reason.Code
		}
	}
	return updateRecall(tx, r)
}

// Recalls are the newest recalls, both ways.
func (c *Clearing) Recalls(q store.Querier, limit int) ([]*Recall, error) {
	return listRecalls(q, math.MaxInt64, limit)
}

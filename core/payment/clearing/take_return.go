package clearing

import (
	"context"

	"tonghui/core/payment/iso20022"
	"tonghui/platform/store"
)

// takeReturn takes back a payment that went out (退汇): the payer gets her money. One whose payment has not settled yet waits for
// that; one that can't be matched is refused.
func (c *Clearing) takeReturn(tx *store.Tx, m *Message, d *iso20022.PaymentReturn) error {
	r := &d.Returns[0]
	m.UETR = r.UETR
	all, err := lockTransfers(tx, r.UETR)
	if err != nil {
		return err
	}
	original, old := pick(all, out, aPayment), pick(all, in, aReturn)
	t := &Transfer{ID: tx.NewID(), UETR: r.UETR, Kind: aReturn, Side: in, Reference: r.ID, EndToEnd: r.EndToEnd, Group: d.Group.MessageID,
		Scheme: d.Group.Settlement.Scheme(), Bank: string(r.Instructing.BankCode()), Branch: string(c.o.Branch), Amount: r.Amount.Amount,
		Currency: r.Amount.Currency, State: accepted, Reason: returnReason(r), SentOn: r.Settled.Date, MadeAt: tx.Now(), Version: 1}
	if original != nil {
		t.Branch, t.Order = original.Branch, original.Order
	}
	switch {
	case old != nil && old.Reference == t.Reference && old.Amount == t.Amount:
		m.Transfer = old.ID
		return c.answer(tx, old)
	case old != nil:
		t.ID, t.State, t.Reason = old.ID, rejected, "AM05"
		return c.answer(tx, t)
	case original == nil || original.State == rejected || original.Reference != r.Transaction || original.Bank != t.Bank:
		t.State, t.Reason = rejected, noOriginal
	case original.Amount != t.Amount:
		t.State, t.Reason = rejected, "AM09"
	case original.State != settled:
		t.State = waiting
	}
	m.Transfer = t.ID
	if t.State == rejected {
		now := tx.Now()
		t.EndedAt = &now
	}
	if err := insertTransfer(tx, t); err != nil {
		return err
	}
	switch t.State {
	case waiting:
		original.waits = t.ID
		return updateTransfer(tx, original)
	case rejected:
		if err := c.item(tx, "contradiction", m.ID, t.UETR, "A return that fits no payment of this bank: "+t.Reason); err != nil {
			return err
		}
		return c.answer(tx, t)
	}
	return c.giveBack(tx, t)
}

// giveBack gives a returned payment to its payer and tells the house.
func (c *Clearing) giveBack(tx *store.Tx, t *Transfer) error {
	if err := c.o.Payments.Return(tx, t.Order, t.Reason); err != nil {
		return err
	}
	return c.answer(tx, t)
}

func returnReason(r *iso20022.Return) string {
	if x := r.Reasons[0].Reason; x.Code != "" {
		return x.Code
	}
	return "NARR"
}

// awake works the return that has waited for a payment to settle.
func (c *Clearing) awake(tx *store.Tx, all []*Transfer, original *Transfer) error {
	if original.waits == 0 {
		return nil
	}
	t := pick(all, in, aReturn)
	if t == nil || t.State != waiting {
		return nil
	}
	t.State = accepted
	if err := updateTransfer(tx, t); err != nil {
		return err
	}
	return c.giveBack(tx, t)
}

// ReturnIn sends a payment that came in back to its payer, at the bank's initiative or by a recall; the payee is debited by an order
// of its own. reason is one of ExternalReturnReason1Code.
func (c *Clearing) ReturnIn(ctx context.Context, tx *store.Tx, transfer store.ID, reason string) (*Transfer, error) {
	if !iso20022.Known("ExternalReturnReason1Code", reason) {
		return nil, ErrReason
	}
	t, err := transferByID(tx, transfer)
	if err != nil {
		return nil, err
	}
	if t.Side != in || t.Kind != aPayment || t.State != settled && t.State != accepted {
		return nil, ErrNotSettled
	}
	o, err := c.o.Payments.Get(tx, t.Order)
	if err != nil {
		return nil, err
	}
	if _, err := c.o.Payments.Pay(ctx, tx, returning(t, o, reason)); err != nil {
		return nil, err
	}
	all, err := transfersOf(tx, t.UETR)
	if err != nil {
		return nil, err
	}
	back := pick(all, out, aReturn)
	if back == nil {
		return nil, ErrNotSettled
	}
	return back, nil
}

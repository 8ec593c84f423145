package collect

import (
	"context"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/payment"
	"tonghui/platform/store"
)

// refundFor is how long a collection can be refunded.
const refundFor = 365 * 24 * time.Hour

// Return is what gives money back.
type Return struct {
	Collection store.ID
	Amount     money.Amount
	Reason     string
	Reference  string // the shop's own, unique within the collection
	Channel    payment.Channel
}

// Refund gives back of a collection (退款), in one piece or several. The same reference answers the first refund. Errors:
// ErrUnknown, ErrRefund, ErrRefundLate, ErrReason, ErrReference, ErrReferenceUsed; those of payments.
func (c *Collect) Refund(ctx context.Context, tx *store.Tx, in Return) (*Refund, error) {
	n := utf8.RuneCountInString(in.Reason)
	switch {
	case !referenceForm.MatchString(in.Reference):
		return nil, ErrReference
	case n < 1 || n > 120:
		return nil, ErrReason
	}
	col, err := lockCollection(tx, in.Collection)
	if err != nil {
		return nil, err
	}
	if was, err := refundByReference(tx, col.ID, in.Reference); err == nil {
		if was.Amount != in.Amount {
			return nil, ErrReferenceUsed
		}
		return was, nil
	} else if !errors.Is(err, ErrUnknown) {
		return nil, err
	}
	left := col.Amount - col.Refunded
	switch {
	case tx.Now().After(col.MadeAt.Add(refundFor)):
		return nil, ErrRefundLate
	case in.Amount <= 0 || in.Amount > left:
		return nil, ErrRefund.With(yuan(left))
	}
	r := &Refund{ID: tx.NewID(), Collection: col.ID, Amount: in.Amount, Reason: in.Reason, Reference: in.Reference, MadeAt: tx.Now()}
	order, err := c.o.Payments.Pay(ctx, tx, payment.Instruction{Kind: payment.Refund, Reference: r.ID.String(), From: col.PayeeAccount,
		ToAccount: col.payerAccount, Amount: in.Amount, Currency: "CNY", Purpose: cut("退款 "+col.Title, 60), Note: cut(in.Reason, 60),
		Channel: in.Channel, By: col.Payee, Confirmed: true, Batch: col.ID, Again: true})
	if err != nil {
		return nil, err
	}
	r.Payment = order.ID
	if err := insertRefund(tx, r); err != nil {
		return nil, err
	}
	before := col.Digest()
	col.Refunded += in.Amount
	if err := updateRefunded(tx, col); err != nil {
		return nil, err
	}
	if err := c.note(tx, "collect.refund", KindCollection, col.ID, before, col.Digest(), in.Reason); err != nil {
		return nil, err
	}
	return r, c.tell(tx, "collect.refunded", col)
}

// tell publishes an event for both sides of a collection or ask.
func (c *Collect) tell(tx *store.Tx, topic string, payload any) error {
	if c.o.Events == nil {
		return nil
	}
	return c.o.Events.Publish(tx, topic, payload)
}

// yuan writes an amount for a sentence.
func yuan(a money.Amount) string {
	fen := strconv.FormatInt(int64(a%100), 10)
	if len(fen) < 2 {
		fen = "0" + fen
	}
	return strconv.FormatInt(int64(a/100), 10) + "." + fen
}

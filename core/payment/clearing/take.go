package clearing

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/core/payment"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// takeTransfer takes a payment in (来账): it is credited, or refused, and the house is told.
func (c *Clearing) takeTransfer(ctx context.Context, tx *store.Tx, m *Message, d *iso20022.CreditTransfer) error {
	p := &d.Transfers[0]
	m.UETR = p.ID.UETR
	all, err := lockTransfers(tx, p.ID.UETR)
	if err != nil {
		return err
	}
	t := &Transfer{ID: tx.NewID(), UETR: p.ID.UETR, Kind: aPayment, Side: in, Reference: p.ID.Transaction, EndToEnd: p.ID.EndToEnd,
		Group: d.Group.MessageID, Scheme: d.Group.Settlement.Scheme(), Bank: string(p.Instructing.BankCode()), Branch: string(c.o.Branch),
		Amount: p.Amount.Amount, Currency: p.Amount.Currency, State: pending, SentOn: p.Settled.Date, MadeAt: tx.Now(), Version: 1}
	if old := pick(all, in, aPayment); old != nil {
		m.Transfer = old.ID
		if old.Reference == t.Reference && old.Amount == t.Amount && old.Bank == t.Bank && old.State != rejected {
			return c.answer(tx, old) // the house says it anew, under another identification
		}
		t.ID, t.State, t.Reason = old.ID, rejected, "AM05"
		return c.answer(tx, t)
	}
	m.Transfer = t.ID
	if p.Instructed.BankCode() != c.o.Self {
		t.State, t.Reason = rejected, "RC01"
	} else if err := c.credit(ctx, tx, t, p); err != nil {
		return err
	}
	if t.State == rejected {
		now := tx.Now()
		t.EndedAt = &now
	}
	if err := insertTransfer(tx, t); err != nil {
		return err
	}
	if err := c.linkRecalls(tx, t); err != nil {
		return err
	}
	return c.answer(tx, t)
}

// credit hands a payment to the bank's payments and takes their word.
func (c *Clearing) credit(ctx context.Context, tx *store.Tx, t *Transfer, p *iso20022.Transfer) error {
	var o *payment.Order
	err := tx.Savepoint(func() (err error) {
		o, err = c.o.Payments.Receive(ctx, tx, payment.Inward{Reference: t.Bank + "/" + t.UETR, EndToEndID: t.EndToEnd, UETR: t.UETR,
			FromNumber: p.DebtorAccount.Number(), FromName: p.Debtor.Name, FromBank: t.Bank, Account: p.CreditAccount.Number(),
			Name: p.Creditor.Name, Amount: t.Amount, Currency: t.Currency, Purpose: p.Remittance.Text()})
		return err
	})
	if err != nil {
		problem, ok := refusal(err)
		if !ok {
			return err
		}
		t.State, t.Reason = rejected, reasonOf(problem.Code)
		return nil
	}
	t.Order, t.State = o.ID, accepted
	if o.Branch != "" {
		t.Branch = o.Branch
	}
	if o.State == payment.Refused || o.State == payment.Rejected {
		t.State, t.Reason = rejected, reasonOf(o.Reason)
	}
	return nil
}

// reasonOf is the code of the standard for why the bank can't credit.
func reasonOf(word string) string {
	if iso20022.Known("ExternalStatusReason1Code", word) {
		return word
	}
	return "MS03" // not specified by the agent
}

// answer tells the house how a transfer in stands: ACSC or ACCP when the bank has taken it, RJCT with the reason, ACSP when it waits.
func (c *Clearing) answer(tx *store.Tx, t *Transfer) error {
	s := iso20022.TransactionStatus{Origin: origin(t), EndToEnd: t.EndToEnd, Transaction: t.Reference, UETR: t.UETR}
	at := iso20022.At(tx.Now())
	s.Accepted = &at
	switch {
	case t.State == rejected:
		s.Status = iso20022.Rejected
		r := iso20022.StatusReason{Reason: &iso20022.Reason{Code: t.Reason}}
		if t.Reason == noOriginal {
			r = iso20022.StatusReason{Reason: &iso20022.Reason{Code: "NARR"}, Additional: []string{noOriginal}}
		}
		s.Reasons = []iso20022.StatusReason{r}
	case t.State == waiting || t.State == pending:
		s.Status = iso20022.InProcess
	case t.Scheme == iso20022.Net && t.State == accepted:
		s.Status = iso20022.Accepted
	default:
		s.Status = iso20022.Settled
		day := t.SettledOn
		if day == 0 {
			day, _ = tx.BankDate()
		}
		s.Settled = &iso20022.DateChoice{Date: iso20022.On(day)}
	}
	reference := c.newReference(tx)
	m := &iso20022.StatusReport{Group: iso20022.MessageGroup{MessageID: reference, Created: at}, Transactions: []iso20022.TransactionStatus{s}}
	return c.put(tx, reference, "", m, t.UETR, t.ID)
}

// noOriginal is what is said about a payment that was never had.
const noOriginal = "NOOR"

// takeStatus takes the house's word about a transfer: the end of one that went out, or the settlement of one that came in.
func (c *Clearing) takeStatus(ctx context.Context, tx *store.Tx, m *Message, d *iso20022.StatusReport) error {
	s := &d.Transactions[0]
	m.UETR = s.UETR
	all, err := lockTransfers(tx, s.UETR)
	if err != nil {
		return err
	}
	kind := aPayment
	if s.Origin.Definition == iso20022.PaymentReturnID {
		kind = aReturn
	}
	var t *Transfer
	for _, one := range all {
		if one.Kind == kind && one.Reference == s.Transaction {
			t = one
		}
	}
	if t == nil {
		if err := c.item(tx, "unknown_status", m.ID, s.UETR, s.Status+" about "+s.Transaction+", which the bank never sent or had"); err != nil {
			return err
		}
		return errUnmatched
	}
	m.Transfer = t.ID
	code, text := s.Because()
	switch {
	case t.final():
		return c.afterEnd(tx, m, t, s.Status)
	case s.Status == iso20022.Rejected:
		if t.Side == in {
			return c.item(tx, "contradiction", m.ID, t.UETR, "The house rejects what this bank has credited: "+code+" "+text)
		}
		return c.end(tx, t, code)
	case s.Status == iso20022.Accepted && t.Side == out && t.State == pending:
		t.State = accepted
		return updateTransfer(tx, t)
	case s.Status == iso20022.Settled && t.Scheme == iso20022.RealTime && t.State != waiting:
		return c.settleOne(ctx, tx, all, t, dateOf(tx, s))
	case s.Status == iso20022.Settled && t.Side == out && t.State == pending:
		t.State = accepted // netted: its window's notice settles it
		return updateTransfer(tx, t)
	}
	return nil
}

// dateOf is on which date the house has settled.
func dateOf(tx *store.Tx, s *iso20022.TransactionStatus) calendar.Date {
	if s.Settled != nil && s.Settled.Date != nil {
		return s.Settled.Date.Date
	}
	d, _ := tx.BankDate()
	return d
}

// afterEnd hears of a transfer that has ended: the same again is nothing, another end is an item.
func (c *Clearing) afterEnd(tx *store.Tx, m *Message, t *Transfer, status string) error {
	if status == iso20022.Rejected && t.State == settled || status == iso20022.Settled && t.State == rejected {
		return c.item(tx, "contradiction", m.ID, t.UETR, "The house says "+status+" of a transfer that is "+t.State)
	}
	return nil
}

// end is the refusal of a transfer that went out: the money goes back to whom it was taken from.
func (c *Clearing) end(tx *store.Tx, t *Transfer, code string) error {
	now := tx.Now()
	t.State, t.Reason, t.EndedAt = rejected, code, &now
	if err := updateTransfer(tx, t); err != nil {
		return err
	}
	if err := c.o.Payments.Reject(tx, t.Order, code); err != nil {
		return err
	}
	return c.note(tx, audit.Note{Verb: "clearing.reject", Kind: "clearing.transfer", Object: t.ID.String(), Version: t.Version, Reason: code})
}

// takeRequest answers what the house asks about a transfer in. One that was never had is dead from then on.
func (c *Clearing) takeRequest(tx *store.Tx, m *Message, d *iso20022.StatusRequest) error {
	q := &d.Transactions[0]
	m.UETR = q.UETR
	all, err := lockTransfers(tx, q.UETR)
	if err != nil {
		return err
	}
	kind := aPayment
	if q.Origin.Definition == iso20022.PaymentReturnID {
		kind = aReturn
	}
	t := pick(all, in, kind)
	if t == nil {
		now := tx.Now()
		t = &Transfer{ID: tx.NewID(), UETR: q.UETR, Kind: kind, Side: in, Reference: q.Transaction, EndToEnd: q.EndToEnd, Group: q.Origin.MessageID,
			Scheme: iso20022.RealTime, Branch: string(c.o.Branch), Currency: "CNY", State: rejected, Reason: noOriginal, MadeAt: now, EndedAt: &now, Version: 1}
		if err := insertTransfer(tx, t); err != nil {
			return err
		}
	}
	m.Transfer = t.ID
	return c.answer(tx, t)
}

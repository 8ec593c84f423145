package clearing

import (
	"tonghui/base/money"
	"tonghui/platform/store"
)

// reserve takes the payment's amount out of what the participant may still pay, and reports whether there was enough.
//
// A real-time payment needs the money now. A deferred one needs room below the net debit cap (净借记限额), and the money as
// well: the account is pre-funded (预缴), so that a window's nets can always be settled.
func (p *Participant) reserve(of *Payment) bool {
	owed := max(0, p.net+p.pending)
	if p.Balance-p.reserved-owed < of.Amount {
		return false
	}
	if of.Scheme == RTP {
		p.reserved += of.Amount
		return true
	}
	if p.net+p.pending+of.Amount > p.Cap {
		return false
	}
	p.pending += of.Amount
	return true
}

// free undoes reserve.
func (p *Participant) free(of *Payment) {
	if of.Scheme == RTP {
		p.reserved -= of.Amount
	} else {
		p.pending -= of.Amount
	}
}

// change applies f to the two participants of a payment.
func change(tx *store.Tx, p *Payment, f func(payer, payee *Participant)) error {
	payer, _, err := participant(tx, p.Payer)
	if err != nil {
		return err
	}
	payee, _, err := participant(tx, p.Payee)
	if err != nil {
		return err
	}
	f(&payer, &payee)
	if err := updatePosition(tx, payer); err != nil {
		return err
	}
	return updatePosition(tx, payee)
}

// settle moves the money of a real-time payment and confirms it to both sides.
func (h *House) settle(tx *store.Tx, p *Payment) error {
	err := change(tx, p, func(payer, payee *Participant) {
		payer.free(p)
		payer.Balance -= p.Amount
		payee.Balance += p.Amount
	})
	if err != nil {
		return err
	}
	what := "RTP"
	if p.kind == back {
		what = "RTN"
	}
	today, _, err := lastDay(tx)
	if err != nil {
		return err
	}
	p.day = today.Date
	for _, side := range []struct {
		code   string
		amount money.Amount
	}{{p.Payer, -p.Amount}, {p.Payee, p.Amount}} {
		if err := insertEntry(tx, entry{account: side.code, day: today.Date, amount: side.amount, what: what, uetr: p.UETR, kind: p.kind}); err != nil {
			return err
		}
	}
	p.Status, p.ended = settled, tx.Now()
	p.askAt, p.asked = timeOf(0), 0
	if err := putPayment(tx, p); err != nil {
		return err
	}
	for _, to := range []string{p.Payer, p.Payee} {
		if err := h.tell(tx, to, p, settled, "", ""); err != nil {
			return err
		}
	}
	return nil
}

// accept puts a deferred payment into the open window.
func (h *House) accept(tx *store.Tx, p *Payment) error {
	w, ok, err := windowIn(tx, windowOpen)
	if err != nil {
		return err
	}
	if !ok {
		return errNoWindow
	}
	err = change(tx, p, func(payer, payee *Participant) {
		payer.free(p)
		payer.net += p.Amount
		payee.net -= p.Amount
	})
	if err != nil {
		return err
	}
	p.Status, p.Window, p.askAt = accepted, w.Name, timeOf(0)
	if err := putPayment(tx, p); err != nil {
		return err
	}
	return h.tell(tx, p.Payer, p, accepted, "", "")
}

// release gives the reserved money free: the payee's bank has refused.
func (h *House) release(tx *store.Tx, p *Payment, reason, info string) error {
	if err := change(tx, p, func(payer, _ *Participant) { payer.free(p) }); err != nil {
		return err
	}
	p.askAt = timeOf(0)
	return h.refuse(tx, p, reason, info)
}

// position is what a participant is told of its account.
func position(q store.Querier, code string) (Position, bool, error) {
	p, ok, err := participant(q, code)
	if err != nil || !ok {
		return Position{}, false, err
	}
	today, _, err := lastDay(q)
	if err != nil {
		return Position{}, false, err
	}
	w, _, err := windowIn(q, windowOpen)
	return Position{Participant: p.Code, Currency: "CNY", Date: today.Date, Balance: p.Balance, Reserved: p.reserved, Window: w.Name,
		NetDebit: p.net, Cap: p.Cap, Version: itoa(p.version)}, true, err
}

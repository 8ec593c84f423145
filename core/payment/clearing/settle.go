package clearing

import (
	"context"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// returning is the order that takes a payment from its payee again.
func returning(t *Transfer, o *payment.Order, reason string) payment.Instruction {
	return payment.Instruction{Kind: payment.Return, Reference: t.UETR, From: o.ToAccount,
		To:     payment.Payee{Account: o.FromNumber, Name: o.FromName, Bank: t.Bank},
		Amount: t.Amount, Currency: t.Currency, Purpose: "退汇", Note: reason, Channel: payment.Bank, Confirmed: true, EndToEndID: t.EndToEnd}
}

// settleOne settles a transfer in real time: its amount leaves or enters the settlement account.
func (c *Clearing) settleOne(_ context.Context, tx *store.Tx, all []*Transfer, t *Transfer, on calendar.Date) error {
	if err := c.book(tx, "clearing.settle", t.UETR+"/"+t.Side+"/"+t.Kind, []*Transfer{t}); err != nil {
		return err
	}
	return c.settled(tx, all, t, on, "")
}

// settled marks a transfer and tells the payments.
func (c *Clearing) settled(tx *store.Tx, all []*Transfer, t *Transfer, on calendar.Date, window string) error {
	now := tx.Now()
	t.State, t.SettledOn, t.Window, t.EndedAt = settled, on, window, &now
	if err := updateTransfer(tx, t); err != nil {
		return err
	}
	if t.Side != out {
		return nil // the payee, or the payer of a returned payment, has the money already
	}
	if err := c.o.Payments.Settle(tx, t.Order); err != nil {
		return err
	}
	if t.Kind == aPayment {
		return c.awake(tx, all, t)
	}
	return nil
}

// book moves the settlement account by what these transfers come to, against the transit accounts of their branches.
func (c *Clearing) book(tx *store.Tx, kind, reference string, ts []*Transfer) error {
	sums := map[string]money.Amount{}
	net := money.Amount(0)
	for _, t := range ts {
		var err error
		if net, err = net.Add(t.sign()); err != nil {
			return err
		}
		if sums[t.Branch], err = sums[t.Branch].Sub(t.sign()); err != nil {
			return err
		}
	}
	e := &ledger.Entry{Kind: kind, Reference: reference, Branch: c.o.Branch, Summary: "清算", Code: "clearing"}
	add := func(account ledger.AccountID, amount money.Amount) {
		if amount != 0 {
			e.Postings = append(e.Postings, ledger.Posting{Account: account, Amount: amount, Currency: "CNY"})
		}
	}
	own, err := c.account(c.SettlementNumber())
	if err != nil {
		return err
	}
	add(own, net)
	branches := make([]string, 0, len(sums))
	for b := range sums {
		branches = append(branches, b)
	}
	slices.Sort(branches)
	for _, b := range branches {
		transit, err := c.o.Transit(b)
		if err != nil {
			return err
		}
		add(transit, sums[b])
	}
	if len(e.Postings) == 0 {
		return nil // what went out and what came in are the same
	}
	return c.led.Post(tx, e)
}

// takeNotice keeps the notice of a settled window for the job that books it, line by line.
func (c *Clearing) takeNotice(tx *store.Tx, m *Message, d *iso20022.Notifications) error {
	lines := noticeLines(d)
	known := false
	for _, l := range lines {
		if all, err := transfersOf(tx, l.uetr); err != nil {
			return err
		} else if len(all) > 0 {
			known = true
			break
		}
	}
	if !known && len(lines) > 0 {
		if err := c.item(tx, "unknown_line", m.ID, lines[0].uetr, "A settlement notice of which the bank knows no payment"); err != nil {
			return err
		}
		return errUnmatched
	}
	return c.later(tx, settleKind, m.ID)
}

// settlePage books a page of a window, 32 lines at a time, each such piece one entry. A line of which the bank knows nothing, or
// another amount, is an item.
func (c *Clearing) settlePage(tx *store.Tx, chunk *jobs.Chunk) error {
	var id store.ID
	if err := chunk.Decode(&id); err != nil {
		return jobs.Permanent(err)
	}
	body, err := bodyOf(tx, id)
	if err != nil {
		return err
	}
	e, err := iso20022.Decode(body)
	if err != nil {
		return jobs.Permanent(err)
	}
	d, ok := e.Message.(*iso20022.Notifications)
	if !ok {
		return jobs.Permanent(ErrUnknown)
	}
	lines := noticeLines(d)
	chunk.Total = int64(len(lines))
	from := int(chunk.Done)
	to := min(from+32, len(lines))
	if err := c.settleLines(tx, id, lines[from:to], from); err != nil {
		return err
	}
	chunk.Done = int64(to)
	if to == len(lines) {
		chunk.Finish()
	}
	return nil
}

func (c *Clearing) settleLines(tx *store.Tx, message store.ID, lines []line, from int) error {
	type hit struct {
		all []*Transfer
		t   *Transfer
		l   line
	}
	sorted := slices.Clone(lines)
	slices.SortStableFunc(sorted, func(a, b line) int { return compare(a.uetr, b.uetr) }) // one order of locks
	locked := map[string][]*Transfer{}
	var hits []hit
	var ts []*Transfer
	for _, l := range sorted {
		all, ok := locked[l.uetr]
		if !ok {
			var err error
			if all, err = lockTransfers(tx, l.uetr); err != nil {
				return err
			}
			locked[l.uetr] = all
		}
		t := bySideAndReference(all, l)
		switch {
		case t == nil:
			if err := c.item(tx, "unknown_line", message, l.uetr, "A settled line of which the bank knows no payment: "+l.side+" "+l.amount.String()); err != nil {
				return err
			}
		case t.Amount != l.amount:
			if err := c.item(tx, "amount_differs", message, l.uetr, "Settled "+l.amount.String()+", the payment is of "+t.Amount.String()); err != nil {
				return err
			}
		case t.State == rejected:
			if err := c.item(tx, "contradiction", message, l.uetr, "The house has settled a transfer that is rejected"); err != nil {
				return err
			}
		case t.State != settled && t.State != waiting && !slices.Contains(ts, t):
			hits, ts = append(hits, hit{all, t, l}), append(ts, t)
		}
	}
	if len(ts) == 0 {
		return nil
	}
	if err := c.book(tx, "clearing.window", message.String()+"/"+itoa(from), ts); err != nil {
		return err
	}
	for _, h := range hits {
		if err := c.settled(tx, h.all, h.t, h.l.on, h.l.window); err != nil {
			return err
		}
	}
	return nil
}

// bySideAndReference is the transfer that a line of the settlement account is about.
func bySideAndReference(all []*Transfer, l line) *Transfer {
	for _, t := range all {
		if t.Side == l.side && t.Reference == l.reference {
			return t
		}
	}
	return nil
}

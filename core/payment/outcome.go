package payment

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Settle says that the clearing has settled an order. The clearing books the transit account against its own, for many orders at
// once; here only the state changes. Again, or after a return that overtook it, it changes nothing; else ErrState.
func (p *Payments) Settle(tx *store.Tx, id store.ID) error {
	o, err := lockOrder(tx, id)
	if err != nil {
		return err
	}
	switch o.State {
	case Settled, Returned:
		return nil
	case Sent:
	default:
		return ErrState.With(o.State, stateZH[o.State])
	}
	before, now := o.Digest(), tx.Now()
	o.State, o.SettledAt = Settled, &now
	if err := p.told(tx, o); err != nil {
		return err
	}
	return p.change(tx, o, before)
}

// Reject says that the clearing or the other bank refused a sent order, with the code of why: the payer gets amount and fee
// back. Again it changes nothing; of an order that isn't sent it is ErrState.
func (p *Payments) Reject(tx *store.Tx, id store.ID, code string) error {
	o, err := lockOrder(tx, id)
	if err != nil {
		return err
	}
	switch o.State {
	case Rejected:
		return nil
	case Sent:
	default:
		return ErrState.With(o.State, stateZH[o.State])
	}
	return p.comeBack(tx, o, Rejected, code, o.Fee)
}

// Return says that an order which another bank had taken was sent back (退汇): the payer gets the amount back, not the fee. A
// return may overtake the news that the order was settled, so a sent one is taken too. Again it changes nothing.
func (p *Payments) Return(tx *store.Tx, id store.ID, code string) error {
	o, err := lockOrder(tx, id)
	if err != nil {
		return err
	}
	switch {
	case o.State == Returned:
		return nil
	case o.State == Sent, o.State == Settled && !p.here(o.To.Bank):
	default:
		return ErrState.With(o.State, stateZH[o.State])
	}
	if o.SettledAt == nil {
		now := tx.Now()
		o.SettledAt = &now
	}
	return p.comeBack(tx, o, Returned, code, 0)
}

// comeBack gives the payer back what an order to another bank took, and ends the order. Where her account takes nothing any more,
// the money waits in suspense.
func (p *Payments) comeBack(tx *store.Tx, o *Order, to State, code string, fee money.Amount) error {
	before := o.Digest()
	if o.From == 0 { // a return of ours: what it would have sent back is the sender's, not ours
		return p.stranded(tx, o, code)
	}
	e, err := p.backEntry(tx, o, o.From, fee)
	if err != nil {
		return err
	}
	why := ""
	if err = p.led.Post(tx, e); err != nil && !fault(err) {
		why = "payer's account: " + err.Error()
		var suspense ledger.AccountID
		if suspense, err = p.ownAccount(tx, "suspense", ledger.Branch(o.Branch), o.Currency); err != nil {
			return err
		}
		if e, err = p.backEntry(tx, o, suspense, fee); err == nil {
			err = p.led.Post(tx, e)
		}
		if err == nil && p.d.Suspense != nil {
			err = p.d.Suspense.Park(tx, "payment."+string(to), suspense, o.Amount+fee, clip(why, 200), string(OrderKind)+"/"+o.Number)
		}
	}
	if err != nil {
		return err
	}
	if why != "" {
		o.note("back=suspense")
	}
	o.back, o.State, o.Reason, o.ended = e.ID, to, clip(code, 40), tx.Now().UnixMicro()
	if to == Rejected {
		if err := p.uncount(tx, o); err != nil {
			return err
		}
	}
	return p.change(tx, o, before)
}

// backEntry is what gives an order's money back: from the transit account, and the fee from the income.
func (p *Payments) backEntry(tx *store.Tx, o *Order, to ledger.AccountID, fee money.Amount) (*ledger.Entry, error) {
	branch := ledger.Branch(o.Branch)
	transit, err := p.ownAccount(tx, "transit", branch, o.Currency)
	if err != nil {
		return nil, err
	}
	postings := []ledger.Posting{{Account: transit, Amount: o.Amount}, {Account: to, Amount: -o.Amount - fee}}
	if fee > 0 {
		income, err := p.ownAccount(tx, "fee", branch, o.Currency)
		if err != nil {
			return nil, err
		}
		postings = append(postings, ledger.Posting{Account: income, Amount: fee})
	}
	return &ledger.Entry{Kind: backKind, Reference: o.Number, Branch: branch, Summary: "退回 " + clip(o.Purpose, 60), Postings: postings}, nil
}

// uncount gives back, on the day itself, what a rejected order had used of its payer's limits.
func (p *Payments) uncount(tx *store.Tx, o *Order) error {
	if !o.counted {
		return nil
	}
	o.counted = false
	if day, _ := tx.BankDate(); day != o.BankDate {
		return nil
	}
	b := tx.Buffer(p.payers).(*payers)
	keys := []payerKey{{o.Payer, 0}}
	from, err := p.d.Accounts.Get(tx.Peeker(), o.From)
	if err != nil {
		return err
	}
	if o.person != 0 && ofFirm(&from) {
		keys = append(keys, payerKey{o.Payer, o.person})
	}
	if day, err := p.dayOf(tx.Peeker(), &from, o.Channel); err == nil && day != nil {
		if _, err := p.accountCounter(tx, o.Payer, o.From); err != nil {
			return err
		}
		keys = append(keys, accountKey(o.Payer, o.From))
	}
	for _, k := range keys {
		x, err := b.of(tx, k)
		if err != nil {
			return err
		}
		b.use(x, o.Channel, -o.Amount, -1)
	}
	return nil
}

// Transit is a branch's transit account (在途清算), against which the clearing books what it settles: what was sent lies on its credit
// side, what came in on its debit side.
func (p *Payments) Transit(tx *store.Tx, branch ledger.Branch, c money.Currency) (ledger.AccountID, error) {
	return p.ownAccount(tx, "transit", branch, c)
}

package payment

import (
	"crypto/rand"
	"fmt"

	"tonghui/core/account"
	"tonghui/platform/store"
)

// mayPay asks the account whether the order may leave it, and keeps what it says of the day.
func (p *Payments) mayPay(q store.Querier, d *draft) error {
	channel := d.o.Channel.ofAccounts()
	bound, ok := p.d.Accounts.(BoundAccounts)
	if !ok {
		return p.d.Accounts.MayPay(q, d.from, d.o.Amount, channel)
	}
	l, err := bound.PayWithin(q, d.from, d.o.Amount, channel)
	d.day = l.DayMax
	return err
}

// aim finds the payee and compares the name.
func (p *Payments) aim(tx *store.Tx, l look, in *Instruction, from *account.Account, o *Order) error {
	q := tx.Peeker()
	if !p.here(in.To.Bank) {
		b, err := p.bankOf(q, in.To.Bank)
		if err != nil {
			return err
		}
		if p.d.Clearing == nil {
			return ErrNoClearing
		}
		o.To.Account, o.To.BankName, o.UETR = digits(in.To.Account), b.ZH, newUETR()
		if o.EndToEndID == "" {
			o.EndToEndID = o.Number
		}
		o.checks = "name=unchecked"
		return nil
	}
	r, err := p.resolve(q, l, &in.To, in.ToAccount)
	if err != nil {
		return err
	}
	switch {
	case r.account.ID == from.ID:
		return ErrSelf
	case r.account.Currency != in.Currency:
		return ErrCurrency.With(in.Currency)
	}
	if err := p.d.Accounts.MayReceive(q, r.account); err != nil {
		return err
	}
	result, err := in.compare(from, &r)
	if err != nil {
		return err
	}
	o.checks = "name=" + string(result)
	o.ToAccount, o.PayeeParty = r.account.ID, r.account.Owner
	o.To = Payee{Account: r.number, Phone: r.phone, Name: in.To.Name} // as the payer gave it: who is close learns no more
	if in.To.Name == "" {
		o.To.Name = r.account.Name
	}
	if r.phone != "" && in.To.Name == "" && r.account.Owner != from.Owner {
		o.To.Name, o.To.Account = maskName(r.account.Name, ofFirm(&r.account)), maskNumber(r.account.Number)
	}
	return nil
}

// newUETR is a UUID of version 4 (RFC 9562), as the networks want it.
func newUETR() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: see crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

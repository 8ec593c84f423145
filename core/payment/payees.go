package payment

import (
	"errors"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// SavedPayee is somebody whom a payer pays (收款人): saved by herself, or met in her last payments.
type SavedPayee struct {
	ID       store.ID  `json:"id,omitzero" doc:"Of a saved one."`
	Account  string    `json:"account,omitempty"`
	Phone    string    `json:"phone,omitempty" doc:"Masked."`
	Bank     string    `json:"bank,omitempty"`
	BankName string    `json:"bankName,omitempty"`
	Name     string    `json:"name"`
	Label    string    `json:"label,omitempty" doc:"The payer's own word for her."`
	Saved    bool      `json:"saved"`
	At       time.Time `json:"at" doc:"When she was saved, or paid last."`
}

// maxPayees is how many payees one payer saves.
const maxPayees = 500

// SavePayee keeps a payee for a party. Saving her again is ErrConflict's kind only where another process is quicker.
func (p *Payments) SavePayee(tx *store.Tx, party auth.Party, y SavedPayee) (*SavedPayee, error) {
	y.Account = digits(y.Account)
	if y.Account == "" || y.Name == "" || !printable(y.Account, 64) || !printable(y.Name, maxName) || !printable(y.Label, 40) ||
		!printable(y.BankName, 100) {
		return nil, ErrPayee
	}
	if !p.here(y.Bank) {
		b, err := p.bankOf(tx, y.Bank)
		if err != nil {
			return nil, err
		}
		y.BankName = b.ZH
	} else {
		y.Bank, y.BankName = "", ""
	}
	all, err := payeesOf(tx, party)
	if err != nil {
		return nil, err
	}
	if len(all) >= maxPayees {
		return nil, ErrTooManyPayees.With(maxPayees)
	}
	for _, o := range all {
		if o.Account == y.Account && o.Bank == y.Bank {
			return o, nil
		}
	}
	y.ID, y.At, y.Saved, y.Phone = tx.NewID(), tx.Now(), true, ""
	if err := insertPayee(tx, party, &y); errors.Is(err, store.ErrDuplicate) {
		return nil, store.ErrConflict
	} else if err != nil {
		return nil, err
	}
	return &y, p.note(tx, audit.Note{Verb: "payment.save_payee", Kind: "payment.payee", Object: y.ID.String()})
}

// ForgetPayee removes a saved payee: ErrUnknownPayee.
func (p *Payments) ForgetPayee(tx *store.Tx, party auth.Party, id store.ID) error {
	found, err := deletePayee(tx, party, id)
	if err == nil && !found {
		err = ErrUnknownPayee
	}
	if err != nil {
		return err
	}
	return p.note(tx, audit.Note{Verb: "payment.forget_payee", Kind: "payment.payee", Object: id.String()})
}

// Payees are a party's saved payees and then, the latest first, others whom she paid lately.
func (p *Payments) Payees(q store.Querier, party auth.Party) ([]*SavedPayee, error) {
	out, err := payeesOf(q, party)
	if err != nil {
		return nil, err
	}
	seen := map[[2]string]bool{}
	for _, y := range out {
		seen[[2]string{y.Account, y.Bank}] = true
	}
	orders, err := ordersOf(q, &Filter{Payer: party, Kind: Transfer}, 0, 100)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		k := [2]string{o.To.Account, o.To.Bank}
		if seen[k] || !o.State.booked() {
			continue
		}
		seen[k] = true
		out = append(out, &SavedPayee{Account: o.To.Account, Phone: o.To.Phone, Bank: o.To.Bank, BankName: o.To.BankName, Name: o.To.Name, At: o.MadeAt})
	}
	return out, nil
}

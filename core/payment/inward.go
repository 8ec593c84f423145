package payment

import (
	"context"
	"errors"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Inward is a payment from another bank (来账) as the clearing hands it over.
type Inward struct {
	Reference  string         // the clearing's identification of the payment, unique for ever
	EndToEndID string         // 端到端标识 of the payer
	UETR       string         // UUIDv4, if the network has one
	FromNumber string         // payer's account
	FromName   string         // and name
	FromBank   string         // and her bank's CNAPS code (行号)
	Account    string         // payee's account or card number here
	Name       string         // payee's name as the payer gave it
	Amount     money.Amount   // minor units, positive
	Currency   money.Currency // as the account's
	Purpose    string
	Note       string
	// Final says that the clearing has settled already (批量轧差): the bank has the money and can't refuse it. Otherwise an order
	// that can't be credited is Refused with nothing booked, and the clearing answers so.
	Final bool
}

// Why an inward payment wasn't credited: reason codes of ISO 20022 (ExternalStatusReason1Code).
const (
	ReasonNoAccount = "AC01" // IncorrectAccountNumber
	ReasonClosed    = "AC04" // ClosedAccountNumber
	ReasonBlocked   = "AC06" // BlockedAccount
	ReasonName      = "BE01" // InconsistentWithEndCustomer
	ReasonCurrency  = "AM03" // NotAllowedCurrency
)

// Receive takes in a payment from another bank and credits the payee, if account and name are hers. Otherwise, by Final, it is
// Refused with a reason; or, as the money is here, Held in suspense; or, in a bank without a suspense desk, Returned, with an order
// of kind Return sent for it. The same reference again answers the same order.
func (p *Payments) Receive(_ context.Context, tx *store.Tx, in Inward) (*Order, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	found, err := ordersByReference(tx, Incoming, []string{in.Reference}) // it comes once, so asking costs little
	if err != nil {
		return nil, err
	}
	if o := found[in.Reference]; o != nil {
		if !o.came(&in) {
			return nil, ErrDuplicateReference
		}
		return o, nil
	}
	id := tx.NewID()
	day, _ := tx.BankDate()
	o := &Order{ID: id, Number: id.String(), Kind: Incoming, Reference: in.Reference, Channel: Network, FromNumber: clip(in.FromNumber, 64),
		FromName: clip(in.FromName, 200), FromBank: in.FromBank, To: Payee{Account: in.Account, Name: in.Name}, Amount: in.Amount,
		Currency: in.Currency, Purpose: in.Purpose, Note: in.Note, Branch: p.d.Branch, EndToEndID: in.EndToEndID, UETR: in.UETR,
		MadeAt: tx.Now(), BankDate: day, version: 1}
	reason, err := p.payeeOf(tx, &in, o)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		if reason, err = p.credit(tx, o); err != nil {
			return nil, err
		}
	}
	if reason == "" {
		return o, p.insert(tx, o)
	}
	o.ToAccount, o.PayeeParty = 0, 0
	return o, p.unwanted(tx, o, reason, in.Final)
}

func (in *Inward) check() error {
	switch {
	case len(in.Reference) == 0 || !printable(in.Reference, maxReference):
		return ErrReference
	case in.Amount <= 0:
		return ErrAmount
	case !in.Currency.Valid():
		return ErrCurrency.With("CNY")
	}
	// What another bank wrote is taken as far as it goes: its money can't be refused for a long note.
	in.Purpose, in.Note, in.Name, in.EndToEndID = tidy(in.Purpose, maxPurpose), tidy(in.Note, maxNote), tidy(in.Name, 200), tidy(in.EndToEndID, maxEndToEnd)
	in.Account, in.UETR, in.FromBank = tidy(digits(in.Account), 64), tidy(in.UETR, 36), tidy(in.FromBank, 12)
	in.FromNumber, in.FromName = tidy(in.FromNumber, 64), tidy(in.FromName, 200)
	return nil
}

// tidy drops what can't be printed and shortens.
func tidy(s string, most int) string {
	out := make([]rune, 0, min(len(s), most))
	for _, r := range s {
		if len(out) == most {
			break
		}
		if printable(string(r), 1) {
			out = append(out, r)
		}
	}
	return string(out)
}

// came reports whether an order is what in says.
func (o *Order) came(in *Inward) bool {
	return o.Amount == in.Amount && o.Currency == in.Currency && o.FromNumber == in.FromNumber && o.To.Name == in.Name &&
		(o.To.Account == in.Account || o.To.Account == maskCard(in.Account))
}

// payeeOf finds the payee of an inward payment, or the reason why she isn't one.
func (p *Payments) payeeOf(tx *store.Tx, in *Inward, o *Order) (reason string, err error) {
	q := tx.Peeker()
	r, err := p.byNumber(q, plain{p.d.Accounts, q}, in.Account)
	switch {
	case unknown(err) || errors.Is(err, ErrNoAccount):
		return ReasonNoAccount, nil
	case err != nil:
		return "", err
	case r.account.State == account.Closed:
		return ReasonClosed, nil
	case r.account.Currency != in.Currency:
		return ReasonCurrency, nil
	case p.d.Accounts.MayReceive(q, r.account) != nil:
		return ReasonBlocked, nil
	}
	result := compareNames(in.Name, r.account.Name)
	o.checks = "name=" + string(result)
	if result != Matches {
		return ReasonName, nil
	}
	o.ToAccount, o.PayeeParty, o.Branch, o.To.Account = r.account.ID, r.account.Owner, auth.Branch(r.account.Branch), r.number
	return "", nil
}

// credit books an inward payment, or says why the account doesn't take it.
func (p *Payments) credit(tx *store.Tx, o *Order) (reason string, err error) {
	e, err := p.inEntry(tx, o, o.ToAccount)
	if err != nil {
		return "", err
	}
	if err := p.led.Post(tx, e); err != nil {
		if fault(err) {
			return "", err
		}
		o.note("credit=" + codeOf(err))
		return ReasonBlocked, nil
	}
	now := tx.Now()
	o.Entry, o.BankDate, o.State, o.SettledAt = e.ID, e.BankDate, Settled, &now
	return "", p.told(tx, o)
}

func (p *Payments) inEntry(tx *store.Tx, o *Order, to ledger.AccountID) (*ledger.Entry, error) {
	transit, err := p.ownAccount(tx, "transit", ledger.Branch(o.Branch), o.Currency)
	if err != nil {
		return nil, err
	}
	return &ledger.Entry{Kind: inKind, Reference: o.Number, Branch: ledger.Branch(o.Branch), Summary: o.Purpose,
		Postings: []ledger.Posting{{Account: transit, Amount: o.Amount}, {Account: to, Amount: -o.Amount}}}, nil
}

// unwanted ends an inward payment that can't be credited.
func (p *Payments) unwanted(tx *store.Tx, o *Order, reason string, final bool) error {
	o.Reason, o.ended = reason, tx.Now().UnixMicro()
	switch {
	case !final:
		o.State = Refused
	case p.d.Suspense != nil:
		if err := p.park(tx, o, reason); err != nil {
			return err
		}
	case p.d.Clearing != nil:
		o.State = Returned
		if err := p.sendBack(tx, o, reason); err != nil {
			return err
		}
	default:
		return ErrNoClearing
	}
	return p.insert(tx, o)
}

// park books an inward payment to suspense.
func (p *Payments) park(tx *store.Tx, o *Order, reason string) error {
	suspense, err := p.ownAccount(tx, "suspense", ledger.Branch(o.Branch), o.Currency)
	if err != nil {
		return err
	}
	e, err := p.inEntry(tx, o, suspense)
	if err != nil {
		return err
	}
	if err := p.led.Post(tx, e); err != nil {
		return err
	}
	o.State, o.Entry, o.BankDate = Held, e.ID, e.BankDate
	if p.d.Suspense == nil {
		return nil
	}
	return p.d.Suspense.Park(tx, "payment."+reason, suspense, o.Amount, reason, string(OrderKind)+"/"+o.Number)
}

// sendBack sends a payment that came in back to its payer, as an order of its own. It books nothing: what came in and what goes out
// both lie in transit.
func (p *Payments) sendBack(tx *store.Tx, o *Order, reason string) error {
	id := tx.NewID()
	r := &Order{ID: id, Number: id.String(), Kind: Return, Reference: o.Number, State: Sent, Channel: Bank, FromNumber: o.To.Account, FromName: o.To.Name,
		To: Payee{Account: o.FromNumber, Name: o.FromName, Bank: o.FromBank}, Amount: o.Amount, Currency: o.Currency, Purpose: o.Purpose,
		Branch: o.Branch, Batch: o.ID, EndToEndID: o.EndToEndID, UETR: o.UETR, Reason: reason, MadeAt: tx.Now(), BankDate: o.BankDate, version: 1}
	if err := p.d.Clearing.Send(tx, r); err != nil {
		return err
	}
	return p.insert(tx, r)
}

// stranded is what becomes of a return that the other bank refused: the money waits in suspense.
func (p *Payments) stranded(tx *store.Tx, o *Order, code string) error {
	before := o.Digest()
	if err := p.park(tx, o, code); err != nil {
		return err
	}
	o.Reason, o.ended = clip(code, 40), tx.Now().UnixMicro()
	return p.change(tx, o, before)
}

// codeOf is the machine word of a refusal.
func codeOf(err error) string { return problem.Of(err).Code }

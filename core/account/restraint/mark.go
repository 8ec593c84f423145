package restraint

import (
	"errors"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Mark says how the law protects an account.
type Mark struct {
	Account  store.ID     `json:"account"`
	Kind     Protection   `json:"kind" doc:"How; empty: no protection."`
	Monthly  money.Amount `json:"monthly" doc:"Of a salary account: what can't be frozen or deducted in a month (必需生活费用)."`
	Left     money.Amount `json:"left" doc:"What of it has not been drawn this month."`
	Rule     string       `json:"rule,omitempty" doc:"The rule that protects it."`
	Evidence string       `json:"evidence"`
	SetAt    time.Time    `json:"setAt"`
	Version  int64        `json:"version"`
}

// MarkRequest sets, changes or (kind "") takes away an account's mark, under four eyes.
type MarkRequest struct {
	Account  store.ID     `json:"account"`
	Kind     Protection   `json:"kind"`
	Monthly  money.Amount `json:"monthly"`
	Evidence string       `json:"evidence"`
	Version  int64        `json:"version"` // of the mark as the maker has seen it; 0: there is none
}

// SetMark is one half of a change under four eyes.
func (r *Restraints) SetMark(tx *store.Tx, in MarkRequest) (*Mark, error) {
	if in.Kind != "" && !in.Kind.valid() || (in.Kind == Salary) != (in.Monthly > 0) || in.Monthly < 0 || !texts(200, in.Evidence) {
		return nil, ErrMark
	}
	s, err := r.led.Standing(tx, ledger.AccountID(in.Account)) // the account's lock also orders changes of its mark
	if err != nil || s.Closed {
		return nil, ErrUnknownAccount.With(in.Account)
	}
	was, found, err := markRow(tx, s.Account)
	if err != nil {
		return nil, err
	}
	before := audit.Digest{}
	if found {
		before = was.Digest()
	}
	if found && was.Version != in.Version || !found && in.Version != 0 {
		return nil, ErrVersion
	}
	m := &Mark{Account: in.Account, Kind: in.Kind, Monthly: in.Monthly, Evidence: in.Evidence, SetAt: tx.Now(), Version: in.Version + 1}
	if err := putMark(tx, m); err != nil {
		return nil, err
	}
	if err := r.note(tx, "restraint.mark", kindMark, in.Account.String(), m.Version, before, m.Digest(), in.Evidence); err != nil {
		return nil, err
	}
	return m, r.complete(tx, m)
}

// complete adds what follows from a mark.
func (r *Restraints) complete(q dated, m *Mark) (err error) {
	if m.Rule = exemptions[m.Kind]; m.Kind == Salary {
		m.Rule = ruleOfLiving
		m.Left, err = r.protected(q, ledger.AccountID(m.Account))
	}
	return err
}

// dated is a Tx or a View: what reads, and knows the time.
type dated interface {
	store.Querier
	Now() time.Time
}

// period is the month of a moment as YYYYMM. Months are those of the calendar in Shanghai, not of bank dates: what somebody lives
// on doesn't wait for the end of day.
func period(q dated) int64 {
	t := q.Now().In(shanghai)
	return int64(t.Year()*100 + int(t.Month()))
}

// protected is what no freeze or deduction reaches of an account this month.
func (r *Restraints) protected(q dated, id ledger.AccountID) (money.Amount, error) {
	m, found, err := markOf(q, id)
	if err != nil || !found || m.Kind != Salary {
		return 0, err
	}
	used, err := livingUsed(q, id, period(q))
	return max(m.Monthly-used, 0), err
}

// Draw is a payment out of the protected amount.
type Draw struct {
	Account   ledger.AccountID
	To        ledger.AccountID
	Amount    money.Amount
	Reference string // unique; the same draw again answers the same
}

// EntryLiving is the ledger's kind of the entries by which the protected amount is drawn.
const EntryLiving = "restraint.living"

// Living pays out of the month's protected amount (生活费支取), past every freeze but a stop of payment. It returns what is left of the
// amount. Who is paid the caller answers for; over HTTP it is another account of the same owner.
func (r *Restraints) Living(tx *store.Tx, d Draw) (left money.Amount, err error) {
	if d.Amount <= 0 {
		return 0, ErrAmount
	}
	if d.To == d.Account {
		return 0, ErrNotHers
	}
	if err := r.led.Lock(tx, d.Account, d.To); err != nil {
		return 0, err
	}
	s, err := r.led.Standing(tx, d.Account)
	if err != nil {
		return 0, err
	}
	m, found, err := markOf(tx, d.Account)
	if err != nil {
		return 0, err
	}
	if !found || m.Kind != Salary {
		return 0, ErrNoSalary
	}
	month := period(tx)
	used, err := livingUsed(tx, d.Account, month)
	if err != nil {
		return 0, err
	}
	e := &ledger.Entry{Kind: EntryLiving, Reference: d.Reference, Branch: s.Branch, Summary: "生活费支取",
		Postings: []ledger.Posting{{Account: d.Account, Amount: d.Amount}, {Account: d.To, Amount: -d.Amount}}}
	refused := r.mayDraw(tx, &s, m.Monthly-used, d.Amount)
	err = tx.Savepoint(func() error {
		switch err := r.led.PostExempt(tx, d.Account, e); {
		case errors.Is(err, ledger.ErrInsufficient) && refused != nil:
			return refused
		case err != nil || e.Replayed: // its own first time may be why it would be refused now
			return err
		}
		return refused
	})
	if err != nil {
		return 0, err
	}
	if e.Replayed {
		return m.Monthly - used, nil
	}
	used += d.Amount
	if err := putLiving(tx, d.Account, month, used); err != nil {
		return 0, err
	}
	return m.Monthly - used, r.note(tx, EntryLiving, kindMark, store.ID(d.Account).String(), m.Version, m.Digest(), m.Digest(), "")
}

// mayDraw refuses what is beyond the month's amount or stopped.
func (r *Restraints) mayDraw(tx *store.Tx, s *ledger.Standing, left, amount money.Amount) error {
	if amount > left {
		return ErrLivingUsed.With(money.Of(max(left, 0), s.Currency))
	}
	fs, err := r.led.FreezesOn(tx, s.Account)
	if err != nil {
		return err
	}
	for _, f := range fs {
		if f.Kind == ledger.StopPayment {
			return ErrStopped
		}
	}
	return nil
}

// hers refuses a draw to an account of somebody else.
func (r *Restraints) hers(q store.Querier, from, to ledger.AccountID) error {
	a, err := r.o.Accounts.Holders(q, from)
	if err != nil {
		return err
	}
	b, err := r.o.Accounts.Holders(q, to)
	if err != nil {
		return err
	}
	if len(a) == 0 || len(b) == 0 || a[0] != b[0] {
		return ErrNotHers
	}
	return nil
}

// OnMerge gives a merged party's restraints to the party that remains.
func (r *Restraints) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	return moveParty(tx, keep, gone)
}

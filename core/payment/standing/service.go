package standing

import (
	"context"
	"embed"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Object is the kind of a standing order, in the audit log and for permissions.
const Object auth.Kind = "standing.order"

// Accounts are the bank's deposit accounts, as far as an order needs them.
type Accounts interface {
	Get(q store.Querier, id ledger.AccountID) (account.Account, error)
}

// Payments are what orders are paid by: payment.Payments.
type Payments interface {
	PayMany(ctx context.Context, tx *store.Tx, in []payment.Instruction) ([]*payment.Order, []error, error)
	Verify(ctx context.Context, to payment.Payee) (payment.Match, error)
}

// Options are what standing orders work with.
type Options struct {
	Accounts  Accounts
	Payments  Payments
	Approvals *approval.Register                  // takes what firms and agencies make; nil: they can't
	Audit     *audit.Log                          // may be nil
	Calendar  func() *calendar.Calendar           // nil: calendar.China
	Tell      func(*store.Tx, *Order, *Run) error // of an occurrence that was given up, in its update; nil: nobody
}

// Orders are the bank's standing orders.
type Orders struct {
	st *store.Store
	o  Options
}

// New makes the room over a store, and declares its acts to the register of approvals.
func New(st *store.Store, o Options) *Orders {
	if o.Calendar == nil {
		o.Calendar = calendar.China
	}
	if o.Tell == nil {
		o.Tell = func(*store.Tx, *Order, *Run) error { return nil }
	}
	s := &Orders{st: st, o: o}
	if o.Approvals != nil {
		o.Approvals.Add(s.acts()...)
	}
	return s
}

// Request is an order before it is made.
type Request struct {
	Account   ledger.AccountID `json:"account" doc:"That pays."`
	To        payment.Payee    `json:"to"`
	NameClose bool             `json:"nameClose,omitempty" doc:"The payer has looked again at a name that is almost the account's."`
	Amount    money.Amount     `json:"amount" doc:"In minor units." example:"100000"`
	Currency  money.Currency   `json:"currency" example:"CNY"`
	Purpose   string           `json:"purpose,omitempty" maxLength:"60"`
	Plan      Plan             `json:"plan"`
	Tries     int64            `json:"tries,omitempty" minimum:"0" maximum:"10" doc:"Of an occurrence for which the money is short; 0: three."`
	Reason    string           `json:"reason,omitempty" maxLength:"200" doc:"For who approves a firm's order."`
}

// Ready checks what needs no lock, before the update: the plan, the texts, and that the payee is who the payer says.
func (s *Orders) Ready(ctx context.Context, r *Request) error {
	switch {
	case r.Amount <= 0:
		return ErrAmount
	case !says(r.Purpose, 60) || !says(r.Reason, 200) || r.Tries < 0 || r.Tries > 10:
		return ErrText
	}
	if err := r.Plan.check(); err != nil {
		return err
	}
	m, err := s.o.Payments.Verify(ctx, r.To)
	switch {
	case err != nil:
		return err
	case m.Result == payment.NoAccount:
		return payment.ErrNoAccount
	case m.Result == payment.NoMatch, m.Result == payment.Close && !r.NameClose:
		return payment.ErrName
	}
	return nil
}

// says reports whether a text has at most that many characters and no control characters.
func says(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

// make writes an order that begins now. madeBy is who asked for it: of a firm's, who proposed it.
func (s *Orders) make(tx *store.Tx, r *Request, madeBy string) (*Order, error) {
	a, err := s.payer(tx, r)
	if err != nil {
		return nil, err
	}
	if err := s.begins(tx, r); err != nil {
		return nil, err
	}
	o := &Order{ID: tx.NewID(), State: Active, Owner: a.Owner, Branch: auth.Branch(a.Branch), Account: a.ID, AccountNumber: a.Number, To: r.To,
		Amount: r.Amount, Currency: r.Currency, Purpose: r.Purpose, Plan: r.Plan, Tries: r.Tries, Occurrence: 1, Attempt: 1, MadeAt: tx.Now(),
		MadeBy: madeBy, Version: 1, nameClose: r.NameClose}
	if o.Tries == 0 {
		o.Tries = 3
	}
	o.NextOn, _ = o.Plan.On(s.o.Calendar(), 1)
	if err := insertOrder(tx, o); err != nil {
		return nil, err
	}
	return o, s.note(tx, "standing.make", o, audit.Digest{})
}

// payer is the account that is to pay.
func (s *Orders) payer(q store.Querier, r *Request) (account.Account, error) {
	a, err := s.o.Accounts.Get(q, r.Account)
	if err == nil && (a.State != account.Active || a.Currency != r.Currency) {
		err = ErrAccount
	}
	if err == nil && a.Number == r.To.Account {
		err = payment.ErrSelf
	}
	return a, err
}

// begins refuses an order whose first day has come.
func (s *Orders) begins(tx *store.Tx, r *Request) error {
	if today, ok := tx.BankDate(); ok && r.Plan.First <= today {
		return ErrFirst.With(today)
	}
	return nil
}

// Get is one order.
func (s *Orders) Get(q store.Querier, id store.ID) (*Order, error) {
	return orderByID(q, id)
}

// Runs are an order's tries, the latest first, before an occurrence (0: from the latest).
func (s *Orders) Runs(q store.Querier, id store.ID, before int64, limit int) ([]*Run, error) {
	return runsOf(q, id, before, limit)
}

// held locks an order that must be in one of these states; version is what the caller has seen of it, 0 whatever it is.
func (s *Orders) held(tx *store.Tx, id store.ID, version int64, states ...State) (*Order, error) {
	o, err := heldOrder(tx, id)
	if err != nil {
		return nil, err
	}
	if version != 0 && version != o.Version {
		return nil, ErrVersion
	}
	for _, state := range states {
		if o.State == state {
			return o, nil
		}
	}
	return nil, ErrState.With(o.State, stateZH[o.State])
}

// Pause stops an order until it is resumed.
func (s *Orders) Pause(tx *store.Tx, id store.ID, reason string) (*Order, error) {
	return s.to(tx, "standing.pause", id, Paused, reason, Active)
}

// End stops an order for good.
func (s *Orders) End(tx *store.Tx, id store.ID, reason string) (*Order, error) {
	return s.to(tx, "standing.end", id, Ended, reason, Active, Paused)
}

func (s *Orders) to(tx *store.Tx, verb string, id store.ID, state State, reason string, from ...State) (*Order, error) {
	if reason == "" || !says(reason, 200) {
		return nil, ErrText
	}
	o, err := s.held(tx, id, 0, from...)
	if err != nil {
		return nil, err
	}
	before := o.Digest()
	o.State, o.Reason = state, reason
	if state == Ended {
		o.NextOn = 0
	}
	return o, s.change(tx, verb, o, before)
}

// Resume goes on with a paused order. Occurrences whose day has passed meanwhile are left out.
func (s *Orders) Resume(tx *store.Tx, id store.ID) (*Order, error) {
	o, err := s.held(tx, id, 0, Paused)
	if err != nil {
		return nil, err
	}
	before := o.Digest()
	o.State, o.Reason = Active, ""
	today, _ := tx.BankDate()
	if o.NextOn <= today {
		s.advance(o, today)
	}
	return o, s.change(tx, "standing.resume", o, before)
}

// advance goes to the first occurrence that is paid after a date, or ends the order.
func (s *Orders) advance(o *Order, after calendar.Date) {
	for o.Attempt = 1; ; {
		o.Occurrence++
		on, ok := o.Plan.On(s.o.Calendar(), int(o.Occurrence))
		if !ok {
			o.State, o.NextOn = Ended, 0
			return
		}
		if on > after {
			o.NextOn = on
			return
		}
	}
}

// note records a change in the audit log, if there is one.
func (s *Orders) note(tx *store.Tx, verb string, o *Order, before audit.Digest) error {
	if s.o.Audit == nil {
		return nil
	}
	return s.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: string(Object), Object: o.ID.String(), Before: before, After: o.Digest(),
		Version: o.Version, Reason: o.Reason})
}

// change writes an order's next version and notes it.
func (s *Orders) change(tx *store.Tx, verb string, o *Order, before audit.Digest) error {
	o.Version++
	if err := updateOrder(tx, o); err != nil {
		return err
	}
	return s.note(tx, verb, o, before)
}

package account

import (
	"context"
	"embed"
	"io/fs"
	"sync"
	"sync/atomic"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
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

// Parties is what the room asks of the register of parties.
type Parties interface {
	Sort(q store.Querier, id auth.Party) (sort string, active bool, err error)
	Name(ctx context.Context, q store.Querier, id auth.Party) (string, error)
	Level(q store.Querier, id auth.Party) (party.Level, error)
	Hold(tx *store.Tx, account ledger.AccountID, id auth.Party, relation party.Relation) error
	Owners(q store.Querier, account ledger.AccountID) ([]auth.Party, error)
}

// Bearing is an account that begins to earn interest.
type Bearing struct {
	Account  ledger.AccountID
	Branch   ledger.Branch
	Currency money.Currency
	Product  string
	RateCode string
	From     calendar.Date // its first night
}

// Interest is what the room asks of the room that knows rates and accrues. nil: nothing earns.
type Interest interface {
	// Begin lets an account earn by a rate code, day by day, from a date on.
	Begin(tx *store.Tx, b Bearing) error
	// End stops that, and posts to the account what it has earned up to a date (not counted); it answers the amount.
	End(tx *store.Tx, account ledger.AccountID, on calendar.Date) (money.Amount, error)
	// RateAt is the yearly rate of a code on a day, for an amount of this size.
	RateAt(q store.Querier, code string, on calendar.Date, amount money.Amount) (money.Rate, error)
	// TimeDeposit is what a principal earns at a fixed yearly rate over whole years and months and odd days.
	TimeDeposit(principal money.Amount, rate money.Rate, from, to calendar.Date) (money.Amount, error)
}

// Closing is another room's word on the closing of an account: a refusal while something of it hangs on the account.
type Closing func(q store.Querier, a Account) error

// Options hand over what the room works with. Parties must be there.
type Options struct {
	Parties   Parties
	Interest  Interest           // nil: nothing earns interest
	Audit     *audit.Log         // takes a note of every change; nil: none
	Approvals *approval.Register // where products and tariff are proposed; nil: SetProduct and SetFee alone change them
	// Branch refuses a branch that isn't there, or has closed; nil: any is taken.
	Branch func(q store.Querier, code auth.Branch) error
	// Notify tells the owner of what became of her account: "dormant", "matured", "renewed"; nil: nobody is told.
	Notify func(tx *store.Tx, a Account, event string) error
}

// Deposits is the room. Its methods that take a Tx are verbs, to be called inside an Update.
type Deposits struct {
	st      *store.Store
	led     *ledger.Ledger
	o       Options
	closing []Closing

	known   atomic.Pointer[catalogue]
	changes atomic.Int64 // of products and tariff, by this process
	books   sync.Map     // number of an own account → its id; only what is committed
	touched touches
}

// New makes the room, and declares its acts to the register of approvals.
func New(st *store.Store, led *ledger.Ledger, o Options) *Deposits {
	d := &Deposits{st: st, led: led, o: o}
	if o.Approvals != nil {
		o.Approvals.Add(d.Acts()...)
	}
	return d
}

// OnClose adds what another room has to say before an account is closed: cards, standing orders, restraints. Rooms add theirs in
// the wiring.
func (d *Deposits) OnClose(hooks ...Closing) { d.closing = append(d.closing, hooks...) }

// view reads one snapshot.
func view[T any](ctx context.Context, d *Deposits, read func(*store.View) (T, error)) (out T, err error) {
	err = d.st.View(ctx, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}

// Get is an account. Errors: ErrUnknown.
func (d *Deposits) Get(q store.Querier, id ledger.AccountID) (Account, error) {
	a, ok, err := accountByID(q, id)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return a, err
}

// GetMany are accounts by id, in one query; what isn't there is absent.
func (d *Deposits) GetMany(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]Account, error) {
	return accountsByID(q, ids)
}

// ByNumber is the account with a number. Errors: ErrUnknown.
func (d *Deposits) ByNumber(q store.Querier, number string) (Account, error) {
	a, ok, err := accountByNumber(q, number)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return a, err
}

// ByNumbers are accounts by number, in one query; what isn't there is absent.
func (d *Deposits) ByNumbers(q store.Querier, numbers []string) (map[string]Account, error) {
	return accountsByNumber(q, numbers)
}

// Of are the accounts of an owner, the closed ones too, the oldest first.
func (d *Deposits) Of(q store.Querier, owner auth.Party) ([]Account, error) {
	return accountsOf(q, owner)
}

// locked reads an account for change: until the commit nobody else changes it. The ledger's row is locked first, as every verb
// that posts does, so that two updates don't wait for each other.
func (d *Deposits) locked(tx *store.Tx, id ledger.AccountID, more ...ledger.AccountID) (Account, error) {
	ids := append([]ledger.AccountID{id}, more...)
	if err := d.led.Lock(tx, ids...); err != nil {
		return Account{}, err
	}
	a, ok, err := lockAccount(tx, id)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return a, err
}

// standing refuses an account that is closed or dormant.
func (a *Account) standing() error {
	switch a.State {
	case Closed:
		return ErrClosed
	case Dormant:
		return ErrDormant
	}
	return nil
}

// change writes an account back with its next version and notes it.
func (d *Deposits) change(tx *store.Tx, verb string, was, now *Account, reason string) error {
	now.Version = was.Version + 1
	if err := updateAccount(tx, now); err != nil {
		return err
	}
	return d.note(tx, audit.Note{Verb: "account." + verb, Kind: KindAccount, Object: now.ID.String(), Version: now.Version,
		Before: was.digest(), After: now.digest(), Reason: reason})
}

// note records a change in the audit log, if there is one. Digests are salted: accounts carry names.
func (d *Deposits) note(tx *store.Tx, n audit.Note) error {
	if d.o.Audit == nil {
		return nil
	}
	n.Salted = true
	return d.o.Audit.Note(tx, n)
}

// tell tells the owner.
func (d *Deposits) tell(tx *store.Tx, a *Account, event string) error {
	if d.o.Notify == nil {
		return nil
	}
	return d.o.Notify(tx, *a, event)
}

// actor is who writes, as rows name her.
func actor(tx *store.Tx) string {
	who := tx.Actor().Person
	if who == "" {
		return "bank"
	}
	if len(who) > 64 {
		who = who[:64]
	}
	return who
}

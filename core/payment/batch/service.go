package batch

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
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

// Object is the kind of a batch, in the audit log and for permissions.
const Object auth.Kind = "batch.batch"

// Accounts are the bank's deposit accounts, as a batch needs them.
type Accounts interface {
	// Get is one account.
	Get(q store.Querier, id ledger.AccountID) (account.Account, error)
	// ByNumbers are the accounts of these numbers of accounts or cards, at most 500, by the number asked for; unknown ones are absent.
	ByNumbers(q store.Querier, numbers []string) (map[string]account.Account, error)
}

// Payments make orders of lines: payment.Payments.
type Payments interface {
	// PayMany makes each of these payments for itself: an order or an error for each. An order answered before under the same
	// reference is answered again. The third result undoes all.
	PayMany(ctx context.Context, tx *store.Tx, in []payment.Instruction) ([]*payment.Order, []error, error)
}

// Salary is one credit of wages.
type Salary struct {
	Account ledger.AccountID
	Payee   auth.Party
	Payer   auth.Party
	Amount  money.Amount
	On      calendar.Date // bank date
	Payment store.ID
}

// Options are what batches work with. All but the last group must be there.
type Options struct {
	Accounts Accounts
	Payments Payments
	Ledger   *ledger.Ledger
	Files    *blob.Files
	Jobs     *jobs.Queue
	Bank     ident.BankCode // this bank's; lines that name it are lines without a bank

	Audit *audit.Log // may be nil
	// Credited is told of wages in the update that credits them, so that their protection (工资保护) knows them. nil: nobody is.
	Credited func(tx *store.Tx, wages []Salary) error
	// Changed is told of each change of a batch's state, in its update: for messages and live pages. nil: nobody is.
	Changed func(tx *store.Tx, b *Batch) error
}

// Batches are the bank's batches.
type Batches struct {
	st *store.Store
	o  Options
}

// New makes the room over a store.
func New(st *store.Store, o Options) *Batches {
	if o.Credited == nil {
		o.Credited = func(*store.Tx, []Salary) error { return nil }
	}
	if o.Changed == nil {
		o.Changed = func(*store.Tx, *Batch) error { return nil }
	}
	return &Batches{st: st, o: o}
}

// inside is the context of an update: its values, without its caller's patience, as what happens inside can't be cancelled.
type inside struct {
	context.Context
	tx *store.Tx
}

func (c inside) Value(key any) any { return c.tx.Value(key) }

func contextOf(tx *store.Tx) context.Context { return inside{context.Background(), tx} }

// Get is one batch.
func (s *Batches) Get(q store.Querier, id store.ID) (*Batch, error) {
	return batchByID(q, id)
}

// List are batches that a filter admits, the latest first, before an id (0: from the latest); state "" is any.
func (s *Batches) List(q store.Querier, f auth.Filter, state State, before store.ID, limit int) ([]*Batch, error) {
	return batchPage(q, f, state, before, limit)
}

// Filter chooses lines.
type Filter string

// The filters.
const (
	AllLines    Filter = ""
	FaultyLines Filter = "faulty" // with a fault or a doubt
	FailedLines Filter = "failed" // in the last round
)

// Lines are lines of a batch behind a number, with how they stand.
func (s *Batches) Lines(q store.Querier, b *Batch, f Filter, after int64, limit int) ([]*Line, error) {
	lines, err := linePage(q, b, f, after, limit)
	if err != nil || len(lines) == 0 {
		return lines, err
	}
	results, err := resultsOf(q, b.ID, lines)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		l.stand(b, results[l.Number])
	}
	return lines, nil
}

// stand says how a line stands, by its fault, its last result and the batch.
func (l *Line) stand(b *Batch, r *result) {
	l.say()
	switch {
	case r != nil:
		l.State, l.Payment, l.Round = resultStates[r.state], r.payment, r.round
		l.Fault, l.DetailEN, l.DetailZH = r.code, r.en, r.zh
	case b.State == Refused || b.State == Cancelled, b.Decision != "" && !b.includes(l):
		l.State = LeftOut
	case l.Fault != "" && doubtful(l.Fault) && b.Decision == "":
		l.State = Doubt
	case l.Fault != "" && b.Decision == "":
		l.State = Faulty
	case b.State == Approved || b.State == Running:
		l.State = Waiting
	default:
		l.State = Ready
	}
}

// includes says whether the checker's decision lets a line be paid.
func (b *Batch) includes(l *Line) bool {
	switch b.Decision {
	case PassAll, Without:
		return l.Fault == ""
	case WithDoubtful:
		return l.Fault == "" || doubtful(l.Fault)
	}
	return false
}

// note records a change in the audit log, if there is one.
func (s *Batches) note(tx *store.Tx, verb string, b *Batch, before audit.Digest) error {
	if s.o.Audit == nil {
		return nil
	}
	return s.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: string(Object), Object: b.ID.String(), Before: before, After: b.Digest(),
		Version: b.Version, Reason: b.Reason})
}

// change writes a batch's next version, notes it and tells of it.
func (s *Batches) change(tx *store.Tx, verb string, b *Batch, before audit.Digest) error {
	b.Version++
	if err := updateBatch(tx, b); err != nil {
		return err
	}
	if err := s.note(tx, verb, b, before); err != nil {
		return err
	}
	return s.o.Changed(tx, b)
}

// timeOf is a row's time; 0 is none.
func timeOf(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := time.UnixMicro(micros).UTC()
	return &t
}

func micros(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

func now(tx *store.Tx) *time.Time {
	t := tx.Now()
	return &t
}

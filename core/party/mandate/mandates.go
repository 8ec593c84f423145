package mandate

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/party/branch"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the register's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// The sorts of parties.
const (
	personSort      = "person"
	businessSort    = "business"
	agencySort      = "agency"
	institutionSort = "institution"
)

// Parties is what the register needs to know of parties.
type Parties interface {
	// Sort is "person", "business", "agency" or "institution", and whether the party is neither merged away, closed nor dead.
	// An unknown one is an error.
	Sort(q store.Querier, id auth.Party) (sort string, active bool, err error)
	// Name is how the party is called in full.
	Name(ctx context.Context, q store.Querier, id auth.Party) (string, error)
	// Birth is a person's date of birth; ok is false when the bank doesn't know it.
	Birth(q store.Querier, id auth.Party) (born calendar.Date, ok bool, err error)
}

// Options are what the register works with. Parties and Branches must be there.
type Options struct {
	Parties  Parties
	Branches *branch.Branches
	Audit    *audit.Log // may be nil

	// Changed is told in each update whose rights have changed, so that sign-in forgets the hats it remembers of them.
	Changed func(tx *store.Tx, persons ...auth.Party)
	// Owned says whether an object ("ledger.account/123") belongs to a party: an agent gets no item on another's. nil: the
	// caller's own reach is the only bound.
	Owned func(q store.Querier, object string, by auth.Party) (bool, error)
	// Scope is to whom a party belongs, core/party's owner of "party.party": a mandate is kept where its party is. nil: it
	// belongs to the party alone.
	Scope func(ctx context.Context, party string) (auth.Scope, error)
	// Approvals take what needs four eyes. nil: staff can't be proposed.
	Approvals *approval.Register
}

// Mandates is the register of who may act for whom.
type Mandates struct {
	st *store.Store
	o  Options
}

// New makes the register over a store. It watches the branches, and declares its acts to the register of approvals.
func New(st *store.Store, o Options) *Mandates {
	if o.Changed == nil {
		o.Changed = func(*store.Tx, ...auth.Party) {}
	}
	m := &Mandates{st: st, o: o}
	o.Branches.Watch(m)
	if o.Approvals != nil {
		o.Approvals.Add(m.Acts()...)
	}
	return m
}

// Kinds of objects in the audit log and for permissions.
const (
	Kind       = "mandate.mandate"
	KindSeen   = "mandate.seen" // the same to read: it concerns who acts as well as who is acted for
	KindStaff  = "mandate.staff"
	KindHolder = "mandate.holder" // a share in a business
)

// Shanghai is the zone of the bank's days: a birthday begins at its midnight. China keeps one time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// adultAt is the moment at which somebody becomes 18 (成年，民法典第十七条): the start of that birthday. Who was born on
// 29 February comes of age on 1 March of a year without that day.
func adultAt(born calendar.Date) time.Time { return birthday(born, 18) }

func birthday(born calendar.Date, years int) time.Time {
	y, m, d := born.Civil()
	day, err := calendar.Of(y+years, m, d)
	if err != nil {
		day = calendar.MustOf(y+years, time.March, 1)
	}
	return day.In(shanghai).UTC()
}

// inside is the context of an update: its values, without its caller's patience, as what happens inside can't be cancelled.
type inside struct {
	context.Context
	tx *store.Tx
}

func (c inside) Value(key any) any { return c.tx.Value(key) }

func contextOf(tx *store.Tx) context.Context { return inside{context.Background(), tx} }

// note records a change in the audit log, if there is one. The digests cover names of duties and numbers of documents.
func (m *Mandates) note(tx *store.Tx, n audit.Note) error {
	if m.o.Audit == nil {
		return nil
	}
	n.Salted = true
	return m.o.Audit.Note(tx, n)
}

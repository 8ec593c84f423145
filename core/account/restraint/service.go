package restraint

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
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

// Accounts is who knows to whom accounts belong.
type Accounts interface {
	// Holders are an account's owners, the first of them its owner (户主).
	Holders(q store.Querier, account ledger.AccountID) ([]auth.Party, error)
	// Held are the accounts of a party.
	Held(q store.Querier, party auth.Party) ([]ledger.AccountID, error)
}

// Options are what the room needs; Accounts must be given.
type Options struct {
	Accounts  Accounts
	Vault     *vault.Vault       // nil: no officers can be kept, so that no authority's order is taken
	Files     *blob.Files        // nil: documents are taken without their files
	Audit     *audit.Log         // nil: nothing is noted
	Approvals *approval.Register // nil: nothing can be proposed
	Events    *jobs.Events       // nil: nobody is told
}

// Restraints is the register.
type Restraints struct {
	st  *store.Store
	led *ledger.Ledger
	o   Options
}

// New makes the register and declares its acts to the register of approvals.
func New(st *store.Store, led *ledger.Ledger, o Options) *Restraints {
	r := &Restraints{st: st, led: led, o: o}
	if o.Vault != nil {
		o.Vault.AddColumn(vault.Column{Table: "restraint_measures", Column: "officers", Key: "id"})
	}
	if o.Approvals != nil {
		o.Approvals.Add(r.Acts()...)
	}
	return r
}

// tell publishes that something became of a restraint: watchers read it anew.
func (r *Restraints) tell(tx *store.Tx, one *Restraint, what string) error {
	if r.o.Events == nil {
		return nil
	}
	return r.o.Events.Publish(tx, "restraint/"+one.ID.String(), map[string]string{"restraint": one.ID.String(), "what": what})
}

// note records a change in the audit log.
func (r *Restraints) note(tx *store.Tx, verb, kind, object string, version int64, before, after audit.Digest, reason string) error {
	if r.o.Audit == nil {
		return nil
	}
	return r.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: kind, Object: object, Version: version, Before: before, After: after,
		Salted: true, Reason: reason})
}

func (r *Restraints) view(ctx context.Context, f func(*store.View) error) error {
	return r.st.View(ctx, f)
}

func actor(tx *store.Tx) string {
	if s := auth.By(tx); s != nil {
		return s.Actor().Person
	}
	return tx.Actor().Person
}

// dateText is a moment as a sentence says it.
func dateText(t time.Time) string { return t.In(shanghai).Format("2006-01-02 15:04") }

package approval

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
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

// Act is a kind of change that needs four eyes.
type Act struct {
	Kind       string          // "room.verb": "staff.grant"
	EN, ZH     string          // what it does, a short phrase
	Permission auth.Permission // that the approver needs besides approval.decide; its reach must hold the proposal
	StepUp     bool            // the approver must have proved who she is within the last five minutes

	// Run does it, in the update of the approval. It may run again when that update does, so it touches nothing but tx. Its result
	// is JSON of at most 15 kB, or nil.
	Run func(ctx context.Context, tx *store.Tx, payload json.RawMessage) (result json.RawMessage, err error)
	// Describe says what a payload changes, for who decides and for who proposed it; no private value unmasked.
	Describe func(ctx context.Context, payload json.RawMessage) []Line
}

// Register keeps proposals and runs what is approved.
type Register struct {
	st    *store.Store
	log   *audit.Log
	acts  map[string]Act
	vault *vault.Vault // nil: kept as they are
	tell  func(tx *store.Tx, a *Approval) error
}

// New makes a register. log may be nil in tests of other rooms; the bank has one.
func New(st *store.Store, log *audit.Log) *Register {
	return &Register{st: st, log: log, acts: map[string]Act{}, tell: func(*store.Tx, *Approval) error { return nil }}
}

// Tell is called in each update that changes a proposal, so that the bank can publish an event of it.
func (r *Register) Tell(f func(tx *store.Tx, a *Approval) error) *Register {
	r.tell = f
	return r
}

var actKind = regexp.MustCompile(`^[a-z]{2,16}\.[a-z_]{2,23}$`)

// Add declares acts, in the wiring. It panics at one that isn't whole or is declared twice: the program's own mistake.
func (r *Register) Add(acts ...Act) {
	for _, a := range acts {
		_, twice := r.acts[a.Kind]
		switch {
		case twice:
			panic(fmt.Sprintf("approval: act %s is declared twice", a.Kind))
		case !actKind.MatchString(a.Kind), a.EN == "", a.ZH == "", a.Run == nil, a.Describe == nil:
			panic(fmt.Sprintf("approval: act %q needs a kind like room.verb, a phrase in both languages, Run and Describe", a.Kind))
		case !slices.Contains(auth.Permissions(), a.Permission):
			panic(fmt.Sprintf("approval: act %s: there is no permission %q", a.Kind, a.Permission))
		}
		r.acts[a.Kind] = a
	}
}

// Proposal is what somebody wants done.
type Proposal struct {
	Kind    string          // of the act
	Object  string          // what it changes: "staff.member/123", up to 100 bytes
	Payload json.RawMessage // what is to be changed, in the room's own form; up to 24 kB
	Reason  string          // why; 1 to 500 characters
	About   auth.Party      // whose own rights it changes; 0 nobody's
}

// Propose registers a proposal of who makes this update. The room has checked that she may, and that it could be done.
func (r *Register) Propose(tx *store.Tx, p Proposal) (Approval, error) {
	s := auth.By(tx)
	act, ok := r.acts[p.Kind]
	switch {
	case s == nil:
		return Approval{}, auth.ErrNobody
	case !ok:
		return Approval{}, ErrKind.With(clip(p.Kind, 40))
	case !says(p.Reason):
		return Approval{}, ErrReason
	case len(p.Payload) > maxPayload || !json.Valid(p.Payload) || len(p.Object) > 100:
		return Approval{}, ErrPayload
	}
	a := &Approval{ID: tx.NewID(), Kind: p.Kind, EN: act.EN, ZH: act.ZH, Object: p.Object, About: p.About, State: Open, Reason: p.Reason,
		Maker: personOf(s), ProposedAt: tx.Now(), ExpiresAt: tx.Now().Add(Lifetime), StepUp: act.StepUp, scope: scopeOf(s.Hat.For, s.Hat.Branch)}
	if err := r.seal(a, p.Payload); err != nil {
		return Approval{}, err
	}
	if err := insert(tx, a); err != nil {
		return Approval{}, err
	}
	return *a, r.note(tx, "approval.propose", a, audit.Digest{}, p.Reason)
}

func scopeOf(forWhom auth.Party, branch auth.Branch) auth.Scope {
	s := auth.Scope{Branch: branch}
	if forWhom != 0 {
		s.Parties = []auth.Party{forWhom}
	}
	return s
}

// note records a change of a proposal, and tells of it.
func (r *Register) note(tx *store.Tx, verb string, a *Approval, before audit.Digest, reason string) error {
	if r.log != nil {
		version := int64(1) // a proposal changes once: when it ends
		if a.State != Open {
			version = 2
		}
		err := r.log.Note(tx, audit.Note{Verb: verb, Kind: Kind, Object: a.ID.String(), Version: version, Before: before, After: a.Digest(),
			Salted: true, Reason: reason})
		if err != nil {
			return err
		}
	}
	return r.tell(tx, a)
}

// proofAge is how old the proof of who decides may be where the act asks for one.
const proofAge = 5 * time.Minute

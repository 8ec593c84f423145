package screening

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Parties is what this room needs of the room of parties.
type Parties interface {
	// Names gives parties by rising id behind one, at most limit; none at the end.
	Names(ctx context.Context, after auth.Party, limit int) ([]Person, error)
	// Person gives one; ok is false if there is none.
	Person(q store.Querier, id auth.Party) (p Person, ok bool, err error)
}

// Options tune a desk.
type Options struct {
	Parties   Parties
	Audit     *audit.Log                         // nil: nothing is noted
	Approvals *approval.Register                 // where Load proposes its version (Acts must be added to it); nil: an operation activates
	Queue     *jobs.Queue                        // nil: a new version starts no run of its own
	Threshold func(q store.Querier) (int, error) // score from which a match is a hit; nil: DefaultThreshold
}

// Desk does the bank's screening (筛查岗).
type Desk struct {
	st  *store.Store
	opt Options

	making  sync.Mutex // one index at a time is made
	current atomic.Pointer[keptIndex]
}

// keptIndex is an index and what it was made of.
type keptIndex struct {
	of string
	ix *Index
}

// New makes a desk over a store.
func New(st *store.Store, opt Options) *Desk {
	if opt.Threshold == nil {
		opt.Threshold = func(store.Querier) (int, error) { return DefaultThreshold, nil }
	}
	return &Desk{st: st, opt: opt}
}

// index is that of all versions in force, as the querier sees them. It is made again only when they have changed; that takes
// some hundred milliseconds, so Warm does it beforehand.
func (d *Desk) index(q store.Querier) (*Index, error) {
	lists, err := allLists(q)
	if err != nil {
		return nil, err
	}
	threshold, err := d.opt.Threshold(q)
	if err != nil {
		return nil, err
	}
	var of strings.Builder
	fmt.Fprintf(&of, "%d", threshold)
	for _, l := range lists {
		fmt.Fprintf(&of, " %s=%d", l.ID, l.Live)
	}
	if k := d.current.Load(); k != nil && k.of == of.String() {
		return k.ix, nil
	}
	d.making.Lock()
	defer d.making.Unlock()
	if k := d.current.Load(); k != nil && k.of == of.String() {
		return k.ix, nil
	}
	var all []Listed
	for _, l := range lists {
		if l.Live == 0 {
			continue
		}
		entries, err := entriesOf(q, l.Live)
		if err != nil {
			return nil, err
		}
		all = append(all, Listed{List: l.ID, Kind: l.Kind, Version: l.Live, Entries: entries})
	}
	ix := NewIndex(threshold, all...)
	d.current.Store(&keptIndex{of.String(), ix})
	return ix, nil
}

// Warm makes the index ready, so that no registration waits for it.
func (d *Desk) Warm(ctx context.Context) error {
	return d.st.View(ctx, func(v *store.View) error {
		_, err := d.index(v)
		return err
	})
}

// Try compares a name with all lists in force, without keeping anything (试查).
func (d *Desk) Try(ctx context.Context, s Subject) (out []Candidate, err error) {
	err = d.st.View(ctx, func(v *store.View) error {
		ix, err := d.index(v)
		if err != nil {
			return err
		}
		for _, m := range ix.Screen(nil, &s) {
			e, l := ix.At(m.Entry)
			out = append(out, Candidate{l.List, l.Kind, l.Version, m.Score, ix.Explain(&s, &m), *e})
		}
		return nil
	})
	return out, err
}

// Candidate is a match of a name that was tried.
type Candidate struct {
	List    string      `json:"list"`
	Kind    Kind        `json:"kind" enum:"sanctions,exposed,dishonest,own"`
	Version store.ID    `json:"version"`
	Score   int         `json:"score"`
	Why     Explanation `json:"why"`
	Entry   Entry       `json:"entry"`
}

// who is the person or program that acts; a decision needs one.
func who(tx *store.Tx) (string, error) {
	if p := tx.Actor().Person; p != "" {
		return p, nil
	}
	return "", auth.ErrNobody
}

// note records a change, if there is a log.
func (d *Desk) note(tx *store.Tx, verb, kind, object, reason string, before, after audit.Digest) error {
	if d.opt.Audit == nil {
		return nil
	}
	return d.opt.Audit.Note(tx, audit.Note{Verb: verb, Kind: kind, Object: object, Before: before, After: after, Reason: reason,
		Salted: kind == kindHit})
}

// The kinds of this room's objects in the audit log.
const (
	kindList    = "screening.list"
	kindVersion = "screening.version"
	kindHit     = "screening.hit"
)

// RunInfo is how far a run over all parties has come.
type RunInfo struct {
	ID        store.ID  `json:"id"` // of its job
	StartedAt time.Time `json:"startedAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	EndedAt   time.Time `json:"endedAt,omitzero"`
	Parties   int64     `json:"parties"` // screened so far
	Found     int64     `json:"found"`   // new hits
	Lapsed    int64     `json:"lapsed"`
}

package branch

import (
	"embed"
	"io/fs"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
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

// Watcher is told of changes on which others rest, inside the update that makes them; its error refuses the change.
type Watcher interface {
	// BranchMoved says that what lies below these branches has changed.
	BranchMoved(tx *store.Tx, codes []auth.Branch) error
	// BranchClosing may keep a branch open, for whoever still works there.
	BranchClosing(tx *store.Tx, code auth.Branch) error
}

// Options tune a register.
type Options struct {
	Audit *audit.Log // may be nil
}

// Branches is the register of branches.
type Branches struct {
	st       *store.Store
	audit    *audit.Log
	watchers []Watcher
}

// New makes the register over a store.
func New(st *store.Store, o Options) *Branches { return &Branches{st: st, audit: o.Audit} }

// Watch adds a watcher, before the first update.
func (b *Branches) Watch(w Watcher) { b.watchers = append(b.watchers, w) }

// Kinds of objects in the audit log and for permissions.
const kindBranch = "branch.branch"

// Get reads a branch, ErrUnknown if there is none.
func (b *Branches) Get(q store.Querier, code auth.Branch) (*Branch, error) {
	one, ok, err := branchByCode(q, code)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return one, err
}

// All is the whole tree, by code; there are thousands of branches at most.
func (b *Branches) All(q store.Querier) ([]*Branch, error) { return allBranches(q) }

// Below is a branch and all that report to it through however many levels, closed ones too, as their accounts remain; in
// the order of their codes. It is nil for a code that names none.
func (b *Branches) Below(q store.Querier, code auth.Branch) ([]auth.Branch, error) {
	links, err := allLinks(q)
	if err != nil {
		return nil, err
	}
	under := map[auth.Branch]bool{}
	for _, l := range links {
		under[l.code] = under[l.code] || l.code == code
	}
	for more := true; more; { // as often as the tree has levels
		more = false
		for _, l := range links {
			if !under[l.code] && under[l.parent] {
				under[l.code], more = true, true
			}
		}
	}
	var out []auth.Branch
	for _, l := range links {
		if under[l.code] {
			out = append(out, l.code)
		}
	}
	return out, nil
}

// Above is a branch and all to which it reports, the nearest first.
func (b *Branches) Above(q store.Querier, code auth.Branch) ([]auth.Branch, error) {
	links, err := allLinks(q)
	if err != nil {
		return nil, err
	}
	return above(links, code), nil
}

func above(links []link, code auth.Branch) (out []auth.Branch) {
	parents := make(map[auth.Branch]auth.Branch, len(links))
	for _, l := range links {
		parents[l.code] = l.parent
	}
	for range links { // bounded, whatever the rows say
		parent, known := parents[code]
		if !known {
			break
		}
		out = append(out, code)
		code = parent
	}
	return out
}

// LockOpen reads a branch that must be open and keeps it so until the update ends.
func (b *Branches) LockOpen(tx *store.Tx, code auth.Branch) (*Branch, error) {
	one, err := lockBranch(tx, code)
	if err == nil && !one.Open() {
		err = ErrClosed
	}
	return one, err
}

// History is a branch's changes, the oldest first.
func (b *Branches) History(q store.Querier, code auth.Branch) ([]*Change, error) {
	if _, err := b.Get(q, code); err != nil {
		return nil, err
	}
	return changesOf(q, code)
}

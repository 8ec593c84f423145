package branch

import (
	"errors"
	"slices"
	"strings"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Open opens a branch (设立机构). The first one must be the head office.
func (b *Branches) Open(tx *store.Tx, n Opening) (*Branch, error) {
	one := &Branch{Code: n.Code, NameZH: n.NameZH, NameEN: n.NameEN, Parent: n.Parent, Kind: n.Kind, Address: n.Address,
		OpenedAt: tx.Now(), Version: 1}
	if err := one.check(); err != nil {
		return nil, err
	}
	if err := b.joins(tx, one); err != nil {
		return nil, err
	}
	_, taken, err := branchByCode(tx, n.Code)
	switch {
	case err != nil:
		return nil, err
	case taken:
		return nil, ErrExists
	}
	if err := insertBranch(tx, one); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			err = ErrExists
			if one.Kind == HeadOffice {
				err = ErrHeadOffice // its code is free: there is a head office, or another process is opening one
			}
		}
		return nil, err
	}
	if err := b.keep(tx, "open", audit.Digest{}, one); err != nil {
		return nil, err
	}
	return one, b.moved(tx, one.Parent)
}

// joins refuses a parent that is closed, unknown or of a lower kind, and holds it as it is.
func (b *Branches) joins(tx *store.Tx, one *Branch) error {
	if one.Parent == "" {
		return nil
	}
	parent, err := lockBranch(tx, one.Parent)
	switch {
	case errors.Is(err, ErrUnknown):
		return ErrParent
	case err != nil:
		return err
	case !parent.Open() || parent.Kind > one.Kind:
		return ErrParent
	}
	return nil
}

// Amend changes names, address or parent of an open branch. version is that of the branch that the caller has seen; 0
// doesn't ask.
func (b *Branches) Amend(tx *store.Tx, code auth.Branch, version int64, a Amendment) (*Branch, error) {
	one, links, err := b.opened(tx, code)
	if err != nil {
		return nil, err
	}
	if version != 0 && version != one.Version {
		return nil, ErrVersion
	}
	before, was := one.Digest(), one.Parent
	for field, value := range map[*string]*string{&one.NameZH: a.NameZH, &one.NameEN: a.NameEN, &one.Parent: a.Parent,
		&one.Address: a.Address} {
		if value != nil {
			*field = *value
		}
	}
	if err := one.check(); err != nil {
		return nil, err
	}
	if one.Parent != was {
		if up := above(links, one.Parent); slices.Contains(up, code) {
			chain := append([]string{code}, up[:slices.Index(up, code)+1]...)
			return nil, ErrCircle.With(strings.Join(chain, " → "))
		}
		if err := b.joins(tx, one); err != nil {
			return nil, err
		}
	}
	one.Version++
	if err := updateBranch(tx, one); err != nil {
		return nil, err
	}
	if err := b.keep(tx, "amend", before, one); err != nil || one.Parent == was {
		return one, err
	}
	return one, b.moved(tx, one.Parent, was)
}

// Close closes a branch (撤并机构), after all below it. Its accounts stay with its code.
func (b *Branches) Close(tx *store.Tx, code auth.Branch) (*Branch, error) {
	one, links, err := b.opened(tx, code)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		if l.parent == code && l.open {
			return nil, ErrBelow
		}
	}
	for _, w := range b.watchers {
		if err := w.BranchClosing(tx, code); err != nil {
			return nil, err
		}
	}
	before, now := one.Digest(), tx.Now()
	one.ClosedAt = &now
	one.Version++
	if err := updateBranch(tx, one); err != nil {
		return nil, err
	}
	return one, b.keep(tx, "close", before, one)
}

// opened locks the whole tree, on whose shape the change rests, and finds an open branch in it.
func (b *Branches) opened(tx *store.Tx, code auth.Branch) (*Branch, []link, error) {
	all, err := lockTree(tx)
	if err != nil {
		return nil, nil, err
	}
	links := make([]link, len(all))
	var one *Branch
	for i, x := range all {
		links[i] = link{x.Code, x.Parent, x.Open()}
		if x.Code == code {
			one = x
		}
	}
	switch {
	case one == nil:
		return nil, nil, ErrUnknown
	case !one.Open():
		return nil, nil, ErrClosed
	}
	return one, links, nil
}

// moved tells the watchers that what lies below these branches, and all above them, has changed.
func (b *Branches) moved(tx *store.Tx, codes ...auth.Branch) error {
	if len(b.watchers) == 0 {
		return nil
	}
	links, err := allLinks(tx)
	if err != nil {
		return err
	}
	var all []auth.Branch
	for _, code := range codes {
		all = append(all, above(links, code)...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for _, w := range b.watchers {
		if err := w.BranchMoved(tx, all); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a change into the history and the audit log.
func (b *Branches) keep(tx *store.Tx, verb string, before audit.Digest, one *Branch) error {
	c := &Change{ID: tx.NewID(), Verb: verb, At: tx.Now(), By: tx.Actor().Person, Branch: *one}
	if err := insertChange(tx, c); err != nil || b.audit == nil {
		return err
	}
	return b.audit.Note(tx, audit.Note{Verb: "branch." + verb, Kind: kindBranch, Object: one.Code, Version: one.Version,
		Before: before, After: one.Digest()})
}

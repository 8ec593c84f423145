package mandate

import (
	"slices"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Amend changes roles, title, items, end or evidence of a right that has not ended. Who may give it may amend it.
func (m *Mandates) Amend(tx *store.Tx, id store.ID, a Amendment) (*Mandate, error) {
	one, err := m.held(tx, id)
	if err != nil {
		return nil, err
	}
	if err := mayGive(tx, one); err != nil {
		return nil, err
	}
	if s := one.StateAt(tx.Now()); s == Expired || s == Removed {
		return nil, ErrEnded
	}
	if a.Version != 0 && a.Version != one.Version {
		return nil, ErrVersion
	}
	before := one.Digest()
	if a.Roles != nil {
		one.Roles = slices.Clone(*a.Roles)
	}
	if a.Title != nil {
		one.Title = *a.Title
	}
	if a.Items != nil {
		one.Items = slices.Clone(*a.Items)
	}
	if a.Until != nil {
		one.Until = time.Time{}
		if !a.Until.IsZero() {
			one.Until = a.Until.UTC().Truncate(time.Microsecond)
		}
	}
	if a.Evidence != nil {
		one.Evidence = *a.Evidence
	}
	if err := m.check(tx, one); err != nil {
		return nil, err
	}
	one.Version++
	if err := updateMandate(tx, one); err != nil {
		return nil, err
	}
	if err := m.keep(tx, "amend", "", before, one); err != nil {
		return nil, err
	}
	m.o.Changed(tx, one.Person)
	return one, nil
}

// Remove ends a right at once. Who may give it may remove it.
func (m *Mandates) Remove(tx *store.Tx, id store.ID, reason string) (*Mandate, error) {
	return m.remove(tx, id, "remove", reason, func(one *Mandate) error {
		err := mayGive(tx, one)
		if err == ErrOwnHand { //nolint:errorlint // our own value: laying down one's own right needs no second person
			err = nil
		}
		return err
	})
}

// Resign lets an employee or agent lay a right down by herself, whatever hat she wears.
func (m *Mandates) Resign(tx *store.Tx, id store.ID, reason string) (*Mandate, error) {
	return m.remove(tx, id, "resign", reason, func(one *Mandate) error {
		s := auth.By(tx)
		switch {
		case s == nil:
			return auth.ErrNobody
		case s.Person == 0 || s.Person != one.Person:
			return ErrUnknown
		case one.Basis != Employee && one.Basis != Agent:
			return ErrResign
		}
		return nil
	})
}

func (m *Mandates) remove(tx *store.Tx, id store.ID, verb, reason string, may func(*Mandate) error) (*Mandate, error) {
	if !textOK(reason, 200) {
		return nil, ErrReason
	}
	one, err := m.held(tx, id)
	if err != nil {
		return nil, err
	}
	if err := may(one); err != nil {
		return nil, err
	}
	if s := one.StateAt(tx.Now()); s == Expired || s == Removed {
		return nil, ErrEnded
	}
	if err := m.end(tx, one, verb, reason); err != nil {
		return nil, err
	}
	m.o.Changed(tx, one.Person)
	return one, nil
}

// end ends a locked right now.
func (m *Mandates) end(tx *store.Tx, one *Mandate, verb, reason string) error {
	before, now := audit.Digest(one.Digest()), tx.Now()
	one.RemovedAt = &now
	one.Version++
	if err := updateMandate(tx, one); err != nil {
		return err
	}
	return m.keep(tx, verb, reason, before, one)
}

// held anchors a right's parties and locks it. Which they are is read first, and again behind the anchors: a merge may have
// moved it meanwhile.
func (m *Mandates) held(tx *store.Tx, id store.ID) (*Mandate, error) {
	seen, ok, err := mandateByID(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, ErrUnknown
	}
	parties := []auth.Party{seen.For, seen.Person}
	if seen.Basis.personal() {
		parties = append(parties, webOfPeople)
	}
	if err := anchor(tx, parties...); err != nil {
		return nil, err
	}
	one, err := lockMandate(tx, id)
	if err != nil {
		return nil, err
	}
	if one.For != seen.For || one.Person != seen.Person {
		return nil, ErrVersion
	}
	return one, nil
}

// Get is a right as it stands now.
func (m *Mandates) Get(q store.Querier, id store.ID) (*Mandate, error) {
	one, ok, err := mandateByID(q, id)
	if err == nil && !ok {
		err = ErrUnknown
	}
	if err == nil {
		one.State = one.StateAt(m.st.Now())
	}
	return one, err
}

// For is who acts for a party: the rights that have not ended, or those that have; in the order of their ids, behind one.
func (m *Mandates) For(q store.Querier, party auth.Party, ended bool, after store.ID, limit int) ([]*Mandate, error) {
	return m.list(q, "for_party", party, ended, after, limit)
}

// Of is for whom a person acts, as For.
func (m *Mandates) Of(q store.Querier, person auth.Party, ended bool, after store.ID, limit int) ([]*Mandate, error) {
	return m.list(q, "person", person, ended, after, limit)
}

func (m *Mandates) list(q store.Querier, column string, party auth.Party, ended bool, after store.ID, limit int) ([]*Mandate, error) {
	now := m.st.Now()
	found, err := page(q, column, party, ended, now, after, limit)
	for _, one := range found {
		one.State = one.StateAt(now)
	}
	return found, err
}

// History is a right's changes, the oldest first.
func (m *Mandates) History(q store.Querier, id store.ID) ([]*Change, error) {
	if _, err := m.Get(q, id); err != nil {
		return nil, err
	}
	return changesOf(q, id)
}

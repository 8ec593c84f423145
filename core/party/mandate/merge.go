package mandate

import (
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// OnMerge moves the rights that have not ended from a party to the one that stands for it from now on. A right that makes no
// sense any more (for herself, a second of its kind, a second legal representative) ends; duties that exclude each other, a
// circle or two employments refuse the merge. What has ended stays with the party it was made for.
func (m *Mandates) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	if err := anchor(tx, webOfOwners, webOfPeople, keep, gone); err != nil {
		return err
	}
	given, err := liveFor(tx, gone, 0, tx.Now())
	if err != nil {
		return err
	}
	held, err := liveOf(tx, gone, tx.Now())
	if err != nil {
		return err
	}
	changed := []auth.Party{keep, gone}
	for _, one := range append(given, held...) {
		if one.For == keep || one.Person == keep {
			err = m.end(tx, one, "merge", "")
		} else {
			err = m.move(tx, one, keep, gone)
		}
		if err != nil {
			return err
		}
		changed = append(changed, one.Person)
	}
	if err := m.mergeStaff(tx, keep, gone); err != nil {
		return err
	}
	if err := m.mergeHolders(tx, keep, gone); err != nil {
		return err
	}
	m.o.Changed(tx, changed...)
	return nil
}

// move lets a right stand for, or with, the party that is kept, unless that one has the like.
func (m *Mandates) move(tx *store.Tx, one *Mandate, keep, gone auth.Party) error {
	moved := *one
	if moved.For == gone {
		moved.For = keep
	}
	if moved.Person == gone {
		moved.Person = keep
	}
	double, err := m.doubled(tx, &moved)
	if err != nil {
		return err
	}
	if double {
		return m.end(tx, one, "merge", "")
	}
	sort, _, err := m.o.Parties.Sort(tx, moved.For)
	if err != nil {
		return err
	}
	if err := m.duties(tx, hatKind(sort), &moved); err != nil {
		return err
	}
	if moved.Basis.personal() {
		if err := m.circle(tx, moved.For, moved.Person); err != nil {
			return err
		}
	}
	before := audit.Digest(one.Digest())
	moved.Version++
	if err := updateMandate(tx, &moved); err != nil {
		return err
	}
	*one = moved
	return m.keep(tx, "merge", "", before, one)
}

// doubled says whether another right already does what this one would.
func (m *Mandates) doubled(tx *store.Tx, moved *Mandate) (bool, error) {
	if moved.Basis == LegalRepresentative {
		head, err := headOf(tx, moved.For)
		if err != nil || head == nil || head.ID == moved.ID {
			return false, err
		}
		if head.StateAt(tx.Now()) == Expired {
			return false, vacate(tx, head.ID)
		}
		return true, nil
	}
	others, err := liveFor(tx, moved.For, moved.Person, tx.Now())
	for _, o := range others {
		if o.ID != moved.ID && o.Basis == moved.Basis && o.Basis != Agent {
			return true, err
		}
	}
	return false, err
}

// mergeStaff moves an employment. Two of them are two numbers for one person, which somebody must look at.
func (m *Mandates) mergeStaff(tx *store.Tx, keep, gone auth.Party) error {
	s, err := employment(tx, gone)
	if err != nil || s == nil {
		return err
	}
	other, err := employment(tx, keep)
	if err != nil {
		return err
	}
	if other != nil {
		return ErrMergeStaff
	}
	if err := freeToWork(tx, keep); err != nil { // of an employment that is over
		return err
	}
	before := audit.Digest(s.Digest())
	s.Person = keep
	s.Version++
	if err := updateStaff(tx, s); err != nil {
		return err
	}
	return m.keepStaff(tx, "merge", "", before, s)
}

// mergeHolders moves what a party owns, and who owns it. Two rights of one kind in one business add up.
func (m *Mandates) mergeHolders(tx *store.Tx, keep, gone auth.Party) error {
	above, err := holdersOf(tx, []auth.Party{gone})
	if err != nil {
		return err
	}
	kept, err := holdersOf(tx, []auth.Party{keep})
	if err != nil {
		return err
	}
	for _, h := range above {
		if len(kept) > 0 { // what is declared of the party that stays holds
			err = m.endHolder(tx, h)
		} else {
			err = m.moveHolder(tx, h, func() { h.Firm = keep })
		}
		if err != nil {
			return err
		}
	}
	holdings, err := holdingsOf(tx, gone)
	if err != nil {
		return err
	}
	for _, h := range holdings {
		if err := m.moveHolding(tx, h, keep); err != nil {
			return err
		}
	}
	for _, h := range append(above, holdings...) {
		if h.RemovedAt != nil {
			continue
		}
		if err := m.ownsItself(tx, h.Firm, h.Owner); err != nil {
			return err
		}
	}
	return nil
}

// moveHolding lets keep hold what h says, together with what it holds there itself.
func (m *Mandates) moveHolding(tx *store.Tx, h *Holder, keep auth.Party) error {
	beside, err := holdersOf(tx, []auth.Party{h.Firm})
	if err != nil {
		return err
	}
	for _, o := range beside {
		if o.Owner != keep || o.Control != h.Control {
			continue
		}
		if err := m.endHolder(tx, o); err != nil {
			return err
		}
		h.ShareBP += o.ShareBP
	}
	return m.moveHolder(tx, h, func() { h.Owner = keep })
}

func (m *Mandates) moveHolder(tx *store.Tx, h *Holder, change func()) error {
	was, _, err := holderByID(tx, h.ID)
	if err != nil {
		return err
	}
	before := audit.Digest(was.Digest())
	change()
	h.Version++
	if err := updateHolder(tx, h); err != nil {
		return err
	}
	return m.note(tx, audit.Note{Verb: "mandate.merge_holder", Kind: KindHolder, Object: h.ID.String(), Version: h.Version, Before: before,
		After: h.Digest()})
}

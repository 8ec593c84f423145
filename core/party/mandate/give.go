package mandate

import (
	"errors"
	"slices"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// AppointHead records a legal representative (法定代表人), or the head of an agency or institution. Only the bank's staff do it.
// While one stands, g.Replaces must name her mandate, which ends with this.
func (m *Mandates) AppointHead(tx *store.Tx, g Grant) (*Mandate, error) {
	g.Basis = LegalRepresentative
	return m.Give(tx, g)
}

// AddEmployee lets an employee (员工) act for her firm or agency, with roles. Its head or the bank's staff do it.
func (m *Mandates) AddEmployee(tx *store.Tx, g Grant) (*Mandate, error) {
	g.Basis = Employee
	return m.Give(tx, g)
}

// AuthoriseAgent lets an agent (委托代理人) do some things for a person until a stated end. The person herself or the bank's
// staff do it.
func (m *Mandates) AuthoriseAgent(tx *store.Tx, g Grant) (*Mandate, error) {
	g.Basis = Agent
	return m.Give(tx, g)
}

// AppointGuardian records a guardian (监护人): of a child until its 18th birthday at the latest, of an adult by a court's order.
// Only the bank's staff do it.
func (m *Mandates) AppointGuardian(tx *store.Tx, g Grant) (*Mandate, error) {
	g.Basis = Guardian
	return m.Give(tx, g)
}

// Give gives a right on the basis that g names.
func (m *Mandates) Give(tx *store.Tx, g Grant) (*Mandate, error) {
	one := &Mandate{For: g.For, Person: g.Person, Basis: g.Basis, Roles: slices.Clone(g.Roles), Title: g.Title, Items: slices.Clone(g.Items),
		From: g.From.UTC().Truncate(time.Microsecond), Until: g.Until.UTC().Truncate(time.Microsecond), Evidence: g.Evidence, Version: 1}
	if g.From.IsZero() {
		one.From = tx.Now()
	}
	if g.Until.IsZero() {
		one.Until = time.Time{}
	}
	if g.Basis < LegalRepresentative || g.Basis > Executor {
		return nil, ErrBasis
	}
	if err := mayGive(tx, one); err != nil {
		return nil, err
	}
	anchors := []auth.Party{one.For, one.Person}
	if one.Basis.personal() {
		anchors = append(anchors, webOfPeople)
	}
	if err := anchor(tx, anchors...); err != nil {
		return nil, err
	}
	if err := m.check(tx, one); err != nil {
		return nil, err
	}
	if n, err := countLiveFor(tx, one.For, tx.Now()); err != nil || n >= maxLive {
		if err == nil {
			err = ErrTooMany.With(n)
		}
		return nil, err
	}
	replaced, err := m.headFor(tx, one, g.Replaces)
	if err != nil {
		return nil, err
	}
	one.ID, one.GivenBy = tx.NewID(), giver(tx)
	if err := insertMandate(tx, one); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			err = ErrHeadStands // another process has appointed one meanwhile
		}
		return nil, err
	}
	if err := m.keep(tx, "give", "", audit.Digest{}, one); err != nil {
		return nil, err
	}
	m.o.Changed(tx, append(replaced, one.Person)...)
	return one, nil
}

// maxLive bounds the rights that stand for one party, so that every look at them is small.
const maxLive = 2_000

// giver is the person who acts, 0 for a program.
func giver(tx *store.Tx) auth.Party {
	if s := auth.By(tx); s != nil {
		return s.Person
	}
	return 0
}

// headFor makes the place of the legal representative free: it ends the mandate that the caller says is replaced.
func (m *Mandates) headFor(tx *store.Tx, one *Mandate, replaces store.ID) ([]auth.Party, error) {
	if one.Basis != LegalRepresentative {
		if replaces != 0 {
			return nil, ErrReplaces
		}
		return nil, nil
	}
	held, err := headOf(tx, one.For)
	switch {
	case err != nil:
		return nil, err
	case held == nil && replaces != 0:
		return nil, ErrReplaces
	case held == nil:
		return nil, nil
	case held.StateAt(tx.Now()) == Expired && replaces == 0:
		return nil, vacate(tx, held.ID)
	case replaces == 0:
		return nil, ErrHeadStands
	case held.ID != replaces:
		return nil, ErrReplaces
	}
	return []auth.Party{held.Person}, m.end(tx, held, "replace", "")
}

// byBank says that the bank itself acts: its own work, its programs' role, or its staff, who need the permission for that.
func byBank(s *auth.Subject) bool {
	return s == nil || s.Hat.Kind == auth.StaffHat || slices.Contains(s.Hat.Roles, auth.System)
}

// mayGive says who may give or change a right on each basis. The app has looked at the permission and its reach; this looks
// at what the hat is.
func mayGive(tx *store.Tx, one *Mandate) error {
	s := auth.By(tx)
	switch {
	case s != nil && s.Hat.Kind == auth.StaffHat && s.Person != 0 && (s.Person == one.Person || s.Person == one.For):
		return ErrOwnHand
	case byBank(s):
		return nil
	case s.Hat.Kind == auth.AgentHat:
		return ErrSubAuthorise
	case one.Basis == Employee && (s.Hat.Kind == auth.FirmHat || s.Hat.Kind == auth.AgencyHat) && s.Hat.For == one.For &&
		(slices.Contains(s.Hat.Roles, auth.FirmHead) || slices.Contains(s.Hat.Roles, auth.AgencyHead)):
		return nil
	case one.Basis == Agent && s.Hat.Kind == auth.SelfHat && s.Person == one.For:
		return nil
	}
	return ErrGiver
}

// keep writes a change into the history and the audit log.
func (m *Mandates) keep(tx *store.Tx, verb, reason string, before audit.Digest, one *Mandate) error {
	one.State = one.StateAt(tx.Now())
	a := tx.Actor()
	c := &Change{ID: tx.NewID(), Verb: verb, At: tx.Now(), By: clip(a.Person), Hat: clip(a.Hat), Reason: reason, Mandate: one}
	if err := insertChange(tx, c); err != nil {
		return err
	}
	return m.note(tx, audit.Note{Verb: "mandate." + verb, Kind: Kind, Object: one.ID.String(), Version: one.Version, Before: before,
		After: one.Digest(), Reason: reason})
}

// clip fits a word of the actor into its column.
func clip(s string) string {
	if r := []rune(s); len(r) > 64 {
		return string(r[:64])
	}
	return s
}

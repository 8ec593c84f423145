package mandate

import (
	"errors"
	"slices"
	"strings"
	"time"

	"tonghui/core/party/branch"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Staff is one employment of a person with the bank (员工任职).
type Staff struct {
	ID        store.ID    `json:"id"`
	Number    string      `json:"number"` // 工号: 1 to 16 digits and capitals; never given again
	Person    auth.Party  `json:"person"`
	Name      string      `json:"name,omitempty"`
	Branch    auth.Branch `json:"branch"`
	Roles     []auth.Role `json:"roles"`
	Title     string      `json:"title,omitempty"`
	From      time.Time   `json:"from"`
	Until     time.Time   `json:"until,omitzero"`
	State     State       `json:"state"`
	RemovedAt *time.Time  `json:"removedAt,omitempty"`
	Version   int64       `json:"version"`
}

// AuthScope is where she works.
func (s *Staff) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: s.Branch}, KindStaff + "/" + s.ID.String()
}

// StateAt is where the employment stands at a moment.
func (s *Staff) StateAt(t time.Time) State { return stateAt(s.From, s.Until, s.RemovedAt, t) }

// Digest is of all its columns, in the table's order.
func (s *Staff) Digest() [32]byte {
	var h audit.Hasher
	h.Start(KindStaff).Int(int64(s.ID)).Text(s.Number).Int(int64(s.Person)).Text(s.Branch).Text(joinRoles(s.Roles)).Text(s.Title).
		Int(s.From.UnixMicro()).Int(untilMicros(s.Until))
	hashTime(&h, s.RemovedAt)
	return h.Int(s.Version).Sum()
}

// Hiring is what employs a person (聘用). It is also the payload of the act staff.hire.
type Hiring struct {
	Person auth.Party  `json:"person"`
	Number string      `json:"number"`
	Branch auth.Branch `json:"branch"`
	Roles  []auth.Role `json:"roles"`
	Title  string      `json:"title,omitempty"`
	From   time.Time   `json:"from,omitzero"` // zero: now
	Until  time.Time   `json:"until,omitzero"`
}

// Reassignment is what changes an employment (调动、调整角色); nil leaves a field as it is. It is the payload of staff.change.
type Reassignment struct {
	Staff   store.ID     `json:"staff"`
	Version int64        `json:"version"` // of the employment as the maker has seen it
	Branch  *auth.Branch `json:"branch,omitempty"`
	Roles   []auth.Role  `json:"roles,omitempty"`
	Title   *string      `json:"title,omitempty"`
	Until   *time.Time   `json:"until,omitempty"` // zero: none
}

// Leaving is what ends an employment at once (离职). It is the payload of staff.leave.
type Leaving struct {
	Staff   store.ID `json:"staff"`
	Version int64    `json:"version"`
	Reason  string   `json:"reason"`
}

// Hire employs a person. Four eyes are the caller's affair: the act staff.hire, or the bank's own beginning.
func (m *Mandates) Hire(tx *store.Tx, h Hiring) (*Staff, error) {
	s := &Staff{Number: h.Number, Person: h.Person, Branch: h.Branch, Roles: slices.Clone(h.Roles), Title: h.Title,
		From: h.From.UTC().Truncate(time.Microsecond), Until: h.Until.UTC().Truncate(time.Microsecond), Version: 1}
	if h.From.IsZero() {
		s.From = tx.Now()
	}
	if h.Until.IsZero() {
		s.Until = time.Time{}
	}
	if !numberOK(h.Number) {
		return nil, ErrNumber
	}
	if err := anchor(tx, h.Person); err != nil {
		return nil, err
	}
	sort, active, err := m.o.Parties.Sort(tx, h.Person)
	switch {
	case err != nil:
		return nil, err
	case sort != personSort:
		return nil, ErrPerson
	case !active:
		return nil, ErrInactive
	}
	if err := m.checkStaff(tx, s); err != nil {
		return nil, err
	}
	if err := freeToWork(tx, h.Person); err != nil {
		return nil, err
	}
	s.ID = tx.NewID()
	if err := insertStaff(tx, s); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // she is free, so it is the number
			err = ErrNumberTaken
		}
		return nil, err
	}
	return s, m.keepStaff(tx, "hire", "", audit.Digest{}, s)
}

// Reassign changes where a member of staff works, as what, and until when.
func (m *Mandates) Reassign(tx *store.Tx, p Reassignment) (*Staff, error) {
	s, err := heldStaff(tx, p.Staff, p.Version)
	if err != nil {
		return nil, err
	}
	before, moved := audit.Digest(s.Digest()), p.Branch != nil && *p.Branch != s.Branch
	if p.Branch != nil {
		s.Branch = *p.Branch
	}
	if p.Roles != nil {
		s.Roles = slices.Clone(p.Roles)
	}
	if p.Title != nil {
		s.Title = *p.Title
	}
	if p.Until != nil {
		s.Until = time.Time{}
		if !p.Until.IsZero() {
			s.Until = p.Until.UTC().Truncate(time.Microsecond)
		}
	}
	if err := m.checkStaff(tx, s); err != nil {
		return nil, err
	}
	s.Version++
	if err := updateStaff(tx, s); err != nil {
		return nil, err
	}
	verb := "change"
	if moved {
		verb = "transfer"
	}
	return s, m.keepStaff(tx, verb, "", before, s)
}

// Leave ends an employment at once.
func (m *Mandates) Leave(tx *store.Tx, l Leaving) (*Staff, error) {
	if !textOK(l.Reason, 200) {
		return nil, ErrReason
	}
	s, err := heldStaff(tx, l.Staff, l.Version)
	if err != nil {
		return nil, err
	}
	before, now := audit.Digest(s.Digest()), tx.Now()
	s.RemovedAt = &now
	s.Version++
	if err := updateStaff(tx, s); err != nil {
		return nil, err
	}
	return s, m.keepStaff(tx, "leave", l.Reason, before, s)
}

// checkStaff refuses what an employment can't be, and holds its branch open.
func (m *Mandates) checkStaff(tx *store.Tx, s *Staff) error {
	switch {
	case !textOK(s.Title, 60):
		return ErrTitle
	case len(s.Roles) == 0 || len(s.Roles) > 8:
		return ErrStaffRoles
	case !s.Until.IsZero() && !s.Until.After(s.From):
		return ErrPeriod
	case !s.Until.IsZero() && !s.Until.After(tx.Now()):
		return ErrUntilPast
	}
	if err := auth.CheckRoles(auth.StaffHat, s.Roles); err != nil {
		return err
	}
	_, err := m.o.Branches.LockOpen(tx, s.Branch)
	if errors.Is(err, branch.ErrUnknown) || errors.Is(err, branch.ErrClosed) {
		err = ErrBranch
	}
	return err
}

func numberOK(s string) bool {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return len(s) >= 1 && len(s) <= 16 && strings.Trim(s, digits) == ""
}

// keepStaff writes a change into the history and the audit log, and tells sign-in.
func (m *Mandates) keepStaff(tx *store.Tx, verb, reason string, before audit.Digest, s *Staff) error {
	s.State = s.StateAt(tx.Now())
	if err := insertStaffChange(tx, verb, reason, s); err != nil {
		return err
	}
	m.o.Changed(tx, s.Person)
	return m.note(tx, audit.Note{Verb: "mandate.staff_" + verb, Kind: KindStaff, Object: s.ID.String(), Version: s.Version,
		Before: before, After: s.Digest(), Reason: reason})
}

// Member is a member of staff, ErrUnknownStaff if there is none.
func (m *Mandates) Member(q store.Querier, id store.ID) (*Staff, error) {
	s, ok, err := staffByID(q, id)
	if err == nil && !ok {
		err = ErrUnknownStaff
	}
	if err == nil {
		s.State = s.StateAt(m.st.Now())
	}
	return s, err
}

// BranchMoved makes sign-in forget the hats of who works at these branches: what lies below them has changed.
func (m *Mandates) BranchMoved(tx *store.Tx, codes []auth.Branch) error {
	people, err := workersAt(tx, codes, tx.Now())
	if err == nil && len(people) > 0 {
		m.o.Changed(tx, people...)
	}
	return err
}

// BranchClosing keeps a branch open while people work there.
func (m *Mandates) BranchClosing(tx *store.Tx, code auth.Branch) error {
	people, err := workersAt(tx, []auth.Branch{code}, tx.Now())
	if err == nil && len(people) > 0 {
		err = ErrWorks
	}
	return err
}

// Staffed tells whether the bank has, or ever had, any staff: a new one has not.
func (m *Mandates) Staffed(q store.Querier) (bool, error) { return staffed(q) }

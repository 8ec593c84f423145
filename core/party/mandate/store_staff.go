package mandate

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectStaff = "SELECT id, number, person, branch, roles, title, from_at, until_at, removed_at, version FROM mandate_staff "

func scanStaff(r store.Scanner) (*Staff, error) {
	s := &Staff{}
	var roles string
	var from, until int64
	var removed sql.NullInt64
	err := r.Scan(&s.ID, &s.Number, &s.Person, &s.Branch, &roles, &s.Title, &from, &until, &removed, &s.Version)
	s.Roles, s.From, s.Until, s.RemovedAt = splitRoles(roles), timeOf(from), untilOf(until), timeOrNil(removed)
	return s, err
}

func staffByID(q store.Querier, id store.ID) (*Staff, bool, error) {
	return store.One(q, scanStaff, selectStaff+"WHERE id = ?", int64(id))
}

// employed is a person's employment in force at a moment.
func employed(q store.Querier, person auth.Party, at time.Time) (*Staff, bool, error) {
	return store.One(q, scanStaff, selectStaff+"WHERE person = ? AND "+live+"AND from_at <= ? ORDER BY id",
		int64(person), at.UnixMicro(), at.UnixMicro())
}

// heldStaff locks an employment that has not ended; version is what the caller has seen of it.
func heldStaff(tx *store.Tx, id store.ID, version int64) (*Staff, error) {
	rows, err := tx.Lock(selectStaff+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanStaff)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, ErrUnknownStaff
	}
	s := found[0]
	if state := s.StateAt(tx.Now()); state == Removed || state == Expired {
		return nil, ErrLeft
	}
	if version != 0 && version != s.Version {
		return nil, ErrVersion
	}
	return s, nil
}

// freeToWork refuses who is employed, and frees the place of an employment whose end has come.
func freeToWork(tx *store.Tx, person auth.Party) error {
	rows, err := tx.Lock(selectStaff+"WHERE holder = ? ORDER BY id", int64(person))
	found, err := store.Collect(rows, err, scanStaff)
	if err != nil || len(found) == 0 {
		return err
	}
	if found[0].StateAt(tx.Now()) != Expired {
		return ErrEmployed
	}
	_, err = tx.Exec("UPDATE mandate_staff SET holder = NULL WHERE id = ?", int64(found[0].ID))
	return err
}

// holderOf is the column that keeps a person's one employment.
func holderOf(s *Staff) any {
	if s.RemovedAt != nil {
		return nil
	}
	return int64(s.Person)
}

func insertStaff(tx *store.Tx, s *Staff) error {
	_, err := tx.Exec(`INSERT INTO mandate_staff (id, number, person, branch, roles, title, from_at, until_at, version, holder)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(s.ID), s.Number, int64(s.Person), s.Branch, joinRoles(s.Roles), s.Title,
		s.From.UnixMicro(), untilMicros(s.Until), s.Version, holderOf(s))
	return err
}

func updateStaff(tx *store.Tx, s *Staff) error {
	_, err := tx.Exec(`UPDATE mandate_staff SET person = ?, branch = ?, roles = ?, title = ?, until_at = ?, removed_at = ?, version = ?,
		holder = ? WHERE id = ?`, int64(s.Person), s.Branch, joinRoles(s.Roles), s.Title, untilMicros(s.Until),
		microsOrNull(s.RemovedAt), s.Version, holderOf(s), int64(s.ID))
	return err
}

func insertStaffChange(tx *store.Tx, verb, reason string, s *Staff) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	a := tx.Actor()
	_, err = tx.Exec(`INSERT INTO mandate_staffchanges (id, staff, version, verb, changed_at, person, hat, reason, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), int64(s.ID), s.Version, verb, tx.Now().UnixMicro(), clip(a.Person), clip(a.Hat), reason, data)
	return err
}

// StaffChange is one line of an employment's history.
type StaffChange struct {
	ID     store.ID  `json:"id"`
	Verb   string    `json:"verb"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Hat    string    `json:"hat"`
	Reason string    `json:"reason,omitempty"`
	Staff  *Staff    `json:"staff"` // as it stood afterwards
}

func staffChanges(q store.Querier, id store.ID) ([]*StaffChange, error) {
	return store.All(q, func(r store.Scanner) (*StaffChange, error) {
		c := &StaffChange{Staff: &Staff{}}
		var at int64
		var data []byte
		if err := r.Scan(&c.ID, &c.Verb, &at, &c.By, &c.Hat, &c.Reason, &data); err != nil {
			return c, err
		}
		c.At = timeOf(at)
		return c, json.Unmarshal(data, c.Staff)
	}, "SELECT id, verb, changed_at, person, hat, reason, data FROM mandate_staffchanges WHERE staff = ? ORDER BY version", int64(id))
}

// workersAt are the people employed at any of these branches.
func workersAt(q store.Querier, codes []auth.Branch, at time.Time) ([]auth.Party, error) {
	args := make([]any, 0, len(codes)+1)
	for _, c := range codes {
		args = append(args, c)
	}
	return store.All(q, store.Value[auth.Party], "SELECT person FROM mandate_staff WHERE branch IN ("+store.Marks(len(codes))+") AND "+
		live+"ORDER BY id", append(args, at.UnixMicro())...)
}

// staffPage lists employments that a filter admits, behind an id; branch narrows it.
func staffPage(q store.Querier, f auth.Filter, in auth.Branch, ended bool, at time.Time, after store.ID, limit int) ([]*Staff, error) {
	where, args := []string{"id > ?"}, []any{int64(after)}
	if ended {
		where = append(where, "NOT ("+live+")")
	} else {
		where = append(where, live)
	}
	args = append(args, at.UnixMicro())
	if !f.All {
		where = append(where, "branch IN ("+store.Marks(len(f.Branches))+")")
		for _, b := range f.Branches {
			args = append(args, b)
		}
	}
	if in != "" {
		where, args = append(where, "branch = ?"), append(args, in)
	}
	return store.All(q, scanStaff, selectStaff+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id LIMIT ?", append(args, limit)...)
}

// employment locks a person's employment that has not ended; nil if there is none.
func employment(tx *store.Tx, person auth.Party) (*Staff, error) {
	rows, err := tx.Lock(selectStaff+"WHERE person = ? AND "+live+"ORDER BY id", int64(person), tx.Now().UnixMicro())
	found, err := store.Collect(rows, err, scanStaff)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// staffed tells whether anybody was ever employed.
func staffed(q store.Querier) (bool, error) {
	_, found, err := store.One(q, store.Value[int64], "SELECT id FROM mandate_staff ORDER BY id LIMIT 1")
	return found, err
}

package mandate

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectMandate = `SELECT id, for_party, person, basis, roles, title, items, from_at, until_at, given_by, evidence, removed_at,
	version FROM mandate_mandates `

// live is true of rows that nobody has removed and whose end has not come; it takes the time.
const live = "removed_at IS NULL AND until_at > ? "

func scanMandate(r store.Scanner) (*Mandate, error) {
	m := &Mandate{}
	var roles string
	var items []byte
	var from, until int64
	var removed sql.NullInt64
	err := r.Scan(&m.ID, &m.For, &m.Person, &m.Basis, &roles, &m.Title, &items, &from, &until, &m.GivenBy, &m.Evidence, &removed, &m.Version)
	if err != nil {
		return m, err
	}
	m.Roles, m.From, m.Until, m.RemovedAt = splitRoles(roles), timeOf(from), untilOf(until), timeOrNil(removed)
	if len(items) > 0 {
		err = json.Unmarshal(items, &m.Items)
	}
	return m, err
}

func timeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

func timeOrNil(v sql.NullInt64) *time.Time {
	if !v.Valid {
		return nil
	}
	t := timeOf(v.Int64)
	return &t
}

func microsOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

// untilMicros and untilOf write no end as the last moment there is, so that one comparison serves all rows.
func untilMicros(t time.Time) int64 {
	if t.IsZero() {
		return math.MaxInt64
	}
	return t.UnixMicro()
}

func untilOf(micros int64) time.Time {
	if micros == math.MaxInt64 {
		return time.Time{}
	}
	return timeOf(micros)
}

// joinItems is the JSON of items; empty for none, which is all that the roles allow.
func joinItems(items []auth.Item) []byte {
	if items == nil {
		return []byte{}
	}
	b, err := json.Marshal(items)
	if err != nil {
		panic(err) // strings alone
	}
	return b
}

func mandateByID(q store.Querier, id store.ID) (*Mandate, bool, error) {
	return store.One(q, scanMandate, selectMandate+"WHERE id = ?", int64(id))
}

func lockMandate(tx *store.Tx, id store.ID) (*Mandate, error) {
	rows, err := tx.Lock(selectMandate+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanMandate)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], nil
}

// standing are a person's rights in force at a moment.
func standing(q store.Querier, person auth.Party, at time.Time) ([]*Mandate, error) {
	return store.All(q, scanMandate, selectMandate+"WHERE person = ? AND "+live+"AND from_at <= ? ORDER BY id",
		int64(person), at.UnixMicro(), at.UnixMicro())
}

// liveFor are the rights to act for a party that have not ended, of one person or (0) of all.
func liveFor(q store.Querier, party, person auth.Party, at time.Time) ([]*Mandate, error) {
	if person == 0 {
		return store.All(q, scanMandate, selectMandate+"WHERE for_party = ? AND "+live+"ORDER BY id", int64(party), at.UnixMicro())
	}
	return store.All(q, scanMandate, selectMandate+"WHERE for_party = ? AND person = ? AND "+live+"ORDER BY id",
		int64(party), int64(person), at.UnixMicro())
}

// liveOf are the rights of a person that have not ended.
func liveOf(q store.Querier, person auth.Party, at time.Time) ([]*Mandate, error) {
	return store.All(q, scanMandate, selectMandate+"WHERE person = ? AND "+live+"ORDER BY id", int64(person), at.UnixMicro())
}

func countLiveFor(q store.Querier, party auth.Party, at time.Time) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM mandate_mandates WHERE for_party = ? AND "+live,
		int64(party), at.UnixMicro())
	return n, err
}

// page reads rights by a column behind an id.
func page(q store.Querier, column string, party auth.Party, ended bool, at time.Time, after store.ID, limit int) ([]*Mandate, error) {
	where := "WHERE " + column + " = ? AND id > ? AND " + live
	if ended {
		where = "WHERE " + column + " = ? AND id > ? AND NOT (" + live + ") "
	}
	return store.All(q, scanMandate, selectMandate+where+"ORDER BY id LIMIT ?", int64(party), int64(after), at.UnixMicro(), limit)
}

// headOf is the mandate that holds a party's place of the legal representative, perhaps past its end.
func headOf(tx *store.Tx, party auth.Party) (*Mandate, error) {
	rows, err := tx.Lock(selectMandate+"WHERE head_of = ? ORDER BY id", int64(party))
	found, err := store.Collect(rows, err, scanMandate)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// headPlace is the column that keeps a party's one legal representative.
func headPlace(m *Mandate) any {
	if m.Basis == LegalRepresentative && m.RemovedAt == nil {
		return int64(m.For)
	}
	return nil
}

// vacate frees the place of a legal representative whose end has come.
func vacate(tx *store.Tx, id store.ID) error {
	_, err := tx.Exec("UPDATE mandate_mandates SET head_of = NULL WHERE id = ?", int64(id))
	return err
}

func insertMandate(tx *store.Tx, m *Mandate) error {
	_, err := tx.Exec(`INSERT INTO mandate_mandates (id, for_party, person, basis, roles, title, items, from_at, until_at, given_by,
		evidence, version, head_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(m.ID), int64(m.For), int64(m.Person),
		int64(m.Basis), joinRoles(m.Roles), m.Title, joinItems(m.Items), m.From.UnixMicro(), untilMicros(m.Until), int64(m.GivenBy),
		m.Evidence, m.Version, headPlace(m))
	return err
}

func updateMandate(tx *store.Tx, m *Mandate) error {
	_, err := tx.Exec(`UPDATE mandate_mandates SET for_party = ?, person = ?, roles = ?, title = ?, items = ?, until_at = ?, evidence = ?,
		removed_at = ?, version = ?, head_of = ? WHERE id = ?`, int64(m.For), int64(m.Person), joinRoles(m.Roles), m.Title,
		joinItems(m.Items), untilMicros(m.Until), m.Evidence, microsOrNull(m.RemovedAt), m.Version, headPlace(m), int64(m.ID))
	return err
}

func insertChange(tx *store.Tx, c *Change) error {
	data, err := json.Marshal(c.Mandate)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO mandate_changes (id, mandate, version, verb, changed_at, person, hat, reason, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(c.ID), int64(c.Mandate.ID), c.Mandate.Version, c.Verb, c.At.UnixMicro(), c.By, c.Hat, c.Reason, data)
	return err
}

func changesOf(q store.Querier, id store.ID) ([]*Change, error) {
	return store.All(q, func(r store.Scanner) (*Change, error) {
		c := &Change{Mandate: &Mandate{}}
		var at int64
		var data []byte
		if err := r.Scan(&c.ID, &c.Verb, &at, &c.By, &c.Hat, &c.Reason, &data); err != nil {
			return c, err
		}
		c.At = timeOf(at)
		return c, json.Unmarshal(data, c.Mandate)
	}, "SELECT id, verb, changed_at, person, hat, reason, data FROM mandate_changes WHERE mandate = ? ORDER BY version", int64(id))
}

// actorsFor are the people who act for any of these people, as pairs of whom and who.
func actorsFor(q store.Querier, people []auth.Party, at time.Time) ([][2]auth.Party, error) {
	args := make([]any, 0, len(people)+4)
	for _, p := range people {
		args = append(args, int64(p))
	}
	args = append(args, int64(Guardian), int64(Agent), int64(Executor), at.UnixMicro())
	return store.All(q, scanPair, "SELECT for_party, person FROM mandate_mandates WHERE for_party IN ("+store.Marks(len(people))+
		") AND basis IN (?, ?, ?) AND "+live+"ORDER BY id", args...)
}

func scanPair(r store.Scanner) (p [2]auth.Party, err error) {
	err = r.Scan(&p[0], &p[1])
	return p, err
}

// The anchors of the two webs; those of parties are their ids.
const (
	webOfPeople auth.Party = 0
	webOfOwners auth.Party = -1
)

// anchor makes updates that change the rights of the same parties wait for each other; what is read after it holds until
// the commit. A whole web is anchored by who may close a circle in it: that is rare enough to be done one after the other.
func anchor(tx *store.Tx, parties ...auth.Party) error {
	if !tx.Shared() {
		return nil // updates run one by one
	}
	slices.Sort(parties)
	for _, p := range slices.Compact(parties) {
		const touch = "UPDATE mandate_anchors SET version = version + 1 WHERE party = ?"
		n, err := tx.Exec(touch, int64(p))
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		_, err = tx.Exec("INSERT INTO mandate_anchors (party, version) VALUES (?, 1)", int64(p))
		if errors.Is(err, store.ErrDuplicate) {
			_, err = tx.Exec(touch, int64(p))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

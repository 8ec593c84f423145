package party

import (
	"database/sql"
	"encoding/json"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const recordColumns = `id, sort, status, name, latin, pinyin, birth, gender, nationality, branch, kyc, kyc_until, kyc_at, kyc_by,
	risk, risk_reason, merged_into, version, registered_at, changed_at`

const selectRecord = "SELECT " + recordColumns + " FROM party_parties "

func scanRecord(s store.Scanner) (r record, err error) {
	var birth, until sql.NullInt64
	err = s.Scan(&r.ID, &r.Sort, &r.Status, &r.Name, &r.Latin, &r.Pinyin, &birth, &r.Gender, &r.Nationality, &r.Branch,
		&r.Level, &until, &r.LevelAt, &r.LevelBy, &r.Risk, &r.RiskReason, &r.MergedInto, &r.Version, &r.Registered, &r.Changed)
	r.Birth, r.LevelUntil = dateOf(birth), dateOf(until)
	return r, err
}

func dateOf(n sql.NullInt64) *calendar.Date {
	if !n.Valid {
		return nil
	}
	d := calendar.Date(n.Int64)
	return &d
}

func dateArg(d *calendar.Date) any {
	if d == nil {
		return nil
	}
	return int64(*d)
}

func recordByID(q store.Querier, id ID) (record, error) {
	r, ok, err := store.One(q, scanRecord, selectRecord+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return r, err
}

// lockRecords reads parties that this update is going to change, in the order of their ids.
func lockRecords(tx *store.Tx, ids ...ID) ([]record, error) {
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = int64(ids[i])
	}
	rows, err := tx.Lock(selectRecord+"WHERE id IN ("+store.Marks(len(ids))+") ORDER BY id", args...)
	return store.Collect(rows, err, scanRecord)
}

func lockRecord(tx *store.Tx, id ID) (record, error) {
	rs, err := lockRecords(tx, id)
	if err == nil && len(rs) == 0 {
		return record{}, ErrUnknown
	}
	if err != nil {
		return record{}, err
	}
	return rs[0], nil
}

func putRecord(tx *store.Tx, r *record) error {
	_, err := tx.Exec("REPLACE INTO party_parties ("+recordColumns+") VALUES ("+store.Marks(20)+")",
		int64(r.ID), string(r.Sort), string(r.Status), r.Name, r.Latin, r.Pinyin, dateArg(r.Birth), string(r.Gender), r.Nationality,
		r.Branch, int64(r.Level), dateArg(r.LevelUntil), r.LevelAt, r.LevelBy, string(r.Risk), r.RiskReason, int64(r.MergedInto),
		r.Version, r.Registered, r.Changed)
	return err
}

// putVersion keeps what the party is now, and what made it so.
func putVersion(tx *store.Tx, r *record, verb, about string) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	a := tx.Actor()
	_, err = tx.Exec(`INSERT INTO party_versions (party, version, verb, about, made_at, made_by, hat, client, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(r.ID), r.Version, verb, clip(about, 200), tx.Now().UnixMicro(), actor(tx),
		clip(a.Hat, 64), clip(a.Client, 64), body)
	return err
}

// Version is one line of a party's history.
type Version struct {
	Version  int64     `json:"version"`
	Verb     string    `json:"verb" example:"amend"`
	About    string    `json:"about,omitempty" doc:"What changed, without any private value."`
	At       time.Time `json:"at"`
	By       string    `json:"by" doc:"The party id of who did it, or the program."`
	Hat      string    `json:"hat,omitempty"`
	Client   string    `json:"client,omitempty"`
	Name     string    `json:"name"`
	Status   Status    `json:"status"`
	Level    Level     `json:"level"`
	Branch   string    `json:"branch"`
	Birth    string    `json:"birth,omitempty" doc:"Masked."`
	Identity string    `json:"-"`
}

// versionsOf are those below a version (0: from the newest), newest first.
func versionsOf(q store.Querier, id ID, below int64, limit int) ([]Version, error) {
	if below <= 0 {
		below = 1 << 62
	}
	return store.All(q, func(s store.Scanner) (v Version, err error) {
		var at int64
		var body []byte
		if err = s.Scan(&v.Version, &v.Verb, &v.About, &at, &v.By, &v.Hat, &v.Client, &body); err != nil {
			return v, err
		}
		var r record
		err = json.Unmarshal(body, &r)
		v.At, v.Name, v.Status, v.Level, v.Branch, v.Birth = time.UnixMicro(at).UTC(), r.Name, r.Status, r.Level, r.Branch, maskBirth(r.Birth)
		return v, err
	}, `SELECT version, verb, about, made_at, made_by, hat, client, body FROM party_versions WHERE party = ? AND version < ?
		ORDER BY version DESC LIMIT ?`, int64(id), below, limit)
}

// nameRow is a name by which a party is found.
type nameRow struct {
	id    ID
	kind  string // "name", "latin" or "former"
	name  string
	party ID
}

func scanName(s store.Scanner) (n nameRow, err error) {
	err = s.Scan(&n.id, &n.party, &n.kind, &n.name)
	return n, err
}

func namesOf(q store.Querier, id ID) ([]nameRow, error) {
	return store.All(q, scanName, "SELECT id, party, kind, name FROM party_names WHERE party = ? ORDER BY id", int64(id))
}

func insertName(tx *store.Tx, party ID, kind, name string) error {
	full, initials := reading(name)
	_, err := tx.Exec("INSERT INTO party_names (id, party, kind, name, pinyin, initials, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(tx.NewID()), int64(party), kind, name, full, initials, tx.Now().UnixMicro())
	return err
}

func renameKind(tx *store.Tx, id ID, kind string) error {
	_, err := tx.Exec("UPDATE party_names SET kind = ? WHERE id = ?", kind, int64(id))
	return err
}

func deleteName(tx *store.Tx, id ID) error {
	_, err := tx.Exec("DELETE FROM party_names WHERE id = ?", int64(id))
	return err
}

// mergedInto are the parties that were merged into one.
func mergedInto(q store.Querier, id ID) ([]ID, error) {
	return store.All(q, store.Value[ID], "SELECT id FROM party_parties WHERE merged_into = ? ORDER BY id", int64(id))
}

// canonicalOf is the party that an id leads to, with its home branch.
func canonicalOf(q store.Querier, id ID) (ID, auth.Branch, error) {
	type row struct {
		into   ID
		branch string
	}
	for range maxChain {
		r, ok, err := store.One(q, func(s store.Scanner) (r row, err error) { return r, s.Scan(&r.into, &r.branch) },
			"SELECT merged_into, branch FROM party_parties WHERE id = ?", int64(id))
		switch {
		case err != nil:
			return 0, "", err
		case !ok:
			return 0, "", ErrUnknown
		case r.into == 0:
			return id, r.branch, nil
		}
		id = r.into
	}
	return 0, "", ErrUnknown
}

// levelOf is of the record that an id leads to what its level rests on.
func levelOf(q store.Querier, id ID) (r record, err error) {
	for range maxChain {
		var ok bool
		r, ok, err = store.One(q, func(s store.Scanner) (r record, err error) {
			var until sql.NullInt64
			err = s.Scan(&r.Level, &until, &r.MergedInto)
			r.LevelUntil = dateOf(until)
			return r, err
		}, "SELECT kyc, kyc_until, merged_into FROM party_parties WHERE id = ?", int64(id))
		switch {
		case err != nil:
			return record{}, err
		case !ok:
			return record{}, ErrUnknown
		case r.MergedInto == 0:
			return r, nil
		}
		id = r.MergedInto
	}
	return record{}, ErrUnknown
}

// maxChain bounds a walk along merges; Merge itself keeps every chain at one step.
const maxChain = 8

// idsAfter are the ids of parties behind one.
func idsAfter(q store.Querier, after ID, limit int) ([]ID, error) {
	return store.All(q, store.Value[ID], "SELECT id FROM party_parties WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

package screening

import (
	"strings"
	"time"

	"tonghui/platform/store"
)

func timeOf(micros int64) (t time.Time) {
	if micros != 0 {
		t = time.UnixMicro(micros).UTC()
	}
	return t
}

func microsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

const selectList = "SELECT id, kind, name_zh, name_en, source, live, made_at FROM screening_lists "

func scanList(s store.Scanner) (l List, err error) {
	var made int64
	err = s.Scan(&l.ID, &l.Kind, &l.NameZH, &l.NameEN, &l.Source, &l.Live, &made)
	l.MadeAt = timeOf(made)
	return l, err
}

func allLists(q store.Querier) ([]List, error) {
	return store.All(q, scanList, selectList+"ORDER BY id")
}

// lockList reads a list whose version in force is going to rest on it.
func lockList(tx *store.Tx, id string) (List, bool, error) {
	rows, err := tx.Lock(selectList+"WHERE id = ? ORDER BY id", id)
	ls, err := store.Collect(rows, err, scanList)
	if err != nil || len(ls) == 0 {
		return List{}, false, err
	}
	return ls[0], true, nil
}

func putList(tx *store.Tx, l *List) error {
	_, err := tx.Exec(`REPLACE INTO screening_lists (id, kind, name_zh, name_en, source, live, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		l.ID, string(l.Kind), l.NameZH, l.NameEN, l.Source, int64(l.Live), microsOf(l.MadeAt))
	return err
}

const selectVersion = `SELECT id, list, state, format, encoding, digest, file_name, entries, added, removed, changed, base, loaded_by,
	loaded_at, decided_by, decided_at, reason FROM screening_versions `

func scanVersion(s store.Scanner) (v *Version, err error) {
	v = &Version{}
	var digest []byte
	var loaded, decided int64
	err = s.Scan(&v.ID, &v.List, &v.State, &v.Format, &v.Encoding, &digest, &v.FileName, &v.Entries, &v.Added, &v.Removed, &v.Changed,
		&v.Base, &v.LoadedBy, &loaded, &v.DecidedBy, &decided, &v.Reason)
	copy(v.Digest[:], digest)
	v.LoadedAt, v.DecidedAt = timeOf(loaded), timeOf(decided)
	return v, err
}

func versionByID(q store.Querier, id store.ID) (*Version, bool, error) {
	return store.One(q, scanVersion, selectVersion+"WHERE id = ?", int64(id))
}

func versionsOf(q store.Querier, list string, before store.ID, limit int) ([]*Version, error) {
	return store.All(q, scanVersion, selectVersion+"WHERE list = ? AND id < ? ORDER BY id DESC LIMIT ?", list, int64(before), limit)
}

// blockRows is how many blocks one statement writes.
const blockRows = 8

func insertVersion(tx *store.Tx, v *Version, blocks []block) error {
	if _, err := tx.Exec(`INSERT INTO screening_versions (id, list, state, format, encoding, digest, file_name, entries, added, removed,
		changed, base, loaded_by, loaded_at, decided_by, decided_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '')`,
		int64(v.ID), v.List, int64(v.State), string(v.Format), string(v.Encoding), v.Digest[:], v.FileName, v.Entries, v.Added, v.Removed,
		v.Changed, int64(v.Base), v.LoadedBy, microsOf(v.LoadedAt)); err != nil {
		return err
	}
	for i := 0; i < len(blocks); i += blockRows {
		some := blocks[i:min(i+blockRows, len(blocks))]
		var args []any
		for j, b := range some {
			args = append(args, int64(v.ID), i+j, b.first, b.packed)
		}
		if _, err := tx.Exec("INSERT INTO screening_blocks (version, block, first_entry, packed) VALUES "+
			strings.Repeat("(?, ?, ?, ?), ", len(some)-1)+"(?, ?, ?, ?)", args...); err != nil {
			return err
		}
	}
	return nil
}

func updateVersion(tx *store.Tx, v *Version) error {
	_, err := tx.Exec("UPDATE screening_versions SET state = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ?",
		int64(v.State), v.DecidedBy, microsOf(v.DecidedAt), v.Reason, int64(v.ID))
	return err
}

// entriesOf reads all entries of a version, block by block.
func entriesOf(q store.Querier, version store.ID) (out []Entry, err error) {
	packed, err := store.All(q, store.Value[[]byte], "SELECT packed FROM screening_blocks WHERE version = ? ORDER BY block", int64(version))
	for _, p := range packed {
		if out, err = unpack(out, p); err != nil {
			return nil, err
		}
	}
	return out, err
}

// entryAt reads one entry by its place.
func entryAt(q store.Querier, version store.ID, place int64) (*Entry, error) {
	type row struct {
		first  int64
		packed []byte
	}
	b, ok, err := store.One(q, func(s store.Scanner) (r row, err error) { return r, s.Scan(&r.first, &r.packed) },
		"SELECT first_entry, packed FROM screening_blocks WHERE version = ? AND first_entry <= ? ORDER BY first_entry DESC LIMIT 1",
		int64(version), place)
	if err != nil || !ok {
		return nil, err
	}
	es, err := unpack(nil, b.packed)
	if err != nil || place-b.first >= int64(len(es)) {
		return nil, err
	}
	return &es[place-b.first], nil
}

const selectRun = "SELECT id, started_at, updated_at, ended_at, parties, found, lapsed FROM screening_runs "

func scanRun(s store.Scanner) (r *RunInfo, err error) {
	r = &RunInfo{}
	var started, updated, ended int64
	err = s.Scan(&r.ID, &started, &updated, &ended, &r.Parties, &r.Found, &r.Lapsed)
	r.StartedAt, r.UpdatedAt, r.EndedAt = timeOf(started), timeOf(updated), timeOf(ended)
	return r, err
}

func runByID(q store.Querier, id store.ID) (*RunInfo, bool, error) {
	return store.One(q, scanRun, selectRun+"WHERE id = ?", int64(id))
}

func runsBefore(q store.Querier, before store.ID, limit int) ([]*RunInfo, error) {
	return store.All(q, scanRun, selectRun+"WHERE id < ? ORDER BY id DESC LIMIT ?", int64(before), limit)
}

func putRun(tx *store.Tx, r *RunInfo) error {
	_, err := tx.Exec("REPLACE INTO screening_runs (id, started_at, updated_at, ended_at, parties, found, lapsed) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(r.ID), microsOf(r.StartedAt), microsOf(r.UpdatedAt), microsOf(r.EndedAt), r.Parties, r.Found, r.Lapsed)
	return err
}

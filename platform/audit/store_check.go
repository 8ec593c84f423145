package audit

import (
	"database/sql"

	"tonghui/platform/store"
)

// checked is how far a check has come.
func checked(q store.Querier, name string) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT up_to FROM audit_checks WHERE name = ?", name)
	return n, err
}

func putChecked(tx *store.Tx, name string, upTo int64) error {
	_, err := tx.Exec("REPLACE INTO audit_checks (name, up_to, checked_at) VALUES (?, ?, ?)", name, upTo, tx.Now().UnixMicro())
	return err
}

// recordRows are the records from one number to before another.
func recordRows(q store.Querier, from, to int64) ([]recordRow, error) {
	return store.All(q, scanRecord, "SELECT "+recordColumns+" FROM audit_records WHERE leaf >= ? AND leaf < ? ORDER BY leaf", from, to)
}

// recordsBeyond are numbers that the log has not given.
func recordsBeyond(q store.Querier, size int64, limit int) ([]int64, error) {
	beyond, err := store.All(q, store.Value[int64], "SELECT leaf FROM audit_records WHERE leaf >= ? ORDER BY leaf LIMIT ?", size, limit)
	if err != nil {
		return nil, err
	}
	negative, err := store.All(q, store.Value[int64], "SELECT leaf FROM audit_records WHERE leaf < 0 ORDER BY leaf LIMIT ?", limit)
	return append(negative, beyond...), err
}

// privateFull is a private part with its column.
type privateFull struct {
	id     store.ID
	person string
	body   []byte
}

func scanPrivateFull(s store.Scanner) (p privateFull, err error) {
	var person sql.NullString
	err = s.Scan(&p.id, &person, &p.body)
	p.person = person.String
	return p, err
}

func privateFulls(q store.Querier, rows []recordRow) (map[store.ID]privateFull, error) {
	out := make(map[store.ID]privateFull, len(rows))
	for len(rows) > 0 {
		part := rows[:min(512, len(rows))]
		rows = rows[len(part):]
		args := make([]any, len(part))
		for i := range part {
			args[i] = int64(part[i].id)
		}
		found, err := store.All(q, scanPrivateFull, "SELECT id, person, body FROM audit_private WHERE id IN ("+store.Marks(len(args))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p.id] = p
		}
	}
	return out, nil
}

// recordsByObject are the records of a kind behind an object and a record of it.
// The id answered is 0 when there are no more.
func recordsByObject(q store.Querier, kind, object string, id store.ID, limit int) (records []*Record, _ string, _ store.ID, err error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+" FROM audit_records"+
		" WHERE kind = ? AND object >= ? AND NOT (object = ? AND id <= ?) ORDER BY object, id LIMIT ?", kind, object, object, int64(id), limit)
	if err != nil || len(rows) == 0 {
		return nil, object, 0, err
	}
	last := rows[len(rows)-1]
	if len(rows) == limit {
		object, id = last.object, last.id
	} else {
		id = 0 // no more
	}
	records, err = readable(q, rows, nil)
	return records, object, id, err
}

// latestOf is the latest record of an object, with those that have no number yet.
func latestOf(q store.Querier, kind, object string, waiting []*Record) (x latest, err error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+
		" FROM audit_records WHERE kind = ? AND object = ? ORDER BY id DESC LIMIT 1000", kind, object)
	records, err := readable(q, rows, err)
	x.object = object
	for _, r := range append(records, waiting...) {
		x.see(r)
	}
	return x, err
}

// pendingOf are those notes of a kind that have no number yet and that keep wants, by object.
func pendingOf(q store.Querier, kind string, keep func(object string, last store.ID) bool) (map[string][]*Record, error) {
	out := map[string][]*Record{}
	for after := store.ID(0); ; {
		rows, err := pendingRows(q, after, 4*page)
		if err != nil || len(rows) == 0 {
			return out, err
		}
		for i := range rows {
			b := rows[i].body
			if word(b, "kind") != kind || !keep(word(b, "object"), store.ID(number(b, "last"))) {
				continue
			}
			r, err := readRecord(-1, rows[i].body, rows[i].private, rows[i].salt)
			if err != nil {
				return nil, err
			}
			out[r.Object] = append(out[r.Object], r)
		}
		after = rows[len(rows)-1].id
	}
}

// firstPending is the smallest row in a list that has no number yet, 0 if there is none.
func firstPending(q store.Querier, kind string) (first store.ID, err error) {
	for after := store.ID(0); ; {
		rows, err := pendingRows(q, after, 4*page)
		if err != nil || len(rows) == 0 {
			return first, err
		}
		for i := range rows {
			if word(rows[i].body, "kind") == kind {
				if id := number19(word(rows[i].body, "object")); first == 0 || id < first {
					first = id
				}
			}
		}
		after = rows[len(rows)-1].id
	}
}

// notedObjects tells which of some objects have a record.
func notedObjects(q store.Querier, kind string, objects []string) (map[string]bool, error) {
	args := make([]any, 0, len(objects)+1)
	args = append(args, kind)
	for _, o := range objects {
		args = append(args, o)
	}
	found, err := store.All(q, store.Value[string],
		"SELECT DISTINCT object FROM audit_records WHERE kind = ? AND object IN ("+store.Marks(len(objects))+")", args...)
	out := make(map[string]bool, len(found))
	for _, o := range found {
		out[o] = true
	}
	return out, err
}

// listsBehind are lists of rows that begin behind an object.
func listsBehind(q store.Querier, kind, object string, limit int) ([]*list, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+
		" FROM audit_records WHERE kind = ? AND object > ? ORDER BY object, id LIMIT ?", kind, object, limit)
	return listsOf(rows, err)
}

// listsAcross are lists that begin at or before a row and end behind it.
func listsAcross(q store.Querier, kind string, id store.ID) ([]*list, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+
		" FROM audit_records WHERE kind = ? AND object <= ? ORDER BY object DESC, id DESC LIMIT ?", kind, rowObject(id), lookBack)
	var across []recordRow
	for i := range rows {
		if rows[i].last > id {
			across = append(across, rows[i])
		}
	}
	return listsOf(across, err)
}

func listsOf(rows []recordRow, err error) ([]*list, error) {
	if err != nil {
		return nil, err
	}
	out := make([]*list, 0, len(rows))
	for i := range rows {
		if r, err := readRecord(rows[i].leaf, rows[i].body, nil, nil); err == nil { // else the tree shows it
			out = append(out, r.list())
		}
	}
	return out, nil
}

// firstList is the first row of the first list of a kind.
func firstList(q store.Querier, kind string) (first store.ID, ok bool, err error) {
	object, ok, err := store.One(q, store.Value[string], "SELECT object FROM audit_records WHERE kind = ? ORDER BY kind, object LIMIT 1", kind)
	return number19(object), ok, err
}

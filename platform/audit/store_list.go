package audit

import (
	"tonghui/platform/store"
)

// recordRow is a record as its table has it.
type recordRow struct {
	leaf         int64
	id           store.ID
	kind, object string
	last         store.ID
	body         []byte
}

const recordColumns = "leaf, id, kind, object, last_id, body"

func scanRecord(s store.Scanner) (r recordRow, err error) {
	err = s.Scan(&r.leaf, &r.id, &r.kind, &r.object, &r.last, &r.body)
	return r, err
}

// readable is withPrivate without the records whose text was damaged: the tree shows those.
func readable(q store.Querier, rows []recordRow, err error) ([]*Record, error) {
	whole := rows[:0]
	for i := range rows {
		if _, e := readRecord(rows[i].leaf, rows[i].body, nil, nil); e == nil {
			whole = append(whole, rows[i])
		}
	}
	return withPrivate(q, whole, err)
}

// withPrivate reads records whole.
func withPrivate(q store.Querier, rows []recordRow, err error) ([]*Record, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	private, err := partsOf(q, selectPrivate, rows)
	if err != nil {
		return nil, err
	}
	salts, err := partsOf(q, selectSalts, rows)
	if err != nil {
		return nil, err
	}
	out := make([]*Record, len(rows))
	for i := range rows {
		if out[i], err = readRecord(rows[i].leaf, rows[i].body, private[rows[i].id], salts[rows[i].id]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type privateRow struct {
	id   store.ID
	body []byte
}

func scanPrivate(s store.Scanner) (p privateRow, err error) {
	err = s.Scan(&p.id, &p.body)
	return p, err
}

const (
	selectPrivate = "SELECT id, body FROM audit_private WHERE id IN "
	selectSalts   = "SELECT id, salt FROM audit_salts WHERE id IN "
)

// partsOf are the private parts, or the salts, of records, by id.
func partsOf(q store.Querier, query string, rows []recordRow) (map[store.ID][]byte, error) {
	out := make(map[store.ID][]byte, len(rows))
	for len(rows) > 0 {
		part := rows[:min(500, len(rows))]
		rows = rows[len(part):]
		args := make([]any, len(part))
		for i := range part {
			args[i] = int64(part[i].id)
		}
		found, err := store.All(q, scanPrivate, query+"("+store.Marks(len(args))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p.id] = p.body
		}
	}
	return out, nil
}

func recordsIn(q store.Querier, s span, limit int) ([]*Record, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+
		" FROM audit_records WHERE id > ? AND id < ? AND leaf < ? ORDER BY id DESC LIMIT ?", int64(s.after), int64(s.before), s.upTo, limit)
	return withPrivate(q, rows, err)
}

func objectRecords(q store.Querier, kind, object string, s span, limit int) ([]*Record, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+" FROM audit_records WHERE kind = ? AND object = ?"+
		" AND id > ? AND id < ? AND leaf < ? ORDER BY id DESC LIMIT ?", kind, object, int64(s.after), int64(s.before), s.upTo, limit)
	return withPrivate(q, rows, err)
}

func recordsOf(q store.Querier, person string, s span, limit int) ([]*Record, error) {
	rows, err := store.All(q, scanRecord, `SELECT r.leaf, r.id, r.kind, r.object, r.last_id, r.body
		FROM audit_private p JOIN audit_records r ON r.id = p.id
		WHERE p.person = ? AND p.id > ? AND p.id < ? AND r.leaf < ? ORDER BY p.id DESC LIMIT ?`,
		person, int64(s.after), int64(s.before), s.upTo, limit)
	return withPrivate(q, rows, err)
}

// recordByID finds a record, or a note that has no number yet.
func recordByID(q store.Querier, id store.ID) (*Record, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+" FROM audit_records WHERE id = ?", int64(id))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		p, ok, err := store.One(q, scanPending, "SELECT id, body, private, salt FROM audit_pending WHERE id = ?", int64(id))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrUnknownRecord
		}
		return readRecord(-1, p.body, p.private, p.salt)
	}
	records, err := withPrivate(q, rows, nil)
	if err != nil {
		return nil, err
	}
	return records[0], nil
}

// lookBack is how many lists of rows may begin between a row and the first of its own list: as many as all lanes of
// all processes begin while one update writes.
const lookBack = 2048

// covering is the record of the list of rows that a row belongs to, nil if none has a number.
func covering(q store.Querier, kind string, id store.ID) (*Record, error) {
	rows, err := store.All(q, scanRecord, "SELECT "+recordColumns+
		" FROM audit_records WHERE kind = ? AND object <= ? ORDER BY object DESC, id DESC LIMIT ?", kind, rowObject(id), lookBack)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if holds(number19(rows[i].object), rows[i].last, id) {
			records, err := withPrivate(q, rows[i:i+1], nil)
			if err != nil {
				return nil, err
			}
			return records[0], nil
		}
	}
	return nil, nil
}

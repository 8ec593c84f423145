package audit

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

const (
	insertPending  = "INSERT INTO audit_pending (id, body, private, salt) VALUES "
	pendingColumns = 4
)

// pendingRow is a note without a number.
type pendingRow struct {
	id                  store.ID
	body, private, salt []byte
}

func scanPending(s store.Scanner) (p pendingRow, err error) {
	err = s.Scan(&p.id, &p.body, &p.private, &p.salt)
	return p, err
}

// pendingRows are notes behind an id.
func pendingRows(q store.Querier, after store.ID, limit int) ([]pendingRow, error) {
	return store.All(q, scanPending, "SELECT id, body, private, salt FROM audit_pending WHERE id > ? ORDER BY id LIMIT ?",
		int64(after), limit)
}

// countPending counts notes without a number, up to a limit.
func countPending(q store.Querier, limit int) (n int64, oldest store.ID, err error) {
	oldest, ok, err := store.One(q, store.Value[store.ID], "SELECT id FROM audit_pending ORDER BY id LIMIT 1")
	if err != nil || !ok {
		return 0, 0, err
	}
	n, _, err = store.One(q, store.Value[int64], "SELECT COUNT(*) FROM (SELECT id FROM audit_pending LIMIT ?) AS p", limit)
	return n, oldest, err
}

// deletePending removes notes that have got their numbers and tells how many there were.
func deletePending(tx *store.Tx, rows []pendingRow) (n int64, err error) {
	const most = 256
	for len(rows) > 0 {
		part := rows[:min(most, len(rows))]
		rows = rows[len(part):]
		args := make([]any, len(part))
		for i := range part {
			args[i] = int64(part[i].id)
		}
		gone, err := tx.Exec("DELETE FROM audit_pending WHERE id IN ("+store.Marks(len(part))+")", args...)
		if err != nil {
			return n, err
		}
		n += gone
	}
	return n, nil
}

// insertRecords writes leaves from a number on.
func insertRecords(tx *store.Tx, first int64, rows []pendingRow) error {
	args := make([]any, 0, 6*len(rows))
	for i := range rows {
		r := &rows[i]
		args = append(args, first+int64(i), int64(r.id), word(r.body, "kind"), word(r.body, "object"), number(r.body, "last"), r.body)
	}
	return insertRows(tx, "INSERT INTO audit_records (leaf, id, kind, object, last_id, body) VALUES ", 6, args)
}

// insertPrivate writes the private parts and salts of leaves.
func insertPrivate(tx *store.Tx, rows []pendingRow) error {
	var args, salts []any
	for i := range rows {
		if r := &rows[i]; r.private != nil {
			var person sql.NullString
			if w := word(r.private, "person"); w != "" {
				person = sql.NullString{String: personOf(r.private), Valid: true}
			}
			args = append(args, int64(r.id), person, r.private)
		}
		if r := &rows[i]; r.salt != nil {
			salts = append(salts, int64(r.id), r.salt)
		}
	}
	if err := insertRows(tx, "INSERT INTO audit_salts (id, salt) VALUES ", 2, salts); err != nil {
		return err
	}
	return insertRows(tx, "INSERT INTO audit_private (id, person, body) VALUES ", 3, args)
}

// insertRows writes rows in statements of many.
func insertRows(tx *store.Tx, head string, columns int, args []any) error {
	for len(args) > 0 {
		n := min(rowsPerInsert, len(args)/columns)
		if n < rowsPerInsert {
			n = 1
		}
		if _, err := tx.Exec(store.MultiRow(head, columns, n), args[:n*columns]...); err != nil {
			return err
		}
		args = args[n*columns:]
	}
	return nil
}

// tileRow reads a tile, nil if it is not there.
func tileRow(q store.Querier, k tileKey) ([]byte, error) {
	data, _, err := store.One(q, store.Value[[]byte], "SELECT hashes FROM audit_tiles WHERE level = ? AND n = ?", k.level, k.n)
	return data, err
}

func putTile(tx *store.Tx, k tileKey, data []byte) error {
	_, err := tx.Exec("REPLACE INTO audit_tiles (level, n, hashes) VALUES (?, ?, ?)", k.level, k.n, data)
	return err
}

// treeSize is the number of leaves.
func treeSize(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT size FROM audit_tree WHERE id = 1")
	return n, err
}

// lockTree is treeSize for an update that will change it.
func lockTree(tx *store.Tx) (int64, error) {
	rows, err := tx.Lock("SELECT size FROM audit_tree WHERE id = 1 ORDER BY id")
	n, err := store.Collect(rows, err, store.Value[int64])
	if err != nil || len(n) == 0 {
		return 0, err
	}
	return n[0], nil
}

func putTreeSize(tx *store.Tx, size int64) error {
	_, err := tx.Exec("REPLACE INTO audit_tree (id, size) VALUES (1, ?)", size)
	return err
}

// checkpointRow is a signed checkpoint as the database has it.
type checkpointRow struct {
	size     int64
	signedAt time.Time
	note     []byte
}

func scanCheckpoint(s store.Scanner) (c checkpointRow, err error) {
	var at int64
	err = s.Scan(&c.size, &at, &c.note)
	c.signedAt = time.UnixMicro(at).UTC()
	return c, err
}

// newestCheckpoint is the last one signed.
func newestCheckpoint(q store.Querier) (checkpointRow, bool, error) {
	return store.One(q, scanCheckpoint, "SELECT size, signed_at, note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")
}

// checkpointRows are those behind a size.
func checkpointRows(q store.Querier, after int64, limit int) ([]checkpointRow, error) {
	return store.All(q, scanCheckpoint, "SELECT size, signed_at, note FROM audit_checkpoints WHERE size > ? ORDER BY size LIMIT ?", after, limit)
}

func insertCheckpoint(tx *store.Tx, c *checkpointRow) error {
	_, err := tx.Exec("INSERT INTO audit_checkpoints (size, signed_at, note) VALUES (?, ?, ?)", c.size, c.signedAt.UnixMicro(), c.note)
	return err
}

func updateCheckpoint(tx *store.Tx, c *checkpointRow) error {
	_, err := tx.Exec("UPDATE audit_checkpoints SET note = ? WHERE size = ?", c.note, c.size)
	return err
}

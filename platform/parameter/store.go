package parameter

import (
	"time"

	"tonghui/platform/store"
)

const selectRow = "SELECT id, name, valid_from, value, proposed_by, approved_by, reason, set_at FROM parameter_values "

func scan(r store.Scanner) (*Row, error) {
	row := &Row{}
	var at int64
	err := r.Scan(&row.ID, &row.Name, &row.From, &row.Value, &row.ProposedBy, &row.ApprovedBy, &row.Reason, &at)
	row.SetAt = time.UnixMicro(at).UTC()
	return row, err
}

func insert(tx *store.Tx, r *Row) error {
	_, err := tx.Exec(`INSERT INTO parameter_values (id, name, valid_from, value, proposed_by, approved_by, reason, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, int64(r.ID), r.Name, int64(r.From), r.Value, r.ProposedBy, r.ApprovedBy, r.Reason,
		r.SetAt.UnixMicro())
	return err
}

// allChanges are read whole: they are as many as the bank's staff have decided.
func allChanges(q store.Querier) ([]*Row, error) {
	return store.All(q, scan, selectRow+"ORDER BY name, valid_from, id")
}

func changesOf(q store.Querier, name string) ([]*Row, error) {
	return store.All(q, scan, selectRow+"WHERE name = ? ORDER BY valid_from, id", name)
}

func history(q store.Querier, name string, before store.ID, limit int) ([]*Row, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, scan, selectRow+"WHERE name = ? AND id < ? ORDER BY id DESC LIMIT ?", name, int64(before), limit)
}

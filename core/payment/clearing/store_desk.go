package clearing

import (
	"errors"

	"tonghui/platform/store"
)

const selectItem = "SELECT id, kind, message, uetr, state, detail, note, opened_at, closed_at, closed_by, version FROM clearing_items "

func scanItem(r store.Scanner) (*Item, error) {
	i := &Item{}
	var opened, ended int64
	err := r.Scan(&i.ID, &i.Kind, &i.Message, &i.UETR, &i.State, &i.Detail, &i.Note, &opened, &ended, &i.ClosedBy, &i.Version)
	i.OpenedAt, i.ClosedAt = timeOf(opened), timeOrNil(ended)
	return i, err
}

// insertItem keeps an item once for its kind, message and payment; false: it was there.
func insertItem(tx *store.Tx, i *Item) (bool, error) {
	_, err := tx.Exec(`INSERT INTO clearing_items (id, kind, message, uetr, state, detail, note, opened_at, closed_at, closed_by, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(i.ID), i.Kind, int64(i.Message), i.UETR, i.State, i.Detail, i.Note,
		i.OpenedAt.UnixMicro(), microsOf(i.ClosedAt), i.ClosedBy, i.Version)
	if errors.Is(err, store.ErrDuplicate) {
		return false, nil
	}
	return err == nil, err
}

func lockItem(tx *store.Tx, id store.ID) (*Item, error) {
	rows, err := tx.Lock(selectItem+"WHERE id = ? ORDER BY id", int64(id))
	return first(store.Collect(rows, err, scanItem))
}

func updateItem(tx *store.Tx, i *Item) error {
	i.Version++
	_, err := tx.Exec("UPDATE clearing_items SET state = ?, note = ?, closed_at = ?, closed_by = ?, version = ? WHERE id = ?", i.State, i.Note,
		microsOf(i.ClosedAt), i.ClosedBy, i.Version, int64(i.ID))
	return err
}

func listItems(q store.Querier, state string, before store.ID, limit int) ([]*Item, error) {
	return store.All(q, scanItem, selectItem+"WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?", state, int64(before), limit)
}

func countItems(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM clearing_items WHERE state = 'open'")
	return n, err
}

const selectRecall = `SELECT id, side, reference, uetr, transfer, bank, group_id, endtoend, tx_id, amount, reason, state, answer, made_at, ended_at,
	version FROM clearing_recalls `

func scanRecall(r store.Scanner) (*Recall, error) {
	c := &Recall{}
	var made, ended int64
	err := r.Scan(&c.ID, &c.Side, &c.Reference, &c.UETR, &c.Transfer, &c.Bank, &c.group, &c.endToEnd, &c.tx, &c.Amount, &c.Reason, &c.State,
		&c.Answer, &made, &ended, &c.Version)
	c.MadeAt, c.EndedAt = timeOf(made), timeOrNil(ended)
	return c, err
}

func insertRecall(tx *store.Tx, c *Recall) error {
	_, err := tx.Exec(`INSERT INTO clearing_recalls (id, side, reference, uetr, transfer, bank, group_id, endtoend, tx_id, amount, reason, state,
		answer, made_at, ended_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(c.ID), c.Side, c.Reference, c.UETR,
		int64(c.Transfer), c.Bank, c.group, c.endToEnd, c.tx, int64(c.Amount), c.Reason, c.State, c.Answer, c.MadeAt.UnixMicro(),
		microsOf(c.EndedAt), c.Version)
	return err
}

func updateRecall(tx *store.Tx, c *Recall) error {
	c.Version++
	_, err := tx.Exec("UPDATE clearing_recalls SET transfer = ?, state = ?, answer = ?, ended_at = ?, version = ? WHERE id = ?",
		int64(c.Transfer), c.State, c.Answer, microsOf(c.EndedAt), c.Version, int64(c.ID))
	return err
}

func lockRecall(tx *store.Tx, id store.ID) (*Recall, error) {
	rows, err := tx.Lock(selectRecall+"WHERE id = ? ORDER BY id", int64(id))
	return first(store.Collect(rows, err, scanRecall))
}

func lockRecallsOf(tx *store.Tx, side, uetr string) ([]*Recall, error) {
	rows, err := tx.Lock(selectRecall+"WHERE uetr = ? AND side = ? ORDER BY id", uetr, side)
	return store.Collect(rows, err, scanRecall)
}

func recallByID(q store.Querier, id store.ID) (*Recall, error) {
	return first(store.All(q, scanRecall, selectRecall+"WHERE id = ?", int64(id)))
}

func listRecalls(q store.Querier, before store.ID, limit int) ([]*Recall, error) {
	return store.All(q, scanRecall, selectRecall+"WHERE id < ? ORDER BY id DESC LIMIT ?", int64(before), limit)
}

func recallsOf(q store.Querier, uetr string) ([]*Recall, error) {
	return store.All(q, scanRecall, selectRecall+"WHERE uetr = ? ORDER BY id LIMIT 100", uetr)
}

package vault

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

const keyColumns = "id, purpose, algorithm, master_id, wrapped, made_at, active_at, retired_at"

func scanKey(s store.Scanner) (k Key, err error) {
	var made, active, retired int64
	err = s.Scan(&k.ID, &k.Purpose, &k.Algorithm, &k.MasterID, &k.wrapped, &made, &active, &retired)
	k.Made, k.Active = time.UnixMicro(made).UTC(), time.UnixMicro(active).UTC()
	if retired != 0 {
		k.Retired = time.UnixMicro(retired).UTC()
	}
	return k, err
}

// allKeys are a handful: one or two a year.
func allKeys(q store.Querier) ([]Key, error) {
	return store.All(q, scanKey, "SELECT "+keyColumns+" FROM vault_keys ORDER BY id")
}

// insertKey answers store.ErrDuplicate when another process has taken the number.
func insertKey(tx *store.Tx, k *Key, delay time.Duration) error {
	_, err := tx.Exec("INSERT INTO vault_keys ("+keyColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		int64(k.ID), int64(k.Purpose), int64(k.Algorithm), k.MasterID, k.wrapped,
		tx.Now().UnixMicro(), tx.Now().Add(delay).UnixMicro(), 0)
	return err
}

// rewrapKey keeps a key as another master key wraps it, if nobody else has wrapped it anew meanwhile.
func rewrapKey(tx *store.Tx, before, after *Key) (bool, error) {
	n, err := tx.Exec("UPDATE vault_keys SET master_id = ?, wrapped = ? WHERE id = ? AND master_id = ? AND wrapped = ?",
		after.MasterID, after.wrapped, int64(before.ID), before.MasterID, before.wrapped)
	return n == 1, err
}

func retireKey(tx *store.Tx, id KeyID) (bool, error) {
	n, err := tx.Exec("UPDATE vault_keys SET retired_at = ? WHERE id = ? AND retired_at = 0", tx.Now().UnixMicro(), int64(id))
	return n == 1, err
}

// line is a row of a registered column.
type line struct {
	row          store.ID
	sealed, mark []byte
	by           sql.NullString
}

// The names in these statements are constants of the rooms, which AddColumn has judged.

// linesAfter is the next page of a column in the order of its rows.
func linesAfter(q store.Querier, c *Column, after store.ID, limit int) ([]line, error) {
	what := c.Key + ", " + c.Column
	if c.Mark != nil {
		what += ", " + c.Mark.Column
		if c.Mark.By != "" {
			what += ", " + c.Mark.By
		}
	}
	return store.All(q, func(s store.Scanner) (l line, err error) {
		into := []any{&l.row, &l.sealed}
		if c.Mark != nil {
			into = append(into, &l.mark)
			if c.Mark.By != "" {
				into = append(into, &l.by)
			}
		}
		return l, s.Scan(into...)
	}, "SELECT "+what+" FROM "+c.Table+" WHERE "+c.Key+" > ? ORDER BY "+c.Key+" LIMIT ?", int64(after), limit)
}

// replaceLine writes a row if it still holds the sealed value that was read; a sealed value never comes twice.
func replaceLine(tx *store.Tx, c *Column, before, after *line) (bool, error) {
	set, args := c.Column+" = ?", []any{after.sealed}
	if c.Mark != nil {
		set += ", " + c.Mark.Column + " = ?"
		args = append(args, after.mark)
	}
	args = append(args, int64(before.row), before.sealed)
	n, err := tx.Exec("UPDATE "+c.Table+" SET "+set+" WHERE "+c.Key+" = ? AND "+c.Column+" = ?", args...)
	return n == 1, err
}

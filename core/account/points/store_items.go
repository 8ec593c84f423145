package points

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectItem = "SELECT id, code, name_zh, name_en, price, stock, offered, version FROM points_items "

func scanItem(r store.Scanner) (i Item, err error) {
	var offered int
	err = r.Scan(&i.ID, &i.Code, &i.NameZH, &i.NameEN, &i.Price, &i.Stock, &offered, &i.Version)
	i.Offered = offered != 0
	return i, err
}

// lockItemByCode answers the zero item for a code that isn't there.
func lockItemByCode(tx *store.Tx, code string) (Item, bool, error) {
	rows, err := tx.Lock(selectItem+"WHERE code = ? ORDER BY code", code)
	found, err := store.Collect(rows, err, scanItem)
	if err != nil || len(found) == 0 {
		return Item{}, false, err
	}
	return found[0], true, nil
}

func lockItem(tx *store.Tx, id store.ID) (Item, error) {
	rows, err := tx.Lock(selectItem+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanItem)
	if err == nil && len(found) == 0 {
		err = ErrUnknownItem
	}
	if err != nil {
		return Item{}, err
	}
	return found[0], nil
}

func itemsAfter(q store.Querier, after store.ID, limit int) ([]Item, error) {
	return store.All(q, scanItem, selectItem+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func yes(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func insertItem(tx *store.Tx, i *Item) error {
	_, err := tx.Exec("INSERT INTO points_items (id, code, name_zh, name_en, price, stock, offered, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		int64(i.ID), i.Code, i.NameZH, i.NameEN, i.Price, i.Stock, yes(i.Offered), i.Version)
	return err
}

func updateItem(tx *store.Tx, i *Item) error {
	_, err := tx.Exec("UPDATE points_items SET name_zh = ?, name_en = ?, price = ?, stock = ?, offered = ?, version = ? WHERE id = ?",
		i.NameZH, i.NameEN, i.Price, i.Stock, yes(i.Offered), i.Version, int64(i.ID))
	return err
}

const selectRedemption = "SELECT id, party, item, quantity, points, state, made_at, ended_at, version FROM points_redemptions "

func scanRedemption(r store.Scanner) (*Redemption, error) {
	x := &Redemption{}
	var state int
	var made int64
	var ended sql.NullInt64
	err := r.Scan(&x.ID, &x.Party, &x.Item, &x.Quantity, &x.Points, &state, &made, &ended, &x.version)
	if err == nil && state >= len(redemptionStates) {
		err = fmt.Errorf("points: redemption %s has a state that this program doesn't know", x.ID)
	}
	if err != nil {
		return nil, err
	}
	x.State, x.MadeAt, x.EndedAt = redemptionStates[state], time.UnixMicro(made).UTC(), timeOf(ended)
	return x, nil
}

func redemptionByID(q store.Querier, id store.ID) (*Redemption, bool, error) {
	return store.One(q, scanRedemption, selectRedemption+"WHERE id = ?", int64(id))
}

func lockRedemption(tx *store.Tx, id store.ID) (*Redemption, error) {
	rows, err := tx.Lock(selectRedemption+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanRedemption)
	if err == nil && len(found) == 0 {
		err = ErrUnknownRedemption
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// redemptionsOf are a party's, the newest first, before an id; 0 is the newest of all.
func redemptionsOf(q store.Querier, party auth.Party, before store.ID, limit int) ([]*Redemption, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, scanRedemption, selectRedemption+"WHERE party = ? AND id < ? ORDER BY id DESC LIMIT ?", int64(party), int64(before), limit)
}

// redemptionsOpen are those that wait to be delivered, the oldest first.
func redemptionsOpen(q store.Querier, after store.ID, limit int) ([]*Redemption, error) {
	return store.All(q, scanRedemption, selectRedemption+"WHERE state = 1 AND id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func insertRedemption(tx *store.Tx, x *Redemption) error {
	_, err := tx.Exec("INSERT INTO points_redemptions (id, party, item, quantity, points, state, made_at, ended_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		int64(x.ID), int64(x.Party), int64(x.Item), x.Quantity, x.Points, int64(slices.Index(redemptionStates, x.State)), x.MadeAt.UnixMicro(), nil,
		x.version)
	return err
}

func updateRedemption(tx *store.Tx, x *Redemption) error {
	_, err := tx.Exec("UPDATE points_redemptions SET state = ?, ended_at = ?, version = ? WHERE id = ?", int64(slices.Index(redemptionStates, x.State)),
		x.EndedAt.UnixMicro(), x.version, int64(x.ID))
	return err
}

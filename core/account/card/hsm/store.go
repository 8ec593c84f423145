package hsm

import (
	"time"

	"tonghui/platform/store"
)

// allKeys are a handful, in the order of their making.
func allKeys(q store.Querier) ([]*Key, error) {
	return store.All(q, func(r store.Scanner) (*Key, error) {
		k := &Key{}
		var sealed, wrapped []byte
		var made int64
		err := r.Scan(&k.ID, &k.Name, &k.Purpose, &k.CheckValue, &sealed, &wrapped, &made)
		k.MadeAt = time.UnixMicro(made).UTC()
		if k.kept = wrapped; k.Purpose == LMK {
			k.kept = sealed
		}
		return k, err
	}, "SELECT id, name, purpose, check_value, sealed, wrapped, made_at FROM card_keys ORDER BY purpose, id")
}

// insertKey answers store.ErrDuplicate when the name is taken.
func insertKey(tx *store.Tx, k *Key) error {
	var sealed, wrapped any
	if k.Purpose == LMK {
		sealed = k.kept
	} else {
		wrapped = k.kept
	}
	_, err := tx.Exec("INSERT INTO card_keys (id, name, purpose, check_value, sealed, wrapped, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(k.ID), k.Name, int64(k.Purpose), k.CheckValue, sealed, wrapped, tx.Now().UnixMicro())
	return err
}

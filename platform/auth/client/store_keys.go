package client

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"tonghui/platform/store"
)

const selectKey = "SELECT id, client, form, thumb, public, name, from_at, until_at, ended_at, made_at FROM client_keys "

func scanKey(r store.Scanner) (k Key, err error) {
	var (
		thumb        []byte
		from, made   int64
		until, ended sql.NullInt64
	)
	if err = r.Scan(&k.ID, &k.client, &k.Form, &thumb, &k.public, &k.Name, &from, &until, &ended, &made); err != nil {
		return k, err
	}
	if len(thumb) != len(k.thumb) {
		return k, fmt.Errorf("client key %s has a thumbprint of %d bytes", k.ID, len(thumb))
	}
	copy(k.thumb[:], thumb)
	k.Thumbprint = shownThumb(k.Form, k.thumb)
	k.From, k.MadeAt = time.UnixMicro(from).UTC(), time.UnixMicro(made).UTC()
	k.Until, k.EndedAt = timeOrNil(until), timeOrNil(ended)
	return k, nil
}

// shownThumb is a thumbprint as its users know it.
func shownThumb(f Form, thumb [32]byte) string {
	if f == Certificate {
		return hex.EncodeToString(thumb[:])
	}
	return base64.RawURLEncoding.EncodeToString(thumb[:])
}

func keysOf(q store.Querier, client store.ID) ([]Key, error) {
	return store.All(q, scanKey, selectKey+"WHERE client = ? ORDER BY id", int64(client))
}

func keyByThumb(q store.Querier, thumb [32]byte) (Key, bool, error) {
	return store.One(q, scanKey, selectKey+"WHERE thumb = ?", thumb[:])
}

func insertKey(tx *store.Tx, k *Key) error {
	_, err := tx.Exec(`INSERT INTO client_keys (id, client, form, thumb, public, name, from_at, until_at, ended_at, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(k.ID), int64(k.client), string(k.Form), k.thumb[:], notNil(k.public), k.Name,
		k.From.UnixMicro(), microsOrNull(k.Until), microsOrNull(k.EndedAt), k.MadeAt.UnixMicro())
	return err
}

// notNil keeps an empty column from being NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func endKey(tx *store.Tx, k *Key) error {
	_, err := tx.Exec("UPDATE client_keys SET ended_at = ? WHERE id = ?", microsOrNull(k.EndedAt), int64(k.ID))
	return err
}

package signin

import (
	"crypto/sha256"
	"database/sql"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/store"
)

// Passkey is one of a person's passkeys, as she sees it.
type Passkey struct {
	ID     store.ID   `json:"id"`
	Name   string     `json:"name" doc:"As she named it." example:"我的手机"`
	MadeAt time.Time  `json:"madeAt"`
	UsedAt *time.Time `json:"usedAt,omitempty"`

	person auth.Party
	key    passkey.Key
}

const selectKey = "SELECT id, person, credential, record, signed, name, made_at, used_at FROM signin_passkeys "

func scanKey(r store.Scanner) (k Passkey, err error) {
	var made int64
	var used sql.NullInt64
	err = r.Scan(&k.ID, &k.person, &k.key.ID, &k.key.Record, &k.key.Count, &k.Name, &made, &used)
	k.MadeAt, k.UsedAt = timeOf(made), momentOf(used)
	return k, err
}

func keyByID(q store.Querier, credential []byte) (Passkey, bool, error) {
	d := sha256.Sum256(credential)
	return store.One(q, scanKey, selectKey+"WHERE digest = ?", d[:])
}

// lockKey reads a passkey for update.
func lockKey(tx *store.Tx, credential []byte) (k Passkey, ok bool, err error) {
	d := sha256.Sum256(credential)
	rows, err := tx.Lock(selectKey+"WHERE digest = ? ORDER BY digest", d[:])
	found, err := store.Collect(rows, err, scanKey)
	if err != nil || len(found) == 0 {
		return k, false, err
	}
	return found[0], true, nil
}

func keysOf(q store.Querier, person auth.Party) ([]Passkey, error) {
	return store.All(q, scanKey, selectKey+"WHERE person = ? ORDER BY id", int64(person))
}

func insertKey(tx *store.Tx, k *Passkey) error {
	d := sha256.Sum256(k.key.ID)
	_, err := tx.Exec(`INSERT INTO signin_passkeys (id, person, digest, credential, record, signed, name, made_at) VALUES
		(?, ?, ?, ?, ?, ?, ?, ?)`, int64(k.ID), int64(k.person), d[:], k.key.ID, k.key.Record, int64(k.key.Count), k.Name, k.MadeAt.UnixMicro())
	return err
}

func useKey(tx *store.Tx, id store.ID, k passkey.Key) error {
	_, err := tx.Exec("UPDATE signin_passkeys SET record = ?, signed = ?, used_at = ? WHERE id = ?", k.Record, int64(k.Count),
		tx.Now().UnixMicro(), int64(id))
	return err
}

func deleteKey(tx *store.Tx, person auth.Party, id store.ID) (int64, error) {
	return tx.Exec("DELETE FROM signin_passkeys WHERE person = ? AND id = ?", int64(person), int64(id))
}

func deleteKeys(tx *store.Tx, person auth.Party) error {
	_, err := tx.Exec("DELETE FROM signin_passkeys WHERE person = ?", int64(person))
	return err
}

// Device is a browser in which a person has signed in.
type Device struct {
	ID      store.ID  `json:"id"`
	Name    string    `json:"name" doc:"What the browser says of itself."`
	MadeAt  time.Time `json:"madeAt" doc:"When she first signed in with it."`
	SeenAt  time.Time `json:"seenAt" doc:"When she last did."`
	Current bool      `json:"current" doc:"It is the one that asks."`
}

func scanDevice(r store.Scanner) (d Device, err error) {
	var made, seen int64
	err = r.Scan(&d.ID, &d.Name, &made, &seen)
	d.MadeAt, d.SeenAt = timeOf(made), timeOf(seen)
	return d, err
}

// deviceOf is the device of a cookie, if this person has signed in with it.
func deviceOf(q store.Querier, person auth.Party, secret digest) (store.ID, bool, error) {
	return store.One(q, store.Value[store.ID], "SELECT id FROM signin_devices WHERE secret = ? AND person = ? AND ended_at IS NULL",
		secret[:], int64(person))
}

// deviceRow is the row of a cookie and a person, also one that was ended.
func deviceRow(q store.Querier, person auth.Party, secret digest) (id store.ID, ended, found bool, err error) {
	type row struct {
		id    store.ID
		ended sql.NullInt64
	}
	d, found, err := store.One(q, func(r store.Scanner) (d row, err error) { return d, r.Scan(&d.id, &d.ended) },
		"SELECT id, ended_at FROM signin_devices WHERE secret = ? AND person = ?", secret[:], int64(person))
	return d.id, d.ended.Valid, found, err
}

// deviceGiven says whether the bank has given this cookie to a browser.
func deviceGiven(q store.Querier, secret digest) (bool, error) {
	_, found, err := store.One(q, store.Value[store.ID], "SELECT id FROM signin_devices WHERE secret = ? LIMIT 1", secret[:])
	return found, err
}

func devicesOf(q store.Querier, person auth.Party) ([]Device, error) {
	return store.All(q, scanDevice, `SELECT id, name, made_at, seen_at FROM signin_devices WHERE person = ? AND ended_at IS NULL
		ORDER BY id`, int64(person))
}

func insertDevice(tx *store.Tx, id store.ID, person auth.Party, secret digest, name string) error {
	_, err := tx.Exec("INSERT INTO signin_devices (id, person, secret, name, made_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)", int64(id),
		int64(person), secret[:], name, tx.Now().UnixMicro(), tx.Now().UnixMicro())
	return err
}

func seeDevice(tx *store.Tx, id store.ID) error {
	_, err := tx.Exec("UPDATE signin_devices SET seen_at = ? WHERE id = ?", tx.Now().UnixMicro(), int64(id))
	return err
}

func endDevice(tx *store.Tx, person auth.Party, id store.ID) (int64, error) {
	return tx.Exec("UPDATE signin_devices SET ended_at = ? WHERE id = ? AND person = ? AND ended_at IS NULL", tx.Now().UnixMicro(),
		int64(id), int64(person))
}

func endDevices(tx *store.Tx, person auth.Party) error {
	_, err := tx.Exec("UPDATE signin_devices SET ended_at = ? WHERE person = ? AND ended_at IS NULL", tx.Now().UnixMicro(), int64(person))
	return err
}

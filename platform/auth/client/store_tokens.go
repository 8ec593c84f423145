package client

import (
	"time"

	"tonghui/platform/store"
)

// token is an access token that was given out. It never changes.
type token struct {
	client store.ID
	epoch  int64
	cert   []byte // SHA-256 of the certificate to which it is bound; nil for none
	made   time.Time
	until  time.Time
}

func scanToken(r store.Scanner) (t *token, err error) {
	t = &token{}
	var made, until int64
	err = r.Scan(&t.client, &t.epoch, &t.cert, &made, &until)
	t.made, t.until = time.UnixMicro(made).UTC(), time.UnixMicro(until).UTC()
	return t, err
}

func tokenByHash(q store.Querier, hash [32]byte) (*token, bool, error) {
	return store.One(q, scanToken, "SELECT client, epoch, cert, made_at, until_at FROM client_tokens WHERE hash = ?", hash[:])
}

func insertToken(tx *store.Tx, hash [32]byte, t *token) error {
	_, err := tx.Exec("INSERT INTO client_tokens (hash, client, epoch, cert, made_at, until_at) VALUES (?, ?, ?, ?, ?, ?)",
		hash[:], int64(t.client), t.epoch, bytesOrNull(t.cert), t.made.UnixMicro(), t.until.UnixMicro())
	return err
}

// insertNonce answers store.ErrDuplicate for one that was used before.
func insertNonce(tx *store.Tx, hash [32]byte, until time.Time) error {
	_, err := tx.Exec("INSERT INTO client_nonces (hash, until_at) VALUES (?, ?)", hash[:], until.UnixMicro())
	return err
}

// sweepBatch is how many rows of a table one update removes.
const sweepBatch = 500

// sweepTables removes tokens and nonces whose time is over, up to sweepBatch of each; more says that there may be others.
func sweepTables(tx *store.Tx) (more bool, err error) {
	for _, table := range []string{"client_tokens", "client_nonces"} {
		hashes, err := store.All(tx, store.Value[[]byte], "SELECT hash FROM "+table+" WHERE until_at < ? ORDER BY until_at, hash LIMIT ?",
			tx.Now().UnixMicro(), sweepBatch)
		if err != nil {
			return false, err
		}
		if len(hashes) == 0 {
			continue
		}
		marked := make([]any, len(hashes))
		for i, h := range hashes {
			marked[i] = h
		}
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE hash IN ("+store.Marks(len(hashes))+")", marked...); err != nil {
			return false, err
		}
		more = more || len(hashes) == sweepBatch
	}
	return more, nil
}

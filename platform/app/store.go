package app

import (
	"context"
	"time"

	"tonghui/platform/store"
)

const answersTable = "app_answers"

var answerColumns = []string{"scope", "idem_key", "digest", "created", "status", "content_type", "location", "form", "body"}

const selectAnswer = `SELECT digest, status, content_type, location, form, body
	FROM app_answers WHERE scope = ? AND idem_key = ?`

// answerRow is a remembered answer as stored.
type answerRow struct {
	digest                digest
	status                int
	contentType, location string
	form                  int64
	body                  []byte
}

// readAnswer reads a remembered answer past the buffers: the keeper knows what its own memory adds.
func readAnswer(tx *store.Tx, k answerKey) (row answerRow, ok bool, err error) {
	return store.One(tx.Peeker(), func(s store.Scanner) (r answerRow, err error) {
		var d []byte
		err = s.Scan(&d, &r.status, &r.contentType, &r.location, &r.form, &r.body)
		copy(r.digest[:], d)
		return r, err
	}, selectAnswer, k.scope, k.key)
}

// sweepRows bounds one chunk of the sweep: 250 deletes in two trees take a few milliseconds.
const sweepRows = 250

// sweepTime ends a chunk early on a slow disk; the slow lane's chunks last 20 ms at most.
const sweepTime = 15 * time.Millisecond

// sweepChunk removes some answers made before a moment; 0 says that none is left.
func sweepChunk(ctx context.Context, st *store.Store, before time.Time) (removed int, err error) {
	var keys []answerKey
	err = st.View(ctx, func(v *store.View) (err error) {
		keys, err = store.All(v, func(s store.Scanner) (k answerKey, err error) {
			err = s.Scan(&k.scope, &k.key)
			return k, err
		}, "SELECT scope, idem_key FROM app_answers WHERE created < ? ORDER BY created LIMIT ?", before.UnixMicro(), sweepRows)
		return err
	})
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	err = st.UpdateSlow(ctx, func(tx *store.Tx) error {
		removed = 0
		for _, k := range keys {
			if removed > 0 && st.Now().Sub(tx.Now()) > sweepTime {
				break
			}
			_, err := tx.Exec("DELETE FROM app_answers WHERE scope = ? AND idem_key = ? AND created < ?",
				k.scope, k.key, before.UnixMicro())
			if err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	return removed, err
}

// ready proves that the database answers, and that this process may write to it.
func ready(ctx context.Context, st *store.Store) error {
	if st.NodeLost() {
		return store.ErrNodeLost
	}
	return st.View(ctx, func(v *store.View) error {
		_, _, err := store.One(v, store.Value[int64], "SELECT COUNT(*) FROM store_migrations")
		return err
	})
}

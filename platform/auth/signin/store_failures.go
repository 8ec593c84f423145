package signin

import (
	"errors"
	"time"

	"tonghui/platform/store"
)

type failures struct{ n, last int64 }

// lockFailures reads a counter for update. One that isn't there is made, so that two tries at the same time find the same row.
func lockFailures(tx *store.Tx, id digest) (n int64, last time.Time, err error) {
	for range 2 {
		rows, err := tx.Lock("SELECT failures, last_at FROM signin_failures WHERE counter = ? ORDER BY counter", id[:])
		found, err := store.Collect(rows, err, func(r store.Scanner) (f failures, err error) { return f, r.Scan(&f.n, &f.last) })
		if err != nil {
			return 0, last, err
		}
		if len(found) > 0 {
			return found[0].n, time.UnixMicro(found[0].last).UTC(), nil
		}
		_, err = tx.Exec("INSERT INTO signin_failures (counter, failures, last_at) VALUES (?, 0, ?)", id[:], tx.Now().UnixMicro())
		if !errors.Is(err, store.ErrDuplicate) {
			return 0, tx.Now(), err
		}
	}
	return 0, last, store.ErrConflict // deleted, and made by somebody else, twice
}

// writeFailures sets a counter that was locked; nought forgets it.
func writeFailures(tx *store.Tx, id digest, n int64) (err error) {
	if n == 0 {
		_, err = tx.Exec("DELETE FROM signin_failures WHERE counter = ?", id[:])
		return err
	}
	_, err = tx.Exec("UPDATE signin_failures SET failures = ?, last_at = ? WHERE counter = ?", n, tx.Now().UnixMicro(), id[:])
	return err
}

// sweepOnce deletes a piece of what nothing rests on any more; it reports whether there was any.
func sweepOnce(tx *store.Tx, failures, tickets, sessions time.Time) (more bool, err error) {
	for _, s := range []struct {
		find, drop string
		before     time.Time
	}{
		{"SELECT counter FROM signin_failures WHERE last_at < ? ORDER BY last_at LIMIT 500",
			"DELETE FROM signin_failures WHERE counter IN (", failures},
		{"SELECT token FROM signin_tickets WHERE ends_at < ? ORDER BY ends_at LIMIT 500", "DELETE FROM signin_tickets WHERE token IN (", tickets},
		{"SELECT token FROM signin_sessions WHERE ends_at < ? ORDER BY ends_at LIMIT 500",
			"DELETE FROM signin_sessions WHERE token IN (", sessions},
	} {
		keys, err := store.All(tx, store.Value[[]byte], s.find, s.before.UnixMicro())
		if err != nil {
			return false, err
		}
		if len(keys) == 0 {
			continue
		}
		args := make([]any, len(keys))
		for i := range keys {
			args[i] = keys[i]
		}
		if _, err := tx.Exec(s.drop+store.Marks(len(keys))+")", args...); err != nil {
			return false, err
		}
		more = more || len(keys) == 500
	}
	return more, nil
}

package history

import (
	"embed"
	"encoding/json"
	"io/fs"

	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the witness's.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

type head struct{ account, head int64 }

func scanHead(s store.Scanner) (h head, err error) {
	err = s.Scan(&h.account, &h.head)
	return h, err
}

// lockHeads locks the accounts' heads in their order.
func lockHeads(tx *store.Tx, accounts []int64) (map[int64]int64, error) {
	args := make([]any, len(accounts))
	for i, a := range accounts {
		args[i] = a
	}
	query := "SELECT account, head FROM history_heads WHERE account IN (" + store.Marks(len(args)) + ") ORDER BY account"
	rows, err := tx.PeekLock(query, args...)
	found, err := store.Collect(rows, err, scanHead)
	heads := make(map[int64]int64, len(accounts))
	for _, h := range found {
		heads[h.account] = h.head
	}
	return heads, err
}

func headOf(q store.Querier, account int64) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT head FROM history_heads WHERE account = ?", account)
	return n, err
}

func writeHeads(tx *store.Tx, accounts []int64, heads map[int64]int64) error {
	args := make([]any, 0, 2*len(accounts))
	for _, a := range accounts {
		args = append(args, a, heads[a])
	}
	return tx.WriteOut(store.MultiRow("REPLACE INTO history_heads (account, head) VALUES ", 2, len(accounts)), args...)
}

// stepsOf is a page of an account's steps after a place.
func stepsOf(q store.Querier, account, after int64, limit int) ([]Step, error) {
	return store.All(q, func(s store.Scanner) (step Step, err error) {
		var text []byte
		if err = s.Scan(&text); err == nil {
			err = json.Unmarshal(text, &step)
		}
		return step, err
	}, "SELECT step FROM history_steps WHERE account = ? AND place > ? ORDER BY place LIMIT ?", account, after, limit)
}

package ledger

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

const selectHold = `SELECT id, account, kind, reference, amount, captured, released, state, made_at, expires_at, summary
	FROM ledger_holds `

func scanHold(r store.Scanner) (*Hold, error) {
	h := &Hold{}
	var made, expires int64
	var summary sql.NullString
	err := r.Scan(&h.ID, &h.Account, &h.Kind, &h.Reference, &h.Amount, &h.Captured, &h.Released, &h.State, &made, &expires, &summary)
	h.MadeAt, h.ExpiresAt, h.Summary = time.UnixMicro(made).UTC(), time.UnixMicro(expires).UTC(), summary.String
	return h, err
}

func holdByID(q store.Querier, id HoldID) (*Hold, bool, error) {
	return store.One(q, scanHold, selectHold+"WHERE id = ?", int64(id))
}

func holdByReference(q store.Querier, kind, reference string) (*Hold, bool, error) {
	return store.One(q, scanHold, selectHold+"WHERE kind = ? AND reference = ?", kind, reference)
}

// dueHolds are the active holds whose time has come, the longest due first.
func dueHolds(q store.Querier, now time.Time, limit int) ([]*Hold, error) {
	return store.All(q, scanHold, selectHold+"WHERE state = ? AND expires_at <= ? ORDER BY expires_at, id LIMIT ?",
		int64(HoldActive), now.UnixMicro(), limit)
}

// holdsOf are an account's holds after an id, oldest first.
func holdsOf(q store.Querier, account AccountID, state HoldState, after HoldID, limit int) ([]*Hold, error) {
	return store.All(q, scanHold, selectHold+"WHERE account = ? AND state = ? AND id > ? ORDER BY id LIMIT ?",
		int64(account), int64(state), int64(after), limit)
}

func insertHold(tx *store.Tx, h *Hold) error {
	_, err := tx.Exec(`INSERT INTO ledger_holds (id, account, kind, reference, amount, captured, released, state, made_at,
		expires_at, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(h.ID), int64(h.Account), h.Kind, h.Reference,
		int64(h.Amount), int64(h.Captured), int64(h.Released), int64(h.State), h.MadeAt.UnixMicro(), h.ExpiresAt.UnixMicro(),
		textOrNull(h.Summary))
	return err
}

func updateHold(tx *store.Tx, h *Hold) error {
	_, err := tx.Exec("UPDATE ledger_holds SET captured = ?, released = ?, state = ? WHERE id = ?",
		int64(h.Captured), int64(h.Released), int64(h.State), int64(h.ID))
	return err
}

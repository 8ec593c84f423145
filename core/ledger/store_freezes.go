package ledger

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

const selectFreeze = `SELECT id, account, kind, reference, ordered, amount, whole, state, authority, document, made_at, effective_at,
	expires_at, ended_at FROM ledger_freezes `

func scanFreeze(r store.Scanner) (*Freeze, error) {
	f := &Freeze{}
	var made, expires int64
	var effective, ended sql.NullInt64
	err := r.Scan(&f.ID, &f.Account, &f.Kind, &f.Reference, &f.Ordered, &f.Amount, &f.Whole, &f.State, &f.Authority, &f.Document, &made,
		&effective, &expires, &ended)
	f.MadeAt, f.ExpiresAt = time.UnixMicro(made).UTC(), time.UnixMicro(expires).UTC()
	f.EffectiveAt, f.EndedAt = timeOrNil(effective), timeOrNil(ended)
	return f, err
}

func timeOrNil(v sql.NullInt64) *time.Time {
	if !v.Valid {
		return nil
	}
	t := time.UnixMicro(v.Int64).UTC()
	return &t
}

func microsOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

func freezeByID(q store.Querier, id FreezeID) (*Freeze, bool, error) {
	return store.One(q, scanFreeze, selectFreeze+"WHERE id = ?", int64(id))
}

func freezeByReference(q store.Querier, kind FreezeKind, reference string) (*Freeze, bool, error) {
	return store.One(q, scanFreeze, selectFreeze+"WHERE kind = ? AND reference = ?", int64(kind), reference)
}

// freezesOf are an account's freezes that have not ended.
func freezesOf(q store.Querier, account AccountID) ([]*Freeze, error) {
	return store.All(q, scanFreeze, selectFreeze+"WHERE account = ? AND state < ? ORDER BY id", int64(account), int64(Ended))
}

// dueFreezes are freezes in force or waiting whose time has come.
func dueFreezes(q store.Querier, now time.Time, limit int) ([]*Freeze, error) {
	return store.All(q, scanFreeze, selectFreeze+"WHERE state IN (?, ?) AND expires_at <= ? ORDER BY expires_at, id LIMIT ?",
		int64(InForce), int64(Waiting), now.UnixMicro(), limit)
}

func insertFreeze(tx *store.Tx, f *Freeze) error {
	_, err := tx.Exec(`INSERT INTO ledger_freezes (id, account, kind, reference, ordered, amount, whole, state, authority, document,
		made_at, effective_at, expires_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(f.ID),
		int64(f.Account), int64(f.Kind), f.Reference, int64(f.Ordered), int64(f.Amount), f.Whole, int64(f.State), f.Authority, f.Document,
		f.MadeAt.UnixMicro(), microsOrNull(f.EffectiveAt), f.ExpiresAt.UnixMicro(), microsOrNull(f.EndedAt))
	return err
}

func updateFreeze(tx *store.Tx, f *Freeze) error {
	_, err := tx.Exec("UPDATE ledger_freezes SET amount = ?, state = ?, effective_at = ?, expires_at = ?, ended_at = ? WHERE id = ?",
		int64(f.Amount), int64(f.State), microsOrNull(f.EffectiveAt), f.ExpiresAt.UnixMicro(), microsOrNull(f.EndedAt), int64(f.ID))
	return err
}

func freezesByID(q store.Querier, ids []FreezeID) ([]*Freeze, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	return store.All(q, scanFreeze, selectFreeze+"WHERE id IN ("+store.Marks(len(ids))+") ORDER BY id", args...)
}

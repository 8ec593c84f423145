package mandate

import (
	"database/sql"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectHolder = "SELECT id, firm, owner, control, share_bp, from_at, removed_at, evidence, version FROM mandate_holders "

func scanHolder(r store.Scanner) (*Holder, error) {
	h := &Holder{}
	var from int64
	var removed sql.NullInt64
	err := r.Scan(&h.ID, &h.Firm, &h.Owner, &h.Control, &h.ShareBP, &from, &removed, &h.Evidence, &h.Version)
	h.From, h.RemovedAt = timeOf(from), timeOrNil(removed)
	return h, err
}

func ids(parties []auth.Party) []any {
	args := make([]any, len(parties))
	for i, p := range parties {
		args[i] = int64(p)
	}
	return args
}

// holdersOf are the direct owners of these businesses.
func holdersOf(q store.Querier, firms []auth.Party) ([]*Holder, error) {
	return store.All(q, scanHolder, selectHolder+"WHERE firm IN ("+store.Marks(len(firms))+") AND removed_at IS NULL ORDER BY id",
		ids(firms)...)
}

// holdingsOf is what a party owns directly.
func holdingsOf(q store.Querier, owner auth.Party) ([]*Holder, error) {
	return store.All(q, scanHolder, selectHolder+"WHERE owner = ? AND removed_at IS NULL ORDER BY id", int64(owner))
}

// holdersPairs are pairs of business and owner.
func holdersPairs(q store.Querier, firms []auth.Party) ([][2]auth.Party, error) {
	return store.All(q, scanPair, "SELECT firm, owner FROM mandate_holders WHERE firm IN ("+store.Marks(len(firms))+
		") AND removed_at IS NULL ORDER BY id", ids(firms)...)
}

func insertHolder(tx *store.Tx, h *Holder) error {
	_, err := tx.Exec("INSERT INTO mandate_holders (id, firm, owner, control, share_bp, from_at, evidence, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		int64(h.ID), int64(h.Firm), int64(h.Owner), int64(h.Control), h.ShareBP, h.From.UnixMicro(), h.Evidence, h.Version)
	return err
}

func updateHolder(tx *store.Tx, h *Holder) error {
	_, err := tx.Exec("UPDATE mandate_holders SET firm = ?, owner = ?, share_bp = ?, removed_at = ?, version = ? WHERE id = ?",
		int64(h.Firm), int64(h.Owner), h.ShareBP, microsOrNull(h.RemovedAt), h.Version, int64(h.ID))
	return err
}

func holderByID(q store.Querier, id store.ID) (*Holder, bool, error) {
	return store.One(q, scanHolder, selectHolder+"WHERE id = ?", int64(id))
}

package party

import (
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

const selectHolding = "SELECT id, account, party, origin, relation, since, ended FROM party_accounts "

func scanHolding(s store.Scanner) (h Holding, err error) {
	var since int64
	var ended ID // made at the end, so that two ends are never one
	err = s.Scan(&h.ID, &h.Account, &h.Party, &h.origin, &h.Relation, &since, &ended)
	h.Since = time.UnixMicro(since).UTC()
	if ended != 0 {
		t := ended.Time()
		h.Until = &t
	}
	return h, err
}

func heldBy(q store.Querier, party ID) ([]Holding, error) {
	return store.All(q, scanHolding, selectHolding+"WHERE party = ? AND ended = 0 ORDER BY account", int64(party))
}

func holdersOf(q store.Querier, account ledger.AccountID) ([]Holding, error) {
	return store.All(q, scanHolding, selectHolding+"WHERE account = ? AND ended = 0 ORDER BY slot", int64(account))
}

func lockHolders(tx *store.Tx, account ledger.AccountID) ([]Holding, error) {
	rows, err := tx.Lock(selectHolding+"WHERE account = ? AND ended = 0 ORDER BY account, slot", int64(account))
	return store.Collect(rows, err, scanHolding)
}

// slotOf is the place among an account's holders: one for the owner, one for each joint holder.
func slotOf(party ID, relation Relation) int64 {
	if relation == AccountOwner {
		return 0
	}
	return int64(party)
}

func insertHolding(tx *store.Tx, account ledger.AccountID, party ID, relation Relation) error {
	_, err := tx.Exec("INSERT INTO party_accounts (id, account, party, origin, relation, slot, since, ended) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
		int64(tx.NewID()), int64(account), int64(party), int64(party), string(relation), slotOf(party, relation), tx.Now().UnixMicro())
	return err
}

func endHolding(tx *store.Tx, id ID) error {
	_, err := tx.Exec("UPDATE party_accounts SET ended = ? WHERE id = ?", int64(tx.NewID()), int64(id))
	return err
}

// moveHolding gives an account to the party that another is merged into.
func moveHolding(tx *store.Tx, h *Holding, to ID) error {
	_, err := tx.Exec("UPDATE party_accounts SET party = ?, slot = ? WHERE id = ?", int64(to), slotOf(to, h.Relation), int64(h.ID))
	return err
}

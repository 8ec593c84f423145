package ledger

import "tonghui/platform/store"

// reversalOf is the entry that reverses one.
func reversalOf(q store.Querier, id EntryID) (EntryID, bool, error) {
	return store.One(q, store.Value[EntryID], "SELECT reversal FROM ledger_reversals WHERE entry = ?", int64(id))
}

func insertReversal(tx *store.Tx, entry, reversal EntryID) error {
	_, err := tx.Exec("INSERT INTO ledger_reversals (entry, reversal) VALUES (?, ?)", int64(entry), int64(reversal))
	return err
}

package payment

import (
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// ownAccount is one of the bank's own accounts; the rows are written at once, so they are read past the buffers.
func ownAccount(tx *store.Tx, k ownKey) (ledger.AccountID, bool, error) {
	return store.One(tx.Peeker(), store.Value[ledger.AccountID],
		"SELECT account FROM payment_accounts WHERE word = ? AND branch = ? AND currency = ?", k.word, string(k.branch), string(k.currency))
}

func insertOwnAccount(tx *store.Tx, k ownKey, id ledger.AccountID) error {
	_, err := tx.Exec("INSERT INTO payment_accounts (word, branch, currency, account) VALUES (?, ?, ?, ?)",
		k.word, string(k.branch), string(k.currency), int64(id))
	return err
}

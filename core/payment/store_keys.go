package payment

import "tonghui/platform/store"

func receiptKeyRow(q store.Querier) ([]byte, bool, error) {
	return store.One(q, store.Value[[]byte], "SELECT sealed FROM payment_keys WHERE id = ?", receiptKeyID)
}

func insertReceiptKey(tx *store.Tx, sealed []byte) error {
	_, err := tx.Exec("INSERT INTO payment_keys (id, sealed, made_at) VALUES (?, ?, ?)", receiptKeyID, sealed, tx.Now().UnixMicro())
	return err
}

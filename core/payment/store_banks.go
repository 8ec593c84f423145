package payment

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func scanBank(s store.Scanner) (b BankEntry, err error) {
	err = s.Scan((*string)(&b.Code), &b.ZH, &b.EN)
	return b, err
}

func bankByCode(q store.Querier, code string) (BankEntry, bool, error) {
	return store.One(q, scanBank, "SELECT code, name_zh, name_en FROM payment_banks WHERE code = ?", code)
}

func banksAfter(q store.Querier, after string, limit int) ([]BankEntry, error) {
	return store.All(q, scanBank, "SELECT code, name_zh, name_en FROM payment_banks WHERE code > ? ORDER BY code LIMIT ?", after, limit)
}

func putBank(tx *store.Tx, b BankEntry) error {
	_, err := tx.Exec("REPLACE INTO payment_banks (code, name_zh, name_en) VALUES (?, ?, ?)", b.Code.String(), b.ZH, b.EN)
	return err
}

const selectPayee = "SELECT id, number, bank, name, bankname, label, since FROM payment_payees "

func scanPayee(s store.Scanner) (*SavedPayee, error) {
	y := &SavedPayee{Saved: true}
	var since int64
	err := s.Scan(&y.ID, &y.Account, &y.Bank, &y.Name, &y.BankName, &y.Label, &since)
	y.At = timeOf(since)
	return y, err
}

func payeesOf(q store.Querier, party auth.Party) ([]*SavedPayee, error) {
	return store.All(q, scanPayee, selectPayee+"WHERE party = ? ORDER BY id", int64(party))
}

func insertPayee(tx *store.Tx, party auth.Party, y *SavedPayee) error {
	_, err := tx.Exec("INSERT INTO payment_payees (id, party, number, bank, name, bankname, label, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		int64(y.ID), int64(party), y.Account, y.Bank, y.Name, y.BankName, y.Label, y.At.UnixMicro())
	return err
}

func deletePayee(tx *store.Tx, party auth.Party, id store.ID) (bool, error) {
	n, err := tx.Exec("DELETE FROM payment_payees WHERE id = ? AND party = ?", int64(id), int64(party))
	return n > 0, err
}

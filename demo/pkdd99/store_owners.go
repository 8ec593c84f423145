package pkdd99

import (
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/store"
)

func clientsWithoutParty(q store.Querier, limit int) ([]clientRow, error) {
	return store.All(q, func(s store.Scanner) (c clientRow, err error) {
		err = s.Scan(&c.id, &c.district, &c.birthNumber)
		return c, err
	}, `SELECT c.id, c.district, b.birth_number FROM pkdd99_clients c JOIN pkdd99_birth_numbers b ON b.client = c.id
		WHERE c.party IS NULL ORDER BY c.id LIMIT ?`, limit)
}

func setClientParty(tx *store.Tx, client int64, id party.ID) error {
	if _, err := tx.Exec("UPDATE pkdd99_clients SET party = ? WHERE id = ?", int64(id), client); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM pkdd99_birth_numbers WHERE client = ?", client)
	return err
}

func districtNames(q store.Querier) ([]district, error) {
	return store.All(q, func(s store.Scanner) (d district, err error) {
		err = s.Scan(&d.id, &d.name)
		return d, err
	}, "SELECT id, name FROM pkdd99_districts ORDER BY id")
}

// ownersAfter are the owners of accounts in the ledger, by disposition behind one.
func ownersAfter(q store.Querier, after int64, limit int) ([]ownerRow, error) {
	return store.All(q, func(s store.Scanner) (o ownerRow, err error) {
		var account, id int64
		err = s.Scan(&o.disposition, &account, &id)
		o.account, o.party = ledger.AccountID(account), party.ID(id)
		return o, err
	}, `SELECT d.id, a.ledger_account, c.party FROM pkdd99_dispositions d JOIN pkdd99_accounts a ON a.id = d.account
		JOIN pkdd99_clients c ON c.id = d.client
		WHERE d.id > ? AND d.kind = 'owner' AND a.ledger_account IS NOT NULL AND c.party IS NOT NULL ORDER BY d.id LIMIT ?`, after, limit)
}

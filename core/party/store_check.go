package party

import (
	"encoding/json"

	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// belongings are the tables whose rows belong to a party.
var belongings = []string{"party_versions", "party_names", "party_values", "party_documents", "party_kyc", "party_disclosures",
	"party_consents", "party_accounts"}

// orphans are parties that rows name and that aren't there.
func orphans(q store.Querier, table string, limit int) ([]ID, error) {
	return store.All(q, store.Value[ID], "SELECT DISTINCT t.party FROM "+table+
		" t LEFT JOIN party_parties p ON p.id = t.party WHERE p.id IS NULL ORDER BY t.party LIMIT ?", limit)
}

type newest struct {
	version, count int64
	digest         audit.Digest
}

func newestVersion(q store.Querier, id ID) (n newest, err error) {
	rows, err := store.All(q, func(s store.Scanner) (n newest, err error) {
		var body []byte
		if err = s.Scan(&n.version, &body); err != nil {
			return n, err
		}
		var r record
		err = json.Unmarshal(body, &r)
		n.digest = r.digest()
		return n, err
	}, "SELECT version, body FROM party_versions WHERE party = ? ORDER BY version DESC LIMIT 1", int64(id))
	if err != nil || len(rows) == 0 {
		return n, err
	}
	n = rows[0]
	n.count, _, err = store.One(q, store.Value[int64], "SELECT COUNT(*) FROM party_versions WHERE party = ?", int64(id))
	return n, err
}

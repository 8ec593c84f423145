package party

import (
	"encoding/json"
	"time"

	"tonghui/platform/store"
)

func insertMerge(tx *store.Tx, kept, gone ID, reason string, moved *Moved, by string) error {
	body, err := json.Marshal(moved)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO party_merges (id, gone, kept, reason, moved, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(tx.NewID()), int64(gone), int64(kept), reason, body, tx.Now().UnixMicro(), by)
	return err
}

func mergesOf(q store.Querier, kept ID) ([]Merge, error) {
	return store.All(q, func(s store.Scanner) (m Merge, err error) {
		var body []byte
		var at int64
		if err = s.Scan(&m.ID, &m.Gone, &m.Kept, &m.Reason, &body, &at, &m.By); err != nil {
			return m, err
		}
		m.At = time.UnixMicro(at).UTC()
		return m, json.Unmarshal(body, &m.Moved)
	}, "SELECT id, gone, kept, reason, moved, made_at, made_by FROM party_merges WHERE kept = ? ORDER BY id", int64(kept))
}

// moveRest moves documents, consents and disclosures; their origin stays.
func moveRest(tx *store.Tx, keep, gone ID) (consents, looks int, err error) {
	var n [4]int64
	for i, table := range []string{"party_documents", "party_consents", "party_disclosures", "party_values"} {
		if n[i], err = tx.Exec("UPDATE "+table+" SET party = ? WHERE party = ?", int64(keep), int64(gone)); err != nil {
			return 0, 0, err
		}
	}
	return int(n[1]), int(n[2]), nil
}

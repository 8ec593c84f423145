package audit

import (
	"tonghui/platform/store"
)

// erasable are records of a person with a number and a private part.
func erasable(tx *store.Tx, person string, before store.ID, limit int) ([]store.ID, error) {
	rows, err := tx.Lock("SELECT id FROM audit_private WHERE person = ? AND id < ? ORDER BY id LIMIT ?", person, int64(before), limit)
	return store.Collect(rows, err, store.Value[store.ID])
}

// erasableSalts are records of an object that have a salt.
func erasableSalts(tx *store.Tx, kind, object string, limit int) ([]store.ID, error) {
	rows, err := tx.Lock(`SELECT s.id FROM audit_records r JOIN audit_salts s ON s.id = r.id
		WHERE r.kind = ? AND r.object = ? ORDER BY s.id LIMIT ?`, kind, object, limit)
	return store.Collect(rows, err, store.Value[store.ID])
}

// erase deletes parts of records and says which erasure did it.
func erase(tx *store.Tx, erasure store.ID, parts []erasedPart) error {
	for _, p := range parts {
		table := "audit_private"
		if p.what == saltPart {
			table = "audit_salts"
		}
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE id = ?", int64(p.record)); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO audit_erasures (record, what, erasure) VALUES (?, ?, ?)",
			int64(p.record), p.what, int64(erasure)); err != nil {
			return err
		}
	}
	return nil
}

func scanErased(s store.Scanner) (p erasedPart, err error) {
	err = s.Scan(&p.record, &p.what)
	return p, err
}

func erasedBy(q store.Querier, object string) ([]erasedPart, error) {
	return store.All(q, scanErased, "SELECT record, what FROM audit_erasures WHERE erasure = ? ORDER BY record, what", int64(number19(object)))
}

// erasures lists them as a Source.
func erasures(q store.Querier, after string, limit int) ([]string, error) {
	ids, err := store.All(q, store.Value[store.ID],
		"SELECT DISTINCT erasure FROM audit_erasures WHERE erasure > ? ORDER BY erasure LIMIT ?", int64(number19(after)), limit)
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out, err
}

// wasErased tells what erasures have taken from some records.
func wasErased(q store.Querier, ids []store.ID) (map[erasedPart]bool, error) {
	out := map[erasedPart]bool{}
	for len(ids) > 0 {
		part := ids[:min(512, len(ids))]
		ids = ids[len(part):]
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = int64(id)
		}
		found, err := store.All(q, scanErased, "SELECT record, what FROM audit_erasures WHERE record IN ("+store.Marks(len(args))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p] = true
		}
	}
	return out, nil
}

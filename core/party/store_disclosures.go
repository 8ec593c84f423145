package party

import (
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func insertDisclosure(tx *store.Tx, party ID, s *auth.Subject, kinds []string, reason string) error {
	behalf := s.Hat.For
	if behalf == s.Person {
		behalf = 0
	}
	_, err := tx.Exec(`INSERT INTO party_disclosures (id, party, origin, person, person_name, hat, hat_kind, client, behalf, fields, reason,
		made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), int64(party), int64(party), int64(s.Person),
		clip(s.Name, 100), clip(s.Hat.ID, 64), string(s.Hat.Kind), clip(s.Client, 64), int64(behalf), strings.Join(kinds, " "), reason,
		tx.Now().UnixMicro())
	return err
}

func disclosuresOf(q store.Querier, party, before ID, limit int) ([]Disclosure, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, func(s store.Scanner) (d Disclosure, err error) {
		var fields string
		var at int64
		err = s.Scan(&d.ID, &d.Person, &d.Name, &d.Hat, &d.HatKind, &d.Client, &d.Behalf, &fields, &d.Reason, &at)
		d.Fields, d.At = strings.Fields(fields), time.UnixMicro(at).UTC()
		return d, err
	}, `SELECT id, person, person_name, hat, hat_kind, client, behalf, fields, reason, made_at FROM party_disclosures
		WHERE party = ? AND id < ? ORDER BY id DESC LIMIT ?`, int64(party), int64(before), limit)
}

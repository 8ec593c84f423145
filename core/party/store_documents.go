package party

import (
	"time"

	"tonghui/platform/store"
)

func insertDocument(tx *store.Tx, party ID, d *Document) error {
	_, err := tx.Exec(`INSERT INTO party_documents (id, party, origin, kind, digest, media, size, since, given_by, ended)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`, int64(d.ID), int64(party), int64(party), d.Kind, string(d.digest), d.Media, d.Size,
		d.Since.UnixMicro(), d.GivenBy)
	return err
}

func documentsOf(q store.Querier, party ID) ([]Document, error) {
	return store.All(q, func(s store.Scanner) (d Document, err error) {
		var since int64
		err = s.Scan(&d.ID, &d.origin, &d.Kind, &d.digest, &d.Media, &d.Size, &since, &d.GivenBy)
		d.Since = time.UnixMicro(since).UTC()
		return d, err
	}, "SELECT id, origin, kind, digest, media, size, since, given_by FROM party_documents WHERE party = ? AND ended = 0 ORDER BY id",
		int64(party))
}

func endDocument(tx *store.Tx, id ID) error {
	_, err := tx.Exec("UPDATE party_documents SET ended = ? WHERE id = ?", tx.Now().UnixMicro(), int64(id))
	return err
}

// Disclosure is one view of protected values in the clear.
type Disclosure struct {
	ID      ID        `json:"id"`
	Person  ID        `json:"person,omitzero" doc:"Who looked; absent for a program."`
	Name    string    `json:"name,omitempty" doc:"Her name, as it was then."`
	Hat     string    `json:"hat"`
	HatKind string    `json:"hatKind" enum:"self,agent,firm,agency,staff,client,kiosk,bank"`
	Client  string    `json:"client"`
	Behalf  ID        `json:"behalf,omitzero" doc:"For whom she acted, if for somebody else."`
	Fields  []string  `json:"fields" nullable:"false" doc:"Kinds of what was seen."`
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`
	Own     bool      `json:"own,omitempty" doc:"The party looked at its own data."`
}

package signin

import (
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// ticket is what is kept between two steps.
type ticket struct {
	id      digest
	kind    string
	person  auth.Party // 0 while nobody is known
	session store.ID   // that began it; 0 none
	data    []byte
	tries   int64
	until   time.Time
}

func scanTicket(r store.Scanner) (t ticket, err error) {
	var token []byte
	var until int64
	err = r.Scan(&token, &t.kind, &t.person, &t.session, &t.data, &t.tries, &until)
	copy(t.id[:], token)
	t.until = time.UnixMicro(until).UTC()
	return t, err
}

func insertTicket(tx *store.Tx, t *ticket) error {
	_, err := tx.Exec(`REPLACE INTO signin_tickets (token, kind, person, session, data, tries, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		t.id[:], t.kind, int64(t.person), int64(t.session), t.data, t.tries, t.until.UnixMicro())
	return err
}

// lockTicket reads a ticket for update.
func lockTicket(tx *store.Tx, id digest) (t ticket, ok bool, err error) {
	rows, err := tx.Lock(`SELECT token, kind, person, session, data, tries, ends_at FROM signin_tickets WHERE token = ? ORDER BY token`, id[:])
	found, err := store.Collect(rows, err, scanTicket)
	if err != nil || len(found) == 0 {
		return t, false, err
	}
	return found[0], true, nil
}

func deleteTicket(tx *store.Tx, id digest) error {
	_, err := tx.Exec("DELETE FROM signin_tickets WHERE token = ?", id[:])
	return err
}

func countTicket(tx *store.Tx, id digest, tries int64) error {
	_, err := tx.Exec("UPDATE signin_tickets SET tries = ? WHERE token = ?", tries, id[:])
	return err
}

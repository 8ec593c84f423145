package card

import (
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

const selectAuthorisation = `SELECT id, acquirer, reference, card, account, channel, amount, currency, merchant, category, terminal, response,
	state, hold, captured, refunded, restored, day, made_at, expires_at, moved, version FROM card_authorisations `

func scanAuthorisation(r store.Scanner) (*Authorisation, error) {
	a := &Authorisation{}
	var state int
	var made, expires int64
	err := r.Scan(&a.ID, &a.Acquirer, &a.Reference, &a.Card, &a.Account, &a.Channel, &a.Amount, &a.Currency, &a.Merchant, &a.Category,
		&a.Terminal, &a.Response, &state, &a.hold, &a.Captured, &a.Refunded, &a.restored, &a.day, &made, &expires,
		&a.moved, &a.version)
	if err == nil && state >= len(authStates) {
		err = fmt.Errorf("card: authorisation %s has a state that this program doesn't know", a.ID)
	}
	if err != nil {
		return nil, err
	}
	a.State = authStates[state]
	a.MadeAt, a.ExpiresAt = time.UnixMicro(made).UTC(), time.UnixMicro(expires).UTC()
	return a, nil
}

func authorisationByReference(q store.Querier, acquirer store.ID, reference string) (*Authorisation, bool, error) {
	return store.One(q, scanAuthorisation, selectAuthorisation+"WHERE acquirer = ? AND reference = ?", int64(acquirer), reference)
}

func lockAuthorisation(tx *store.Tx, id store.ID) (*Authorisation, error) {
	rows, err := tx.Lock(selectAuthorisation+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanAuthorisation)
	if err == nil && len(found) == 0 {
		err = ErrNoAuthorisation
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// authorisationsOf are a card's, the newest first, before an id; 0 is the newest of all.
func authorisationsOf(q store.Querier, card, before store.ID, limit int) ([]*Authorisation, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, scanAuthorisation, selectAuthorisation+"WHERE card = ? AND id < ? ORDER BY id DESC LIMIT ?", int64(card), int64(before), limit)
}

// openAuthorisations says whether something is still held for a card, whose row is locked.
func openAuthorisations(q store.Querier, card store.ID, now time.Time) (bool, error) {
	_, found, err := store.One(q, store.Value[int64], "SELECT id FROM card_authorisations WHERE card = ? AND state = 2 AND expires_at > ? LIMIT 1",
		int64(card), now.UnixMicro())
	return found, err
}

func insertAuthorisation(tx *store.Tx, a *Authorisation) error {
	_, err := tx.Exec(`INSERT INTO card_authorisations (id, acquirer, reference, card, account, channel, amount, currency, merchant, category,
		terminal, response, state, hold, captured, refunded, restored, day, made_at, expires_at, moved, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(a.ID), int64(a.Acquirer), a.Reference, int64(a.Card),
		int64(a.Account), string(a.Channel), int64(a.Amount), string(a.Currency), a.Merchant, a.Category, a.Terminal, string(a.Response),
		place(authStates, a.State), int64(a.hold), int64(a.Captured), int64(a.Refunded), int64(a.restored), int64(a.day),
		a.MadeAt.UnixMicro(), a.ExpiresAt.UnixMicro(), int64(a.moved), a.version)
	return err
}

// updateAuthorisation raises the version, too.
func updateAuthorisation(tx *store.Tx, a *Authorisation) error {
	a.version++
	_, err := tx.Exec(`UPDATE card_authorisations SET response = ?, state = ?, hold = ?, captured = ?, refunded = ?, restored = ?, moved = ?,
		version = ? WHERE id = ?`, string(a.Response), place(authStates, a.State), int64(a.hold), int64(a.Captured), int64(a.Refunded), int64(a.restored),
		int64(a.moved), a.version, int64(a.ID))
	return err
}

const selectMovement = "SELECT id, acquirer, reference, authorisation, kind, amount, last, entry, made_at FROM card_movements "

func scanMovement(r store.Scanner) (*Movement, error) {
	m := &Movement{}
	var kind, last int
	var made int64
	err := r.Scan(&m.ID, &m.Acquirer, &m.Reference, &m.Authorisation, &kind, &m.Amount, &last, &m.Entry, &made)
	if err == nil && kind >= len(movementKinds) {
		err = fmt.Errorf("card: movement %s has a kind that this program doesn't know", m.ID)
	}
	if err != nil {
		return nil, err
	}
	m.Kind, m.Final, m.MadeAt = movementKinds[kind], last != 0, time.UnixMicro(made).UTC()
	return m, nil
}

func movementByReference(q store.Querier, acquirer store.ID, reference string) (*Movement, bool, error) {
	return store.One(q, scanMovement, selectMovement+"WHERE acquirer = ? AND reference = ?", int64(acquirer), reference)
}

// movementsOf are an authorisation's of one kind, the oldest first.
func movementsOf(q store.Querier, authorisation store.ID, kind MovementKind) ([]*Movement, error) {
	return store.All(q, scanMovement, selectMovement+"WHERE authorisation = ? AND kind = ? ORDER BY id", int64(authorisation), place(movementKinds, kind))
}

func insertMovement(tx *store.Tx, m *Movement) error {
	_, err := tx.Exec(`INSERT INTO card_movements (id, acquirer, reference, authorisation, kind, amount, last, entry, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(m.ID), int64(m.Acquirer), m.Reference, int64(m.Authorisation), place(movementKinds, m.Kind),
		int64(m.Amount), place([]bool{false, true}, m.Final), int64(m.Entry), m.MadeAt.UnixMicro())
	return err
}

// spent is a counter.
type spent struct {
	card    store.ID
	day     calendar.Date
	channel Channel
	amount  money.Amount
	times   int64
}

// lockSpent reads a counter, whose card's row is locked; one that isn't there is zero.
func lockSpent(tx *store.Tx, card store.ID, day calendar.Date, ch Channel) (spent, error) {
	s := spent{card: card, day: day, channel: ch}
	rows, err := tx.Lock("SELECT amount, times FROM card_spent WHERE card = ? AND day = ? AND channel = ? ORDER BY card", int64(card), int64(day), string(ch))
	found, err := store.Collect(rows, err, func(r store.Scanner) (one spent, err error) {
		return one, r.Scan(&one.amount, &one.times)
	})
	if err == nil && len(found) > 0 {
		s.amount, s.times = found[0].amount, found[0].times
	}
	return s, err
}

func writeSpent(tx *store.Tx, s *spent) error {
	_, err := tx.Exec("REPLACE INTO card_spent (card, day, channel, amount, times) VALUES (?, ?, ?, ?, ?)",
		int64(s.card), int64(s.day), string(s.channel), int64(s.amount), s.times)
	return err
}

const selectAcquirer = "SELECT id, code, client, name, branch, account, made_at FROM card_acquirers "

func scanAcquirer(r store.Scanner) (*Acquirer, error) {
	a := &Acquirer{}
	var made int64
	err := r.Scan(&a.ID, &a.Code, &a.Client, &a.Name, &a.Branch, &a.Account, &made)
	a.MadeAt = time.UnixMicro(made).UTC()
	return a, err
}

func acquirerByID(q store.Querier, id store.ID) (*Acquirer, bool, error) {
	return store.One(q, scanAcquirer, selectAcquirer+"WHERE id = ?", int64(id))
}

func acquirerByClient(q store.Querier, client string) (*Acquirer, bool, error) {
	return store.One(q, scanAcquirer, selectAcquirer+"WHERE client = ?", client)
}

func acquirersAfter(q store.Querier, after store.ID, limit int) ([]*Acquirer, error) {
	return store.All(q, scanAcquirer, selectAcquirer+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func insertAcquirer(tx *store.Tx, a *Acquirer) error {
	_, err := tx.Exec("INSERT INTO card_acquirers (id, code, client, name, branch, account, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(a.ID), a.Code, a.Client, a.Name, string(a.Branch), int64(a.Account), a.MadeAt.UnixMicro())
	return err
}

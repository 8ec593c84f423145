package signin

import (
	"database/sql"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectSession = `SELECT s.id, s.token, s.person, s.terminal, s.device, s.client, s.level, s.method, s.hat, s.address, s.agent,
	s.proved_at, s.made_at, s.seen_at, s.ends_at, s.idle_seconds, s.ended_at, u.state, t.state, t.branch, t.code
	FROM signin_sessions s LEFT JOIN signin_users u ON u.person = s.person LEFT JOIN signin_terminals t ON t.id = s.terminal `

func scanSession(r store.Scanner) (*Session, error) {
	s := &Session{}
	var token []byte
	var proved, made, seen, ends, idle int64
	var ended, userState, terminalState sql.NullInt64
	var branch, code sql.NullString
	err := r.Scan(&s.ID, &token, &s.Person, &s.Terminal, &s.Device, &s.Client, &s.Level, &s.Method, &s.Hat, &s.Address, &s.Agent, &proved,
		&made, &seen, &ends, &idle, &ended, &userState, &terminalState, &branch, &code)
	copy(s.token[:], token)
	s.ProvedAt, s.MadeAt, s.EndsAt = timeOf(proved), timeOf(made), timeOf(ends)
	s.idle = time.Duration(idle) * time.Second
	s.seen.Store(seen)
	s.ended = ended.Valid
	s.suspended = s.Person != 0 && State(userState.Int64) != Active
	s.stopped = s.Terminal != 0 && State(terminalState.Int64) != Active
	s.branch, s.code = branch.String, code.String
	return s, err
}

func sessionByToken(q store.Querier, token digest) (*Session, bool, error) {
	return store.One(q, scanSession, selectSession+"WHERE s.token = ?", token[:])
}

func sessionByID(q store.Querier, id store.ID) (*Session, bool, error) {
	return store.One(q, scanSession, selectSession+"WHERE s.id = ?", int64(id))
}

// liveOf are a person's sessions that nobody has ended and that are within their time.
func liveOf(q store.Querier, person auth.Party, now time.Time) ([]*Session, error) {
	return store.All(q, scanSession, selectSession+"WHERE s.person = ? AND s.ended_at IS NULL AND s.ends_at > ? ORDER BY s.id",
		int64(person), now.UnixMicro())
}

func liveAt(q store.Querier, terminal store.ID, now time.Time) ([]*Session, error) {
	return store.All(q, scanSession, selectSession+"WHERE s.terminal = ? AND s.ended_at IS NULL AND s.ends_at > ? ORDER BY s.id",
		int64(terminal), now.UnixMicro())
}

func insertSession(tx *store.Tx, s *Session) error {
	_, err := tx.Exec(`INSERT INTO signin_sessions (id, token, person, terminal, device, client, level, method, hat, address, agent,
		proved_at, made_at, seen_at, ends_at, idle_seconds, ended_why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
		int64(s.ID), s.token[:], int64(s.Person), int64(s.Terminal), int64(s.Device), s.Client, int64(s.Level), s.Method, s.Hat, s.Address,
		s.Agent, s.ProvedAt.UnixMicro(), s.MadeAt.UnixMicro(), s.seen.Load(), s.EndsAt.UnixMicro(), int64(s.idle/time.Second))
	return err
}

// proveSession gives a session its new token and level.
func proveSession(tx *store.Tx, s *Session) (int64, error) {
	return tx.Exec(`UPDATE signin_sessions SET token = ?, level = ?, method = ?, proved_at = ?, seen_at = ? WHERE id = ? AND
		ended_at IS NULL`, s.token[:], int64(s.Level), s.Method, s.ProvedAt.UnixMicro(), s.seen.Load(), int64(s.ID))
}

func hatOfSession(tx *store.Tx, id store.ID, hat string) error {
	_, err := tx.Exec("UPDATE signin_sessions SET hat = ? WHERE id = ?", hat, int64(id))
	return err
}

func seeSession(tx *store.Tx, id store.ID, at int64) error {
	_, err := tx.Exec("UPDATE signin_sessions SET seen_at = ? WHERE id = ? AND seen_at < ?", at, int64(id), at)
	return err
}

func endSession(tx *store.Tx, id store.ID, why string) (int64, error) {
	return tx.Exec("UPDATE signin_sessions SET ended_at = ?, ended_why = ? WHERE id = ? AND ended_at IS NULL", tx.Now().UnixMicro(), why,
		int64(id))
}

// terminal is a row of signin_terminals.
type terminal struct {
	id     store.ID
	code   string
	secret digest
	branch string
	state  State
}

func scanTerminal(r store.Scanner) (t terminal, err error) {
	var secret []byte
	err = r.Scan(&t.id, &t.code, &secret, &t.branch, &t.state)
	copy(t.secret[:], secret)
	return t, err
}

const selectTerminal = "SELECT id, code, secret, branch, state FROM signin_terminals "

func terminalByCode(q store.Querier, code string) (terminal, bool, error) {
	return store.One(q, scanTerminal, selectTerminal+"WHERE code = ?", code)
}

func terminalsAfter(q store.Querier, after store.ID, limit int) ([]terminal, error) {
	return store.All(q, scanTerminal, selectTerminal+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func insertTerminal(tx *store.Tx, t *terminal) error {
	_, err := tx.Exec("INSERT INTO signin_terminals (id, code, secret, branch, state, made_at) VALUES (?, ?, ?, ?, ?, ?)", int64(t.id), t.code,
		t.secret[:], t.branch, int64(t.state), tx.Now().UnixMicro())
	return err
}

func stopTerminal(tx *store.Tx, id store.ID) (int64, error) {
	return tx.Exec("UPDATE signin_terminals SET state = ? WHERE id = ? AND state = ?", int64(Suspended), int64(id), int64(Active))
}

// card is a row of signin_cards.
type card struct {
	id    store.ID
	party auth.Party
	pin   string
	tries int64
	state State
}

func scanCard(r store.Scanner) (c card, err error) {
	return c, r.Scan(&c.id, &c.party, &c.pin, &c.tries, &c.state)
}

const selectCard = "SELECT id, party, pin, tries, state FROM signin_cards "

// lockCard reads a card for update, by its token.
func lockCard(tx *store.Tx, token digest) (c card, ok bool, err error) {
	rows, err := tx.Lock(selectCard+"WHERE token = ? ORDER BY token", token[:])
	found, err := store.Collect(rows, err, scanCard)
	if err != nil || len(found) == 0 {
		return c, false, err
	}
	return found[0], true, nil
}

func insertCard(tx *store.Tx, c *card, token digest) error {
	_, err := tx.Exec("INSERT INTO signin_cards (id, token, party, pin, tries, state, made_at) VALUES (?, ?, ?, ?, 0, ?, ?)", int64(c.id), token[:],
		int64(c.party), c.pin, int64(Active), tx.Now().UnixMicro())
	return err
}

func writeCard(tx *store.Tx, c *card) error {
	_, err := tx.Exec("UPDATE signin_cards SET tries = ?, state = ? WHERE id = ?", c.tries, int64(c.state), int64(c.id))
	return err
}

func unlockCards(tx *store.Tx, party auth.Party) (int64, error) {
	return tx.Exec("UPDATE signin_cards SET tries = 0, state = ? WHERE party = ? AND state = ?", int64(Active), int64(party), int64(Suspended))
}

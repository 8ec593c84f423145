package card

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectCard = `SELECT id, kind, number_sealed, number_mark, masked, sequence, owner, holder, account, branch, currency, expires_on, state,
	pin, tries, limits, loss, lost_at, replaces, replaced_by, issued_at, activated_at, ended_at, version FROM card_cards `

func scanCard(r store.Scanner) (*Card, error) {
	c := &Card{}
	var kind, state, loss int
	var limits []byte
	var lost, activated, ended, replaces, replacedBy sql.NullInt64
	var issued int64
	err := r.Scan(&c.ID, &kind, &c.sealed, &c.mark, &c.Number, &c.Sequence, &c.Owner, &c.Holder, &c.Account, &c.Branch, &c.Currency,
		&c.ExpiresOn, &state, (*[]byte)(&c.pin), &c.tries, &limits, &loss, &lost, &replaces, &replacedBy, &issued, &activated, &ended, &c.Version)
	if err != nil {
		return nil, err
	}
	if kind >= len(kinds) || state >= len(states) || loss >= len(losses) {
		return nil, fmt.Errorf("card: row %s has a word that this program doesn't know", c.ID)
	}
	c.Kind, c.State, c.Loss = kinds[kind], states[state], losses[loss]
	c.Replaces, c.ReplacedBy = store.ID(replaces.Int64), store.ID(replacedBy.Int64)
	c.LostAt, c.ActivatedAt, c.EndedAt = timeOf(lost), timeOf(activated), timeOf(ended)
	c.IssuedAt = time.UnixMicro(issued).UTC()
	c.HasPIN, c.PINBlocked = len(c.pin) > 0, c.tries >= maxTries
	return c, json.Unmarshal(limits, &c.Limits)
}

func timeOf(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := time.UnixMicro(n.Int64).UTC()
	return &t
}

func timeOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

func idOrNull(id store.ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// place is a word's number in the table.
func place[T comparable](all []T, one T) int64 {
	for i, w := range all {
		if w == one {
			return int64(i)
		}
	}
	return 0
}

func cardByID(q store.Querier, id store.ID) (*Card, bool, error) {
	return store.One(q, scanCard, selectCard+"WHERE id = ?", int64(id))
}

func lockCard(tx *store.Tx, id store.ID) (*Card, bool, error) {
	rows, err := tx.Lock(selectCard+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanCard)
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0], true, nil
}

func markArgs(marks [][]byte) []any {
	args := make([]any, len(marks))
	for i, m := range marks {
		args[i] = m
	}
	return args
}

// cardsByMarks are the cards of one number, the newest first.
func cardsByMarks(q store.Querier, marks [][]byte) ([]*Card, error) {
	return store.All(q, scanCard, selectCard+"WHERE number_mark IN ("+store.Marks(len(marks))+") ORDER BY sequence DESC", markArgs(marks)...)
}

// lockMarks says whether a number is taken.
func lockMarks(tx *store.Tx, marks [][]byte) (bool, error) {
	rows, err := tx.Lock("SELECT id FROM card_cards WHERE number_mark IN ("+store.Marks(len(marks))+") ORDER BY id", markArgs(marks)...)
	found, err := store.Collect(rows, err, store.Value[int64])
	return len(found) > 0, err
}

func insertCard(tx *store.Tx, c *Card) error {
	_, err := tx.Exec(`INSERT INTO card_cards (id, kind, number_sealed, number_mark, masked, sequence, owner, holder, account, branch,
		currency, expires_on, state, pin, tries, limits, loss, lost_at, replaces, replaced_by, issued_at, activated_at, ended_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(c.ID), place(kinds, c.Kind), c.sealed, c.mark, c.Number, int64(c.Sequence), int64(c.Owner), int64(c.Holder), int64(c.Account),
		string(c.Branch), string(c.Currency), int64(c.ExpiresOn), place(states, c.State), bytesOrNull(c.pin), int64(c.tries), c.Limits.text(),
		place(losses, c.Loss), timeOrNull(c.LostAt), idOrNull(c.Replaces), idOrNull(c.ReplacedBy), c.IssuedAt.UnixMicro(),
		timeOrNull(c.ActivatedAt), timeOrNull(c.EndedAt), c.Version)
	return err
}

func updateCard(tx *store.Tx, c *Card) error {
	_, err := tx.Exec(`UPDATE card_cards SET state = ?, pin = ?, tries = ?, limits = ?, loss = ?, lost_at = ?, replaced_by = ?, activated_at = ?,
		ended_at = ?, version = ? WHERE id = ?`, place(states, c.State), bytesOrNull(c.pin), int64(c.tries), c.Limits.text(), place(losses, c.Loss),
		timeOrNull(c.LostAt), idOrNull(c.ReplacedBy), timeOrNull(c.ActivatedAt), timeOrNull(c.EndedAt), c.Version, int64(c.ID))
	return err
}

// cardsPage lists what a filter admits, the oldest first.
func cardsPage(q store.Querier, f auth.Filter, account int64, after store.ID, limit int) ([]*Card, error) {
	where, args := "WHERE id > ?", []any{int64(after)}
	if account != 0 {
		where += " AND account = ?"
		args = append(args, account)
	}
	if f.Objects != nil { // an agent who may see some of them
		where += " AND id IN (" + store.Marks(len(f.Objects)) + ")"
		for _, o := range f.Objects {
			id, _ := store.ParseID(strings.TrimPrefix(o, string(ObjectCard)+"/")) // an object of another kind is no card: 0
			args = append(args, int64(id))
		}
	}
	if !f.All {
		where += " AND (owner IN (" + store.Marks(len(f.Parties)) + ") OR holder IN (" + store.Marks(len(f.Parties)) + ") OR branch IN (" +
			store.Marks(len(f.Branches)) + "))"
		for range 2 {
			for _, p := range f.Parties {
				args = append(args, int64(p))
			}
		}
		for _, b := range f.Branches {
			args = append(args, b)
		}
	}
	return store.All(q, scanCard, selectCard+where+" ORDER BY id LIMIT ?", append(args, limit)...)
}

// cardsDue are cards behind an id that end or whose oral loss lapses: states to look at, the oldest first.
func cardsDue(q store.Querier, today int64, lapsed int64, after store.ID, limit int) ([]store.ID, error) {
	return store.All(q, store.Value[store.ID], `SELECT id FROM card_cards WHERE id > ? AND (state IN (1, 2, 3) AND expires_on < ? OR
		state = 4 AND loss = 1 AND lost_at < ?) ORDER BY id LIMIT ?`, int64(after), today, lapsed, limit)
}

// cardsOfAccount are an account's cards that aren't over, the oldest first.
func cardsOfAccount(q store.Querier, id ledger.AccountID) ([]*Card, error) {
	return store.All(q, scanCard, selectCard+"WHERE account = ? AND state <= 4 ORDER BY id", int64(id))
}

// cardsOfParty are all cards that a party owns or holds, in the order in which they are locked.
func cardsOfParty(q store.Querier, party auth.Party) ([]store.ID, error) {
	return store.All(q, store.Value[store.ID], "SELECT id FROM card_cards WHERE owner = ? OR holder = ? ORDER BY id", int64(party), int64(party))
}

// moveCard writes whose a card is.
func moveCard(tx *store.Tx, c *Card) error {
	_, err := tx.Exec("UPDATE card_cards SET owner = ?, holder = ? WHERE id = ?", int64(c.Owner), int64(c.Holder), int64(c.ID))
	return err
}

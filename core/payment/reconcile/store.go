package reconcile

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectStatement = `SELECT id, account, owner, branch, number, name, as_of, balance, state, due_on, issued_at, answered_at, answered_by,
	book_balance, items, note, resolved_at, resolved_by, resolution FROM reconcile_statements `

func scanStatement(r store.Scanner) (*Statement, error) {
	s := &Statement{}
	var issued int64
	var answered, by, book, resolved, resolver sql.NullInt64
	var items []byte
	err := r.Scan(&s.ID, &s.Account, &s.Owner, &s.Branch, &s.Number, &s.Name, &s.AsOf, &s.Balance, &s.State, &s.DueOn, &issued, &answered, &by,
		&book, &items, &s.Note, &resolved, &resolver, &s.Resolution)
	if err != nil {
		return nil, err
	}
	s.IssuedAt, s.AnsweredAt, s.ResolvedAt = time.UnixMicro(issued).UTC(), timeOrNil(answered), timeOrNil(resolved)
	s.AnsweredBy, s.ResolvedBy = auth.Party(by.Int64), auth.Party(resolver.Int64)
	if len(items) > 0 {
		if err := json.Unmarshal(items, &s.Items); err != nil {
			return nil, err
		}
	}
	if book.Valid {
		b := money.Amount(book.Int64)
		s.BookBalance = &b
		left, err := gap(s.Balance, b, s.Items)
		s.Gap = &left
		return s, err
	}
	return s, nil
}

func timeOrNil(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := time.UnixMicro(n.Int64).UTC()
	return &t
}

func micros(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

func insertStatement(tx *store.Tx, s *Statement) error {
	_, err := tx.Exec(`INSERT INTO reconcile_statements (id, account, owner, branch, number, name, as_of, balance, state, due_on, issued_at, note,
		resolution) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`, int64(s.ID), int64(s.Account), int64(s.Owner), s.Branch, s.Number, s.Name,
		int64(s.AsOf), int64(s.Balance), string(s.State), int64(s.DueOn), s.IssuedAt.UnixMicro())
	return err
}

func updateStatement(tx *store.Tx, s *Statement) error {
	var book, by, resolver any
	if s.BookBalance != nil {
		book = int64(*s.BookBalance)
	}
	if s.AnsweredBy != 0 {
		by = int64(s.AnsweredBy)
	}
	if s.ResolvedBy != 0 {
		resolver = int64(s.ResolvedBy)
	}
	var items any
	if b := packItems(s.Items); b != nil {
		items = b
	}
	_, err := tx.Exec(`UPDATE reconcile_statements SET state = ?, answered_at = ?, answered_by = ?, book_balance = ?, items = ?, note = ?,
		resolved_at = ?, resolved_by = ?, resolution = ? WHERE id = ?`, string(s.State), micros(s.AnsweredAt), by, book, items, s.Note,
		micros(s.ResolvedAt), resolver, s.Resolution, int64(s.ID))
	return err
}

func statementByID(q store.Querier, id store.ID) (*Statement, error) {
	s, ok, err := store.One(q, scanStatement, selectStatement+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return s, err
}

func lockStatement(tx *store.Tx, id store.ID) (*Statement, error) {
	rows, err := tx.Lock(selectStatement+"WHERE id = ? ORDER BY id", int64(id))
	all, err := store.Collect(rows, err, scanStatement)
	if err == nil && len(all) == 0 {
		err = ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// lockLate are open statements whose day for an answer is over.
func lockLate(tx *store.Tx, d calendar.Date, limit int) ([]*Statement, error) {
	rows, err := tx.Lock(selectStatement+"WHERE state = 'open' AND due_on < ? ORDER BY due_on, id LIMIT ?", int64(d), limit)
	return store.Collect(rows, err, scanStatement)
}

// statedOn are the accounts in a range of ids that have a statement of a day.
func statedOn(q store.Querier, d calendar.Date, from, to ledger.AccountID) (map[ledger.AccountID]bool, error) {
	all, err := store.All(q, store.Value[ledger.AccountID], "SELECT account FROM reconcile_statements WHERE as_of = ? AND account BETWEEN ? AND ?",
		int64(d), int64(from), int64(to))
	out := make(map[ledger.AccountID]bool, len(all))
	for _, a := range all {
		out[a] = true
	}
	return out, err
}

// statements are what a filter shows, the newest first; in a state, or of a day, only if they are given.
func statements(q store.Querier, f auth.Filter, state State, asOf calendar.Date, before store.ID, limit int) ([]*Statement, error) {
	where, args := []string{"id < ?"}, []any{int64(before)}
	if !f.All {
		where = append(where, "(owner IN ("+store.Marks(len(f.Parties))+") OR branch IN ("+store.Marks(len(f.Branches))+"))")
		for _, p := range f.Parties {
			args = append(args, int64(p))
		}
		for _, b := range f.Branches {
			args = append(args, b)
		}
	}
	if state != "" {
		where, args = append(where, "state = ?"), append(args, string(state))
	}
	if asOf != 0 {
		where, args = append(where, "as_of = ?"), append(args, int64(asOf))
	}
	return store.All(q, scanStatement, selectStatement+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// Count is how many statements of a day stand in a state.
type Count struct {
	AsOf  calendar.Date `json:"asOf"`
	State State         `json:"state"`
	Count int64         `json:"count"`
}

// counts are those of the last days that were stated.
func counts(q store.Querier, since calendar.Date) ([]Count, error) {
	return store.All(q, func(r store.Scanner) (c Count, err error) { return c, r.Scan(&c.AsOf, &c.State, &c.Count) },
		"SELECT as_of, state, COUNT(*) FROM reconcile_statements WHERE as_of >= ? GROUP BY as_of, state ORDER BY as_of DESC, state", int64(since))
}

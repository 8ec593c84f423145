package clearing

import (
	"errors"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Statement is the house's statement of a day and what comparing it with the books has found.
type Statement struct {
	ID        store.ID      `json:"id"`
	Reference string        `json:"reference"`
	On        calendar.Date `json:"on"`
	Opening   money.Amount  `json:"opening"`
	Closing   money.Amount  `json:"closing"`
	State     string        `json:"state" enum:"incomplete,complete,reconciled"`
	MadeAt    time.Time     `json:"receivedAt"`
	Matched   int64         `json:"matched"`
	Broken    int64         `json:"breaks"`

	pages, last int64
}

// Break is a difference between the books and a statement (未达账项).
type Break struct {
	ID        store.ID      `json:"id"`
	Statement store.ID      `json:"statement"`
	Kind      string        `json:"kind" enum:"missing,extra,amount,date,duplicate,balance" doc:"missing: in the books only; extra: on the statement only."`
	UETR      string        `json:"uetr,omitempty"`
	Side      string        `json:"side,omitempty"`
	Ours      money.Amount  `json:"ours"`
	Theirs    money.Amount  `json:"theirs"`
	OurDate   calendar.Date `json:"ourDate,omitzero"`
	TheirDate calendar.Date `json:"theirDate,omitzero"`
	State     string        `json:"state" enum:"open,explained,cleared"`
	Note      string        `json:"note,omitempty"`
	OpenedOn  calendar.Date `json:"openedOn"`
	AgeDays   int           `json:"ageDays"`
	OpenedAt  time.Time     `json:"openedAt"`
	EndedAt   *time.Time    `json:"endedAt,omitempty"`
	EndedBy   string        `json:"endedBy,omitempty"`
	Version   int64         `json:"version"`
}

const selectStatement = "SELECT id, reference, on_date, pages, last_page, opening, closing, state, made_at, matched, broken FROM clearing_statements "

func scanStatement(r store.Scanner) (*Statement, error) {
	s := &Statement{}
	var made int64
	err := r.Scan(&s.ID, &s.Reference, &s.On, &s.pages, &s.last, &s.Opening, &s.Closing, &s.State, &made, &s.Matched, &s.Broken)
	s.MadeAt = timeOf(made)
	return s, err
}

// lockStatement finds a statement, or makes it.
func lockStatement(tx *store.Tx, s *Statement) (*Statement, error) {
	get := func() (*Statement, error) {
		rows, err := tx.Lock(selectStatement+"WHERE reference = ? ORDER BY id", s.Reference)
		return first(store.Collect(rows, err, scanStatement))
	}
	found, err := get()
	if !errors.Is(err, ErrUnknown) {
		return found, err
	}
	_, err = tx.Exec(`INSERT INTO clearing_statements (id, reference, kind, on_date, pages, last_page, opening, closing, state, made_at, matched, broken)
		VALUES (?, ?, '053', ?, 0, 0, ?, ?, ?, ?, 0, 0)`, int64(s.ID), s.Reference, int64(s.On), int64(s.Opening), int64(s.Closing), s.State,
		s.MadeAt.UnixMicro())
	if err != nil && !errors.Is(err, store.ErrDuplicate) {
		return nil, err
	}
	return get()
}

func updateStatement(tx *store.Tx, s *Statement) error {
	_, err := tx.Exec("UPDATE clearing_statements SET pages = ?, last_page = ?, state = ?, matched = ?, broken = ? WHERE id = ?", s.pages, s.last,
		s.State, s.Matched, s.Broken, int64(s.ID))
	return err
}

func statementByID(q store.Querier, id store.ID) (*Statement, error) {
	return first(store.All(q, scanStatement, selectStatement+"WHERE id = ?", int64(id)))
}

func listStatements(q store.Querier, before store.ID, limit int) ([]*Statement, error) {
	return store.All(q, scanStatement, selectStatement+"WHERE id < ? ORDER BY id DESC LIMIT ?", int64(before), limit)
}

// insertLines keeps a page; false says that it was there.
func insertLines(tx *store.Tx, statement store.ID, page int, lines []line) (bool, error) {
	for i, l := range lines {
		_, err := tx.Exec(`INSERT INTO clearing_lines (id, statement, page, place, uetr, reference, side, amount, on_date, window_name)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), int64(statement), page, i, l.uetr, l.reference, l.side, int64(l.amount),
			int64(l.on), l.window)
		if errors.Is(err, store.ErrDuplicate) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

func linesOf(q store.Querier, statement store.ID) ([]line, error) {
	return store.All(q, func(r store.Scanner) (l line, err error) {
		err = r.Scan(&l.uetr, &l.reference, &l.side, &l.amount, &l.on, &l.window)
		return l, err
	}, "SELECT uetr, reference, side, amount, on_date, window_name FROM clearing_lines WHERE statement = ? ORDER BY page, place", int64(statement))
}

const selectBreak = `SELECT id, statement, kind, uetr, side, ours, theirs, our_date, their_date, state, note, opened_on, opened_at, ended_at,
	ended_by, version FROM clearing_breaks `

func scanBreak(r store.Scanner) (*Break, error) {
	b := &Break{}
	var opened, ended int64
	err := r.Scan(&b.ID, &b.Statement, &b.Kind, &b.UETR, &b.Side, &b.Ours, &b.Theirs, &b.OurDate, &b.TheirDate, &b.State, &b.Note, &b.OpenedOn,
		&opened, &ended, &b.EndedBy, &b.Version)
	b.OpenedAt, b.EndedAt = timeOf(opened), timeOrNil(ended)
	return b, err
}

func insertBreak(tx *store.Tx, b *Break) error {
	_, err := tx.Exec(`INSERT INTO clearing_breaks (id, statement, kind, uetr, side, ours, theirs, our_date, their_date, state, note, opened_on,
		opened_at, ended_at, ended_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(b.ID), int64(b.Statement), b.Kind, b.UETR,
		b.Side, int64(b.Ours), int64(b.Theirs), int64(b.OurDate), int64(b.TheirDate), b.State, b.Note, int64(b.OpenedOn), b.OpenedAt.UnixMicro(),
		microsOf(b.EndedAt), b.EndedBy, b.Version)
	if errors.Is(err, store.ErrDuplicate) {
		return nil
	}
	return err
}

func lockBreak(tx *store.Tx, id store.ID) (*Break, error) {
	rows, err := tx.Lock(selectBreak+"WHERE id = ? ORDER BY id", int64(id))
	return first(store.Collect(rows, err, scanBreak))
}

func breakByID(q store.Querier, id store.ID) (*Break, error) {
	return first(store.All(q, scanBreak, selectBreak+"WHERE id = ?", int64(id)))
}

func updateBreak(tx *store.Tx, b *Break) error {
	b.Version++
	_, err := tx.Exec("UPDATE clearing_breaks SET state = ?, note = ?, ended_at = ?, ended_by = ?, version = ? WHERE id = ?", b.State, b.Note,
		microsOf(b.EndedAt), b.EndedBy, b.Version, int64(b.ID))
	return err
}

func listBreaks(q store.Querier, state string, before store.ID, limit int) ([]*Break, error) {
	return store.All(q, scanBreak, selectBreak+"WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?", state, int64(before), limit)
}

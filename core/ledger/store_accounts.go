package ledger

import (
	"database/sql"
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

func codeByName(q store.Querier, c Code) (ChartCode, bool, error) {
	return store.One(q, scanCode, "SELECT code, class, name_zh, name_en FROM ledger_codes WHERE code = ?", string(c))
}

// codes is the whole chart.
func codes(q store.Querier) ([]ChartCode, error) {
	return store.All(q, scanCode, "SELECT code, class, name_zh, name_en FROM ledger_codes ORDER BY code")
}

func scanCode(r store.Scanner) (c ChartCode, err error) {
	err = r.Scan(&c.Code, &c.Class, &c.NameZH, &c.NameEN)
	return c, err
}

func putCode(tx *store.Tx, c ChartCode, exists bool) (err error) {
	if exists {
		_, err = tx.Exec("UPDATE ledger_codes SET name_zh = ?, name_en = ? WHERE code = ?", c.NameZH, c.NameEN, string(c.Code))
	} else {
		_, err = tx.Exec("INSERT INTO ledger_codes (code, class, name_zh, name_en) VALUES (?, ?, ?, ?)",
			string(c.Code), int64(c.Class), c.NameZH, c.NameEN)
	}
	return err
}

// takenNumber finds one of the numbers that an account has already.
func takenNumber(q store.Querier, numbers []string) (string, bool, error) {
	for chunk := range slices.Chunk(numbers, 128) {
		args := make([]any, len(chunk))
		for i, n := range chunk {
			args[i] = n
		}
		n, ok, err := store.One(q, store.Value[string],
			"SELECT number FROM ledger_accounts WHERE number IN ("+store.Marks(len(chunk))+") LIMIT 1", args...)
		if err != nil || ok {
			return n, ok, err
		}
	}
	return "", false, nil
}

func updateLimits(tx *store.Tx, id AccountID, l Limits) error {
	_, err := tx.Exec(`UPDATE ledger_accounts SET floor_amount = ?, ceiling_amount = ?, debit_frozen = ?, credit_frozen = ?
		WHERE id = ?`, amountOrNull(l.Floor), amountOrNull(l.Ceiling), l.DebitFrozen, l.CreditFrozen, int64(id))
	return err
}

func updateClosed(tx *store.Tx, id AccountID, on calendar.Date) error {
	_, err := tx.Exec("UPDATE ledger_accounts SET closed_on = ? WHERE id = ?", int64(on), int64(id))
	return err
}

const selectAccount = `SELECT a.id, a.number, a.code, a.class, a.currency, a.branch, a.name, a.floor_amount, a.ceiling_amount,
	a.debit_frozen, a.credit_frozen, a.opened_at, a.opened_on, a.closed_on, a.metadata,
	b.balance, b.held, b.frozen, b.frozen_all, b.seq, b.head, b.last_day, b.date_shift,
	EXISTS (SELECT 1 FROM ledger_buffered f WHERE f.account = a.id)
	FROM ledger_accounts a JOIN ledger_balances b ON b.account = a.id `

// position is an account with where its chain stands.
type position struct {
	Account
	raw   money.Amount // debit positive
	head  EntryID
	day   calendar.Date
	shift calendar.Date
}

func scanPosition(r store.Scanner) (*position, error) {
	p := &position{}
	var s state
	var floor, ceiling, closed sql.NullInt64
	var opened int64
	var metadata []byte
	err := r.Scan(&p.ID, &p.Number, &p.Code, &p.Class, &p.Currency, &p.Branch, &p.Name, &floor, &ceiling,
		&p.Limits.DebitFrozen, &p.Limits.CreditFrozen, &opened, &p.OpenedOn, &closed, &metadata,
		&s.balance, &s.held, &s.frozen, &s.frozenAll, &s.seq, &p.head, &p.day, &p.shift, &p.Buffered)
	if err != nil {
		return nil, err
	}
	p.Limits.Floor, p.Limits.Ceiling = amountOrNil(floor), amountOrNil(ceiling)
	p.OpenedAt = time.UnixMicro(opened).UTC()
	if closed.Valid {
		d := calendar.Date(closed.Int64)
		p.ClosedOn = &d
	}
	if len(metadata) > 0 {
		p.Metadata = metadata
	}
	s.class = p.Class
	s.setLimits(p.Limits)
	p.raw, p.Balance = s.balance, s.shown()
	return p, nil
}

func positionByID(q store.Querier, id AccountID) (*position, error) {
	p, ok, err := store.One(q, scanPosition, selectAccount+"WHERE a.id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknownAccount.With(id)
	}
	if err == nil {
		err = p.addPending(q)
	}
	return p, err
}

// addPending adds what a buffered account's pending postings come to.
func (p *position) addPending(q store.Querier) error {
	if !p.Buffered {
		return nil
	}
	sum, n, err := pendingSum(q, p.ID, calendar.MaxDate, calendar.MaxDate+MaxValueShift)
	if err == nil {
		p.Balance.Pending = n
		p.Balance.Booked, err = p.Balance.Booked.Add(p.Class.sign() * sum)
	}
	return err
}

func positionByNumber(q store.Querier, number string) (*position, error) {
	p, ok, err := store.One(q, scanPosition, selectAccount+"WHERE a.number = ?", number)
	if err == nil && !ok {
		err = ErrUnknownAccount.With(number)
	}
	if err == nil {
		err = p.addPending(q)
	}
	return p, err
}

func amountOrNull(a *money.Amount) any {
	if a == nil {
		return nil
	}
	return int64(*a)
}

func amountOrNil(v sql.NullInt64) *money.Amount {
	if !v.Valid {
		return nil
	}
	a := money.Amount(v.Int64)
	return &a
}

package ledger

import (
	"database/sql"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

func insertDay(tx *store.Tx, d calendar.Date) error {
	_, err := tx.Exec("INSERT INTO ledger_days (bank_date, state, opened_at) VALUES (?, ?, ?)",
		int64(d), int64(DayOpen), tx.Now().UnixMicro())
	return err
}

func setDay(tx *store.Tx, d calendar.Date, s DayState) error {
	text := "UPDATE ledger_days SET state = ?, closing_at = ? WHERE bank_date = ?"
	if s == DayClosed {
		text = "UPDATE ledger_days SET state = ?, closed_at = ? WHERE bank_date = ?"
	}
	_, err := tx.Exec(text, int64(s), tx.Now().UnixMicro(), int64(d))
	return err
}

func dayInState(q store.Querier, s DayState) (calendar.Date, bool, error) {
	return store.One(q, store.Value[calendar.Date], "SELECT bank_date FROM ledger_days WHERE state = ?", int64(s))
}

func daysNotClosed(q store.Querier, from, to calendar.Date) (int64, error) {
	n, _, err := store.One(q, store.Value[int64],
		"SELECT COUNT(*) FROM ledger_days WHERE bank_date BETWEEN ? AND ? AND state <> ?", int64(from), int64(to), int64(DayClosed))
	return n, err
}

// days are the bank dates before a date, newest first.
func days(q store.Querier, before calendar.Date, limit int) ([]Day, error) {
	return store.All(q, scanDay, selectDay+"WHERE bank_date < ? ORDER BY bank_date DESC LIMIT ?", int64(before), limit)
}

const selectDay = "SELECT bank_date, state, opened_at, closing_at, closed_at FROM ledger_days "

func scanDay(r store.Scanner) (d Day, err error) {
	var opened int64
	var closing, closed sql.NullInt64
	err = r.Scan(&d.Date, &d.State, &opened, &closing, &closed)
	d.OpenedAt, d.ClosingAt, d.ClosedAt = time.UnixMicro(opened).UTC(), timeOrNil(closing), timeOrNil(closed)
	return d, err
}

func periodClosed(q store.Querier, period int) (bool, error) {
	_, ok, err := store.One(q, store.Value[int64], "SELECT period FROM ledger_periods WHERE period = ?", period)
	return ok, err
}

func insertPeriod(tx *store.Tx, period int) error {
	_, err := tx.Exec("INSERT INTO ledger_periods (period, closed_at) VALUES (?, ?)", period, tx.Now().UnixMicro())
	return err
}

// Total is what a code moved: on one bank date, or up to one.
type Total struct {
	Branch   Branch         `json:"branch"`
	Code     Code           `json:"code"`
	Currency money.Currency `json:"currency"`
	Debit    money.Amount   `json:"debit"`
	Credit   money.Amount   `json:"credit"`
}

func scanTotal(r store.Scanner) (t Total, err error) {
	err = r.Scan(&t.Branch, &t.Code, &t.Currency, &t.Debit, &t.Credit)
	return t, err
}

func totalsOn(q store.Querier, d calendar.Date) ([]Total, error) {
	return store.All(q, scanTotal, `SELECT branch, code, currency, SUM(debit), SUM(credit) FROM ledger_sums WHERE bank_date = ?
		GROUP BY branch, code, currency ORDER BY branch, code, currency`, int64(d))
}

// totalsUpTo sums the general ledger over all bank dates up to one.
func totalsUpTo(q store.Querier, d calendar.Date) ([]Total, error) {
	return store.All(q, scanTotal, `SELECT branch, code, currency, SUM(debit), SUM(credit) FROM ledger_sums
		WHERE bank_date <= ? GROUP BY branch, code, currency ORDER BY branch, code, currency`, int64(d))
}

// resultAccounts are the income and expense accounts.
func resultAccounts(q store.Querier) ([]*position, error) {
	return store.All(q, scanPosition, selectAccount+"WHERE a.class IN (?, ?) AND a.closed_on IS NULL ORDER BY a.id",
		int64(Income), int64(Expense))
}

// accountOfCode is the oldest open account of a code in a branch and currency.
func accountOfCode(q store.Querier, k totalKey) (AccountID, bool, error) {
	return store.One(q, store.Value[AccountID], `SELECT id FROM ledger_accounts WHERE branch = ? AND code = ? AND currency = ?
		AND closed_on IS NULL ORDER BY id LIMIT 1`, string(k.branch), string(k.code), string(k.currency))
}

package account

import (
	"database/sql"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

func scanNotice(r store.Scanner) (n NoticeOf, err error) {
	err = r.Scan(&n.ID, &n.Account, &n.Amount, &n.GivenOn, &n.DueOn, &n.State)
	return n, err
}

// openNotices are an account's notices that wait. The account is locked.
func openNotices(q store.Querier, id ledger.AccountID) ([]NoticeOf, error) {
	return store.All(peeked(q), scanNotice, `SELECT id, account, amount, given_on, due_on, state FROM account_notices
		WHERE account = ? AND state = 'open' ORDER BY id`, int64(id))
}

func insertNotice(tx *store.Tx, n *NoticeOf) error {
	_, err := tx.Exec("INSERT INTO account_notices (id, account, amount, given_on, due_on, state) VALUES (?, ?, ?, ?, ?, ?)",
		int64(n.ID), int64(n.Account), int64(n.Amount), int64(n.GivenOn), int64(n.DueOn), n.State)
	return err
}

func endNotice(tx *store.Tx, id store.ID) error {
	_, err := tx.Exec("UPDATE account_notices SET state = 'drawn' WHERE id = ?", int64(id))
	return err
}

// dropNotices ends what is still announced of a deposit that is empty.
func dropNotices(tx *store.Tx, account ledger.AccountID) error {
	_, err := tx.Exec("UPDATE account_notices SET state = 'dropped' WHERE account = ? AND state = 'open'", int64(account))
	return err
}

const selectWithdrawal = `SELECT id, account, reference, amount, interest, paid_to, drawn_on, broken FROM account_withdrawals `

func scanWithdrawal(r store.Scanner) (w Withdrawn, err error) {
	err = r.Scan(&w.ID, &w.Account, &w.reference, &w.Amount, &w.Interest, &w.PaidTo, &w.On, &w.Broken)
	return w, err
}

func withdrawalByReference(q store.Querier, account ledger.AccountID, reference string) (Withdrawn, bool, error) {
	return store.One(peeked(q), scanWithdrawal, selectWithdrawal+"WHERE account = ? AND reference = ?", int64(account), reference)
}

func insertWithdrawal(tx *store.Tx, w *Withdrawn) error {
	_, err := tx.Exec(`INSERT INTO account_withdrawals (id, account, reference, amount, interest, paid_to, drawn_on, broken)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, int64(w.ID), int64(w.Account), w.reference, int64(w.Amount), int64(w.Interest), int64(w.PaidTo),
		int64(w.On), w.Broken)
	return err
}

func scanCondition(r store.Scanner) (c Condition, err error) {
	var at sql.NullInt64
	if err = r.Scan(&c.Place, &c.Words, &c.Evidence, &c.MetBy, &at); err == nil && at.Valid {
		t := time.UnixMicro(at.Int64).UTC()
		c.MetAt = &t
	}
	return c, err
}

func insertCondition(tx *store.Tx, account ledger.AccountID, place int, words string) error {
	_, err := tx.Exec("INSERT INTO account_conditions (account, place, words, evidence, met_by) VALUES (?, ?, ?, '', '')",
		int64(account), place, words)
	return err
}

func conditionsOf(q store.Querier, account ledger.AccountID) ([]Condition, error) {
	return store.All(peeked(q), scanCondition, `SELECT place, words, evidence, met_by, met_at FROM account_conditions
		WHERE account = ? ORDER BY place`, int64(account))
}

func meetCondition(tx *store.Tx, account ledger.AccountID, c *Condition) error {
	_, err := tx.Exec("UPDATE account_conditions SET evidence = ?, met_by = ?, met_at = ? WHERE account = ? AND place = ?",
		c.Evidence, c.MetBy, c.MetAt.UnixMicro(), int64(account), c.Place)
	return err
}

func scanLimit(r store.Scanner) (l Limit, err error) {
	var single, day sql.NullInt64
	if err = r.Scan(&l.Channel, &single, &day); err == nil {
		l.SingleMax, l.DayMax = amountOrNil(single), amountOrNil(day)
	}
	return l, err
}

func amountOrNil(v sql.NullInt64) *money.Amount {
	if !v.Valid {
		return nil
	}
	a := money.Amount(v.Int64)
	return &a
}

func amountOrNull(a *money.Amount) any {
	if a == nil {
		return nil
	}
	return int64(*a)
}

func limitsOf(q store.Querier, account ledger.AccountID) ([]Limit, error) {
	return store.All(peeked(q), scanLimit, "SELECT channel, single_max, day_max FROM account_limits WHERE account = ? ORDER BY channel",
		int64(account))
}

func putLimit(tx *store.Tx, account ledger.AccountID, l *Limit) error {
	_, err := tx.Exec("REPLACE INTO account_limits (account, channel, single_max, day_max, set_at) VALUES (?, ?, ?, ?, ?)",
		int64(account), l.Channel, amountOrNull(l.SingleMax), amountOrNull(l.DayMax), tx.Now().UnixMicro())
	return err
}

func scanBook(r store.Scanner) (b Book, err error) {
	err = r.Scan(&b.Number, &b.Printed, &b.Place)
	return b, err
}

func bookOf(q store.Querier, account ledger.AccountID) (Book, bool, error) {
	return store.One(peeked(q), scanBook, "SELECT book, printed, place FROM account_passbooks WHERE account = ?", int64(account))
}

func putBook(tx *store.Tx, account ledger.AccountID, b *Book) error {
	_, err := tx.Exec("REPLACE INTO account_passbooks (account, book, printed, place) VALUES (?, ?, ?, ?)",
		int64(account), b.Number, b.Printed, b.Place)
	return err
}

// ending are time deposits that mature on a day or before, behind an id.
func ending(q store.Querier, on calendar.Date, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE state = ? AND kind = ? AND ends_on <= ? AND id > ? ORDER BY id LIMIT ?",
		string(Active), string(Time), int64(on), int64(after), limit)
}

// ofKind are the active accounts of a kind, behind an id.
func ofKind(q store.Querier, kind Kind, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE kind = ? AND state = ? AND id > ? ORDER BY id LIMIT ?",
		string(kind), string(Active), int64(after), limit)
}

// idle are active accounts whose owner's last own act lies on a day or before, behind an id.
func idle(q store.Querier, on calendar.Date, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE state = ? AND last_use_on <= ? AND id > ? ORDER BY id LIMIT ?",
		string(Active), int64(on), int64(after), limit)
}

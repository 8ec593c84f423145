package ledger

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// pendingRow is a row of ledger_pending.
type pendingRow struct {
	account     AccountID
	entry       EntryID
	place       int // of the posting in its entry
	amount      money.Amount
	bank, value calendar.Date
	contra      AccountID
}

func newPending() *store.Appender {
	return store.NewAppender("ledger_pending", "account", "stripe", "entry", "place", "amount", "bank_date", "value_date", "contra")
}

const selectPending = "SELECT account, entry, place, amount, bank_date, value_date, contra FROM ledger_pending "

func scanPending(r store.Scanner) (p pendingRow, err error) {
	err = r.Scan(&p.account, &p.entry, &p.place, &p.amount, &p.bank, &p.value, &p.contra)
	return p, err
}

// pendingOf reads the first of an account's pending postings up to an entry, in their final order.
func pendingOf(q store.Querier, account AccountID, upTo EntryID, limit int) ([]pendingRow, error) {
	return store.All(q, scanPending, selectPending+"WHERE account = ? AND entry <= ? ORDER BY entry, place LIMIT ?",
		int64(account), int64(upTo), limit)
}

// pendingIn reads the pending postings of a range of accounts.
func pendingIn(q store.Querier, low, high AccountID) ([]pendingRow, error) {
	return store.All(q, scanPending, selectPending+"WHERE account BETWEEN ? AND ? ORDER BY account, entry, place", int64(low), int64(high))
}

func pendingAccounts(q store.Querier, upTo EntryID) ([]AccountID, error) {
	return store.All(q, store.Value[AccountID], "SELECT DISTINCT account FROM ledger_pending WHERE entry <= ? ORDER BY account", int64(upTo))
}

func deletePending(tx *store.Tx, account AccountID, last EntryID, place int) error {
	_, err := tx.Exec("DELETE FROM ledger_pending WHERE account = ? AND (entry < ? OR entry = ? AND place <= ?)",
		int64(account), int64(last), int64(last), place)
	return err
}

// pendingSum is what an account's pending postings up to two dates come to, and their number.
func pendingSum(q store.Querier, account AccountID, bank, value calendar.Date) (sum money.Amount, n int64, err error) {
	_, _, err = store.One(q, func(r store.Scanner) (int, error) { return 0, r.Scan(&sum, &n) },
		"SELECT COALESCE(SUM(amount), 0), COUNT(*) FROM ledger_pending WHERE account = ? AND bank_date <= ? AND value_date <= ?",
		int64(account), int64(bank), int64(value))
	return sum, n, err
}

// bufferedStates are the accounts that are buffered, with nothing of what they hold; since stands for their head.
func bufferedStates(q store.Querier) ([]*state, error) {
	return store.All(q, func(r store.Scanner) (*state, error) {
		s := &state{buffered: true}
		err := r.Scan(&s.id, &s.class, &s.currency, &s.branch, &s.code, &s.head)
		return s, err
	}, `SELECT a.id, a.class, a.currency, a.branch, a.code, f.since FROM ledger_buffered f
		JOIN ledger_accounts a ON a.id = f.account ORDER BY a.id`)
}

func insertBuffered(tx *store.Tx, id AccountID, since store.ID) error {
	_, err := tx.Exec("INSERT INTO ledger_buffered (account, since) VALUES (?, ?)", int64(id), int64(since))
	return err
}

func updateBuffered(tx *store.Tx, id AccountID, since store.ID) error {
	_, err := tx.Exec("UPDATE ledger_buffered SET since = ? WHERE account = ?", int64(since), int64(id))
	return err
}

func deleteBuffered(tx *store.Tx, id AccountID) error {
	_, err := tx.Exec("DELETE FROM ledger_buffered WHERE account = ?", int64(id))
	return err
}

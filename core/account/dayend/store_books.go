package dayend

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// The ledger has no verb that compares a million accounts in a few seconds, so these queries read its tables.

// bookLine is one line of the general ledger (总账科目), and how many accounts it has.
type bookLine struct {
	branch   ledger.Branch
	code     ledger.Code
	currency money.Currency
}

type countedLine struct {
	bookLine
	accounts int
}

// linesOf are the lines that have accounts, in order.
func linesOf(q store.Querier) ([]countedLine, error) {
	return store.All(q, func(s store.Scanner) (l countedLine, err error) {
		err = s.Scan(&l.branch, &l.code, &l.currency, &l.accounts)
		return l, err
	}, "SELECT branch, code, currency, COUNT(*) FROM ledger_accounts GROUP BY branch, code, currency ORDER BY branch, code, currency")
}

// heldBy is what the accounts of a line hold, debit positive, with what waits to be folded into buffered ones.
func heldBy(q store.Querier, l bookLine) (money.Amount, error) {
	args := []any{string(l.branch), string(l.code), string(l.currency)}
	held, _, err := store.One(q, store.Value[money.Amount], `SELECT COALESCE(SUM(b.balance), 0) FROM ledger_accounts a
		JOIN ledger_balances b ON b.account = a.id WHERE a.branch = ? AND a.code = ? AND a.currency = ?`, args...)
	if err != nil {
		return 0, err
	}
	waits, _, err := store.One(q, store.Value[money.Amount], `SELECT COALESCE(SUM(p.amount), 0) FROM ledger_pending p
		JOIN ledger_accounts a ON a.id = p.account WHERE a.branch = ? AND a.code = ? AND a.currency = ?`, args...)
	if err != nil {
		return 0, err
	}
	return held.Add(waits)
}

// generalLedger is what every line has moved on all bank dates so far, debit minus credit.
func generalLedger(q store.Querier) (map[bookLine]money.Amount, error) {
	out := map[bookLine]money.Amount{}
	_, err := store.All(q, func(s store.Scanner) (struct{}, error) {
		var l bookLine
		var amount money.Amount
		err := s.Scan(&l.branch, &l.code, &l.currency, &amount)
		out[l] = amount
		return struct{}{}, err
	}, "SELECT branch, code, currency, SUM(debit) - SUM(credit) FROM ledger_sums GROUP BY branch, code, currency")
	return out, err
}

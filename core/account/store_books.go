package account

import (
	"errors"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// nextSerial counts account numbers of a branch and a product.
func nextSerial(tx *store.Tx, branch, product int) (int64, error) {
	rows, err := tx.Lock("SELECT last_serial FROM account_serials WHERE branch = ? AND product = ? ORDER BY branch", branch, product)
	found, err := store.Collect(rows, err, store.Value[int64])
	if err != nil {
		return 0, err
	}
	if len(found) > 0 {
		_, err = tx.Exec("UPDATE account_serials SET last_serial = ? WHERE branch = ? AND product = ?", found[0]+1, branch, product)
		return found[0] + 1, err
	}
	_, err = tx.Exec("INSERT INTO account_serials (branch, product, last_serial) VALUES (?, ?, 1)", branch, product)
	if errors.Is(err, store.ErrDuplicate) { // another process was first: it is there now
		return nextSerial(tx, branch, product)
	}
	return 1, err
}

func bookByNumber(q store.Querier, number string) (ledger.AccountID, bool, error) {
	return store.One(peeked(q), store.Value[ledger.AccountID], "SELECT id FROM account_books WHERE number = ?", number)
}

func insertBook(tx *store.Tx, number string, id ledger.AccountID) error {
	_, err := tx.Exec("INSERT INTO account_books (number, id) VALUES (?, ?)", number, int64(id))
	return err
}

// position is what the ledger says of one account: amounts on its normal side, a deposit's is positive.
type position struct {
	booked, held, frozen money.Amount
	frozenAll            bool
	limits               ledger.Limits
}

// free is what may leave now, above zero.
func (p *position) free() money.Amount {
	if p.frozenAll {
		return 0
	}
	return max(0, p.booked-p.held-p.frozen)
}

// positionOf reads an account's balance row, with all that this update has posted. The caller has locked the account (Ledger.Lock);
// accounts of this room are liabilities, whose normal side is credit, and never buffered.
func positionOf(tx *store.Tx, id ledger.AccountID) (p position, err error) {
	p, ok, err := store.One(tx, func(r store.Scanner) (p position, err error) {
		var raw money.Amount
		err = r.Scan(&raw, &p.held, &p.frozen, &p.frozenAll, &p.limits.Floor, &p.limits.Ceiling, &p.limits.DebitFrozen, &p.limits.CreditFrozen)
		p.booked = -raw
		return p, err
	}, `SELECT b.balance, b.held, b.frozen, b.frozen_all, a.floor_amount, a.ceiling_amount, a.debit_frozen, a.credit_frozen
		FROM ledger_accounts a JOIN ledger_balances b ON b.account = a.id WHERE a.id = ?`, int64(id))
	if err == nil && !ok {
		err = ledger.ErrUnknownAccount.With(id)
	}
	return p, err
}

// sequenceOf is how many postings an account has.
func sequenceOf(tx *store.Tx, id ledger.AccountID) (int64, error) {
	n, _, err := store.One(tx, store.Value[int64], "SELECT seq FROM ledger_balances WHERE account = ?", int64(id))
	return n, err
}

// bookedOf are the balances of accounts of this room.
func bookedOf(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]money.Amount, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	out := make(map[ledger.AccountID]money.Amount, len(ids))
	_, err := store.All(q, func(r store.Scanner) (_ struct{}, err error) {
		var id ledger.AccountID
		var raw money.Amount
		if err = r.Scan(&id, &raw); err == nil {
			out[id] = -raw
		}
		return
	}, "SELECT account, balance FROM ledger_balances WHERE account IN ("+store.Marks(len(args))+")", args...)
	return out, err
}

// bookedUnder is the sum of an account's balance and those of the virtual ones under it.
func bookedUnder(q store.Querier, parent ledger.AccountID) (money.Amount, error) {
	sum, _, err := store.One(q, store.Value[money.Amount], `SELECT COALESCE(SUM(b.balance), 0) FROM ledger_balances b
		WHERE b.account = ? OR b.account IN (SELECT id FROM account_accounts WHERE parent = ?)`, int64(parent), int64(parent))
	return -sum, err
}

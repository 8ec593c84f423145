package account

import (
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (d *Deposits) AuditSources() []audit.Source {
	return []audit.Source{
		audit.ByID(KindAccount, "account_accounts", "id", selectAccount, scanAccount, func(a Account) (store.ID, audit.Digest) { return store.ID(a.ID), a.digest() }),
		audit.ByID(KindProduct, "account_products", "id", "SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_products ",
			scanVersion, func(v *Version) (store.ID, audit.Digest) { return v.ID, v.digest() }),
		audit.ByID(KindItem, "account_tariff", "id", "SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_tariff ",
			scanFee, func(v *FeeVersion) (store.ID, audit.Digest) { return v.ID, v.digest() }),
	}
}

// accountsAfter are accounts in the order of their ids, with what the ledger says of each.
func accountsAfter(q store.Querier, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(q, scanAccount, selectAccount+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

// ledgerRow is what Check compares an account with.
type ledgerRow struct {
	number, currency, branch string
	booked                   int64
	closed, frozen           bool
}

func ledgerRows(q store.Querier, low, high ledger.AccountID) (map[ledger.AccountID]ledgerRow, error) {
	out := map[ledger.AccountID]ledgerRow{}
	_, err := store.All(q, func(r store.Scanner) (_ struct{}, err error) {
		var id ledger.AccountID
		var l ledgerRow
		if err = r.Scan(&id, &l.number, &l.currency, &l.branch, &l.booked, &l.closed, &l.frozen); err == nil {
			out[id] = l
		}
		return
	}, `SELECT a.id, a.number, a.currency, a.branch, -b.balance, a.closed_on IS NOT NULL, a.debit_frozen FROM ledger_accounts a
		JOIN ledger_balances b ON b.account = a.id WHERE a.id >= ? AND a.id <= ?`, int64(low), int64(high))
	return out, err
}

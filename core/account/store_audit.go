package account

import (
	"strconv"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (d *Deposits) AuditSources() []audit.Source {
	return []audit.Source{
		source(KindAccount, "account_accounts", selectAccount, scanAccount, func(a Account) (store.ID, audit.Digest) { return store.ID(a.ID), a.digest() }),
		source(KindProduct, "account_products", "SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_products ",
			scanVersion, func(v *Version) (store.ID, audit.Digest) { return v.ID, v.digest() }),
		source(KindItem, "account_tariff", "SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_tariff ",
			scanFee, func(v *FeeVersion) (store.ID, audit.Digest) { return v.ID, v.digest() }),
	}
}

// source is that of a table with an id for a key.
func source[T any](kind, table, read string, scan func(store.Scanner) (T, error), of func(T) (store.ID, audit.Digest)) audit.Source {
	return audit.Source{Kind: kind, Table: table, Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if n, err := strconv.ParseInt(o, 10, 64); err == nil {
					args = append(args, n)
				}
			}
			rows, err := store.All(q, scan, read+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(rows))
			for _, r := range rows {
				id, digest := of(r)
				found[id.String()] = digest
			}
			return found, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			low := int64(0)
			if after != "" {
				var err error
				if low, err = strconv.ParseInt(after, 10, 64); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				var n store.ID
				err := r.Scan(&n)
				return n.String(), err
			}, "SELECT id FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", low, limit)
		},
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

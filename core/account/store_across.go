package account

import (
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Organisations are the open accounts of businesses and agencies behind one, in the order of their ids: those whose balances are
// stated each month.
func (*Deposits) Organisations(q store.Querier, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE id > ? AND holder <> ? AND state <> ? ORDER BY id LIMIT ?",
		int64(after), string(ForPerson), string(Closed), limit)
}

// DormantBehind are dormant accounts behind one, in the order of their ids; of these branches, or of all if nil.
func (*Deposits) DormantBehind(q store.Querier, branches []auth.Branch, after ledger.AccountID, limit int) ([]Account, error) {
	where, args := "", []any{string(Dormant), int64(after)}
	if branches != nil {
		where = "AND branch IN (" + store.Marks(len(branches)) + ") "
		for _, b := range branches {
			args = append(args, b)
		}
	}
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE state = ? AND id > ? "+where+"ORDER BY id LIMIT ?", append(args, limit)...)
}

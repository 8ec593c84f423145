package account

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Sub is a virtual account under a real one, and what it holds.
type Sub struct {
	Account
	Booked money.Amount `json:"booked" doc:"Minor units."`
}

// Subs are up to limit virtual accounts under one, behind an id (一案一账号).
func (d *Deposits) Subs(q store.Querier, parent, after ledger.AccountID, limit int) ([]Sub, error) {
	found, err := childrenOf(q, parent, after, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]ledger.AccountID, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	held, err := bookedOf(q, ids)
	out := make([]Sub, len(found))
	for i, a := range found {
		out[i] = Sub{Account: a, Booked: held[a.ID]}
	}
	return out, err
}

// Together is what an account and all virtual accounts under it hold.
func (d *Deposits) Together(q store.Querier, parent ledger.AccountID) (money.Amount, error) {
	return bookedUnder(q, parent)
}

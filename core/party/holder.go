package party

import (
	"context"
	"errors"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Relation is how a party holds an account.
type Relation string

// The relations. An account that is held has one owner.
const (
	AccountOwner Relation = "owner"
	JointHolder  Relation = "joint" // 共有人
)

// Holding is one party's hold on one account.
type Holding struct {
	ID       ID               `json:"id"`
	Account  ledger.AccountID `json:"account"`
	Party    ID               `json:"party"`
	Relation Relation         `json:"relation" enum:"owner,joint"`
	Since    time.Time        `json:"since"`
	Until    *time.Time       `json:"until,omitempty"`

	origin ID
}

// Hold makes a party a holder of an account. An account has one owner, who comes first; joint holders are people or firms beside
// it. Whether the account exists the caller knows: it opens it in the same update.
func (p *Parties) Hold(tx *store.Tx, account ledger.AccountID, party ID, relation Relation) error {
	if relation != AccountOwner && relation != JointHolder {
		return ErrRelation
	}
	_, err := p.change(context.Background(), tx, party, "hold", func(r *record) (string, error) {
		if !r.Status.Living() {
			return "", ErrNotLiving
		}
		now, err := lockHolders(tx, account)
		if err != nil {
			return "", err
		}
		owned := false
		for _, h := range now {
			if owned = owned || h.Relation == AccountOwner; h.Party == party {
				return "", ErrHeld
			}
		}
		if owned == (relation == AccountOwner) {
			return "", ErrHeld
		}
		if err = insertHolding(tx, account, party, relation); errors.Is(err, store.ErrDuplicate) {
			err = ErrHeld
		}
		return string(relation) + " of account " + account.String(), err
	})
	return err
}

// Release ends a party's hold on an account. The owner goes last.
func (p *Parties) Release(tx *store.Tx, account ledger.AccountID, party ID) error {
	_, err := p.change(context.Background(), tx, party, "release", func(*record) (string, error) {
		now, err := lockHolders(tx, account)
		if err != nil {
			return "", err
		}
		for _, h := range now {
			if h.Party != party {
				continue
			}
			if h.Relation == AccountOwner && len(now) > 1 {
				return "", ErrHeld
			}
			return "account " + account.String(), endHolding(tx, h.ID)
		}
		return "", ErrNotHeld
	})
	return err
}

// Accounts are what a party holds now.
func (p *Parties) Accounts(q store.Querier, party ID) ([]Holding, error) { return heldBy(q, party) }

// Holders are who holds an account now, its owner first.
func (p *Parties) Holders(q store.Querier, account ledger.AccountID) ([]Holding, error) {
	return holdersOf(q, account)
}

// Owners are the ids of an account's holders, as the ledger asks for them (ledger.Options.Holders).
func (p *Parties) Owners(q store.Querier, account ledger.AccountID) ([]auth.Party, error) {
	hs, err := holdersOf(q, account)
	out := make([]auth.Party, len(hs))
	for i := range hs {
		out[i] = hs[i].Party
	}
	return out, err
}

// OwnerOfAccount tells to whom an account belongs: to its holders, kept at the account's branch. An id that names no account is
// answered as the ledger does.
func (p *Parties) OwnerOfAccount(ctx context.Context, accountID string) (auth.Scope, error) {
	id, err := store.ParseID(accountID)
	if err != nil {
		return auth.Scope{}, ledger.ErrUnknownAccount.With(accountID)
	}
	a, err := p.opt.Ledger.Account(ctx, ledger.AccountID(id))
	if err != nil {
		return auth.Scope{}, err
	}
	owners, err := view(ctx, p, func(v *store.View) ([]auth.Party, error) { return p.Owners(v, a.ID) })
	return auth.Scope{Parties: owners, Branch: string(a.Branch)}, err
}

// mayReadAccount: to read a party isn't to read its accounts. Who may not (an agent told to see to the profile, a steward) learns
// that the party holds one, and no more.
func mayReadAccount(ctx context.Context, h *Holding, branch auth.Branch) bool {
	s := auth.SubjectOf(ctx)
	return s == nil || s.Filter("ledger.read").Admits(auth.Scope{Parties: []auth.Party{h.Party}, Branch: branch}, "ledger.account/"+h.Account.String())
}

// HeldAccount is an account of a party as a list shows it; what the ledger says of it is absent for who may not read that.
type HeldAccount struct {
	Holding
	Number    string         `json:"number,omitempty"`
	Name      string         `json:"name,omitempty"`
	Currency  money.Currency `json:"currency,omitempty"`
	Branch    string         `json:"branch,omitempty"`
	Booked    *money.Amount  `json:"booked,omitempty" doc:"Minor units, on the account's normal side."`
	Available *money.Amount  `json:"available,omitempty"`
	Closed    bool           `json:"closed,omitempty"`
}

// accountsWithBalances adds what the ledger says of each.
func (p *Parties) accountsWithBalances(ctx context.Context, held []Holding) ([]HeldAccount, error) {
	out := make([]HeldAccount, 0, len(held))
	for _, h := range held {
		line := HeldAccount{Holding: h}
		if p.opt.Ledger != nil {
			a, err := p.opt.Ledger.Account(ctx, h.Account)
			switch {
			case errors.Is(err, ledger.ErrUnknownAccount): // closed and archived: its number is all that is left
			case err != nil:
				return nil, err
			case !mayReadAccount(ctx, &h, string(a.Branch)):
			default:
				booked := a.Balance.Booked
				line.Number, line.Name, line.Currency, line.Branch = a.Number, a.Name, a.Currency, string(a.Branch)
				line.Booked, line.Available, line.Closed = &booked, a.Balance.Available, a.ClosedOn != nil
			}
		}
		out = append(out, line)
	}
	return out, nil
}

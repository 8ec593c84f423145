package account

import (
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// Condition is what must be shown before custody or escrow money leaves (划款条件).
type Condition struct {
	Place    int        `json:"place" doc:"From 1."`
	Words    string     `json:"words"`
	Evidence string     `json:"evidence,omitempty"`
	MetBy    string     `json:"metBy,omitempty"`
	MetAt    *time.Time `json:"metAt,omitempty"`
}

// Conditions are an account's, in order.
func (d *Deposits) Conditions(q store.Querier, id ledger.AccountID) ([]Condition, error) {
	return conditionsOf(q, id)
}

// Satisfy records the evidence by which one condition is met. Recording the same again changes nothing.
func (d *Deposits) Satisfy(tx *store.Tx, id ledger.AccountID, place int, evidence string) ([]Condition, error) {
	if !named(evidence, 200) || len([]rune(evidence)) < 2 {
		return nil, ErrEvidence
	}
	a, err := d.locked(tx, id)
	if err != nil {
		return nil, err
	}
	if !a.Kind.guarded() {
		return nil, ErrNotGuarded
	}
	if err := a.standing(); err != nil {
		return nil, err
	}
	all, err := conditionsOf(tx, id)
	if err != nil {
		return nil, err
	}
	if place < 1 || place > len(all) {
		return nil, ErrCondition
	}
	c := &all[place-1]
	switch {
	case c.MetAt != nil && c.Evidence == evidence:
		return all, nil
	case c.MetAt != nil:
		return nil, ErrMet
	}
	now := tx.Now()
	c.Evidence, c.MetBy, c.MetAt = evidence, actor(tx), &now
	if err := meetCondition(tx, id, c); err != nil {
		return nil, err
	}
	return all, d.note(tx, audit.Note{Verb: "account.satisfy", Kind: KindAccount, Object: id.String(), Reason: evidence})
}

// Released is what a release paid.
type Released struct {
	Account  ledger.AccountID `json:"account"`
	Amount   money.Amount     `json:"amount"`
	PaidTo   ledger.AccountID `json:"paidTo"`
	Entry    ledger.EntryID   `json:"entry"`
	Replayed bool             `json:"replayed,omitempty"`
}

// Release pays all that a custody or escrow account may spend to its beneficiary, once every condition is met. Releasing again under
// the same reference answers the same; under another one it pays what has come in since. Errors: ErrUnmet, ErrEmpty.
func (d *Deposits) Release(tx *store.Tx, id ledger.AccountID, reference string) (Released, error) {
	if reference == "" || len(reference) > 40 {
		return Released{}, ErrReference
	}
	seen, err := d.Get(tx, id)
	if err != nil {
		return Released{}, err
	}
	a, err := d.locked(tx, id, seen.Terms.PayTo)
	if err != nil {
		return Released{}, err
	}
	if !a.Kind.guarded() {
		return Released{}, ErrNotGuarded
	}
	if err := a.standing(); err != nil {
		return Released{}, err
	}
	if a.Terms.ReleasedAs != "" {
		was, found, err := withdrawalByReference(tx, id, reference)
		if err != nil {
			return Released{}, err
		}
		if found {
			return Released{Account: id, Amount: was.Amount, PaidTo: was.PaidTo, Entry: ledger.EntryID(was.ID), Replayed: true}, nil
		}
	}
	return d.release(tx, a, reference)
}

func (d *Deposits) release(tx *store.Tx, a Account, reference string) (Released, error) {
	all, err := conditionsOf(tx, a.ID)
	if err != nil {
		return Released{}, err
	}
	open := 0
	for _, c := range all {
		if c.MetAt == nil {
			open++
		}
	}
	if open > 0 || len(all) == 0 {
		return Released{}, ErrUnmet.With(max(open, 1))
	}
	p, err := positionOf(tx, a.ID)
	if err != nil {
		return Released{}, err
	}
	amount := p.free()
	if amount == 0 {
		return Released{}, ErrEmpty
	}
	e := transfer("account.release", a.ID.String()+"-"+reference, a.ID, a.Terms.PayTo, amount, "条件满足划付")
	e.Branch = a.Branch
	if err := d.led.Post(tx, e); err != nil {
		return Released{}, err
	}
	w := Withdrawn{ID: store.ID(e.ID), Account: a.ID, Amount: amount, PaidTo: a.Terms.PayTo, On: d.today(tx), reference: reference}
	if err := insertWithdrawal(tx, &w); err != nil {
		return Released{}, err
	}
	was := a
	a.Terms.ReleasedAs = reference
	return Released{Account: a.ID, Amount: amount, PaidTo: a.Terms.PayTo, Entry: e.ID}, d.change(tx, "release", &was, &a, reference)
}

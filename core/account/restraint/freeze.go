package restraint

import (
	"slices"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// target is one account that a freeze means, as it stands.
type target struct {
	ledger.Standing
	owners []auth.Party
	yields money.Amount // what a new freeze of the kind would catch of it now
}

// freeze places a restraint: on one account, or distributed over all of a party.
func (r *Restraints) freeze(tx *store.Tx, in *Request) (*Restraint, error) {
	if err := in.term(in.Kind, tx.Now(), tx.Now()); err != nil {
		return nil, err
	}
	ts, skipped, err := r.targets(tx, in)
	if err != nil {
		return nil, err
	}
	one := &Restraint{ID: tx.NewID(), Kind: in.Kind, Authority: in.Authority, Document: in.Document, Case: in.Case, Currency: in.Currency,
		Ordered: in.Amount, Whole: in.Whole, Until: in.Until, State: InForce, Branch: string(ts[0].Branch), MadeAt: tx.Now(), Skipped: skipped}
	if err := r.record(tx, one, in); err != nil {
		return nil, err
	}
	yields := make([]money.Amount, len(ts))
	for i := range ts {
		yields[i] = ts[i].yields
		for _, p := range ts[i].owners {
			if !slices.Contains(one.Parties, p) {
				one.Parties = append(one.Parties, p)
			}
		}
	}
	if in.Party != 0 && !slices.Contains(one.Parties, in.Party) {
		one.Parties = append(one.Parties, in.Party)
	}
	shares := distribute(in.Amount, yields)
	for i := range ts {
		if shares[i] == 0 && !in.Whole {
			continue
		}
		l := &Line{ID: tx.NewID(), Account: store.ID(ts[i].Account), Amount: shares[i], restraint: one.ID}
		f := &ledger.Freeze{Account: ts[i].Account, Kind: powers[in.Kind].freeze, Reference: l.ID.String(), Amount: shares[i], Whole: in.Whole,
			Authority: in.Authority, Document: in.Document, ExpiresAt: in.Until}
		if err := r.led.PlaceFreeze(tx, f); err != nil {
			return nil, err
		}
		l.Freeze = f.ID
		if err := insertLine(tx, l); err != nil {
			return nil, err
		}
		one.Lines = append(one.Lines, l)
	}
	if err := insertOrder(tx, one); err != nil {
		return nil, err
	}
	return r.finish(tx, one, string(Freeze), audit.Digest{}, in.Reason)
}

// targets are the accounts that a freeze means, locked. Of a party those that the law exempts are left out; one named by itself is
// refused.
func (r *Restraints) targets(tx *store.Tx, in *Request) (ts []target, skipped []SkippedEntry, err error) {
	ids := []ledger.AccountID{ledger.AccountID(in.Account)}
	if in.Party != 0 {
		if ids, err = r.o.Accounts.Held(tx, in.Party); err != nil {
			return nil, nil, err
		}
		slices.Sort(ids)
	}
	if err := r.led.Lock(tx, ids...); err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		t := target{}
		if t.Standing, err = r.led.Standing(tx, id); err != nil {
			if in.Party == 0 {
				err = ErrUnknownAccount.With(id)
			}
			return nil, nil, err
		}
		if t.Closed || in.Currency != "" && t.Currency != in.Currency {
			continue
		}
		rule, err := r.exempted(tx, id, in.Kind)
		switch {
		case err != nil:
			return nil, nil, err
		case rule != "" && in.Party == 0:
			return nil, nil, ErrExempt.With(id, rule)
		case rule != "":
			skipped = append(skipped, SkippedEntry{store.ID(id), rule})
			continue
		}
		if t.owners, err = r.o.Accounts.Holders(tx, id); err != nil {
			return nil, nil, err
		}
		if t.yields, err = r.yields(tx, &t.Standing, powers[in.Kind].freeze); err != nil {
			return nil, nil, err
		}
		ts = append(ts, t)
	}
	if len(ts) == 0 && in.Party == 0 {
		return nil, nil, ErrUnknownAccount.With(in.Account)
	}
	if len(ts) == 0 {
		return nil, nil, ErrNoAccounts
	}
	return ts, skipped, nil
}

// exempted names the rule that keeps an account from an authority's order; "" if none does. What the bank itself or the customer
// stops is no seizure.
func (r *Restraints) exempted(q store.Querier, id ledger.AccountID, by Authority) (string, error) {
	if powers[by].freeze == ledger.StopPayment {
		return "", nil
	}
	m, found, err := markOf(q, id)
	if err != nil || !found {
		return "", err
	}
	return exemptions[m.Kind], nil
}

// yields is what a new freeze of a kind would catch of an account now: what no protection, hold or freeze in force has; nothing if
// it has to wait.
func (r *Restraints) yields(tx *store.Tx, s *ledger.Standing, kind ledger.FreezeKind) (money.Amount, error) {
	fs, err := r.led.FreezesOn(tx, s.Account)
	if err != nil {
		return 0, err
	}
	protected, err := r.protected(tx, s.Account)
	if err != nil {
		return 0, err
	}
	free := s.Booked - s.Held - protected
	for _, f := range fs {
		if f.Kind == ledger.Judicial && kind == ledger.Judicial {
			return 0, nil
		}
		if f.Kind > kind || f.State != ledger.InForce {
			continue
		}
		if f.Whole {
			return 0, nil
		}
		free -= f.Amount
	}
	return max(free, 0), nil
}

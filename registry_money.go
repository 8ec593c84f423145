package tonghui

import (
	"context"
	"errors"
	"slices"

	"tonghui/base/calendar"
	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/points"
	"tonghui/core/account/report"
	"tonghui/core/ledger"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// Enter is a card of the bank's as a credential at terminals.
func (r registry) Enter(ctx context.Context, number, pin string) (auth.Party, error) {
	party, err := r.b.Cards.Enter(ctx, number, pin)
	switch {
	case errors.Is(err, card.ErrPINBlocked), errors.Is(err, card.ErrState):
		return party, signin.ErrCardLocked.Because(err)
	case errors.Is(err, card.ErrPIN), errors.Is(err, card.ErrPINMissing), errors.Is(err, card.ErrUnknown):
		return party, signin.ErrCard.Because(err)
	}
	return party, err
}

// earn gives points for what a card pays, and takes them back for what is refunded.
func (r registry) earn(tx *store.Tx, s card.Spend) (err error) {
	if s.Refund != "" {
		_, err = r.b.Points.Refund(tx, s.Reference, s.Refund, s.Amount)
		return err
	}
	_, err = r.b.Points.Earn(tx, points.Event{Party: s.Party, Account: s.Account, Kind: points.CardSpend, Amount: s.Amount, Category: s.Category,
		Reference: s.Reference})
	return err
}

// Holders are an account's owners, its first owner before the others.
func (r registry) Holders(q store.Querier, id ledger.AccountID) ([]auth.Party, error) {
	return r.b.Parties.Owners(q, id)
}

// Held are the accounts of a party.
func (r registry) Held(q store.Querier, party auth.Party) (out []ledger.AccountID, err error) {
	all, err := r.b.Parties.Accounts(q, party)
	for i := range all {
		out = append(out, all[i].Account)
	}
	return out, err
}

// holds says whether a party holds an account, alone or with others.
func (r registry) holds(q store.Querier, id ledger.AccountID, party auth.Party) (bool, error) {
	owners, err := r.b.Parties.Owners(q, id)
	return slices.Contains(owners, party), err
}

// mayHold lets a joint owner hold a card of a person's account, and whoever acts for an organisation one of its.
func (r registry) mayHold(q store.Querier, a account.Account, holder auth.Party) (bool, error) {
	if a.Holder == account.ForPerson {
		return r.holds(q, a.ID, holder)
	}
	for after := store.ID(0); ; {
		rights, err := r.b.Mandates.For(q, a.Owner, false, after, 100)
		if err != nil || len(rights) == 0 {
			return false, err
		}
		for _, m := range rights {
			if after = m.ID; m.Person == holder && m.State == mandate.InForce {
				return true, nil
			}
		}
	}
}

// AccountOf leads from a card's number to its account.
func (r registry) AccountOf(q store.Querier, number string) (ledger.AccountID, bool, error) {
	c, err := r.b.Cards.ByNumber(q, number)
	if errors.Is(err, card.ErrUnknown) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return c.Account, c.State == card.Active, nil
}

// Get is a deposit account, for batches.
func (r registry) Get(q store.Querier, id ledger.AccountID) (account.Account, error) {
	return r.b.Accounts.Get(q, id)
}

// ByNumbers are accounts by their own numbers or those of cards.
func (r registry) ByNumbers(q store.Querier, numbers []string) (map[string]account.Account, error) {
	found, err := r.b.Accounts.ByNumbers(q, numbers)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if _, known := found[n]; known || len(n) < 16 {
			continue
		}
		id, ok, err := r.AccountOf(q, n)
		if err != nil {
			return nil, err
		}
		if ok {
			if found[n], err = r.b.Accounts.Get(q, id); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// Lines are deposits for reports.
func (r registry) Lines(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]report.Deposit, error) {
	all, err := r.b.Accounts.GetMany(q, ids)
	out := make(map[ledger.AccountID]report.Deposit, len(all))
	for id, a := range all {
		out[id] = reported(a)
	}
	return out, err
}

// Dormant are dormant deposits for reports.
func (r registry) Dormant(q store.Querier, branches []auth.Branch, after ledger.AccountID, limit int) ([]*report.Deposit, error) {
	all, err := r.b.Accounts.DormantBehind(q, branches, after, limit)
	out := make([]*report.Deposit, len(all))
	for i, a := range all {
		d := reported(a)
		out[i] = &d
	}
	return out, err
}

func reported(a account.Account) report.Deposit {
	return report.Deposit{Account: a.ID, Number: a.Number, Name: a.Name, Owner: a.Owner, Natural: a.Holder == account.ForPerson, Product: a.Product,
		Branch: string(a.Branch), Currency: a.Currency, LastUse: a.LastUseOn}
}

// bankDate is the open bank date.
func (r registry) bankDate(ctx context.Context) (calendar.Date, error) {
	days, err := r.b.Ledger.Days(ctx, calendar.MaxDate, 3)
	for _, d := range days {
		if err == nil && d.State == ledger.DayOpen {
			return d.Date, nil
		}
	}
	return 0, err
}

// noCards and noStanding keep an account from being closed while something hangs on it.
func (r registry) noCards(q store.Querier, a account.Account) error {
	all, err := r.b.Cards.OnAccount(q, a.ID)
	if err == nil && len(all) > 0 {
		err = errCards
	}
	return err
}

func (r registry) noStanding(q store.Querier, a account.Account) error {
	has, err := r.b.Standing.OnAccount(q, a.ID)
	if err == nil && has {
		err = errStanding
	}
	return err
}

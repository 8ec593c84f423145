package account

import (
	"context"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Close closes an account (销户) with the interest that it has earned: what is in it goes to another account of the owner. Nothing may
// hang on it: holds, freezes, virtual accounts, and whatever the hooks of other rooms know (cards, standing orders, restraints). The
// basic account is the firm's last (人民币银行结算账户管理办法第五十四条). Closing a closed account answers it as it stands.
func (d *Deposits) Close(_ context.Context, tx *store.Tx, id, to ledger.AccountID, reason string) (Account, error) {
	if !named(reason, 200) || len([]rune(reason)) < 2 {
		return Account{}, ErrReason
	}
	seen, err := d.Get(tx, id)
	if err != nil {
		return seen, err
	}
	if seen.Kind.corporate() {
		if _, err := lockAccountsOf(tx, seen.Owner); err != nil {
			return seen, err
		}
	}
	a, err := d.locked(tx, id, to)
	if err != nil || a.State == Closed {
		return a, err
	}
	if err := d.mayClose(tx, &a); err != nil {
		return a, err
	}
	was := a
	if a.Kind != Virtual && d.o.Interest != nil {
		p, err := d.Product(a.Product, a.OpenedOn)
		if err != nil {
			return a, err
		}
		if p.RateCode != "" {
			if _, err := d.o.Interest.End(tx, id, d.today(tx)); err != nil {
				return a, err
			}
		}
	}
	if err := d.empty(tx, &a, to); err != nil {
		return was, err
	}
	if err := d.end(tx, &a); err != nil {
		return was, err
	}
	return a, d.change(tx, "close", &was, &a, reason)
}

// mayClose refuses while something hangs on the account.
func (d *Deposits) mayClose(tx *store.Tx, a *Account) error {
	if err := a.standing(); err != nil {
		return err
	}
	if a.Kind.fixed() {
		return ErrFixed
	}
	p, err := positionOf(tx, a.ID)
	if err != nil {
		return err
	}
	switch {
	case p.held != 0 || p.frozen != 0 || p.frozenAll || p.limits.CreditFrozen || p.limits.DebitFrozen:
		return ErrHeld
	case p.booked < 0:
		return ErrNegative
	case a.Kind.guarded() && p.booked > 0:
		return ErrGuarded
	}
	n, err := openChildren(tx, a.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		return ErrChildren
	}
	if a.Kind == Basic {
		all, err := d.Of(tx, a.Owner)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].State != Closed && all[i].Kind.corporate() && all[i].ID != a.ID {
				return ErrBasicLast
			}
		}
	}
	for _, hook := range d.closing {
		if err := hook(tx, *a); err != nil {
			return err
		}
	}
	return nil
}

// empty moves what is left to another account.
func (d *Deposits) empty(tx *store.Tx, a *Account, to ledger.AccountID) error {
	p, err := positionOf(tx, a.ID)
	if err != nil || p.booked == 0 {
		return err
	}
	if a.Kind == Virtual && to == 0 {
		to = a.Parent
	}
	b, ok, err := accountByID(tx, to)
	if err != nil {
		return err
	}
	if !ok || b.ID == a.ID || b.Owner != a.Owner || b.Currency != a.Currency || b.State != Active || b.Kind.fixed() || b.Kind.guarded() {
		return ErrRemainder
	}
	e := transfer("account.close", a.ID.String(), a.ID, to, p.booked, "销户转出")
	e.Branch = a.Branch
	return d.led.Post(tx, e)
}

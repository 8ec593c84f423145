package interest

import (
	"context"
	"errors"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Verify is the room's check for `tonghui verify`: the payable account of each pool holds what the pool says, and each account's
// earnings follow from the ledger: they are counted anew from its postings and the rates of each night. It reads while the bank
// goes on; an account that is written meanwhile is looked at again.
func (in *Interest) Verify(ctx context.Context, st *store.Store, _ store.Seq) error {
	var errs []error
	if err := in.verifyPools(ctx, st); err != nil {
		errs = append(errs, err)
	}
	for after := ledger.AccountID(0); ; {
		var rows []row
		err := st.View(ctx, func(v *store.View) (err error) {
			rows, err = scanPage(v, after, 1000)
			return err
		})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := in.verifyAccount(ctx, st, rows[i].id); err != nil {
				if errs = append(errs, err); len(errs) >= 20 {
					return errors.Join(errs...)
				}
			}
		}
		if len(rows) < 1000 {
			return errors.Join(errs...)
		}
		after = rows[len(rows)-1].id
	}
}

// verifyPools compares what stands on the payable accounts with what the pools say.
func (in *Interest) verifyPools(ctx context.Context, st *store.Store) error {
	var pools []*pool
	if err := st.View(ctx, func(v *store.View) (err error) {
		pools, err = allPools(v)
		return err
	}); err != nil {
		return err
	}
	var errs []error
	for _, p := range pools {
		if err := in.verifyPool(ctx, st, p.id, p.payable); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// verifyPool reads twice: a pool whose figure stands still around the reading of its account must agree with it.
func (in *Interest) verifyPool(ctx context.Context, st *store.Store, id store.ID, payable ledger.AccountID) error {
	read := func() (p *pool, err error) {
		return p, st.View(ctx, func(v *store.View) error {
			p, err = poolByID(v, id)
			return err
		})
	}
	for range 5 {
		before, err := read()
		if err != nil {
			return err
		}
		a, err := in.led.Account(ctx, payable)
		if err != nil {
			return err
		}
		after, err := read()
		if err != nil {
			return err
		}
		if before.booked == after.booked {
			if a.Balance.Booked == after.booked {
				return nil
			}
			return fmt.Errorf("interest: pool %s (%s %s %s): payable account %s holds %d, the pool says %d", id, after.branch, after.product,
				after.currency, payable, a.Balance.Booked, after.booked)
		}
	}
	return nil // it moves all the time; the next check may find it at rest
}

// verifyAccount counts an account's earnings anew from the ledger.
func (in *Interest) verifyAccount(ctx context.Context, st *store.Store, id ledger.AccountID) error {
	for range 5 {
		var r row
		var c Curve
		read := func() (ok bool, err error) {
			return ok, st.View(ctx, func(v *store.View) error {
				if r, ok, err = rowOf(v, id); err != nil || !ok {
					return err
				}
				p, err := poolByID(v, r.pool)
				if err != nil {
					return err
				}
				last, _, err := dayBefore(v, calendar.MaxDate+1)
				if err != nil {
					return err
				}
				rows, err := ratesOf(v, p.code)
				c = curveOf(taken(rows, last.upTo))
				return err
			})
		}
		ok, err := read()
		if err != nil || !ok || r.ended != 0 {
			return err
		}
		was, counted := r.mark(), r.state
		history, err := in.history(ctx, &r, max(counted.began, min(counted.paidTo, counted.since)))
		if err != nil {
			return err
		}
		if ok, err = read(); err != nil || !ok || r.mark() != was {
			continue
		}
		return counted.verify(c, history)
	}
	return nil
}

// verify holds an account's figures against its history.
func (a *state) verify(c Curve, history []event) error {
	want := a.integral(c, history, a.paidTo, a.since).plus(a.adj)
	if want != a.acc {
		return fmt.Errorf("interest: account %s: earned %v up to %s, the ledger gives %v", a.id, a.acc, a.since, want)
	}
	balance := money.Amount(0)
	for _, e := range history {
		if e.date <= a.since {
			balance += e.amount
		}
	}
	if balance != a.balance {
		return fmt.Errorf("interest: account %s: balance %d on %s, the ledger gives %d", a.id, a.balance, a.since, balance)
	}
	return nil
}

package interest

import (
	"context"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Ending is how an account stops earning.
type Ending struct {
	On calendar.Date // the open bank date; its night isn't paid (算头不算尾)
	// Notified says that a notice deposit's owner gave notice in time; it decides between the notice rate and the demand rate.
	Notified   bool
	NoticeDays int // of a notice deposit: 1 or 7
}

// End stops an account's earning when it closes (销户结清), and credits what is due to it: kind "interest". It answers that
// amount. A time deposit that is broken early earns the demand rate of this day; see Broken. ErrUnknown, ErrEnded, ErrEndDate.
func (in *Interest) End(tx *store.Tx, id ledger.AccountID, on calendar.Date) (money.Amount, error) {
	return in.EndWith(tx, id, Ending{On: on})
}

// EndWith is End for deposits whose ending has a choice.
func (in *Interest) EndWith(tx *store.Tx, id ledger.AccountID, e Ending) (money.Amount, error) {
	open, ok := tx.BankDate()
	if !ok {
		return 0, ledger.ErrNoOpenDay
	}
	if e.On != open {
		return 0, ErrEndDate.With(e.On, open)
	}
	stand, err := lockStates(tx, []ledger.AccountID{id})
	if err != nil {
		return 0, err
	}
	a := stand[id]
	switch {
	case a == nil:
		return 0, ErrUnknown.With(id)
	case a.ended != 0:
		return 0, ErrEnded.With(id)
	}
	p, err := poolByID(tx, a.pool)
	if err != nil {
		return 0, err
	}
	sum, err := in.dueAt(tx, a, p, e)
	if err != nil {
		return 0, err
	}
	due, err := sum.Round()
	if err != nil {
		return 0, err
	}
	due = max(due, 0)
	a.ended, a.acc, a.adj, a.events = e.On, Sum{}, Sum{}, nil
	if err := putStates(tx, []*state{a}); err != nil || due == 0 {
		return 0, err
	}
	if err := addBooked(tx, p.id, -due); err != nil {
		return 0, err
	}
	net := due - Tax(due, e.On)
	return net, in.led.Post(tx, &ledger.Entry{Kind: "interest", Reference: fmt.Sprintf("%s/end", id), Branch: p.branch,
		Summary:  fmt.Sprintf("结清利息 %s 至 %s", a.paidTo, e.On-1),
		Postings: []ledger.Posting{{Account: p.payable, Amount: net}, {Account: id, Amount: -net}}})
}

// dueAt is what an account has earned when it ends.
func (in *Interest) dueAt(tx *store.Tx, a *state, p *pool, e Ending) (Sum, error) {
	r, ok, err := rowOf(tx, a.id)
	if err != nil || !ok {
		return Sum{}, err
	}
	c, err := in.catchUp(tx, &r, p, e.On)
	if err != nil {
		return Sum{}, err
	}
	demand := PPM(0)
	if a.plan != Demand {
		rate, err := in.RateAt(tx, in.breakCode(a, p), e.On)
		if err != nil {
			return Sum{}, err
		}
		demand = rate.For(r.balance)
	}
	switch {
	case a.plan == Time:
		return brokenSum(r.balance, a.fixed, demand, a.began, a.matures, e.On), nil
	case a.plan == Notice && (!e.Notified || e.On.Sub(a.began) < e.NoticeDays):
		return daysSum(r.balance, demand, a.began, e.On), nil
	}
	return r.earned(c, e.On), nil
}

// breakCode is the rate that a deposit earns which didn't keep to its term.
func (in *Interest) breakCode(a *state, p *pool) string {
	if a.plan == Time {
		return p.code
	}
	return DemandCode
}

// catchUp counts what moved an account since it was last written: on the date that is closing, if it has no accrual yet, and on
// the open one.
func (in *Interest) catchUp(tx *store.Tx, r *row, p *pool, open calendar.Date) (Curve, error) {
	ctx := context.Background()
	rows, err := allRates(tx)
	if err != nil {
		return nil, err
	}
	last, _, err := dayBefore(tx, open)
	if err != nil {
		return nil, err
	}
	ra := ratesFor(rows, dayRow{before: last.upTo, upTo: last.upTo})
	days, err := in.led.Days(ctx, open, 1)
	if err != nil {
		return nil, err
	}
	if len(days) == 1 && days[0].State == ledger.DayClosing && days[0].Date > r.day && days[0].Date >= r.began {
		if err := in.count(ctx, tx, r, p, ra, days[0].Date); err != nil {
			return nil, err
		}
	}
	return ra.now[p.code], in.count(ctx, tx, r, p, ra, open)
}

// count brings an account up to one date.
func (in *Interest) count(ctx context.Context, tx *store.Tx, r *row, p *pool, ra rates, d calendar.Date) error {
	rows := []row{*r}
	ids, late := doubtful(rows, d)
	off, err := offdatesOf(tx, ids, d)
	if err != nil {
		return err
	}
	ev, err := in.gather(ctx, rows, late, off, d)
	if err != nil {
		return err
	}
	*r = rows[0]
	_, err = in.advance(ctx, r, p.code, ra, ev, d, d)
	return err
}

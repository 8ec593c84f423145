package interest

import (
	"encoding/binary"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Plan is how an account earns.
type Plan uint8

// The plans.
const (
	Demand Plan = iota + 1 // 活期: by each night's rate, settled on the 20th of the quarter's last month
	Time                   // 整存整取: at the rate of the day it began, paid when it ends
	Notice                 // 通知存款: at each night's notice rate, paid when it ends
)

var planNames = [...]string{Demand: "demand", Time: "time", Notice: "notice"}

// String is the plan's word.
func (p Plan) String() string {
	if p >= Demand && p <= Notice {
		return planNames[p]
	}
	return "unknown"
}

// MarshalText is the plan's word.
func (p Plan) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// state is what the room keeps of an account: how it earns, and what it has earned.
//
// balance is what earned the night of since and all nights behind it up to the next event; acc is what was earned up to the night
// before since, from paidTo on. So an account at rest needs no writing. All postings count whose bank date is at most day,
// of those with a sequence up to seq; if seq is negative, postings up to it were there that had a later bank date.
// events are counted postings whose value dates lie behind since.
type state struct {
	id      ledger.AccountID
	pool    store.ID
	plan    Plan
	began   calendar.Date // 起息日: the first night
	matures calendar.Date // 到期日 of a time deposit, else 0
	fixed   PPM           // the rate up to matures, else 0
	paidTo  calendar.Date // nights before it are paid
	since   calendar.Date
	balance money.Amount
	acc     Sum
	adj     Sum // the part of acc that comes from nights before paidTo: corrections, and what was too negative to pay
	day     calendar.Date
	seq     int64
	ended   calendar.Date // 0: it earns
	events  []event
}

// event is a change of the balance on a value date.
type event struct {
	date   calendar.Date
	amount money.Amount
}

// total is the balance of all counted postings, whatever their value date.
func (a *state) total() money.Amount {
	t := a.balance
	for _, e := range a.events {
		t += e.amount
	}
	return t
}

// over is what a balance earns in the nights from one date to another.
func (a *state) over(c Curve, balance money.Amount, from, to calendar.Date) Sum {
	if a.fixed > 0 && from < a.matures {
		end := min(to, a.matures)
		s := Sum{}
		if balance > 0 && end > from {
			s = product(balance, int64(a.fixed)*int64(end.Sub(from)))
		}
		return s.plus(c.Over(balance, end, to))
	}
	return c.Over(balance, from, to)
}

// earned is what stands to be paid for the nights before a date, which isn't before since.
func (a *state) earned(c Curve, to calendar.Date) Sum {
	s, at, balance := a.acc, a.since, a.balance
	for _, e := range a.events {
		if e.date >= to {
			break
		}
		s = s.plus(a.over(c, balance, at, e.date))
		at, balance = e.date, balance+e.amount
	}
	if to > at {
		s = s.plus(a.over(c, balance, at, to))
	}
	return s
}

// fold brings events up to a date into acc and balance.
func (a *state) fold(c Curve, upTo calendar.Date) {
	n := 0
	for ; n < len(a.events) && a.events[n].date <= upTo; n++ {
		e := a.events[n]
		a.acc = a.acc.plus(a.over(c, a.balance, a.since, e.date))
		a.since, a.balance = e.date, a.balance+e.amount
	}
	a.events = a.events[n:]
}

// add counts a posting; one valued before since must have been taken back first.
func (a *state) add(e event) {
	e.date = max(e.date, a.since)
	i, found := slices.BinarySearchFunc(a.events, e.date, func(x event, d calendar.Date) int { return int(x.date - d) })
	if found {
		a.events[i].amount += e.amount
		if a.events[i].amount == 0 {
			a.events = slices.Delete(a.events, i, i+1)
		}
		return
	}
	a.events = slices.Insert(a.events, i, e)
}

// past says whether an event changes nights that are in acc already.
func (a *state) past(e event) bool { return e.date < a.since && a.since > a.began }

// amend changes acc for postings valued before since (倒起息调整): history is the balance before them, as it was counted, from
// the earliest of them on.
func (a *state) amend(c Curve, back []event, history []event) {
	old := slices.Clone(history)
	now := slices.Concat(history, back)
	from := a.since
	for i := range now {
		now[i].date = max(now[i].date, a.began)
	}
	for _, e := range back {
		from = min(from, max(e.date, a.began))
		a.balance += e.amount
	}
	adjust := func(lo, hi calendar.Date) Sum { return a.integral(c, now, lo, hi).minus(a.integral(c, old, lo, hi)) }
	before := adjust(min(from, a.paidTo), min(a.since, a.paidTo))
	a.adj = a.adj.plus(before)
	a.acc = a.acc.plus(before).plus(adjust(max(from, a.paidTo), a.since))
}

// integral is what changes of a balance, from nothing, come to in the nights from one date to another.
func (a *state) integral(c Curve, changes []event, from, to calendar.Date) (s Sum) {
	if from >= to {
		return s
	}
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(x, y event) int { return int(x.date - y.date) })
	balance, at := money.Amount(0), from
	for _, e := range sorted {
		if e.date >= to {
			break
		}
		if e.date > at {
			s = s.plus(a.over(c, balance, at, e.date))
			at = e.date
		}
		balance += e.amount
	}
	return s.plus(a.over(c, balance, at, to))
}

// settle pays what the nights before a date have earned: due is rounded, and what rounding leaves is dropped. What is negative,
// since corrections took back more than was earned, is carried on instead of being asked back.
func (a *state) settle(c Curve, to calendar.Date) (due money.Amount, err error) {
	sum := a.earned(c, to)
	if due, err = sum.Round(); err != nil {
		return 0, err
	}
	a.fold(c, to)
	if a.since < to {
		a.since = to
	}
	a.acc, a.adj, a.paidTo = Sum{}, Sum{}, to
	if sum.negative() {
		a.acc, a.adj = sum, sum
	}
	return max(due, 0), nil
}

// packEvents is the column of events; nil if there are none.
func (a *state) packEvents() any {
	if len(a.events) == 0 {
		return nil
	}
	b := make([]byte, 0, 16*len(a.events))
	for _, e := range a.events {
		b = binary.AppendVarint(b, int64(e.date))
		b = binary.AppendVarint(b, int64(e.amount))
	}
	return b
}

func unpackEvents(b []byte) (out []event) {
	for len(b) > 0 {
		d, n := binary.Varint(b)
		if n <= 0 {
			return out
		}
		v, m := binary.Varint(b[n:])
		if m <= 0 {
			return out
		}
		out = append(out, event{calendar.Date(d), money.Amount(v)})
		b = b[n+m:]
	}
	return out
}

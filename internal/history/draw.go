package history

import (
	"fmt"
	"math/rand/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
)

// next draws an operation. known says that it is one that was done before.
func (c *crew) next(rnd *rand.Rand, g, n int) (op *Op, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.done) > 0 && rnd.IntN(20) == 0 {
		return &c.done[rnd.IntN(len(c.done))], true
	}
	if c.p.Common != 0 && rnd.IntN(6) == 0 {
		return c.common(g, n), false
	}
	d := drawer{c: c, rnd: rnd, op: &Op{Ref: fmt.Sprintf("%s.%d.%d", c.p.Name, g, n)}}
	total := 0
	for _, w := range c.p.Mix {
		total += w
	}
	at := rnd.IntN(total)
	for _, v := range verbs {
		if at -= c.p.Mix[v]; at < 0 {
			d.draw(v)
			return d.op, false
		}
	}
	return d.op, false
}

var verbs = []Verb{Post, Batch, Reverse, Hold, Release, Freeze, Unfreeze, Limit, Open, Close, Day, CloseDay, Period, Buffer}

// common is an operation that the other processes do too, at about the same time, under the same reference. What it says
// follows from the reference alone.
func (c *crew) common(g, n int) *Op {
	rnd := rand.New(rand.NewPCG(c.p.Common, uint64(g<<32|n)))
	d := drawer{c: &crew{p: c.p}, rnd: rnd, op: &Op{Ref: fmt.Sprintf("%s.common.%d.%d", c.p.Kind, g, n)}}
	d.draw([]Verb{Post, Post, Batch, Hold}[rnd.IntN(4)])
	if d.op.Verb == Batch {
		d.op.Mode = ledger.Atomic
	}
	return d.op
}

// drawer fills in one operation.
type drawer struct {
	c   *crew
	rnd *rand.Rand
	op  *Op
}

func (d *drawer) amount() money.Amount { return 1 + money.Amount(d.rnd.Int64N(int64(d.c.p.Most))) }

func (d *drawer) deposit() int64 {
	all := d.c.p.Accounts
	if n := len(d.c.open); n > 0 && d.rnd.IntN(4) == 0 {
		return d.c.open[d.rnd.IntN(n)]
	}
	return all[d.rnd.IntN(len(all))]
}

// one draws one of what is known; newer ones more often. 0 if there is none.
func (d *drawer) one(of []int64) int64 {
	if len(of) == 0 {
		return 0
	}
	if d.rnd.IntN(2) == 0 {
		return of[d.rnd.IntN(len(of))]
	}
	recent := of[max(0, len(of)-8):]
	return recent[d.rnd.IntN(len(recent))]
}

func (d *drawer) held() heldOn {
	recent := d.c.holds[max(0, len(d.c.holds)-8):]
	if len(recent) == 0 {
		return heldOn{}
	}
	return recent[d.rnd.IntN(len(recent))]
}

func (d *drawer) draw(v Verb) {
	op := d.op
	op.Verb = v
	switch v {
	case Post:
		op.Entries = []Entry{d.entry()}
	case Batch:
		op.Mode = ledger.Mode(d.rnd.IntN(3))
		for range 2 + d.rnd.IntN(6) {
			e := d.entry()
			e.Hold, e.Linked = 0, d.rnd.IntN(5) == 0
			op.Entries = append(op.Entries, e)
		}
		op.Entries[len(op.Entries)-1].Linked = false
	case Reverse:
		op.Target = d.one(d.c.posts)
	case Hold:
		op.Account, op.Amount = d.deposit(), d.amount()
	case Release:
		op.Target = d.held().hold
	case Freeze:
		op.Account, op.Freeze = d.deposit(), 1+d.rnd.IntN(3)
		if d.rnd.IntN(3) > 0 {
			op.Amount = d.amount()
		}
	case Unfreeze:
		op.Target = d.one(d.c.frost)
		if d.rnd.IntN(4) == 0 {
			op.Amount = d.amount()
		}
	case Limit, Open:
		op.Account = d.deposit()
		op.Limits = d.limits()
	case Close:
		op.Account = d.deposit()
	case Buffer:
		op.Account, op.On = d.c.p.Hot, d.rnd.IntN(3) > 0
	default:
		d.day(v)
	}
}

func (d *drawer) limits() *ledger.Limits {
	l := &ledger.Limits{}
	floor := []money.Amount{0, 0, -50, 30, 100}[d.rnd.IntN(5)]
	l.Floor = &floor
	if d.rnd.IntN(4) == 0 {
		ceiling := 200 + d.amount()
		l.Ceiling = &ceiling
	}
	l.DebitFrozen, l.CreditFrozen = d.rnd.IntN(8) == 0, d.rnd.IntN(12) == 0
	return l
}

func (d *drawer) entry() (e Entry) {
	amount := d.amount()
	from, to := d.deposit(), d.deposit()
	switch d.rnd.IntN(5) {
	case 0:
		from = d.c.p.Cash
	case 1:
		to = d.c.p.Cash
	}
	if from == to {
		to = d.c.p.Cash
	}
	if h := d.held(); h.hold != 0 && h.account != to && d.rnd.IntN(5) == 0 {
		from, e.Hold, e.Final = h.account, h.hold, d.rnd.IntN(2) == 0
	}
	e.Legs = []Leg{{Account: from, Amount: amount}, {Account: to, Amount: -amount}}
	if fee := d.rnd.IntN(4); fee == 0 && d.c.p.Hot != 0 {
		e.Legs = []Leg{{Account: from, Amount: amount + 1}, {Account: to, Amount: -amount}, {Account: d.c.p.Hot, Amount: -1}}
	}
	if d.c.today > 0 {
		switch d.rnd.IntN(8) {
		case 0, 1:
			e.Date = d.c.today - 1
		case 2:
			e.Date = d.c.today
		}
	}
	return e
}

// day draws a change of days that may be due.
func (d *drawer) day(v Verb) {
	today := calendar.Date(d.c.today)
	d.op.Date = int64(today) - 1
	if v == Period {
		d.op.Date = int64((today.StartOfMonth() - 1).YYYYMMDD() / 100)
	}
	if d.c.days++; v != Period && d.c.days%2 == 1 {
		d.op.Verb, d.op.Date = Day, int64(today)+1
	} else if v == Day {
		d.op.Verb = CloseDay
	}
}

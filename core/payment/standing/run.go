package standing

import (
	"context"
	"errors"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// jobRun is the job that pays what falls due on a bank date.
const jobRun = "standing.run"

// Worker pays what falls due, a few orders at a time. Payments, runs and orders' rows of a piece are one update: killed anywhere,
// it goes on with what is still due.
func (s *Orders) Worker() jobs.Worker { return jobs.Worker{Kind: jobRun, Chunk: s.chunk} }

// Schedule begins when a bank date has been opened.
func (s *Orders) Schedule() jobs.Schedule {
	return jobs.Schedule{Name: jobRun, Kind: jobRun, When: jobs.When{Bank: jobs.DayOpened}}
}

// ordersAtOnce are as many as fit well into the slow lane's time.
const ordersAtOnce = 100

// inside is the context of an update: its values, without its caller's patience, as what happens inside can't be cancelled.
type inside struct {
	context.Context
	tx *store.Tx
}

func (c inside) Value(key any) any { return c.tx.Value(key) }

func (s *Orders) chunk(tx *store.Tx, c *jobs.Chunk) error {
	o, err := c.Occurrence()
	if err != nil {
		return err
	}
	on, err := o.Date()
	if err != nil {
		return err
	}
	var after store.ID
	if len(c.Place) > 0 {
		if after, err = store.ParseID(string(c.Place)); err != nil {
			return err
		}
	}
	due, err := dueOrders(tx, on, after, ordersAtOnce)
	switch {
	case err != nil:
		return err
	case len(due) == 0 && after == 0:
		c.Finish()
		return nil
	case len(due) == 0: // orders with several occurrences to make up for are due again
		c.Place = nil
		return nil
	}
	c.Place = []byte(due[len(due)-1].ID.String())
	c.Done += int64(len(due))
	return s.pay(tx, on, due)
}

// pay tries the next occurrence of each of these orders.
func (s *Orders) pay(tx *store.Tx, on calendar.Date, due []*Order) error {
	ready := due[:0:0]
	var in []payment.Instruction
	for _, o := range due {
		if day, ok := o.Plan.On(s.o.Calendar(), int(o.Occurrence)); ok && o.Attempt == 1 && day > on { // its year's holidays are known by now
			o.NextOn = day
			if err := updateOrder(tx, o); err != nil {
				return err
			}
			continue
		}
		ready = append(ready, o)
		in = append(in, o.instruction())
	}
	if len(ready) == 0 {
		return nil
	}
	orders, errs, err := s.o.Payments.PayMany(inside{context.Background(), tx}, tx, in)
	if err != nil {
		return err
	}
	for i, o := range ready {
		if err := s.ran(tx, o, on, orders[i], errs[i]); err != nil {
			return err
		}
	}
	return nil
}

// instruction is the payment of the next try.
func (o *Order) instruction() payment.Instruction {
	return payment.Instruction{Kind: payment.Standing, Reference: o.ID.String() + "/" + strconv.FormatInt(o.Occurrence, 10) + "/" +
		strconv.FormatInt(o.Attempt, 10), From: o.Account, To: o.To, Amount: o.Amount, Currency: o.Currency, Purpose: o.Purpose,
		Channel: payment.Bank, By: o.Owner, Confirmed: true, Batch: o.ID, NameClose: o.nameClose}
}

// ran writes down what became of a try, and when the next is.
func (s *Orders) ran(tx *store.Tx, o *Order, on calendar.Date, p *payment.Order, failed error) error {
	before := o.Digest()
	due, _ := o.Plan.Due(int(o.Occurrence))
	r := &Run{Occurrence: o.Occurrence, Attempt: o.Attempt, DueOn: due, RanOn: on, State: RunPaid}
	if p != nil {
		r.Payment = p.ID
	}
	switch {
	case failed == nil && p != nil && (p.State == payment.Settled || p.State == payment.Sent):
		o.Paid++
		s.next(o)
	case errors.Is(failed, ledger.ErrInsufficient) && o.Attempt < o.Tries:
		r.State, o.Attempt, o.NextOn = RunShort, o.Attempt+1, on.Add(1)
	default:
		r.State = RunGivenUp
		s.next(o)
	}
	if failed != nil {
		e := problem.Of(failed)
		r.Code, r.DetailEN, r.DetailZH = clip(e.Code, 48), clip(e.EN, 300), clip(e.ZH, 300)
	} else if r.State != RunPaid && p != nil {
		r.Code = clip(p.Reason, 48)
	}
	if err := insertRun(tx, o.ID, r); err != nil {
		return err
	}
	if r.State == RunGivenUp {
		if err := s.o.Tell(tx, o, r); err != nil {
			return err
		}
	}
	if o.State == Ended {
		return s.change(tx, "standing.end", o, before)
	}
	return updateOrder(tx, o)
}

// next goes to the next occurrence, which may be due already; an occurrence that was tried for days doesn't swallow it.
func (s *Orders) next(o *Order) {
	o.Occurrence, o.Attempt = o.Occurrence+1, 1
	on, ok := o.Plan.On(s.o.Calendar(), int(o.Occurrence))
	if o.NextOn = on; !ok {
		o.State, o.NextOn = Ended, 0
	}
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

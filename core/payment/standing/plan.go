package standing

import (
	"time"

	"tonghui/base/calendar"
)

// Every is how often an order pays (周期).
type Every string

// The periods.
const (
	Once    Every = "once"
	Daily   Every = "daily"
	Weekly  Every = "weekly"
	Monthly Every = "monthly"
)

// Plan is when an order pays.
type Plan struct {
	Every Every          `json:"every" enum:"once,daily,weekly,monthly"`
	Day   int            `json:"day,omitempty" minimum:"0" maximum:"31" doc:"Weekly: 1 Monday to 7 Sunday. Monthly: 1 to 31; months without that day use their last."`
	First calendar.Date  `json:"first" doc:"The first day on which it may pay; after today's bank date." example:"2026-04-01"`
	Until calendar.Date  `json:"until,omitzero" doc:"The last day on which an occurrence may fall due." example:"2027-03-31"`
	Times int            `json:"times,omitempty" minimum:"0" maximum:"9999" doc:"How many occurrences there are; 0: until its end."`
	Shift calendar.Shift `json:"shift,omitempty" doc:"What happens when the day is no business day." example:"following"`
}

// check refuses a plan that says nothing clear. It is pure.
func (p *Plan) check() error {
	switch {
	case p.Every != Once && p.Every != Daily && p.Every != Weekly && p.Every != Monthly,
		p.Every == Weekly && (p.Day < 1 || p.Day > 7), p.Every == Monthly && (p.Day < 1 || p.Day > 31),
		(p.Every == Once || p.Every == Daily) && p.Day != 0, p.Times < 0 || p.Times > 9_999, p.Every == Once && p.Times > 1:
		return ErrPlan
	case !p.First.Valid(), p.Until != 0 && !p.Until.Valid():
		return ErrPlan
	}
	if _, ok := p.Due(1); !ok {
		return ErrNever
	}
	return nil
}

// Due is the day on which the n-th occurrence falls due, from 1, before any shift; ok is false when the plan has none of that number.
func (p *Plan) Due(n int) (d calendar.Date, ok bool) {
	if n < 1 || p.Times > 0 && n > p.Times || p.Every == Once && n > 1 || n > 100_000 {
		return 0, false
	}
	switch p.Every {
	case Once:
		d = p.First
	case Daily:
		d = p.First.Add(n - 1)
	case Weekly:
		ahead := (p.Day%7 - int(p.First.Weekday()) + 7) % 7
		d = p.First.Add(ahead + 7*(n-1))
	case Monthly:
		if d = dayOf(p.First, 0, p.Day); d < p.First {
			n++
		}
		d = dayOf(p.First, n-1, p.Day)
	default:
		return 0, false
	}
	return d, d.Valid() && (p.Until == 0 || d <= p.Until)
}

// dayOf is the n-th month after a date's, at a day or its last one.
func dayOf(from calendar.Date, n, day int) calendar.Date {
	start := from.StartOfMonth().AddMonths(n)
	return start.Add(min(day, calendar.DaysIn(start.Year(), start.Month())) - 1)
}

// On is the day on which the n-th occurrence is paid. What the calendar doesn't know yet is decided by the day of the week.
func (p *Plan) On(c *calendar.Calendar, n int) (calendar.Date, bool) {
	d, ok := p.Due(n)
	if !ok {
		return 0, false
	}
	on, err := c.Shift(d, p.Shift)
	if err != nil {
		on = byWeekday(d, p.Shift)
	}
	return max(on, p.First), true // never before the order begins
}

// byWeekday shifts a day off the weekend.
func byWeekday(d calendar.Date, s calendar.Shift) calendar.Date {
	weekend := func(d calendar.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	seek := func(step int) calendar.Date {
		to := d
		for weekend(to) {
			to = to.Add(step)
		}
		return to
	}
	switch s {
	case calendar.Following:
		return seek(1)
	case calendar.Preceding:
		return seek(-1)
	case calendar.ModifiedFollowing:
		if to := seek(1); to.Month() == d.Month() {
			return to
		}
		return seek(-1)
	case calendar.ModifiedPreceding:
		if to := seek(-1); to.Month() == d.Month() {
			return to
		}
		return seek(1)
	}
	return d
}

package jobs

import (
	"errors"
	"fmt"
	"time"

	"tonghui/base/calendar"
)

// Shanghai is the zone of the bank's wall clock. China keeps one time and no summer time.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// everyEpoch is where the multiples of When.Every are counted from: midnight in Shanghai.
var everyEpoch = time.Date(2020, 1, 1, 0, 0, 0, 0, Shanghai)

// Moment is a turn of the bank date.
type Moment uint8

// The moments of a bank date.
const (
	NoMoment  Moment = iota
	DayOpened        // it has become the open one (日切之后)
	DayEnded         // the next one was opened; its end-of-day work may begin (日终)
	DayClosed        // nothing books into it any more (结账之后)
)

// Clock is a time of day in minutes after midnight; At makes one.
type Clock int16

// At is a time of day in Shanghai. A time that doesn't exist is refused when the schedule is added.
func At(hour, minute int) Clock {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return -1
	}
	return Clock(hour*60 + minute)
}

// Days says on which days a schedule has occurrences. The zero Days is every day.
type Days struct {
	text string
	on   func(c *calendar.Calendar, d calendar.Date) (bool, error)
}

// String describes the days.
func (d Days) String() string {
	if d.on == nil {
		return "every day"
	}
	return d.text
}

func (d Days) accepts(c *calendar.Calendar, day calendar.Date) (bool, error) {
	if d.on == nil {
		return true, nil
	}
	return d.on(c, day)
}

// WorkingDays are the days on which banks work (工作日), by the State Council's notices. In a year whose notice isn't
// loaded the schedule stands still and says so: a guess would pay interest on the wrong day.
var WorkingDays = Days{"working days", isWorking}

func isWorking(c *calendar.Calendar, d calendar.Date) (bool, error) {
	shifted, err := c.Shift(d, calendar.Following)
	return err == nil && shifted == d, err
}

// Weekly is one day of the week.
func Weekly(w time.Weekday) Days {
	return Days{"every " + w.String(), func(_ *calendar.Calendar, d calendar.Date) (bool, error) { return d.Weekday() == w, nil }}
}

// Monthly is the n-th day of each month, or its last day where the month is shorter; shift moves it off holidays.
func Monthly(n int, shift calendar.Shift) Days {
	text := fmt.Sprintf("day %d of each month, %s", n, shift)
	return Days{text, func(c *calendar.Calendar, d calendar.Date) (bool, error) {
		// Shifting moves a date by a holiday period at most, so only this month and its neighbours can land on d.
		for months := -1; months <= 1; months++ {
			first := d.StartOfMonth().AddMonths(months)
			day := first.Add(min(max(n, 1), calendar.DaysIn(first.Year(), first.Month())) - 1)
			if diff := day.Sub(d); diff < -31 || diff > 31 {
				continue
			}
			moved, err := c.Shift(day, shift)
			if err != nil {
				if day == d {
					return false, err
				}
				continue // a neighbour in an unknown year
			}
			if moved == d {
				return true, nil
			}
		}
		return false, nil
	}}
}

// LastWorkingDay is the last working day of each month.
func LastWorkingDay() Days {
	return Days{"last working day of each month", func(c *calendar.Calendar, d calendar.Date) (bool, error) {
		moved, err := c.Shift(d.EndOfMonth(), calendar.Preceding)
		return err == nil && moved == d, err
	}}
}

// When says at which moments a schedule occurs. Exactly one of Every, Daily and Bank is set.
type When struct {
	Every time.Duration // multiples of it, counted from midnight in Shanghai; at least one second
	Daily bool          // once a day of On, at At
	At    Clock         // with Daily
	Bank  Moment        // once a bank date of On
	On    Days          // with Daily or Bank
}

// String describes the moments for operators.
func (w When) String() string {
	switch {
	case w.Every > 0:
		return "every " + w.Every.String()
	case w.Daily:
		return fmt.Sprintf("%s at %02d:%02d Asia/Shanghai", w.On, w.At/60, w.At%60)
	case w.Bank == DayOpened:
		return "when the bank date opens: " + w.On.String()
	case w.Bank == DayEnded:
		return "when the bank date ends: " + w.On.String()
	case w.Bank == DayClosed:
		return "when the bank date is closed: " + w.On.String()
	}
	return "never"
}

func (w When) check() error {
	n := 0
	for _, set := range []bool{w.Every != 0, w.Daily, w.Bank != NoMoment} {
		if set {
			n++
		}
	}
	switch {
	case n != 1:
		return errors.New("exactly one of Every, Daily and Bank must be set")
	case w.Every < 0 || w.Every > 0 && w.Every < time.Second:
		return errors.New("an interval (Every) must be at least one second")
	case w.Daily && (w.At < 0 || w.At >= 24*60):
		return errors.New("what stands in At is no time of day")
	case w.Bank > DayClosed:
		return errors.New("what stands in Bank is no moment of a bank date")
	}
	return nil
}

// between are the occurrences after from and up to to, the oldest first; at most limit, and of more the oldest. last
// asks for the latest one only.
func (w When) between(c *calendar.Calendar, from, to time.Time, limit int, last bool) (out []time.Time, err error) {
	if w.Every > 0 {
		n, m := intervals(from, w.Every), intervals(to, w.Every)
		if last && m > n {
			n = m - 1
		}
		for n++; n <= m && len(out) < limit; n++ {
			out = append(out, everyEpoch.Add(time.Duration(n)*w.Every))
		}
		return out, nil
	}
	for d := calendar.FromTime(from.In(Shanghai)); ; d++ {
		t := d.In(Shanghai).Add(time.Duration(w.At) * time.Minute)
		if t.After(to) || len(out) == limit && !last {
			return out, nil
		}
		if !t.After(from) {
			continue
		}
		ok, err := w.On.accepts(c, d)
		if err != nil {
			return out, err
		}
		if ok && last {
			out = append(out[:0], t)
		} else if ok {
			out = append(out, t)
		}
	}
}

// intervals is the number of whole intervals since the epoch, rounded down.
func intervals(t time.Time, every time.Duration) int64 {
	d := t.Sub(everyEpoch)
	n := int64(d / every)
	if d%every < 0 {
		n--
	}
	return n
}

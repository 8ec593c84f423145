package calendar

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"tonghui/base/problem"
)

// Kind says why a day is or isn't a business day (工作日).
type Kind uint8

// The kinds of day.
const (
	Working Kind = iota // Monday to Friday, no holiday
	Weekend             // Saturday or Sunday (休息日)
	Holiday             // a day off by notice, weekends inside the range included (节假日)
	MakeUp              // a Saturday or Sunday made a working day by notice (调休上班)
)

// Business reports whether banks work on such a day.
func (k Kind) Business() bool { return k == Working || k == MakeUp }

// Day is what a Calendar knows of a date: its kind and, for a Holiday or MakeUp day, the holiday's name.
type Day struct {
	Kind   Kind
	ZH, EN string
}

// Calendar knows the business days of whole years. It is immutable: Extend makes a new one.
type Calendar struct {
	years  map[int]bool
	days   map[Date]Day // only the days that differ from the weekday rule
	source map[Date]int // the year whose notice set the day
}

var errUnknownYear = problem.New(problem.Refused, "calendar.year_unknown",
	"The holidays of %d are not loaded, so business days in it are not certain. Load that year's holiday file first.",
	"%d 年的节假日安排尚未载入，无法确定工作日。请先载入该年度的节假日文件。")

//go:embed china.txt
var chinaText string

// China is the calendar of the State Council's arrangements that the bank ships, 2019 to 2026. Later years come
// by Extend.
var China = sync.OnceValue(func() *Calendar {
	c, err := Read(strings.NewReader(chinaText))
	if err != nil {
		panic(err) // the embedded file is covered by a test
	}
	return c
})

// Covers reports whether the year of d is loaded.
func (c *Calendar) Covers(d Date) bool { return c.years[d.Year()] }

// Years are the loaded years, in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Day tells what d is. With known false the year is not loaded and the answer follows the weekday alone.
func (c *Calendar) Day(d Date) (day Day, known bool) {
	known = c.Covers(d)
	if known {
		if day, ok := c.days[d]; ok {
			return day, true
		}
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Day{Kind: Weekend}, known
	}
	return Day{}, known
}

// IsBusinessDay reports whether banks work on d. With known false the year is not loaded, the answer is only
// the weekday rule, and nothing binding may rest on it.
func (c *Calendar) IsBusinessDay(d Date) (business, known bool) {
	day, known := c.Day(d)
	return day.Kind.Business(), known
}

// certain is IsBusinessDay with an unknown year as an error.
func (c *Calendar) certain(d Date) (bool, error) {
	business, known := c.IsBusinessDay(d)
	if !known {
		return false, errUnknownYear.With(d.Year())
	}
	return business, nil
}

// AddBusinessDays is the n-th business day after d, or before it when n is negative; d itself is not counted.
// With n zero it is d. It refuses to cross a year that is not loaded (calendar.year_unknown).
func (c *Calendar) AddBusinessDays(d Date, n int) (Date, error) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.Add(step)
		business, err := c.certain(d)
		if err != nil {
			return 0, err
		}
		if business {
			n--
		}
	}
	return d, nil
}

// BusinessDaysBetween counts the business days from (included) to to (excluded); 0 when to is not after from.
func (c *Calendar) BusinessDaysBetween(from, to Date) (int, error) {
	n := 0
	for d := from; d < to; d++ {
		business, err := c.certain(d)
		if err != nil {
			return 0, err
		}
		if business {
			n++
		}
	}
	return n, nil
}

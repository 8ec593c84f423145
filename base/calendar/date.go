package calendar

import (
	"math"
	"time"

	"tonghui/base/problem"
)

// Date is a day of the Gregorian calendar without time or zone, as days since 1970-01-01; days before are
// negative. It is compared with ==, < and >, and stored as an integer. The zero Date is 1970-01-01.
// Valid dates lie in 1900-01-01 to 2200-12-31.
type Date int32

// The first and last valid Date.
const (
	MinDate Date = -25567 // 1900-01-01
	MaxDate Date = 84370  // 2200-12-31
)

var (
	errNoSuchDay = problem.New(problem.Invalid, "calendar.no_such_day",
		"That day does not exist in the calendar. Check the month and the day.",
		"日历上没有这一天。请核对月份和日期。")
	errRange = problem.New(problem.Invalid, "calendar.out_of_range",
		"The date lies outside the years 1900 to 2200. Give a date in that range.",
		"日期超出 1900 至 2200 年的范围。请填写该范围内的日期。")
)

// Of makes a date. It refuses a day that does not exist (2023-02-29) and years outside 1900–2200.
func Of(year int, month time.Month, day int) (Date, error) {
	if year < 1900 || year > 2200 {
		return 0, errRange
	}
	if month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, errNoSuchDay
	}
	return civil(year, int(month), day), nil
}

// MustOf is Of for constants in tables and tests; it panics on a bad date.
func MustOf(year int, month time.Month, day int) Date {
	d, err := Of(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// FromTime is the day that t shows in its own location: convert t to the bank's zone first.
func FromTime(t time.Time) Date {
	y, m, d := t.Date()
	return civil(y, int(m), d)
}

// In is midnight at the start of the day in loc.
func (d Date) In(loc *time.Location) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// civil counts days since 1970-01-01 by eras of 400 years that start on 1 March, so that the leap day is the
// last of its year (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
func civil(y, m, d int) Date {
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Date(era*146097 + doe - 719468)
}

// Civil is the date as year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	year, month, day = yoe+era*400, time.Month(mp+3), doy-(153*mp+2)/5+1
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Year is the calendar year.
func (d Date) Year() int { y, _, _ := d.Civil(); return y }

// Month is the month of the year.
func (d Date) Month() time.Month { _, m, _ := d.Civil(); return m }

// Day is the day of the month, from 1.
func (d Date) Day() int { _, _, day := d.Civil(); return day }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(int(d) + 4 - 7*floorDiv(int(d)+4, 7)) // 1970-01-01 was a Thursday
}

// YearDay is the day of the year, from 1.
func (d Date) YearDay() int { return d.Sub(civil(d.Year(), 1, 1)) + 1 }

// Valid reports whether the date lies in 1900–2200.
func (d Date) Valid() bool { return MinDate <= d && d <= MaxDate }

// Add is the date n days later (earlier when n is negative). A result outside 1900–2200 is not Valid and
// refuses to be marshalled.
func (d Date) Add(days int) Date {
	switch n := int64(d) + int64(days); {
	case days > math.MaxInt32 || n > math.MaxInt32:
		return math.MaxInt32
	case days < math.MinInt32 || n < math.MinInt32:
		return math.MinInt32
	default:
		return Date(n)
	}
}

// Sub is the number of days from o to d: negative when d is earlier.
func (d Date) Sub(o Date) int { return int(d) - int(o) }

// Before reports whether d is earlier than o.
func (d Date) Before(o Date) bool { return d < o }

// After reports whether d is later than o.
func (d Date) After(o Date) bool { return d > o }

// IsLeap reports whether the year has 366 days.
func IsLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// DaysIn is the number of days in a month, 28 to 31.
func DaysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if IsLeap(year) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

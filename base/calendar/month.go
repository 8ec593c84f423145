package calendar

import "time"

// EndOfMonth is the last day of the month.
func (d Date) EndOfMonth() Date {
	y, m, _ := d.Civil()
	return civil(y, int(m), DaysIn(y, m))
}

// StartOfMonth is the first day of the month.
func (d Date) StartOfMonth() Date {
	y, m, _ := d.Civil()
	return civil(y, int(m), 1)
}

// IsEndOfMonth reports whether d is the last day of its month.
func (d Date) IsEndOfMonth() bool { return d == d.EndOfMonth() }

// maxMonths is more than any two valid dates lie apart.
const maxMonths = 12 * 100_000

// AddMonths keeps the day of the month and clamps it to the end of a shorter month: 31 January plus one month
// is 28 or 29 February. For the dates of a schedule count always from the first date: repeated single steps
// lose the day (31 Jan → 28 Feb → 28 Mar).
func (d Date) AddMonths(n int) Date {
	if n > maxMonths || n < -maxMonths {
		return d.Add(n) // far outside 1900–2200 already, and saturating
	}
	y, m, day := d.Civil()
	y, m = shiftMonth(y, m, n)
	return civil(y, int(m), min(day, DaysIn(y, m)))
}

// AddMonthsEOM is AddMonths with the end-of-month rule (月末规则): the last day of a month leads to the last
// day of the other month, so 28 February 2023 plus one month is 31 March 2023.
func (d Date) AddMonthsEOM(n int) Date {
	r := d.AddMonths(n)
	if d.IsEndOfMonth() {
		return r.EndOfMonth()
	}
	return r
}

// AddYears is AddMonths by whole years: 29 February leads to 28 February of a common year.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

func shiftMonth(y int, m time.Month, n int) (int, time.Month) {
	k := y*12 + int(m) - 1 + n
	y = floorDiv(k, 12)
	return y, time.Month(k - 12*y + 1)
}

package standing

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
)

func day(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// days are the first days on which a plan pays.
func days(p Plan, n int) string {
	var out []string
	for i := 1; i <= n; i++ {
		on, ok := p.On(calendar.China(), i)
		if !ok {
			break
		}
		out = append(out, on.String())
	}
	return strings.Join(out, " ")
}

func TestPlan(t *testing.T) {
	for name, c := range map[string]struct {
		plan Plan
		want string
	}{
		"once":                    {Plan{Every: Once, First: day("2026-03-10")}, "2026-03-10"},
		"daily, thrice":           {Plan{Every: Daily, First: day("2026-02-27"), Times: 3}, "2026-02-27 2026-02-28 2026-03-01"},
		"Fridays":                 {Plan{Every: Weekly, Day: 5, First: day("2026-03-02"), Until: day("2026-03-20")}, "2026-03-06 2026-03-13 2026-03-20"},
		"the same weekday":        {Plan{Every: Weekly, Day: 1, First: day("2026-03-02"), Times: 2}, "2026-03-02 2026-03-09"},
		"Sundays":                 {Plan{Every: Weekly, Day: 7, First: day("2026-03-02"), Times: 1}, "2026-03-08"},
		"the last day":            {Plan{Every: Monthly, Day: 31, First: day("2026-01-31"), Times: 4}, "2026-01-31 2026-02-28 2026-03-31 2026-04-30"},
		"the 29th in a leap year": {Plan{Every: Monthly, Day: 29, First: day("2024-01-30"), Times: 2}, "2024-02-29 2024-03-29"},
		"begins next month":       {Plan{Every: Monthly, Day: 5, First: day("2026-03-06"), Times: 2}, "2026-04-05 2026-05-05"},
		"off the new year":        {Plan{Every: Once, First: day("2026-01-01"), Shift: calendar.Following}, "2026-01-05"},
		"on a make-up Sunday":     {Plan{Every: Once, First: day("2026-01-04"), Shift: calendar.Following}, "2026-01-05"},
		"before the week's end":   {Plan{Every: Monthly, Day: 28, First: day("2026-02-01"), Times: 2, Shift: calendar.Preceding}, "2026-02-28 2026-03-27"},
		"the month's end stays":   {Plan{Every: Once, First: day("2026-05-30"), Shift: calendar.ModifiedFollowing}, "2026-05-30"},
		"a year nobody knows":     {Plan{Every: Once, First: day("2031-02-01"), Shift: calendar.Following}, "2031-02-03"},
	} {
		got := days(c.plan, 4)
		switch name {
		case "on a make-up Sunday", "before the week's end", "the month's end stays", "off the new year":
			// what is a business day stands in the calendar: the plan only follows it
			for i, d := range strings.Fields(got) {
				due, _ := c.plan.Due(i + 1)
				want, err := calendar.China().Shift(due, c.plan.Shift)
				if err != nil || max(want, c.plan.First).String() != d {
					t.Errorf("%s: %s, the calendar says %s, %v", name, d, want, err)
				}
			}
		default:
			if got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
	}
	for name, p := range map[string]Plan{
		"nothing": {}, "no day": {Every: Weekly, First: day("2026-03-02")}, "the 32nd": {Every: Monthly, Day: 32, First: day("2026-03-02")},
		"a day of a daily one": {Every: Daily, Day: 3, First: day("2026-03-02")}, "once, twice": {Every: Once, Times: 2, First: day("2026-03-02")},
		"ended before": {Every: Daily, First: day("2026-03-02"), Until: day("2026-03-01")},
	} {
		if p.check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestPlanRises: occurrences rise, none falls before the first day or after the last, and a monthly one has one in each month.
func TestPlanRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Plan{Every: rapid.SampledFrom([]Every{Daily, Weekly, Monthly}).Draw(t, "every"), First: calendar.Date(rapid.IntRange(15_000, 30_000).Draw(t, "first"))}
		switch p.Every {
		case Weekly:
			p.Day = rapid.IntRange(1, 7).Draw(t, "day")
		case Monthly:
			p.Day = rapid.IntRange(1, 31).Draw(t, "day")
		}
		last := p.First - 1
		for n := 1; n < 60; n++ {
			d, ok := p.Due(n)
			if !ok || d <= last {
				t.Fatalf("%+v: occurrence %d is due on %s after %s", p, n, d, last)
			}
			if p.Every == Monthly && n > 1 && d.StartOfMonth() != last.StartOfMonth().AddMonths(1) {
				t.Fatalf("%+v: %s follows %s", p, d, last)
			}
			if p.Every == Monthly && d.Day() != min(p.Day, d.EndOfMonth().Day()) {
				t.Fatalf("%+v: %s", p, d)
			}
			last = d
		}
	})
}

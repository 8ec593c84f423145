package calendar

import (
	"testing"
	"time"
)

// TestNoticesGrantTheStatutoryDays: notices only move weekends about. Working days off minus make-up days are what
// the regulation on holidays (全国年节及纪念日放假办法) grants: 11 days a year, 13 since 2025, and in 2020 two
// more by the prolonged Spring Festival. A mistyped row breaks the sum.
func TestNoticesGrantTheStatutoryDays(t *testing.T) {
	granted := map[int]int{}
	c := China()
	for d, day := range c.days {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		switch {
		case day.Kind == MakeUp:
			granted[c.source[d]]--
		case day.Kind == Holiday && !weekend:
			granted[c.source[d]]++
		}
	}
	for year, want := range map[int]int{2019: 11, 2020: 13, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13} {
		if granted[year] != want {
			t.Errorf("the notice for %d grants %d days, want %d", year, granted[year], want)
		}
	}
}

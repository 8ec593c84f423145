package calendar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/problem"
)

func code(err error) string {
	if err == nil {
		return ""
	}
	return problem.Of(err).Code
}

// day reads a date of a test table.
func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return d
}

func dates() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date(rapid.Int32Range(int32(calendar.MinDate), int32(calendar.MaxDate)).Draw(t, "day"))
	})
}

// TestEveryDayAgreesWithTime walks through all valid days beside the standard library.
func TestEveryDayAgreesWithTime(t *testing.T) {
	at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := calendar.MinDate; d <= calendar.MaxDate; d++ {
		y, m, dd := d.Civil()
		if y != at.Year() || m != at.Month() || dd != at.Day() || d.Weekday() != at.Weekday() || d.YearDay() != at.YearDay() {
			t.Fatalf("Date(%d) = %d-%d-%d %s, want %s", d, y, m, dd, d.Weekday(), at)
		}
		if back, err := calendar.Of(y, m, dd); err != nil || back != d || calendar.FromTime(at) != d || !d.In(time.UTC).Equal(at) {
			t.Fatalf("Of(%d, %d, %d) = %d, %v; want %d", y, m, dd, back, err, d)
		}
		at = at.AddDate(0, 0, 1)
	}
	if at.Year() != 2201 {
		t.Fatalf("the walk ended in %s", at)
	}
}

func TestOfRefuses(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		code    string
	}{
		{2023, 2, 29, "calendar.no_such_day"}, {1900, 2, 29, "calendar.no_such_day"}, {2024, 13, 1, "calendar.no_such_day"},
		{2024, 0, 1, "calendar.no_such_day"}, {2024, 4, 31, "calendar.no_such_day"}, {2024, 1, 0, "calendar.no_such_day"},
		{1899, 12, 31, "calendar.out_of_range"}, {2201, 1, 1, "calendar.out_of_range"},
	} {
		if d, err := calendar.Of(c.y, time.Month(c.m), c.d); code(err) != c.code {
			t.Errorf("Of(%d, %d, %d) = %d, %v; want %s", c.y, c.m, c.d, d, err, c.code)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustOf took a day that does not exist")
		}
	}()
	calendar.MustOf(2023, 2, 29)
}

func TestText(t *testing.T) {
	d := calendar.MustOf(2026, 11, 24)
	if d.String() != "2026-11-24" || d.Chinese() != "2026年11月24日" || d.YYYYMMDD() != 20261124 {
		t.Errorf("got %s, %s, %d", d, d.Chinese(), d.YYYYMMDD())
	}
	if d.Year() != 2026 || d.Month() != time.November || d.Day() != 24 || d.Weekday() != time.Tuesday {
		t.Errorf("parts of %s are wrong", d)
	}
	b, err := json.Marshal(map[calendar.Date]calendar.Date{d: d.Add(1)})
	if err != nil || string(b) != `{"2026-11-24":"2026-11-25"}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	var back map[calendar.Date]calendar.Date
	if err := json.Unmarshal(b, &back); err != nil || back[d] != d.Add(1) {
		t.Errorf("Unmarshal = %v, %v", back, err)
	}
	far := calendar.MaxDate.Add(1)
	if _, err := json.Marshal(far); code(err) != "calendar.out_of_range" || far.Valid() || far.String() != "Date(84371)" {
		t.Errorf("a date past 2200 marshals: %s, %v", far, err)
	}
	if err := json.Unmarshal([]byte(`"2023-02-29"`), &d); code(err) != "calendar.no_such_day" {
		t.Errorf("Unmarshal(2023-02-29) = %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"", "2026-1-1", "2026/01/01", "20260101", "2026-01-0a", "+026-01-01", "2026-01-01 ", "202a-01-01"} {
		if d, err := calendar.Parse(bad); code(err) != "calendar.format" {
			t.Errorf("Parse(%q) = %s, %v", bad, d, err)
		}
	}
	for _, bad := range []string{"", "2026010", "2026-1-1", "2026011a"} {
		if d, err := calendar.ParseCompact(bad); code(err) != "calendar.format" {
			t.Errorf("ParseCompact(%q) = %s, %v", bad, d, err)
		}
	}
	for _, bad := range []int{-20260101, 20260230, 1} {
		if d, err := calendar.FromYYYYMMDD(bad); err == nil {
			t.Errorf("FromYYYYMMDD(%d) = %s", bad, d)
		}
	}
}

func TestFormsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "d")
		a, errA := calendar.Parse(d.String())
		b, errB := calendar.FromYYYYMMDD(d.YYYYMMDD())
		c, errC := calendar.ParseCompact(d.In(time.UTC).Format("20060102"))
		if errA != nil || errB != nil || errC != nil || a != d || b != d || c != d {
			t.Fatalf("%s reads back %s %s %s, %v %v %v", d, a, b, c, errA, errB, errC)
		}
	})
}

func TestAddSaturates(t *testing.T) {
	for _, c := range []struct {
		n    int
		want calendar.Date
	}{{math.MaxInt, math.MaxInt32}, {math.MinInt, math.MinInt32}, {math.MaxInt32, math.MaxInt32}, {-3, calendar.MaxDate - 3}} {
		if got := calendar.MaxDate.Add(c.n); got != c.want {
			t.Errorf("Add(%d) = %d, want %d", c.n, got, c.want)
		}
	}
	if got := calendar.MinDate.Add(math.MinInt32); got != math.MinInt32 {
		t.Errorf("MinDate.Add = %d", got)
	}
	if a, b := calendar.MinDate, calendar.MaxDate; !a.Before(b) || !b.After(a) || b.Sub(a) != 109937 {
		t.Errorf("order or distance of the bounds is wrong: %d", b.Sub(a))
	}
}

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		from     string
		n        int
		clamped  string
		endOfMon string
	}{
		{"2023-01-31", 1, "2023-02-28", "2023-02-28"},
		{"2024-01-31", 1, "2024-02-29", "2024-02-29"},
		{"2023-02-28", 1, "2023-03-28", "2023-03-31"},
		{"2024-02-28", 1, "2024-03-28", "2024-03-28"}, // not the end of February in a leap year
		{"2023-12-15", 2, "2024-02-15", "2024-02-15"},
		{"2024-03-31", -1, "2024-02-29", "2024-02-29"},
		{"2024-01-15", -13, "2022-12-15", "2022-12-15"},
		{"2024-02-29", 12, "2025-02-28", "2025-02-28"},
		{"2024-06-30", 0, "2024-06-30", "2024-06-30"},
	} {
		d := day(t, c.from)
		if a, b := d.AddMonths(c.n), d.AddMonthsEOM(c.n); a.String() != c.clamped || b.String() != c.endOfMon {
			t.Errorf("%s + %d months = %s, %s; want %s, %s", c.from, c.n, a, b, c.clamped, c.endOfMon)
		}
	}
	d := day(t, "2024-02-29")
	if d.AddYears(1).String() != "2025-02-28" || d.AddYears(4).String() != "2028-02-29" {
		t.Errorf("AddYears: %s, %s", d.AddYears(1), d.AddYears(4))
	}
	if !d.IsEndOfMonth() || d.StartOfMonth().String() != "2024-02-01" || d.Add(-1).IsEndOfMonth() {
		t.Error("month ends are wrong")
	}
	for _, n := range []int{math.MaxInt, math.MinInt, 12 * 1000, -12 * 1000} {
		if d.AddMonths(n).Valid() || d.AddMonthsEOM(n).Valid() {
			t.Errorf("AddMonths(%d) is valid", n)
		}
	}
}

func TestDaysIn(t *testing.T) {
	for year, want := range map[int]int{2023: 365, 2024: 366, 1900: 365, 2000: 366, 2100: 365} {
		sum := 0
		for m := time.January; m <= time.December; m++ {
			sum += calendar.DaysIn(year, m)
		}
		if sum != want || calendar.IsLeap(year) != (want == 366) {
			t.Errorf("%d has %d days, want %d", year, sum, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-11-24", "2023-02-29", "1900-01-01", "2200-12-31", "20261124", "2026-1-1", "-001-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := calendar.Parse(s); err == nil && d.String() != s {
			t.Errorf("Parse(%q) = %s", s, d)
		}
		if d, err := calendar.ParseCompact(s); err == nil && !d.Valid() {
			t.Errorf("ParseCompact(%q) = %s", s, d)
		}
	})
}

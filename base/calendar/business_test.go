package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
)

// TestChina holds days of each year's notice that a plain weekday rule would miss.
func TestChina(t *testing.T) {
	c := calendar.China()
	if want := []int{2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}; !slices.Equal(c.Years(), want) {
		t.Fatalf("Years = %v", c.Years())
	}
	for in, want := range map[string]calendar.Kind{
		"2019-01-01": calendar.Holiday, "2019-02-02": calendar.MakeUp, "2019-05-05": calendar.MakeUp, "2019-05-03": calendar.Holiday,
		"2020-01-31": calendar.Holiday, "2020-02-01": calendar.Holiday, "2020-02-03": calendar.Working, "2020-10-08": calendar.Holiday,
		"2021-05-08": calendar.MakeUp, "2021-05-09": calendar.Weekend, "2022-12-31": calendar.Holiday, "2022-12-30": calendar.Working,
		"2023-01-02": calendar.Holiday, "2023-10-06": calendar.Holiday, "2023-10-07": calendar.MakeUp, "2024-02-09": calendar.Working,
		"2024-02-18": calendar.MakeUp, "2025-01-28": calendar.Holiday, "2025-01-27": calendar.Working, "2025-05-31": calendar.Holiday,
		"2026-02-23": calendar.Holiday, "2026-02-24": calendar.Working, "2026-02-28": calendar.MakeUp, "2026-09-20": calendar.MakeUp,
		"2026-10-08": calendar.Working, "2026-11-24": calendar.Working,
	} {
		got, known := c.Day(day(t, in))
		business, sure := c.IsBusinessDay(day(t, in))
		if got.Kind != want || !known || !sure || business != want.Business() {
			t.Errorf("%s is %+v, %v, %v, %v; want kind %d", in, got, known, business, sure, want)
		}
	}
	if d, _ := c.Day(day(t, "2026-02-17")); d.ZH != "春节" || d.EN != "Spring Festival" {
		t.Errorf("2026-02-17 = %+v", d)
	}
}

// TestUnknownYearIsSaid: outside the loaded years the weekday rule comes with a warning, and whatever must be
// certain refuses.
func TestUnknownYearIsSaid(t *testing.T) {
	c := calendar.China()
	for in, want := range map[string]bool{"2018-12-28": true, "2018-12-29": false, "2027-01-01": true, "2027-01-02": false} {
		if business, known := c.IsBusinessDay(day(t, in)); business != want || known || c.Covers(day(t, in)) {
			t.Errorf("IsBusinessDay(%s) = %v, %v; want %v, false", in, business, known, want)
		}
	}
	_, err1 := c.AddBusinessDays(day(t, "2026-12-31"), 1)
	_, err2 := c.BusinessDaysBetween(day(t, "2026-12-31"), day(t, "2027-01-02"))
	_, err3 := c.Shift(day(t, "2027-01-02"), calendar.Following)
	_, err4 := c.Shift(day(t, "2027-01-02"), calendar.ModifiedPreceding)
	for i, err := range []error{err1, err2, err3, err4} {
		if code(err) != "calendar.year_unknown" || !strings.Contains(err.Error(), "2027") {
			t.Errorf("call %d gave %v", i+1, err)
		}
	}
}

func TestShift(t *testing.T) {
	c := calendar.China()
	for _, s := range []struct {
		date                             string
		following, preceding, modF, modP string
	}{
		{"2026-02-17", "2026-02-24", "2026-02-14", "2026-02-24", "2026-02-14"}, // the make-up Saturday counts
		{"2026-05-31", "2026-06-01", "2026-05-29", "2026-05-29", "2026-05-29"}, // Sunday at the month's end
		{"2026-08-01", "2026-08-03", "2026-07-31", "2026-08-03", "2026-08-03"}, // Saturday at its start
		{"2026-10-01", "2026-10-08", "2026-09-30", "2026-10-08", "2026-10-08"},
		{"2026-09-20", "2026-09-20", "2026-09-20", "2026-09-20", "2026-09-20"}, // Sunday, but worked
	} {
		d := day(t, s.date)
		for rule, want := range map[calendar.Shift]string{
			calendar.None: s.date, calendar.Following: s.following, calendar.Preceding: s.preceding,
			calendar.ModifiedFollowing: s.modF, calendar.ModifiedPreceding: s.modP,
		} {
			if got, err := c.Shift(d, rule); err != nil || got.String() != want {
				t.Errorf("Shift(%s, %s) = %s, %v; want %s", s.date, rule, got, err, want)
			}
		}
	}
	if _, err := c.Shift(0, calendar.Shift(9)); code(err) != "calendar.shift" {
		t.Errorf("an unknown rule gave %v", err)
	}
	if d, err := c.Shift(day(t, "2100-01-02"), calendar.None); err != nil || d.String() != "2100-01-02" {
		t.Errorf("None asked the calendar: %s, %v", d, err)
	}
}

// TestBusinessDaysAgree: stepping n business days and counting them are inverse.
func TestBusinessDaysAgree(t *testing.T) {
	c := calendar.China()
	first, last := day(t, "2020-01-01"), day(t, "2025-12-31")
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Date(rapid.Int32Range(int32(first), int32(last)).Draw(t, "d"))
		n := rapid.IntRange(1, 200).Draw(t, "n")
		fwd, err := c.AddBusinessDays(d, n)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.BusinessDaysBetween(d.Add(1), fwd.Add(1)); err != nil || got != n {
			t.Fatalf("%d business days after %s is %s, but %d lie between, %v", n, d, fwd, got, err)
		}
		back, err := c.AddBusinessDays(fwd, -n)
		if err != nil {
			t.Fatal(err)
		}
		if business, _ := c.IsBusinessDay(d); business != (back == d) || back > d {
			t.Fatalf("%s + %d − %d business days = %s", d, n, n, back)
		}
	})
	if d, err := c.AddBusinessDays(first, 0); err != nil || d != first {
		t.Errorf("AddBusinessDays(0) = %s, %v", d, err)
	}
	if n, err := c.BusinessDaysBetween(last, first); err != nil || n != 0 {
		t.Errorf("an empty period has %d business days, %v", n, err)
	}
}

func TestExtend(t *testing.T) {
	base := calendar.China()
	c, err := base.Extend(strings.NewReader("# invented\nyear 2027 2026-11-01\noff 2027-01-01 2027-01-03 元旦 New Year's Day\n" +
		"year 2026 2026-12-01\noff 2026-01-01 2026-01-01 元旦 New Year's Day\n"))
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]calendar.Kind{
		"2027-01-01": calendar.Holiday, "2027-01-04": calendar.Working,
		"2026-01-02": calendar.Working, "2026-02-17": calendar.Working, // 2026 was replaced whole
		"2025-10-01": calendar.Holiday, "2022-12-31": calendar.Holiday,
	} {
		if d, known := c.Day(day(t, in)); d.Kind != want || !known {
			t.Errorf("%s is %+v, %v; want %d", in, d, known, want)
		}
	}
	if base.Covers(day(t, "2027-01-01")) {
		t.Error("Extend changed its receiver")
	}
}

func TestHolidayFileRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"off 2027-01-01 2027-01-01 元旦 New Year": "Line 1", // no year yet
		"year": "the year is missing", "year 27": "not within", "year 1800": "not within", "year x": "not within",
		"year 2027\nyear 2027": "Line 2",
		"year 2027\nholiday":   "neither", "year 2027\noff 2027-01-01": "neither",
		"year 2027\nwork 2027-01-02 元旦 more":                "neither",
		"year 2027\noff 2027-01-40 2027-01-41 元旦 N":         "does not exist",
		"year 2027\noff 2027-01-03 2027-01-01 元旦 N":         "ends before",
		"year 2027\noff 2027-01-01 2027-03-01 元旦 N":         "longer than 31",
		"year 2027\noff 2026-05-01 2026-05-01 元旦 N":         "does not belong",
		"year 2027\nwork 2027-01-0x 元旦":                     "does not exist",
		"year 2027\nwork 2027-01-04 元旦":                     "Saturday or Sunday",
		"year 2027\nwork 2027-01-02 元旦\nwork 2027-01-02 元旦": "twice",
	} {
		_, err := calendar.Read(strings.NewReader(in))
		if code(err) != "calendar.file" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "EXTRA") {
			t.Errorf("%q gave %v, want %s", in, err, want)
		}
	}
	broken := errors.New("broken")
	if _, err := calendar.Read(iotest.ErrReader(broken)); code(err) != "calendar.file_read" || !errors.Is(err, broken) {
		t.Errorf("a broken file gave %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("year 2027 2026-11-01\noff 2027-01-01 2027-01-03 元旦 New Year's Day\nwork 2027-01-09 元旦\n")
	f.Add("year 2027\nyear 2027\n")
	f.Add("off x")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := calendar.Read(strings.NewReader(s))
		if err != nil {
			return
		}
		for _, y := range c.Years() {
			if y < 1900 || y > 2200 {
				t.Errorf("year %d was taken", y)
			}
		}
	})
}

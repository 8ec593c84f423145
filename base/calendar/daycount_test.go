package calendar_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
)

var bases = []calendar.Basis{calendar.Act360, calendar.Act365, calendar.ActAct, calendar.Thirty360US, calendar.Thirty360E}

// TestDayCounts: the period 2003-11-01 to 2004-05-01 is ISDA's own example for ACT/ACT; the February rows tell
// the two 30/360 rules apart.
func TestDayCounts(t *testing.T) {
	type f = calendar.Fraction
	for _, c := range []struct {
		from, to string
		want     [5]f // in the order of bases
	}{
		{"2003-11-01", "2004-05-01", [5]f{{182, 360}, {182, 365}, {61*366 + 121*365, 365 * 366}, {180, 360}, {180, 360}}},
		{"2024-01-01", "2025-01-01", [5]f{{366, 360}, {366, 365}, {366, 366}, {360, 360}, {360, 360}}},
		{"2023-01-01", "2024-01-01", [5]f{{365, 360}, {365, 365}, {365, 365}, {360, 360}, {360, 360}}},
		{"2006-08-31", "2007-02-28", [5]f{{181, 360}, {181, 365}, {181, 365}, {178, 360}, {178, 360}}},
		{"2007-02-28", "2007-08-31", [5]f{{184, 360}, {184, 365}, {184, 365}, {180, 360}, {182, 360}}},
		{"2008-02-29", "2009-02-28", [5]f{{365, 360}, {365, 365}, {307*365 + 58*366, 365 * 366}, {360, 360}, {359, 360}}},
		{"2007-01-15", "2007-01-31", [5]f{{16, 360}, {16, 365}, {16, 365}, {16, 360}, {15, 360}}},
		{"2007-01-31", "2007-03-31", [5]f{{59, 360}, {59, 365}, {59, 365}, {60, 360}, {60, 360}}},
		{"2026-11-24", "2026-11-24", [5]f{{0, 360}, {0, 365}, {0, 365}, {0, 360}, {0, 360}}},
	} {
		for i, b := range bases {
			if got, err := b.Between(day(t, c.from), day(t, c.to)); err != nil || got != c.want[i] {
				t.Errorf("%s from %s to %s = %v, %v; want %v", b, c.from, c.to, got, err, c.want[i])
			}
		}
	}
	if _, err := calendar.Act360.Between(1, 0); code(err) != "calendar.order" {
		t.Errorf("a reversed period gave %v", err)
	}
	if _, err := calendar.Basis(9).Between(0, 1); code(err) != "calendar.basis" {
		t.Errorf("an unknown basis gave %v", err)
	}
}

// TestActualBasesAdd: a period cut in two earns what it earns whole, exactly.
func TestActualBasesAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom(bases[:3]).Draw(t, "basis")
		from := dates().Draw(t, "from")
		mid := from.Add(rapid.IntRange(0, 2000).Draw(t, "first"))
		to := mid.Add(rapid.IntRange(0, 2000).Draw(t, "second"))
		rat := func(x, y calendar.Date) *big.Rat {
			f, err := b.Between(x, y)
			if err != nil {
				t.Fatal(err)
			}
			return big.NewRat(f.Num, f.Den)
		}
		if sum := new(big.Rat).Add(rat(from, mid), rat(mid, to)); sum.Cmp(rat(from, to)) != 0 {
			t.Fatalf("%s: %s to %s to %s gives %s, whole %s", b, from, mid, to, sum, rat(from, to))
		}
	})
}

// TestThirtyIsThirty: under both 30/360 rules a month is 30 days for every day up to the 28th.
func TestThirtyIsThirty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "d")
		if d.Day() > 27 {
			d = d.StartOfMonth()
		}
		n := rapid.IntRange(0, 500).Draw(t, "n")
		for _, b := range bases[3:] {
			if f, err := b.Between(d, d.AddMonths(n)); err != nil || f.Num != int64(30*n) {
				t.Fatalf("%s: %s + %d months = %v, %v", b, d, n, f, err)
			}
		}
	})
}

func TestRulesAsText(t *testing.T) {
	type rules struct {
		Basis calendar.Basis
		Shift calendar.Shift
	}
	for _, b := range bases {
		for s := calendar.None; s <= calendar.ModifiedPreceding; s++ {
			text, err := json.Marshal(rules{b, s})
			if err != nil {
				t.Fatal(err)
			}
			var back rules
			if err := json.Unmarshal(text, &back); err != nil || back != (rules{b, s}) {
				t.Errorf("%s reads %v, %v", text, back, err)
			}
		}
	}
	var r rules
	if err := json.Unmarshal([]byte(`{"Basis":"ACT/364"}`), &r); code(err) != "calendar.basis" {
		t.Errorf("ACT/364 gave %v", err)
	}
	if err := json.Unmarshal([]byte(`{"Shift":"later"}`), &r); code(err) != "calendar.shift" {
		t.Errorf("later gave %v", err)
	}
	if _, err := json.Marshal(calendar.Basis(9)); code(err) != "calendar.basis" || calendar.Basis(9).String() != "unknown" {
		t.Errorf("Basis(9) gave %v", err)
	}
	if _, err := json.Marshal(calendar.Shift(9)); code(err) != "calendar.shift" || calendar.Shift(9).String() != "unknown" {
		t.Errorf("Shift(9) gave %v", err)
	}
}

package ident_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/ident"
)

func TestCitizenID(t *testing.T) {
	c, err := ident.ParseCitizenID("11010519491231002x", today)
	if err != nil || c != "11010519491231002X" {
		t.Fatalf("the standard's example = %s, %v", c, err)
	}
	zh, en := c.Province()
	if c.Region() != "110105" || zh != "北京市" || en != "Beijing" || c.Birth() != calendar.MustOf(1949, 12, 31) || c.Sex() != ident.Female {
		t.Errorf("parts of %s: %s %s %s %s %d", c, c.Region(), zh, en, c.Birth(), c.Sex())
	}
	for in, want := range map[string]string{
		"110105194912310021":  "ident.citizen_check",
		"1101051949123100":    "ident.citizen_length",
		"110105491231002":     "ident.citizen_old",
		"11010519491231002Y":  "ident.citizen_charset",
		"1101051949123100XX":  "ident.citizen_charset",
		"99010519491231002X":  "ident.citizen_region",
		"11000019491231002X":  "ident.citizen_region",
		"11010519490231002X":  "ident.citizen_birth",
		"11010518991231002X":  "ident.citizen_birth",
		"11010520261125002X":  "ident.citizen_future",
		"11010519491231002XX": "ident.citizen_length",
	} {
		if c, err := ident.ParseCitizenID(in, today); code(err) != want {
			t.Errorf("ParseCitizenID(%s) = %s, %v; want %s", in, c, err, want)
		}
	}
}

func TestAge(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		birth, on string
		want      int
	}{
		{"2008-11-24", "2026-11-23", 17}, {"2008-11-24", "2026-11-24", 18}, {"2008-12-01", "2026-11-30", 17},
		{"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18}, {"2026-11-24", "2020-01-01", 0},
	} {
		birth, on := must(calendar.Parse(c.birth)), must(calendar.Parse(c.on))
		if got := ident.GenerateCitizenID(r, birth, ident.Male).Age(on); got != c.want {
			t.Errorf("born %s, on %s: %d years, want %d", c.birth, c.on, got, c.want)
		}
	}
}

// TestGenerateCitizenID gives back what it was asked for.
func TestGenerateCitizenID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		birth := calendar.Date(rapid.Int32Range(int32(calendar.MinDate), int32(today)).Draw(t, "birth"))
		sex := rapid.SampledFrom([]ident.Sex{ident.Male, ident.Female}).Draw(t, "sex")
		if c := ident.GenerateCitizenID(r, birth, sex); c.Birth() != birth || c.Sex() != sex {
			t.Fatalf("%s is of %s, sex %d; want %s, %d", c, c.Birth(), c.Sex(), birth, sex)
		}
	})
}

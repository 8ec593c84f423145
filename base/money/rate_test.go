package money_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"tonghui/base/money"
)

func TestParseRate(t *testing.T) {
	for in, want := range map[string]string{
		"3.45%": "0.0345", "0.0345": "0.0345", "34.5‰": "0.0345", "-0.5%": "-0.005", "3.45 %": "0.0345",
		"\uFF13\uFF0E\uFF14\uFF15\uFF05": "0.0345", "0": "0", "7.1234": "7.1234", "100%": "1",
	} {
		if r, err := money.ParseRate(in); err != nil || r.String() != want {
			t.Errorf("ParseRate(%q) = %s, %v; want %s", in, r, err, want)
		}
	}
	for _, bad := range []string{"", "%", "1e5", "1e-999999999", ".5", "5.", "+1", "--1", "1,000", "1%%", "abc"} {
		if r, err := money.ParseRate(bad); code(err) != "money.rate" {
			t.Errorf("ParseRate(%q) = %s, %v", bad, r, err)
		}
	}
	for _, long := range []string{strings.Repeat("1", 19), "0." + strings.Repeat("1", 37), "0." + strings.Repeat("1", 35) + "%"} {
		if r, err := money.ParseRate(long); code(err) != "money.rate_digits" {
			t.Errorf("ParseRate(%q) = %s, %v", long, r, err)
		}
	}
	for _, far := range []decimal.Decimal{decimal.New(1, 18), decimal.New(1, -37), decimal.New(1, 1<<30)} {
		if text, err := money.RateOf(far).MarshalText(); code(err) != "money.rate_digits" {
			t.Errorf("MarshalText = %s, %v", text, err)
		}
	}
	_, err := money.ParseRate("x")
	if !strings.Contains(err.Error(), "3.45% or") {
		t.Errorf("the sentence lost its example: %v", err)
	}
}

func TestRateArithmetic(t *testing.T) {
	r := money.RateBP(345)
	if !r.Equal(money.MustRate("3.450%")) || r.Percent() != "3.45%" || r.IsZero() || r.Cmp(money.RateBP(344)) != 1 {
		t.Errorf("RateBP(345) = %s, %s", r, r.Percent())
	}
	if s := r.Add(money.RateBP(55)); s.Percent() != "4%" {
		t.Errorf("Add = %s", s.Percent())
	}
	if s := r.Sub(money.RateBP(400)); s.Percent() != "-0.55%" {
		t.Errorf("Sub = %s", s.Percent())
	}
	if s := r.Mul(money.MustRate("1.1")); s.Percent() != "3.795%" {
		t.Errorf("Mul = %s", s.Percent())
	}
	if !(money.Rate{}).IsZero() || !money.RateOf(decimal.New(1, -1)).Decimal().Equal(decimal.New(10, -2)) {
		t.Error("zero rate or RateOf is wrong")
	}
	var back struct{ Rate money.Rate }
	b, err := json.Marshal(struct{ Rate money.Rate }{r})
	if err != nil || string(b) != `{"Rate":"0.0345"}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	if err := json.Unmarshal(b, &back); err != nil || !back.Rate.Equal(r) {
		t.Errorf("Unmarshal = %s, %v", back.Rate, err)
	}
	if err := json.Unmarshal([]byte(`{"Rate":"x"}`), &back); code(err) != "money.rate" {
		t.Errorf("Unmarshal of nonsense = %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustRate took nonsense")
		}
	}()
	money.MustRate("x")
}

func TestRound(t *testing.T) {
	for in, want := range map[string]money.Amount{
		"0.5": 1, "-0.5": -1, "0.49999": 0, "-0.49999": 0, "1.5": 2, "2.5": 3, "-2.5": -3, "12e3": 12000, "0": 0,
		"9223372036854775807.4": money.MaxAmount, "-9223372036854775808.4": money.MinAmount,
	} {
		if got, err := money.Round(decimal.RequireFromString(in)); err != nil || got != want {
			t.Errorf("Round(%s) = %d, %v; want %d", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"9223372036854775807.5": "money.overflow", "-9223372036854775808.5": "money.overflow",
		"1e100000000": "money.overflow", "1e30": "money.overflow", "1e-100000000": "money.rate",
	} {
		if got, err := money.Round(decimal.RequireFromString(in)); code(err) != want {
			t.Errorf("Round(%s) = %d, %v; want %s", in, got, err, want)
		}
	}
}

func TestTimes(t *testing.T) {
	if got, err := money.Amount(1000000).TimesFraction(money.MustRate("3.45%"), 31, 360); err != nil || got != 2971 {
		t.Errorf("¥10,000 at 3.45%% for 31/360 = %d, %v; want 2971 (2970.83 fen)", got, err)
	}
	if got, err := money.Amount(1010).Times(money.MustRate("0.05")); err != nil || got != 51 {
		t.Errorf("1010 × 0.05 = %d, %v; want 51 (50.5)", got, err)
	}
	for _, den := range []int64{0, -360} {
		if _, err := money.Amount(1).TimesFraction(money.RateBP(1), 1, den); code(err) != "money.rate" {
			t.Errorf("denominator %d gave %v", den, err)
		}
	}
	if _, err := money.MaxAmount.Times(money.MustRate("1.1")); code(err) != "money.overflow" {
		t.Errorf("overflow gave %v", err)
	}
}

// TestTimesIsNearest: the result is within half a unit of the exact quotient, and negation commutes with it.
func TestTimesIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "a"))
		bp, num, den := rapid.Int64Range(-20000, 20000).Draw(t, "bp"), rapid.Int64Range(0, 3660).Draw(t, "num"),
			rapid.SampledFrom([]int64{1, 360, 365, 366, 7}).Draw(t, "den")
		got, err := a.TimesFraction(money.RateBP(bp), num, den)
		if err != nil {
			t.Skip("out of range")
		}
		exact := new(big.Rat).Mul(big.NewRat(int64(a), 10000), big.NewRat(bp, den))
		exact.Mul(exact, big.NewRat(num, 1))
		diff := new(big.Rat).Sub(exact, big.NewRat(int64(got), 1))
		if diff.Abs(diff).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%d is more than half a unit from %s", got, exact.FloatString(6))
		}
		mirror, err := (-a).TimesFraction(money.RateBP(bp), num, den)
		if err != nil || mirror != -got {
			t.Fatalf("−a gives %d, %v; want %d", mirror, err, -got)
		}
	})
}

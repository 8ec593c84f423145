package interest

import (
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// TestTimeDeposit holds whole years, months and odd days against worked figures.
func TestTimeDeposit(t *testing.T) {
	for _, c := range []struct {
		principal money.Amount
		rate      PPM
		from, to  string
		want      money.Amount
	}{
		{10_000_00, 15_000, "2025-03-10", "2026-03-10", 150_00},                               // one year at 1.5 %
		{10_000_00, 27_500, "2023-05-31", "2026-05-31", 825_00},                               // three years at 2.75 %, two of them of 366 and 365 days
		{10_000_00, 15_000, "2024-02-29", "2025-02-28", 150_00},                               // the month has no such day: its last one
		{10_000_00, 11_000, "2025-01-31", "2025-02-28", 9_17},                                 // one month
		{10_000_00, 11_000, "2025-01-15", "2025-04-20", 29_03},                                // 27.50 + five odd days 1.53
		{10_000_00, 11_000, "2025-01-15", "2025-01-25", 3_06},                                 // days only
		{10_000_00, 11_000, "2025-01-15", "2025-01-15", 0},                                    // no night
		{1, 10_000, "2025-01-01", "2026-01-01", 0},                                            // 0.01 fen
		{50, 10_000, "2025-01-01", "2026-01-01", 1},                                           // half a fen goes up
		{9_000_000_000_000_00, 1_000_000, "2000-01-01", "2100-01-01", 900_000_000_000_000_00}, // beyond 64 bits on the way
	} {
		got, err := TimeDeposit(c.principal, c.rate, date(c.from), date(c.to))
		if err != nil || got != c.want {
			t.Errorf("%d at %s %% from %s to %s: %d, %v; want %d", c.principal, c.rate, c.from, c.to, got, err, c.want)
		}
	}
	if _, err := TimeDeposit(money.MaxAmount, MaxPPM, date("1900-01-01"), date("2200-01-01")); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("an amount that can't be booked: %v", err)
	}
}

// TestBroken: early all earns the demand rate by days; late the days behind maturity do.
func TestBroken(t *testing.T) {
	from, matures := date("2025-03-10"), date("2026-03-10")
	for on, want := range map[string]money.Amount{
		"2025-03-10": 0, "2025-06-08": 125_00, "2026-03-09": 505_56, "2026-03-10": 15_000_00, "2026-03-20": 15_013_89,
	} {
		if got, err := Broken(1_000_000_00, 15_000, 500, from, matures, date(on)); err != nil || got != want {
			t.Errorf("broken on %s: %d, %v; want %d", on, got, err, want)
		}
	}
	for _, c := range []struct {
		on       string
		notified bool
		want     money.Amount
	}{{"2025-03-20", true, 83_33}, {"2025-03-20", false, 13_89}, {"2025-03-16", true, 8_33}} {
		if got, err := NoticeDeposit(1_000_000_00, 3_000, 500, 7, c.notified, from, date(c.on)); err != nil || got != c.want {
			t.Errorf("notice %v on %s: %d, %v; want %d", c.notified, c.on, got, err, c.want)
		}
	}
}

// closed is a term's interest by rational numbers: months / 12 and days / 360 of the annual rate.
func closed(principal money.Amount, rate PPM, months, days int64) money.Amount {
	years := new(big.Rat).Add(big.NewRat(months, 12), big.NewRat(days, DaysPerYear))
	x := years.Mul(years, big.NewRat(int64(rate), million))
	return halfUp(x.Mul(x, new(big.Rat).SetInt64(int64(principal))))
}

// halfUp rounds half away from zero.
func halfUp(x *big.Rat) money.Amount {
	negative := x.Sign() < 0
	x = new(big.Rat).Add(new(big.Rat).Abs(x), big.NewRat(1, 2))
	n := new(big.Int).Quo(x.Num(), x.Denom()).Int64()
	if negative {
		return money.Amount(-n)
	}
	return money.Amount(n)
}

func anyDate(from, to string) *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date(rapid.Int32Range(int32(date(from)), int32(date(to))).Draw(t, "d"))
	})
}

// TestTermsByRationals: any term equals the closed formula.
func TestTermsByRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := money.Amount(rapid.Int64Range(0, 1<<45).Draw(t, "p"))
		rate := PPM(rapid.Int64Range(0, 200_000).Draw(t, "rate"))
		from := anyDate("1999-01-01", "2030-12-31").Draw(t, "from")
		months, odd := rapid.IntRange(0, 130).Draw(t, "months"), rapid.IntRange(0, 27).Draw(t, "odd")
		to := from.AddMonths(months).Add(odd)
		got, err := TimeDeposit(p, rate, from, to)
		if want := closed(p, rate, int64(months), int64(odd)); err != nil || got != want {
			t.Fatalf("%d at %s from %s to %s (%d months, %d days): %d, %v; want %d", p, rate, from, to, months, odd, got, err, want)
		}
		days, err := Days(p, rate, from, to)
		if want := closed(p, rate, 0, int64(to.Sub(from))); err != nil || days != want {
			t.Fatalf("by days: %d, %v; want %d", days, err, want)
		}
	})
}

// TestSum: 128-bit sums agree with big numbers, whatever their signs.
func TestSum(t *testing.T) {
	big128 := func(s Sum) *big.Int {
		x := new(big.Int).Lsh(big.NewInt(s.hi), 64)
		return x.Add(x, new(big.Int).SetUint64(s.lo))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, n := rapid.Int64().Draw(t, "a"), rapid.Int64Range(-1<<40, 1<<40).Draw(t, "n")
		b, m := rapid.Int64().Draw(t, "b"), rapid.Int64Range(-1<<40, 1<<40).Draw(t, "m")
		days := rapid.IntRange(0, 100_000).Draw(t, "days")
		x, y := product(money.Amount(a), n), product(money.Amount(b), m)
		wx, wy := new(big.Int).Mul(big.NewInt(a), big.NewInt(n)), new(big.Int).Mul(big.NewInt(b), big.NewInt(m))
		if big128(x).Cmp(wx) != 0 || big128(x.plus(y)).Cmp(new(big.Int).Add(wx, wy)) != 0 || big128(x.minus(y)).Cmp(new(big.Int).Sub(wx, wy)) != 0 {
			t.Fatalf("%d × %d and %d × %d", a, n, b, m)
		}
		if big128(x.times(days)).Cmp(new(big.Int).Mul(wx, big.NewInt(int64(days)))) != 0 {
			t.Fatalf("%v × %d", x, days)
		}
		if sumOf(x.columns()) != x {
			t.Fatalf("%v changes in its columns", x)
		}
		want := new(big.Rat).SetFrac(wx, big.NewInt(unit))
		if got, err := x.Round(); err == nil && got != halfUp(want) {
			t.Fatalf("round(%s) = %d", want, got)
		}
	})
}

func TestPercent(t *testing.T) {
	for text, want := range map[string]PPM{"0": 0, "0.05": 500, "0.35": 3_500, "1.755": 17_550, "2.7501": 27_501, "100": 1_000_000, "010.5": 105_000} {
		var p PPM
		if err := p.UnmarshalText([]byte(text)); err != nil || p != want {
			t.Errorf("%q: %d, %v; want %d", text, p, err, want)
		}
	}
	for p, want := range map[PPM]string{0: "0", 500: "0.05", 27_501: "2.7501", 1_000_000: "100", -3_500: "-0.35"} {
		if p.String() != want {
			t.Errorf("%d is %q, want %q", p, p.String(), want)
		}
	}
	for _, bad := range []string{"", ".5", "1.", "0.00001", "100.0001", "-1", "1e2", "0.3 5", "1000"} {
		var p PPM
		if err := p.UnmarshalText([]byte(bad)); !errors.Is(err, ErrRateText) {
			t.Errorf("%q was taken as %d, %v", bad, p, err)
		}
	}
}

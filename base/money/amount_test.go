package money_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/base/problem"
)

// code is the problem code of err, "" for nil.
func code(err error) string {
	if err == nil {
		return ""
	}
	return problem.Of(err).Code
}

// edges draws amounts that lie near the bounds as often as elsewhere.
func edges() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		v := rapid.Int64().Draw(t, "v")
		switch rapid.IntRange(0, 3).Draw(t, "edge") {
		case 0:
			return money.MaxAmount - money.Amount(uint64(v)%1000)
		case 1:
			return money.MinAmount + money.Amount(uint64(v)%1000)
		}
		return money.Amount(v)
	})
}

// TestCheckedArithmetic holds every operation against unbounded integers.
func TestCheckedArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := edges().Draw(t, "a"), edges().Draw(t, "b")
		x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
		check := func(name string, got money.Amount, err error, want *big.Int) {
			t.Helper()
			switch {
			case want.IsInt64() && (err != nil || int64(got) != want.Int64()):
				t.Fatalf("%s(%d, %d) = %d, %v; want %v", name, a, b, got, err, want)
			case !want.IsInt64() && !errors.Is(err, money.ErrOverflow):
				t.Fatalf("%s(%d, %d) = %d, %v; want overflow", name, a, b, got, err)
			}
		}
		s, err := a.Add(b)
		check("Add", s, err, new(big.Int).Add(x, y))
		s, err = a.Sub(b)
		check("Sub", s, err, new(big.Int).Sub(x, y))
		s, err = a.Mul(int64(b))
		check("Mul", s, err, new(big.Int).Mul(x, y))
		s, err = a.Neg()
		check("Neg", s, err, new(big.Int).Neg(x))
		s, err = a.Abs()
		check("Abs", s, err, new(big.Int).Abs(x))
		s, err = money.Sum(a, b)
		check("Sum", s, err, new(big.Int).Add(x, y))
		if a.Sign() != x.Sign() {
			t.Fatalf("Sign(%d) = %d", a, a.Sign())
		}
	})
}

func TestMulSmall(t *testing.T) {
	for _, c := range []struct{ a, n, want int64 }{
		{12, 3, 36}, {-12, 3, -36}, {-12, -3, 36}, {0, 5, 0}, {1 << 62, -2, -1 << 63},
	} {
		if got, err := money.Amount(c.a).Mul(c.n); err != nil || int64(got) != c.want {
			t.Errorf("%d × %d = %d, %v; want %d", c.a, c.n, got, err, c.want)
		}
	}
	if _, err := money.Sum(money.MaxAmount, 1, -1); code(err) != "money.overflow" {
		t.Errorf("Sum over the bound = %v, want overflow", err)
	}
}

func TestAmountJSON(t *testing.T) {
	good := map[string]money.Amount{
		`"0"`: 0, `"-1234"`: -1234, `"10"`: 10,
		`"9223372036854775807"`: money.MaxAmount, `"-9223372036854775808"`: money.MinAmount,
	}
	for in, want := range good {
		var a money.Amount
		if err := json.Unmarshal([]byte(in), &a); err != nil || a != want {
			t.Errorf("Unmarshal(%s) = %d, %v; want %d", in, a, err, want)
		}
		if out, err := json.Marshal(want); err != nil || string(out) != in {
			t.Errorf("Marshal(%d) = %s, %v; want %s", want, out, err, in)
		}
	}
	bad := map[string]string{
		`1234`: "money.amount_text", `null`: "money.amount_text", `""`: "money.amount_text", `"-"`: "money.amount_text",
		`"1.5"`: "money.amount_text", `"1e3"`: "money.amount_text", `"+1"`: "money.amount_text", `"01"`: "money.amount_text",
		`"-0"`: "money.amount_text", `" 1"`: "money.amount_text", `"1,000"`: "money.amount_text", `"一"`: "money.amount_text",
		`true`: "money.amount_text", `{}`: "money.amount_text",
		`"9223372036854775808"`: "money.overflow", `"-9223372036854775809"`: "money.overflow",
	}
	for in, want := range bad {
		a := money.Amount(7)
		if err := json.Unmarshal([]byte(in), &a); code(err) != want || a != 7 {
			t.Errorf("Unmarshal(%s) = %d, %v; want %s and no change", in, a, err, want)
		}
	}
	if b, err := money.Amount(-5).MarshalText(); err != nil || string(b) != "-5" {
		t.Errorf("MarshalText = %s, %v", b, err)
	}
	if s := money.Amount(-5).String(); s != "-5" {
		t.Errorf("String = %s", s)
	}
}

func TestMoneyKeepsCurrenciesApart(t *testing.T) {
	a, usd := money.CNY(150), money.Of(50, "USD")
	if s, err := a.Add(money.CNY(50)); err != nil || s != money.CNY(200) {
		t.Errorf("Add = %v, %v", s, err)
	}
	if s, err := a.Sub(money.CNY(50)); err != nil || s != money.CNY(100) {
		t.Errorf("Sub = %v, %v", s, err)
	}
	if s, err := a.Neg(); err != nil || s != money.CNY(-150) {
		t.Errorf("Neg = %v, %v", s, err)
	}
	for _, c := range []struct {
		o    int64
		want int
	}{{149, 1}, {150, 0}, {151, -1}} {
		if got, err := a.Cmp(money.CNY(c.o)); err != nil || got != c.want {
			t.Errorf("Cmp(%d) = %d, %v; want %d", c.o, got, err, c.want)
		}
	}
	_, addErr := a.Add(usd)
	_, subErr := a.Sub(usd)
	_, cmpErr := a.Cmp(usd)
	for _, err := range []error{addErr, subErr, cmpErr} {
		if code(err) != "money.currency_mismatch" {
			t.Errorf("mixed currencies gave %v", err)
		}
	}
	big := money.Of(money.MinAmount, "CNY")
	_, addErr = big.Add(money.CNY(-1))
	_, subErr = big.Sub(money.CNY(1))
	_, negErr := big.Neg()
	for _, err := range []error{addErr, subErr, negErr} {
		if code(err) != "money.overflow" {
			t.Errorf("overflow gave %v", err)
		}
	}
}

func TestMoneyJSON(t *testing.T) {
	b, err := json.Marshal(money.CNY(123450))
	if want := `{"amount":"123450","currency":"CNY"}`; err != nil || string(b) != want {
		t.Fatalf("Marshal = %s, %v; want %s", b, err, want)
	}
	var m money.Money
	if err := json.Unmarshal(b, &m); err != nil || m != money.CNY(123450) {
		t.Errorf("Unmarshal = %v, %v", m, err)
	}
	if err := json.Unmarshal([]byte(`{"amount":"1","currency":"XXX"}`), &m); code(err) != "money.currency_unknown" {
		t.Errorf("unknown currency gave %v", err)
	}
}

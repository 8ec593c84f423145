package money

import (
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"tonghui/base/problem"
)

// Rate is an exact decimal factor: an interest rate (利率), a fee rate (费率), an exchange rate (汇率). 3.45 % is
// the Rate 0.0345. The zero Rate is 0. Compare with Equal or Cmp, not ==: the inside may differ.
type Rate struct{ d decimal.Decimal }

// Digits that the text of a Rate may have before and after its point. 36 decimals hold the product of two rates of
// 18; more is a typing error or an attack.
const (
	maxRateWhole    = 18
	maxRateFraction = 36
)

var errRate = problem.New(problem.Invalid, "money.rate",
	"The rate can't be read: %[1]s. Write for example 3.45%% or 0.0345.",
	"利率或费率无法识别：%[2]s。请写成例如 3.45%% 或 0.0345。")

var errRateDigits = problem.New(problem.Invalid, "money.rate_digits",
	"The rate has more than 18 digits before the point or 36 after it. Round it first.",
	"利率或费率的小数点前超过 18 位或小数点后超过 36 位。请先取舍。")

// ParseRate reads "0.0345", "3.45%", "34.5‰", with an optional "-". Exponents, grouping and a bare point are
// refused, as are more than 18 digits before the point or 36 after it (as a plain factor).
func ParseRate(s string) (Rate, error) {
	t := strings.TrimSpace(narrow(s))
	shift := int32(0)
	if r, ok := strings.CutSuffix(t, "%"); ok {
		t, shift = strings.TrimSpace(r), -2
	} else if r, ok := strings.CutSuffix(t, "‰"); ok {
		t, shift = strings.TrimSpace(r), -3
	}
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(t, "-"), ".")
	switch {
	case whole == "" || pointed && fraction == "":
		return Rate{}, errRate.With("a digit is missing", "缺少数字")
	case len(whole) > maxRateWhole || len(fraction)-int(shift) > maxRateFraction:
		return Rate{}, errRateDigits
	}
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return Rate{}, errRate.With("it holds a character that is no digit", "含有数字以外的字符")
		}
	}
	d, err := decimal.NewFromString(t)
	if err != nil {
		return Rate{}, errRate.With("it is no number", "不是数字").Because(err)
	}
	return Rate{d.Shift(shift)}, nil
}

// MustRate is ParseRate for constants in tables and tests; it panics on a bad text.
func MustRate(s string) Rate {
	r, err := ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

// RateOf makes a Rate from a decimal.
func RateOf(d decimal.Decimal) Rate { return Rate{d} }

// RateBP makes a Rate from basis points (基点, 1 BP = 0.01 %): RateBP(345) is 3.45 %.
func RateBP(bp int64) Rate { return Rate{decimal.New(bp, -4)} }

// Decimal is the rate as a decimal, for further exact arithmetic.
func (r Rate) Decimal() decimal.Decimal { return r.d }

// String is the plain factor: "0.0345".
func (r Rate) String() string { return r.d.String() }

// Percent is the form for people: "3.45%".
func (r Rate) Percent() string { return r.d.Shift(2).String() + "%" }

// Add is r + o, exact.
func (r Rate) Add(o Rate) Rate { return Rate{r.d.Add(o.d)} }

// Sub is r − o, exact.
func (r Rate) Sub(o Rate) Rate { return Rate{r.d.Sub(o.d)} }

// Mul is r × o, exact.
func (r Rate) Mul(o Rate) Rate { return Rate{r.d.Mul(o.d)} }

// Cmp is -1, 0 or 1.
func (r Rate) Cmp(o Rate) int { return r.d.Cmp(o.d) }

// Equal compares by value: 0.10 equals 0.1.
func (r Rate) Equal(o Rate) bool { return r.d.Equal(o.d) }

// IsZero reports whether the rate is 0.
func (r Rate) IsZero() bool { return r.d.IsZero() }

// MarshalText writes the plain factor; in JSON a rate is a string. It refuses a rate with more digits than
// ParseRate would take back.
func (r Rate) MarshalText() ([]byte, error) {
	if e := r.d.Exponent(); e < -maxRateFraction || r.d.NumDigits()+int(e) > maxRateWhole {
		return nil, errRateDigits
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what ParseRate reads.
func (r *Rate) UnmarshalText(b []byte) error {
	v, err := ParseRate(string(b))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// Round turns an exact number of minor units into an Amount by the bank's one rounding rule: to the nearest
// minor unit, a half away from zero (四舍五入), so that +0.5 is 1 and −0.5 is −1.
//
// Source: 《储蓄管理条例》 and the rules for its execution: interest is computed to the fen, the tail below the fen
// is rounded 四舍五入. The rule is applied once, at the end of a computation: carry daily accruals and products as
// Rate or decimal and round what is booked; rounding parts and adding them drifts. The symmetry makes a reversal
// equal its original with the sign turned.
func Round(minor decimal.Decimal) (Amount, error) {
	return roundRat(minor.Coefficient(), minor.Exponent(), 1)
}

// Times is a × r, rounded once by Round.
func (a Amount) Times(r Rate) (Amount, error) { return a.TimesFraction(r, 1, 1) }

// TimesFraction is a × r × num/den, rounded once by Round: interest is principal × yearly rate × days/basis.
// The quotient is never cut before the rounding. den must be above zero.
func (a Amount) TimesFraction(r Rate, num, den int64) (Amount, error) {
	if den <= 0 {
		return 0, errRate.With("the fraction's denominator is not above zero", "分数的分母不大于零")
	}
	c := r.d.Coefficient()
	c.Mul(c, big.NewInt(int64(a)))
	c.Mul(c, big.NewInt(num))
	return roundRat(c, r.d.Exponent(), den)
}

// roundRat rounds c × 10^exp / den half away from zero.
func roundRat(c *big.Int, exp int32, den int64) (Amount, error) {
	// Beyond these the result is certainly too large or certainly zero; the powers of ten would cost memory.
	switch {
	case c.Sign() == 0:
		return 0, nil
	case exp > 40:
		return 0, ErrOverflow
	case exp < -4000:
		return 0, errRate.With("it has too many digits", "位数过多")
	}
	d := big.NewInt(den)
	if exp >= 0 {
		c = new(big.Int).Mul(c, pow10(exp))
	} else {
		d.Mul(d, pow10(-exp))
	}
	negative := c.Sign() < 0
	// (2|c| + d) / 2d, rounded down, is |c|/d with a half rounded up.
	n := new(big.Int).Abs(c)
	n.Lsh(n, 1).Add(n, d).Quo(n, d.Lsh(d, 1))
	if !n.IsUint64() {
		return 0, ErrOverflow
	}
	return signed(0, n.Uint64(), negative)
}

func pow10(n int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

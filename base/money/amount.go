package money

import (
	"math"
	"math/bits"
	"strconv"

	"tonghui/base/problem"
)

// Amount is a sum in minor units (最小货币单位): fen for CNY, cents for USD, whole yen for JPY. It carries no
// currency, because a ledger account has one already; Money carries both. Every operation is checked:
// nothing wraps. In JSON it is a decimal string of minor units, "-1234", since a JSON number loses digits
// above 2^53 in most clients.
type Amount int64

// The bounds of Amount.
const (
	MaxAmount Amount = math.MaxInt64
	MinAmount Amount = math.MinInt64
)

// ErrOverflow says that a sum leaves the range of Amount (about 92 quadrillion yuan).
var ErrOverflow = problem.New(problem.Invalid, "money.overflow",
	"The amount is too large to be booked. Check the figures; a single amount can't exceed 9223372036854775807 minor units.",
	"金额超出可记账范围。请核对数字；单笔金额不得超过 9223372036854775807 个最小货币单位。")

// Add is a + b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	s := a + b
	// The sum overflows exactly when both terms have the sign that the sum has not.
	if (a^s)&(b^s) < 0 {
		return 0, ErrOverflow
	}
	return s, nil
}

// Sub is a − b, or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	s := a - b
	if (a^b)&(a^s) < 0 {
		return 0, ErrOverflow
	}
	return s, nil
}

// Neg is −a. Only MinAmount overflows.
func (a Amount) Neg() (Amount, error) {
	if a == MinAmount {
		return 0, ErrOverflow
	}
	return -a, nil
}

// Abs is the size of a without its sign. Only MinAmount overflows.
func (a Amount) Abs() (Amount, error) {
	if a < 0 {
		return a.Neg()
	}
	return a, nil
}

// Mul is a × n, or ErrOverflow.
func (a Amount) Mul(n int64) (Amount, error) {
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(n))
	return signed(hi, lo, (a < 0) != (n < 0))
}

// Sign is -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a < 0:
		return -1
	case a > 0:
		return 1
	}
	return 0
}

// Sum adds all amounts, or gives ErrOverflow. The order of the terms decides whether a passing total
// overflows, as it does in a ledger.
func Sum(amounts ...Amount) (Amount, error) {
	var total Amount
	for _, a := range amounts {
		s, err := total.Add(a)
		if err != nil {
			return 0, err
		}
		total = s
	}
	return total, nil
}

// String is the amount in minor units, the same text as in JSON without quotes.
func (a Amount) String() string { return strconv.FormatInt(int64(a), 10) }

// magnitude is |v| in a type that also holds that of the smallest int64.
func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// signed turns a 128-bit magnitude and a sign into an Amount.
func signed(hi, lo uint64, negative bool) (Amount, error) {
	switch {
	case hi != 0 || lo > 1<<63:
		return 0, ErrOverflow
	case negative:
		return Amount(-lo), nil
	case lo == 1<<63:
		return 0, ErrOverflow
	}
	return Amount(lo), nil
}

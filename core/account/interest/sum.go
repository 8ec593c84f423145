package interest

import (
	"math/bits"

	"tonghui/base/money"
)

// Sum is interest that is not rounded yet: minor units × PPM × days, in 128 bits. It is exact; 10 billion yuan at 100 % for
// a hundred years take 78 of them.
type Sum struct {
	hi int64
	lo uint64
}

// unit is how many units of a Sum are one minor unit of money: a year of 360 days at a million parts.
const unit = DaysPerYear * million

// DaysPerYear turns an annual rate into a daily one (日利率 = 年利率 ÷ 360; 银发〔2005〕129号 第二条).
const DaysPerYear = 360

// product is balance × n; both may be negative.
func product(balance money.Amount, n int64) Sum {
	hi, lo := bits.Mul64(magnitude(int64(balance)), magnitude(n))
	s := Sum{int64(hi), lo}
	if (balance < 0) != (n < 0) {
		return s.neg()
	}
	return s
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func (s Sum) neg() Sum {
	lo, borrow := bits.Sub64(0, s.lo, 0)
	return Sum{-s.hi - int64(borrow), lo}
}

func (s Sum) plus(o Sum) Sum {
	lo, carry := bits.Add64(s.lo, o.lo, 0)
	return Sum{s.hi + o.hi + int64(carry), lo}
}

func (s Sum) minus(o Sum) Sum { return s.plus(o.neg()) }

// IsZero says that nothing was earned.
func (s Sum) IsZero() bool { return s == Sum{} }

// negative says that more must be taken back than was earned.
func (s Sum) negative() bool { return s.hi < 0 }

// Round is the sum in minor units, half up (四舍五入至分); half of a negative sum goes away from zero, so that taking back
// mirrors giving. money.ErrOverflow if it is too large to be booked.
func (s Sum) Round() (money.Amount, error) {
	negative := s.negative()
	if negative {
		s = s.neg()
	}
	if s.hi < 0 || uint64(s.hi) >= unit {
		return 0, money.ErrOverflow
	}
	q, r := bits.Div64(uint64(s.hi), s.lo, unit)
	if 2*r >= unit {
		q++
	}
	if q > 1<<63-1 {
		return 0, money.ErrOverflow
	}
	if negative {
		return -money.Amount(q), nil
	}
	return money.Amount(q), nil
}

// columns are the two integers in which a sum is kept.
func (s Sum) columns() (hi, lo int64) { return s.hi, int64(s.lo) }

func sumOf(hi, lo int64) Sum { return Sum{hi, uint64(lo)} }

package calendar

import "tonghui/base/problem"

// Basis is a day count convention (计息基准): how many days, over how long a year, lie between two dates.
type Basis uint8

// The conventions. Names as in ISDA 2006 Definitions, section 4.16.
const (
	Act360      Basis = iota // ACT/360: actual days over 360; the rule of Chinese bank loans and deposits
	Act365                   // ACT/365 (Fixed): actual days over 365, in leap years too
	ActAct                   // ACT/ACT (ISDA): days in leap years over 366 plus days in other years over 365
	Thirty360US              // 30/360 (US, bond basis) with the rule for the end of February
	Thirty360E               // 30E/360 (European, Eurobond basis)
)

var basisNames = [...]string{"ACT/360", "ACT/365", "ACT/ACT", "30/360", "30E/360"}

var (
	errBasis = problem.New(problem.Invalid, "calendar.basis",
		"The day count basis is unknown. Use ACT/360, ACT/365, ACT/ACT, 30/360 or 30E/360.",
		"计息基准未知。请使用 ACT/360、ACT/365、ACT/ACT、30/360 或 30E/360。")
	errOrder = problem.New(problem.Invalid, "calendar.order",
		"The period ends before it starts. Exchange the dates.",
		"期间的结束日期早于开始日期。请更正日期顺序。")
)

// Fraction is an exact part of a year, Num/Den, not reduced: 31 days under ACT/360 are 31/360.
type Fraction struct{ Num, Den int64 }

// String is the name used in JSON and files, such as "ACT/360".
func (b Basis) String() string {
	if int(b) < len(basisNames) {
		return basisNames[b]
	}
	return "unknown"
}

// MarshalText writes the name.
func (b Basis) MarshalText() ([]byte, error) {
	if int(b) >= len(basisNames) {
		return nil, errBasis
	}
	return []byte(b.String()), nil
}

// UnmarshalText reads the name.
func (b *Basis) UnmarshalText(text []byte) error {
	for i, name := range basisNames {
		if name == string(text) {
			*b = Basis(i)
			return nil
		}
	}
	return errBasis
}

// Between is the part of a year from the first date (its night counted) to the last (not counted: 算头不算尾).
// It refuses an end before the start. Interest is money.Amount.TimesFraction(rate, f.Num, f.Den).
func (b Basis) Between(from, to Date) (Fraction, error) {
	if to < from {
		return Fraction{}, errOrder
	}
	switch b {
	case Act360:
		return Fraction{int64(to.Sub(from)), 360}, nil
	case Act365:
		return Fraction{int64(to.Sub(from)), 365}, nil
	case ActAct:
		return actAct(from, to), nil
	case Thirty360US:
		return Fraction{thirtyUS(from, to), 360}, nil
	case Thirty360E:
		return Fraction{thirtyE(from, to), 360}, nil
	}
	return Fraction{}, errBasis
}

// actAct sorts the days into leap and common years. Over both it gives one fraction with 365 × 366 below.
func actAct(from, to Date) Fraction {
	var leap, common int64
	for from < to {
		y := from.Year()
		next := min(civil(y+1, 1, 1), to)
		if IsLeap(y) {
			leap += int64(next.Sub(from))
		} else {
			common += int64(next.Sub(from))
		}
		from = next
	}
	switch {
	case leap == 0:
		return Fraction{common, 365}
	case common == 0:
		return Fraction{leap, 366}
	}
	return Fraction{common*366 + leap*365, 365 * 366}
}

// thirtyUS treats the last day of February as a 30th: both ends if both are, else the start alone; then a 31st at
// the start is a 30th, and one at the end is a 30th if the start is.
func thirtyUS(from, to Date) int64 {
	y1, m1, d1 := from.Civil()
	y2, m2, d2 := to.Civil()
	if m1 == 2 && from.IsEndOfMonth() {
		if m2 == 2 && to.IsEndOfMonth() {
			d2 = 30
		}
		d1 = 30
	}
	if d2 == 31 && d1 >= 30 {
		d2 = 30
	}
	d1 = min(d1, 30)
	return int64(360*(y2-y1) + 30*int(m2-m1) + d2 - d1)
}

// thirtyE makes every 31st a 30th.
func thirtyE(from, to Date) int64 {
	y1, m1, d1 := from.Civil()
	y2, m2, d2 := to.Civil()
	return int64(360*(y2-y1) + 30*int(m2-m1) + min(d2, 30) - min(d1, 30))
}

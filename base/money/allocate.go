package money

import (
	"math/bits"
	"slices"

	"tonghui/base/problem"
)

var errRatios = problem.New(problem.Invalid, "money.ratios",
	"The amount can't be shared out: %[1]s. Give ratios of zero or more, at least one above zero.",
	"金额无法分配：%[2]s。请给出不小于零的比例，且至少一个大于零。")

// Allocate shares the amount out in the given ratios without losing a minor unit: each part gets its exact share
// rounded towards zero, and the units left over go one by one to the largest remainders (最大余数法), the
// earlier part first among equals. The same input always gives the same parts, and they sum to a. A negative
// amount is shared like the positive one.
func (a Amount) Allocate(ratios ...int64) ([]Amount, error) {
	var sum uint64
	for _, r := range ratios {
		if r < 0 {
			return nil, errRatios.With("a ratio is negative", "比例为负数")
		}
		s, carry := bits.Add64(sum, uint64(r), 0)
		if carry != 0 {
			return nil, errRatios.With("the ratios sum to too much", "比例之和过大")
		}
		sum = s
	}
	if sum == 0 {
		return nil, errRatios.With("no ratio is above zero", "没有大于零的比例")
	}
	size := magnitude(int64(a))
	left := size
	parts := make([]uint64, len(ratios))
	remainders := make([]uint64, len(ratios))
	order := make([]int, len(ratios))
	for i, r := range ratios {
		hi, lo := bits.Mul64(size, uint64(r))
		parts[i], remainders[i] = bits.Div64(hi, lo, sum) // hi < sum because r ≤ sum
		left -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		switch {
		case remainders[x] > remainders[y]:
			return -1
		case remainders[x] < remainders[y]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] { // fewer units are left than parts have a remainder
		parts[i]++
	}
	out := make([]Amount, len(parts))
	for i, p := range parts {
		if out[i] = Amount(p); a < 0 {
			out[i] = Amount(-p)
		}
	}
	return out, nil
}

// MaxParts bounds Split.
const MaxParts = 1_000_000

// Split shares the amount into n equal parts; the first ones are a minor unit larger where it doesn't divide.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > MaxParts {
		return nil, errRatios.With("the number of parts is not within 1 to 1000000", "份数不在 1 至 1000000 之间")
	}
	q, r := int64(a)/int64(n), int64(a)%int64(n)
	parts := make([]Amount, n)
	for i := range parts {
		parts[i] = Amount(q)
		switch {
		case int64(i) < r:
			parts[i]++
		case int64(i) < -r:
			parts[i]--
		}
	}
	return parts, nil
}

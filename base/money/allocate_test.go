package money_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
)

func TestAllocate(t *testing.T) {
	for _, c := range []struct {
		a      money.Amount
		ratios []int64
		want   []money.Amount
	}{
		{100, []int64{1, 1, 1}, []money.Amount{34, 33, 33}},
		{-100, []int64{1, 1, 1}, []money.Amount{-34, -33, -33}},
		{100, []int64{50, 30, 20}, []money.Amount{50, 30, 20}},
		{10, []int64{1, 2, 4}, []money.Amount{1, 3, 6}}, // 1.43, 2.86, 5.71: the largest remainders gain
		{5, []int64{0, 1, 0}, []money.Amount{0, 5, 0}},
		{0, []int64{1, 2}, []money.Amount{0, 0}},
		{1, []int64{1, 1}, []money.Amount{1, 0}},
		{money.MinAmount, []int64{1}, []money.Amount{money.MinAmount}},
	} {
		if got, err := c.a.Allocate(c.ratios...); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%d.Allocate(%v) = %v, %v; want %v", c.a, c.ratios, got, err, c.want)
		}
	}
	const top = 1<<63 - 1
	for _, bad := range [][]int64{{}, {0}, {0, 0}, {1, -1}, {top, top, top}} {
		if got, err := money.Amount(5).Allocate(bad...); code(err) != "money.ratios" {
			t.Errorf("Allocate(%v) = %v, %v", bad, got, err)
		}
	}
}

// TestAllocateLosesNothing: parts sum to the whole, keep its sign, and each is within one unit of its share.
func TestAllocateLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := edges().Draw(t, "a")
		ratios := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 12).Draw(t, "ratios")
		parts, err := a.Allocate(ratios...)
		if err != nil {
			if slices.Max(ratios) > 0 {
				t.Fatal(err)
			}
			return
		}
		sum, err := money.Sum(parts...)
		if err != nil || sum != a {
			t.Fatalf("%v sums to %d, %v; want %d", parts, sum, err, a)
		}
		for i, p := range parts {
			if p.Sign() == -a.Sign() && p != 0 || ratios[i] == 0 && p != 0 {
				t.Fatalf("part %d is %d of %d by %v", i, p, a, ratios)
			}
		}
	})
}

func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, n := edges().Draw(t, "a"), rapid.IntRange(1, 40).Draw(t, "n")
		parts, err := a.Split(n)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := money.Sum(parts...); err != nil || sum != a {
			t.Fatalf("%v sums to %d, %v; want %d", parts, sum, err, a)
		}
		if slices.Max(parts)-slices.Min(parts) > 1 {
			t.Fatalf("%v is uneven", parts)
		}
		if equal, err := a.Allocate(slices.Repeat([]int64{1}, n)...); err != nil || !slices.Equal(equal, parts) {
			t.Fatalf("Split %v differs from equal ratios %v, %v", parts, equal, err)
		}
	})
	for _, n := range []int{0, -1, money.MaxParts + 1} {
		if _, err := money.Amount(5).Split(n); code(err) != "money.ratios" {
			t.Errorf("Split(%d) = %v", n, err)
		}
	}
}

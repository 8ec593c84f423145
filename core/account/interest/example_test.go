package interest_test

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/core/account/interest"
)

// 100,000 yuan in a time deposit of a year at 0.95 %: kept to its term, and broken after 90 days at a demand rate of 0.05 %.
func Example() {
	from := calendar.MustOf(2026, 3, 2)
	matures := from.AddYears(1)
	kept, err := interest.TimeDeposit(100_000_00, 9_500, from, matures)
	fmt.Println(kept, err)
	broken, err := interest.Broken(100_000_00, 9_500, 500, from, matures, from.Add(90))
	fmt.Println(broken, err)

	// Demand interest by tiers: up to 50,000 yuan at 0.05 %, what lies above at 0.2 %, for 30 nights.
	rates := interest.Curve{{From: from, Mode: interest.Marginal,
		Tiers: []interest.Tier{{Percent: 500}, {From: 50_000_00, Percent: 2_000}}}}
	fmt.Println(rates.Over(80_000_00, from, from.Add(30)).Round())
	// Output:
	// 95000 <nil>
	// 1250 <nil>
	// 708 <nil>
}

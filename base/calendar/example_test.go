package calendar_test

import (
	"fmt"

	"tonghui/base/calendar"
)

func Example() {
	drawn := calendar.MustOf(2026, 1, 31)
	due, _ := calendar.China().Shift(drawn.AddMonths(8), calendar.Following)
	fmt.Println(drawn.AddMonths(8), due)

	eve, _ := calendar.China().IsBusinessDay(calendar.MustOf(2026, 2, 14))
	fmt.Println("Saturday 14 February 2026 is worked:", eve)

	_, known := calendar.China().IsBusinessDay(calendar.MustOf(2030, 2, 4))
	fmt.Println("2030 is known:", known)

	part, _ := calendar.Act360.Between(drawn, due)
	fmt.Printf("%d/%d\n", part.Num, part.Den)
	// Output:
	// 2026-09-30 2026-09-30
	// Saturday 14 February 2026 is worked: true
	// 2030 is known: false
	// 242/360
}

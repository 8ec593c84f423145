package standing_test

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/core/payment/standing"
)

// The rent is paid on the last day of each month, moved to the next business day unless that lies in another month.
func Example() {
	rent := standing.Plan{Every: standing.Monthly, Day: 31, First: calendar.MustOf(2026, 1, 1), Times: 5, Shift: calendar.ModifiedFollowing}
	for n := 1; ; n++ {
		due, ok := rent.Due(n)
		if !ok {
			break
		}
		on, _ := rent.On(calendar.China(), n)
		fmt.Println(n, due, on)
	}
	// Output:
	// 1 2026-01-31 2026-01-30
	// 2 2026-02-28 2026-02-28
	// 3 2026-03-31 2026-03-31
	// 4 2026-04-30 2026-04-30
	// 5 2026-05-31 2026-05-29
}

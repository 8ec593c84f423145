package report_test

import (
	"fmt"

	"tonghui/core/account/report"
)

// From which sum a day's movements of one customer are reported.
func Example() {
	cash, _ := report.Thresholds("CNY", true, true)
	person, _ := report.Thresholds("CNY", false, true)
	firm, _ := report.Thresholds("CNY", false, false)
	fmt.Println(cash, person, firm)
	// Output: 5000000 50000000 200000000
}

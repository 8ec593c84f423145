package top_test

import (
	"fmt"
	"strings"
	"time"

	"tonghui/platform/observe/top"
)

// Two samples of a bank that booked 300 entries within a second give its rate.
func ExampleCompare() {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	sample := func(at time.Time, entries int) *top.Sample {
		text := fmt.Sprintf("# TYPE tonghui_ledger_entries_total counter\ntonghui_ledger_entries_total %d\n", entries)
		s, err := top.Parse(at, strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		return s
	}
	figures := top.Compare("http://localhost:8080", sample(at, 1000), sample(at.Add(time.Second), 1300))
	fmt.Println(*figures.Transfers, "transfers a second")
	// Output: 300 transfers a second
}

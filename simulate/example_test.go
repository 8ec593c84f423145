package simulate_test

import (
	"fmt"

	"tonghui/simulate"
)

// The same seed strikes the same messages, whenever they come.
func ExampleFaults() {
	f, err := simulate.ParseFaults("late, drop", 0.5, 7)
	again, _ := simulate.ParseFaults("drop, late", 0.5, 7)
	fmt.Println(err, f.Strikes(simulate.Late, "M1", 0) == again.Strikes(simulate.Late, "M1", 0), f.Strikes(simulate.Slow, "M1", 0))
	// Output: <nil> true false
}

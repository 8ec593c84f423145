package problem_test

import (
	"errors"
	"fmt"

	"tonghui/base/problem"
)

func Example() {
	errClosed := problem.New(problem.Refused, "ledger.day_closed",
		"The day %s is closed. Book into the open day.", "%s 已日终关账。请记入当前营业日。")

	err := fmt.Errorf("posting 7: %w", errClosed.With("2026-11-23"))

	p := problem.Of(err)
	fmt.Println(p.Kind.Status(), p.Code)
	fmt.Println(p.EN)
	fmt.Println(p.ZH)
	fmt.Println(errors.Is(err, errClosed))
	// Output:
	// 422 ledger.day_closed
	// The day 2026-11-23 is closed. Book into the open day.
	// 2026-11-23 已日终关账。请记入当前营业日。
	// true
}

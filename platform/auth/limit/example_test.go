package limit_test

import (
	"fmt"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth/limit"
)

func Example() {
	signIns := limit.New(limit.Rule{Burst: 2, Every: 30 * time.Second})
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for range 3 {
		if wait, ok := signIns.Allow("203.0.113.7", now); !ok {
			fmt.Println(problem.Of(limit.Refuse(wait)).EN)
		}
	}
	_, ok := signIns.Allow("203.0.113.7", now.Add(30*time.Second))
	fmt.Println(ok)
	// Output:
	// Too many requests. Wait 30 seconds and try again.
	// true
}

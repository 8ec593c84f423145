package suspense_test

import (
	"fmt"

	"tonghui/core/account/suspense"
)

// A payment came for an account that isn't there: it waits as an item until somebody books it where it belongs.
func Example() {
	in := suspense.Moving{Code: "payment.AC01", Object: "payment.order/463856467968", From: 463856467970, Amount: 12_300, Why: "无此账户"}
	out := suspense.Clearing{Item: 463856467999, Reference: "1", To: 463856468001, Reason: "查明为客户李强"}
	fmt.Println(in.Code, in.Amount, "→", out.To)
	fmt.Println("ages:", suspense.Buckets)
	// Output:
	// payment.AC01 12300 → 463856468001
	// ages: [1 3 7 30 90]
}

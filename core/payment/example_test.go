package payment_test

import (
	"fmt"

	"tonghui/core/payment"
)

// The directory of banks knows the bank's own code; what a payment's parameters are stands in the program.
func Example() {
	fmt.Println(payment.OwnBank, payment.OwnBank.Class())
	for _, d := range payment.Definitions()[:2] {
		fmt.Println(d.Name, d.Default, d.Unit)
	}
	// Output:
	// 313100088017 313
	// payment.factor_order 50000 CNY
	// payment.factor_day 200000 CNY
}

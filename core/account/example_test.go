package account_test

import (
	"fmt"

	"tonghui/core/account"
)

// What a new bank offers.
func ExampleDefaults() {
	for _, p := range account.Defaults() {
		if p.Kind == account.Time {
			fmt.Println(p.Code, p.NameZH, p.TermMonths)
		}
	}
	// Output:
	// time3m 整存整取定期存款三个月 3
	// time6m 整存整取定期存款六个月 6
	// time1y 整存整取定期存款一年 12
	// time2y 整存整取定期存款二年 24
	// time3y 整存整取定期存款三年 36
	// time5y 整存整取定期存款五年 60
}

package money_test

import (
	"fmt"

	"tonghui/base/money"
)

func Example() {
	price, _ := money.Parse("1,234.50", "CNY")
	capitals, _ := money.Uppercase(price)
	fmt.Println(price, price.Decimal(), capitals)

	thirds, _ := price.Amount.Split(3)
	fmt.Println(thirds)

	// Thirty-one days' interest at 3.45 % on a year of 360 days, rounded once.
	interest, _ := price.Amount.TimesFraction(money.MustRate("3.45%"), 31, 360)
	fmt.Println(money.Of(interest, "CNY"))

	_, err := price.Add(money.Of(100, "USD"))
	fmt.Println(err)
	// Output:
	// ¥1,234.50 1234.50 壹仟贰佰叁拾肆元伍角整
	// [41150 41150 41150]
	// ¥3.67
	// money.currency_mismatch: The amounts are in different currencies (CNY and USD). Convert one of them first.
}

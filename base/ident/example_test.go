package ident_test

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/ident"
)

func Example() {
	card, _ := ident.ParseCard("6200 0000 0000 0005")
	fmt.Println(card.Mask(), card.Brand())

	person, _ := ident.ParseCitizenID("11010519491231002x", calendar.MustOf(2026, 11, 24))
	fmt.Println(person.Mask(), person.Birth())

	account, _ := ident.NewAccountNumber(123, 201, 42)
	fmt.Println(account)

	_, err := ident.ParseCreditCode("91350100M000100Y44")
	fmt.Println(err)
	// Output:
	// 6200 **** **** 0005 unionpay
	// 11************002X 1949-12-31
	// 1001232010000004223
	// ident.credit_check: The last character of the unified social credit code does not fit the others: a character is wrong or exchanged. Compare it with the licence.
}

package conform_test

import (
	"errors"
	"log"
	"os"

	"tonghui/simulate/conform"
)

// A report for people; a program reads it as JSON.
func ExampleReport() {
	r := conform.Report{Subject: "clearing"}
	r.Add("signature: none", "pacs.008-rtp.xml", "protocol 2", nil)
	r.Add("refused: the currency is CNY", "bad-currency.xml", "protocol 1", errors.New("answered 202, should be 400"))
	if err := r.Print(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// ✓ signature: none (pacs.008-rtp.xml)
	// ✗ refused: the currency is CNY (bad-currency.xml)
	//     answered 202, should be 400
	//     rule / 规则: protocol 1
	// 1 of 2 cases failed / 2 项检验中 1 项不符
}

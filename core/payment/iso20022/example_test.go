package iso20022_test

import (
	"fmt"

	"tonghui/core/payment/iso20022"
)

// A message of another version is refused with the word that an admi.002 carries.
func Example() {
	_, err := iso20022.DecodeDocument([]byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.02"/>`))
	code, _, _ := iso20022.ReasonOf(err)
	fmt.Println(code)
	// Output: VERSION
}

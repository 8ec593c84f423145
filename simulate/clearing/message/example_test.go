package message_test

import (
	"fmt"

	"tonghui/simulate/clearing/message"
)

// A message that can't be read is refused with a reason and a place.
func ExampleRead() {
	_, err := message.Read([]byte(`<Envelope xmlns="urn:tonghui:clearing:envelope:1"><Document/></Envelope>`))
	fmt.Println(err)
	// Output: ENVELOPE Envelope: an Envelope holds AppHdr and Document, in this order
}

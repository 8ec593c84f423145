package observe_test

import (
	"fmt"

	"tonghui/platform/observe"
)

func ExampleRedact() {
	fmt.Println(observe.Redact("transfer to 6222020000000188 by 11010519491231002X"))
	// Output: transfer to 6222********0188 by 1101**********002X
}

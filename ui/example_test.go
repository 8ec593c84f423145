package ui_test

import (
	"bytes"
	"fmt"
	"io/fs"

	"tonghui/ui"
)

// A server writes its nonce into the page, or says what to do when there is none.
func Example() {
	page, err := fs.ReadFile(ui.Files(), "index.html")
	if err != nil {
		page = []byte(ui.NonceMark + ": run " + ui.Command)
	}
	page = bytes.ReplaceAll(page, []byte(ui.NonceMark), []byte("r4nd0m"))
	fmt.Println(bytes.Contains(page, []byte("r4nd0m")), bytes.Contains(page, []byte(ui.NonceMark)))
	// Output: true false
}

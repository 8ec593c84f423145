package keys_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"tonghui/platform/store/keys"
)

// A master key seals a file; a later one takes over without decrypting it.
func Example() {
	ctx := context.Background()
	old, _ := keys.NewMasterKey(bytes.Repeat([]byte{1}, 32))
	var file, moved bytes.Buffer
	w, _ := keys.NewRing(old).Seal(ctx, &file, "example")
	_, _ = io.WriteString(w, "the bank's papers")
	_ = w.Close()

	newer, _ := keys.NewMasterKey(bytes.Repeat([]byte{2}, 32))
	_ = keys.NewRing(newer, old).Rewrap(ctx, &moved, &file, "example")
	r, _ := keys.NewRing(newer).Open(ctx, bytes.NewReader(moved.Bytes()), "example")
	text, err := io.ReadAll(r)
	fmt.Println(string(text), err)

	_, err = keys.NewRing(old).Open(ctx, bytes.NewReader(moved.Bytes()), "example")
	fmt.Println(strings.HasPrefix(err.Error(), "keys.wrong"))
	// Output:
	// the bank's papers <nil>
	// true
}

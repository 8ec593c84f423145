package checkpoint_test

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/audit/checkpoint"
)

func Example() {
	key, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		fmt.Println(err)
		return
	}
	leaf := tlog.RecordHash([]byte("a leaf"))
	msg, err := checkpoint.Sign(checkpoint.Checkpoint{Origin: "bank.example/audit", Size: 1, Root: leaf}, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	verifier, err := checkpoint.ParseVerifier(key.VerifierKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := checkpoint.Open(msg, verifier)
	fmt.Println(c.Origin, c.Size, c.Root == leaf, err)
	// Output: bank.example/audit 1 true <nil>
}

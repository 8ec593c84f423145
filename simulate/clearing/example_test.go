package clearing_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/platform/auth/signature"
	"tonghui/simulate"
	"tonghui/simulate/clearing"
)

// A house with two banks that it plays itself; the sum of their balances is what was paid in.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "clearing")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	st, err := simulate.Open(ctx, filepath.Join(dir, "clearing.db"), clearing.Schema())
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	key, err := signature.Generate(signature.Ed25519)
	if err != nil {
		log.Fatal(err)
	}
	house := clearing.New(st, clearing.Options{Key: key})
	for _, code := range []string{"102100000097", "105290000176"} {
		if err := house.Join(ctx, clearing.Participant{Code: code, Name: "模拟行", Played: true, Balance: 500, Cap: 100}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(house.Check(ctx))
	// Output: 1000 <nil>
}

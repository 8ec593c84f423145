package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

// A phone number is kept sealed, found by its mark, and opens at its own place only.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "vault", Files: vault.Schema()}); err != nil {
		log.Fatal(err)
	}
	master, _ := keys.NewMasterKey(bytes.Repeat([]byte{7}, 32)) // from a file or a key service in truth
	v, err := vault.New(st, keys.NewRing(master), vault.Options{Algorithm: vault.SM4GCM})
	if err != nil {
		log.Fatal(err)
	}
	if err := v.Start(ctx); err != nil {
		log.Fatal(err)
	}

	hers := vault.Place{Table: "party_people", Column: "phone", Row: 1001}
	sealed, _ := v.Seal(hers, []byte("13800138000"))
	plain, err := v.Open(hers, sealed)
	fmt.Println(len(sealed), string(plain), err)
	fmt.Println(bytes.Equal(v.Mark("phone", "13800138000"), v.Marks("phone", "13800138000")[0]))

	other := hers
	other.Row = 1002
	_, err = v.Open(other, sealed)
	fmt.Println(err != nil)
	// Output:
	// 45 13800138000 <nil>
	// true
	// true
}

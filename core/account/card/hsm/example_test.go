package hsm_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/core/account/card"
	"tonghui/core/account/card/hsm"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

// A PIN is typed at a pad, kept as a reference, and verified; nobody outside the module sees it.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "card", Files: card.Schema()},
		store.Schema{Module: "vault", Files: vault.Schema()}); err != nil {
		log.Fatal(err)
	}
	master, _ := keys.NewMasterKey(make([]byte, 32)) // from a file or a key service in truth
	v, err := vault.New(st, keys.NewRing(master), vault.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := v.Start(ctx); err != nil {
		log.Fatal(err)
	}
	m := hsm.NewSoftware(st, v)

	her := hsm.Holder{Number: "6299990123456789013", Token: "463856467968123"}
	public, _ := m.PublicKey(ctx)
	pad, _ := hsm.NewPad(public)
	chosen, _ := pad.Block("135790", hsm.ByNumber, her.Number)
	reference, err := m.Reference(ctx, chosen, her)
	fmt.Println(len(reference), err)
	again, _ := pad.Block("135790", hsm.ByNumber, her.Number)
	fmt.Println(m.Verify(ctx, again, her, reference))
	// Output:
	// 16 <nil>
	// true <nil>
}

package party_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"tonghui/core/party"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

// A person is registered once: her number is sealed, shown masked, and found by its mark.
func Example() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "party")
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, dir+"/bank.db", store.Options{})
	if err != nil {
		log.Panic(err)
	}
	defer st.Close()
	master, _ := keys.NewMasterKey(make([]byte, 32)) // a bank reads its own from a file or a key service
	v, _ := vault.New(st, keys.NewRing(master), vault.Options{})
	parties := party.New(st, party.Options{Vault: v})
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "vault", Files: vault.Schema()},
		store.Schema{Module: "party", Files: party.Schema()}); err != nil {
		log.Panic(err)
	}
	if err := v.Start(ctx); err != nil {
		log.Panic(err)
	}

	wang := party.NewParty{Sort: party.Person, Name: "王芳", Branch: "0001",
		Identifiers: []party.NewValue{{Kind: party.CitizenID, Value: "11010519491231002X"}}}
	register := func(tx *store.Tx) error { _, err := parties.Register(ctx, tx, wang); return err }
	fmt.Println(st.Update(ctx, register))
	fmt.Println(errors.Is(st.Update(ctx, register), party.ErrTaken))

	_ = st.View(ctx, func(v *store.View) error {
		id, found, _ := parties.PersonByDocument(ctx, v, "11010519491231002x")
		p, err := parties.Get(v, id)
		fmt.Println(found, p.Name, p.Identifiers[0].Shown, p.Birth, p.Gender)
		return err
	})
	fmt.Println(party.Allows(party.Declared, party.Cash), party.Allows(party.FaceToFace, party.Cash))
	// Output:
	// <nil>
	// true
	// true 王芳 110105********002X 1949-**-** female
	// false true
}

package audit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// A verb notes what it does; the record gets its number, and its proof convinces somebody who has only the public key.
func Example() {
	if err := run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: account.freeze by a teller, proven under 1 record of bank.example/audit
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "v1", store.Schema{Module: "audit", Files: audit.Schema()}); err != nil {
		return err
	}
	key, err := audit.LoadOrMakeKey(filepath.Join(dir, "audit.key"), "bank.example/audit")
	if err != nil {
		return err
	}
	log := audit.New(st, audit.Config{Key: key})

	teller := store.WithActor(ctx, store.Actor{Person: "li", Hat: "teller", Client: "counter"})
	err = st.Update(teller, func(tx *store.Tx) error {
		return log.Note(tx, audit.Note{Verb: "account.freeze", Kind: "ledger.account", Object: "6200001", Reason: "court order"})
	})
	if err != nil {
		return err
	}
	if _, err := log.Sequence(ctx); err != nil { // log.Run does it every second
		return err
	}
	records, _, err := log.List(ctx, audit.Filter{Kind: "ledger.account", Object: "6200001"}, audit.Position{}, 10)
	if err != nil {
		return err
	}
	proof, err := log.Prove(ctx, records[0].ID)
	if err != nil {
		return err
	}
	record, signed, err := proof.Verify(log.Verifier())
	if err != nil {
		return err
	}
	fmt.Printf("%s by a %s, proven under %d record of %s\n", record.Verb, record.Hat, signed.Size, signed.Origin)
	return nil
}

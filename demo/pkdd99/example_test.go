package pkdd99_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/core/ledger"
	"tonghui/demo/pkdd99"
	"tonghui/platform/store"
)

// A bank is invented, imported into an empty database, and proved against its own figures.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "pkdd99-example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if _, err := pkdd99.Generate(dir, pkdd99.GenerateOptions{Accounts: 3, Months: 2, Seed: 1, Exact: true}); err != nil {
		fmt.Println(err)
		return
	}
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	led := ledger.New(st)
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "ledger", Files: ledger.Schema()},
		store.Schema{Module: "pkdd99", Files: pkdd99.Schema()}); err != nil {
		fmt.Println(err)
		return
	}
	r, err := pkdd99.Import(ctx, pkdd99.Deps{Store: st, Ledger: led}, dir, pkdd99.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("open day:", r.OpenDay)
	fmt.Println("account-days that don't tie:", r.History.Tenth+r.History.Other)
	fmt.Println("cut-off lines:", len(r.CutOff))
	// Output:
	// open day: 1993-03-01
	// account-days that don't tie: 0
	// cut-off lines: 1
}

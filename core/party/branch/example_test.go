package branch_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/core/party/branch"
	"tonghui/platform/store"
)

// A bank opens its head office and a sub-branch, and asks what lies below.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "branch", Files: branch.Schema()}); err != nil {
		log.Fatal(err)
	}
	branches := branch.New(st, branch.Options{})
	err = st.Update(ctx, func(tx *store.Tx) error {
		if _, err := branches.Open(tx, branch.Opening{Code: "0001", NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice}); err != nil {
			return err
		}
		_, err := branches.Open(tx, branch.Opening{Code: "0101", NameZH: "滨河支行", NameEN: "Riverside", Parent: "0001", Kind: branch.SubBranch})
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	err = st.View(ctx, func(v *store.View) error {
		below, err := branches.Below(v, "0001")
		fmt.Println(below, err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// [0001 0101] <nil>
	// <nil>
}

package clearing_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// A payment to a bank that takes no part in the clearing is refused before anything is kept.
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
	if _, err := st.Migrate(ctx, "example", jobs.Schema(), store.Schema{Module: "ledger", Files: ledger.Schema()},
		store.Schema{Module: "clearing", Files: clearing.Schema()}); err != nil {
		log.Fatal(err)
	}
	c := clearing.New(st, ledger.New(st), clearing.Options{Self: "313581000072", House: "001100090017", Queue: jobs.New(st, jobs.Options{})})
	err = st.Update(ctx, func(tx *store.Tx) error {
		return c.Send(tx, &payment.Order{ID: tx.NewID(), To: payment.Payee{Account: "6222020000001234567", Name: "李强", Bank: "102100000097"},
			Amount: 100, Currency: "CNY"})
	})
	fmt.Println(err)
	// Output: clearing.bank: The payee's bank 102100000097 takes no payments through the clearing. Check the bank code.
}

package collect_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/collect"
	"tonghui/platform/store"
)

// desk is a bank with one account, that pays at once.
type desk struct{}

func (desk) Get(_ store.Querier, id ledger.AccountID) (account.Account, error) {
	return account.Account{ID: id, Name: "老通州面馆", Owner: 7, State: account.Active}, nil
}

func (desk) Pay(context.Context, *store.Tx, payment.Instruction) (*payment.Order, error) {
	return &payment.Order{ID: 1, State: payment.Settled}, nil
}

// A noodle shop makes a bill of 18 yuan; a customer pays it.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "collect", Files: collect.Schema()}); err != nil {
		log.Fatal(err)
	}
	shop := collect.New(st, collect.Options{Payments: desk{}, Accounts: desk{}})
	err = st.Update(ctx, func(tx *store.Tx) error {
		bill, err := shop.Make(tx, collect.NewCode{Account: 12, Amount: 1800, Note: "牛肉面"})
		if err != nil {
			return err
		}
		fmt.Println(bill.Title, bill.Text[:12])
		paid, err := shop.Pay(ctx, tx, collect.Payment{Text: bill.Text, From: 13, By: 9, Reference: "1"})
		if err != nil {
			return err
		}
		fmt.Println(paid.Amount)
		return nil
	})
	fmt.Println(err)
	// Output:
	// 老通州面馆 000201010212
	// 1800
	// <nil>
}

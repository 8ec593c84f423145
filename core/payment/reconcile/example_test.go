package reconcile_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment/reconcile"
	"tonghui/platform/store"
)

// firm is a bank with one firm, which has 1,000 yuan.
type firm struct{}

func (firm) Organisations(_ store.Querier, after ledger.AccountID, _ int) ([]account.Account, error) {
	if after > 0 {
		return nil, nil
	}
	return []account.Account{{ID: 1, Number: "0101211000018", Name: "运河商贸", Owner: 7, Branch: "0101"}}, nil
}

func (firm) BalanceAsOf(context.Context, ledger.AccountID, calendar.Date) (money.Amount, error) {
	return 100_000, nil
}

// At the end of November the firm's balance is stated.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "reconcile", Files: reconcile.Schema()}); err != nil {
		log.Fatal(err)
	}
	room := reconcile.New(st, reconcile.Options{Accounts: firm{}, Balances: firm{}})
	err = st.Update(ctx, func(tx *store.Tx) error {
		_, n, err := room.Steps()[0].Chunk(ctx, tx, calendar.MustOf(2026, 11, 30), "")
		fmt.Println(n)
		return err
	})
	fmt.Println(err)
	// Output:
	// 1
	// <nil>
}

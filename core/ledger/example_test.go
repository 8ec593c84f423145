package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// A new bank opens its first day and two accounts, takes a deposit, refuses an overdraft, and proves its books.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "ledger", Files: ledger.Schema()}); err != nil {
		log.Fatal(err)
	}
	led := ledger.New(st)

	var cash, wang *ledger.Account
	err = st.Update(ctx, func(tx *store.Tx) error {
		if err := led.SeedChart(tx); err != nil {
			return err
		}
		if err := led.OpenDay(tx, calendar.MustOf(2026, 3, 2)); err != nil {
			return err
		}
		cash, err = led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0001", Name: "Vault"})
		if err != nil {
			return err
		}
		wang, err = led.OpenAccount(tx, ledger.NewAccount{Number: "6200001", Code: "2011", Currency: "CNY", Branch: "0001",
			Name: "Wang Fang", Limits: ledger.AtLeast(0)})
		return err
	})
	if err != nil {
		log.Fatal(err)
	}

	deposit := &ledger.Entry{Kind: "cash_in", Reference: "slip-1", Summary: "现金存入",
		Postings: []ledger.Posting{{Account: cash.ID, Amount: 100_00}, {Account: wang.ID, Amount: -100_00}}}
	withdrawal := &ledger.Entry{Kind: "cash_out", Reference: "slip-2", Summary: "现金支取",
		Postings: []ledger.Posting{{Account: wang.ID, Amount: 100_01}, {Account: cash.ID, Amount: -100_01}}}
	fmt.Println(st.Update(ctx, func(tx *store.Tx) error { return led.Post(tx, deposit) }))
	err = st.Update(ctx, func(tx *store.Tx) error { return led.Post(tx, withdrawal) })
	fmt.Println(errors.Is(err, ledger.ErrInsufficient))

	now, err := led.Account(ctx, wang.ID)
	fmt.Println(now.Balance.Booked, *now.Balance.Available, err)
	report, err := led.Check(ctx, ledger.CheckOptions{Full: true})
	fmt.Println(report.Entries, "entry,", report.Errors, "differences", err)
	// Output:
	// <nil>
	// true
	// 10000 10000 <nil>
	// 1 entry, 0 differences <nil>
}

package history_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/internal/history"
	"tonghui/platform/store"
)

// A history of one process: two deposits, one payment, and the judge's view of it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "history-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	plan := history.Plan{DSN: filepath.Join(dir, "bank.db"), Kind: "example"}
	if err := history.Begin(ctx, &plan, 2, 100); err != nil {
		fmt.Println(err)
		return
	}
	bank, err := history.OpenBank(ctx, plan.DSN, store.Options{}, plan.Kind)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer bank.Store.Close()
	pay := &history.Op{Ref: "rent", Verb: history.Post, Entries: []history.Entry{{Legs: []history.Leg{
		{Account: plan.Accounts[0], Amount: 60}, {Account: plan.Accounts[1], Amount: -60}}}}}
	judge := history.NewJudge()
	for range 2 { // asked twice, booked once
		r := bank.Do(ctx, pay)
		judge.Hear(pay, &r)
		fmt.Println(r.Outcome, r.Replayed)
	}
	wrong, err := judge.Sentence(ctx, bank, &plan)
	fmt.Println(wrong, err)
	// Output:
	// done false
	// done true
	// [] <nil>
}

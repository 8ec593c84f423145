package dayend_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/base/calendar"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// A bank with one step of its own ends a Friday; the next business day is Monday.
func Example() {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	_, err = st.Migrate(ctx, "v1", store.Schema{Module: "ledger", Files: ledger.Schema()}, store.Schema{Module: "dayend", Files: dayend.Schema()})
	if err != nil {
		fmt.Println(err)
		return
	}
	led := ledger.New(st)
	end := dayend.New(st, led, []dayend.Step{{Name: "greet.all", EN: "Greet", ZH: "问候",
		Chunk: func(_ context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
			open, _ := tx.BankDate()
			if cursor == "" {
				fmt.Println("good night", d)
				return "morning", 1, nil
			}
			fmt.Println("good morning", open)
			return "", 1, nil
		}}}, dayend.Options{Calendar: calendar.China()})
	var run dayend.Run
	err = st.Update(ctx, func(tx *store.Tx) error {
		if err := led.OpenDay(tx, calendar.MustOf(2026, 3, 6)); err != nil {
			return err
		}
		run, err = end.Start(ctx, tx)
		return err
	})
	fmt.Println(run.Date, run.Next, run.State, err)
	fmt.Println(end.Work(ctx))
	_ = st.View(ctx, func(v *store.View) error {
		run, err = end.Get(v, run.Date)
		fmt.Println(run.State, run.Steps[0].Done, err)
		return nil
	})
	// Output:
	// 2026-03-06 2026-03-09 running <nil>
	// good night 2026-03-06
	// good morning 2026-03-09
	// <nil>
	// done 2 <nil>
}

package parameter_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/base/calendar"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

// Sessions end after fifteen idle minutes; from a day in the future on, after ten.
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
	if _, err := st.Migrate(ctx, "v1", store.Schema{Module: "parameter", Files: parameter.Schema()}); err != nil {
		fmt.Println(err)
		return
	}
	p := parameter.New(st, parameter.Definition{Name: "signin.idle_minutes", EN: "A session ends when idle", ZH: "会话闲置时限",
		Unit: "minutes", Type: parameter.Int, Default: "15", Min: "1", Max: "60"})
	today := calendar.FromTime(st.Now()).Add(1) // wherever the bank's midnight is
	err = st.Update(ctx, func(tx *store.Tx) error {
		return p.Set(tx, parameter.Change{Name: "signin.idle_minutes", From: today.Add(30), Value: "10", Reason: "audit finding"})
	})
	fmt.Println(err)
	for _, day := range []calendar.Date{today, today.Add(29), today.Add(30)} {
		minutes, err := p.Int(ctx, "signin.idle_minutes", day)
		fmt.Println(minutes, err)
	}
	err = st.Update(ctx, func(tx *store.Tx) error {
		return p.Set(tx, parameter.Change{Name: "signin.idle_minutes", From: today.Add(60), Value: "90"})
	})
	fmt.Println(err)
	// Output:
	// <nil>
	// 15 <nil>
	// 15 <nil>
	// 10 <nil>
	// parameter.range: The value of signin.idle_minutes must lie from 1 to 60. Choose one in that range.
}

package points_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/core/account/points"
	"tonghui/platform/store"
)

// Spending earns points, and points are taken for tea.
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
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "points", Files: points.Schema()}); err != nil {
		log.Fatal(err)
	}
	p := points.New(st, points.Options{})
	if err := p.Seed(ctx); err != nil { // a point a yuan, and a catalogue
		log.Fatal(err)
	}
	err = st.Update(ctx, func(tx *store.Tx) error {
		earned, err := p.Earn(tx, points.Event{Party: 1001, Kind: points.CardSpend, Amount: 7_500_00, Category: "5411", Reference: "capture 1"})
		if err != nil {
			return err
		}
		tea, err := p.Redeem(ctx, tx, 1001, "TEA", 1)
		if err != nil {
			return err
		}
		fmt.Println(earned, tea.Points, tea.State)
		return nil
	})
	fmt.Println(err)
	// Output:
	// 7500 6000 ordered
	// <nil>
}

package ledger

import (
	"fmt"
	"testing"

	"tonghui/base/money"
	"tonghui/platform/store"
)

func TestPostManyAndRead(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	dep := b.account("dep", "2011", AtLeast(0))
	const n = 1000
	for k := range 10 {
		b.update(func(tx *store.Tx) error {
			var es []*Entry
			for i := range n / 10 {
				es = append(es, transfer(fmt.Sprint(k*1000+i), cash, dep, money.Amount(i+1)))
			}
			_, err := b.PostBatch(tx, Atomic, es)
			return err
		})
	}
	if got := b.balance(dep); got.Booked != 50500 || got.Sequence != n {
		t.Fatalf("balance %+v", got)
	}
	s, err := b.Statement(ctx, dep, day1, day1)
	must(t, err)
	count := 0
	must(t, b.Lines(ctx, s, func(*Line) error { count++; return nil }))
	if count != n {
		t.Fatalf("%d lines", count)
	}
	page, err := b.Postings(ctx, dep, 0, 50)
	must(t, err)
	if len(page) != 50 || page[0].Balance != 50500 || page[49].Sequence != n-49 {
		t.Fatalf("page %d: %+v", len(page), page[0])
	}
	older, err := b.Postings(ctx, dep, 101, 200)
	must(t, err)
	if len(older) != 100 || older[0].Sequence != 100 || older[99].Sequence != 1 {
		t.Fatalf("page of the first hundred: %d from %d", len(older), older[0].Sequence)
	}
	b.clean()
}

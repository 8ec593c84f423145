//tidy:float rates of benchmarks

package ledger

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/platform/store"
)

// BenchmarkLayouts compares the layouts on the engine of TONGHUI_TEST_DSN, or on SQLite: batches of 1,000 from four
// callers between 4,000 accounts (random), with one account in every transfer (hot), and with that one buffered; then
// the newest page of 50 and a balance of the past of the hot account.
func BenchmarkLayouts(b *testing.B) {
	for name, y := range map[string]Layout{"packed": Packed, "clustered": Clustered} {
		b.Run(name, func(b *testing.B) {
			k, ids := layoutBank(b, y)
			var round atomic.Int64
			post := func(hot bool) func(b *testing.B) {
				return func(b *testing.B) {
					var wg sync.WaitGroup
					var left atomic.Int64
					left.Store(int64(b.N))
					for range 4 {
						wg.Go(func() {
							for left.Add(-1) >= 0 {
								k.random(ids, round.Add(1), hot)
							}
						})
					}
					wg.Wait()
					b.ReportMetric(float64(1000*b.N)/b.Elapsed().Seconds(), "transfers/s")
				}
			}
			b.Run("random", post(false))
			b.Run("hot", post(true))
			b.Run("page", func(b *testing.B) {
				for b.Loop() {
					_, err := k.Postings(ctx, ids[0], 0, 50)
					must(b, err)
				}
			})
			k.nextDay()
			k.random(ids, round.Add(1), true)
			b.Run("asof", func(b *testing.B) {
				for b.Loop() {
					_, err := k.BalanceAsOf(ctx, ids[0], day1)
					must(b, err)
				}
			})
			if y == Clustered && k.st.Engine().Shared() {
				k.buffer(ids[0], true)
				b.Run("buffered", post(true))
				started := time.Now() //tidy:clock a benchmark's
				n := k.folded()
				b.Logf("fold: %.0f postings/s", float64(n)/time.Since(started).Seconds())
			}
		})
	}
}

func layoutBank(b *testing.B, y Layout) (*bank, []AccountID) {
	k := newBankAt(b, filepath.Join(store.TestDir(b), "bank.db"), store.Options{}, Options{Layout: y})
	var ids []AccountID
	for len(ids) < 4_000 {
		k.update(func(tx *store.Tx) error {
			var ns []NewAccount
			for i := range 1000 {
				ns = append(ns, NewAccount{Number: fmt.Sprint("n", len(ids)+i), Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"})
			}
			as, err := k.OpenAccounts(tx, ns)
			for _, a := range as {
				ids = append(ids, a.ID)
			}
			return err
		})
	}
	return k, ids
}

// random posts a batch of 1,000 between random accounts, or from the first to random ones.
func (b *bank) random(ids []AccountID, round int64, hot bool) {
	es := make([]*Entry, 1000)
	for i := range es {
		x, y := 0, 1+rand.IntN(len(ids)-1)
		if !hot {
			x = rand.IntN(y)
		}
		es[i] = transfer(fmt.Sprintf("%09d-%04d", round, i), ids[x], ids[y], 1)
	}
	if err := b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.PostBatch(tx, Independent, es)
		return err
	}); err != nil {
		b.Error(err)
	}
}

package ledger

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// bigAccount is a bank whose account "big" has n postings over 1,000 days, on disk.
func bigAccount(b *testing.B, n int) (*bank, AccountID) {
	k := newBankAt(b, filepath.Join(b.TempDir(), "bank.db"), store.Options{}, Options{})
	cash, big := k.account("cash", "1001", NoFloor), k.account("big", "2011", AtLeast(0))
	for i := 0; i < n; {
		k.update(func(tx *store.Tx) error {
			es := make([]*Entry, 0, 1000)
			for range min(1000, n) {
				e := transfer(fmt.Sprintf("R%012d", i), cash, big, money.Amount(i%1000+1))
				e.Summary = "工资收入"
				es = append(es, e)
				i++
			}
			_, err := k.PostBatch(tx, Atomic, es)
			return err
		})
		if i%max(n/1000, 1000) == 0 {
			k.nextDay()
		}
	}
	return k, big
}

const bigN = 1_000_000

// BenchmarkBig reads an account with a million postings: a page of 50, a balance of the past, the whole statement,
// and proves the books.
func BenchmarkBig(b *testing.B) {
	k, big := bigAccount(b, bigN)
	last, err := k.Days(ctx, calendar.MaxDate, 1)
	must(b, err)
	span := int(last[0].Date - day1)
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			page, err := k.Postings(ctx, big, rand.Int64N(bigN-100)+100, 50)
			if err != nil || len(page) != 50 {
				b.Fatal(err, len(page))
			}
		}
	})
	b.Run("asof", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.BalanceAsOf(ctx, big, day1+calendar.Date(rand.IntN(span))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("export", func(b *testing.B) {
		for b.Loop() {
			s, err := k.Statement(ctx, big, day1, last[0].Date)
			must(b, err)
			n := 0
			must(b, k.Lines(ctx, s, func(*Line) error { n++; return nil }))
			if n != bigN {
				b.Fatal(n)
			}
		}
		b.ReportMetric(float64(bigN*b.N)/b.Elapsed().Seconds(), "lines/s") //tidy:float a rate of a benchmark
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			r, err := k.Check(ctx, CheckOptions{Full: true})
			if err != nil || r.Errors != 0 {
				b.Fatal(err, r)
			}
		}
		b.ReportMetric(float64(bigN*b.N)/b.Elapsed().Seconds(), "entries/s") //tidy:float a rate of a benchmark
	})
}

// manyAccounts opens n deposits.
func manyAccounts(b *testing.B, n int) (*bank, []AccountID) {
	k := newBankAt(b, filepath.Join(b.TempDir(), "bank.db"), store.Options{}, Options{})
	var ids []AccountID
	for len(ids) < n {
		k.update(func(tx *store.Tx) error {
			var ns []NewAccount
			for i := range 1000 {
				ns = append(ns, NewAccount{Number: fmt.Sprint("n", len(ids)+i), Code: "2011", Currency: "CNY", Branch: "0001", Name: "x",
					Limits: AtLeast(-1_000_000_000_000)})
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

// BenchmarkBatch posts batches of 8,000 between 100,000 accounts: any two, or one hot one with any.
func BenchmarkBatch(b *testing.B) {
	for _, hot := range []bool{false, true} {
		b.Run(map[bool]string{false: "random", true: "hot"}[hot], func(b *testing.B) {
			k, ids := manyAccounts(b, 100_000)
			es, round := make([]*Entry, MaxBatch), 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				round++
				for i := range es {
					x, y := rand.IntN(len(ids)), rand.IntN(len(ids)-1)
					if y >= x {
						y++
					}
					if hot && x != 0 {
						y = 0
					}
					es[i] = transfer(fmt.Sprintf("%09d-%05d", round, i), ids[x], ids[y], 1)
				}
				b.StartTimer()
				k.update(func(tx *store.Tx) error {
					_, err := k.PostBatch(tx, Independent, es)
					return err
				})
			}
			b.ReportMetric(float64(MaxBatch*b.N)/b.Elapsed().Seconds(), "transfers/s") //tidy:float a rate of a benchmark
		})
	}
}

// BenchmarkSingle posts one transfer an update from 64 goroutines.
func BenchmarkSingle(b *testing.B) {
	k, ids := manyAccounts(b, 100_000)
	var n atomic.Int64
	b.SetParallelism(32) // times GOMAXPROCS
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			i := n.Add(1)
			x := rand.IntN(len(ids) - 1)
			if err := k.post(transfer(fmt.Sprintf("%012d", i), ids[x], ids[x+1], 1)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transfers/s")                                          //tidy:float a rate of a benchmark
	b.ReportMetric(float64(k.st.Stats().Updates.Load())/float64(k.st.Stats().Groups.Load()), "updates/commit") //tidy:float a rate of a benchmark
}

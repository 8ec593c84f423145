package jobs

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"tonghui/platform/store"
)

// BenchmarkJobs is enqueue, claim, one effect and completion of a job, on a real file with its syncs.
func BenchmarkJobs(b *testing.B) {
	for _, size := range []int{1, 100} {
		b.Run(map[int]string{1: "one an update", 100: "a hundred an update"}[size], func(b *testing.B) { benchJobs(b, size) })
	}
}

func benchJobs(b *testing.B, size int) {
	st, err := store.Open(ctx, filepath.Join(b.TempDir(), "bank.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "bench", Schema(), effectSchema); err != nil {
		b.Fatal(err)
	}
	slot := st.AddBuffer(func() store.Buffer { return store.NewAppender("till_effects", "id", "job", "word") })
	q := New(st, Options{})
	var done sync.WaitGroup
	finished := done.Done
	if err := q.Register(Worker{Kind: "till.put", Concurrency: 128, Do: func(tx *store.Tx, r *Run) error {
		tx.Buffer(slot).(*store.Appender).Add(int64(tx.NewID()), int64(r.ID), "put")
		tx.AfterCommit(finished)
		return nil
	}}); err != nil {
		b.Fatal(err)
	}
	if err := q.Start(context.Background()); err != nil {
		b.Fatal(err)
	}
	done.Add(b.N)
	b.ResetTimer()
	var writers sync.WaitGroup
	for w := range 16 {
		writers.Go(func() {
			for n := w * size; n < b.N; n += 16 * size {
				if err := st.Update(ctx, func(tx *store.Tx) error {
					for range min(size, b.N-n) {
						if _, err := q.Enqueue(tx, Job{Kind: "till.put", Payload: []byte(`{"to":"463856467968"}`)}); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	writers.Wait()
	done.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	if err := q.Stop(ctx); err != nil {
		b.Fatal(err)
	}
}

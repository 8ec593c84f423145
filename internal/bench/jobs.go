package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing/fstest"
	"time"

	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// jobSchema is where the measured jobs have their effects.
var jobSchema = store.Schema{Module: "bench", Files: fstest.MapFS{"001_bench.sql": {Data: []byte(
	"CREATE TABLE bench_effects (id BIGINT NOT NULL PRIMARY KEY, job BIGINT NOT NULL);\n")}}}

// Jobs measures the outbox: jobs that are enqueued, claimed, have one row of effect and are ended with it, one a
// write and in batches, and the delay from a commit to the effect when the queue is idle. dir is a folder on the disk
// that is measured, or the address of an empty database (mysql://…).
func Jobs(ctx context.Context, w io.Writer, dir string, each time.Duration) error {
	r := Report{Machine: machine(), Started: time.Now()}
	b, err := newJobBank(ctx, dir)
	if err != nil {
		return err
	}
	defer b.close()
	for _, size := range []int{1, 100, 1_000} {
		if _, err := b.load(ctx, size, each/5); err != nil { // warm up
			return err
		}
		row, err := b.load(ctx, size, each)
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, row)
	}
	row, err := b.delay(ctx, each)
	if err != nil {
		return err
	}
	r.Rows = append(r.Rows, row)
	return r.WriteText(w)
}

// jobBank is a store with a queue and a worker.
type jobBank struct {
	dir  string
	st   *store.Store
	q    *jobs.Queue
	done atomic.Int64
	last chan struct{} // told at each effect, if somebody listens
}

func newJobBank(ctx context.Context, dir string) (*jobBank, error) {
	b := &jobBank{last: make(chan struct{}, 1)}
	name := dir
	if !store.IsDSN(dir) {
		var err error
		if b.dir, err = os.MkdirTemp(dir, "tonghui-bench-"); err != nil {
			return nil, err
		}
		name = filepath.Join(b.dir, "bank.db")
	}
	st, err := store.Open(ctx, name, store.Options{})
	if err != nil {
		_ = os.RemoveAll(b.dir)
		return nil, err
	}
	b.st = st
	if _, err := st.Migrate(ctx, "bench", jobs.Schema(), jobSchema); err != nil {
		return nil, errors.Join(err, st.Close(), os.RemoveAll(b.dir))
	}
	slot := st.AddBuffer(func() store.Buffer { return store.NewAppender("bench_effects", "id", "job") })
	b.q = jobs.New(st, jobs.Options{})
	finished := func() {
		b.done.Add(1)
		select {
		case b.last <- struct{}{}:
		default:
		}
	}
	err = b.q.Register(jobs.Worker{Kind: "bench.effect", Concurrency: 128, Do: func(tx *store.Tx, run *jobs.Run) error {
		tx.Buffer(slot).(*store.Appender).Add(int64(tx.NewID()), int64(run.ID))
		tx.AfterCommit(finished)
		return nil
	}})
	if err == nil {
		err = b.q.Start(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, st.Close(), os.RemoveAll(b.dir))
	}
	return b, nil
}

// enqueuers is how many callers enqueue at a time, and maxBacklog how far the workers may fall behind them.
const (
	enqueuers  = 16
	maxBacklog = 20_000
)

// load enqueues for a while and waits for the last effect.
func (b *jobBank) load(ctx context.Context, size int, each time.Duration) (Row, error) {
	var enqueued atomic.Int64
	var failed error
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	before, commits, begun := usageOf(os.Getpid()), b.st.Stats().Groups.Load(), b.done.Load()
	start := time.Now()
	for range enqueuers {
		wg.Go(func() {
			for time.Since(start) < each {
				if enqueued.Load()-(b.done.Load()-begun) > maxBacklog {
					time.Sleep(time.Millisecond)
					continue
				}
				at := time.Now()
				err := b.enqueue(ctx, size)
				mu.Lock()
				took = append(took, time.Since(at))
				if err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
				enqueued.Add(int64(size))
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return Row{}, failed
	}
	n := enqueued.Load()
	for b.done.Load()-begun < n {
		select {
		case <-b.last:
		case <-time.After(time.Minute):
			return Row{}, fmt.Errorf("bench: %d of %d jobs were done", b.done.Load()-begun, n)
		}
	}
	passed := time.Since(start)
	used := usageOf(os.Getpid()).since(before)
	done := float64(n)
	return Row{Scenario: label("jobs,", size, "an update"), Unit: "jobs", Rate: done / passed.Seconds(), P50Micros: percentile(took, 50),
		P99Micros: percentile(took, 99), CPUMicros: float64(used.cpu.Microseconds()) / done, Bytes: float64(used.written) / done,
		Syncs: float64(b.st.Stats().Groups.Load()-commits) / done, Note: "p50, p99: the enqueueing update"}, nil
}

func (b *jobBank) enqueue(ctx context.Context, size int) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		for range size {
			if _, err := b.q.Enqueue(tx, jobs.Job{Kind: "bench.effect", Payload: []byte(`{"account":"463856467968"}`)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// delay measures an idle queue: from the call of the enqueueing update to the commit of the effect.
func (b *jobBank) delay(ctx context.Context, each time.Duration) (Row, error) {
	var took []time.Duration
	for start := time.Now(); time.Since(start) < each/2; {
		begun := b.done.Load()
		at := time.Now()
		if err := b.enqueue(ctx, 1); err != nil {
			return Row{}, err
		}
		for b.done.Load() == begun {
			select {
			case <-b.last:
			case <-time.After(time.Minute):
				return Row{}, errors.New("bench: a job was not done within a minute")
			}
		}
		took = append(took, time.Since(at))
	}
	return Row{Scenario: "jobs, one at a time", Unit: "jobs", Rate: float64(len(took)) / (each / 2).Seconds(), P50Micros: percentile(took, 50),
		P99Micros: percentile(took, 99), Note: "p50, p99: from the call to the commit of the effect"}, nil
}

func (b *jobBank) close() {
	drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = b.q.Stop(drain)
	_ = b.st.Close()
	_ = os.RemoveAll(b.dir)
}

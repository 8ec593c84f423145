package jobs

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/platform/store"
)

// withLeases are two processes' options on one store.
var withLeases = Options{Poll: 20 * time.Millisecond, LeaseTTL: 400 * time.Millisecond, leases: true}

// Two processes share the shards fairly and do each job once; when one goes, the other does all.
func TestTwoProcesses(t *testing.T) {
	st := newStore(t, store.Options{})
	var counts [2]atomic.Int64
	qs := make([]*Queue, 2)
	for i := range qs {
		qs[i] = New(st, withLeases)
		start(t, qs[i], Worker{Kind: "till.put", Do: func(tx *store.Tx, r *Run) error {
			tx.AfterCommit(func() { counts[i].Add(1) })
			return effect(tx, r, fmt.Sprint(i))
		}})
	}
	eventually(t, "half of the shards each", func() bool {
		return len(qs[0].shards.mine()) == shardCount/2 && len(qs[1].shards.mine()) == shardCount/2
	})
	const n = 200
	for range n {
		enqueue(t, qs[0], Job{Kind: "till.put"})
	}
	eventually(t, "all done", func() bool { return count(t, st, "SELECT COUNT(*) FROM jobs_done") == n })
	eventually(t, "both have told", func() bool { return counts[0].Load()+counts[1].Load() >= n })
	if counts[0].Load() == 0 || counts[1].Load() == 0 || counts[0].Load()+counts[1].Load() != n {
		t.Errorf("%d and %d jobs", counts[0].Load(), counts[1].Load())
	}
	stop(t, qs[0])
	eventually(t, "all of the shards", func() bool { return len(qs[1].shards.mine()) == shardCount })
	for range n {
		enqueue(t, qs[1], Job{Kind: "till.put"})
	}
	eventually(t, "all done", func() bool { return count(t, st, "SELECT COUNT(*) FROM jobs_done") == 2*n })
	if got := count(t, st, "SELECT COUNT(DISTINCT job) FROM till_effects"); got != 2*n || count(t, st, "SELECT COUNT(*) FROM till_effects") != 2*n {
		t.Errorf("%d jobs had effects", got)
	}
}

// A process that is frozen until its lease has run out finds that another has done its job; its own writes leave no trace.
func TestLostLease(t *testing.T) {
	st := newStore(t, store.Options{})
	first, second := New(st, withLeases), New(st, withLeases)
	begun, thaw := make(chan *Run, 1), make(chan struct{})
	late := make(chan error, 1)
	start(t, first, Worker{Kind: "till.put", Handle: func(_ context.Context, r *Run) error {
		begun <- r
		<-thaw
		err := r.Complete(ctx, func(tx *store.Tx) error { return effect(tx, r, "frozen") })
		late <- err
		return err
	}})
	id := enqueue(t, first, Job{Kind: "till.put"})
	<-begun
	// Frozen: its clockwork renews nothing any more.
	first.halt()
	first.loops.Wait()
	start(t, second, Worker{Kind: "till.put", Handle: func(c context.Context, r *Run) error {
		return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "second") })
	}})
	becomes(t, second, id, Done)
	close(thaw)
	wantErr(t, <-late, ErrClaimLost)
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects WHERE word = 'second'"); n != 1 || count(t, st, "SELECT COUNT(*) FROM till_effects") != 1 {
		t.Errorf("%d effects of the second", n)
	}
	eventually(t, "the second has counted", func() bool {
		k := second.Stats().Kinds[0]
		return k.Reclaimed == 1 && k.Done == 1
	})
	eventually(t, "the frozen one has counted its loss", func() bool { return first.Stats().Kinds[0].Lost == 1 })
}

// Completions that have lost their claim fall alone, though they share a group with hundreds of others.
func TestLostAmongMany(t *testing.T) {
	st := newStore(t, store.Options{})
	opt := quick
	opt.LeaseTTL = time.Minute // the only ones to lose are those below, however slow the server is
	q := New(st, opt)
	const n = 200
	var all sync.WaitGroup
	all.Add(n)
	go1 := make(chan struct{})
	var lost, kept atomic.Int64
	start(t, q, Worker{Kind: "till.put", Concurrency: n, Handle: func(c context.Context, r *Run) error {
		if r.Attempt > 1 {
			return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "again") })
		}
		all.Done()
		<-go1
		err := r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "first") })
		if err == nil {
			kept.Add(1)
		} else {
			lost.Add(1)
		}
		return err
	}})
	for range n {
		enqueue(t, q, Job{Kind: "till.put"})
	}
	all.Wait()
	write(t, st, func(tx *store.Tx) error { // a tenth is taken over by "another process"
		_, err := tx.Exec("UPDATE jobs_queue SET claim = claim + 1 WHERE id % 10 = 0 OR shard = 3")
		return err
	})
	taken := count(t, st, "SELECT COUNT(*) FROM jobs_queue WHERE id % 10 = 0 OR shard = 3")
	close(go1)
	eventually(t, "all done", func() bool { return count(t, st, "SELECT COUNT(*) FROM jobs_done") == n })
	eventually(t, "all have told", func() bool { return lost.Load()+kept.Load() >= n })
	if taken == 0 || lost.Load() != taken || kept.Load() != n-taken {
		t.Errorf("%d lost and %d kept of %d, %d taken over", lost.Load(), kept.Load(), n, taken)
	}
	if got := count(t, st, "SELECT COUNT(DISTINCT job) FROM till_effects"); got != n || count(t, st, "SELECT COUNT(*) FROM till_effects") != n {
		t.Errorf("%d jobs had effects", got)
	}
}

package jobs

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/platform/store"
)

// asOperator writes as somebody.
func asOperator(t testing.TB, st *store.Store, f func(tx *store.Tx) error) error {
	t.Helper()
	return st.Update(store.WithActor(ctx, store.Actor{Person: "li", Hat: "operator", Client: "desk"}), f)
}

// An operator retries or discards a dead letter; who, when and why are kept.
func TestDeadLetterVerbs(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	var mended atomic.Bool
	start(t, q, Worker{Kind: "till.put", MaxAttempts: 1, Handle: func(c context.Context, r *Run) error {
		if !mended.Load() {
			return errBoom
		}
		return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "put") })
	}})
	a, b := enqueue(t, q, Job{Kind: "till.put", Key: "a"}), enqueue(t, q, Job{Kind: "till.put", Key: "b"})
	becomes(t, q, a, Dead)
	becomes(t, q, b, Dead)
	dead, err := q.List(ctx, Filter{State: Dead, Kind: "till.put"})
	if err != nil || len(dead) != 2 || dead[0].ID != a || dead[0].Error != "boom" {
		t.Fatalf("dead letters %+v, %v", dead, err)
	}
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.Retry(tx, a, "  ") }), ErrReason)
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.Retry(tx, a, strings.Repeat("x", 501)) }), ErrReason)
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.Retry(tx, 77, "why not") }), ErrUnknown)
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.Pause(tx, a, "why not") }), ErrState)
	mended.Store(true)
	if err := asOperator(t, st, func(tx *store.Tx) error { return q.Retry(tx, a, "the till is mended") }); err != nil {
		t.Fatal(err)
	}
	if err := asOperator(t, st, func(tx *store.Tx) error { return q.Discard(tx, b, "paid by hand") }); err != nil {
		t.Fatal(err)
	}
	becomes(t, q, a, Done)
	i, err := q.Get(ctx, b)
	if err != nil || i.State != Discarded || len(i.Notes) != 1 {
		t.Fatalf("%+v, %v", i, err)
	}
	if n := i.Notes[0]; n.Actor != "li/operator/desk" || n.Verb != "discard" || n.Reason != "paid by hand" || n.At.IsZero() {
		t.Errorf("note %+v", n)
	}
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.Discard(tx, a, "too late") }), ErrState)
	if id := enqueue(t, q, Job{Kind: "till.put", Key: "b"}); id != b {
		t.Error("a discarded job has lost its key")
	}
	for s, want := range map[State]int{Dead: 0, Done: 1, Discarded: 1, Cancelled: 0, Waiting: 0, Running: 0, Paused: 0} {
		if got, err := q.List(ctx, Filter{State: s}); err != nil || len(got) != want {
			t.Errorf("%d jobs are %s, want %d; %v", len(got), s, want, err)
		}
	}
}

// A waiting job can be paused, resumed and cancelled; a kind and a schedule can be stopped.
func TestPause(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	start(t, q, Worker{Kind: "till.put", Do: func(tx *store.Tx, r *Run) error { return effect(tx, r, "put") }})
	verb := func(f func(tx *store.Tx) error) {
		t.Helper()
		if err := asOperator(t, st, f); err != nil {
			t.Fatal(err)
		}
	}
	verb(func(tx *store.Tx) error { return q.PauseKind(tx, "till.put", "stocktaking") })
	wantErr(t, asOperator(t, st, func(tx *store.Tx) error { return q.PauseKind(tx, "till.none", "stocktaking") }), ErrUnknownKind)
	a, b, c := enqueue(t, q, Job{Kind: "till.put"}), enqueue(t, q, Job{Kind: "till.put"}), enqueue(t, q, Job{Kind: "till.put"})
	verb(func(tx *store.Tx) error { return q.Pause(tx, a, "wait for the auditor") })
	verb(func(tx *store.Tx) error { return q.Cancel(tx, b, "ordered twice") })
	verb(func(tx *store.Tx) error { return q.ResumeKind(tx, "till.put", "counted") })
	becomes(t, q, c, Done)
	if s := stateOf(t, q, a); s != Paused {
		t.Errorf("the paused job is %s", s)
	}
	if s := stateOf(t, q, b); s != Cancelled {
		t.Errorf("the cancelled job is %s", s)
	}
	verb(func(tx *store.Tx) error { return q.Resume(tx, a, "the auditor was here") })
	becomes(t, q, a, Done)
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects"); n != 2 {
		t.Errorf("%d effects, want 2", n)
	}
}

// A long job is done chunk by chunk; stopped in the middle it goes on where it was, each chunk once.
func TestChunks(t *testing.T) {
	st := newStore(t, store.Options{})
	const total = 60
	gate := make(chan struct{}, total)
	long := func() Worker {
		return Worker{Kind: "till.audit", Chunk: func(tx *store.Tx, c *Chunk) error {
			select {
			case <-gate:
			default:
				return Snooze(time.Millisecond) // nothing allowed yet
			}
			c.Total, c.Note = total, "counting"
			if err := effect(tx, c.Run, string(rune('a'+c.Done%26))); err != nil {
				return err
			}
			c.Done++
			c.Place = []byte{byte(c.Done)}
			if c.Done == total {
				c.Finish()
			}
			return nil
		}}
	}
	q := New(st, quick)
	start(t, q, long())
	id := enqueue(t, q, Job{Kind: "till.audit"})
	let := func(n int) {
		for range n {
			gate <- struct{}{}
		}
	}
	done := func() int64 {
		i, err := q.Get(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if i.Progress == nil {
			return 0
		}
		return i.Progress.Done
	}
	let(20)
	eventually(t, "20 chunks", func() bool { return done() == 20 })
	stop(t, q) // another process takes over
	q = New(st, quick)
	start(t, q, long())
	let(20)
	eventually(t, "40 chunks", func() bool { return done() == 40 })
	eventually(t, "paused", func() bool {
		err := asOperator(t, st, func(tx *store.Tx) error { return q.Pause(tx, id, "rush hour") })
		return err == nil && stateOf(t, q, id) == Paused
	})
	let(20)
	if n := done(); n != 40 {
		t.Errorf("a paused job went on to %d", n)
	}
	if err := asOperator(t, st, func(tx *store.Tx) error { return q.Resume(tx, id, "quiet again") }); err != nil {
		t.Fatal(err)
	}
	becomes(t, q, id, Done)
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects WHERE job = ?", int64(id)); n != total {
		t.Errorf("%d effects, want %d", n, total)
	}
	if n := count(t, st, "SELECT COUNT(*) FROM jobs_progress"); n != 0 {
		t.Error("the progress of an ended job is left")
	}
}

// A running job is asked to stop: a handler by its context, a long job between two chunks.
func TestCancelRunning(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	start(t, q,
		Worker{Kind: "till.wait", Handle: func(c context.Context, _ *Run) error { <-c.Done(); return context.Cause(c) }},
		Worker{Kind: "till.spin", Chunk: func(_ *store.Tx, c *Chunk) error { c.Done++; return nil }})
	for _, kind := range []string{"till.wait", "till.spin"} {
		id := enqueue(t, q, Job{Kind: kind})
		becomes(t, q, id, Running)
		if err := asOperator(t, st, func(tx *store.Tx) error { return q.Cancel(tx, id, "enough") }); err != nil {
			t.Fatal(err)
		}
		becomes(t, q, id, Cancelled)
	}
	id := enqueue(t, q, Job{Kind: "till.wait"})
	becomes(t, q, id, Running)
	if err := asOperator(t, st, func(tx *store.Tx) error { return q.Pause(tx, id, "later") }); err != nil {
		t.Fatal(err)
	}
	becomes(t, q, id, Paused)
}

// A run that takes too long fails; its job is tried again.
func TestTimeout(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	start(t, q, Worker{Kind: "till.slow", Timeout: 5 * time.Millisecond, Backoff: Exponential(time.Millisecond, time.Millisecond),
		Handle: func(c context.Context, r *Run) error {
			if r.Attempt > 1 {
				return nil
			}
			<-c.Done()
			return errors.New("gave up")
		}})
	id := enqueue(t, q, Job{Kind: "till.slow"})
	becomes(t, q, id, Done)
	if i, err := q.Get(ctx, id); err != nil || i.Attempts != 2 {
		t.Errorf("%+v, %v", i, err)
	}
}

// A handler that never stops loses its job to another run, and what it writes at last leaves no trace.
func TestAbandoned(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	release, late := make(chan struct{}), make(chan error, 1)
	start(t, q, Worker{Kind: "till.deaf", Concurrency: 2, Backoff: Exponential(time.Millisecond, time.Millisecond),
		Handle: func(c context.Context, r *Run) error {
			if r.Attempt == 1 {
				<-release
				err := r.Complete(ctx, func(tx *store.Tx) error { return effect(tx, r, "late") })
				late <- err
				return err
			}
			return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "second") })
		}})
	id := enqueue(t, q, Job{Kind: "till.deaf"})
	var run *Run
	eventually(t, "the first run", func() bool {
		q.mu.Lock()
		defer q.mu.Unlock()
		run = q.kinds["till.deaf"].held[id]
		return run != nil && run.cancel != nil
	})
	q.abandon(run) // what the timer does after Timeout and its grace
	becomes(t, q, id, Done)
	close(release)
	wantErr(t, <-late, ErrClaimLost)
	eventually(t, "the deaf one is back", func() bool { return q.Stats().Kinds[0].Stuck == 0 })
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects WHERE word = 'second'"); n != 1 || count(t, st, "SELECT COUNT(*) FROM till_effects") != 1 {
		t.Errorf("%d effects of the second run", n)
	}
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/platform/store"
)

var ctx = context.Background()

// The tests' room counts effects in a table: one row an effect, so that "exactly once" can be counted.
var effectSchema = store.Schema{Module: "till", Files: fstest.MapFS{"001_till.sql": {Data: []byte(`
CREATE TABLE till_effects (id BIGINT NOT NULL PRIMARY KEY, job BIGINT NOT NULL, word VARCHAR(32) NOT NULL);
CREATE INDEX till_effects_job ON till_effects (job);
`)}}}

func newStore(t testing.TB, opt store.Options) *store.Store {
	t.Helper()
	opt.CacheMB, opt.Readers = 16, 4
	return store.TestOptions(t, opt, Schema(), effectSchema)
}

// quick makes the queue's clockwork fast enough for tests.
var quick = Options{Poll: 20 * time.Millisecond, LeaseTTL: 3 * time.Second}

func start(t testing.TB, q *Queue, workers ...Worker) {
	t.Helper()
	if err := q.Register(workers...); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
}

func stop(t testing.TB, q *Queue) {
	t.Helper()
	drain, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := q.Stop(drain); err != nil {
		t.Error(err)
	}
}

// effect writes the row that counts.
func effect(tx *store.Tx, r *Run, word string) error {
	_, err := tx.Exec("INSERT INTO till_effects (id, job, word) VALUES (?, ?, ?)", int64(tx.NewID()), int64(r.ID), word)
	return err
}

func enqueue(t testing.TB, q *Queue, j Job) (id ID) {
	t.Helper()
	if err := q.st.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = q.Enqueue(tx, j)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

func write(t testing.TB, st *store.Store, f func(tx *store.Tx) error) {
	t.Helper()
	if err := st.Update(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for a state that must come; it fails the test after half a minute.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	end := time.Now().Add(30 * time.Second)
	for !ok() {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func stateOf(t testing.TB, q *Queue, id ID) State {
	t.Helper()
	i, err := q.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return i.State
}

func becomes(t testing.TB, q *Queue, id ID, s State) {
	t.Helper()
	eventually(t, fmt.Sprintf("job %s is %s", id, s), func() bool { return stateOf(t, q, id) == s })
}

// count reads a number.
func count(t testing.TB, st *store.Store, query string, args ...any) (n int64) {
	t.Helper()
	if err := st.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func wantErr(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error %v, want %v", got, want)
	}
}

var errBoom = errors.New("boom")

// A job that is enqueued runs, its effect is there once, and it is known as done; one whose update fails doesn't exist.
func TestDo(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	start(t, q, Worker{Kind: "till.put", Do: func(tx *store.Tx, r *Run) error {
		var word string
		if err := r.Decode(&word); err != nil {
			return err
		}
		return effect(tx, r, word)
	}})
	var ghost ID
	err := st.Update(ctx, func(tx *store.Tx) error {
		var err error
		if ghost, err = q.Enqueue(tx, Job{Kind: "till.put", Key: "ghost", Payload: "ghost"}); err != nil {
			return err
		}
		return errBoom
	})
	wantErr(t, err, errBoom)
	const n = 300
	var ids [n]ID
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { ids[i] = enqueue(t, q, Job{Kind: "till.put", Payload: fmt.Sprint(i), Lane: laneOrder[i%3]}) })
	}
	wg.Wait()
	for i := range n {
		becomes(t, q, ids[i], Done)
		if got := count(t, st, "SELECT COUNT(*) FROM till_effects WHERE job = ? AND word = ?", int64(ids[i]), fmt.Sprint(i)); got != 1 {
			t.Errorf("job %d had %d effects", i, got)
		}
	}
	if got := count(t, st, "SELECT COUNT(*) FROM jobs_queue"); got != 0 {
		t.Errorf("%d jobs are left", got)
	}
	_, err = q.Get(ctx, ghost)
	wantErr(t, err, ErrUnknown)
	if id := enqueue(t, q, Job{Kind: "till.put", Key: "ghost", Payload: "real"}); id == ghost {
		t.Error("the key of a job that never was is taken")
	}
}

// Of one kind a key stands for one job, in one update, in one group and later on, until the job is forgotten.
func TestKey(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, Options{Poll: time.Hour, LeaseTTL: 3 * time.Second}) // no sweep but the test's own
	start(t, q,
		Worker{Kind: "till.put", Do: func(tx *store.Tx, r *Run) error { return effect(tx, r, r.Key) }, Keep: time.Nanosecond},
		Worker{Kind: "till.take", Do: func(tx *store.Tx, r *Run) error { return effect(tx, r, r.Key) }})
	ids := make([]ID, 40)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			write(t, st, func(tx *store.Tx) error {
				a, err := q.Enqueue(tx, Job{Kind: "till.put", Key: "rent"})
				if err != nil {
					return err
				}
				b, err := q.Enqueue(tx, Job{Kind: "till.put", Key: "rent"})
				if a != b {
					t.Errorf("one key, jobs %s and %s", a, b)
				}
				ids[i] = a
				return err
			})
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("one key, jobs %s and %s", id, ids[0])
		}
	}
	becomes(t, q, ids[0], Done)
	if id := enqueue(t, q, Job{Kind: "till.put", Key: "rent"}); id != ids[0] {
		t.Errorf("after its end the key stands for %s, not %s", id, ids[0])
	}
	if id := enqueue(t, q, Job{Kind: "till.take", Key: "rent"}); id == ids[0] {
		t.Error("two kinds share a key")
	}
	if err := q.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	id := enqueue(t, q, Job{Kind: "till.put", Key: "rent"})
	if id == ids[0] {
		t.Error("a forgotten job still holds its key")
	}
	becomes(t, q, id, Done)
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects WHERE word = 'rent'"); n != 3 {
		t.Errorf("%d effects, want 3", n)
	}
}

func TestEnqueueRefuses(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	if err := q.Register(Worker{Kind: "till.put", Do: func(*store.Tx, *Run) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		job  Job
		want error
	}{
		{Job{Kind: "till.none"}, ErrUnknownKind},
		{Job{Kind: "till.put", Key: string(make([]byte, MaxKey+1))}, ErrKey},
		{Job{Kind: "till.put", Payload: make([]byte, MaxPayload+1)}, ErrPayload},
	} {
		err := st.Update(ctx, func(tx *store.Tx) error { _, err := q.Enqueue(tx, c.job); return err })
		wantErr(t, err, c.want)
	}
	bad := func(*store.Tx, *Run) error { return nil }
	for _, w := range []Worker{
		{Kind: "till.x"}, {Kind: "till", Do: bad}, {Kind: "Till.put", Do: bad}, {Kind: "till.put", Do: bad},
		{Kind: "till.y", Do: bad, Handle: func(context.Context, *Run) error { return nil }},
	} {
		if err := q.Register(w); err == nil {
			t.Errorf("the worker %q was taken", w.Kind)
		}
	}
}

// A handler's failures are repeated after a wait; then it succeeds, or becomes a dead letter with its last error.
func TestRetryAndDeadLetter(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	var flaky, keys atomic.Int64
	var seen sync.Map
	start(t, q,
		Worker{Kind: "till.flaky", Backoff: Exponential(time.Millisecond, 5*time.Millisecond), Handle: func(c context.Context, r *Run) error {
			if _, again := seen.LoadOrStore(r.IdempotencyKey(), true); !again {
				keys.Add(1)
			}
			if flaky.Add(1); r.Attempt < 4 {
				return errBoom
			}
			return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "flaky") })
		}},
		Worker{Kind: "till.broken", MaxAttempts: 3, Backoff: Exponential(time.Millisecond, time.Millisecond),
			Handle: func(context.Context, *Run) error { return errBoom }},
		Worker{Kind: "till.fatal", Handle: func(context.Context, *Run) error { return Permanent(errBoom) }},
		Worker{Kind: "till.panic", MaxAttempts: 1, Do: func(*store.Tx, *Run) error { panic("fell over") }},
		Worker{Kind: "till.early", MaxAttempts: 1, Handle: func(_ context.Context, r *Run) error {
			if flaky.Add(1) < 8 {
				return Snooze(time.Millisecond)
			}
			return nil
		}},
	)
	id := enqueue(t, q, Job{Kind: "till.flaky"})
	becomes(t, q, id, Done)
	if flaky.Load() != 4 || keys.Load() != 1 || count(t, st, "SELECT COUNT(*) FROM till_effects") != 1 {
		t.Errorf("%d runs under %d keys", flaky.Load(), keys.Load())
	}
	early := enqueue(t, q, Job{Kind: "till.early"})
	becomes(t, q, early, Done)
	for kind, want := range map[string]int64{"till.broken": 3, "till.fatal": 1, "till.panic": 1} {
		id := enqueue(t, q, Job{Kind: kind})
		becomes(t, q, id, Dead)
		i, err := q.Get(ctx, id)
		if err != nil || i.Attempts != want || i.Error == "" {
			t.Errorf("%s is %+v, %v; want %d attempts", kind, i, err, want)
		}
	}
	eventually(t, "all is counted", func() bool {
		k := q.Stats().Kinds[1]
		return k.Kind == "till.broken" && k.Failed == 3 && k.Retried == 2 && k.Died == 1 && k.Enqueued == 1 && k.Done == 0
	})
}

// What an error's retry waits for: doubled, bounded, never below half.
func TestBackoff(t *testing.T) {
	b := Exponential(time.Second, time.Hour)
	for attempt, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 13: time.Hour, 1 << 40: time.Hour} {
		if got := b(attempt); got != want {
			t.Errorf("after %d failures %s, want %s", attempt, got, want)
		}
		for range 20 {
			if j := jitter(b(attempt)); j > want || j < want/2 {
				t.Errorf("%s became %s", want, j)
			}
		}
	}
	if jitter(0) != 0 || jitter(-5) != 0 || jitter(1) != 1 {
		t.Error("a wait of nothing became one")
	}
}

// A job waits for its moment; urgent ones go first, bulk last; serial ones one by one in order.
func TestOrder(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	var mu sync.Mutex
	var order []string
	worker := Worker{Kind: "till.line", Serial: true, Do: func(_ *store.Tx, r *Run) error {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, r.Key)
		return nil
	}}
	if err := q.Register(worker); err != nil {
		t.Fatal(err)
	}
	now := st.Now()
	write(t, st, func(tx *store.Tx) error {
		for _, j := range []Job{{Key: "bulk", Lane: Bulk}, {Key: "third", RunAt: now.Add(-time.Minute)}, {Key: "fourth"},
			{Key: "second", Lane: Urgent}, {Key: "first", Lane: Urgent, RunAt: now.Add(-time.Hour)}, {Key: "later", RunAt: now.Add(time.Hour)}} {
			j.Kind = "till.line"
			if _, err := q.Enqueue(tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	start(t, q)
	eventually(t, "five jobs have run", func() bool { mu.Lock(); defer mu.Unlock(); return len(order) >= 5 })
	mu.Lock()
	defer mu.Unlock()
	if got := fmt.Sprint(order); got != "[first second third fourth bulk]" {
		t.Errorf("order %s", got)
	}
	if n := count(t, st, "SELECT COUNT(*) FROM jobs_queue WHERE dedupe = 'later' AND claim = 0"); n != 1 {
		t.Error("the later job has not waited")
	}
}

// Stop lets running jobs end; those that don't are cut, told so, and run again elsewhere without having lost an attempt.
func TestStop(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	begun := make(chan struct{}, 2)
	worker := func(ends bool) Worker {
		return Worker{Kind: "till.put", MaxAttempts: 1, Concurrency: 1, Handle: func(c context.Context, r *Run) error {
			begun <- struct{}{}
			if !ends {
				<-c.Done()
				return context.Cause(c)
			}
			return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "put") })
		}}
	}
	start(t, q, worker(false))
	a, b := enqueue(t, q, Job{Kind: "till.put"}), enqueue(t, q, Job{Kind: "till.put"})
	<-begun
	now, cancel := context.WithCancel(ctx)
	cancel()
	if err := q.Stop(now); err != nil {
		t.Fatal(err)
	}
	for _, id := range []ID{a, b} {
		if i, err := q.Get(ctx, id); err != nil || i.State != Waiting || i.Attempts != 0 {
			t.Errorf("after the stop %+v, %v", i, err)
		}
	}
	next := New(st, quick)
	start(t, next, worker(true))
	becomes(t, next, a, Done)
	becomes(t, next, b, Done)
	if n := count(t, st, "SELECT COUNT(*) FROM till_effects"); n != 2 {
		t.Errorf("%d effects", n)
	}
}

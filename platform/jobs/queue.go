package jobs

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the queue's migrations.
func Schema() store.Schema {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return store.Schema{Module: "jobs", Files: f}
}

// Options tune a queue; the zero value is right for a bank.
type Options struct {
	Poll     time.Duration             // how often the tables are looked at without a wake-up; default 1 s
	LeaseTTL time.Duration             // after which another process takes a dead one's shards; default 10 s
	Calendar func() *calendar.Calendar // for schedules on working days; default calendar.China
	Events   EventOptions
	// Noted hears of every verb of an operator, in its update: kind is jobs.job, jobs.kind or jobs.schedule, object its id or
	// name. The bank's wiring hands it to the audit log.
	Noted func(tx *store.Tx, kind, object, verb, reason string) error

	leases bool // take leases on SQLite too, for tests that play two processes on one store
}

// Queue is one process's side of the jobs. Enqueue works as soon as the workers are registered; Start begins to run
// them.
type Queue struct {
	st   *store.Store
	opt  Options
	slot store.Slot

	mu        sync.Mutex
	kinds     map[string]*kindState
	order     []*kindState
	schedules []Schedule
	started   bool
	stopping  bool
	idle      *sync.Cond // told when a run ends

	wake   chan struct{}
	wakeUp func()
	base   context.Context // of all runs
	abort  context.CancelCauseFunc
	halt   context.CancelFunc // of the loops
	loops  sync.WaitGroup

	shards   *shards
	keeper   *office // sweeps and schedules
	stats    counters
	events   *Events
	troubles map[string]string // of schedules, by name
}

// kindState is one kind's worker and what of it this process holds.
type kindState struct {
	Worker
	ready  []*Run      // claimed, not begun
	held   map[ID]*Run // claimed and not ended: ready ones too
	active int         // running
	stuck  int         // given up after their timeout, and not come back
	paused bool
	stats  kindCounters
}

// New makes the queue of a store and adds its buffer; it must come before the first Update.
func New(st *store.Store, opt Options) *Queue {
	return build(st, opt, st.AddBuffer(func() store.Buffer { return &buffer{} }))
}

// build makes a queue over a buffer that the store has already.
func build(st *store.Store, opt Options, slot store.Slot) *Queue {
	if opt.Poll <= 0 {
		opt.Poll = time.Second
	}
	if opt.LeaseTTL <= 0 {
		opt.LeaseTTL = 10 * time.Second
	}
	if opt.Calendar == nil {
		opt.Calendar = calendar.China
	}
	q := &Queue{st: st, opt: opt, slot: slot, kinds: map[string]*kindState{}, wake: make(chan struct{}, 1), troubles: map[string]string{}}
	q.idle = sync.NewCond(&q.mu)
	q.wakeUp = q.nudge
	q.shards = newShards(q)
	q.keeper = &office{q: q, name: "jobs/keeper"}
	q.events = newEvents(q, opt.Events)
	return q
}

// Register adds workers; all of them before Start. A kind has one worker.
func (q *Queue) Register(workers ...Worker) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return fmt.Errorf("jobs: Register after Start")
	}
	for _, w := range workers {
		w, err := w.withDefaults()
		if err != nil {
			return err
		}
		if q.kinds[w.Kind] != nil {
			return fmt.Errorf("jobs: kind %s has two workers", w.Kind)
		}
		k := &kindState{Worker: w, held: map[ID]*Run{}}
		q.kinds[w.Kind] = k
		q.order = append(q.order, k)
	}
	return nil
}

// Kinds are the registered kinds, in the order of their registration.
func (q *Queue) Kinds() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := make([]string, len(q.order))
	for i, k := range q.order {
		out[i] = k.Kind
	}
	return out
}

// Events are the live events of the same store.
func (q *Queue) Events() *Events { return q.events }

// Enqueue adds a job to the update: it exists if and only if the update commits. If a job of the kind with the same
// key is known already, that one's id comes back and nothing is added; its payload stays what it was.
func (q *Queue) Enqueue(tx *store.Tx, j Job) (ID, error) {
	k := q.kind(j.Kind)
	if k == nil {
		return 0, ErrUnknownKind.With(j.Kind)
	}
	if len(j.Key) > MaxKey {
		return 0, ErrKey
	}
	payload, err := encodePayload(j.Payload)
	if err != nil {
		return 0, err
	}
	if int(j.Lane) >= len(laneOrder) {
		j.Lane = Normal
	}
	b := tx.Buffer(q.slot).(*buffer)
	key := dedupeKey{j.Kind, j.Key}
	if j.Key != "" {
		if id, ok := b.keys[key]; ok {
			return id, nil
		}
		if id, ok, err := jobOfKey(tx.Peeker(), key); err != nil || ok {
			return id, err
		}
	}
	id := tx.NewID()
	now := tx.Now().UnixMicro()
	runAt := now
	if !j.RunAt.IsZero() {
		runAt = min(j.RunAt.UnixMicro(), parkedAt-1)
	}
	shard := shardOf(id)
	if k.Serial {
		shard = shardOfKind(k.Kind)
	}
	b.add(op{what: addJob, args: []any{int64(id), j.Kind, int64(j.Lane), int64(shard), runAt, now, orNil(j.Key), payload,
		orNil(origin(tx)), orNil(tx.Trace()), int64(0), int64(0), int64(0), int64(0), nil}})
	if j.Key != "" {
		b.add(op{what: addKey, key: key, id: int64(id), args: []any{j.Kind, j.Key, int64(id)}})
	}
	k.stats.enqueued.add(tx)
	if runAt <= now {
		tx.AfterCommit(q.wakeUp)
	}
	return id, nil
}

func (q *Queue) kind(name string) *kindState {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.kinds[name]
}

// origin is who enqueues, for the job's row.
func origin(tx *store.Tx) string {
	if a := tx.Actor(); a != (store.Actor{}) {
		return cut(a.String(), 160)
	}
	return ""
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// complete ends a run's job in the update.
func (q *Queue) complete(tx *store.Tx, r *Run) error {
	q.mu.Lock()
	lost := r.left
	q.mu.Unlock()
	if lost {
		return ErrClaimLost
	}
	q.finish(tx, r.k, r.ID, r.Key, r.claim, int64(r.Attempt), r.EnqueuedAt, outcomeDone)
	return nil
}

// finish buffers the end of a job that is held under a claim.
func (q *Queue) finish(tx *store.Tx, k *kindState, id ID, key string, claim, attempts int64, enqueued time.Time, o outcome) {
	b := tx.Buffer(q.slot).(*buffer)
	b.add(op{what: endJob, claim: claim, id: int64(id)})
	keep := k.Keep
	if keep < 0 && key != "" {
		keep = defaultKeep // a key stands for nothing once its job is forgotten
	}
	if keep >= 0 {
		now := tx.Now()
		b.add(op{what: addDone, args: []any{int64(id), k.Kind, int64(o), attempts, enqueued.UnixMicro(), now.UnixMicro(),
			now.Add(keep).UnixMicro(), orNil(key)}})
	}
}

// nudge wakes the dispatcher.
func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Start begins to run jobs, schedules and events. It returns at once; Stop ends what it began. ctx gives the runs their
// values (logger, tracer); its end stops nothing.
func (q *Queue) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return fmt.Errorf("jobs: started twice")
	}
	if err := q.checkSchedules(); err != nil {
		return err
	}
	q.started = true
	q.base, q.abort = context.WithCancelCause(context.WithoutCancel(ctx))
	loops, halt := context.WithCancel(context.WithoutCancel(ctx))
	q.halt = halt
	for _, loop := range []func(context.Context){q.shards.loop, q.dispatch, q.keep, q.events.sequence, q.events.follow} {
		q.loops.Go(func() { loop(loops) })
	}
	return nil
}

// Stop takes no more jobs, waits for the running ones until ctx ends, cuts those that are left (their jobs run again
// elsewhere), and gives the leases back.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	if !q.started || q.stopping {
		q.mu.Unlock()
		return nil
	}
	q.stopping = true
	q.mu.Unlock()
	q.events.End()
	q.halt()
	q.loops.Wait()
	stopWaiting := context.AfterFunc(ctx, func() {
		q.abort(errStopped)
		q.mu.Lock()
		q.idle.Broadcast()
		q.mu.Unlock()
	})
	defer stopWaiting()
	var ready []*Run
	q.mu.Lock()
	for q.activeRuns() > 0 && ctx.Err() == nil {
		q.idle.Wait()
	}
	left := q.activeRuns()
	q.cut(left)
	for _, k := range q.order {
		ready = append(ready, k.ready...)
		k.ready = nil
	}
	q.mu.Unlock()
	q.abort(errStopped)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), q.opt.LeaseTTL)
	defer cancel()
	err := q.giveBack(last, ready)
	q.shards.releaseAll(last)
	q.keeper.release(last)
	q.events.office.release(last)
	if left > 0 {
		slog.WarnContext(ctx, "jobs were cut at the end of the drain time; they run again", "jobs", left)
	}
	return err
}

// cut lets the runs that are left see the end of their contexts, and waits a moment for what they write of it; the caller
// holds mu.
func (q *Queue) cut(left int) {
	if left == 0 {
		return
	}
	q.abort(errStopped)
	late := false
	t := time.AfterFunc(2*time.Second, func() {
		q.mu.Lock()
		late = true
		q.idle.Broadcast()
		q.mu.Unlock()
	})
	defer t.Stop()
	for q.activeRuns() > 0 && !late {
		q.idle.Wait()
	}
}

func (q *Queue) activeRuns() (n int) {
	for _, k := range q.order {
		n += k.active
	}
	return n
}

// giveBack returns claimed jobs that were not begun.
func (q *Queue) giveBack(ctx context.Context, runs []*Run) error {
	for part := range slices.Chunk(runs, 256) {
		err := q.st.Update(ctx, func(tx *store.Tx) error {
			for _, r := range part {
				if _, err := releaseJob(tx, r.ID, r.claim); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/platform/store"
)

// The model: what a queue must do, as plain values. A process is a Queue whose dispatcher the test turns by hand; its
// handlers wait for the test's word. A crash drops the process: its runs stay as ghosts that may still speak up.

type outcomeWord int

const (
	sayDone outcomeWord = iota
	sayFail
	sayFatal
)

// ghostRun is a run whose handler waits.
type ghostRun struct {
	id     ID
	claim  int64
	say    chan outcomeWord
	said   chan error // what Complete answered
	zombie bool
	told   bool // that an operator wants it to stop
}

type modelJob struct {
	state    State
	attempts int64
	claim    int64 // of the run that holds it
	wish     wish
	effects  int64
	key      string
}

const modelAttempts = 3

type machine struct {
	t     *rapid.T
	st    *store.Store
	slot  store.Slot
	q     *Queue
	begun chan *ghostRun
	runs  []*ghostRun
	jobs  map[ID]*modelJob
	order []ID
	keys  map[string]ID
}

// boot starts a process.
func (m *machine) boot() {
	m.q = build(m.st, quick, m.slot)
	m.q.shards.all = true // one process at a time: no leases to wait for
	begun := m.begun
	if err := m.q.Register(Worker{Kind: "till.put", Concurrency: 1000, MaxAttempts: modelAttempts,
		Backoff: func(int) time.Duration { return 0 },
		Handle: func(_ context.Context, r *Run) error {
			g := &ghostRun{id: r.ID, claim: r.claim, say: make(chan outcomeWord), said: make(chan error, 1)}
			begun <- g
			switch <-g.say {
			case sayDone:
				err := r.Complete(ctx, func(tx *store.Tx) error { return effect(tx, r, "put") })
				g.said <- err
				return err
			case sayFatal:
				return Permanent(errBoom)
			}
			return errBoom
		}}); err != nil {
		m.t.Fatal(err)
	}
	m.q.base, m.q.abort = context.WithCancelCause(ctx)
}

func (m *machine) enqueue(t *rapid.T) {
	key := rapid.SampledFrom([]string{"", "", "rent", "wage"}).Draw(t, "key")
	var id ID
	err := m.st.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = m.q.Enqueue(tx, Job{Kind: "till.put", Key: key})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if was, ok := m.keys[key]; ok && key != "" {
		if was != id {
			t.Fatalf("key %s stands for %s, not %s", key, id, was)
		}
		return
	}
	if m.jobs[id] != nil {
		t.Fatalf("job %s was there already", id)
	}
	m.keys[key] = id
	m.jobs[id] = &modelJob{state: Waiting, key: key}
	m.order = append(m.order, id)
}

// dispatch claims whatever is due.
func (m *machine) dispatch(t *rapid.T) {
	if _, err := m.q.round(ctx, true); err != nil {
		t.Fatal(err)
	}
	for _, g := range m.runs {
		j := m.jobs[g.id]
		g.told = g.told || !g.zombie && j.state == Running && j.claim == g.claim && j.wish != noWish
	}
	want := 0
	for _, id := range m.order {
		j := m.jobs[id]
		stale := j.state == Running && !slices.ContainsFunc(m.runs, func(g *ghostRun) bool { return !g.zombie && g.claim == j.claim && g.id == id })
		switch {
		case stale && j.attempts >= modelAttempts:
			j.state, j.claim, j.wish = Dead, 0, noWish
		case stale && j.attempts >= 2:
			j.state, j.claim, j.wish = Waiting, 0, noWish
		case j.state == Waiting || stale:
			j.state = Running
			j.attempts++
			j.claim = -1
			want++
		}
	}
	for range want {
		select {
		case g := <-m.begun:
			if j := m.jobs[g.id]; j == nil || j.claim != -1 {
				t.Fatalf("job %s began and should not", g.id)
			}
			m.jobs[g.id].claim = g.claim
			m.runs = append(m.runs, g)
		case <-time.After(20 * time.Second):
			t.Fatal("a claimed job did not begin")
		}
	}
}

// speak lets one waiting handler end, a living one or a ghost.
func (m *machine) speak(t *rapid.T) {
	if len(m.runs) == 0 {
		t.Skip("nobody runs")
	}
	i := rapid.IntRange(0, len(m.runs)-1).Draw(t, "run")
	g := m.runs[i]
	m.runs = slices.Delete(m.runs, i, i+1)
	word := rapid.SampledFrom([]outcomeWord{sayDone, sayDone, sayFail, sayFatal}).Draw(t, "outcome")
	j := m.jobs[g.id]
	holds := j.state == Running && j.claim == g.claim
	g.say <- word
	if word == sayDone {
		err := <-g.said
		if holds != (err == nil) || !holds && !errors.Is(err, ErrClaimLost) {
			t.Fatalf("job %s, held %v: Complete answered %v", g.id, holds, err)
		}
	}
	if holds {
		m.settle(j, word, g.told)
	}
	m.quiet(t, g)
}

func (m *machine) settle(j *modelJob, word outcomeWord, told bool) {
	w := j.wish
	j.wish = noWish
	switch {
	case word == sayDone:
		j.state = Done
		j.effects++
	case w == wishPause:
		j.state = Paused
		j.attempts--
	case w == wishCancel:
		j.state = Cancelled
	case told: // and the wish was taken back: as if it had not run
		j.state = Waiting
		j.attempts--
	case word == sayFatal || j.attempts >= modelAttempts:
		j.state = Dead
	default:
		j.state = Waiting
	}
	j.claim = 0
}

// quiet waits until the run's verdict is written.
func (m *machine) quiet(t *rapid.T, g *ghostRun) {
	end := time.Now().Add(20 * time.Second)
	for {
		m.q.mu.Lock()
		r := m.q.kinds["till.put"].held[g.id]
		m.q.mu.Unlock()
		gone := r == nil || r.claim != g.claim
		if gone && !g.zombie {
			return
		}
		if g.zombie { // its own queue is gone from sight: the row tells
			h, err := m.q.Get(ctx, g.id)
			if err != nil {
				t.Fatal(err)
			}
			if h.State == m.jobs[g.id].state {
				return
			}
		}
		if time.Now().After(end) {
			t.Fatalf("the run of job %s never ended", g.id)
		}
		time.Sleep(time.Millisecond)
	}
}

// crash drops the process and starts another.
func (m *machine) crash(*rapid.T) {
	for _, g := range m.runs {
		g.zombie = true
	}
	m.boot()
}

// operate tries a verb on any job; the state decides whether it is allowed.
func (m *machine) operate(t *rapid.T) {
	if len(m.order) == 0 {
		t.Skip("no job")
	}
	id := rapid.SampledFrom(m.order).Draw(t, "job")
	verb := rapid.SampledFrom([]string{"retry", "discard", "cancel", "pause", "resume"}).Draw(t, "verb")
	j := m.jobs[id]
	err := m.st.Update(ctx, func(tx *store.Tx) error {
		return map[string]func(*store.Tx, ID, string) error{"retry": m.q.Retry, "discard": m.q.Discard, "cancel": m.q.Cancel,
			"pause": m.q.Pause, "resume": m.q.Resume}[verb](tx, id, "the model says so")
	})
	next, allowed := j.after(verb)
	if allowed != (err == nil) || !allowed && !errors.Is(err, ErrState) {
		t.Fatalf("%s of a job that is %s answered %v", verb, j.state, err)
	}
	if allowed {
		*j = next
	}
}

// after is the job after a verb.
func (j modelJob) after(verb string) (modelJob, bool) {
	switch {
	case verb == "retry" && j.state == Dead:
		j.state, j.attempts = Waiting, 0
	case verb == "retry" && j.state == Waiting, verb == "pause" && j.state == Paused:
	case verb == "discard" && j.state == Dead:
		j.state = Discarded
	case verb == "cancel" && (j.state == Waiting || j.state == Paused):
		j.state = Cancelled
	case verb == "cancel" && j.state == Running:
		j.wish = wishCancel
	case verb == "pause" && j.state == Waiting:
		j.state = Paused
	case verb == "pause" && j.state == Running:
		j.wish = wishPause
	case verb == "resume" && j.state == Paused:
		j.state = Waiting
	case verb == "resume" && j.state == Running:
		j.wish = noWish
	default:
		return j, false
	}
	return j, true
}

// check compares everything.
func (m *machine) check(t *rapid.T) {
	if err := m.st.View(ctx, func(v *store.View) error {
		for _, id := range m.order {
			j := m.jobs[id]
			i, err := jobByID(v, id)
			if err != nil {
				return err
			}
			if i.State != j.state || i.Attempts != j.attempts || i.Key != j.key {
				t.Fatalf("job %s is %s after %d attempts, want %s after %d", id, i.State, i.Attempts, j.state, j.attempts)
			}
			n, _, err := store.One(v, store.Value[int64], "SELECT COUNT(*) FROM till_effects WHERE job = ?", int64(id))
			if err != nil || n != j.effects {
				t.Fatalf("job %s had %d effects, want %d; %v", id, n, j.effects, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// Whatever happens in whatever order, queue and model agree, and no job has its effects twice.
func TestModel(t *testing.T) {
	st := newStore(t, store.Options{})
	slot := New(st, quick).slot
	rapid.Check(t, func(r *rapid.T) {
		m := &machine{t: r, st: st, slot: slot, begun: make(chan *ghostRun, 1000), jobs: map[ID]*modelJob{}, keys: map[string]ID{}}
		for _, table := range []string{"jobs_queue", "jobs_dead", "jobs_done", "jobs_keys", "jobs_notes", "till_effects"} {
			if err := st.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(fmt.Sprintf("DELETE FROM %s", table))
				return err
			}); err != nil {
				r.Fatal(err)
			}
		}
		m.boot()
		r.Repeat(map[string]func(*rapid.T){"enqueue": m.enqueue, "dispatch": m.dispatch, "speak": m.speak, "crash": m.crash,
			"operate": m.operate, "": m.check})
		for _, g := range m.runs { // let them go; what they do no longer counts
			g.say <- sayFatal
		}
	})
}

package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"time"

	"tonghui/platform/store"
)

// Worker is what the program does for one kind of job. Exactly one of Do, Handle and Chunk is set.
type Worker struct {
	Kind string // "ledger.expire": room, dot, verb; 3 to 48 small letters, digits, dots and underscores

	// Do works inside one update, which also ends the job: for work that only writes to the bank's own database. It
	// may run more than once and touches nothing outside tx.
	Do func(tx *store.Tx, run *Run) error
	// Handle works outside of updates: calls to other systems, parsing, printing. What it writes to the bank it writes
	// in run.Complete; if it returns nil without that, the job is ended for it.
	Handle func(ctx context.Context, run *Run) error
	// Chunk does the next piece of a long job in the slow lane; see Chunk.
	Chunk func(tx *store.Tx, c *Chunk) error

	Concurrency int                             // runs at a time in one process; default 32 for Do, 8 for Handle, 1 for Chunk
	MaxAttempts int                             // default 12, which the default Backoff spreads over more than an hour
	Backoff     func(attempt int) time.Duration // wait after the n-th failure, before jitter; default 1 s, doubled, at most 1 h
	Timeout     time.Duration                   // of one Handle; default 1 minute
	Keep        time.Duration                   // how long an ended job is known; default 7 days, negative: not at all if it has no key
	Serial      bool                            // one at a time in the whole bank, by RunAt; one that waits for its retry is overtaken
}

const (
	defaultAttempts = 12
	defaultTimeout  = time.Minute
	defaultKeep     = 7 * 24 * time.Hour
	maxBackoff      = time.Hour
)

var kindName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// withDefaults checks a worker and fills in what it leaves open.
func (w Worker) withDefaults() (Worker, error) {
	n := 0
	for _, set := range []bool{w.Do != nil, w.Handle != nil, w.Chunk != nil} {
		if set {
			n++
		}
	}
	if n != 1 {
		return w, fmt.Errorf("jobs: worker %s must have exactly one of Do, Handle and Chunk", w.Kind)
	}
	if len(w.Kind) > 48 || !kindName.MatchString(w.Kind) {
		return w, fmt.Errorf("jobs: kind %q must be like room.verb, at most 48 small letters, digits, dots and underscores", w.Kind)
	}
	if w.Concurrency <= 0 {
		switch {
		case w.Do != nil:
			w.Concurrency = 32
		case w.Handle != nil:
			w.Concurrency = 8
		default:
			w.Concurrency = 1
		}
	}
	if w.Serial {
		w.Concurrency = 1
	}
	if w.MaxAttempts <= 0 {
		w.MaxAttempts = defaultAttempts
	}
	if w.Backoff == nil {
		w.Backoff = Exponential(time.Second, maxBackoff)
	}
	if w.Timeout <= 0 {
		w.Timeout = defaultTimeout
	}
	if w.Keep == 0 {
		w.Keep = defaultKeep
	}
	return w, nil
}

// ahead is how many jobs beyond the running ones a process claims: for Do, whose runs are far shorter than a claim's
// commit, enough to keep them busy; for others none, so that a crash charges an attempt to what really ran.
func (w *Worker) ahead() int {
	if w.Do == nil || w.Serial {
		return 0
	}
	return min(7*w.Concurrency, 1024)
}

// Exponential doubles the wait from first on, up to most.
func Exponential(first, most time.Duration) func(attempt int) time.Duration {
	return func(attempt int) time.Duration {
		d := first
		for i := 1; i < attempt && d < most; i++ {
			d *= 2
		}
		return min(d, most)
	}
}

// jitter takes up to half off a wait, so that what failed together doesn't come back together.
func jitter(d time.Duration) time.Duration {
	if d <= 1 {
		return max(d, 0)
	}
	return d - rand.N(d/2)
}

// Run is one attempt at a job.
type Run struct {
	ID         ID
	Kind       string
	Key        string
	Payload    []byte
	Origin     string // the actor that enqueued it: person/hat/client
	Attempt    int    // from 1
	EnqueuedAt time.Time

	q      *Queue
	k      *kindState
	shard  int
	claim  int64
	trace  string
	cancel context.CancelCauseFunc
	ended  bool // under Queue.mu: somebody has decided the outcome of this run
	left   bool // under Queue.mu: the handler was given up and holds no place any more
	done   bool // its completion is committed
}

// Decode reads the payload as JSON.
func (r *Run) Decode(v any) error {
	if err := json.Unmarshal(r.Payload, v); err != nil {
		return Permanent(fmt.Errorf("payload of job %s: %w", r.ID, err))
	}
	return nil
}

// IdempotencyKey is the same at every attempt: other systems, told it, can tell a repetition.
func (r *Run) IdempotencyKey() string { return "job-" + r.ID.String() }

// Claim is the fencing token of this run; no two claims of the bank's whole life are the same.
func (r *Run) Claim() int64 { return r.claim }

// Complete ends the job together with what f writes: both or neither. It answers ErrClaimLost, and writes nothing,
// when this run no longer holds the job. A handler calls it once, as its last act.
func (r *Run) Complete(ctx context.Context, f func(tx *store.Tx) error) error {
	err := r.q.st.Update(ctx, func(tx *store.Tx) error {
		if f != nil {
			if err := f(tx); err != nil {
				return err
			}
		}
		return r.q.complete(tx, r)
	})
	if err == nil {
		r.done = true
	}
	return err
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"tonghui/platform/store"
)

// grace is how long a handler may go on after its context has ended, before its place is given to another run.
const grace = 10 * time.Second

// wish is what an operator wants of a running job.
type wish int64

const (
	noWish wish = iota
	wishPause
	wishCancel
)

var (
	errPaused    = errors.New("jobs: an operator paused the job")
	errCancelled = errors.New("jobs: an operator cancelled the job")
)

func wishError(w wish) error {
	switch w {
	case wishPause:
		return errPaused
	case wishCancel:
		return errCancelled
	}
	return nil
}

// execute is one run, from its beginning to the row that tells its outcome.
func (q *Queue) execute(r *Run) {
	k := r.k
	ctx, cancel := context.WithCancelCause(q.base)
	defer cancel(nil)
	ctx = store.WithActor(ctx, store.Actor{Hat: "job", Client: k.Kind})
	ctx = store.WithIdempotencyKey(ctx, r.IdempotencyKey())
	if r.trace != "" {
		ctx = store.WithTrace(ctx, r.trace)
	}
	ctx, end := store.Work(ctx, "job "+k.Kind)
	q.mu.Lock()
	r.cancel = cancel
	q.mu.Unlock()
	err := q.work(ctx, r)
	end(err)
	q.conclude(r, err)
}

// work calls the worker.
func (q *Queue) work(ctx context.Context, r *Run) error {
	k := r.k
	switch {
	case k.Do != nil:
		return r.Complete(ctx, func(tx *store.Tx) error { return k.Do(tx, r) })
	case k.Chunk != nil:
		return q.runChunks(ctx, r)
	}
	limited, stop := context.WithTimeoutCause(ctx, k.Timeout, errTimedOut)
	defer stop()
	watch := time.AfterFunc(k.Timeout+grace, func() { q.abandon(r) })
	defer watch.Stop()
	err := guard(func() error { return k.Handle(limited, r) })
	switch {
	case r.done:
		return nil // what came after its completion is only logged by the handler itself
	case err == nil:
		return r.Complete(ctx, nil)
	case limited.Err() != nil:
		return errors.Join(context.Cause(limited), err)
	}
	return err
}

// guard turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a job: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

// abandon gives up a handler that doesn't heed the end of its context: its job is tried again, its place is free, and
// when it comes back it finds that it has lost its claim.
func (q *Queue) abandon(r *Run) {
	q.mu.Lock()
	if r.ended {
		q.mu.Unlock()
		return
	}
	r.ended, r.left = true, true
	r.k.stuck++
	q.mu.Unlock()
	slog.Error("a job did not stop after its timeout; its place is given up", "kind", r.Kind, "job", r.ID)
	q.settle(r, errTimedOut)
	q.free(r)
}

// conclude writes the outcome of a run and frees its place.
func (q *Queue) conclude(r *Run, err error) {
	q.mu.Lock()
	if r.ended { // given up before
		r.k.stuck--
		q.mu.Unlock()
		q.nudge()
		return
	}
	r.ended = true
	q.mu.Unlock()
	switch {
	case err == nil:
		r.k.stats.done.Add(1)
	case errors.Is(err, ErrClaimLost):
		r.k.stats.lost.Add(1)
	default:
		q.settle(r, err)
	}
	q.free(r)
}

// free gives a run's place to the next.
func (q *Queue) free(r *Run) {
	q.mu.Lock()
	k := r.k
	if k.held[r.ID] == r {
		delete(k.held, r.ID)
	}
	k.active--
	q.startReady(k)
	hungry := len(k.ready) < (k.Concurrency+k.ahead())/2
	if q.stopping {
		q.idle.Broadcast()
	}
	q.mu.Unlock()
	if hungry {
		q.nudge()
	}
}

// settle writes what follows a run that didn't succeed. It tries until the database takes it or the process ends:
// without that, the job would wait for another process's claim.
func (q *Queue) settle(r *Run, err error) {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		e := q.verdict(r, err)
		if e == nil || errors.Is(e, ErrClaimLost) {
			if e != nil {
				r.k.stats.lost.Add(1)
			}
			return
		}
		t := time.NewTimer(wait)
		select {
		case <-q.base.Done():
			t.Stop()
			return
		case <-t.C:
		}
	}
}

func isAny(err error, targets ...error) bool {
	return slices.ContainsFunc(targets, func(t error) bool { return errors.Is(err, t) })
}

// verdict decides: again later, a dead letter, or what an operator wished.
func (q *Queue) verdict(r *Run, cause error) error {
	k := r.k
	var (
		snooze snoozed
		fatal  permanent
		held   bool
		after  func()
		level  = slog.LevelDebug
	)
	text, _, panicked := strings.Cut(cause.Error(), "\n") // a panic's stack is for the log
	if panicked {
		level = slog.LevelError
	}
	text = cut(strings.ToValidUTF8(text, "?"), maxError)
	err := q.st.Update(context.WithoutCancel(q.base), func(tx *store.Tx) error {
		after = nil
		h, ok, err := holdJob(tx, r.ID)
		if err != nil {
			return err
		}
		if !ok || h.claim != r.claim {
			return ErrClaimLost
		}
		switch {
		case h.wish == wishPause:
			held, err = parkJob(tx, r.ID, r.claim)
		case h.wish == wishCancel:
			q.finish(tx, k, r.ID, r.Key, r.claim, int64(r.Attempt), r.EnqueuedAt, outcomeCancelled)
			held, err = true, dropProgress(tx, r.ID)
		case isAny(cause, errStopped, store.ErrClosed, errPaused, errCancelled): // the last two: the wish was taken back
			held, err = releaseJob(tx, r.ID, r.claim)
		case errors.As(cause, &snooze):
			held, err = retryJob(tx, r.ID, r.claim, tx.Now().Add(snooze.d), text, 1)
		case errors.As(cause, &fatal) || r.Attempt >= k.MaxAttempts:
			held, err = q.bury(tx, r, text)
			after, level = func() { k.stats.failed.Add(1); k.stats.dead.Add(1) }, max(level, slog.LevelWarn)
		default:
			held, err = retryJob(tx, r.ID, r.claim, tx.Now().Add(jitter(k.Backoff(r.Attempt))), text, 0)
			after = func() { k.stats.failed.Add(1); k.stats.retried.Add(1) }
		}
		if err == nil && !held {
			err = ErrClaimLost
		}
		return err
	})
	if err == nil && after != nil {
		after()
		// One that will run again is only counted: a system that is down fails thousands.
		slog.Log(context.Background(), level, "a job failed", "kind", r.Kind, "job", r.ID, "attempt", r.Attempt, "error", cause)
	}
	return err
}

// bury makes a dead letter and tells whoever watches.
func (q *Queue) bury(tx *store.Tx, r *Run, text string) (bool, error) {
	held, err := buryJob(tx, r.ID, r.claim, text)
	if err != nil || !held {
		return held, err
	}
	return true, q.events.Publish(tx, TopicDead, struct {
		Job  ID     `json:"job"`
		Kind string `json:"kind"`
	}{r.ID, r.Kind})
}

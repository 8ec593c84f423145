package jobs

import (
	"context"
	"log/slog"
	"time"

	"tonghui/platform/store"
)

// keep is the keeper's goroutine: schedules each Poll, and about once a minute what has outlived its time.
func (q *Queue) keep(ctx context.Context) {
	tick := time.NewTicker(q.opt.Poll)
	defer tick.Stop()
	for turn := 0; ; turn++ {
		err := q.keepOnce(ctx, turn)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "schedules or old jobs could not be looked after; the next turn tries again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (q *Queue) keepOnce(ctx context.Context, turn int) error {
	if turn%15 == 0 {
		if err := q.measure(ctx); err != nil {
			return err
		}
	}
	if ok, err := q.keeper.enter(ctx); err != nil || !ok {
		return err
	}
	if err := q.mendClock(ctx); err != nil {
		return err
	}
	if err := q.tick(ctx); err != nil {
		return err
	}
	if turn%60 == 1 {
		return q.Sweep(ctx)
	}
	return nil
}

// clockSlack is how far the clock may go back without anything to mend: retries wait that much longer.
const clockSlack = 30 * time.Second

// clockStep is how often the keeper writes down what time it is.
const clockStep = time.Minute

// mendClock brings jobs back that a clock which ran ahead has sent into the future. A retry waits for its backoff, at
// most an hour from the true time; what was to run at once runs now. Jobs that were given a moment keep it.
func (q *Queue) mendClock(ctx context.Context) error {
	var was mark
	var now time.Time
	err := q.st.View(ctx, func(v *store.View) error {
		marks, err := allMarks(v)
		was, now = marks[markClock], v.Now()
		return err
	})
	if err != nil {
		return err
	}
	back := was.known && now.UnixMicro() < was.at-clockSlack.Microseconds()
	if !back && was.known && now.UnixMicro() < was.at+clockStep.Microseconds() {
		return nil
	}
	if back {
		slog.WarnContext(ctx, "the clock went back; jobs that it had sent into the future are brought back", "by", timeOf(was.at).Sub(now))
		if err := q.bringBack(ctx, now); err != nil {
			return err
		}
	}
	return q.st.Update(ctx, func(tx *store.Tx) error {
		if err := q.keeper.hold(tx); err != nil {
			return err
		}
		return putMark(tx, markClock, tx.Now().UnixMicro(), 0)
	})
}

// bringBack walks the queue by id, a chunk at a time.
func (q *Queue) bringBack(ctx context.Context, now time.Time) error {
	for after := int64(0); ; {
		var ids []future
		err := q.st.View(ctx, func(v *store.View) (err error) {
			ids, err = futureJobs(v, after, now.UnixMicro(), now.Add(maxBackoff).UnixMicro(), 200)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		err = q.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			for _, f := range ids {
				at := now
				if f.attempts > 0 {
					at = now.Add(jitter(maxBackoff))
				}
				if err := moveJob(tx, f, at.UnixMicro()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = ids[len(ids)-1].id
	}
}

// sweepChunk is how many rows one update of the slow lane removes.
const sweepChunk = 256

// Sweep removes ended jobs whose time of keeping is over, with their keys, and events beyond their retention. The keeper
// calls it each minute.
func (q *Queue) Sweep(ctx context.Context) error {
	for {
		var old []dedupeRow
		err := q.st.View(ctx, func(v *store.View) (err error) {
			old, err = outlived(v, v.Now().UnixMicro(), sweepChunk)
			return err
		})
		if err != nil {
			return err
		}
		if len(old) > 0 {
			if err := q.st.UpdateSlow(ctx, func(tx *store.Tx) error { return forgetJobs(tx, old) }); err != nil {
				return err
			}
		}
		if len(old) < sweepChunk {
			return q.events.sweep(ctx)
		}
	}
}

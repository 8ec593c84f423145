package jobs

import (
	"context"
	"log/slog"
	"time"

	"tonghui/platform/store"
)

// The dispatcher
//
// One goroutine a process looks for due jobs of its shards and claims them: one read in a snapshot, one update for all
// kinds. It is woken by a commit that enqueued something due, and by a run's end when a kind has few jobs left; else
// it looks each Poll. A job that is claimed and not held here is a dead process's: only the holder of a shard claims
// in it.

// maxClaim bounds the jobs of one claim.
const maxClaim = 2048

// dispatch is the dispatcher's goroutine.
func (q *Queue) dispatch(ctx context.Context) {
	tick := time.NewTicker(q.opt.Poll)
	defer tick.Stop()
	polled := true
	for {
		more, err := q.round(ctx, polled)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "jobs could not be claimed; the next round tries again", "error", err)
		}
		polled = false
		if more && err == nil {
			if ctx.Err() != nil {
				return
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		case <-tick.C:
			polled = true
		}
	}
}

// want is how many jobs of a kind to claim.
type want struct {
	k    *kindState
	n    int
	held map[ID]int64 // claims of the jobs held, which still stand among the due ones
}

// wants looks which kinds have room. A kind asks when half of what it may hold is free, so that claims are few. What is
// held is noted before the tables are read: only the dispatcher adds to it, so a claim that is read and not noted is a
// dead process's.
func (q *Queue) wants() (out []want) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.order {
		most := k.Concurrency + k.ahead()
		room := most - k.active - len(k.ready)
		if k.stuck >= k.Concurrency || room <= 0 || room*2 < most && len(k.ready) > 0 {
			continue
		}
		held := make(map[ID]int64, len(k.held))
		for id, r := range k.held {
			held[id] = r.claim
		}
		out = append(out, want{k, min(room, maxClaim), held})
	}
	return out
}

// candidate is a due job as it was read.
type candidate struct {
	run      *Run
	claim    int64 // of a dead process; 0 for a waiting job
	attempts int64
}

// round claims once. more says that it found as much as it asked for.
func (q *Queue) round(ctx context.Context, polled bool) (more bool, err error) {
	mine := q.shards.mine()
	if len(mine) == 0 {
		return false, nil
	}
	wants := q.wants()
	var found []candidate
	err = q.st.View(ctx, func(v *store.View) error {
		paused, err := pausedKinds(v)
		if err != nil {
			return err
		}
		q.notePaused(paused)
		if polled {
			if err := q.lookForWishes(v); err != nil {
				return err
			}
		}
		found, more = nil, false
		for _, w := range wants {
			if paused[w.k.Kind] {
				continue
			}
			got, err := q.due(v, w, mine)
			if err != nil {
				return err
			}
			found = append(found, got...)
			more = more || len(got) == w.n
			if len(found) >= maxClaim {
				more = true
				break
			}
		}
		return nil
	})
	if err != nil || len(found) == 0 {
		return false, err
	}
	return more, q.take(ctx, found)
}

// due reads up to w.n due jobs of a kind that are not held here.
func (q *Queue) due(v *store.View, w want, mine []int) (out []candidate, err error) {
	for _, lane := range laneOrder {
		rows, err := dueJobs(v, w.k.Kind, lane, v.Now().UnixMicro(), mine, w.n-len(out)+len(w.held))
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if claim, ok := w.held[c.run.ID]; ok && claim == c.claim || len(out) == w.n {
				continue
			}
			c.run.q, c.run.k = q, w.k
			out = append(out, c)
		}
		if len(out) == w.n {
			break
		}
	}
	return out, nil
}

// take claims candidates and starts what has room.
func (q *Queue) take(ctx context.Context, found []candidate) error {
	found, err := q.mourn(ctx, found)
	if err != nil || len(found) == 0 {
		return err
	}
	leases := q.shards.holding(found)
	var claim int64
	var got []candidate
	err = q.st.Update(ctx, func(tx *store.Tx) error {
		for _, l := range leases {
			if err := tx.Hold(l); err != nil {
				return err
			}
		}
		claim = int64(tx.NewID())
		var err error
		got, err = claimJobs(tx, claim, found)
		return err
	})
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, c := range got {
		r, k := c.run, c.run.k
		r.claim, r.Attempt = claim, int(c.attempts)+1
		if c.claim != 0 {
			k.stats.reclaimed.Add(1)
		}
		k.held[r.ID] = r
		k.ready = append(k.ready, r)
	}
	for _, k := range q.order {
		q.startReady(k)
	}
	return nil
}

// mourn looks at the jobs of dead processes: one that has used up its attempts, or has now died a second time,
// doesn't run at once. So a job that kills its process is alone at last, and becomes a dead letter.
func (q *Queue) mourn(ctx context.Context, found []candidate) (alive []candidate, err error) {
	for _, c := range found {
		k := c.run.k
		if c.claim == 0 || c.attempts < 2 && int(c.attempts) < k.MaxAttempts {
			alive = append(alive, c)
			continue
		}
		const why = "the process that ran it ended"
		bury := int(c.attempts) >= k.MaxAttempts
		held := false
		c.run.claim = c.claim
		err = q.st.Update(ctx, func(tx *store.Tx) (err error) {
			if bury {
				held, err = q.bury(tx, c.run, why)
				return err
			}
			held, err = retryJob(tx, c.run.ID, c.claim, tx.Now().Add(jitter(k.Backoff(int(c.attempts)-1))), why, 0)
			return err
		})
		switch {
		case err != nil:
			return nil, err
		case held && bury:
			k.stats.dead.Add(1)
		}
		if held {
			k.stats.reclaimed.Add(1)
		}
	}
	return alive, nil
}

func (q *Queue) notePaused(paused map[string]bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.order {
		k.paused = paused[k.Kind]
		q.startReady(k)
	}
}

// startReady begins claimed runs while there is room; the caller holds mu.
func (q *Queue) startReady(k *kindState) {
	for k.active < k.Concurrency && len(k.ready) > 0 && !k.paused && !q.stopping {
		r := k.ready[0]
		k.ready[0] = nil
		k.ready = k.ready[1:]
		k.active++
		go q.execute(r)
	}
	if len(k.ready) == 0 {
		k.ready = nil
	}
}

// lookForWishes reads what operators want of the long runs of this process.
func (q *Queue) lookForWishes(v *store.View) error {
	q.mu.Lock()
	var ids []int64
	byID := map[int64]*Run{}
	for _, k := range q.order {
		if k.Do != nil {
			continue
		}
		for id, r := range k.held {
			ids = append(ids, int64(id))
			byID[int64(id)] = r
		}
	}
	q.mu.Unlock()
	wishes, err := wishesOf(v, ids)
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range wishes {
		if r := byID[w.id]; r != nil && r.cancel != nil && r.claim == w.claim {
			r.cancel(wishError(w.wish))
		}
	}
	return nil
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tonghui/platform/store"
)

// leaseCount is how many leases the shards are divided into: with more, more processes could share the work, and each
// would renew more rows.
const leaseCount = 8

// held is a lease of this process. It ends by itself when it could not be renewed in time, measured by a timer, which
// no change of the wall clock moves.
type held struct {
	*store.Lease
	end *time.Timer
}

// shards are the leases of this process's shards.
type shards struct {
	q *Queue

	mu     sync.Mutex
	leases [leaseCount]*held
	all    bool // on SQLite: the file's lock is the lease
	node   store.ID
}

func newShards(q *Queue) *shards {
	return &shards{q: q, all: !q.st.Engine().Shared() && !q.opt.leases}
}

// mine are the shards that this process may claim in, in order.
func (s *shards) mine() (out []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range shardCount {
		if s.all || s.leases[i%leaseCount] != nil {
			out = append(out, i)
		}
	}
	return out
}

// holding are the leases of the candidates' shards, in order.
func (s *shards) holding(cs []candidate) (out []*store.Lease) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all {
		return nil
	}
	var need [leaseCount]bool
	for _, c := range cs {
		need[c.run.shard%leaseCount] = true
	}
	for i, l := range s.leases {
		if need[i] && l != nil {
			out = append(out, l.Lease)
		}
	}
	return out
}

func leaseName(i int) string { return fmt.Sprintf("jobs/shard/%d", i) }

// loop takes, renews and shares the leases.
func (s *shards) loop(ctx context.Context) {
	if s.all {
		return
	}
	tick := time.NewTicker(s.q.opt.LeaseTTL / 3)
	defer tick.Stop()
	for {
		s.renew(ctx)
		share, err := s.share(ctx)
		if err == nil {
			err = s.adjust(ctx, share)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "the leases of the job shards could not be looked after; the next turn tries again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// renew prolongs what is held; what another process has taken is let go.
func (s *shards) renew(ctx context.Context) {
	for i := range leaseCount {
		s.mu.Lock()
		l := s.leases[i]
		s.mu.Unlock()
		if l == nil {
			continue
		}
		switch err := l.Renew(ctx); {
		case err == nil:
			if !l.end.Reset(s.q.opt.LeaseTTL) {
				s.drop(i, l) // it had ended while the answer was on its way
			}
		case errors.Is(err, store.ErrLeaseLost):
			s.drop(i, l)
		}
	}
}

// drop lets a lost lease go; its runs are told to stop, since another process may have begun them again.
func (s *shards) drop(i int, l *held) {
	s.mu.Lock()
	if s.leases[i] != l {
		s.mu.Unlock()
		return
	}
	s.leases[i] = nil
	s.mu.Unlock()
	l.end.Stop()
	slog.Warn("a lease of job shards was lost; another process goes on with their jobs", "lease", leaseName(i))
	q := s.q
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.order {
		k.ready = slices.DeleteFunc(k.ready, func(r *Run) bool {
			if r.shard%leaseCount == i {
				delete(k.held, r.ID)
				return true
			}
			return false
		})
		for _, r := range k.held {
			if r.shard%leaseCount == i && r.cancel != nil {
				r.cancel(ErrClaimLost)
			}
		}
	}
}

// share is how many leases this process should hold: all, divided by the processes that were seen lately. It is
// fairness only; nothing is wrong when clocks differ.
func (s *shards) share(ctx context.Context) (int, error) {
	var nodes int64
	err := s.q.st.Update(ctx, func(tx *store.Tx) error {
		node := s.node
		if node == 0 {
			node = tx.NewID()
		}
		now := tx.Now()
		if err := seeNode(tx, node, now.UnixMicro(), now.Add(-2*s.q.opt.LeaseTTL).UnixMicro()); err != nil {
			return err
		}
		var err error
		nodes, err = countNodes(tx)
		s.node = node
		return err
	})
	if err != nil {
		return 0, err
	}
	n := int(max(nodes, 1))
	return (leaseCount + n - 1) / n, nil
}

// adjust takes free leases up to the share, and gives back one a turn above it, when none of its jobs runs here.
func (s *shards) adjust(ctx context.Context, share int) error {
	count := 0
	s.mu.Lock()
	for _, l := range s.leases {
		if l != nil {
			count++
		}
	}
	s.mu.Unlock()
	for i := range leaseCount {
		s.mu.Lock()
		l := s.leases[i]
		s.mu.Unlock()
		switch {
		case l == nil && count < share:
			got, err := s.q.st.TakeLease(ctx, leaseName(i), s.q.opt.LeaseTTL)
			if errors.Is(err, store.ErrLeaseHeld) {
				continue
			}
			if err != nil {
				return err
			}
			count++
			s.put(i, got)
		case l != nil && count > share && s.quiet(i):
			s.mu.Lock()
			s.leases[i] = nil
			s.mu.Unlock()
			l.end.Stop()
			return l.Release(ctx)
		}
	}
	return nil
}

func (s *shards) put(i int, got *store.Lease) {
	h := &held{Lease: got}
	s.mu.Lock()
	h.end = time.AfterFunc(s.q.opt.LeaseTTL, func() { s.drop(i, h) })
	s.leases[i] = h
	s.mu.Unlock()
	s.q.nudge()
}

// quiet says that nothing of a lease's shards is held here.
func (s *shards) quiet(i int) bool {
	s.q.mu.Lock()
	defer s.q.mu.Unlock()
	for _, k := range s.q.order {
		for _, r := range k.held {
			if r.shard%leaseCount == i {
				return false
			}
		}
	}
	return true
}

// releaseAll gives everything back at the end.
func (s *shards) releaseAll(ctx context.Context) {
	s.mu.Lock()
	leases := s.leases
	s.leases = [leaseCount]*held{}
	s.mu.Unlock()
	for _, l := range leases {
		if l != nil {
			l.end.Stop()
			_ = l.Release(ctx) // it runs out by itself
		}
	}
	if s.node != 0 {
		_ = s.q.st.Update(ctx, func(tx *store.Tx) error { return forgetNode(tx, s.node) })
	}
}

// office is a lease for work that one process does for all: the keeper, the sequencer. On SQLite there is but one
// process.
type office struct {
	q     *Queue
	name  string
	lease *store.Lease
	turns time.Duration // calls of enter
}

// enter says whether this process holds the lease. It is called each Poll; a third of the lease's time apart it takes
// or renews it.
func (o *office) enter(ctx context.Context) (ok bool, err error) {
	if o.q.shards.all {
		return true, nil
	}
	o.turns++
	if every := o.q.opt.LeaseTTL / 3 / o.q.opt.Poll; every > 1 && (o.turns-1)%every != 0 {
		return o.lease != nil, nil
	}
	if o.lease != nil {
		switch err := o.lease.Renew(ctx); {
		case err == nil:
			return true, nil
		case !errors.Is(err, store.ErrLeaseLost):
			return false, err
		}
		o.lease = nil
	}
	l, err := o.q.st.TakeLease(ctx, o.name, o.q.opt.LeaseTTL)
	if errors.Is(err, store.ErrLeaseHeld) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	o.lease = l
	return true, nil
}

// hold refuses the update when another process has the lease now.
func (o *office) hold(tx *store.Tx) error {
	if o.lease == nil {
		return nil
	}
	return tx.Hold(o.lease)
}

// release gives the lease back at the end.
func (o *office) release(ctx context.Context) {
	if o.lease != nil {
		_ = o.lease.Release(ctx) // it runs out by itself
		o.lease = nil
	}
}

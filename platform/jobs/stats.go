package jobs

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// dateText is a bank date's mark as text.
func dateText(n int64) string { return calendar.Date(n).String() }

// counter counts what commits.
type counter struct {
	atomic.Int64
	once sync.Once
	hook func()
}

// add counts one when the update commits.
func (c *counter) add(tx *store.Tx) {
	c.once.Do(func() { c.hook = func() { c.Add(1) } })
	tx.AfterCommit(c.hook)
}

// kindCounters count one kind's doings in this process.
type kindCounters struct {
	enqueued                                     counter
	done, failed, retried, dead, lost, reclaimed atomic.Int64
}

// counters hold what is measured now and then.
type counters struct {
	mu     sync.Mutex
	depths map[string]depthRow
	at     time.Time
}

// Stats are the queue's counters: of this process since it began, and of the whole bank as last measured.
type Stats struct {
	Kinds       []KindStats
	MeasuredAt  time.Time // of the depths; zero before the first time
	Subscribers int64     // who watches events here
	Events      int64     // sequence of the last event seen here
	Shards      int       // sixteenths of the jobs that this process works
}

// KindStats are one kind's figures.
type KindStats struct {
	Kind string

	// Of this process, since it began.
	Enqueued, Done int64
	Failed         int64 // runs that failed
	Retried        int64 // of those, the ones to be tried again
	Died           int64 // of those, the ones that made a dead letter
	Lost           int64 // runs that had lost their claim when they ended
	Reclaimed      int64 // jobs taken over from processes that had ended
	Running        int64 // now
	Stuck          int64 // handlers given up after their timeout that have not come back

	// Of the whole bank, as last measured: about every 15 seconds.
	Waiting   int64 // waiting and running
	Paused    int64
	Dead      int64
	OldestAge time.Duration // how long the first due job is late
}

// Stats reads the counters.
func (q *Queue) Stats() Stats {
	s := Stats{Shards: len(q.shards.mine()), Subscribers: q.events.subscribers.Load(), Events: int64(q.events.Last())}
	q.stats.mu.Lock()
	measured := q.stats.depths
	s.MeasuredAt = q.stats.at
	q.stats.mu.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.order {
		c := &k.stats
		d := measured[k.Kind]
		i := KindStats{Kind: k.Kind, Enqueued: c.enqueued.Load(), Done: c.done.Load(), Failed: c.failed.Load(), Retried: c.retried.Load(),
			Died: c.dead.Load(), Lost: c.lost.Load(), Reclaimed: c.reclaimed.Load(), Running: int64(k.active), Stuck: int64(k.stuck),
			Waiting: d.waiting, Paused: d.paused, Dead: d.dead}
		if d.oldest > 0 {
			i.OldestAge = s.MeasuredAt.Sub(timeOf(d.oldest))
		}
		s.Kinds = append(s.Kinds, i)
	}
	return s
}

// measure counts what waits.
func (q *Queue) measure(ctx context.Context) error {
	return q.st.View(ctx, func(v *store.View) error {
		d, err := depths(v, v.Now().UnixMicro())
		if err != nil {
			return err
		}
		q.stats.mu.Lock()
		q.stats.depths, q.stats.at = d, v.Now()
		q.stats.mu.Unlock()
		return nil
	})
}

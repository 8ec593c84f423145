package jobs

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"tonghui/platform/store"
)

// EventID is the sequence of an event (事件序号): 1, 2, 3 … in the order in which everybody sees them.
type EventID int64

// TopicDead is where dead letters are told.
const TopicDead = "jobs/dead"

// Limits of events.
const (
	maxTopic  = 96
	maxEvent  = 8192
	maxTopics = 16
)

// EventOptions tune the live events.
type EventOptions struct {
	// Allow says whether an actor may watch a topic (which may end with *). Without it nobody may over HTTP; a problem
	// that it returns is the answer.
	Allow func(ctx context.Context, who store.Actor, topic string) error
	// Deadline is the moment by which one write to a client must be over; the client is dropped if it isn't. Default:
	// ten seconds by the store's clock.
	Deadline func() time.Time
	// Heartbeat is how often a quiet stream says that it lives; default 15 s.
	Heartbeat time.Duration
	// Retention is how long events can be read again; default 24 h.
	Retention time.Duration
	// Keep is the number of events that can be read again at most; default 200,000.
	Keep int64
	// Watchers is how many clients may watch at one process; default 2,000.
	Watchers int64
}

func (o EventOptions) withDefaults(st *store.Store) EventOptions {
	if o.Deadline == nil {
		o.Deadline = func() time.Time { return st.Now().Add(10 * time.Second) }
	}
	if o.Heartbeat <= 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.Retention <= 0 {
		o.Retention = 24 * time.Hour
	}
	if o.Keep <= 0 {
		o.Keep = 200_000
	}
	if o.Watchers <= 0 {
		o.Watchers = 2_000
	}
	return o
}

// Event is one message to whoever watches.
type Event struct {
	ID      EventID
	Topic   string
	Payload []byte
	At      time.Time
}

// Events are live messages (实时事件): published with a write, numbered after its commit, and told to whoever watches,
// again from any number that is still kept. They tell that something happened; what must happen because of it is a Job.
//
// Memory is bounded by design: a subscription is a position, not a queue. All of a process share the ring of the last
// events; who is slower reads pages from the table, and who is slower than Retention is told so.
type Events struct {
	q      *Queue
	opt    EventOptions
	office *office
	wake   chan struct{} // of the sequencer
	fresh  chan struct{} // of the follower
	wakeUp func()

	subscribers atomic.Int64
	over        chan struct{} // closed by End
	end         sync.Once

	mu      sync.Mutex
	ring    []Event       // the last ones, in order
	last    EventID       // seen by this process
	synced  bool          // last is known
	changed chan struct{} // closed when ring grows
}

// ringSize is how many events are kept in memory, and as many again before it is cut: at most 16 MB.
const ringSize = 1024

func newEvents(q *Queue, opt EventOptions) *Events {
	e := &Events{q: q, opt: opt.withDefaults(q.st), wake: make(chan struct{}, 1), fresh: make(chan struct{}, 1),
		changed: make(chan struct{}), over: make(chan struct{})}
	e.office = &office{q: q, name: "jobs/events"}
	e.wakeUp = func() { poke(e.wake) }
	return e
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Publish adds an event to the update. topic is like "payment/20931", without blanks; payload is as a Job's, at most 8192
// bytes, and should name things rather than show them: whoever may watch the topic reads it.
func (e *Events) Publish(tx *store.Tx, topic string, payload any) error {
	b, err := encodePayload(payload)
	if err != nil {
		return err
	}
	if len(b) > maxEvent || !topicOK(topic) || strings.HasSuffix(topic, "*") {
		return ErrEvent
	}
	tx.Buffer(e.q.slot).(*buffer).add(op{what: addUnsent, args: []any{int64(tx.NewID()), topic, b, tx.Now().UnixMicro()}})
	tx.AfterCommit(e.wakeUp)
	return nil
}

func topicOK(topic string) bool {
	return topic != "" && len(topic) <= maxTopic &&
		!strings.ContainsFunc(topic, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// sequenceBatch is how many events are numbered by one update.
const sequenceBatch = 512

// sequence is the sequencer's goroutine: it numbers what has been committed. Only one process does it, so that numbers
// are committed in their order.
func (e *Events) sequence(ctx context.Context) {
	tick := time.NewTicker(e.q.opt.Poll)
	defer tick.Stop()
	mine, renewed := false, true
	for {
		var err error
		if renewed || e.q.shards.all {
			mine, err = e.office.enter(ctx)
		}
		more := false
		if mine && err == nil {
			more, err = e.number(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "events could not be numbered; the next turn tries again", "error", err)
		}
		renewed = false
		if more && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
		case <-tick.C:
			renewed = true
		}
	}
}

// number gives one batch its numbers; more says that it was a full one.
func (e *Events) number(ctx context.Context) (more bool, err error) {
	var batch []unsent
	err = e.q.st.View(ctx, func(v *store.View) (err error) {
		batch, err = unsentEvents(v, sequenceBatch)
		return err
	})
	if err != nil || len(batch) == 0 {
		return false, err
	}
	err = e.q.st.Update(ctx, func(tx *store.Tx) error {
		if err := e.office.hold(tx); err != nil {
			return err
		}
		return numberEvents(tx, batch)
	})
	if err != nil {
		return false, err
	}
	poke(e.fresh)
	return len(batch) == sequenceBatch, nil
}

// follow is the goroutine that reads numbered events into the ring.
func (e *Events) follow(ctx context.Context) {
	tick := time.NewTicker(e.q.opt.Poll)
	defer tick.Stop()
	for {
		more, err := e.read(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "events could not be read; the next turn tries again", "error", err)
		}
		if more && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-e.fresh:
		case <-tick.C:
		}
	}
}

// pageSize is how many events one read takes.
const pageSize = 512

// read takes the next page into the ring.
func (e *Events) read(ctx context.Context) (more bool, err error) {
	e.mu.Lock()
	after, synced := e.last, e.synced
	e.mu.Unlock()
	var page []Event
	err = e.q.st.View(ctx, func(v *store.View) (err error) {
		if !synced {
			after, _, err = sequenceOf(v)
			return err
		}
		page, err = eventsAfter(v, after, pageSize)
		return err
	})
	if err != nil {
		return false, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !synced {
		e.last, e.synced = after, true
		close(e.changed)
		e.changed = make(chan struct{})
		return false, nil
	}
	if len(page) == 0 {
		return false, nil
	}
	e.ring = append(e.ring, page...)
	if over := len(e.ring) - ringSize; over > ringSize { // moved seldom
		e.ring = append([]Event(nil), e.ring[over:]...)
	}
	e.last = page[len(page)-1].ID
	close(e.changed)
	e.changed = make(chan struct{})
	return len(page) == pageSize, nil
}

// Last is the sequence of the last event that this process has seen.
func (e *Events) Last() EventID {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last
}

// End ends all subscriptions of this process; a server calls it when it begins to drain, since streams never end by
// themselves. Clients come back, to another process or after the restart, with their position. Stop calls it too.
func (e *Events) End() { e.end.Do(func() { close(e.over) }) }

// sweep removes what is beyond retention. What is gone is remembered, so that no reader takes a gap for silence.
func (e *Events) sweep(ctx context.Context) error {
	for {
		var gone EventID
		var n int
		err := e.q.st.View(ctx, func(v *store.View) (err error) {
			last, _, err := sequenceOf(v)
			if err != nil {
				return err
			}
			gone, n, err = oldEvents(v, v.Now().Add(-e.opt.Retention).UnixMicro(), last-EventID(e.opt.Keep), sweepChunk)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
		if err := e.q.st.UpdateSlow(ctx, func(tx *store.Tx) error { return dropEvents(tx, gone) }); err != nil {
			return err
		}
		if n < sweepChunk {
			return nil
		}
	}
}

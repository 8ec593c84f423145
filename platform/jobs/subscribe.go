package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"tonghui/platform/store"
)

// FromNow is the position of a subscriber who wants no past events.
const FromNow EventID = -1

// ErrGap says that events after the subscriber's position are no longer kept: it should read anew what it watches. The
// subscription goes on behind the gap.
var ErrGap = errors.New("jobs: events after this position are no longer kept")

// ErrEnded says that the process serves no events any more.
var ErrEnded = errors.New("jobs: the process is stopping; watch another one from the same position")

// Subscription is a position in the events of some topics.
type Subscription struct {
	e      *Events
	topics []string
	at     EventID // seen up to here
	begun  bool
	close  sync.Once
}

// Subscribe watches topics behind an event; a topic that ends with * stands for all that begin so. It refuses when the
// process has too many watchers. Close it.
func (e *Events) Subscribe(topics []string, after EventID) (*Subscription, error) {
	if len(topics) == 0 || len(topics) > maxTopics || !slices.ContainsFunc(topics, topicOK) ||
		slices.ContainsFunc(topics, func(t string) bool { return !topicOK(t) }) {
		return nil, ErrTopics
	}
	if e.subscribers.Add(1) > e.opt.Watchers {
		e.subscribers.Add(-1)
		return nil, ErrWatchers
	}
	return &Subscription{e: e, topics: topics, at: after}, nil
}

// Close ends a subscription.
func (s *Subscription) Close() { s.close.Do(func() { s.e.subscribers.Add(-1) }) }

// At is the position: everything up to it has been given or doesn't concern these topics.
func (s *Subscription) At() EventID { return s.at }

// Next waits for events and gives up to a few hundred, in order. It ends with ctx's error, or ErrGap once where events
// are missing.
func (s *Subscription) Next(ctx context.Context) ([]Event, error) {
	for {
		page, changed, far, err := s.look()
		if far {
			page, err = s.page(ctx)
		}
		if err != nil || len(page) > 0 {
			return page, err
		}
		if far {
			continue
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.e.over:
			return nil, ErrEnded
		case <-changed:
		}
	}
}

// look reads from the ring; far says that the position lies before it.
func (s *Subscription) look() (out []Event, changed chan struct{}, far bool, err error) {
	e := s.e
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.synced {
		return nil, e.changed, false, nil
	}
	if !s.begun {
		s.begun = true
		if s.at == FromNow {
			s.at = e.last
		}
	}
	if s.at > e.last { // of another database, or this process is behind the one that gave the number
		return nil, e.changed, false, nil
	}
	first := e.last + 1
	if len(e.ring) > 0 {
		first = e.ring[0].ID
	}
	if s.at+1 < first {
		return nil, nil, true, nil
	}
	from := sortedAfter(e.ring, s.at)
	for _, ev := range e.ring[from:] {
		s.at = ev.ID
		if s.wants(ev.Topic) {
			if out = append(out, ev); len(out) == pageSize {
				break
			}
		}
	}
	return out, e.changed, false, nil
}

// sortedAfter is the index of the first event behind a position.
func sortedAfter(ring []Event, at EventID) int {
	i, found := slices.BinarySearchFunc(ring, at, func(ev Event, at EventID) int { return int(ev.ID - at) })
	if found {
		i++
	}
	return i
}

// page reads a page from the table.
func (s *Subscription) page(ctx context.Context) (out []Event, err error) {
	var gone EventID
	var all []Event
	err = s.e.q.st.View(ctx, func(v *store.View) (err error) {
		if _, gone, err = sequenceOf(v); err != nil {
			return err
		}
		all, err = eventsAfter(v, s.at, pageSize)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.at < gone {
		s.at = gone
		return nil, ErrGap
	}
	for _, ev := range all {
		s.at = ev.ID
		if s.wants(ev.Topic) {
			out = append(out, ev)
		}
	}
	return out, nil
}

func (s *Subscription) wants(topic string) bool {
	for _, t := range s.topics {
		if prefix, ok := strings.CutSuffix(t, "*"); ok && strings.HasPrefix(topic, prefix) || t == topic {
			return true
		}
	}
	return false
}

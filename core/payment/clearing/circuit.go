package clearing

import (
	"context"
	"sync"
	"time"
)

// circuit keeps the bank from asking a house that doesn't answer with every message it has: after a few failures in a row it is
// open for a while, then lets one message try. Messages that wait for it wait in this process: their rows stay as they are, and
// all go on at once when the house is back.
type circuit struct {
	mu       sync.Mutex
	round    int // verdicts so far; sendings that were under way together have the same, and count once
	failures int // rounds that failed in a row
	until    time.Time
	since    time.Time // of the last failure or trial
	lastGood time.Time
	changed  chan struct{} // closed when until has become earlier
}

const (
	circuitFailures = 5                      // so many in a row open it
	circuitFirst    = 250 * time.Millisecond // the first pause; each further failure doubles it
	circuitMost     = 30 * time.Second
	// circuitTrial is how long others wait for the one that tries: as long as a request may take.
	circuitTrial = requestMost + time.Second
	// circuitPatience is how long a run waits for its turn: what stops the queue waits no longer for it.
	circuitPatience = 2 * time.Second
)

// enter waits until a message may be sent; false says that it may not yet. The round is for failed or leave; each true is
// followed by good, failed or leave.
func (c *circuit) enter(ctx context.Context, now func() time.Time) (round int, ok bool) {
	patience := time.NewTimer(circuitPatience)
	defer patience.Stop()
	for {
		round, wait, changed := c.try(now())
		if wait <= 0 {
			return round, true
		}
		over := time.NewTimer(wait)
		select {
		case <-over.C:
		case <-changed:
			over.Stop()
		case <-ctx.Done():
			over.Stop()
			return 0, false
		case <-patience.C:
			over.Stop()
			return 0, false
		}
	}
}

// try begins a sending, or says how long it should wait unless changed is closed before.
func (c *circuit) try(now time.Time) (round int, wait time.Duration, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures < circuitFailures {
		return c.round, 0, nil
	}
	if now.Before(c.until) {
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		return 0, c.until.Sub(now), c.changed
	}
	c.since, c.until = now, now.Add(circuitTrial)
	return c.round, 0, nil
}

// leave ends a sending that was none.
func (c *circuit) leave(round int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if round == c.round && c.failures >= circuitFailures {
		c.until = now
		c.wake()
	}
}

// good says that the house has answered.
func (c *circuit) good(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.round++
	c.failures, c.lastGood = 0, now
	c.wake()
}

// failed says that the house has not answered a sending of a round.
func (c *circuit) failed(round int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if round != c.round {
		return
	}
	c.round++
	c.failures++
	if over := c.failures - circuitFailures; over >= 0 {
		c.since, c.until = now, now.Add(min(circuitFirst<<min(over, 8), circuitMost))
		c.wake() // the pause may be shorter than the trial's time
	}
}

// heard says that the house has sent something: it may be back, so the pause is cut to the first one.
func (c *circuit) heard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if early := c.since.Add(circuitFirst); c.failures >= circuitFailures && early.Before(c.until) {
		c.until = early
		c.wake()
	}
}

// wake has those that wait look again; the caller holds mu.
func (c *circuit) wake() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// state is the circuit for people.
func (c *circuit) state(now time.Time) (word string, failures int, lastGood time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.failures < circuitFailures:
		word = "closed"
	case now.Before(c.until):
		word = "open"
	default:
		word = "half-open"
	}
	return word, c.failures, c.lastGood
}

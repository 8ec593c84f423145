package clearing

import (
	"sync"
	"time"
)

// circuit keeps the bank from asking a house that doesn't answer with every message it has: after a few failures in a row it is
// open for a while, then lets one message try.
type circuit struct {
	mu       sync.Mutex
	failures int
	until    time.Time
	lastGood time.Time
}

// The circuit opens after so many failures in a row, for a second at first, twice as long after each further one, up to 30 s.
const (
	circuitFailures = 5
	circuitMost     = 30 * time.Second
)

// wait is how long nothing should be tried; 0 is now.
func (c *circuit) wait(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures < circuitFailures || !now.Before(c.until) {
		return 0
	}
	return c.until.Sub(now)
}

func (c *circuit) good(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures, c.lastGood = 0, now
}

func (c *circuit) failed(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures++
	if over := c.failures - circuitFailures; over >= 0 {
		c.until = now.Add(min(time.Second<<min(over, 5), circuitMost))
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

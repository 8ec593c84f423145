package observe

import "time"

// Stopwatch measures durations; it is a monotonic reading and survives changes of the wall clock.
type Stopwatch struct{ began time.Time }

// Start starts a stopwatch.
func Start() Stopwatch { return Stopwatch{time.Now()} }

// Began is when the stopwatch was started.
func (s Stopwatch) Began() time.Time { return s.began }

// Elapsed is the time since Start.
func (s Stopwatch) Elapsed() time.Duration { return time.Since(s.began) }

// In is the point in time d from now, for connection deadlines. Business time comes from store.Tx alone.
func In(d time.Duration) time.Time { return time.Now().Add(d) }

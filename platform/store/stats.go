//tidy:float metrics are in seconds, as floats; no money is in them

package store

import (
	"sync/atomic"
	"time"
)

// commitBounds are the upper bounds of the commit-time histogram, in microseconds.
var commitBounds = [...]int64{250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 1_000_000}

// Stats count what the store does. All fields may be read at any time.
type Stats struct {
	Updates     atomic.Int64 // updates answered
	Groups      atomic.Int64 // commits
	Reruns      atomic.Int64 // groups that ran again
	Conflicts   atomic.Int64 // attempts lost to another transaction or to a server that went away
	LastResorts atomic.Int64 // updates that lost so often that all others were made to wait
	Resolved    atomic.Int64 // commits whose answer was lost and whose outcome was read
	Refused     atomic.Int64 // updates refused for a full queue
	Views       atomic.Int64
	Checkpoints atomic.Int64

	CommitMicros atomic.Int64 // total time of groups, from first closure to answer
	buckets      [len(commitBounds) + 1]atomic.Int64
}

// note counts a group before its updates are answered.
func (s *Stats) note(started time.Time, updates int) {
	s.Updates.Add(int64(updates))
	us := time.Since(started).Microseconds()
	s.CommitMicros.Add(us)
	i := 0
	for i < len(commitBounds) && us > commitBounds[i] {
		i++
	}
	s.buckets[i].Add(1)
}

// CommitHistogram gives the cumulative counts of groups by duration in seconds, for metrics.
func (s *Stats) CommitHistogram() (bounds map[float64]uint64, count uint64) {
	bounds = make(map[float64]uint64, len(commitBounds))
	for i, b := range commitBounds {
		count += uint64(s.buckets[i].Load())
		bounds[float64(b)/1e6] = count
	}
	count += uint64(s.buckets[len(commitBounds)].Load())
	return bounds, count
}

package ledger

import (
	"sync"
	"sync/atomic"

	"tonghui/base/problem"
)

// Stats count what this process's ledger has done since it began. They may be read at any time.
type Stats struct {
	Entries  atomic.Int64 // committed
	Postings atomic.Int64 // of those entries

	mu      sync.Mutex
	refused map[string]int64 // entries, by the problem's code
}

// Refused is how many entries were refused, by code. What was not tried because of another is counted too.
func (s *Stats) Refused() map[string]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int64, len(s.refused))
	for code, n := range s.refused {
		out[code] = n
	}
	return out
}

// refuse counts refusals; nil ones are none.
func (s *Stats) refuse(errs ...error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, err := range errs {
		if err == nil {
			continue
		}
		if s.refused == nil {
			s.refused = map[string]int64{}
		}
		s.refused[problem.Of(err).Code]++
	}
}

// Stats are the ledger's counters.
func (l *Ledger) Stats() *Stats { return &l.stats }

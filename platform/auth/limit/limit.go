package limit

import (
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"sync"
	"time"

	"tonghui/base/problem"
)

// ErrTooMany refuses a caller who has used up the bucket. Make it with Refuse, which says how long to wait.
var ErrTooMany = problem.New(problem.TooMany, "auth.too_many",
	"Too many requests. Wait %[1]d seconds and try again.", "请求过于频繁。请于 %[1]d 秒后重试。")

// Refuse is ErrTooMany with the whole seconds to wait in both sentences; RetryAfter reads them back for the HTTP header.
func Refuse(retryAfter time.Duration) error {
	s := seconds(retryAfter)
	return ErrTooMany.With(s).Because(wait(s))
}

// RetryAfter is how many seconds a refusal asks its caller to wait; 0 if err is no refusal of a limit.
func RetryAfter(err error) (seconds int64) {
	var w wait
	if errors.As(err, &w) {
		return int64(w)
	}
	return 0
}

// wait is the cause of a refusal: the seconds to wait.
type wait int64

func (w wait) Error() string { return fmt.Sprintf("wait %d s", int64(w)) }

// seconds rounds up, as a caller who waits a moment too short is refused again; at least one.
func seconds(d time.Duration) int64 {
	return max(1, int64((d+time.Second-1)/time.Second))
}

// Rule is a bucket: at most Burst at once, and one more after each Every. A Burst of zero sets no limit.
type Rule struct {
	Burst int
	Every time.Duration // until one token has come back
	Most  int           // keys remembered; default 262,144
}

// None reports whether the rule sets no limit.
func (r Rule) None() bool { return r.Burst <= 0 }

// valid refuses a rule that can't be reckoned with.
func (r Rule) valid() bool {
	return r.None() || r.Every > 0 && int64(r.Burst) <= math.MaxInt64/4/int64(r.Every)
}

const (
	shards      = 64
	defaultMost = 1 << 18
	sampled     = 8 // buckets looked at to find one to forget
)

// Limiter holds the buckets of keys. It may be used by many goroutines.
type Limiter struct {
	rule   Rule
	seed   maphash.Seed
	most   int // keys of one shard
	shards [shards]shard
}

// shard holds, for the hash of each key, the moment in nanoseconds at which its bucket is full again. That one number is the
// whole bucket (generic cell rate algorithm): a token taken moves it by Every, and as long as it is less than Burst x Every
// ahead of now there is a token to take.
type shard struct {
	mu   sync.Mutex
	full map[uint64]int64
	_    [48]byte // so that two shards' locks don't share a cache line
}

// New makes a limiter; a rule with a Burst and no Every is the program's own mistake and panics.
func New(r Rule) *Limiter {
	if !r.valid() {
		panic(fmt.Sprintf("limit: a burst of %d with one each %s can't be reckoned with", r.Burst, r.Every))
	}
	if r.Most <= 0 {
		r.Most = defaultMost
	}
	return &Limiter{rule: r, seed: maphash.MakeSeed(), most: max(sampled, r.Most/shards)}
}

// Allow takes a token of the key's bucket. If there is none, retryAfter is how long until there is one.
func (l *Limiter) Allow(key string, now time.Time) (retryAfter time.Duration, ok bool) {
	return l.AllowBy(key, l.rule, now)
}

// AllowBy is Allow under a rule of the key's own; a rule that can't be reckoned with is none. A key's rule may change from
// call to call: what it has used stays used.
func (l *Limiter) AllowBy(key string, r Rule, now time.Time) (retryAfter time.Duration, ok bool) {
	if r.None() || !r.valid() {
		return 0, true
	}
	hash := maphash.String(l.seed, key)
	s := &l.shards[hash%shards]
	at := now.UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	full := max(at, s.full[hash]) // a key that isn't there is a full bucket
	if ahead := full - at - int64(r.Every)*int64(r.Burst-1); ahead > 0 {
		return time.Duration(ahead), false
	}
	if _, known := s.full[hash]; !known {
		s.makeRoom(at, l.most)
	}
	s.full[hash] = full + int64(r.Every)
	return 0, true
}

// Forget fills the key's bucket, as after a sign-in that succeeded.
func (l *Limiter) Forget(key string) {
	hash := maphash.String(l.seed, key)
	s := &l.shards[hash%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.full, hash)
}

// Len is how many keys are remembered.
func (l *Limiter) Len() (n int) {
	for i := range l.shards {
		s := &l.shards[i]
		s.mu.Lock()
		n += len(s.full)
		s.mu.Unlock()
	}
	return n
}

// makeRoom keeps a shard within its bound. A map's iteration begins anywhere, so a few steps of it are a fair sample: those
// among them that are full again go, for nothing is lost with them; if none is, the one nearest to it goes.
func (s *shard) makeRoom(now int64, most int) {
	if s.full == nil {
		s.full = map[uint64]int64{}
	}
	looked, nearest, at := 0, uint64(0), int64(math.MaxInt64)
	for hash, full := range s.full {
		if looked++; looked > sampled {
			break
		}
		if full <= now {
			delete(s.full, hash)
		} else if full < at {
			nearest, at = hash, full
		}
	}
	if len(s.full) >= most {
		delete(s.full, nearest)
	}
}

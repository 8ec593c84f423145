package history

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Plan says what one process of a history does. It is handed to it as JSON.
type Plan struct {
	DSN        string
	Kind       string       // of all entries and holds of the history
	Name       string       // of this process in this run; begins its references
	Seed       uint64       // of what it does
	Common     uint64       // of what all processes of the history do under the same references
	Goroutines int          //
	Ops        int          // of each goroutine; 0: until standard input ends
	Mix        map[Verb]int // weights
	Accounts   []int64      // deposits
	Cash       int64        // without floor
	Hot        int64        // without floor, buffered; no witness sees it
	Most       money.Amount // the largest amount
	Again      []Op         // what an earlier process left in doubt
	Frozen     []int64      // freezes that an earlier process made
	Serve      bool         // HTTP, instead of all the rest
	Office     bool         // jobs and audit, instead of all the rest
	Folder     string       // of the log's key and checkpoints
	Lease      string       // a lease to post under, from the first deposit
	LeaseFor   int64        // milliseconds; it is not renewed
	Opt        Tuning
}

// Tuning is what of store.Options a plan sets.
type Tuning struct {
	Node, Lanes int
	NoGroup     bool
	SkewMillis  int64 // the clock is off by this
	JumpHours   int64 // the clock jumps this far forth and back
	PauseMicros int64 // between operations
	TickMillis  int64 // between folds; 0: no folding
	CacheMB     int
}

func (t Tuning) options() store.Options {
	o := store.Options{Node: t.Node, Lanes: t.Lanes, NoGroup: t.NoGroup, CacheMB: t.CacheMB, Readers: 4}
	if t.SkewMillis != 0 || t.JumpHours != 0 {
		o.Clock = func() time.Time { return t.clock(time.Now()) }
	}
	return o
}

// clock is a clock that is off, or that jumps forth and back about thirty times a second.
func (t Tuning) clock(now time.Time) time.Time {
	jump := time.Duration(now.UnixMilli()/31%3-1) * time.Duration(t.JumpHours) * time.Hour
	return now.Add(time.Duration(t.SkewMillis)*time.Millisecond + jump)
}

// crew is a process's goroutines and what they know together.
type crew struct {
	p     *Plan
	b     *Bank
	tell  func(any) error
	stop  chan struct{}
	mu    sync.Mutex
	open  []int64 // accounts that this process opened
	holds []heldOn
	frost []int64
	posts []int64
	done  []Op // may be asked again
	first map[string]Result
	today int64
	days  int64
	count map[string]int
}

// heldOn is a hold and its account.
type heldOn struct{ hold, account int64 }

// line is a line of a process's report.
type line struct {
	Try    *Op            `json:"try,omitempty"`
	Got    *Result        `json:"got,omitempty"`
	Wrong  string         `json:"wrong,omitempty"` // the process found a rule broken itself
	Sum    map[string]int `json:"sum,omitempty"`
	Ready  bool           `json:"ready,omitempty"`
	Serves string         `json:"serves,omitempty"` // where a process answers HTTP
	Lost   string         `json:"lost,omitempty"`   // code of the error that ended the work under a lease
}

// Work does what a plan says and tells every operation before it begins and every answer. It ends when the plan is done, stop
// is closed, or the process has lost its node.
func Work(ctx context.Context, p *Plan, tell func(any) error, stop chan struct{}) (err error) {
	switch {
	case p.Serve:
		return serve(ctx, p, tell, stop)
	case p.Office:
		return work(ctx, p, tell, stop)
	}
	b, err := OpenBank(ctx, p.DSN, p.Opt.options(), p.Kind, p.Hot)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Store.Close()) }()
	c := &crew{p: p, b: b, tell: tell, stop: stop, first: map[string]Result{}, frost: p.Frozen, count: map[string]int{}}
	if err := tell(line{Ready: true}); err != nil {
		return err
	}
	for i := range p.Again {
		c.do(ctx, &p.Again[i])
	}
	folding := make(chan struct{})
	go c.fold(ctx, folding)
	var wg sync.WaitGroup
	if p.Lease != "" {
		wg.Go(func() { c.underLease(ctx) })
	}
	for g := range p.Goroutines {
		wg.Go(func() { c.loop(ctx, g) })
	}
	wg.Wait()
	close(folding)
	s := b.Store.Stats()
	c.count["conflicts"], c.count["reruns"] = int(s.Conflicts.Load()), int(s.Reruns.Load())
	c.count["resolved"], c.count["groups"] = int(s.Resolved.Load()), int(s.Groups.Load())
	return tell(line{Sum: c.count})
}

// fold brings the hot account's pending postings in, now and then.
func (c *crew) fold(ctx context.Context, end chan struct{}) {
	if c.p.Opt.TickMillis == 0 {
		return
	}
	t := time.NewTicker(time.Duration(c.p.Opt.TickMillis) * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-end:
			return
		case <-t.C:
		}
		if _, err := c.b.Ledger.Fold(ctx); err != nil && !c.expected(err) {
			_ = c.tell(line{Wrong: "fold: " + err.Error()})
		}
	}
}

// expected are errors that a bank may have while its server or its node is taken away.
func (c *crew) expected(err error) bool {
	for _, e := range []error{store.ErrUnreachable, store.ErrUncertain, store.ErrConflict, store.ErrNodeLost, store.ErrLeaseLost,
		store.ErrClosed, store.ErrBusy, store.ErrGaveUp} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (c *crew) loop(ctx context.Context, g int) {
	rnd := rand.New(rand.NewPCG(c.p.Seed, uint64(g)))
	for n := 0; c.p.Ops == 0 || n < c.p.Ops; n++ {
		select {
		case <-c.stop:
			return
		default:
		}
		if c.b.Store.NodeLost() {
			return
		}
		op, known := c.next(rnd, g, n)
		if known {
			c.repeat(ctx, op)
		} else {
			c.do(ctx, op)
		}
		if c.p.Opt.PauseMicros > 0 {
			time.Sleep(time.Duration(rnd.Int64N(c.p.Opt.PauseMicros)) * time.Microsecond)
		}
	}
}

// do does an operation; what is left in doubt is asked again, as a client does.
func (c *crew) do(ctx context.Context, op *Op) {
	if c.tell(line{Try: op}) != nil {
		return
	}
	r := c.b.Do(ctx, op)
	for n := 0; r.Outcome == Unknown && again[op.Verb] && n < 20 && !c.b.Store.NodeLost(); n++ {
		_ = c.tell(line{Got: &r})
		r = c.b.Do(ctx, op)
	}
	_ = c.tell(line{Got: &r})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count[string(op.Verb)+" "+string(r.Outcome)]++
	c.today = max(c.today, r.today)
	if c.transient(r.Code) {
		c.count[r.Code]++
	}
	if r.Outcome != Done {
		return
	}
	switch op.Verb {
	case Post, Batch:
		for i, id := range r.IDs {
			if id != 0 && (op.Verb == Post || !op.Entries[i].Linked) {
				c.posts = append(c.posts, id)
			}
		}
	case Hold:
		c.holds = append(c.holds, heldOn{r.IDs[0], op.Account})
	case Freeze:
		c.frost = append(c.frost, r.IDs[0])
	case Open:
		c.open = append(c.open, r.IDs[0])
	}
	if again[op.Verb] {
		c.done = append(c.done, *op)
		c.first[op.Ref] = r
	}
}

// repeat asks again what was answered before: the answer must be the same.
func (c *crew) repeat(ctx context.Context, op *Op) {
	c.mu.Lock()
	was := c.first[op.Ref]
	c.mu.Unlock()
	r := c.b.Do(ctx, op)
	switch {
	case r.Outcome == Unknown || r.Outcome == Refused && c.transient(r.Code):
	case r.Outcome != Done || !sameAgain(op, &was, &r):
		_ = c.tell(line{Wrong: fmt.Sprintf("%s %s was answered %+v, and asked again %+v", op.Verb, op.Ref, was, r)})
	}
	c.mu.Lock()
	c.count["repeated"]++
	c.mu.Unlock()
}

// sameAgain: what was booked is answered with its entry; of a batch whose entries stand alone, what was refused may be booked
// at the second time.
func sameAgain(op *Op, was, now *Result) bool {
	if op.Verb != Batch || op.Mode == ledger.Atomic {
		return now.Replayed && slices.Equal(was.IDs, now.IDs)
	}
	for i, id := range was.IDs {
		if id != 0 && now.IDs[i] != id {
			return false
		}
	}
	return true
}

func (c *crew) transient(code string) bool {
	for _, e := range []string{store.ErrUnreachable.Code, store.ErrConflict.Code, store.ErrNodeLost.Code,
		store.ErrBusy.Code, store.ErrClosed.Code} {
		if code == e {
			return true
		}
	}
	return false
}

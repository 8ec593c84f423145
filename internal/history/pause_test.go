package history

import (
	"errors"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tonghui/platform/store"
)

func (s *stage) signal(c *proc, sig syscall.Signal) {
	s.Helper()
	s.must(c.cmd.Process.Signal(sig))
}

// lost waits for the code of the error that ended a process's work under its lease.
func (s *stage) lost(c *proc) string {
	s.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		code := s.judge.lost
		s.mu.Unlock()
		if code != "" {
			return code
		}
	}
	s.Fatal("the paused process goes on although another has taken its place")
	return ""
}

// A process that is paused while it works under a lease, and wakes when another has taken it, writes nothing any more under it.
func TestPausedLease(t *testing.T) {
	s := newStage(t, database(t), kind("lease"), 1, 1000)
	shared(t)
	c := s.start(func(p *Plan) { p.Goroutines, p.Lease, p.LeaseFor = 0, "history.work", 500 })
	s.worked(c)
	s.signal(c, syscall.SIGSTOP)
	b, err := OpenBank(ctx, s.plan.DSN, store.Options{}, s.plan.Kind)
	s.must(err)
	defer func() { s.must(b.Store.Close()) }()
	lease := s.takes(b)
	op := UnderLease(&s.plan, "begin.taken")
	_, err = b.DoUnder(ctx, lease, op)
	s.must(err)
	s.signal(c, syscall.SIGCONT)
	if code := s.lost(c); code != store.ErrLeaseLost.Code {
		t.Errorf("the paused process met %s", code)
	}
	s.stop(c)
	order, err := OrderOn(ctx, b, s.plan.Accounts[0])
	s.must(err)
	if at := slices.Index(order, op.Ref); at < 2 || at != len(order)-1 {
		t.Errorf("the taker's entry stands at place %d of %d: the paused process wrote after it", at+1, len(order))
	}
	s.sentence()
}

// worked waits until a process has been acknowledged something.
func (s *stage) worked(c *proc) {
	s.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		n := 0
		for _, results := range s.judge.got {
			if results[0].Outcome == Done {
				n++
			}
		}
		s.mu.Unlock()
		if n > 3 {
			return
		}
	}
	s.Fatal("the process does nothing")
}

// takes takes the lease as soon as it has run out.
func (s *stage) takes(b *Bank) *store.Lease {
	s.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		lease, err := b.Store.TakeLease(ctx, "history.work", time.Minute)
		if err == nil {
			return lease
		}
		if !errors.Is(err, store.ErrLeaseHeld) && !errors.Is(err, store.ErrConflict) {
			s.Fatal(err)
		}
	}
	s.Fatal("the lease could not be taken")
	return nil
}

// A process that is paused for longer than a node may be silent loses its node number to another one. When it wakes it
// writes nothing any more, and nothing of what it had begun is half done.
func TestPausedNode(t *testing.T) {
	shared(t)
	s := newStage(t, database(t), kind("node"), 4, 1000)
	s.plan.Mix = busy
	c := s.start(func(p *Plan) { p.Opt.Node = 31 })
	s.worked(c)
	s.signal(c, syscall.SIGSTOP)
	begin := time.Now()
	b := s.takesNode(31)
	t.Logf("the node was taken after %s", time.Since(begin).Round(time.Second))
	r := b.Do(ctx, UnderLease(&s.plan, "begin.taken"))
	if r.Outcome != Done {
		t.Errorf("the process that took the node over can't post: %+v", r)
	}
	s.mu.Lock()
	before := len(s.judge.got)
	s.mu.Unlock()
	s.signal(c, syscall.SIGCONT)
	s.finish(c)
	s.must(b.Store.Close())
	refusals := 0
	for _, results := range s.judge.got {
		for i := range results {
			if results[i].Code == store.ErrNodeLost.Code {
				refusals++
			}
		}
	}
	if refusals == 0 {
		t.Errorf("no write was refused with %s (%d answers before the pause, %d in all)", store.ErrNodeLost.Code, before, len(s.judge.got))
	}
	s.settle()
	s.sentence()
}

func (s *stage) takesNode(node int) *Bank {
	s.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		b, err := OpenBank(ctx, s.plan.DSN, store.Options{Node: node}, s.plan.Kind)
		if err == nil {
			return b
		}
		if !errors.Is(err, store.ErrNodeTaken) {
			s.Logf("taking the node: %v", err)
			if !strings.Contains(err.Error(), "store.") {
				s.Fatal(err)
			}
		}
	}
	s.Fatal("the node could not be taken")
	return nil
}

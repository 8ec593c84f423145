package store

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A lease has one holder; who slept through its end can't write any more, and one that nobody wanted still holds.
func TestLease(t *testing.T) {
	var now atomic.Int64
	now.Store(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC).UnixMicro())
	s := TestOptions(t, Options{Clock: func() time.Time { return time.UnixMicro(now.Load()) }, Lanes: 1}, testSchema)
	pass := func(d time.Duration) { now.Add(d.Microseconds()) }
	hold := func(l *Lease, word string) error {
		return s.Update(ctx, func(tx *Tx) error {
			if err := tx.Hold(l); err != nil {
				return err
			}
			return insertRow(tx, word)
		})
	}
	first, err := s.TakeLease(ctx, "sweep", time.Minute)
	if err != nil || first.Token() != 1 || first.Name() != "sweep" {
		t.Fatal(first, err)
	}
	_, err = s.TakeLease(ctx, "sweep", time.Minute)
	wantErr(t, err, ErrLeaseHeld)
	if _, err := s.TakeLease(ctx, "other", time.Minute); err != nil {
		t.Error(err)
	}
	pass(50 * time.Second)
	if err := first.Renew(ctx); err != nil {
		t.Error(err)
	}
	pass(50 * time.Second)
	_, err = s.TakeLease(ctx, "sweep", time.Minute)
	wantErr(t, err, ErrLeaseHeld)
	pass(time.Hour)
	if err := hold(first, "late"); err != nil { // run out, but nobody else has it
		t.Error(err)
	}
	second, err := s.TakeLease(ctx, "sweep", time.Minute)
	if err != nil || second.Token() != 2 {
		t.Fatal(second, err)
	}
	wantErr(t, hold(first, "lost"), ErrLeaseLost)
	wantErr(t, first.Renew(ctx), ErrLeaseLost)
	if err := first.Release(ctx); err != nil { // harms nobody
		t.Error(err)
	}
	if err := hold(second, "kept"); err != nil {
		t.Error(err)
	}
	if err := second.Release(ctx); err != nil {
		t.Error(err)
	}
	third, err := s.TakeLease(ctx, "sweep", time.Minute)
	if err != nil || third.Token() != 3 {
		t.Error(third, err)
	}
	wantWords(t, s, "late kept")
	for _, name := range []string{"", string(make([]byte, 65))} {
		if _, err := s.TakeLease(ctx, name, time.Minute); err == nil {
			t.Errorf("name %q", name)
		}
	}
}

// Of many that want a lease at once, one gets it.
func TestLeaseRace(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 4}, testSchema)
	for round := range 5 {
		name := string(rune('a' + round))
		var won atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch _, err := s.TakeLease(ctx, name, time.Minute); {
				case err == nil:
					won.Add(1)
				default:
					wantErr(t, err, ErrLeaseHeld)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d holders", won.Load())
		}
	}
}

package store

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
)

// The first trap: a client that gives up, before its update begins or while it runs, harms nobody.
func TestClientGivesUp(t *testing.T) {
	s := testStore(t)
	gate, in := make(chan struct{}), make(chan struct{})
	runs := make(chan error, 1)
	running, stop := context.WithCancel(ctx)
	go func() {
		runs <- s.Update(running, func(tx *Tx) error {
			close(in)
			<-gate
			return insertRow(tx, "running")
		})
	}()
	<-in
	waits, leave := context.WithCancel(ctx)
	gone := make(chan error, 1)
	go func() { gone <- s.Update(waits, func(tx *Tx) error { return insertRow(tx, "gone") }) }()
	neighbour := make(chan error, 1)
	go func() { neighbour <- insert(s, "next") }()
	for s.Queued() < 2 {
		runtime.Gosched()
	}
	leave()
	wantErr(t, <-gone, ErrGaveUp) // at once, while the writer is busy
	stop()                        // too late: it has begun
	close(gate)
	wantErr(t, <-runs, nil)
	wantErr(t, <-neighbour, nil)
	wantWords(t, s, "running next")

	dead, cancel := context.WithCancel(ctx)
	cancel()
	wantErr(t, s.Update(dead, func(tx *Tx) error { return insertRow(tx, "dead") }), ErrGaveUp)
	wantErr(t, s.View(dead, func(v *View) error { _, err := v.Query("SELECT 1"); return err }), ErrGaveUp)
	wantWords(t, s, "running next")
}

// The second trap: an error that takes the transaction down. The closure that carries on regardless must not write
// on its own, its neighbours are booked, and the bank goes on.
func TestLostTransaction(t *testing.T) {
	SQLiteOnly(t, "it breaks SQLite's transaction")
	s := testStore(t)
	before := func(tx *Tx) error { return insertRow(tx, "before") }
	after := func(tx *Tx) error { return insertRow(tx, "after") }
	fault := func(tx *Tx) error {
		if err := insertRow(tx, "lost"); err != nil {
			return err
		}
		if _, err := tx.Exec("ROLLBACK"); err != nil { // stands for SQLite's own
			return err
		}
		_, err := tx.Exec("INSERT INTO t_rows (id, word) VALUES (1, 'stray')")
		wantErr(t, err, errLost)
		_, err = tx.Query("SELECT 1")
		wantErr(t, err, errLost)
		return nil // swallows it
	}
	errs := together(t, s, before, fault, after)
	for i, want := range []error{nil, errLost, nil} {
		wantErr(t, errs[i], want)
	}
	wantWords(t, s, "before after")
	// A COMMIT that is not the writer's own is refused.
	errs = together(t, s, func(tx *Tx) error {
		if err := insertRow(tx, "sly"); err != nil {
			return err
		}
		_, err := tx.Exec("COMMIT")
		return err
	})
	if errs[0] == nil {
		t.Error("a closure committed by itself")
	}
	wantWords(t, s, "before after")
}

// A constraint that fails at the commit falls on the update that broke it.
func TestCommitRefused(t *testing.T) {
	SQLiteOnly(t, "a deferred foreign key refuses the commit")
	s := testStore(t)
	orphan := func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO t_kids (id, parent) VALUES (?, 404)", int64(tx.NewID()))
		return err
	}
	errs := together(t, s, func(tx *Tx) error { return insertRow(tx, "a") }, orphan, func(tx *Tx) error { return insertRow(tx, "b") })
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("%v", errs)
	}
	wantWords(t, s, "a b")
}

func TestPanics(t *testing.T) {
	s := testStore(t)
	errs := together(t, s,
		func(tx *Tx) error { return insertRow(tx, "a") },
		func(tx *Tx) error {
			if err := insertRow(tx, "b"); err != nil {
				return err
			}
			rows, err := tx.Query("SELECT word FROM t_rows") // left open
			if err != nil || !rows.Next() {
				t.Error(err)
			}
			return tx.Savepoint(func() error {
				_ = insertRow(tx, "c")
				panic("no")
			})
		},
		func(tx *Tx) error {
			if err := insertRow(tx, "d"); err != nil {
				return err
			}
			defer func() { _ = recover() }()
			_ = tx.Savepoint(func() error {
				_ = insertRow(tx, "e")
				panic("caught by the closure itself")
			})
			return nil
		},
	)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("%v", errs)
	}
	wantWords(t, s, "a d")
}

// A closure that ends the writer's goroutine, as t.Fatal would, leaves no trace and the writer lives.
func TestGoexit(t *testing.T) {
	s := testStore(t)
	errs := together(t, s,
		func(tx *Tx) error { return insertRow(tx, "a") },
		func(tx *Tx) error { _ = insertRow(tx, "b"); runtime.Goexit(); return nil },
		func(tx *Tx) error { return insertRow(tx, "c") },
	)
	for _, err := range errs {
		wantErr(t, err, errLost)
	}
	if err := insert(s, "d"); err != nil {
		t.Fatal(err)
	}
	wantWords(t, s, "d")
}

func TestNestedRows(t *testing.T) {
	SQLiteOnly(t, "a server's connection gives out one result at a time")
	s := testStore(t)
	for _, w := range []string{"a", "b"} {
		if err := insert(s, w); err != nil {
			t.Fatal(err)
		}
	}
	const text = "SELECT word FROM t_rows ORDER BY word"
	pairs := func(q Querier) error { // the same text, inside its own loop
		n := 0
		_, err := All(q, func(Scanner) (int, error) {
			inner, err := All(q, Value[string], text)
			n += len(inner)
			return 0, err
		}, text)
		if n != 4 {
			t.Errorf("%d pairs, want 4", n)
		}
		return err
	}
	if err := s.Update(ctx, func(tx *Tx) error { return pairs(tx) }); err != nil {
		t.Error(err)
	}
	if err := s.View(ctx, func(v *View) error { return pairs(v) }); err != nil {
		t.Error(err)
	}
}

func TestSavepointDepth(t *testing.T) {
	s := testStore(t)
	var nest func(tx *Tx, n int) error
	nest = func(tx *Tx, n int) error {
		if n == 0 {
			return insertRow(tx, "deep")
		}
		return tx.Savepoint(func() error { return nest(tx, n-1) })
	}
	wantErr(t, s.Update(ctx, func(tx *Tx) error { return nest(tx, maxLevels-1) }), nil)
	if err := s.Update(ctx, func(tx *Tx) error { return nest(tx, maxLevels) }); err == nil {
		t.Error("too deep a savepoint was opened")
	}
	wantWords(t, s, "deep")
}

func TestAfterCommit(t *testing.T) {
	s := testStore(t)
	var ran atomic.Int32
	hook := func(tx *Tx) { tx.AfterCommit(func() { ran.Add(1) }) }
	err := s.Update(ctx, func(tx *Tx) error {
		tx.AfterCommit(func() {
			ran.Add(1)
			wantWords(t, s, "a") // it sees what it follows
		})
		_ = tx.Savepoint(func() error { hook(tx); return errBoom })
		return insertRow(tx, "a")
	})
	if err != nil || ran.Load() != 1 {
		t.Errorf("%v, %d hooks ran, want 1", err, ran.Load())
	}
	for range 2 { // the second in careful mode again
		wantErr(t, s.Update(ctx, func(tx *Tx) error { hook(tx); return insertRow(tx, "a") }), ErrDuplicate)
	}
	wantErr(t, s.Update(ctx, func(tx *Tx) error { hook(tx); _, _ = tx.Exec("ROLLBACK"); return nil }), errLost)
	if ran.Load() != 1 {
		t.Error("a hook ran after a failed update")
	}
}

func TestBankDate(t *testing.T) {
	path := filepath.Join(TestDir(t), "bank.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	set := func(d calendar.Date, fail error) func(*Tx) error {
		return func(tx *Tx) error {
			_ = tx.Savepoint(func() error { tx.SetBankDate(d + 100); return errBoom })
			tx.SetBankDate(d)
			if got, ok := tx.BankDate(); got != d || !ok {
				t.Errorf("bank date %d %v, want %d", got, ok, d)
			}
			if n, _, err := One(tx, Value[int64], "SELECT bank_date FROM store_bank"); n != int64(d) || err != nil {
				t.Errorf("row %d %v, want %d", n, err, d)
			}
			return fail
		}
	}
	look := func(want calendar.Date, known bool, fence int64) {
		t.Helper()
		_ = s.Update(ctx, func(tx *Tx) error {
			if d, ok := tx.BankDate(); d != want || ok != known || tx.Fence() != fence {
				t.Errorf("bank date %d %v fence %d, want %d %v %d", d, ok, tx.Fence(), want, known, fence)
			}
			return nil
		})
	}
	look(0, false, 0)
	errs := together(t, s, set(5, errBoom), set(6, nil), set(7, errBoom))
	wantErr(t, errors.Join(errs[0], errs[2]), errBoom)
	look(6, true, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(ctx, path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	look(6, true, 1)
}

// Overload is refused at once and the queue stays as long as it is.
func TestOverload(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 1, Queue: 4, CacheMB: 2}, testSchema)
	gate, in := make(chan struct{}), make(chan struct{})
	go func() { _ = s.Update(ctx, func(*Tx) error { close(in); <-gate; return nil }) }()
	<-in
	var wg sync.WaitGroup
	var booked, busy atomic.Int32
	for i := range 100 {
		wg.Go(func() {
			update := s.Update
			if i%2 == 0 {
				update = s.UpdateSlow
			}
			switch err := update(ctx, func(*Tx) error { return nil }); {
			case err == nil:
				booked.Add(1)
			case errors.Is(err, ErrBusy):
				busy.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	for busy.Load() < 92 {
		runtime.Gosched()
	}
	if n := s.Queued(); n != 8 {
		t.Errorf("%d wait, want 8", n)
	}
	close(gate)
	wg.Wait()
	if booked.Load() != 8 || busy.Load() != 92 || s.Stats().Refused.Load() != 92 {
		t.Errorf("%d booked, %d refused", booked.Load(), busy.Load())
	}
}

// While customers wait, at most every second group holds a slow chunk, and never more than one; yet the slow lane
// moves.
func TestSlowLane(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 1, CacheMB: 2}, testSchema)
	var stop atomic.Bool
	var wg sync.WaitGroup
	var mu sync.Mutex
	slowIn := map[int64]int{} // by group
	fastIn := map[int64]int{}
	note := func(m map[int64]int) func(*Tx) error {
		return func(tx *Tx) error {
			mu.Lock()
			defer mu.Unlock()
			m[s.Stats().Groups.Load()]++
			return nil
		}
	}
	for range 8 {
		wg.Go(func() {
			for !stop.Load() {
				if err := s.Update(ctx, note(fastIn)); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for !stop.Load() {
				if err := s.UpdateSlow(ctx, note(slowIn)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	time.Sleep(100 * time.Millisecond)
	stop.Store(true)
	wg.Wait()
	for g, n := range slowIn {
		if n > 1 {
			t.Errorf("group %d holds %d slow chunks", g, n)
		}
	}
	if len(slowIn) < 10 || len(fastIn) < 10 {
		t.Errorf("%d slow and %d fast groups: a lane starves", len(slowIn), len(fastIn))
	}
}

// While both lanes wait, they take turns.
func TestLanesTakeTurns(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 1, NoGroup: true, CacheMB: 2}, testSchema)
	gate, in := make(chan struct{}), make(chan struct{})
	go func() { _ = s.Update(ctx, func(*Tx) error { close(in); <-gate; return nil }) }()
	<-in
	order := make(chan string, 12)
	for range cap(order) / 2 {
		s.slow <- &update{ctx: ctx, done: make(chan struct{}), fn: func(*Tx) error { order <- "slow"; return nil }}
		s.fast <- &update{ctx: ctx, done: make(chan struct{}), fn: func(*Tx) error { order <- "fast"; return nil }}
	}
	close(gate)
	last := ""
	for range cap(order) {
		if lane := <-order; lane == last {
			t.Errorf("%s twice in a row", lane)
		} else {
			last = lane
		}
	}
}

// A group stops after maxRun, so that the first in it don't wait for all.
func TestGroupTime(t *testing.T) {
	s := testStore(t)
	slow := func(*Tx) error { time.Sleep(maxRun / 2); return nil }
	before := s.Stats().Groups.Load()
	for _, err := range together(t, s, slow, slow, slow, slow, slow, slow) {
		wantErr(t, err, nil)
	}
	if n := s.Stats().Groups.Load() - before - 1; n < 2 || n > 4 {
		t.Errorf("%d groups, want about 2 or 3", n)
	}
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	n := 0
	many := func(tx *Tx) error {
		for range maxRows/2 + 1 {
			n++
			rows.Add(int64(tx.NewID()), strconv.Itoa(n))
		}
		return nil
	}
	before = s.Stats().Groups.Load()
	for _, err := range together(t, s, many, many, many) {
		wantErr(t, err, nil)
	}
	if n := s.Stats().Groups.Load() - before - 1; n < 2 {
		t.Errorf("%d groups, want two: the rows of two updates fill one", n)
	}
	bounds, count := s.Stats().CommitHistogram()
	if count == 0 || len(bounds) != len(commitBounds) || bounds[1] > count {
		t.Errorf("%v %d", bounds, count)
	}
}

package store

import (
	"context"
	"testing"
	"time"
)

// A view is one snapshot, whatever is committed beside it, and can't write.
func TestViewIsASnapshot(t *testing.T) {
	s := testStore(t)
	if err := insert(s, "a"); err != nil {
		t.Fatal(err)
	}
	err := s.View(ctx, func(v *View) error {
		for range 2 {
			got, err := All(v, Value[string], "SELECT word FROM t_rows")
			if len(got) != 1 || err != nil {
				t.Errorf("%v %v", got, err)
			}
			if err := insert(s, ID(len(words(t, s))).String()); err != nil {
				t.Error(err)
			}
		}
		if _, err := All(v, Value[string], "DELETE FROM t_rows"); err == nil {
			t.Error("a view wrote")
		}
		if v.Now().IsZero() || v.Context().Err() != nil {
			t.Error(v.Now(), v.Context().Err())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantWords(t, s, "a 1 3")
}

// Rows left open and panics leave the connection fit for the next view.
func TestViewCleansUp(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 1, Readers: 1}, testSchema)
	if err := insert(s, "a"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.View(ctx, func(v *View) error {
			rows, err := v.Query("SELECT word FROM t_rows")
			if err != nil || !rows.Next() {
				t.Error(err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = s.View(ctx, func(v *View) error {
				_, _ = v.Query("SELECT word FROM t_rows")
				panic("no")
			})
		}()
		wantErr(t, s.View(ctx, func(*View) error { return errBoom }), errBoom)
	}
	wantWords(t, s, "a")
}

const endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

// A statement that runs too long is stopped, by the store's bound or by the caller.
func TestViewIsBounded(t *testing.T) {
	SQLiteOnly(t, "its query is without end there only")
	s := TestOptions(t, Options{Lanes: 1, Readers: 1, maxView: 50 * time.Millisecond}, testSchema)
	count := func(v *View) error { _, _, err := One(v, Value[int64], endless); return err }
	wantErr(t, s.View(ctx, count), ErrSlowRead)
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	wantErr(t, s.View(short, count), ErrGaveUp)
	wantWords(t, s, "")
	// No connection is free, and the caller gives up.
	in, out := make(chan struct{}), make(chan struct{})
	go func() { _ = s.View(ctx, func(*View) error { close(in); <-out; return nil }) }()
	<-in
	wantErr(t, s.View(short, count), ErrGaveUp)
	close(out)
}

// Close waits for what runs, refuses what comes, and is done once.
func TestClose(t *testing.T) {
	s := TestOptions(t, Options{Lanes: 1, Readers: 1}, testSchema)
	in, out := make(chan struct{}), make(chan struct{})
	viewed := make(chan error, 1)
	go func() {
		viewed <- s.View(ctx, func(v *View) error {
			close(in)
			<-out
			_, _, err := One(v, Value[int64], "SELECT count(*) FROM t_rows")
			return err
		})
	}()
	<-in
	waits := make(chan error, 1)
	go func() { waits <- s.View(ctx, func(*View) error { return nil }) }()
	gate, running := make(chan struct{}), make(chan struct{})
	booked := make(chan error, 2)
	go func() {
		booked <- s.Update(ctx, func(tx *Tx) error { close(running); <-gate; return insertRow(tx, "a") })
	}()
	<-running
	go func() { booked <- s.UpdateSlow(ctx, func(tx *Tx) error { return insertRow(tx, "b") }) }()
	for s.Queued() < 1 {
		time.Sleep(time.Millisecond)
	}
	closed := make(chan error, 2)
	for range 2 {
		go func() { closed <- s.Close() }()
	}
	wantErr(t, <-waits, ErrClosed)
	wantErr(t, insert(s, "late"), ErrClosed)
	wantErr(t, s.View(ctx, func(*View) error { return nil }), ErrClosed)
	close(gate)
	wantErr(t, <-booked, nil)
	wantErr(t, <-booked, nil)
	select {
	case <-closed:
		t.Error("closed under a running view")
	case <-time.After(20 * time.Millisecond):
	}
	close(out)
	wantErr(t, <-viewed, nil)
	wantErr(t, <-closed, nil)
	wantErr(t, <-closed, nil)
	again, err := Open(ctx, s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	wantWords(t, again, "a b")
}

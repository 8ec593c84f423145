package store

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/platform/store/faultfs"
)

func logSize(t *testing.T, s *Store) int64 {
	t.Helper()
	fi, err := os.Stat(s.Path() + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return fi.Size()
}

// Under unbroken load, with readers that overlap each other, the log starts anew again and again: however slow the
// machine, it stays far below what was written. A log that never starts anew holds all of it.
func TestLogStaysSmall(t *testing.T) {
	SQLiteOnly(t, "the write-ahead log is SQLite's")
	s := TestOptions(t, Options{Lanes: 1, CacheMB: 8, Readers: 4, walFold: 1 << 20, walMax: 4 << 20}, testSchema)
	const updates, size = 7_500, 20_000
	var stop atomic.Bool
	var left atomic.Int64
	left.Store(updates)
	var readers, writers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				if err := s.View(ctx, func(v *View) error {
					time.Sleep(2 * time.Millisecond)
					_, _, err := One(v, Value[int64], "SELECT COALESCE(MAX(id), 0) FROM t_big")
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
		writers.Go(func() {
			for left.Add(-1) >= 0 {
				if err := s.Update(ctx, func(tx *Tx) error {
					_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(?))", int64(tx.NewID()), size)
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	stop.Store(true)
	readers.Wait()
	log := logSize(t, s) // the file never shrinks: this is the most that it was
	t.Logf("log at most %d MB of %d MB written, %d checkpoints", log>>20, updates*size>>20, s.Stats().Checkpoints.Load())
	if log > updates*size/2 || log == 0 {
		t.Errorf("the log grew to %d bytes", log)
	}
}

// A long view keeps the log from starting anew; customers don't wait for it, and afterwards the log is mended.
func TestLongView(t *testing.T) {
	SQLiteOnly(t, "the write-ahead log is SQLite's")
	s := TestOptions(t, Options{Lanes: 1, CacheMB: 8, walFold: 100_000, walMax: 300_000}, testSchema)
	big := func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(50000))", int64(tx.NewID()))
		return err
	}
	wantErr(t, s.Update(ctx, big), nil)
	start, end, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.View(ctx, func(v *View) error {
			n, _, err := One(v, Value[int64], "SELECT count(*) FROM t_big")
			close(start)
			<-end
			if m, _, e := One(v, Value[int64], "SELECT count(*) FROM t_big"); m != n || e != nil {
				t.Errorf("%d rows became %d: %v", n, m, e)
			}
			return err
		})
	}()
	<-start
	began := time.Now()
	for range 50 {
		wantErr(t, s.Update(ctx, big), nil)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("50 updates beside a long view took %v", took)
	}
	close(end)
	wantErr(t, <-done, nil)
	s.e.(*sqliteEngine).checkpoint.mutex.Lock()   // until a running checkpoint has ended
	s.e.(*sqliteEngine).checkpoint.mutex.Unlock() //nolint:staticcheck // nothing to guard, only to wait for
	time.Sleep(longRestartPause)
	for range 3 {
		wantErr(t, s.Update(ctx, big), nil)
	}
	if log, _ := s.e.(*sqliteEngine).checkpoint.frames(); log*pageSize > 400_000 {
		t.Errorf("the log still holds %d frames", log)
	}
}

// A checkpoint that fails is tried again; customers don't notice.
func TestCheckpointFails(t *testing.T) {
	SQLiteOnly(t, "the write-ahead log is SQLite's")
	s, fs, _ := faulty(t, 1, Options{walFold: 20_000, walMax: 1 << 40})
	fs.Inject(func(c faultfs.Call) faultfs.Fault {
		if c.File == faultfs.Database {
			return faultfs.DiskFull
		}
		return faultfs.None
	})
	for range 10 {
		wantErr(t, insert(s, time.Now().Format("150405.000000")[5:13]), nil)
	}
	fs.Inject(nil)
	n := s.Stats().Checkpoints.Load()
	for i := 0; s.Stats().Checkpoints.Load() == n; i++ {
		if i > 500 {
			t.Fatal("no checkpoint was tried again")
		}
		time.Sleep(10 * time.Millisecond)
		wantErr(t, s.Update(ctx, func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(9000))", int64(tx.NewID()))
			return err
		}), nil)
	}
}

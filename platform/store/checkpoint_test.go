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

// Under unbroken load, with readers that overlap each other, the log stays near its measure.
func TestLogStaysSmall(t *testing.T) {
	s := TestOptions(t, Options{CacheMB: 8, Readers: 4, walFold: 1 << 20, walMax: 4 << 20}, testSchema)
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for !stop.Load() {
				if err := s.View(ctx, func(v *View) error {
					time.Sleep(2 * time.Millisecond)
					_, _, err := One(v, Value[int64], "SELECT count(*) FROM t_big")
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for !stop.Load() {
				if err := s.Update(ctx, func(tx *Tx) error {
					_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(20000))", int64(tx.NewID()))
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var written, largest int64
	for range 40 {
		time.Sleep(25 * time.Millisecond)
		largest = max(largest, logSize(t, s))
	}
	stop.Store(true)
	wg.Wait()
	fi, err := os.Stat(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	written = fi.Size()
	t.Logf("log at most %d MB, database %d MB, %d checkpoints", largest>>20, written>>20, s.Stats().Checkpoints.Load())
	if largest > 24<<20 || largest == 0 {
		t.Errorf("the log grew to %d bytes", largest)
	}
}

// A long view keeps the log from starting anew; customers don't wait for it, and afterwards the log is mended.
func TestLongView(t *testing.T) {
	s := TestOptions(t, Options{CacheMB: 8, walFold: 100_000, walMax: 300_000}, testSchema)
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
	s.checkpoint.mutex.Lock()   // until a running checkpoint has ended
	s.checkpoint.mutex.Unlock() //nolint:staticcheck // nothing to guard, only to wait for
	time.Sleep(longRestartPause)
	for range 3 {
		wantErr(t, s.Update(ctx, big), nil)
	}
	if log, _ := s.checkpoint.frames(); log*pageSize > 400_000 {
		t.Errorf("the log still holds %d frames", log)
	}
}

// A checkpoint that fails is tried again; customers don't notice.
func TestCheckpointFails(t *testing.T) {
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

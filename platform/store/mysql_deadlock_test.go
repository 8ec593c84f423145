package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A deadlock that shows while rows are read rolls the whole group back: what its other updates wrote before is not kept behind
// their backs, and what they write after it doesn't commit by itself.
func TestDeadlockInReading(t *testing.T) {
	s := onServer(t, Options{Lanes: 1, Careful: true})
	stores := []*Store{s, second(t, s.path, Options{Lanes: 1, Careful: true})}
	var slots [2]Slot
	for i, s := range stores {
		slots[i] = s.AddBuffer(func() Buffer { return NewAppender("t_rows", "id", "word") })
	}
	if err := s.Update(ctx, func(tx *Tx) (err error) {
		for _, name := range []string{"a", "b"} {
			_, err = tx.Exec("INSERT INTO t_counters (name, n) VALUES (?, 0)", name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	lock := func(tx *Tx, name string) error {
		rows, err := tx.PeekLock("SELECT n FROM t_counters WHERE name IN (?, ?) ORDER BY name", name, "-"+name)
		_, err = Collect(rows, err, Value[int64])
		return err
	}
	const rounds, beside = 30, 6
	for round := range rounds {
		var all sync.WaitGroup
		var has [2]atomic.Bool // its first lock
		for i, s := range stores {
			all.Go(func() {
				if err := s.Update(ctx, func(tx *Tx) error {
					names := []string{"a", "b"}
					if i == 1 {
						slices.Reverse(names)
					}
					if err := lock(tx, names[0]); err != nil {
						return err
					}
					has[i].Store(true)
					for n := 0; n < 100 && !has[1-i].Load(); n++ {
						time.Sleep(100 * time.Microsecond)
					}
					return lock(tx, names[1])
				}); err != nil {
					t.Error(err)
				}
			})
			for n := range beside {
				all.Go(func() {
					word := fmt.Sprintf("%d.%d.%d", i, round, n)
					if err := s.Update(ctx, func(tx *Tx) error {
						found, _, err := One(tx, Value[int64], "SELECT COUNT(*) FROM t_rows WHERE word = ?", word)
						if err != nil || found > 0 {
							return errors.Join(err, fmt.Errorf("%d of %s are there already", found, word))
						}
						tx.Buffer(slots[i]).(*Appender).Add(int64(tx.NewID()), word)
						return nil
					}); err != nil {
						t.Errorf("%s: %v", word, err)
					}
				})
			}
		}
		all.Wait()
	}
	t.Logf("%d conflicts", stores[0].stats.Conflicts.Load()+stores[1].stats.Conflicts.Load())
	if got := count(t, s, "SELECT COUNT(*) FROM t_rows"); got != 2*rounds*beside {
		t.Errorf("%d rows are there, %d were acknowledged", got, 2*rounds*beside)
	}
}

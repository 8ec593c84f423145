package store

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestParseID(t *testing.T) {
	for text, want := range map[string]ID{"1": 1, "9223372036854775807": 1<<63 - 1} {
		if got, err := ParseID(text); got != want || err != nil {
			t.Errorf("%q: %d %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "+1", "01", "1x", "9223372036854775808", " 1", "1.0", "一"} {
		_, err := ParseID(text)
		wantErr(t, err, errBadID)
	}
}

func TestIDInJSON(t *testing.T) {
	in := struct{ ID ID }{1<<62 + 1}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"ID":"4611686018427387905"}` {
		t.Fatalf("%s %v", b, err)
	}
	out := in
	out.ID = 0
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Error(out, err)
	}
	if err := json.Unmarshal([]byte(`{"ID":"x"}`), &out); err == nil {
		t.Error("x became an id")
	}
}

// Ids rise and are unique whatever the clock does: standing still, going back, and over restarts, clean or not.
func TestIDsRise(t *testing.T) {
	path := filepath.Join(TestDir(t), "bank.db")
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	var last ID
	for i, jump := range []time.Duration{0, time.Hour, -3 * time.Hour, 0, -24 * 365 * 20 * time.Hour, time.Millisecond} {
		now = now.Add(jump)
		s, err := Open(ctx, path, Options{Clock: func() time.Time { return now }, Node: i})
		if err != nil {
			t.Fatal(err)
		}
		if last > seqOf(t, s) {
			t.Errorf("seq %d lies below the id %d of an earlier commit", seqOf(t, s), last)
		}
		for range 3 {
			err = s.Update(ctx, func(tx *Tx) error {
				if tx.NewID() <= seqOf(t, s) {
					t.Error("an id lies in the set that should not grow")
				}
				for range 70_000 { // more than fit a millisecond
					id := tx.NewID()
					if id <= last {
						t.Fatalf("%d after %d", id, last)
					}
					last = id
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if last > seqOf(t, s) {
			t.Errorf("seq %d lies below the committed id %d", seqOf(t, s), last)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if at := (ID(5<<idShift | 3)).Time(); !at.Equal(time.UnixMilli(idEpoch + 5)) {
		t.Errorf("time of an id: %v", at)
	}
	if _, err := Open(ctx, path, Options{Node: 32}); err == nil {
		t.Error("node 32 was taken")
	}
}

// What was handed out by an update that failed is not handed out again while the process lives, and a
// reservation that was rolled back is made again.
func TestIDsAfterFailure(t *testing.T) {
	SQLiteOnly(t, "servers keep the last id in the lane's row")
	s := testStore(t)
	var mu sync.Mutex
	seen := map[ID]bool{}
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			var mine ID
			err := s.Update(ctx, func(tx *Tx) error {
				mine = tx.NewID()
				if i%3 == 0 {
					return errBoom
				}
				return nil
			})
			mu.Lock()
			defer mu.Unlock()
			if seen[mine] || err != nil && !errors.Is(err, errBoom) {
				t.Errorf("id %d again, or %v", mine, err)
			}
			seen[mine] = true
		})
	}
	wg.Wait()
	var high int64
	if err := s.View(ctx, func(v *View) (err error) {
		high, _, err = One(v, Value[int64], "SELECT id_high FROM store_bank WHERE id = 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for id := range seen {
		if int64(id>>idNodeBits) > high {
			t.Errorf("id %d is not reserved on disk", id)
		}
	}
}

func seqOf(t *testing.T, s *Store) Seq {
	t.Helper()
	seq, err := s.Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

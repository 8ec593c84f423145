package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// settled are the options of several processes.
var settled = Options{Settle: 5 * time.Minute}

// TestTwoProcesses: each seals under what it knows, and each opens what the other has sealed.
func TestTwoProcesses(t *testing.T) {
	ctx := context.Background()
	st := testStore(t, nil)
	ring := keys.NewRing(master(t, 1))
	one, two := process(t, st, Options{Settle: 1}, ring), process(t, st, Options{Algorithm: SM4GCM, Settle: 1}, ring)
	put(t, st, one, 1, "citizen", "11010119900307451x")
	if _, err := two.RotateDataKey(ctx); err != nil {
		t.Fatal(err)
	}
	put(t, st, two, 2, "citizen", "440524188001010014")
	for _, v := range []*Vault{one, two} {
		if got := find(t, st, v, "citizen", "11010119900307451x"); !slices.Equal(got, []store.ID{1}) {
			t.Errorf("rows %v", got)
		}
		if got := find(t, st, v, "citizen", "440524188001010014"); !slices.Equal(got, []store.ID{2}) {
			t.Errorf("rows %v", got)
		}
		if got := find(t, st, v, "passport", "440524188001010014"); len(got) != 0 {
			t.Errorf("found as another kind: %v", got)
		}
	}
	for _, v := range []*Vault{one, two} {
		if sealed, err := v.Seal(at(3), nil); err != nil || Algorithm(sealed[1]) != SM4GCM {
			t.Errorf("a process that met the new key seals %x, %v", sealed, err)
		}
	}
}

// TestStartTogether: several processes start a new bank at once; there is one key of each purpose.
func TestStartTogether(t *testing.T) {
	st := testStore(t, nil)
	ring := keys.NewRing(master(t, 1))
	var wg sync.WaitGroup
	for range 8 {
		v, err := New(st, ring, Options{})
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := v.Start(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	v := process(t, st, Options{}, ring)
	if all := v.Keys(); len(all) != 2 || all[0].Purpose != Sealing || all[1].Purpose != Indexing || !all[0].Current || !all[1].Current {
		t.Errorf("keys %+v", all)
	}
}

// TestRotationBesideWriters changes both keys and reseals while rows are written and looked up: nothing is lost, nothing old
// comes back, and in the end everything stands under the newest keys.
func TestRotationBesideWriters(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	st := testStore(t, c)
	ring := keys.NewRing(master(t, 1))
	const writers, rows = 3, 80
	plainOf := func(row store.ID, version int) string { return fmt.Sprintf("number %d version %d", row, version) }
	first := process(t, st, settled, ring)
	for row := range store.ID(writers * rows) {
		put(t, st, first, row+1, "citizen", plainOf(row+1, 0))
	}
	var last [writers*rows + 1]int // by row; each is one writer's
	var over atomic.Bool
	var wg sync.WaitGroup
	var step sync.RWMutex // the clock never jumps between making a mark and using it: no statement takes that long
	var processes []*Vault
	for w := range writers {
		v := process(t, st, settled, ring)
		processes = append(processes, v)
		wg.Go(func() {
			for version := 1; version <= 3 || !over.Load() && version < 200; version++ {
				for row := store.ID(w*rows + 1); row <= store.ID((w+1)*rows); row += 3 {
					step.RLock()
					put(t, st, v, row, "citizen", plainOf(row, version))
					step.RUnlock()
					last[row] = version
					step.RLock()
					got := find(t, st, v, "citizen", plainOf(row, version))
					step.RUnlock()
					if !slices.Equal(got, []store.ID{row}) {
						t.Errorf("row %s, just written: found %v", row, got)
					}
				}
			}
		})
	}
	v := process(t, st, settled, ring)
	for range 3 {
		if _, err := v.RotateDataKey(ctx); err != nil {
			t.Error(err)
		}
		if _, err := v.RotateIndexKey(ctx); err != nil && !errors.Is(err, ErrRotating) {
			t.Error(err)
		}
		if _, err := v.Reseal(ctx); err != nil {
			t.Error(err)
		}
		for _, p := range processes { // as their Run does
			if err := p.Refresh(ctx); err != nil {
				t.Error(err)
			}
		}
		step.Lock()
		c.pass(10 * time.Minute) // the index key is settled
		step.Unlock()
		if _, err := v.Reseal(ctx); err != nil {
			t.Error(err)
		}
	}
	over.Store(true)
	wg.Wait()
	for range 2 { // the second proves the first
		w, err := v.Reseal(ctx)
		if err != nil || w.Failures != 0 || w.Values != writers*rows {
			t.Fatalf("%+v, %v", w, err)
		}
	}
	c.pass(25 * time.Hour)
	if _, err := v.Retire(ctx); err != nil {
		t.Fatal(err)
	}
	for _, k := range v.Keys() {
		if k.Current != k.Retired.IsZero() {
			t.Errorf("key %+v", k)
		}
	}
	fresh := process(t, st, settled, ring)
	for row := store.ID(1); row <= writers*rows; row++ {
		if got := find(t, st, fresh, "citizen", plainOf(row, last[row])); !slices.Equal(got, []store.ID{row}) {
			t.Errorf("row %s, version %d: found %v", row, last[row], got)
		}
	}
}

// TestMarksDuringRotation: whatever two processes do in whatever order, and however late each learns of it, a value that either
// wrote is found by both, under one of two marks.
func TestMarksDuringRotation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		ctx, c := context.Background(), newClock()
		st := testStore(round, c)
		ring := keys.NewRing(master(t, 1))
		vaults := []*Vault{process(round, st, settled, ring), process(round, st, settled, ring)}
		kept := map[store.ID]string{}
		seen := [2]time.Time{c.read(), c.read()}
		rt.Repeat(map[string]func(*rapid.T){
			"write": func(rt *rapid.T) {
				v := vaults[rapid.IntRange(0, 1).Draw(rt, "process")]
				row := store.ID(rapid.IntRange(1, 6).Draw(rt, "row"))
				kept[row] = rapid.StringMatching(`[0-9]{3}X?`).Draw(rt, "number")
				put(round, st, v, row, "citizen", kept[row])
			},
			"rotate": func(rt *rapid.T) {
				_, err := vaults[rapid.IntRange(0, 1).Draw(rt, "process")].RotateIndexKey(ctx)
				if err != nil && !errors.Is(err, ErrRotating) {
					rt.Fatal(err)
				}
			},
			"reseal": func(rt *rapid.T) {
				if _, err := vaults[rapid.IntRange(0, 1).Draw(rt, "process")].Reseal(ctx); err != nil {
					rt.Fatal(err)
				}
			},
			"retire": func(rt *rapid.T) {
				if _, err := vaults[rapid.IntRange(0, 1).Draw(rt, "process")].Retire(ctx); err != nil {
					rt.Fatal(err)
				}
			},
			"time passes": func(rt *rapid.T) {
				c.pass(time.Duration(rapid.SampledFrom([]int{1, 4, 6, 26 * 60}).Draw(rt, "minutes")) * time.Minute)
			},
			"": func(rt *rapid.T) {
				for i, v := range vaults {
					if c.read().Sub(seen[i]) >= time.Minute { // Run
						if err := v.Refresh(ctx); err != nil {
							rt.Fatal(err)
						}
						seen[i] = c.read()
					}
					for row, plain := range kept {
						if got := find(round, st, v, "citizen", plain); !slices.Contains(got, row) {
							rt.Fatalf("process %d doesn't find row %s, %q: %v", i, row, plain, got)
						}
						if n := len(v.Marks("citizen", plain)); n > 2 {
							rt.Fatalf("%d marks", n)
						}
					}
				}
			},
		})
	})
}

func TestRewrap(t *testing.T) {
	ctx := context.Background()
	st := testStore(t, nil)
	one, two := master(t, 1), master(t, 2)
	var notes []string
	noted := func(_ *store.Tx, verb, object string) error { notes = append(notes, verb+" "+object); return nil }
	put(t, st, process(t, st, Options{Noted: noted}, keys.NewRing(one)), 1, "citizen", "11010119900307451x")

	v := process(t, st, Options{Noted: noted}, keys.NewRing(two, one))
	if n, err := v.Rewrap(ctx); n != 2 || err != nil {
		t.Fatalf("%d keys, %v", n, err)
	}
	later := process(t, st, Options{}, keys.NewRing(two))
	if got := find(t, st, later, "citizen", "11010119900307451x"); !slices.Equal(got, []store.ID{1}) {
		t.Errorf("rows %v", got)
	}
	for _, k := range later.Keys() {
		if k.MasterID != two.ID() {
			t.Errorf("key %d is still wrapped by %s", k.ID, k.MasterID)
		}
	}
	former, err := New(st, keys.NewRing(one), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := former.Start(ctx); !errors.Is(err, ErrMaster) {
		t.Errorf("the former master key alone: %v", err)
	}
	want := []string{"vault.make 1", "vault.make 2", "vault.rewrap 1", "vault.rewrap 2"}
	if d := cmp.Diff(want, notes); d != "" {
		t.Error(d)
	}
}

func TestRetire(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	st := testStore(t, c)
	ring := keys.NewRing(master(t, 1))
	v := process(t, st, settled, ring)
	put(t, st, v, 1, "citizen", "11010119900307451x")
	old, err := v.Seal(at(1), []byte("as a backup has it"))
	if err != nil {
		t.Fatal(err)
	}
	step := func(says string, want ...KeyID) {
		t.Helper()
		retired, err := v.Retire(ctx)
		var ids []KeyID
		for _, k := range retired {
			ids = append(ids, k.ID)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s: retired %v, %v; want %v", says, ids, err, want)
		}
	}
	for _, rotate := range []func(context.Context) (Key, error){v.RotateDataKey, v.RotateIndexKey} {
		if _, err := rotate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.RotateIndexKey(ctx); !errors.Is(err, ErrRotating) {
		t.Errorf("a second change of the index key: %v", err)
	}
	step("at once")
	c.pass(25 * time.Hour)
	step("a day later, but in use")
	c.pass(time.Hour)
	w, err := v.Reseal(ctx)
	want := &Walked{Values: 1, Changed: 1, Uses: map[KeyID]int64{1: 1, 2: 1}}
	if d := cmp.Diff(want, w); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	seal := Place{"people_people", "phone", 1}
	if _, err := v.Seal(seal, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Retire(ctx); !errors.Is(err, ErrUnlisted) {
		t.Errorf("with a column that nobody has registered: %v", err)
	}
	v.sealed.Delete(site{"people_people", "phone"})
	step("out of use", 1, 2)
	step("again")
	again := process(t, st, settled, ring)
	if len(again.known.Load().data) != 1 || len(again.Marks("citizen", "1")) != 1 {
		t.Error("a retired key was loaded")
	}
	if got, err := again.Open(at(1), old); err != nil || string(got) != "as a backup has it" {
		t.Errorf("an old value, while the master key is there: %q, %v", got, err)
	}
	if n, err := again.Rewrap(ctx); n != 2 || err != nil {
		t.Errorf("%d keys were wrapped anew, %v", n, err)
	}
}

// TestANewKeySettles: it is known to all before anybody writes it, so that a process that looks for keys in time never has to load
// one because of a value.
func TestANewKeySettles(t *testing.T) {
	ctx, c := context.Background(), newClock()
	st := testStore(t, c)
	ring := keys.NewRing(master(t, 1))
	one, two := process(t, st, settled, ring), process(t, st, settled, ring)
	for _, rotate := range []func(context.Context) (Key, error){one.RotateDataKey, one.RotateIndexKey} {
		if _, err := rotate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	before, err := one.Seal(at(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := two.Refresh(ctx); err != nil { // Run, within the time
		t.Fatal(err)
	}
	mark := one.Mark("citizen", "1")
	c.pass(6 * time.Minute)
	after, err := one.Seal(at(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if id, _, _ := keyOf(at(1), before); id != 1 {
		t.Errorf("at once values are sealed under key %d", id)
	}
	if id, _, _ := keyOf(at(1), after); id != 3 {
		t.Errorf("later values are sealed under key %d", id)
	}
	if two.known.Load().data[3] == nil {
		t.Error("the other process doesn't know the key")
	}
	marks := two.Marks("citizen", "1")
	if len(marks) != 2 || string(marks[1]) != string(mark) || string(marks[0]) != string(one.Mark("citizen", "1")) {
		t.Errorf("marks %x; they were %x", marks, mark)
	}
}

func TestTend(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	st := testStore(t, c)
	v := process(t, st, settled, keys.NewRing(master(t, 1)))
	put(t, st, v, 1, "citizen", "1234")
	tend := func(values, changed int64, retired int) {
		t.Helper()
		w, gone, err := v.Tend(ctx)
		if err != nil || w.Values != values || w.Changed != changed || len(gone) != retired {
			t.Errorf("%+v, retired %v, %v", w, gone, err)
		}
	}
	tend(0, 0, 0)
	if _, err := v.RotateIndexKey(ctx); err != nil {
		t.Fatal(err)
	}
	tend(0, 0, 0) // the new key isn't written yet
	c.pass(time.Hour)
	tend(1, 1, 0)
	c.pass(24 * time.Hour)
	tend(1, 0, 1)
	tend(0, 0, 0)
}

// TestDamagedRows: what can't be opened is left alone and named, the rest is resealed, and no key is given up.
func TestDamagedRows(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	st := testStore(t, c)
	v := process(t, st, Options{}, keys.NewRing(master(t, 1)))
	var told []store.ID
	col := numbers()
	col.Changed = func(_ *store.Tx, rows []store.ID) error { told = slices.Clone(rows); return nil }
	v.AddColumn(col)
	for row := range store.ID(4) {
		put(t, st, v, row+1, "citizen", "1234")
	}
	err := st.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("UPDATE people_people SET number = ? WHERE id = ?", []byte("too short"), 2); err != nil {
			return err
		}
		moved, _, err := store.One(tx, store.Value[[]byte], "SELECT number FROM people_people WHERE id = ?", 1)
		if err != nil {
			return err
		}
		if _, err = tx.Exec("UPDATE people_people SET number = ? WHERE id = ?", moved, 3); err != nil {
			return err
		}
		_, err = tx.Exec("INSERT INTO people_people (id, kind) VALUES (?, ?)", 9, "none")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.RotateDataKey(ctx); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	w, err := v.Reseal(ctx)
	want := &Walked{Values: 4, Changed: 2, Failures: 2, Unread: []Place{at(2), at(3)}, Uses: map[KeyID]int64{1: 3, 2: 2}}
	if d := cmp.Diff(want, w); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	if !slices.Equal(told, []store.ID{1, 4}) {
		t.Errorf("the room was told of %v", told)
	}
	c.pass(25 * time.Hour)
	if got, err := v.Retire(ctx); !errors.Is(err, ErrAltered) {
		t.Errorf("retired %v, %v", got, err)
	}
}

func BenchmarkSealAndOpen(b *testing.B) {
	v := ForTest(b, testStore(b, nil))
	plain := []byte("11010119900307451x")
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			_, _ = v.Seal(at(1), plain)
		}
	})
	sealed, _ := v.Seal(at(1), plain)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_, _ = v.Open(at(1), sealed)
		}
	})
	b.Run("mark", func(b *testing.B) {
		for b.Loop() {
			_ = v.Mark("citizen", "11010119900307451X")
		}
	})
}

package branch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

var ctx = context.Background()

var schema = store.Schema{Module: "branch", Files: Schema()}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opening(code, parent string, kind Kind) Opening {
	return Opening{Code: code, NameZH: "机构" + code, NameEN: "Branch " + code, Parent: parent, Kind: kind}
}

// city is a bank with a head office, two branches, and a sub-branch with an outlet under the first.
func city(t testing.TB) (*store.Store, *Branches) {
	st := store.Test(t, schema)
	b := New(st, Options{})
	must(t, st.Update(ctx, func(tx *store.Tx) error {
		for _, o := range []Opening{opening("0001", "", HeadOffice), opening("01", "0001", Regional), opening("02", "0001", Regional),
			opening("0101", "01", SubBranch), opening("010101", "0101", Outlet)} {
			if _, err := b.Open(tx, o); err != nil {
				return err
			}
		}
		return nil
	}))
	return st, b
}

func below(t testing.TB, st *store.Store, b *Branches, code string) (out []string) {
	t.Helper()
	must(t, st.View(ctx, func(v *store.View) (err error) {
		out, err = b.Below(v, code)
		return err
	}))
	return out
}

func TestBelow(t *testing.T) {
	st, b := city(t)
	for code, want := range map[string]string{"0001": "0001 01 0101 010101 02", "01": "01 0101 010101", "02": "02", "010101": "010101", "9": ""} {
		if got := strings.Join(below(t, st, b, code), " "); got != want {
			t.Errorf("below %s: %q, want %q", code, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	st, b := city(t)
	to := func(code, parent string) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			_, err := b.Amend(tx, code, 0, Amendment{Parent: &parent})
			return err
		}
	}
	open := func(o Opening) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			_, err := b.Open(tx, o)
			return err
		}
	}
	end := func(code string) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			_, err := b.Close(tx, code)
			return err
		}
	}
	blank := opening("03", "0001", Regional)
	blank.NameEN = " Branch"
	for name, c := range map[string]struct {
		do   func(*store.Tx) error
		want error
	}{
		"second head office":     {open(opening("0002", "", HeadOffice)), ErrHeadOffice},
		"head office below":      {open(opening("0002", "0001", HeadOffice)), ErrParentless},
		"code again":             {open(opening("0101", "01", SubBranch)), ErrExists},
		"small letters":          {open(opening("x1", "01", SubBranch)), ErrCode},
		"too long":               {open(opening("1234567890123", "01", SubBranch)), ErrCode},
		"name with a blank":      {open(blank), ErrNames},
		"unknown parent":         {open(opening("03", "99", Regional)), ErrParent},
		"itself":                 {open(opening("03", "03", Regional)), ErrParent},
		"branch under an outlet": {open(opening("03", "010101", Regional)), ErrParent},
		"no parent":              {open(opening("03", "", Outlet)), ErrParentless},
		"circle of one":          {to("01", "01"), ErrCircle},
		"circle of three":        {to("01", "010101"), ErrCircle},
		"head office moved":      {to("0001", "01"), ErrParentless},
		"moved to nothing":       {to("01", "77"), ErrParent},
		"unknown":                {to("77", "01"), ErrUnknown},
		"closing over others":    {end("01"), ErrBelow},
		"closing nothing":        {end("77"), ErrUnknown},
	} {
		if err := st.Update(ctx, c.do); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	err := st.Update(ctx, to("01", "010101"))
	if err == nil || !strings.Contains(err.Error(), "01 → 010101 → 0101 → 01") {
		t.Errorf("the circle isn't named: %v", err)
	}
	stale := func(tx *store.Tx) error {
		_, err := b.Amend(tx, "01", 7, Amendment{})
		return err
	}
	if err := st.Update(ctx, stale); !errors.Is(err, ErrVersion) {
		t.Errorf("a stale version: %v", err)
	}
}

// watcher remembers what it was told.
type watcher struct {
	moved  []auth.Branch
	refuse error
}

func (w *watcher) BranchMoved(_ *store.Tx, codes []auth.Branch) error {
	w.moved = codes
	return nil
}
func (w *watcher) BranchClosing(*store.Tx, auth.Branch) error { return w.refuse }

// TestLife: a sub-branch moves with its outlet, both close from below, a closed one takes nobody, and the history tells it all.
func TestLife(t *testing.T) {
	st, b := city(t)
	w := &watcher{}
	b.Watch(w)
	parent := "02"
	must(t, st.Update(ctx, func(tx *store.Tx) error {
		one, err := b.Amend(tx, "0101", 1, Amendment{Parent: &parent})
		if err == nil && one.Version != 2 {
			t.Errorf("version %d", one.Version)
		}
		return err
	}))
	if got := strings.Join(below(t, st, b, "02"), " "); got != "0101 010101 02" {
		t.Errorf("below 02: %s", got)
	}
	if got := strings.Join(w.moved, " "); got != "0001 01 02" {
		t.Errorf("the watcher heard of %s", got)
	}
	end := func(code string) error {
		return st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Close(tx, code)
			return err
		})
	}
	w.refuse = ErrParent
	if err := end("010101"); !errors.Is(err, ErrParent) {
		t.Errorf("the watcher's refusal: %v", err)
	}
	w.refuse = nil
	must(t, end("010101"))
	must(t, end("0101"))
	if err := end("0101"); !errors.Is(err, ErrClosed) {
		t.Errorf("closing twice: %v", err)
	}
	err := st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.Open(tx, opening("010102", "0101", Outlet))
		return err
	})
	if !errors.Is(err, ErrParent) {
		t.Errorf("an outlet under a closed branch: %v", err)
	}
	must(t, st.View(ctx, func(v *store.View) error {
		h, err := b.History(v, "0101")
		if err != nil {
			return err
		}
		var verbs []string
		for _, c := range h {
			verbs = append(verbs, c.Verb+c.Branch.Parent)
		}
		if got := strings.Join(verbs, " "); got != "open01 amend02 close02" {
			t.Errorf("history: %s", got)
		}
		_, err = b.History(v, "77")
		if !errors.Is(err, ErrUnknown) {
			t.Errorf("history of nothing: %v", err)
		}
		return nil
	}))
}

// TestCrossing: two branches that move under each other at the same time leave no circle.
func TestCrossing(t *testing.T) {
	st, b := city(t)
	for range 5 {
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, c := range [][2]string{{"01", "02"}, {"02", "01"}} {
			wg.Go(func() {
				errs[i] = st.Update(ctx, func(tx *store.Tx) error {
					_, err := b.Amend(tx, c[0], 0, Amendment{Parent: &c[1]})
					return err
				})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ErrCircle) {
			t.Fatalf("crossing moves: %v, %v", errs[0], errs[1])
		}
		head := "0001"
		for _, code := range []string{"01", "02"} {
			must(t, st.Update(ctx, func(tx *store.Tx) error {
				_, err := b.Amend(tx, code, 0, Amendment{Parent: &head})
				return err
			}))
		}
	}
}

// TestTreeProperty: whatever is moved, every branch leads to the head office, and Below is the inverse of Above.
func TestTreeProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		st := store.Test(round, schema)
		b := New(st, Options{})
		must(round, st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Open(tx, opening("0", "", HeadOffice))
			return err
		}))
		codes := []string{"0"}
		for i := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			parent := rapid.SampledFrom(codes).Draw(rt, "parent")
			_ = st.Update(ctx, func(tx *store.Tx) (err error) { // a refusal leaves the tree as it was
				if len(codes) < 4 || rapid.Bool().Draw(rt, "open") {
					code := string(rune('A' + i))
					if _, err = b.Open(tx, opening(code, parent, Regional)); err == nil {
						codes = append(codes, code)
					}
					return err
				}
				_, err = b.Amend(tx, rapid.SampledFrom(codes).Draw(rt, "moved"), 0, Amendment{Parent: &parent})
				return err
			})
		}
		must(round, st.View(ctx, func(v *store.View) error {
			for _, code := range codes {
				up, err := b.Above(v, code)
				must(round, err)
				if up[len(up)-1] != "0" {
					rt.Fatalf("%s leads to %v", code, up)
				}
				for _, other := range codes {
					under, err := b.Below(v, other)
					must(round, err)
					if slices.Contains(under, code) != slices.Contains(up, other) {
						rt.Fatalf("%s is above %s in one direction only", other, code)
					}
				}
			}
			return nil
		}))
	})
}

package audit

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// memory keeps tiles without a database.
func memory() *tiles { return &tiles{kept: map[tileKey][]byte{}, dirty: map[tileKey]bool{}} }

// grow appends leaves; tiles that are not there yet are empty.
func (t *tiles) grow(n int64, h func(i int64) tlog.Hash, size int64) error {
	for i := range n {
		for level := range 8 {
			k := tileKey{level, (size + i) >> (tileHeight * (level + 1))}
			if _, ok := t.kept[k]; !ok {
				t.kept[k] = nil
			}
		}
		if err := t.push(0, size+i, h(size+i)); err != nil {
			return err
		}
	}
	return nil
}

// Over random trees: tiles, spine and package tlog agree on every root; every proof verifies, every altered one doesn't.
func TestTreesProve(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.Int64Range(1, 700).Draw(rt, "size")
		salt := rapid.Int64().Draw(rt, "salt")
		leaf := func(i int64) tlog.Hash { return tlog.RecordHash(fmt.Appendf(nil, "%d %d", salt, i)) }
		tl, sp := memory(), &spine{}
		if err := tl.grow(size, leaf, 0); err != nil {
			rt.Fatal(err)
		}
		roots := []tlog.Hash{sp.root()}
		for i := range size {
			sp.add(leaf(i))
			roots = append(roots, sp.root())
		}
		at := rapid.Int64Range(1, size).Draw(rt, "at")
		root, err := tl.root(at)
		if err != nil || root != roots[at] {
			rt.Fatalf("root of %d: %v", at, err)
		}
		again, err := spineAt(at, tl)
		if err != nil || again.root() != root {
			rt.Fatalf("spine at %d: %v", at, err)
		}
		n := rapid.Int64Range(0, at-1).Draw(rt, "leaf")
		p, err := tlog.ProveRecord(at, n, tl)
		if err != nil || tlog.CheckRecord(p, at, root, n, leaf(n)) != nil {
			rt.Fatalf("proof of %d in %d: %v", n, at, err)
		}
		if tlog.CheckRecord(p, at, root, n, leaf(n+1)) == nil {
			rt.Fatalf("another leaf passes as %d", n)
		}
		if len(p) > 0 {
			p[rapid.IntRange(0, len(p)-1).Draw(rt, "hash")][rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1
			if tlog.CheckRecord(p, at, root, n, leaf(n)) == nil {
				rt.Fatal("an altered inclusion proof passes")
			}
		}
		c, err := tlog.ProveTree(size, at, tl)
		if err != nil || tlog.CheckTree(c, size, roots[size], at, root) != nil {
			rt.Fatalf("consistency of %d in %d: %v", at, size, err)
		}
		if len(c) > 0 {
			c[rapid.IntRange(0, len(c)-1).Draw(rt, "hash of c")][0] ^= 1
			if tlog.CheckTree(c, size, roots[size], at, root) == nil {
				rt.Fatal("an altered consistency proof passes")
			}
		}
	})
}

// Whatever stands in a note, its leaf is JSON that reads back the same, and word finds what JSON finds.
func TestLeafReadsBack(t *testing.T) {
	name := rapid.StringMatching(`[a-z][a-z.,:{}_-]{0,20}`)
	rapid.Check(t, func(rt *rapid.T) {
		f := leafFacts{
			id: store.ID(rapid.Int64Range(1, 1<<62).Draw(rt, "id")), at: time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(rt, "at")).UTC(),
			day: calendar.Date(rapid.IntRange(0, 1).Draw(rt, "day") * 20000), verb: name.Draw(rt, "verb"), kind: name.Draw(rt, "kind"),
			object: name.Draw(rt, "object"), hat: clip(rapid.String().Draw(rt, "hat"), maxText), client: clip(rapid.String().Draw(rt, "client"), maxText),
			version: rapid.Int64Range(0, 9).Draw(rt, "version"), salted: rapid.Bool().Draw(rt, "salted"),
		}
		if rapid.Bool().Draw(rt, "list") {
			f.count, f.last, f.marks = 2, f.id, []byte{1, 2, 3, 4}
		}
		if rapid.Bool().Draw(rt, "after") {
			f.after = Digest{1, 2, 3}
		}
		c := circumstances{Place: Place{rapid.String().Draw(rt, "address"), rapid.String().Draw(rt, "session"), ""},
			behalf: rapid.String().Draw(rt, "behalf"), reason: rapid.String().Draw(rt, "reason")}
		c.clipped()
		person := clip(rapid.String().Draw(rt, "person"), maxObject)
		private := appendPrivate(nil, []byte("0123456789abcdef"), person, &c)
		f.private = commitment(private)
		body := appendLeaf(nil, &f)
		r, err := readRecord(7, body, private, nil)
		if err != nil {
			rt.Fatalf("%s: %v", body, err)
		}
		if r.ID != f.id || !r.At.Equal(f.at) || r.Verb != f.verb || r.Hat != f.hat || r.Client != f.client || r.Version != f.version ||
			r.Last != f.last || r.Count != f.count || r.After != f.after || r.Salted != f.salted || r.Private != f.private {
			rt.Fatalf("%s reads as %+v", body, r)
		}
		if r.Who.Person != person || r.Who.Behalf != c.behalf || r.Who.Reason != c.reason || r.Who.Address != c.Address {
			rt.Fatalf("%s reads as %+v", private, r.Who)
		}
		if word(body, "kind") != f.kind || word(body, "object") != f.object || word(body, "private") != f.private.String() ||
			store.ID(number(body, "last")) != f.last || leafID(body) != f.id || personOf(private) != person {
			rt.Fatalf("look-ups in %s, %s", body, private)
		}
	})
}

// Two different rows never look alike, however their texts run into each other.
func TestHasherTellsRowsApart(t *testing.T) {
	seen := map[Digest]string{}
	rapid.Check(t, func(rt *rapid.T) {
		var h Hasher
		h.Start("k")
		var says []any
		for range rapid.IntRange(0, 4).Draw(rt, "columns") {
			switch rapid.IntRange(0, 3).Draw(rt, "type") {
			case 0:
				v := rapid.Int64Range(-2, 2).Draw(rt, "int")
				h.Int(v)
				says = append(says, v)
			case 1:
				v := rapid.StringMatching(`[in]{0,3}`).Draw(rt, "text")
				h.Text(v)
				says = append(says, v)
			case 2:
				v := []byte(rapid.StringMatching(`[in]{0,3}`).Draw(rt, "bytes"))
				h.Bytes(v)
				says = append(says, map[string]string{"bytes": string(v)})
			default:
				h.Null()
				says = append(says, nil)
			}
		}
		text, err := json.Marshal(says)
		if err != nil {
			rt.Fatal(err)
		}
		d := h.Sum()
		if was, ok := seen[d]; ok && was != string(text) {
			rt.Fatalf("%s and %s have one digest", was, text)
		}
		seen[d] = string(text)
	})
}

// A random history of updates, savepoints, failures, rounds and checks never raises an alarm.
func TestNoFalseAlarm(t *testing.T) {
	r := testRoom(t, Config{}) // one bank lives through all of them
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > 20 || runs > 10 && store.TestDSN() != "" {
			return // its history is long enough, and a full check reads all of it
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			var err error
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0:
				_, err = r.log.Sequence(ctx)
			case 1:
				full := rapid.Bool().Draw(rt, "full")
				var report *CheckReport
				if report, err = r.log.Check(ctx, CheckOptions{Full: full}); err == nil && len(report.Findings) > 0 {
					rt.Fatalf("%v", report.Findings)
				}
			default:
				lines, things := rapid.IntRange(0, 30).Draw(rt, "lines"), rapid.IntRange(0, 3).Draw(rt, "things")
				fails := rapid.IntRange(0, 4).Draw(rt, "fails") == 0
				id := rapid.Int64Range(1, 4).Draw(rt, "thing")
				_ = r.st.Update(ctx, func(tx *store.Tx) error {
					for i := range lines {
						if err := r.line(tx, int64(i)); err != nil {
							return err
						}
					}
					for i := range things {
						name := ""
						if i%2 == 0 {
							name = "x"
						}
						if err := r.put(tx, "t_things", "t.thing", thing{id, name, int64(i)}); err != nil {
							return err
						}
					}
					if fails {
						return errMoved
					}
					return nil
				})
			}
			if err != nil {
				rt.Fatal(err)
			}
		}
		r.sequence(t)
		if report := r.check(t, CheckOptions{Full: true}); len(report.Findings) > 0 {
			rt.Fatalf("%v", report.Findings)
		}
	})
}

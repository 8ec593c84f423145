package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// FuzzUnpackPostings: whatever the bytes, no panic; what can be read is packed again to what reads the same.
func FuzzUnpackPostings(f *testing.F) {
	e := &Entry{ID: 1000, Postings: []Posting{{Account: 5, Amount: 7, Sequence: 1, Balance: 7}, {Account: 6, Amount: -7, Sequence: 65,
		Balance: -1 << 63, previous: 999}}}
	f.Add(packPostings(nil, e))
	f.Add([]byte{2, 0x80})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		e := &Entry{ID: 1 << 40}
		if UnpackPostings(e, b) != nil {
			return
		}
		again := &Entry{ID: e.ID}
		if err := UnpackPostings(again, packPostings(nil, e)); err != nil || !slices.Equal(e.Postings, again.Postings) {
			t.Errorf("%v: %+v, then %+v", err, e.Postings, again.Postings)
		}
	})
}

// FuzzSegmentAtoms: whatever the bytes, no panic; what can be read is packed again to what reads the same, and the
// check's hasher agrees with the reader about what is well formed.
func FuzzSegmentAtoms(f *testing.F) {
	var tl tail
	for i := range segmentLen {
		a := atom{entry: EntryID(100 + i), seq: int64(i + 1), amount: money.Amount(i), balance: money.Amount(i * (i + 1) / 2), bank: day1,
			value: day1 - calendar.Date(i%3), day: day1, contra: AccountID(i % 5), texts: [3]string{"kind", "reference", "摘要"}}
		tl.add(&a)
	}
	f.Add(tl.data, int64(day1), int64(0))
	f.Add([]byte{0, 2, 0, 0, 0, 0, 1, 'k', 1, 1, 'r', 0, 0}, int64(0), int64(5))
	f.Fuzz(func(t *testing.T, b []byte, day, opening int64) {
		g := segment{account: 1, firstSeq: 1, opening: money.Amount(opening), first: 100, firstDay: calendar.Date(day), data: b}
		atoms, err := g.atoms(nil)
		if err == nil && len(atoms) > 0 {
			g.lastDay = atoms[len(atoms)-1].day
		}
		var h segmentHasher
		hash, last, whole := h.hash(&g)
		if whole != (err == nil && len(atoms) == segmentLen) || whole && last != atoms[segmentLen-1].entry {
			t.Fatalf("hash says whole %v, last %d; atoms: %v, %d of them", whole, last, err, len(atoms))
		}
		if err != nil || len(atoms) == 0 || atoms[0].entry != g.first {
			return
		}
		var again tail
		for i := range atoms {
			again.add(&atoms[i])
		}
		p := g
		p.opening, p.first, p.firstDay, p.data = again.opening, again.first, again.day, again.data
		read, err := p.atoms(nil)
		if err != nil || !slices.Equal(read, atoms) {
			t.Errorf("%v: %+v, then %+v", err, atoms, read)
		}
		if again.day != g.firstDay || again.opening != g.opening {
			return // the first posting is not on the account's first day: no writer makes that
		}
		if two, _, _ := h.hash(&p); two != hash {
			t.Error("the hash depends on how the segment is packed")
		}
	})
}

// TestSegmentPacks: what goes into a segment comes out, for any postings.
func TestSegmentPacks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var tl tail
		var want []atom
		balance, entry, day := money.Amount(rapid.Int64().Draw(rt, "opening")), EntryID(rapid.Int64Range(1, 1<<60).Draw(rt, "entry")), calendar.Date(0)
		text := rapid.StringMatching(`[a-zA-Z0-9摘要]{0,64}`)
		opening := balance
		for i := range rapid.IntRange(1, segmentLen).Draw(rt, "n") {
			a := atom{entry: entry, seq: int64(i + 1), amount: money.Amount(rapid.Int64().Draw(rt, "amount")),
				bank: calendar.Date(rapid.Int32Range(0, 80000).Draw(rt, "bank")), contra: AccountID(rapid.Int64Range(0, 1<<62).Draw(rt, "contra")),
				texts: [3]string{text.Draw(rt, "kind"), text.Draw(rt, "reference"), text.Draw(rt, "summary")}}
			balance += a.amount
			a.balance, a.value = balance, a.bank+calendar.Date(rapid.Int32Range(-366, 366).Draw(rt, "value"))
			day = max(day, a.bank)
			a.day = day
			tl.add(&a)
			want = append(want, a)
			entry += EntryID(rapid.Int64Range(0, 1<<40).Draw(rt, "step"))
		}
		g := segment{firstSeq: 1, opening: opening, first: tl.first, firstDay: tl.day, lastDay: day, data: tl.data}
		got, err := g.atoms(nil)
		if err != nil || !slices.Equal(got, want) {
			rt.Fatalf("%v\n%+v\n%+v", err, got, want)
		}
	})
}

package ledger

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// segmentsPerCheck is how many segments one snapshot reads.
const segmentsPerCheck = 1024

// packs is what the segments of one account come to.
type packs struct {
	hash  uint64
	count int64
}

// segments compares every segment with the postings it packs. Segments never change, so the tallies, which stand
// still now, need no common snapshot with them.
func (c *checker) segments() error {
	got := make([]packs, len(c.tallies))
	if err := c.readSegments(got); err != nil {
		return err
	}
	for i := range c.tallies {
		t, g := &c.tallies[i], &got[i]
		if g.hash == t.packed && g.count == t.seq/segmentLen-t.from {
			continue
		}
		if err := c.locate(t, g); err != nil {
			return err
		}
	}
	return nil
}

// readSegments hashes the segments of the pass's accounts, in the order of writing.
func (c *checker) readSegments(got []packs) error {
	var h segmentHasher
	for after := int64(c.since); ; {
		var gs []segment
		err := c.view(func(v *store.View) (err error) {
			gs, after, err = segmentsAfter(v, after, segmentsPerCheck)
			return err
		})
		if err != nil {
			return err
		}
		for i := range gs {
			if g := &gs[i]; g.account >= c.low && g.account <= c.high {
				c.segment(g, &h, got)
			}
		}
		if len(gs) < segmentsPerCheck {
			return nil
		}
	}
}

// segment adds one to what the segments of its account come to, if the tally has all its postings.
func (c *checker) segment(g *segment, h *segmentHasher, got []packs) {
	j, ok := c.index[g.account]
	if !ok && !c.report.Full || ok && g.firstSeq <= c.tallies[j].from*segmentLen {
		return // of entries that were checked before
	}
	hash, last, whole := h.hash(g)
	if !ok || g.firstSeq > c.tallies[j].seq/segmentLen*segmentLen {
		if last <= c.cur || !whole {
			c.find("segment_extra", Finding{Account: g.account, Sequence: g.firstSeq}, "", "")
		}
		return // of entries that came since
	}
	got[j].hash = mix(got[j].hash, int64(hash))
	got[j].count++
}

// locate names the segments of an account that differ from its entries, by its chain.
func (c *checker) locate(t *tally, g *packs) error {
	if want := t.seq/segmentLen - t.from; g.count != want {
		c.find("segment_missing", Finding{Account: t.account}, want, g.count)
	}
	var h segmentHasher
	head, n := t.head, t.seq/segmentLen
	found := 0
	for rest := int(t.seq % segmentLen); n > t.from && found < 3; {
		err := c.view(func(v *store.View) error {
			if rest > 0 {
				atoms, err := walk(v, t.account, head, rest)
				if err != nil {
					return err
				}
				if head, err = previousOf(v, t.account, &atoms[0]); err != nil {
					return err
				}
				rest = 0
			}
			for k := 0; k < segmentsPerRead && n > t.from && found < 3; k++ {
				n--
				atoms, err := walk(v, t.account, head, segmentLen)
				if err != nil {
					return err
				}
				if head, err = previousOf(v, t.account, &atoms[0]); err != nil {
					return err
				}
				if !h.equal(v, t.account, n, atoms) {
					c.find("segment_differs", Finding{Account: t.account, Sequence: n*segmentLen + 1}, "", "")
					found++
				}
			}
			return nil
		})
		if err != nil {
			c.find("segment_differs", Finding{Account: t.account}, "", err)
			return c.ctx.Err()
		}
	}
	if found == 0 && g.count == t.seq/segmentLen-t.from {
		c.find("segment_differs", Finding{Account: t.account}, "", "")
	}
	return nil
}

// previousOf is the entry of the posting before one, which may be in the same entry.
func previousOf(q store.Querier, account AccountID, a *atom) (EntryID, error) {
	e, ok, err := entryByID(q, a.entry)
	if err != nil || !ok {
		return 0, fmt.Errorf("ledger: entry %s is not there: %w", a.entry, err)
	}
	for i := range e.Postings {
		if p := &e.Postings[i]; p.Account == account {
			if p.Sequence < a.seq {
				return e.ID, nil
			}
			return p.previous, nil
		}
	}
	return 0, nil
}

// segmentHasher hashes packed segments without making strings of their texts.
type segmentHasher struct{ texts [3][]byte }

// hash is equal to that of the segment's entries. last is its last entry; whole says that it is well formed.
func (h *segmentHasher) hash(g *segment) (hash uint64, last EntryID, whole bool) {
	r := unpacker{b: g.data}
	for i := range h.texts {
		h.texts[i] = h.texts[i][:0]
	}
	entry, day, n := g.first, g.firstDay, int64(0)
	hash = hashOpen(g.opening, g.first, g.firstDay)
	for ; len(r.b) > 0; n++ {
		entry += EntryID(r.uvarint())
		amount := money.Amount(r.varint())
		bank := g.firstDay + calendar.Date(r.varint())
		value := bank + calendar.Date(r.varint())
		day = max(day, bank)
		contra := AccountID(r.uvarint())
		for i := range h.texts {
			h.texts[i] = r.appendText(h.texts[i])
		}
		hash = hashAtom(hash, entry, amount, bank, value, contra, hashTexts(h.texts[0], h.texts[1], h.texts[2]))
	}
	whole = !r.bad && n == segmentLen && day == g.lastDay
	if !whole {
		hash++
	}
	return hashClose(hash, g.lastDay), entry, whole
}

// equal says whether segment n of an account packs these postings.
func (h *segmentHasher) equal(v *store.View, account AccountID, n int64, atoms []atom) bool {
	g, err := segmentAt(v, account, n)
	if err != nil {
		return false
	}
	got, err := g.atoms(nil)
	if err != nil || len(got) != len(atoms) || got[0].entry != g.first {
		return false
	}
	before, err := dayBefore(v, account, g.firstSeq)
	if err != nil {
		return false
	}
	withDays(atoms, before)
	for i := range got {
		if got[i] != atoms[i] {
			return false
		}
	}
	return got[len(got)-1].day == g.lastDay
}

// appendText is text for a buffer that holds the text before.
func (r *unpacker) appendText(b []byte) []byte {
	shared, rest := r.uvarint(), r.uvarint()
	if r.bad || shared > uint64(len(b)) || rest > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return b[:0]
	}
	b = append(b[:shared], r.b[:rest]...)
	r.b = r.b[rest:]
	return b
}

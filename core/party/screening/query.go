package screening

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// scratch is the memory of one subject's screening.
type scratch struct {
	form   form
	bench  bench
	seen   []uint32 // by listed name: the stamp of the subject's name that has met it
	stamp  uint32
	keys   []uint64
	around circumstance
}

// Screen appends to dst the entries that the subject is like, one match an entry, the likeliest first. It allocates
// only for matches, and for identifiers where the subject has some.
func (ix *Index) Screen(dst []Match, s *Subject) []Match {
	x := ix.scratch.Get().(*scratch)
	defer ix.scratch.Put(x)
	from := len(dst)
	x.around.set(s)
	for _, id := range x.around.ids {
		for _, e := range ix.numbers[id] {
			m := Match{Entry: e, Score: fullScore, name: -1, by: byIdentifier, number: fullScore}
			dst = keepBest(dst, from, &m)
		}
	}
	for i, name := range s.Names {
		if x.form.set(name, s.Sort); x.form.empty() {
			continue
		}
		if x.stamp++; x.stamp == 0 {
			clear(x.seen)
			x.stamp = 1
		}
		x.keys = x.form.keys(x.keys[:0])
		for _, k := range x.keys {
			dst = ix.meet(dst, from, x, ix.table.under(k), i)
		}
		if x.keys = x.form.pairKeys(x.keys[:0]); len(x.keys) > 0 {
			for _, k := range ix.rarest(x.keys, ix.lowest(s), len(x.form.units)) {
				dst = ix.meet(dst, from, x, ix.table.under(k), i)
			}
		}
	}
	rank(dst[from:])
	return dst
}

// rank puts the likeliest first.
func rank(ms []Match) {
	if len(ms) < 2 {
		return
	}
	slices.SortFunc(ms, func(a, b Match) int {
		if a.Score != b.Score {
			return b.Score - a.Score
		}
		return int(a.Entry) - int(b.Entry)
	})
}

// set takes what the subject has beside names.
func (c *circumstance) set(s *Subject) {
	c.births, c.nations, c.ids = c.births[:0], c.nations[:0], c.ids[:0]
	if s.Birth != 0 {
		c.births = append(c.births, s.Birth)
	}
	if s.Nationality != "" {
		c.nations = append(c.nations, s.Nationality)
	}
	for _, id := range s.Identifiers {
		if p := plainIdentifier(id); p != "" && !isMasked(p) {
			c.ids = append(c.ids, p)
		}
	}
}

// lowest is the least that a name must have for the subject to reach the threshold.
func (ix *Index) lowest(s *Subject) int {
	most := 0
	if s.Birth != 0 {
		most += bornSameDay
	}
	if s.Nationality != "" {
		most += sameNation
	}
	if len(s.Identifiers) > 0 {
		most += maskedAgrees
	}
	return max(nameFloor, ix.threshold-most)
}

// rarest cuts a name's pairs of neighbours down to the rarest, so many that a listed name which reaches the score shares
// at least one of them.
func (ix *Index) rarest(keys []uint64, score, length int) []uint64 {
	longer := length * fullScore / max(score, 1) // the other name has no more than so many characters
	n := spoiled((fullScore-score)*longer) + 1
	if n >= len(keys) {
		return keys
	}
	for i := range n { // selection: n is small
		least := i
		for j := i + 1; j < len(keys); j++ {
			if len(ix.table.under(keys[j])) < len(ix.table.under(keys[least])) {
				least = j
			}
		}
		keys[i], keys[least] = keys[least], keys[i]
	}
	return keys[:n]
}

// spoiled is how many pairs of neighbours edits spoil at most within a cost: two characters that change places spoil three,
// any other edit two.
func spoiled(cost int) (most int) {
	for swaps := 0; swaps*swapCost <= cost; swaps++ {
		most = max(most, 3*swaps+2*((cost-swaps*swapCost)/editCost))
	}
	return most
}

// meet compares the subject's name with listed ones that it hasn't met yet.
func (ix *Index) meet(dst []Match, from int, x *scratch, names []uint32, subj int) []Match {
	for _, n := range names {
		if x.seen[n] == x.stamp {
			continue
		}
		x.seen[n] = x.stamp
		if m, ok := ix.judge(&x.bench, &x.form, &x.around, int32(n), subj); ok {
			dst = keepBest(dst, from, &m)
		}
	}
	return dst
}

// judge compares one name of the subject with one that is listed. ok is false below the threshold.
func (ix *Index) judge(b *bench, f *form, around *circumstance, name int32, subj int) (m Match, ok bool) {
	l := &ix.names[name]
	if f.sort != UnknownSort && l.form.sort != UnknownSort && f.sort != l.form.sort {
		return m, false
	}
	like := b.compare(f, &l.form)
	if like.score < nameFloor {
		return m, false
	}
	m = Match{Entry: l.entry, name: name, subj: int16(subj), weak: l.weak}
	m.beside(around, &ix.around[l.entry])
	m.total(like, f.sort)
	return m, m.Score >= ix.threshold
}

// keepBest adds a match, or keeps it instead of a less likely one of the same entry.
func keepBest(dst []Match, from int, m *Match) []Match {
	for i := from; i < len(dst); i++ {
		if dst[i].Entry == m.Entry {
			if m.Score > dst[i].Score {
				dst[i] = *m
			}
			return dst
		}
	}
	return append(dst, *m)
}

// screenPlainly compares with every listed name: what Screen must find. Tests and Bench hold the index against it.
func (ix *Index) screenPlainly(dst []Match, s *Subject) []Match {
	var x scratch
	from := len(dst)
	x.around.set(s)
	for _, id := range x.around.ids {
		for _, e := range ix.numbers[id] {
			m := Match{Entry: e, Score: fullScore, name: -1, by: byIdentifier, number: fullScore}
			dst = keepBest(dst, from, &m)
		}
	}
	for i, name := range s.Names {
		x.form.set(name, s.Sort)
		for n := range ix.names {
			if m, ok := ix.judge(&x.bench, &x.form, &x.around, int32(n), i); ok {
				dst = keepBest(dst, from, &m)
			}
		}
	}
	rank(dst[from:])
	return dst
}

// Each screens n subjects on all processors; see is called with each one's matches, from several goroutines at once, and
// may keep them only until it returns.
func (ix *Index) Each(n int, subject func(i int) *Subject, see func(i int, matches []Match)) {
	const batch = 64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/batch+1) {
		wg.Go(func() {
			var room []Match
			for {
				from := int(next.Add(batch)) - batch
				if from >= n {
					return
				}
				for i := from; i < min(from+batch, n); i++ {
					room = ix.Screen(room[:0], subject(i))
					see(i, room)
				}
			}
		})
	}
	wg.Wait()
}

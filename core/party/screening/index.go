package screening

import (
	"slices"
	"sync"

	"tonghui/platform/store"
)

// Listed is a version of a list, as the index takes it.
type Listed struct {
	List    string
	Kind    Kind
	Version store.ID
	Entries []Entry
}

// Index finds the entries that a subject is like, without looking at every one. It never changes after NewIndex and
// may be used by many at once.
//
// Every name is filed under keys that names like it share (keys.go says which); a subject's names are looked up under theirs,
// and what is found there is compared in full. So an index never finds what the comparison itself would not.
type Index struct {
	threshold int
	lists     []Listed
	firsts    []int // of each list's entries
	entries   []*Entry
	around    []circumstance
	names     []listedName
	table     keyTable
	numbers   map[string][]int32 // entries by whole identifier
	scratch   sync.Pool
}

type listedName struct {
	form  form
	text  string
	entry int32
	weak  bool
}

// NewIndex makes the index of lists; matches below the threshold are not told.
func NewIndex(threshold int, lists ...Listed) *Index {
	ix := &Index{threshold: threshold, lists: lists, numbers: map[string][]int32{}}
	var f form
	var pairs []posting
	var keys []uint64
	for _, l := range lists {
		ix.firsts = append(ix.firsts, len(ix.entries))
		for i := range l.Entries {
			e := &l.Entries[i]
			at := int32(len(ix.entries))
			ix.entries = append(ix.entries, e)
			c := circumstance{births: e.Births, nations: e.Nationalities}
			for _, id := range e.Identifiers {
				p := plainIdentifier(id)
				c.ids = append(c.ids, p)
				if p != "" && !isMasked(p) {
					ix.numbers[p] = append(ix.numbers[p], at)
				}
			}
			ix.around = append(ix.around, c)
			for n := range len(e.Names) + len(e.Weak) {
				name := listedName{entry: at, weak: n >= len(e.Names)}
				if name.weak {
					name.text = e.Weak[n-len(e.Names)]
				} else {
					name.text = e.Names[n]
				}
				if f.set(name.text, e.Sort); f.empty() {
					continue
				}
				name.form = f.copied()
				keys = name.form.keys(keys[:0])
				keys = name.form.pairKeys(keys)
				slices.Sort(keys)
				for _, k := range slices.Compact(keys) {
					pairs = append(pairs, posting{k, uint32(len(ix.names))})
				}
				ix.names = append(ix.names, name)
			}
		}
	}
	ix.table = newKeyTable(pairs)
	ix.scratch.New = func() any { return &scratch{seen: make([]uint32, len(ix.names))} }
	return ix
}

// Entries is how many the index holds.
func (ix *Index) Entries() int { return len(ix.entries) }

// At is an entry and the list it stands in.
func (ix *Index) At(entry int32) (*Entry, *Listed) {
	at, found := slices.BinarySearch(ix.firsts, int(entry))
	if !found {
		at--
	}
	for at+1 < len(ix.firsts) && ix.firsts[at+1] == ix.firsts[at] { // an empty list has no entries
		at++
	}
	return ix.entries[entry], &ix.lists[at]
}

// Explain puts a match of this index into words.
func (ix *Index) Explain(s *Subject, m *Match) Explanation {
	party, listed := "", ""
	if int(m.subj) < len(s.Names) {
		party = s.Names[m.subj]
	}
	if m.name >= 0 {
		listed = ix.names[m.name].text
	}
	return m.explain(party, listed, s.Sort)
}

// posting files a name under a key.
type posting struct {
	key  uint64
	name uint32
}

// keyTable is an open hash from keys to the names filed under them, in two flat arrays.
type keyTable struct {
	mask  uint64
	slots []slot
	names []uint32
}

type slot struct {
	key      uint64
	from, to uint32 // of names; an empty slot has none
}

func newKeyTable(pairs []posting) keyTable {
	slices.SortFunc(pairs, func(a, b posting) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.name) - int(b.name)
	})
	size := 16
	for size < 2*len(pairs) {
		size *= 2
	}
	t := keyTable{mask: uint64(size - 1), slots: make([]slot, size), names: make([]uint32, len(pairs))}
	for i := 0; i < len(pairs); {
		from := i
		for ; i < len(pairs) && pairs[i].key == pairs[from].key; i++ {
			t.names[i] = pairs[i].name
		}
		at := pairs[from].key & t.mask
		for t.slots[at].to != 0 {
			at = (at + 1) & t.mask
		}
		t.slots[at] = slot{pairs[from].key, uint32(from), uint32(i)}
	}
	return t
}

// under is the names filed under a key.
func (t *keyTable) under(key uint64) []uint32 {
	for at := key & t.mask; t.slots[at].to != 0; at = (at + 1) & t.mask {
		if t.slots[at].key == key {
			return t.names[t.slots[at].from:t.slots[at].to]
		}
	}
	return nil
}

package audit

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/store"
)

// The tree is kept as tiles of 256 hashes (c2sp.org/tlog-tiles): level 0 holds the hashes of the leaves, each level
// above one hash for a whole tile below. A row is rewritten until its tile is full, then never again. Hashes in between
// are computed when they are read, by package tlog.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

type tileKey struct {
	level int
	n     int64
}

// tiles reads and grows the tree over one snapshot or update.
type tiles struct {
	q     store.Querier
	kept  map[tileKey][]byte
	dirty map[tileKey]bool
}

func newTiles(q store.Querier) *tiles {
	return &tiles{q: q, kept: map[tileKey][]byte{}, dirty: map[tileKey]bool{}}
}

// maxKept bounds the tiles in memory.
const maxKept = 512

// at reads a tile; one that is not there is empty.
func (t *tiles) at(k tileKey) ([]byte, error) {
	if data, ok := t.kept[k]; ok {
		return data, nil
	}
	data, err := tileRow(t.q, k)
	if err != nil {
		return nil, err
	}
	if len(t.kept) >= maxKept && len(t.dirty) == 0 {
		clear(t.kept)
	}
	t.kept[k] = data
	return data, nil
}

// push appends a hash to a level, and to the level above when that fills the tile.
func (t *tiles) push(level int, n int64, h tlog.Hash) error {
	k := tileKey{level, n >> tileHeight}
	data, err := t.at(k)
	if err != nil {
		return err
	}
	place := int(n & (tileWidth - 1))
	if len(data) != place*tlog.HashSize {
		return errDamaged.Because(fmt.Errorf("tile %d/%d holds %d bytes, not %d hashes", level, k.n, len(data), place))
	}
	data = append(slices.Clip(data), h[:]...)
	t.kept[k], t.dirty[k] = data, true
	if place == tileWidth-1 {
		return t.push(level+1, k.n, fold(data))
	}
	return nil
}

// fold is the root of a full tile.
func fold(data []byte) tlog.Hash {
	hs := make([]tlog.Hash, len(data)/tlog.HashSize)
	for i := range hs {
		hs[i] = tlog.Hash(data[i*tlog.HashSize:])
	}
	for len(hs) > 1 {
		for i := range len(hs) / 2 {
			hs[i] = tlog.NodeHash(hs[2*i], hs[2*i+1])
		}
		hs = hs[:len(hs)/2]
	}
	return hs[0]
}

// changed are the tiles to write, in order.
func (t *tiles) changed() []tileKey {
	var out []tileKey
	for k := range t.dirty {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b tileKey) int {
		if a.level != b.level {
			return a.level - b.level
		}
		return int(a.n - b.n)
	})
	return out
}

// ReadHashes makes the tiles a tlog.HashReader.
func (t *tiles) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		tile := tlog.TileForIndex(tileHeight, index)
		data, err := t.at(tileKey{tile.L, tile.N})
		if err != nil {
			return nil, err
		}
		tile.W = len(data) / tlog.HashSize
		if out[i], err = tlog.HashFromTile(tile, data, index); err != nil {
			return nil, errDamaged.Because(fmt.Errorf("tile %d/%d: %w", tile.L, tile.N, err))
		}
	}
	return out, nil
}

// root is the root of the first size leaves.
func (t *tiles) root(size int64) (tlog.Hash, error) { return tlog.TreeHash(size, t) }

// spine is a tree of which only the roots of its full subtrees are kept: it takes leaves one after the other and knows
// the root at each size. It shares no code with tiles, so that one checks the other.
type spine struct {
	size   int64
	levels []tlog.Hash // from the largest subtree to the smallest
}

func (s *spine) add(h tlog.Hash) {
	s.levels = append(s.levels, h)
	s.size++
	for n := s.size; n&1 == 0; n >>= 1 {
		last := len(s.levels) - 1
		s.levels[last-1] = tlog.NodeHash(s.levels[last-1], s.levels[last])
		s.levels = s.levels[:last]
	}
}

func (s *spine) root() tlog.Hash {
	if s.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the hash of nothing
		return h
	}
	h := s.levels[len(s.levels)-1]
	for i := len(s.levels) - 2; i >= 0; i-- {
		h = tlog.NodeHash(s.levels[i], h)
	}
	return h
}

// spineAt starts a spine at a size, with the subtrees as the tiles have them.
func spineAt(size int64, t *tiles) (*spine, error) {
	s := &spine{size: size}
	var indexes []int64
	begin := int64(0)
	for level := 62; level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, begin>>level))
			begin += 1 << level
		}
	}
	var err error
	s.levels, err = t.ReadHashes(indexes)
	return s, err
}

package jobs

import (
	"strings"

	"tonghui/platform/store"
)

// buffer gathers what a group of updates does to the queue: new jobs, ended ones, keys and events. Hundreds of
// updates share a handful of statements.
type buffer struct {
	ops     []op
	flushed int
	keys    map[dedupeKey]ID // of jobs added by this group
}

type dedupeKey struct{ kind, key string }

// op is one row to write, or for ends one to delete under its claim.
type op struct {
	what  table
	args  []any
	key   dedupeKey // of an addition to keys
	claim int64
	id    int64
}

type table uint8

const (
	addJob table = iota
	addKey
	addDone
	addUnsent
	endJob
)

func (b *buffer) add(o op) {
	if o.what == addKey {
		if b.keys == nil {
			b.keys = map[dedupeKey]ID{}
		}
		b.keys[o.key] = ID(o.id)
	}
	b.ops = append(b.ops, o)
}

// Mark is the number of rows.
func (b *buffer) Mark() int { return len(b.ops) }

// Cut forgets the rows after the mark.
func (b *buffer) Cut(mark int) {
	for _, o := range b.ops[mark:] {
		if o.what == addKey {
			delete(b.keys, o.key)
		}
	}
	clear(b.ops[mark:])
	b.ops = b.ops[:mark]
	b.flushed = min(b.flushed, mark)
}

// Flush writes the rows. A job that is no longer held under its claim refuses the group; run one by one, only the
// update that rested on it is refused.
func (b *buffer) Flush(tx *store.Tx, upTo int) error {
	if b.flushed >= upTo {
		return nil
	}
	part := b.ops[b.flushed:upTo]
	if err := b.end(tx, part); err != nil {
		return err
	}
	for what := addJob; what < endJob; what++ {
		var args []any
		rows := 0
		for i := range part {
			if part[i].what == what {
				args = append(args, part[i].args...)
				rows++
			}
		}
		if err := insertRows(tx, what, rows, args); err != nil {
			return err
		}
	}
	b.flushed = upTo
	return nil
}

// end deletes the ended jobs, claim by claim.
func (b *buffer) end(tx *store.Tx, part []op) error {
	var claims []int64
	ids := map[int64][]int64{}
	for i := range part {
		if o := &part[i]; o.what == endJob {
			if _, seen := ids[o.claim]; !seen {
				claims = append(claims, o.claim)
			}
			ids[o.claim] = append(ids[o.claim], o.id)
		}
	}
	for _, claim := range claims {
		if err := endJobs(tx, claim, ids[claim]); err != nil {
			return err
		}
	}
	return nil
}

// Committed forgets everything.
func (b *buffer) Committed() {
	clear(b.ops)
	b.ops, b.flushed = b.ops[:0], 0
	clear(b.keys)
}

// sizes are the numbers of rows that statements take: few texts to prepare, few statements to run.
var sizes = [...]int{64, 16, 4, 1}

// batches cuts n rows into statements of those sizes; f gets the index into sizes and the range.
func batches(n int, f func(size, from, to int) error) error {
	at := 0
	for i, size := range sizes {
		for n-at >= size {
			if err := f(i, at, at+size); err != nil {
				return err
			}
			at += size
		}
	}
	return nil
}

// sized makes the four texts of a statement whose IN list is at its end.
func sized(head, tail string) (out [len(sizes)]string) {
	for i, n := range sizes {
		out[i] = head + strings.Repeat("?, ", n-1) + "?" + tail
	}
	return out
}

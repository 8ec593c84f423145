package store

import "tonghui/base/calendar"

// bankDay is the open bank date, a single row, kept by the writer as a Buffer: a failed update takes its
// change back like any other.
type bankDay struct {
	date  calendar.Date
	fence int64
	set   bool

	undo    []bankDay
	flushed int
}

func (b *bankDay) move(d calendar.Date) {
	b.undo = append(b.undo, bankDay{date: b.date, fence: b.fence, set: b.set})
	b.date, b.set = d, true
	b.fence++
}

func (b *bankDay) Mark() int { return len(b.undo) }

func (b *bankDay) Cut(mark int) {
	if mark < len(b.undo) {
		was := b.undo[mark]
		b.date, b.fence, b.set = was.date, was.fence, was.set
		b.undo = b.undo[:mark]
		if b.flushed > mark {
			b.flushed = mark
		}
	}
}

func (b *bankDay) Flush(tx *Tx, upTo int) error {
	if b.flushed >= upTo {
		return nil
	}
	at := *b
	if upTo < len(b.undo) {
		at = b.undo[upTo]
	}
	err := tx.WriteOut("UPDATE store_bank SET bank_date = ?, fence = ?, day_open = 1 WHERE id = 1", int64(at.date), at.fence)
	if err == nil && tx.Shared() { // the update is exclusive: no other lane runs
		err = tx.WriteOut("UPDATE store_lanes SET bank_date = ?, fence = ?, day_open = 1", int64(at.date), at.fence)
	}
	if err == nil {
		b.flushed = upTo
	}
	return err
}

func (b *bankDay) Committed() { b.undo, b.flushed = b.undo[:0], 0 }

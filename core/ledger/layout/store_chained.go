package layout

import (
	"cmp"
	"database/sql/driver"
	"slices"
	"time"
)

// chained is layouts C and D: transfers in arrival order, where each leg names the transfer of its account's posting
// before and the head stands in the balance row. Every k-th posting of an account also packs those k postings into a
// segment (C); monthly instead packs all postings of a month when the next one begins (D). Segments are appended, and
// only a narrow index of them is written in the order of accounts.
//
// A read takes the segments and walks the chain for what they don't hold yet: fewer than k postings in C.
type chained struct {
	rows    format
	k       int
	wide    bool
	monthly bool

	open  []segment // by slot: the postings since the last full segment
	done  []segment // full ones of this batch
	month int
	since int64 // first transfer of the open month
}

// monthlyChunk bounds a segment of layout D.
const monthlyChunk = 256

func (l *chained) Schema() []string {
	return []string{l.rows.schema(),
		`CREATE TABLE segment(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, first_seq INTEGER NOT NULL,
			last_seq INTEGER NOT NULL, first_day INTEGER NOT NULL, opening INTEGER NOT NULL, body BLOB NOT NULL) STRICT`,
		`CREATE UNIQUE INDEX segment_by_account ON segment(account, first_seq, first_day, last_seq)`}
}

func (l *chained) Write(w *Writer, batch []Transfer, out *Outcome) error {
	if l.open == nil {
		l.open = make([]segment, len(w.Accounts.All))
	}
	if l.monthly {
		if err := l.closeMonth(w, batch); err != nil {
			return err
		}
	}
	if err := writeTransfers(w, l.rows, batch, out); err != nil || l.monthly || w.settings.Without == "segments" {
		return err
	}
	l.done = l.done[:0]
	for i := range batch {
		first := out.First[i]
		if first < 0 {
			continue
		}
		for j := range batch[i].Legs {
			if err := l.pack(w, &batch[i], j, &out.Postings[first+j]); err != nil {
				return err
			}
		}
	}
	return l.writeSegments(w, l.done)
}

// pack adds a posting to its account's open segment, and takes the segment out when its last sequence is a multiple of k.
func (l *chained) pack(w *Writer, t *Transfer, leg int, p *Posting) error {
	s := &l.open[p.Slot]
	if s.count == 0 {
		s.start(t.Legs[leg].Account, p.Seq, p.Balance-t.Legs[leg].Amount, t.BankDate)
		s.before = p.Prev
	}
	s.add(&Line{Transfer: t.ID, Kind: t.Kind, Reference: t.Reference, BankDate: t.BankDate, ValueDate: t.ValueDate,
		Amount: t.Legs[leg].Amount, Contra: contra(t.Legs, leg)}, l.wide)
	if p.Seq%int64(l.k) != 0 {
		return nil
	}
	full := *s
	full.body = slices.Clone(s.body)
	if s.count < l.k {
		var err error
		if full, err = l.mend(w, s); err != nil {
			return err
		}
	}
	l.done = append(l.done, full)
	s.count = 0
	return nil
}

// Forget drops the open segments, as a restart does or a cache that is full. None is lost: an open segment may begin in
// the middle, and mend fetches its beginning by the chain when it is due.
func (l *chained) Forget() { clear(l.open) }

// mend puts the postings before an open segment's first in front of it.
func (l *chained) mend(w *Writer, s *segment) (segment, error) {
	lines := make([]Line, l.k)
	held, err := s.unpack(l.wide, lines[:0:0])
	if err != nil {
		return segment{}, err
	}
	missing := l.k - s.count
	copy(lines[missing:], held)
	id, seq := s.before, s.firstSeq
	for i := missing - 1; i >= 0; i-- {
		seq--
		if lines[i], id, err = l.fetch(w.conn, id, s.account, seq); err != nil {
			return segment{}, err
		}
	}
	whole := segment{}
	whole.start(s.account, seq, lines[0].Balance-lines[0].Amount, lines[0].BankDate)
	for i := range lines {
		whole.add(&lines[i], l.wide)
	}
	return whole, nil
}

func (*chained) Settle(*Writer) error { return nil }

func (l *chained) writeSegments(w *Writer, segments []segment) error {
	into, err := w.insert(6, `INSERT INTO segment(account,first_seq,last_seq,first_day,opening,body) VALUES `)
	if err != nil {
		return err
	}
	slices.SortFunc(segments, func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.firstSeq, b.firstSeq))
	})
	for i := range segments {
		s := &segments[i]
		if err := into.add(s.account, s.firstSeq, s.firstSeq+int64(s.count)-1, int64(s.firstDay), s.opening,
			s.body); err != nil {
			return err
		}
	}
	return into.flush()
}

// closeMonth packs the month that ended, when the batch begins a new one.
func (l *chained) closeMonth(w *Writer, batch []Transfer) error {
	month := int(time.Unix(int64(batch[0].BankDate)*86400, 0).UTC().Month())
	if month == l.month {
		return nil
	}
	if l.month == 0 {
		l.month, l.since = month, batch[0].ID
		return nil
	}
	var full []segment
	open := map[int64]*segment{}
	err := w.each(`SELECT `+l.rows.selection()+` FROM transfer WHERE id>=? ORDER BY id`, []driver.Value{l.since},
		func(row []driver.Value) (bool, error) {
			var legs [5]stored
			line, all, err := l.rows.read(row, legs[:0])
			if err != nil {
				return false, err
			}
			for _, leg := range all {
				pick(&line, all, leg.Account, leg.Seq)
				s := open[leg.Account]
				if s == nil {
					s = &segment{}
					open[leg.Account] = s
				}
				if s.count == 0 {
					s.start(leg.Account, leg.Seq, leg.Balance-leg.Amount, line.BankDate)
				}
				s.add(&line, l.wide)
				if s.count == monthlyChunk {
					full = append(full, *s)
					*s = segment{}
				}
			}
			return true, nil
		})
	if err != nil {
		return err
	}
	for _, s := range open {
		if s.count > 0 {
			full = append(full, *s)
		}
	}
	l.month, l.since = month, batch[0].ID
	return l.writeSegments(w, full)
}

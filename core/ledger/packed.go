package ledger

import (
	"context"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// packed is the layout of segments; see segment.go.
type packed struct{}

func (packed) appender() *store.Appender {
	return store.NewAppender("ledger_segments", "id", "account", "first_seq", "opening", "first_entry", "first_day",
		"last_day", "data")
}

// add packs the last segmentLen postings of an account into a row when they are complete.
func (packed) add(tx *store.Tx, lines *store.Appender, s *state, a *atom) error {
	t := &s.tail
	t.add(a)
	if a.seq%segmentLen != 0 {
		return nil
	}
	if t.missing > 0 {
		if err := t.fill(tx.Peeker(), s.id, a.seq); err != nil {
			return err
		}
	}
	lines.Add(int64(tx.NewID()), int64(s.id), a.seq-segmentLen+1, int64(t.opening), int64(t.first), int64(t.day), int64(s.day), t.data)
	s.tail = tail{}
	return nil
}

func (packed) newest(q store.Querier, p *position, top int64, limit int) ([]atom, error) {
	out := make([]atom, 0, limit)
	add := func(atoms []atom) {
		for i := len(atoms) - 1; i >= 0 && len(out) < limit; i-- {
			if atoms[i].seq <= top {
				out = append(out, atoms[i])
			}
		}
	}
	full := p.Balance.Sequence / segmentLen
	if top > full*segmentLen {
		atoms, err := tailAtoms(q, p)
		if err != nil {
			return nil, err
		}
		add(atoms)
	}
	for n := min(full, (top+segmentLen-1)/segmentLen) - 1; n >= 0 && len(out) < limit; n-- {
		g, err := segmentAt(q, p.ID, n)
		if err != nil {
			return nil, err
		}
		atoms, err := g.atoms(nil)
		if err != nil {
			return nil, err
		}
		add(atoms)
	}
	return out, nil
}

func (packed) lastUpTo(q store.Querier, p *position, d calendar.Date) (atom, error) {
	full := p.Balance.Sequence / segmentLen
	n, err := searchSegments(q, p.ID, full, d)
	if err != nil {
		return atom{}, err
	}
	var best atom
	var atoms []atom
	if n >= 0 {
		g, err := segmentAt(q, p.ID, n)
		if err != nil {
			return atom{}, err
		}
		if atoms, err = g.atoms(nil); err != nil {
			return atom{}, err
		}
		best = lastAtMost(atoms, d)
		if n < full-1 || g.lastDay > d {
			return best, nil
		}
	}
	if atoms, err = tailAtoms(q, p); err != nil {
		return atom{}, err
	}
	if a := lastAtMost(atoms, d); a.seq > 0 {
		best = a
	}
	return best, nil
}

func lastAtMost(atoms []atom, d calendar.Date) (best atom) {
	for _, a := range atoms {
		if a.day > d {
			break
		}
		best = a
	}
	return best
}

// searchSegments finds, by halving, the last of an account's full segments that begins at or before d; −1 if
// none does.
func searchSegments(q store.Querier, account AccountID, full int64, d calendar.Date) (int64, error) {
	low, high := int64(-1), full-1
	for low < high {
		mid := (low + high + 1) / 2
		first, err := firstDayOf(q, account, mid)
		if err != nil {
			return 0, err
		}
		if first <= d {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low, nil
}

// tailAtoms are the postings that no segment holds yet, oldest first.
func tailAtoms(q store.Querier, p *position) ([]atom, error) {
	n := int(p.Balance.Sequence % segmentLen)
	if n == 0 {
		return nil, nil
	}
	atoms, err := walk(q, p.ID, p.head, n)
	if err != nil {
		return nil, err
	}
	before, err := dayBefore(q, p.ID, p.Balance.Sequence-int64(n)+1)
	if err != nil {
		return nil, err
	}
	withDays(atoms, before)
	return atoms, nil
}

// segmentsPerRead is how many segments one read snapshot takes: about a thousand postings.
const segmentsPerRead = 32

func (packed) each(ctx context.Context, l *Ledger, p *position, from, to calendar.Date, do func(*atom) error) error {
	full := p.Balance.Sequence / segmentLen
	tail, err := view(ctx, l, func(v *store.View) ([]atom, error) { return tailAtoms(v, p) })
	if err != nil {
		return err
	}
	n, err := view(ctx, l, func(v *store.View) (int64, error) { return searchSegments(v, p.ID, full, from-1) })
	if err != nil {
		return err
	}
	buf := make([]atom, 0, segmentsPerRead*segmentLen)
	for n = max(n, 0); n < full; {
		gs, err := view(ctx, l, func(v *store.View) ([]segment, error) {
			return segmentsFrom(v, p.ID, n, full, segmentsPerRead)
		})
		if err != nil {
			return err
		}
		if len(gs) == 0 {
			return fmt.Errorf("ledger: segment %d of account %s is not there", n, p.ID)
		}
		n += int64(len(gs))
		for i := range gs {
			if buf, err = gs[i].atoms(buf[:0]); err != nil {
				return err
			}
			for j := range buf {
				if buf[j].day > to {
					return nil
				}
				if err := do(&buf[j]); err != nil {
					return err
				}
			}
		}
	}
	for i := range tail {
		if err := do(&tail[i]); err != nil {
			return err
		}
	}
	return nil
}

func (packed) resume(c *checker, v *store.View, t *tally, p *Posting) error {
	t.seq = p.Sequence - 1
	t.from = t.seq / segmentLen
	n := int(t.seq % segmentLen)
	atoms, err := walk(v, t.account, p.previous, max(n, 1))
	if err != nil {
		c.find("previous", Finding{Account: t.account, Sequence: p.Sequence}, p.previous, err)
		t.balance, t.head = p.Balance-p.Amount, p.previous
		return nil
	}
	last := &atoms[len(atoms)-1]
	t.balance, t.head, t.seq = last.balance, last.entry, last.seq
	before, err := dayBefore(v, t.account, t.from*segmentLen+1)
	if err != nil {
		return err
	}
	if t.from == 0 {
		before = 0
	}
	t.day = before
	if n == 0 {
		return nil
	}
	withDays(atoms, before)
	for i := range atoms {
		a := &atoms[i]
		if i == 0 {
			t.hash = hashOpen(a.balance-a.amount, a.entry, a.day)
		}
		t.hash = hashAtom(t.hash, a.entry, a.amount, a.bank, a.value, a.contra,
			hashTexts([]byte(a.texts[0]), []byte(a.texts[1]), []byte(a.texts[2])))
		t.day = a.day
	}
	return nil
}

func (packed) tally(t *tally, a *atom, texts uint64) {
	if a.seq%segmentLen == 1 {
		t.hash = hashOpen(a.balance-a.amount, a.entry, t.day)
	}
	t.hash = hashAtom(t.hash, a.entry, a.amount, a.bank, a.value, a.contra, texts)
	if a.seq%segmentLen == 0 {
		t.packed = mix(t.packed, int64(hashClose(t.hash, t.day)))
	}
}

func (packed) check(c *checker) error { return c.segments() }

// contraOf is the other account of an entry with two postings, else 0.
func contraOf(ps []Posting, i int) AccountID {
	if len(ps) == 2 {
		return ps[1-i].Account
	}
	return 0
}

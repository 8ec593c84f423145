package ledger

import (
	"context"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// clustered is the layout of one row a posting, in the order of its account. The texts of a line are those of its entry
// and are read from there.
type clustered struct{}

func (clustered) appender() *store.Appender {
	return store.NewAppender("ledger_postings", "account", "seq", "entry", "amount", "balance", "bank_date", "value_date", "day", "contra")
}

func (clustered) add(_ *store.Tx, lines *store.Appender, s *state, a *atom) error {
	lines.Add(int64(s.id), a.seq, int64(a.entry), int64(a.amount), int64(a.balance), int64(a.bank), int64(a.value), int64(a.day),
		int64(a.contra))
	return nil
}

func (clustered) newest(q store.Querier, p *position, top int64, limit int) ([]atom, error) {
	atoms, err := postingsDown(q, p.ID, top, limit)
	if err != nil {
		return nil, err
	}
	if want := min(top, int64(limit)); int64(len(atoms)) != want || want > 0 && atoms[want-1].seq != top-want+1 {
		return nil, errPostingMissing(p.ID, top)
	}
	return atoms, nil
}

func errPostingMissing(id AccountID, seq int64) error {
	return fmt.Errorf("ledger: postings of account %s at or before %d are not there", id, seq)
}

// probes is how many places one read of a search looks at: a look-up is cheap beside its round trip.
const probes = 32

// lastUpTo searches by sequence, dividing what is left by probes with each read.
func (clustered) lastUpTo(q store.Querier, p *position, d calendar.Date) (atom, error) {
	low, high := int64(0), p.Balance.Sequence // day(low) ≤ d < day(high+1)
	for low < high {
		var seqs [probes]int64
		for i := range seqs { // rising, in low+1 … high, the last is high; the width fits, as it is at most a sequence
			seqs[i] = low + max(1, (high-low)/probes*int64(i+1)+(high-low)%probes*int64(i+1)/probes)
		}
		days, err := postingDays(q, p.ID, seqs[:])
		if err != nil {
			return atom{}, err
		}
		for _, s := range seqs {
			day, ok := days[s]
			switch {
			case !ok:
				return atom{}, errPostingMissing(p.ID, s)
			case day <= d:
				low = max(low, s)
			default:
				high = min(high, s-1)
			}
		}
	}
	if low == 0 {
		return atom{}, nil
	}
	a, ok, err := postingAt(q, p.ID, low)
	if err == nil && !ok {
		err = errPostingMissing(p.ID, low)
	}
	return a, err
}

// postingsPerRead is how many postings one read snapshot takes.
const postingsPerRead = 1024

func (y clustered) each(ctx context.Context, l *Ledger, p *position, from, to calendar.Date, do func(*atom) error) error {
	last, err := view(ctx, l, func(v *store.View) (atom, error) { return y.lastUpTo(v, p, from-1) })
	if err != nil {
		return err
	}
	for seq := last.seq; seq < p.Balance.Sequence; {
		atoms, err := view(ctx, l, func(v *store.View) ([]atom, error) {
			return postingsUp(v, p.ID, seq, p.Balance.Sequence, postingsPerRead)
		})
		if err != nil {
			return err
		}
		if len(atoms) == 0 {
			return errPostingMissing(p.ID, seq+1)
		}
		for i := range atoms {
			a := &atoms[i]
			if a.seq != seq+1 {
				return errPostingMissing(p.ID, seq+1)
			}
			seq = a.seq
			if a.day > to {
				return nil
			}
			if err := do(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (clustered) resume(c *checker, v *store.View, t *tally, p *Posting) error {
	if p.Sequence == 0 {
		return c.resumeBuffered(v, t)
	}
	t.seq = p.Sequence - 1
	t.from = t.seq
	a, ok, err := postingAt(v, t.account, t.seq)
	if err != nil {
		return err
	}
	if !ok {
		c.find("posting_missing", Finding{Account: t.account, Sequence: t.seq}, t.seq, "")
		t.balance, t.head = p.Balance-p.Amount, p.previous
		return nil
	}
	t.balance, t.head, t.day = a.balance, a.entry, a.day
	return nil
}

func (clustered) tally(t *tally, a *atom, _ uint64) { t.packed = hashPosting(t.packed, a) }

// hashPosting folds a row of ledger_postings into a hash.
func hashPosting(h uint64, a *atom) uint64 {
	h = mix(mix(h, a.seq), int64(a.entry))
	h = mix(mix(h, int64(a.amount)), int64(a.balance))
	h = mix(h, int64(a.bank)<<32|int64(uint32(a.value)))
	return mix(mix(h, int64(a.day)), int64(a.contra))
}

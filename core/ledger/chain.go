package ledger

import (
	"fmt"
	"slices"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// walk follows an account's chain from an entry back over at least n postings (more only where the last entry
// has several on this account; those are cut off) and returns them oldest first. Their day is not known here and
// is left at their bank date.
func walk(q store.Querier, account AccountID, head EntryID, n int) ([]atom, error) {
	out := make([]atom, 0, n)
	for len(out) < n {
		e, ok, err := entryByID(q, head)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("ledger: the chain of account %s names entry %s, which is not there", account, head)
		}
		before, found := EntryID(0), false
		for i := len(e.Postings) - 1; i >= 0; i-- {
			if e.Postings[i].Account != account {
				continue
			}
			before, found = e.Postings[i].previous, true
			if len(out) < n {
				out = append(out, atomOf(e, i, e.BankDate))
			}
		}
		if !found {
			return nil, fmt.Errorf("ledger: the chain of account %s names entry %s, which doesn't touch it", account, head)
		}
		head = before
	}
	slices.Reverse(out)
	return out, nil
}

// dayBefore is the account's day before a sequence that starts a segment: the last day of the segment before.
func dayBefore(q store.Querier, account AccountID, firstSeq int64) (calendar.Date, error) {
	if firstSeq <= 1 {
		return calendar.MinDate, nil
	}
	d, _, err := store.One(q, store.Value[calendar.Date], selectLastDay, int64(account), firstSeq-segmentLen)
	return d, err
}

// withDays sets the running day of postings that start a segment.
func withDays(atoms []atom, before calendar.Date) {
	for i := range atoms {
		before = max(before, atoms[i].bank)
		atoms[i].day = before
	}
}

// fill reads the postings that the tail lacks, by the chain, and puts them before its own.
func (t *tail) fill(q store.Querier, account AccountID, lastSeq int64) error {
	older, err := walk(q, account, t.oldHead, t.missing)
	if err != nil {
		return err
	}
	before, err := dayBefore(q, account, lastSeq-segmentLen+1)
	if err != nil {
		return err
	}
	own := segment{firstSeq: older[len(older)-1].seq + 1, opening: t.opening, first: t.first, firstDay: t.day, data: t.data}
	atoms, err := own.atoms(older)
	if err != nil {
		return err
	}
	withDays(atoms, before)
	merged := tail{}
	for i := range atoms {
		merged.add(&atoms[i])
	}
	*t = merged
	return nil
}

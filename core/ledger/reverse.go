package ledger

import (
	"errors"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// Reversal is what reversing (冲正) an entry needs: the kind and reference of the new entry, a summary, and the
// value date (0: that of the original, so that interest computed on it is undone too, as far back as value dates may go).
type Reversal struct {
	Entry     EntryID
	Kind      string
	Reference string
	Summary   string
	Branch    Branch
	ValueDate calendar.Date
}

// Reverse books the opposite of an entry into the open day and links both. An entry is reversed at most once;
// a reversal can't be reversed. It is idempotent like every posting.
func (l *Ledger) Reverse(tx *store.Tx, r Reversal) (*Entry, error) {
	was, ok, err := entryByID(tx, r.Entry)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrUnknownEntry.With(r.Entry)
	}
	if was.Reverses != 0 {
		return nil, ErrReversalOfReversal.With(r.Entry)
	}
	if err := l.lock(tx, was); err != nil { // before asking whether it is reversed: another process may be doing it
		return nil, err
	}
	today, _ := tx.BankDate()
	e := was.opposite(r, today)
	by, done, err := reversalOf(tx, r.Entry)
	if err != nil {
		return nil, err
	}
	if done {
		first, _, err := entryByID(tx, by)
		if err != nil {
			return nil, err
		}
		if first.Kind == r.Kind && first.Reference == r.Reference {
			first.Replayed = true
			return first, nil
		}
		return nil, ErrAlreadyReversed.With(r.Entry, by)
	}
	if err := l.Post(tx, e); err != nil {
		return nil, err
	}
	if e.Replayed {
		return nil, ErrDuplicateReference.With(e.Kind, e.Reference)
	}
	if err := insertReversal(tx, r.Entry, e.ID); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // another process was first
			if by, done, err = reversalOf(tx, r.Entry); err == nil && done {
				err = ErrAlreadyReversed.With(r.Entry, by)
			}
		}
		return nil, err
	}
	return e, nil
}

// lock locks an entry's accounts. Where all are buffered nothing holds a second one back but the unique row of the reversal.
func (l *Ledger) lock(tx *store.Tx, e *Entry) error {
	p := poster{l: l, tx: tx, book: l.bookOf(tx), entries: []*Entry{e}}
	return p.accounts()
}

// opposite is the entry that undoes another.
func (e *Entry) opposite(r Reversal, today calendar.Date) *Entry {
	o := &Entry{Kind: r.Kind, Reference: r.Reference, Summary: r.Summary, Branch: r.Branch, Code: e.Code,
		Reverses: e.ID, ValueDate: r.ValueDate, Postings: make([]Posting, len(e.Postings))}
	if o.ValueDate == 0 {
		o.ValueDate = max(e.ValueDate, today-MaxValueShift)
	}
	for i := range e.Postings {
		o.Postings[i] = Posting{Account: e.Postings[i].Account, Amount: -e.Postings[i].Amount}
	}
	return o
}

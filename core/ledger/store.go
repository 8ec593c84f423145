package ledger

import (
	"database/sql"
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

func newBalances() *store.RowTexts {
	return store.NewRowTexts(
		"REPLACE INTO ledger_balances (account, balance, held, frozen, frozen_all, seq, head, last_day, date_shift) VALUES ", 9)
}

// flushBalances writes the rows of all touched accounts, in order. Accounts that were opened or first changed after
// the first upTo saves stay queued: their row must fall with the savepoint in which that happened.
func (b *book) flushBalances(tx *store.Tx, upTo int) error {
	b.sortDirty()
	b.dirty = slices.Compact(slices.DeleteFunc(b.dirty, func(s *state) bool { return !s.dirty })) // those were cut back
	args := make([]any, 0, 9*min(len(b.dirty), 256))
	queue := b.dirty[:0]
	var later []*state
	for _, s := range b.dirty {
		switch {
		case s.first > upTo:
			later = append(later, s)
		default:
			queue = append(queue, s)
		}
	}
	for rest := queue; len(rest) > 0; {
		n, text := b.balances.Next(tx, len(rest))
		args = args[:0]
		for _, s := range rest[:n] {
			args = append(args, int64(s.id), int64(s.balance), int64(s.held), int64(s.frozen), s.frozenAll, s.seq, int64(s.head),
				int64(s.day), int64(s.shift))
		}
		if err := tx.WriteOut(text, args...); err != nil {
			return err
		}
		rest = rest[n:]
	}
	for _, s := range queue {
		s.dirty = false
	}
	b.written = append(b.written, queue...)
	b.dirty = append(b.dirty[:0], later...)
	return nil
}

// flushTotals adds the queued moves up to a mark to the general ledger.
func (b *book) flushTotals(tx *store.Tx, upTo int) error {
	var queued []*dayTotal
	defer func() { // after an error too: what was gathered must not reach the next group
		for _, t := range queued {
			t.queued, t.debit, t.credit = false, 0, 0
		}
	}()
	write := func(t *dayTotal) error {
		d, c := t.debit, t.credit
		t.debit, t.credit = 0, 0
		return addTotal(tx, t, d, c)
	}
	for ; b.moved < upTo; b.moved++ {
		m := &b.moves[b.moved]
		t := m.total
		if t.queued && t.date != m.date {
			if err := write(t); err != nil {
				return err
			}
		}
		t.date = m.date
		if !t.queued {
			t.queued = true
			queued = append(queued, t)
		}
		var err error
		if m.amount > 0 {
			t.debit, err = t.debit.Add(m.amount)
		} else {
			t.credit, err = t.credit.Sub(m.amount)
		}
		if err != nil {
			return ErrTotalOverflow.With(t.code).Because(err)
		}
	}
	for _, t := range queued {
		if err := write(t); err != nil {
			return err
		}
	}
	return nil
}

// addTotal adds to the lane's own stripe, which nobody else writes.
func addTotal(tx *store.Tx, t *dayTotal, debit, credit money.Amount) error {
	n, err := tx.WriteOutRows(`UPDATE ledger_sums SET debit = debit + ?, credit = credit + ?
		WHERE bank_date = ? AND branch = ? AND code = ? AND currency = ? AND stripe = ?`,
		int64(debit), int64(credit), int64(t.date), string(t.branch), string(t.code), string(t.currency), tx.Lane())
	if fault(err) && problem.KindOf(err) == problem.Internal { // the column takes whole numbers of 64 bits only
		err = ErrTotalOverflow.With(t.code).Because(err)
	}
	if err != nil || n > 0 {
		return err
	}
	return tx.WriteOut(`INSERT INTO ledger_sums (bank_date, branch, code, currency, stripe, debit, credit)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		int64(t.date), string(t.branch), string(t.code), string(t.currency), tx.Lane(), int64(debit), int64(credit))
}

const selectLastDay = "SELECT last_day FROM ledger_segments WHERE account = ? AND first_seq = ?"

const selectEntry = `SELECT id, kind, reference, booked_at, bank_date, value_date, branch, code, summary, reverses, hold,
	postings, metadata FROM ledger_entries `

// entryByID reads one entry.
func entryByID(q store.Querier, id EntryID) (*Entry, bool, error) {
	return store.One(q, scanEntry, selectEntry+"WHERE id = ?", int64(id))
}

func scanEntry(r store.Scanner) (*Entry, error) {
	e := &Entry{}
	var booked int64
	var branch, code, summary sql.NullString
	var reverses, hold sql.NullInt64
	var packed, metadata []byte
	if err := r.Scan(&e.ID, &e.Kind, &e.Reference, &booked, &e.BankDate, &e.ValueDate, &branch, &code, &summary, &reverses,
		&hold, &packed, &metadata); err != nil {
		return nil, err
	}
	e.BookedAt = time.UnixMicro(booked).UTC()
	e.Branch, e.Code, e.Summary = Branch(branch.String), code.String, summary.String
	e.Reverses, e.Hold = EntryID(reverses.Int64), HoldID(hold.Int64)
	if len(metadata) > 0 {
		e.Metadata = metadata
	}
	return e, UnpackPostings(e, packed)
}

// entriesByReference reads the booked entries among references of one kind.
func entriesByReference(q store.Querier, kind string, references []string) (map[string]*Entry, error) {
	found := map[string]*Entry{}
	for chunk := range slices.Chunk(references, 128) {
		args := []any{kind}
		for _, r := range chunk {
			args = append(args, r)
		}
		es, err := store.All(q, scanEntry, selectEntry+"WHERE kind = ? AND reference IN ("+store.Marks(len(chunk))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, e := range es {
			found[e.Reference] = e
		}
	}
	return found, nil
}

// dayState reads the state of a bank date; ok is false for a date that was never opened.
func dayState(q store.Querier, d calendar.Date) (DayState, bool, error) {
	return store.One(q, store.Value[DayState], "SELECT state FROM ledger_days WHERE bank_date = ?", int64(d))
}

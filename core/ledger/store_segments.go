package ledger

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

const selectSegment = `SELECT account, first_seq, opening, first_entry, first_day, last_day, data FROM ledger_segments
	WHERE account = ? AND first_seq `

func scanSegment(r store.Scanner) (g segment, err error) {
	err = r.Scan(&g.account, &g.firstSeq, &g.opening, &g.first, &g.firstDay, &g.lastDay, &g.data)
	return g, err
}

// segmentAt reads segment n of an account, which must be there.
func segmentAt(q store.Querier, account AccountID, n int64) (segment, error) {
	g, ok, err := store.One(q, scanSegment, selectSegment+"= ?", int64(account), n*segmentLen+1)
	if err == nil && !ok {
		err = fmt.Errorf("ledger: segment %d of account %s is not there", n, account)
	}
	return g, err
}

// segmentsFrom reads up to limit segments of an account from segment n on, before segment end.
func segmentsFrom(q store.Querier, account AccountID, n, end int64, limit int) ([]segment, error) {
	return store.All(q, scanSegment, selectSegment+">= ? AND first_seq < ? ORDER BY first_seq LIMIT ?",
		int64(account), n*segmentLen+1, end*segmentLen+1, limit)
}

func firstDayOf(q store.Querier, account AccountID, n int64) (calendar.Date, error) {
	d, ok, err := store.One(q, store.Value[calendar.Date],
		"SELECT first_day FROM ledger_segments WHERE account = ? AND first_seq = ?", int64(account), n*segmentLen+1)
	if err == nil && !ok {
		err = fmt.Errorf("ledger: segment %d of account %s is not there", n, account)
	}
	return d, err
}

// offdates sums, for a date, what asOf must add for each basis.
func offdates(q store.Querier, p *position, d calendar.Date) (sums [2]money.Amount, err error) {
	_, _, err = store.One(q, func(r store.Scanner) (int, error) {
		return 0, r.Scan(&sums[byBankDate], &sums[byValueDate])
	}, `SELECT
		COALESCE(SUM(CASE WHEN bank_date <= ? AND ? < day THEN amount ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN value_date <= ? AND ? < day THEN amount
			WHEN day <= ? AND ? < value_date THEN -amount ELSE 0 END), 0)
		FROM ledger_offdates WHERE account = ? AND value_date BETWEEN ? AND ?`,
		int64(d), int64(d), int64(d), int64(d), int64(d), int64(d), int64(p.ID), int64(d-p.shift), int64(d+2*p.shift))
	return sums, err
}

// late is a posting that was booked to a bank date before the account's day.
type late struct {
	entry EntryID
	seq   int64
	bank  calendar.Date
}

// latePostings are an account's late postings with bank dates in a period, in the order of a statement.
func latePostings(q store.Querier, p *position, from, to calendar.Date) ([]late, error) {
	return store.All(q, func(r store.Scanner) (l late, err error) {
		err = r.Scan(&l.entry, &l.seq, &l.bank)
		return l, err
	}, `SELECT entry, seq, bank_date FROM ledger_offdates WHERE account = ? AND value_date BETWEEN ? AND ?
		AND bank_date BETWEEN ? AND ? AND bank_date < day ORDER BY bank_date, seq`,
		int64(p.ID), int64(from-p.shift), int64(to+2*p.shift), int64(from), int64(to))
}

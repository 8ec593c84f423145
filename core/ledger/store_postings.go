package ledger

import (
	"tonghui/base/calendar"
	"tonghui/platform/store"
)

const selectPosting = `SELECT p.entry, p.seq, p.amount, p.balance, p.bank_date, p.value_date, p.day, p.contra, e.kind, e.reference,
	COALESCE(e.summary, '') FROM ledger_postings p JOIN ledger_entries e ON e.id = p.entry WHERE p.account = ? AND p.seq `

func scanPosting(r store.Scanner) (a atom, err error) {
	err = r.Scan(&a.entry, &a.seq, &a.amount, &a.balance, &a.bank, &a.value, &a.day, &a.contra, &a.texts[0], &a.texts[1], &a.texts[2])
	return a, err
}

// postingsDown reads an account's postings from a sequence on down.
func postingsDown(q store.Querier, account AccountID, top int64, limit int) ([]atom, error) {
	return store.All(q, scanPosting, selectPosting+"<= ? ORDER BY p.seq DESC LIMIT ?", int64(account), top, limit)
}

// postingsUp reads an account's postings after a sequence, up to another one.
func postingsUp(q store.Querier, account AccountID, after, last int64, limit int) ([]atom, error) {
	return store.All(q, scanPosting, selectPosting+"> ? AND p.seq <= ? ORDER BY p.seq LIMIT ?", int64(account), after, last, limit)
}

func postingAt(q store.Querier, account AccountID, seq int64) (atom, bool, error) {
	return store.One(q, scanPosting, selectPosting+"= ?", int64(account), seq)
}

// postingDays reads the days of some of an account's postings.
func postingDays(q store.Querier, account AccountID, seqs []int64) (map[int64]calendar.Date, error) {
	args := []any{int64(account)}
	for _, s := range seqs {
		args = append(args, s)
	}
	found := make(map[int64]calendar.Date, len(seqs))
	_, err := store.All(q, func(r store.Scanner) (_ struct{}, err error) {
		var seq int64
		var day calendar.Date
		err = r.Scan(&seq, &day)
		found[seq] = day
		return struct{}{}, err
	}, "SELECT seq, day FROM ledger_postings WHERE account = ? AND seq IN ("+store.Marks(len(seqs))+")", args...)
	return found, err
}

// postingRow is a row of ledger_postings as the check reads it.
type postingRow struct {
	account AccountID
	atom
}

const selectPostingRow = `SELECT account, entry, seq, amount, balance, bank_date, value_date, day, contra FROM ledger_postings `

func scanPostingRow(r store.Scanner) (p postingRow, err error) {
	err = r.Scan(&p.account, &p.entry, &p.seq, &p.amount, &p.balance, &p.bank, &p.value, &p.day, &p.contra)
	return p, err
}

// lastPostingUpTo is an account's last folded posting of an entry with an id of at most upTo.
func lastPostingUpTo(q store.Querier, account AccountID, upTo EntryID) (postingRow, bool, error) {
	return store.One(q, scanPostingRow, selectPostingRow+"WHERE account = ? AND entry <= ? ORDER BY seq DESC LIMIT 1",
		int64(account), int64(upTo))
}

// postingRows reads the rows of one account after a sequence.
func postingRows(q store.Querier, account AccountID, after, last int64, limit int) ([]postingRow, error) {
	return store.All(q, scanPostingRow, selectPostingRow+"WHERE account = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
		int64(account), after, last, limit)
}

// postingRowsOf reads the rows of the accounts from low to high, in their order, from the beginning of low.
func postingRowsOf(q store.Querier, low, high AccountID, limit int) ([]postingRow, error) {
	return store.All(q, scanPostingRow, selectPostingRow+"WHERE account BETWEEN ? AND ? ORDER BY account, seq LIMIT ?",
		int64(low), int64(high), limit)
}

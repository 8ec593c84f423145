package interest

import (
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

const stateColumns = `i.account, i.pool, i.plan, i.began, i.matures, i.fixed, i.paid_to, i.since, i.balance, i.acc_hi, i.acc_lo,
	i.adj_hi, i.adj_lo, i.day, i.seq, i.ended, i.events`

// row is an account with what the ledger says of it in the same snapshot.
type row struct {
	state
	raw     money.Amount // what it holds, debit positive
	postSeq int64        // of its last posting
	lastDay calendar.Date
	shift   calendar.Date // how far apart the dates of its postings lie at most
}

func (a *state) fields() ([]any, func()) {
	var accHi, accLo, adjHi, adjLo int64
	var events []byte
	return []any{&a.id, &a.pool, &a.plan, &a.began, &a.matures, &a.fixed, &a.paidTo, &a.since, &a.balance, &accHi, &accLo,
			&adjHi, &adjLo, &a.day, &a.seq, &a.ended, &events}, func() {
			a.acc, a.adj, a.events = sumOf(accHi, accLo), sumOf(adjHi, adjLo), unpackEvents(events)
		}
}

func scanState(s store.Scanner) (*state, error) {
	a := &state{}
	fields, done := a.fields()
	err := s.Scan(fields...)
	done()
	return a, err
}

// scanPage reads rows with what the ledger holds of them, behind an account: the accounts that earn. The ledger has no verb that
// gives a million of them in a few seconds, so this one query joins its balances.
func scanPage(q store.Querier, after ledger.AccountID, limit int) ([]row, error) {
	rows, err := q.Query("SELECT "+stateColumns+`, b.balance, b.seq, b.last_day, b.date_shift FROM interest_accounts i
		JOIN ledger_balances b ON b.account = i.account WHERE i.account > ? ORDER BY i.account LIMIT ?`, int64(after), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]row, 0, limit)
	var r row
	fields, done := r.fields()
	fields = append(fields, &r.raw, &r.postSeq, &r.lastDay, &r.shift)
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			return nil, err
		}
		done()
		out = append(out, r)
	}
	return out, rows.Err()
}

// rowOf is one account with what the ledger holds of it.
func rowOf(q store.Querier, id ledger.AccountID) (row, bool, error) {
	rs, err := scanPage(q, id-1, 1)
	if err != nil || len(rs) == 0 || rs[0].id != id {
		return row{}, false, err
	}
	return rs[0], true, nil
}

func stateByID(q store.Querier, id ledger.AccountID) (*state, bool, error) {
	return store.One(q, scanState, "SELECT "+stateColumns+" FROM interest_accounts i WHERE i.account = ?", int64(id))
}

// lockStates reads accounts that are going to be written, by id.
func lockStates(tx *store.Tx, ids []ledger.AccountID) (map[ledger.AccountID]*state, error) {
	out := make(map[ledger.AccountID]*state, len(ids))
	err := lockRows(tx, stateColumns, ids, func(s store.Scanner) error {
		a, err := scanState(s)
		out[a.id] = a
		return err
	})
	return out, err
}

// lockMarks reads of accounts only what tells whether somebody has written them.
func lockMarks(tx *store.Tx, ids []ledger.AccountID) (map[ledger.AccountID]mark, error) {
	out := make(map[ledger.AccountID]mark, len(ids))
	err := lockRows(tx, "i.account, i.day, i.since, i.ended, i.paid_to, i.seq", ids, func(s store.Scanner) error {
		var id ledger.AccountID
		var m mark
		err := s.Scan(&id, &m.day, &m.since, &m.ended, &m.paidTo, &m.seq)
		out[id] = m
		return err
	})
	return out, err
}

// lockSize is how many accounts one statement locks.
const lockSize = 128

func lockRows(tx *store.Tx, columns string, ids []ledger.AccountID, each func(store.Scanner) error) error {
	for part := range slices.Chunk(ids, lockSize) {
		args := make([]any, 0, lockSize)
		for _, id := range part {
			args = append(args, int64(id))
		}
		for len(args) < lockSize && len(args) > 1 {
			args = append(args, args[0]) // one text for all
		}
		rows, err := tx.Lock("SELECT "+columns+" FROM interest_accounts i WHERE i.account IN ("+store.Marks(len(args))+") ORDER BY i.account", args...)
		if _, err = store.Collect(rows, err, func(s store.Scanner) (struct{}, error) { return struct{}{}, each(s) }); err != nil {
			return err
		}
	}
	return nil
}

// offdate is a posting whose bank date or value date isn't its account's day, as the ledger keeps them apart.
type offdate struct {
	account     ledger.AccountID
	seq         int64
	bank, value calendar.Date
	amount      money.Amount // debit positive
}

// offdatesOf reads the postings of these accounts whose dates lie apart and whose value dates may matter for a bank date.
func offdatesOf(q store.Querier, ids []ledger.AccountID, d calendar.Date) (map[ledger.AccountID][]offdate, error) {
	out := map[ledger.AccountID][]offdate{}
	for part := range slices.Chunk(ids, 128) {
		args := make([]any, 0, len(part)+2)
		for _, id := range part {
			args = append(args, int64(id))
		}
		args = append(args, int64(d-3*ledger.MaxValueShift), int64(d+2*ledger.MaxValueShift))
		_, err := store.All(q, func(s store.Scanner) (struct{}, error) {
			var o offdate
			err := s.Scan(&o.account, &o.seq, &o.bank, &o.value, &o.amount)
			out[o.account] = append(out[o.account], o)
			return struct{}{}, err
		}, "SELECT account, seq, bank_date, value_date, amount FROM ledger_offdates WHERE account IN ("+store.Marks(len(part))+
			") AND value_date BETWEEN ? AND ? ORDER BY account, seq", args...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

const accountColumns = `(account, pool, plan, began, matures, fixed, paid_to, since, balance, acc_hi, acc_lo, adj_hi, adj_lo, day, seq, ended, events)`

// values are an account's, in the order of accountColumns.
func (a *state) values() []any {
	accHi, accLo := a.acc.columns()
	adjHi, adjLo := a.adj.columns()
	return []any{int64(a.id), int64(a.pool), int64(a.plan), int64(a.began), int64(a.matures), int64(a.fixed), int64(a.paidTo), int64(a.since),
		int64(a.balance), accHi, accLo, adjHi, adjLo, int64(a.day), a.seq, int64(a.ended), a.packEvents()}
}

// newRows buffers the rows of accounts that begin to earn.
func newRows() *store.Appender {
	return store.NewAppender("interest_accounts", "account", "pool", "plan", "began", "matures", "fixed", "paid_to", "since", "balance", "acc_hi",
		"acc_lo", "adj_hi", "adj_lo", "day", "seq", "ended", "events")
}

// replaceSizes are the rows of one statement, the most first.
var replaceSizes = []int{64, 8, 1}

func putStates(tx *store.Tx, as []*state) error {
	for len(as) > 0 {
		i := 0
		for replaceSizes[i] > len(as) {
			i++
		}
		n := replaceSizes[i]
		args := make([]any, 0, n*17)
		for _, a := range as[:n] {
			args = append(args, a.values()...)
		}
		if _, err := tx.Exec(store.MultiRow("REPLACE INTO interest_accounts "+accountColumns+" VALUES ", 17, n), args...); err != nil {
			return err
		}
		as = as[n:]
	}
	return nil
}

func countAccounts(q store.Querier) (int, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM interest_accounts")
	return int(n), err
}

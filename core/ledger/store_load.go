package ledger

import (
	"database/sql"
	"slices"

	"tonghui/base/money"
	"tonghui/platform/store"
)

const (
	stateColumns = `a.id, a.class, a.currency, a.branch, a.code, a.floor_amount, a.ceiling_amount, a.debit_frozen, a.credit_frozen,
	a.closed_on`
	holdingColumns = "b.account, b.balance, b.held, b.frozen, b.frozen_all, b.seq, b.head, b.last_day, b.date_shift"
)

// loadSizes are the lengths of the IN lists that load uses, so that few texts are prepared. Where a statement is a round
// trip, they are longer.
var loadSizes = map[bool][]int{false: {1, 2, 16, 128}, true: {1, 2, 4, 16, 64, 256, 1024}}

// loadTexts are what load asks, by length: both rows at once, or the balance rows alone and the account rows alone.
var loadTexts = func() (texts struct{ both, balances, accounts map[int]string }) {
	texts.both, texts.balances, texts.accounts = map[int]string{}, map[int]string{}, map[int]string{}
	for _, n := range slices.Concat(loadSizes[false], loadSizes[true]) {
		texts.both[n] = "SELECT " + stateColumns + ", " + holdingColumns +
			" FROM ledger_accounts a JOIN ledger_balances b ON b.account = a.id WHERE a.id IN (" + store.Marks(n) + ") ORDER BY a.id"
		texts.balances[n] = "SELECT " + holdingColumns + " FROM ledger_balances b WHERE b.account IN (" + store.Marks(n) + ") ORDER BY b.account"
		texts.accounts[n] = "SELECT " + stateColumns + " FROM ledger_accounts a WHERE a.id IN (" + store.Marks(n) + ")"
	}
	return
}()

// load reads the states of accounts into memory; unknown ids are just not there afterwards.
//
// Where others write too, the accounts' balance rows stay locked until the commit, in the order of ids. That row is the
// account's one lock: every verb that changes an account (its terms, holds, freezes) loads it first and so waits here.
// What is read after it, the account's own row too, can't change before the commit and needs no lock of its own.
func (b *book) load(tx *store.Tx, ids []AccountID) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	sizes := loadSizes[b.shared]
	for len(ids) > 0 {
		i := len(sizes) - 1
		for i > 0 && sizes[i-1] >= len(ids) {
			i--
		}
		n := min(sizes[i], len(ids))
		args := make([]any, sizes[i])
		for j := range args {
			args[j] = int64(ids[min(j, n-1)]) // the last one repeated fills the list up
		}
		states, err := b.states(tx, sizes[i], args)
		if err != nil {
			return err
		}
		for _, s := range states {
			s.tail.missing, s.tail.oldHead = int(s.seq%segmentLen), s.head
			b.put(s, false)
		}
		ids = ids[n:]
	}
	return nil
}

func (b *book) states(tx *store.Tx, n int, args []any) ([]*state, error) {
	if !b.shared {
		into := make([]any, 0, 20)
		return store.All(tx.Peeker(), func(r store.Scanner) (*state, error) {
			s := &state{}
			return s, scanState(r, s, into, true)
		}, loadTexts.both[n], args...)
	}
	rows, err := tx.PeekLock(loadTexts.balances[n], args...)
	states, err := store.Collect(rows, err, func(r store.Scanner) (*state, error) {
		s := &state{}
		return s, r.Scan(s.holding(nil)...)
	})
	if err != nil {
		return nil, err
	}
	_, err = store.All(tx.Peeker(), func(r store.Scanner) (_ struct{}, err error) {
		var t state
		if err = scanState(r, &t, nil, false); err != nil {
			return
		}
		if i, ok := slices.BinarySearchFunc(states, t.id, func(s *state, id AccountID) int { return compareIDs(s.id, id) }); ok {
			s := states[i]
			s.class, s.currency, s.branch, s.code, s.limits = t.class, t.currency, t.branch, t.code, t.limits
		}
		return
	}, loadTexts.accounts[n], args...)
	return slices.DeleteFunc(states, func(s *state) bool { return s.class == 0 }), err
}

// holding appends the fields of holdingColumns.
func (s *state) holding(into []any) []any {
	return append(into, &s.id, &s.balance, &s.held, &s.frozen, &s.frozenAll, &s.seq, &s.head, &s.day, &s.shift)
}

// scanState reads stateColumns into a state, and holdingColumns behind them. into is storage to use again.
func scanState(r store.Scanner, s *state, into []any, holding bool) error {
	var floor, ceiling, closed sql.NullInt64
	m := &s.limits
	into = append(into, &s.id, &s.class, &s.currency, &s.branch, &s.code, &floor, &ceiling, &m.noDebit, &m.noCredit, &closed)
	if holding {
		into = s.holding(into)
	}
	err := r.Scan(into...)
	m.floor, m.hasFloor = money.Amount(floor.Int64), floor.Valid
	m.ceiling, m.hasCeiling = money.Amount(ceiling.Int64), ceiling.Valid
	m.ended = closed.Valid
	return err
}

func compareIDs(a, b AccountID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

package ledger

import (
	"fmt"
	"slices"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Pages of one snapshot: accounts of a full check, and of an incremental one, which asks for each by itself.
const (
	pageLen    = 5_000
	singlesLen = 200
)

// rows compares what is kept of each account with its tally.
func (c *checker) rows() error {
	if !c.report.Full {
		return c.movedRows()
	}
	for low, done := c.low, false; !done; {
		err := c.atSnapshot(func(v *store.View) error {
			rows, err := balanceRows(v, low, c.high, pageLen)
			if err != nil {
				return err
			}
			high := c.high
			if len(rows) == pageLen {
				high = rows[pageLen-1].account
			}
			if err := c.page(v, low, high, rows); err != nil {
				return err
			}
			done = high == c.high
			low = high + 1
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// movedRows compares the accounts that moved, and all that have something held or frozen.
func (c *checker) movedRows() error {
	var reserved []AccountID
	err := c.view(func(v *store.View) (err error) {
		reserved, err = reservedAccounts(v)
		return err
	})
	if err != nil {
		return err
	}
	one := func(v *store.View, id AccountID) error {
		rows, err := balanceRows(v, id, id, 1)
		if err != nil {
			return err
		}
		return c.page(v, id, id, rows)
	}
	for next := 0; next < len(c.tallies) || len(reserved) > 0; {
		err := c.atSnapshot(func(v *store.View) error {
			for n := 0; n < singlesLen && next < len(c.tallies); n++ {
				if err := one(v, c.tallies[next].account); err != nil {
					return err
				}
				next++
			}
			for n := 0; n < singlesLen && len(reserved) > 0; n++ {
				if _, moved := c.index[reserved[0]]; !moved {
					if err := one(v, reserved[0]); err != nil {
						return err
					}
				}
				reserved = reserved[1:]
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// page compares the rows of the accounts from low to high with their tallies, which stand at the same snapshot.
func (c *checker) page(v *store.View, low, high AccountID, rows []balanceRow) error {
	missing, err := accountsWithoutBalance(v, low, high)
	if err != nil {
		return err
	}
	for _, id := range missing {
		c.find("balance_missing", Finding{Account: id}, "", "")
	}
	for i := range rows {
		if !rows[i].class.Valid {
			c.find("balance_orphan", Finding{Account: rows[i].account}, "", "")
			continue
		}
		if t := c.known(rows[i].account); t != nil {
			c.folded(t, rows[i].seq)
		}
		c.balance(&rows[i])
	}
	if err := c.pending(v, low, high, rows); err != nil {
		return err
	}
	if err := c.holds(v, low, high, rows); err != nil {
		return err
	}
	if err := c.freezes(v, low, high, rows); err != nil {
		return err
	}
	return c.offdates(v, low, high, rows)
}

// known is an account's tally; nil in an incremental check of an account that did not move.
func (c *checker) known(id AccountID) *tally {
	if i, ok := c.index[id]; ok {
		return &c.tallies[i]
	}
	if c.report.Full {
		return &tally{account: id}
	}
	return nil
}

// balance compares a balance row.
func (c *checker) balance(b *balanceRow) {
	if t := c.known(b.account); t != nil && (b.balance != t.balance || b.seq != t.seq || b.head != t.head || b.day != t.day ||
		b.shift < t.shift || c.report.Full && b.shift > t.shift) {
		show := func(balance money.Amount, seq int64, head EntryID, day, shift calendar.Date) string {
			return fmt.Sprintf("balance=%d seq=%d head=%s last_day=%v date_shift=%d", balance, seq, head, day, shift)
		}
		c.find("balance_row", Finding{Account: b.account}, show(t.balance, t.seq, t.head, t.day, t.shift),
			show(b.balance, b.seq, b.head, b.day, b.shift))
	}
	booked := Class(b.class.Int64).sign() * b.balance
	if b.floor.Valid && int64(booked) < b.floor.Int64 {
		c.find("below_floor", Finding{Account: b.account}, b.floor.Int64, booked)
	}
	if b.ceiling.Valid && int64(booked) > b.ceiling.Int64 {
		c.find("above_ceiling", Finding{Account: b.account}, b.ceiling.Int64, booked)
	}
}

// holds compares what an account holds with its holds, and what they captured with the entries.
func (c *checker) holds(v *store.View, low, high AccountID, rows []balanceRow) error {
	sums, err := holdSums(v, low, high)
	if err != nil {
		return err
	}
	next := 0
	for i := range rows {
		b := &rows[i]
		for next < len(sums) && sums[next].account < b.account {
			c.find("hold_orphan", Finding{Account: sums[next].account}, "", "")
			next++
		}
		s := holdSum{account: b.account}
		if next < len(sums) && sums[next].account == b.account {
			s = sums[next]
			next++
		}
		if s.damaged != 0 {
			c.find("hold_row", Finding{Hold: s.damaged, Account: b.account}, "", s.damagedHowOften)
		}
		if s.left != b.held {
			c.find("hold_sum", Finding{Account: b.account}, s.left, b.held)
		}
		if t := c.known(b.account); t != nil && c.report.Full && t.captured != s.captured {
			c.find("hold_captured", Finding{Account: b.account}, t.captured, s.captured)
		}
	}
	for ; next < len(sums); next++ {
		c.find("hold_orphan", Finding{Account: sums[next].account}, "", "")
	}
	return nil
}

// freezes arranges the freezes of each account anew and compares.
func (c *checker) freezes(v *store.View, low, high AccountID, rows []balanceRow) error {
	all, err := freezesIn(v, low, high)
	if err != nil {
		return err
	}
	next := 0
	for i := range rows {
		b := &rows[i]
		var mine []*Freeze
		for ; next < len(all) && all[next].Account <= b.account; next++ {
			if all[next].Account < b.account {
				c.find("freeze_orphan", Finding{Freeze: all[next].ID, Account: all[next].Account}, "", "")
				continue
			}
			mine = append(mine, all[next])
		}
		c.freezesOf(v, b, mine)
	}
	for ; next < len(all); next++ {
		c.find("freeze_orphan", Finding{Freeze: all[next].ID, Account: all[next].Account}, "", "")
	}
	return nil
}

func (c *checker) freezesOf(v *store.View, b *balanceRow, mine []*Freeze) {
	was := make(map[FreezeID]FreezeState, len(mine))
	var ids []string
	for _, f := range mine {
		was[f.ID] = f.State
		ids = append(ids, f.ID.String())
	}
	frozen, all := arrange(mine, v.Now())
	for _, f := range mine {
		if f.State != was[f.ID] {
			c.find("freeze_order", Finding{Freeze: f.ID, Account: b.account}, stateWord(f.State), stateWord(was[f.ID]))
		}
	}
	if frozen != b.frozen || all != b.frozenAll {
		show := func(amount money.Amount, all bool) string {
			return fmt.Sprintf("frozen=%d frozen_all=%t", amount, all)
		}
		c.find("freeze_sum", Finding{Account: b.account}, show(frozen, all)+" ("+strings.Join(ids, " ")+")",
			show(b.frozen, b.frozenAll))
	}
}

// stateWord is a freeze state's word, also for a state that does not exist.
func stateWord(s FreezeState) string {
	if s >= InForce && s <= Ended {
		return freezeStates[s]
	}
	return "unknown"
}

// offdates compares the postings that are off their date: by a sum of hashes first, row by row where that differs.
func (c *checker) offdates(v *store.View, low, high AccountID, balances []balanceRow) error {
	rows, err := offdateRows(v, low, high, c.since)
	if err != nil {
		return err
	}
	for i := range balances {
		id := balances[i].account
		n := 0
		for n < len(rows) && rows[n].account <= id {
			n++
		}
		mine := rows[:n]
		rows = rows[n:]
		t := c.known(id)
		if t == nil {
			continue
		}
		var sum uint64
		for j := range mine {
			o := &mine[j]
			sum += hashOffdate(o.value, o.entry, o.seq, o.bank, o.day, o.amount)
		}
		if sum != t.offs || int64(n) != t.offCount {
			c.offdatesOf(v, t, mine)
		}
	}
	if len(rows) > 0 {
		c.find("offdates", Finding{Account: rows[0].account}, 0, len(rows))
	}
	return nil
}

// offdatesOf names the rows that differ from their entries, or else the account whose rows are not the right ones.
func (c *checker) offdatesOf(v *store.View, t *tally, rows []offdateRow) {
	named := false
	for i := range rows {
		o := &rows[i]
		e, ok, _ := entryByID(v, o.entry) // one that can't be read has no such posting either
		show := func(value, bank any, amount money.Amount) string {
			return fmt.Sprintf("bank_date=%v value_date=%v amount=%d", bank, value, amount)
		}
		at, want := Finding{Entry: o.entry, Account: o.account, Sequence: o.seq}, "–"
		if ok {
			if j := slices.IndexFunc(e.Postings, func(p Posting) bool {
				return p.Account == o.account && (p.Sequence == o.seq || p.Sequence == 0)
			}); j >= 0 {
				want = show(e.ValueDate, e.BankDate, e.Postings[j].Amount)
			}
		}
		if got := show(o.value, o.bank, o.amount); got != want {
			c.find("offdate_row", at, want, got)
			named = true
		}
	}
	if !named {
		c.find("offdates", Finding{Account: t.account}, t.offCount, len(rows))
	}
}

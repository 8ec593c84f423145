package ledger

import (
	"fmt"
	"slices"

	"tonghui/platform/store"
)

// Buffered accounts in a check: an entry doesn't say the sequence of a posting that was buffered. Such postings wait in the
// tally, in the order of their entries, until a balance row says how many of them are folded; the rest must be exactly the
// rows of ledger_pending in the same snapshot.

// wait takes a posting that was buffered.
func (c *checker) wait(e *read, i int, t *tally) error {
	p := &e.Postings[i]
	w := pendingRow{account: t.account, entry: e.ID, place: i, amount: p.Amount, bank: e.BankDate, value: e.ValueDate,
		contra: contraOf(e.Postings, i)}
	at := len(t.waiting) // beyond the safe point one with a lower id may come later
	for at > 0 && t.waiting[at-1].entry > w.entry {
		at--
	}
	t.waiting = slices.Insert(t.waiting, at, w)
	if !t.asked { // once for each account: what was folded before the check needn't be kept
		err := c.view(func(v *store.View) (err error) {
			t.folded, err = foldedSeq(v, t.account)
			t.asked = true
			return err
		})
		if err != nil {
			return err
		}
	}
	n := 0 // up to cur nothing is left out
	for n < len(t.waiting) && t.waiting[n].entry <= c.cur {
		n++
	}
	c.folded(t, min(t.folded, t.seq+int64(n)))
	return nil
}

// folded takes what waits as folded, up to a sequence.
func (c *checker) folded(t *tally, seq int64) {
	n := int(min(max(seq-t.seq, 0), int64(len(t.waiting))))
	for i := range n {
		w := &t.waiting[i]
		if t.head != w.entry {
			t.before = t.head
		}
		c.last(t, &atom{entry: w.entry, seq: t.seq + 1, amount: w.amount, balance: t.balance + w.amount, bank: w.bank, value: w.value,
			contra: w.contra}, 0)
	}
	t.waiting = slices.Delete(t.waiting, 0, n)
}

// resumeBuffered makes the tally that an account had before an incremental check: the last posting that is folded, and
// what waited behind it.
func (c *checker) resumeBuffered(v *store.View, t *tally) error {
	p, ok, err := lastPostingUpTo(v, t.account, c.since)
	if err != nil {
		return err
	}
	if ok {
		t.seq, t.from, t.balance, t.head, t.day = p.seq, p.seq, p.balance, p.entry, p.day
	}
	t.waiting, err = pendingOf(v, t.account, c.since, 1<<30)
	return err
}

// pending compares the rows that wait on a page's accounts with what waits in their tallies.
func (c *checker) pending(v *store.View, low, high AccountID, balances []balanceRow) error {
	rows, err := pendingIn(v, low, high)
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
		if t == nil || slices.Equal(t.waiting, mine) {
			continue
		}
		at, want, got := Finding{Account: id}, "–", "–"
		for j := range max(len(mine), len(t.waiting)) { // the first that differs
			if j < len(mine) && j < len(t.waiting) && mine[j] == t.waiting[j] {
				continue
			}
			if j < len(t.waiting) {
				want, at.Entry = t.waiting[j].say(), t.waiting[j].entry
			}
			if j < len(mine) {
				got, at.Entry = mine[j].say(), mine[j].entry
			}
			break
		}
		c.find("pending", at, want, got)
	}
	if len(rows) > 0 {
		c.find("pending", Finding{Account: rows[0].account}, 0, len(rows))
	}
	return nil
}

func (p *pendingRow) say() string {
	return fmt.Sprintf("entry=%s place=%d amount=%d bank_date=%v value_date=%v contra=%s", p.entry, p.place, p.amount, p.bank, p.value,
		p.contra)
}

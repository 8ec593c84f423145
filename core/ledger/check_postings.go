package ledger

import (
	"fmt"

	"tonghui/platform/store"
)

// postingsPerCheck is how many rows of ledger_postings one snapshot reads.
const postingsPerCheck = 8192

// check compares every row with the posting that it repeats. Rows never change, so the tallies, which stand still now,
// need no common snapshot with them.
func (y clustered) check(c *checker) error {
	got := make([]packs, len(c.tallies))
	if err := y.read(c, got); err != nil {
		return err
	}
	for i := range c.tallies {
		t, g := &c.tallies[i], &got[i]
		if g.hash == t.packed && g.count == t.seq-t.from {
			continue
		}
		if err := y.locate(c, t); err != nil {
			return err
		}
	}
	return nil
}

// read hashes the rows of the pass's accounts: all of them in a full check, else those after the last one.
func (y clustered) read(c *checker, got []packs) error {
	if c.report.Full {
		return y.readAll(c, got)
	}
	for i := range c.tallies {
		t := &c.tallies[i]
		for at := t.from; at < maxSequence; {
			rows, err := view(c.ctx, c.l, func(v *store.View) ([]postingRow, error) {
				return postingRows(v, t.account, at, maxSequence, postingsPerCheck)
			})
			if err != nil {
				return err
			}
			for j := range rows {
				y.take(c, &rows[j], got)
			}
			if len(rows) < postingsPerCheck {
				break
			}
			at = rows[len(rows)-1].seq
		}
	}
	return nil
}

const maxSequence = int64(1<<63 - 1)

// readAll reads the rows of all accounts from low to high: page by page inside an account, then on from the next.
func (y clustered) readAll(c *checker, got []packs) error {
	for low, seq := c.low, int64(0); ; {
		rows, err := view(c.ctx, c.l, func(v *store.View) ([]postingRow, error) {
			if seq > 0 {
				return postingRows(v, low, seq, maxSequence, postingsPerCheck)
			}
			return postingRowsOf(v, low, c.high, postingsPerCheck)
		})
		if err != nil {
			return err
		}
		for j := range rows {
			y.take(c, &rows[j], got)
		}
		switch {
		case len(rows) == postingsPerCheck:
			low, seq = rows[len(rows)-1].account, rows[len(rows)-1].seq
		case seq == 0 || low >= c.high:
			return nil
		default:
			low, seq = low+1, 0
		}
	}
}

// take adds a row to what the rows of its account come to, if the tally has the posting.
func (clustered) take(c *checker, p *postingRow, got []packs) {
	j, ok := c.index[p.account]
	if !ok || p.seq > c.tallies[j].seq {
		waited := ok && p.seq <= c.tallies[j].seq+int64(len(c.tallies[j].waiting)) // and was folded meanwhile
		if p.entry <= c.cur && !waited {
			c.find("posting_extra", Finding{Account: p.account, Sequence: p.seq, Entry: p.entry}, "", "")
		}
		return // of entries that came since
	}
	got[j].hash = hashPosting(got[j].hash, &p.atom)
	got[j].count++
}

// locate names the rows of an account that differ from their entries, and the first that is missing.
func (clustered) locate(c *checker, t *tally) error {
	found, next := 0, t.from+1
	for next <= t.seq && found < 3 {
		err := c.view(func(v *store.View) error {
			rows, err := postingRows(v, t.account, next-1, t.seq, segmentsPerRead*segmentLen)
			if err != nil {
				return err
			}
			for i := range rows {
				p := &rows[i]
				if p.seq != next {
					break
				}
				next++
				if want, got := postingOf(v, p), p.say(); want != got {
					c.find("posting_differs", Finding{Account: t.account, Sequence: p.seq, Entry: p.entry}, want, got)
					if found++; found == 3 {
						return nil
					}
				}
			}
			if len(rows) == 0 || rows[len(rows)-1].seq >= next {
				c.find("posting_missing", Finding{Account: t.account, Sequence: next}, next, "")
				found = 3
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if found == 0 {
		c.find("posting_differs", Finding{Account: t.account}, "", "")
	}
	return nil
}

// say shows what a row repeats of its entry.
func (p *postingRow) say() string {
	return fmt.Sprintf("amount=%d balance=%d bank_date=%v value_date=%v contra=%s", p.amount, p.balance, p.bank, p.value, p.contra)
}

// postingOf is what a row should say by its entry.
func postingOf(v *store.View, p *postingRow) string {
	e, ok, err := entryByID(v, p.entry)
	if err != nil || !ok {
		return "–"
	}
	for i := range e.Postings {
		q := &e.Postings[i]
		buffered := q.Sequence == 0 && q.Amount == p.amount // its sequence and balance are in this row only
		if q.Account == p.account && (q.Sequence == p.seq || buffered) {
			a := atomOf(e, i, p.day)
			if buffered {
				a.balance = p.balance
			}
			return (&postingRow{p.account, a}).say()
		}
	}
	return "–"
}

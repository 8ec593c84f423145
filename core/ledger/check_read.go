package ledger

import (
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// chunkLen is how many entries one snapshot reads: some hundredths of a second.
const chunkLen = 8192

// chunk is what one snapshot read; its storage is used again and again.
type chunk struct {
	entries []read
	err     error
}

// catchUp reads all entries there are into the tallies. One goroutine reads and unpacks while this one applies.
func (c *checker) catchUp() error {
	free, full := make(chan *chunk, 3), make(chan *chunk, 3)
	quit := make(chan struct{})
	for range cap(free) {
		free <- &chunk{}
	}
	safe, err := c.safe(true)
	if err != nil {
		return err
	}
	go c.readChunks(free, full, quit, safe)
	defer func() {
		close(quit)
		for range full {
		}
	}()
	for k := range full {
		if k.err != nil {
			return k.err
		}
		if err := c.applyAll(k.entries, safe); err != nil {
			return err
		}
		if c.opt.Progress != nil && c.first {
			c.opt.Progress(c.report.Postings, max(c.total, c.report.Postings))
		}
		free <- k
	}
	return nil
}

// safe is a point up to which no entry is missing in a snapshot that is made after this call. Where one process writes
// that is all there is; else an entry with a lower id than one that was read may still be committed. The point is asked for
// anew once a second, since all writers wait for the answer.
func (c *checker) safe(anew bool) (EntryID, error) {
	if !c.l.st.Engine().Shared() {
		return maxEntryID, nil
	}
	if now := c.l.st.Now(); anew || c.safeUpTo == 0 || now.Sub(c.safeAt) > time.Second {
		seq, err := c.l.st.Seq(c.ctx)
		if err != nil {
			return 0, err
		}
		c.safeUpTo, c.safeAt = EntryID(seq), now
	}
	return c.safeUpTo, nil
}

// readChunks reads until a chunk is not full, then closes full.
func (c *checker) readChunks(free, full chan *chunk, quit chan struct{}, safe EntryID) {
	defer close(full)
	after := c.cur
	for {
		var k *chunk
		select {
		case k = <-free:
		case <-quit:
			return
		}
		k.err = c.view(func(v *store.View) (err error) {
			k.entries, err = entriesAfter(v, k.entries[:0], after, safe, chunkLen)
			return err
		})
		n := len(k.entries)
		if n > 0 {
			after = k.entries[n-1].ID
		}
		failed := k.err != nil
		full <- k
		if failed || n < chunkLen {
			return
		}
	}
}

// applyAll applies entries in the order of their ids. Those beyond the safe point are not all there are, but of each
// account none is left out (its ids rise with its sequence) but of buffered ones, whose postings wait in order. So they
// are applied too, once, and read again later.
func (c *checker) applyAll(entries []read, safe EntryID) error {
	for i := range entries {
		e := &entries[i]
		if !c.ahead[e.ID] {
			if err := c.apply(e); err != nil {
				return err
			}
		}
		if e.ID > safe {
			c.ahead[e.ID] = true
		} else {
			delete(c.ahead, e.ID)
			c.cur = e.ID
		}
	}
	return nil
}

// atSnapshot brings the tallies to a snapshot and runs compare in it. If too much has come since the last one to fit
// into a snapshot, it catches up first.
func (c *checker) atSnapshot(compare func(*store.View) error) error {
	var k chunk
	for {
		whole := true
		safe, err := c.safe(false)
		if err != nil {
			return err
		}
		err = c.view(func(v *store.View) (err error) {
			if k.entries, err = entriesAfter(v, k.entries[:0], c.cur, maxEntryID, chunkLen); err != nil {
				return err
			}
			if whole = len(k.entries) < chunkLen; !whole {
				return nil
			}
			if err := c.applyAll(k.entries, safe); err != nil {
				return err
			}
			return compare(v)
		})
		if err != nil || whole {
			return err
		}
		if err := c.catchUp(); err != nil {
			return err
		}
	}
}

// add puts a tally into the pass.
func (c *checker) add(t tally) *tally {
	c.index[t.account] = int32(len(c.tallies))
	c.tallies = append(c.tallies, t)
	return &c.tallies[len(c.tallies)-1]
}

// tally finds the account of a posting. An account that the pass doesn't hold yet was opened since, or moves for the
// first time in an incremental check: then its tally begins before this posting. nil means that it doesn't exist.
func (c *checker) tally(p *Posting) (*tally, error) {
	if i, ok := c.index[p.Account]; ok {
		return &c.tallies[i], nil
	}
	k, err := c.keyOf(p.Account)
	if err != nil || k < 0 {
		return nil, err
	}
	t := tally{account: p.Account, key: k}
	if !c.report.Full && (p.Sequence > 1 && p.previous != 0 || p.Sequence == 0) {
		err := c.view(func(v *store.View) error { return c.l.layout.resume(c, v, &t, p) })
		if err != nil {
			return nil, err
		}
	}
	if !c.report.Full {
		c.report.Accounts++
	}
	return c.add(t), nil
}

// key numbers a (branch, code, currency).
func (c *checker) key(r *accountRow) int32 {
	k, ok := c.keyIndex[r.totalKey]
	if !ok {
		k = int32(len(c.keyList))
		c.keyList = append(c.keyList, keyInfo{r.totalKey, r.class})
		c.keyIndex[r.totalKey] = k
	}
	return k
}

// keyOf is an account's key; −1 if there is no such account.
func (c *checker) keyOf(id AccountID) (int32, error) {
	if i, ok := c.index[id]; ok {
		return c.tallies[i].key, nil
	}
	if i, ok := slices.BinarySearch(c.ids, id); ok {
		return c.keys[i], nil
	}
	if k, ok := c.late[id]; ok {
		return k, nil
	}
	k := int32(-1)
	err := c.view(func(v *store.View) error {
		r, ok, err := accountRowOf(v, id)
		if ok {
			k = c.key(&r)
		}
		return err
	})
	if err == nil {
		c.late[id] = k
	}
	return k, err
}

// holdsIn finds the accounts of the holds that entries capture from.
func holdsIn(q store.Querier, entries []read) error {
	var ids []HoldID
	for i := range entries {
		if entries[i].Hold != 0 {
			ids = append(ids, entries[i].Hold)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	accounts, err := holdAccounts(q, slices.Compact(ids))
	for i := range entries {
		if e := &entries[i]; e.Hold != 0 {
			if a := accounts[e.Hold]; slices.ContainsFunc(e.Postings, func(p Posting) bool { return p.Account == a }) {
				e.holdAccount = a
			}
		}
	}
	return err
}

// debitCredit shows both sides of a total.
func debitCredit(debit, credit money.Amount) string {
	return "debit=" + debit.String() + " credit=" + credit.String()
}

func (c *checker) loadDays() error {
	return c.view(func(v *store.View) error {
		ds, err := days(v, calendar.MaxDate+1, 1<<30)
		for _, d := range ds {
			c.days[d.Date] = true
		}
		return err
	})
}

package ledger

import (
	"slices"

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
	go c.readChunks(free, full, quit)
	defer func() {
		close(quit)
		for range full {
		}
	}()
	for k := range full {
		if k.err != nil {
			return k.err
		}
		if err := c.applyAll(k.entries); err != nil {
			return err
		}
		if c.opt.Progress != nil && c.first {
			c.opt.Progress(c.report.Postings, max(c.total, c.report.Postings))
		}
		free <- k
	}
	return nil
}

// readChunks reads until a chunk is not full, then closes full.
func (c *checker) readChunks(free, full chan *chunk, quit chan struct{}) {
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
			k.entries, err = entriesAfter(v, k.entries[:0], after, chunkLen)
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

func (c *checker) applyAll(entries []read) error {
	for i := range entries {
		if err := c.apply(&entries[i]); err != nil {
			return err
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
		err := c.view(func(v *store.View) (err error) {
			if k.entries, err = entriesAfter(v, k.entries[:0], c.cur, chunkLen); err != nil {
				return err
			}
			if whole = len(k.entries) < chunkLen; !whole {
				return nil
			}
			if err := c.applyAll(k.entries); err != nil {
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
	if !c.report.Full && p.Sequence > 1 && p.previous != 0 {
		if err := c.rebuild(&t, p); err != nil {
			return nil, err
		}
	}
	if !c.report.Full {
		c.report.Accounts++
	}
	return c.add(t), nil
}

// rebuild makes the tally that an account had before a posting, from its chain.
func (c *checker) rebuild(t *tally, p *Posting) error {
	t.seq = p.Sequence - 1
	t.from = t.seq / segmentLen
	n := int(t.seq % segmentLen)
	return c.view(func(v *store.View) error {
		atoms, err := walk(v, t.account, p.previous, max(n, 1))
		if err != nil {
			c.find("previous", Finding{Account: t.account, Sequence: p.Sequence}, p.previous, err)
			t.balance, t.head = p.Balance-p.Amount, p.previous
			return nil
		}
		last := &atoms[len(atoms)-1]
		t.balance, t.head, t.seq = last.balance, last.entry, last.seq
		before, err := dayBefore(v, t.account, t.from*segmentLen+1)
		if err != nil {
			return err
		}
		if t.from == 0 {
			before = 0
		}
		t.day = before
		if n == 0 {
			return nil
		}
		withDays(atoms, before)
		for i := range atoms {
			a := &atoms[i]
			if i == 0 {
				t.hash = hashOpen(a.balance-a.amount, a.entry, a.day)
			}
			t.hash = hashAtom(t.hash, a.entry, a.amount, a.bank, a.value, a.contra,
				hashTexts([]byte(a.texts[0]), []byte(a.texts[1]), []byte(a.texts[2])))
			t.day = a.day
		}
		return nil
	})
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

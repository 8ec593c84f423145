package ledger

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// books compares the general ledger and the bank dates.
func (c *checker) books() error {
	return c.atSnapshot(func(v *store.View) error {
		if err := c.dayStates(v); err != nil {
			return err
		}
		if !c.report.Full {
			return c.movedDays(v)
		}
		return c.generalLedger(v)
	})
}

// generalLedger compares each total with what the entries moved, and per code the totals with the balances of its
// accounts.
func (c *checker) generalLedger(v *store.View) error {
	net := map[totalKey]money.Amount{}
	err := eachTotal(v, func(t datedTotal) {
		k := totalKey{t.Branch, t.Code, t.Currency}
		net[k] += t.Debit - t.Credit
		var want dayTotal
		if i, ok := c.keyIndex[k]; ok {
			if s := c.sums[dayKey{t.date, i}]; s != nil {
				s.queued = true // seen
				want = *s
			}
		}
		if want.debit != t.Debit || want.credit != t.Credit {
			c.find("total", Finding{Date: t.date, Total: k.String()}, debitCredit(want.debit, want.credit),
				debitCredit(t.Debit, t.Credit))
		}
	})
	if err != nil {
		return err
	}
	for k, s := range c.sums {
		if !s.queued {
			c.find("total", Finding{Date: k.date, Total: c.keyList[k.key].String()}, debitCredit(s.debit, s.credit),
				debitCredit(0, 0))
		}
	}
	sums, err := balanceSums(v)
	if err != nil {
		return err
	}
	waits, err := pendingSums(v)
	for _, s := range waits {
		net[totalKey{s.Branch, s.Code, s.Currency}] -= s.Debit
	}
	for _, s := range sums {
		k := totalKey{s.Branch, s.Code, s.Currency}
		if s.Debit != net[k] {
			c.find("total_balances", Finding{Total: k.String()}, net[k], s.Debit)
		}
	}
	return err
}

// movedDays proves that the general ledger balances on every date that the new entries moved.
func (c *checker) movedDays(v *store.View) error {
	dates := dateSet{}
	for k := range c.sums {
		dates[k.date] = true
	}
	for d := range dates {
		rows, err := totalsOn(v, d)
		if err != nil {
			return err
		}
		sums := map[money.Currency]money.Amount{}
		for _, t := range rows {
			sums[t.Currency] += t.Debit - t.Credit
		}
		for currency, sum := range sums {
			if sum != 0 {
				c.find("total_day", Finding{Date: d, Total: string(currency)}, 0, sum)
			}
		}
	}
	return nil
}

// String is branch/code/currency.
func (k totalKey) String() string {
	return string(k.branch) + "/" + string(k.code) + "/" + string(k.currency)
}

// dayStates proves that the dates are closed up to one that may be closing, and that only the last is open.
func (c *checker) dayStates(v *store.View) error {
	ds, err := days(v, calendar.MaxDate+1, 1<<30)
	for i, d := range ds { // the newest first
		want := DayClosed
		switch {
		case i == 0:
			want = DayOpen
		case i == 1 && d.State == DayClosing:
			want = DayClosing
		}
		if d.State != want {
			c.find("day_states", Finding{Date: d.Date}, word(want), word(d.State))
		}
	}
	return err
}

// word is a state's word, also for a state that does not exist.
func word(s DayState) string {
	if s >= DayOpen && s <= DayClosed {
		return dayStates[s]
	}
	return "unknown"
}

// reversal judges an entry that says it reverses another.
func (c *checker) reversal(e *read) error {
	return c.view(func(v *store.View) error {
		by, _, err := reversalOf(v, e.Reverses)
		if err != nil {
			return err
		}
		if by != e.ID {
			c.find("reversal_missing", Finding{Entry: e.ID}, e.Reverses, by)
		}
		was, ok, err := entryByID(v, e.Reverses)
		if ok && err == nil && opposites(was, &e.Entry) {
			return nil
		}
		c.find("reversal_opposite", Finding{Entry: e.ID}, e.Reverses, "")
		return nil
	})
}

// opposites says whether two entries undo each other, posting by posting.
func opposites(a, b *Entry) bool {
	if len(a.Postings) != len(b.Postings) || a.ID >= b.ID {
		return false
	}
	for i := range a.Postings {
		if a.Postings[i].Account != b.Postings[i].Account || a.Postings[i].Amount != -b.Postings[i].Amount {
			return false
		}
	}
	return true
}

// reversals judges every link between an entry and its reversal; the other way round was judged with the entry.
func (c *checker) reversals() error {
	const page = 500
	for after := EntryID(0); ; {
		n := 0
		err := c.view(func(v *store.View) error {
			rows, err := reversalRows(v, after, page)
			for _, r := range rows {
				after = r.entry
				if r.reversal <= c.since || r.reversal > c.report.UpTo && r.reversal > c.cur {
					continue
				}
				e, ok, err := entryByID(v, r.reversal)
				if err != nil || !ok || e.Reverses != r.entry {
					said := EntryID(0)
					if ok {
						said = e.Reverses
					}
					c.find("reversal_link", Finding{Entry: r.reversal}, r.entry, said)
				}
			}
			n = len(rows)
			return err
		})
		if err != nil || n < page {
			return err
		}
	}
}

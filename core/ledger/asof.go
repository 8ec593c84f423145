package ledger

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Balances of the past
//
// An account's day is the highest bank date of its postings so far, so it never falls along the sequence, and
// the running balance of the last posting with day ≤ d is nearly the balance as of d. Nearly, because the
// end-of-day work of a closing day may book after the first postings of the next one, and because a value
// date may differ from the bank date. All such postings, and only they, also have a row in ledger_offdates;
// they are few, and adding them in or taking them out makes the answer exact:
//
//	as of bank date d    +  bank date ≤ d < day
//	as of value date d   +  value date ≤ d < day   −  day ≤ d < value date
type basis uint8

const (
	byBankDate basis = iota
	byValueDate
)

// shiftOf is how far apart the dates of a posting lie. The balance row keeps the most of an account's postings, so
// that only rows near d need be read: if no value date lies more than s days from its day, and no day more than s after
// its bank date, then what matters for d has a value date from d − s to d + 2s. Most accounts have no such row at all.
func shiftOf(bank, value, day calendar.Date) calendar.Date {
	return max(day-bank, day-value, value-day)
}

// asOf is an account's balance, debit positive, at the end of a date.
func (l *Ledger) asOf(q store.Querier, p *position, d calendar.Date, by basis) (money.Amount, error) {
	at, err := l.lastUpTo(q, p, d)
	if err != nil {
		return 0, err
	}
	if p.shift == 0 {
		return at.balance, nil
	}
	off, err := offdates(q, p, d)
	if err != nil {
		return 0, err
	}
	return at.balance + off[by], nil
}

// lastUpTo is the last posting whose day is at most d; the zero atom when there is none.
func (l *Ledger) lastUpTo(q store.Querier, p *position, d calendar.Date) (atom, error) {
	seq := p.Balance.Sequence
	if seq == 0 {
		return atom{}, nil
	}
	if p.day <= d {
		return atom{seq: seq, balance: p.raw, day: p.day}, nil
	}
	return l.layout.lastUpTo(q, p, d)
}

package ledger

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
)

// state is what a posting decides on, one account's: what it may and what it holds. All amounts are debit
// positive but floor, ceiling, held and frozen, which are on the normal side.
type state struct {
	id       AccountID
	class    Class
	currency money.Currency
	branch   Branch
	code     Code
	totals   *dayTotal // of the account's (branch, code, currency); set by the book

	limits struct {
		floor, ceiling           money.Amount
		hasFloor, hasCeiling     bool
		noDebit, noCredit, ended bool
	}
	balance   money.Amount
	held      money.Amount
	frozen    money.Amount
	frozenAll bool
	seq       int64
	head      EntryID       // entry of the last posting
	before    EntryID       // while an entry is booked: the head before it
	day       calendar.Date // the highest bank date of its postings
	shift     calendar.Date // the most days between the dates of one of its postings, see asof.go
	tail      tail          // the postings that no segment holds yet

	buffered bool // nothing is known of what it holds, and head stands for the least id: see buffered.go

	dirty bool
	first int   // 1 + the place in book.saved of this group's first change of it, or of its opening; 0: none
	stamp int64 // see book.save
	group int64 // the last group that touched it
}

// normal is the balance on the normal side.
func (s *state) normal() money.Amount { return s.class.sign() * s.balance }

// decide says whether an entry may be booked on the states of its accounts. It changes nothing. relief is
// what the captured hold gives back on the account it stands on.
func (e *Entry) decide(hold *Hold, relief money.Amount) error {
	for i := range e.Postings {
		p := &e.Postings[i]
		s := p.account
		switch {
		case s.limits.ended:
			return ErrAccountClosed.With(s.id)
		case p.Currency != "" && p.Currency != s.currency:
			return ErrWrongCurrency.With(s.id, s.currency, p.Currency)
		case p.Amount > 0 && s.limits.noDebit:
			return ErrDebitFrozen.With(s.id)
		case p.Amount < 0 && s.limits.noCredit:
			return ErrCreditFrozen.With(s.id)
		}
	}
	if err := e.balanced(); err != nil {
		return err
	}
	for i := range e.Postings {
		net, first, err := e.net(i)
		if err != nil {
			return err
		}
		if !first {
			continue // judged at the account's first posting
		}
		s := e.Postings[i].account
		var r money.Amount
		if hold != nil && hold.Account == s.id {
			r = relief
		}
		if err := s.mayMove(net, r); err != nil {
			return err
		}
	}
	return nil
}

// net is the entry's whole effect on the account of posting i; first is false if an earlier posting has the
// same account.
func (e *Entry) net(i int) (net money.Amount, first bool, err error) {
	s := e.Postings[i].account
	for j := range e.Postings {
		if e.Postings[j].account != s {
			continue
		}
		if j < i {
			return 0, false, nil
		}
		if net, err = net.Add(e.Postings[j].Amount); err != nil {
			return 0, true, err
		}
	}
	return net, true, nil
}

// mayMove checks the limits for a net movement (debit positive), with relief taken off the held amount.
func (s *state) mayMove(net, relief money.Amount) error {
	after, err := s.balance.Add(net)
	if err != nil {
		return ErrBalanceOverflow.With(s.id)
	}
	if after == minAmount { // its negative does not exist
		return ErrBalanceOverflow.With(s.id)
	}
	normal, move := s.class.sign()*after, s.class.sign()*net
	if move < 0 && s.limits.hasFloor {
		if s.frozenAll {
			return ErrFrozen.With(s.id)
		}
		left, err := spendable(normal, s.held-relief, s.frozen, s.limits.floor)
		if err != nil || left < 0 {
			if s.frozen > 0 && normal-s.held+relief >= s.limits.floor {
				return ErrFrozen.With(s.id)
			}
			return ErrInsufficient.With(s.id)
		}
	} else if move < 0 && s.frozenAll {
		return ErrFrozen.With(s.id)
	}
	if move > 0 && s.limits.hasCeiling && normal > s.limits.ceiling {
		return ErrCeiling.With(s.id)
	}
	return nil
}

const minAmount = money.Amount(-1 << 63)

// spendable is booked − held − frozen − floor.
func spendable(booked, held, frozen, floor money.Amount) (money.Amount, error) {
	v, err := booked.Sub(held)
	if err == nil {
		v, err = v.Sub(frozen)
	}
	if err == nil {
		v, err = v.Sub(floor)
	}
	return v, err
}

// perform books a decided entry on the states of its accounts: balances, sequences, heads, days. It can't
// fail. Postings of one account in one entry share the same previous entry. Those of buffered accounts wait.
func (e *Entry) perform() {
	for i := range e.Postings {
		p := &e.Postings[i]
		s := p.account
		if s.buffered {
			p.Sequence, p.Balance, p.previous = 0, 0, 0
			continue
		}
		s.balance += p.Amount
		s.seq++
		p.Sequence, p.Balance = s.seq, s.balance
		if s.head == e.ID {
			p.previous = s.before
		} else {
			p.previous, s.before = s.head, s.head
		}
		s.head = e.ID
		s.day = max(s.day, e.BankDate)
	}
}

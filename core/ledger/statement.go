package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Line is one posting as its account sees it. Amount and Balance are on the account's normal side: a deposit
// that rises has a positive amount.
type Line struct {
	Entry     EntryID
	Sequence  int64
	BookedAt  time.Time // to the millisecond
	BankDate  calendar.Date
	ValueDate calendar.Date
	Kind      string
	Reference string
	Summary   string
	Contra    AccountID    // the other account, 0 when the entry has more than two postings
	Debit     bool         // the side, whatever the account's class
	Amount    money.Amount // normal side, signed
	Balance   money.Amount // after it
}

// Statement is the head of an account's statement for a period of bank dates, both inclusive. Opening plus the
// amounts of its lines is Closing.
type Statement struct {
	Account  Account
	From, To calendar.Date
	Opening  money.Amount
	Closing  money.Amount
	MadeAt   time.Time
	Pending  int64 // postings of a buffered account that wait to be folded, of any date; they are not in the statement

	pos   *position
	lates []late
}

// Statement prepares a statement: its head now, its lines by Lines. What is booked after this moment is not
// in it, however long the reading takes.
func (l *Ledger) Statement(ctx context.Context, id AccountID, from, to calendar.Date) (*Statement, error) {
	if from > to {
		return nil, ErrPeriod
	}
	return view(ctx, l, func(v *store.View) (*Statement, error) {
		p, err := positionByID(v, id)
		if err != nil {
			return nil, err
		}
		opening, err := l.asOf(v, p, from-1, byBankDate)
		if err != nil {
			return nil, err
		}
		closing, err := l.asOf(v, p, to, byBankDate)
		if err != nil {
			return nil, err
		}
		lates, err := latePostings(v, p, from, to)
		sign := p.Class.sign()
		return &Statement{Account: p.Account, From: from, To: to, Opening: sign * opening, Closing: sign * closing,
			MadeAt: v.Now(), Pending: p.Balance.Pending, pos: p, lates: lates}, err
	})
}

// Lines gives a statement's lines in order: by bank date, then as they were booked. It reads piece by piece, so a
// line a second or a million lines cost the same memory, and fails if the lines don't lead from Opening to Closing.
func (l *Ledger) Lines(ctx context.Context, s *Statement, emit func(*Line) error) error {
	r := liner{s: s, emit: emit, balance: s.Opening, sign: s.pos.Class.sign(), lates: s.lates}
	err := l.layout.each(ctx, l, s.pos, s.From, s.To, func(a *atom) error { return r.atom(ctx, l, a) })
	if err != nil {
		return err
	}
	if err := r.flushLates(ctx, l, s.To+1); err != nil {
		return err
	}
	if r.balance != s.Closing {
		return fmt.Errorf("ledger: the statement of account %s from %s to %s ends at %d, not at %d",
			s.Account.ID, s.From, s.To, r.balance, s.Closing)
	}
	return nil
}

// liner merges late postings into an account's sequence.
type liner struct {
	s       *Statement
	emit    func(*Line) error
	balance money.Amount
	sign    money.Amount
	lates   []late
	line    Line
}

func (r *liner) atom(ctx context.Context, l *Ledger, a *atom) error {
	if a.bank < a.day || a.bank < r.s.From || a.bank > r.s.To {
		return nil // late: it comes among the lates of its own date
	}
	if err := r.flushLates(ctx, l, a.bank); err != nil {
		return err
	}
	return r.put(a)
}

func (r *liner) put(a *atom) error {
	var err error
	if r.balance, err = r.balance.Add(r.sign * a.amount); err != nil {
		return err
	}
	r.line = lineOf(a, r.sign)
	r.line.Balance = r.balance
	return r.emit(&r.line)
}

// lineOf is an atom on the normal side, with the balance as it was when it was booked.
func lineOf(a *atom, sign money.Amount) Line {
	return Line{Entry: a.entry, Sequence: a.seq, BookedAt: store.ID(a.entry).Time(), BankDate: a.bank, ValueDate: a.value,
		Kind: a.texts[0], Reference: a.texts[1], Summary: a.texts[2], Contra: a.contra, Debit: a.amount > 0,
		Amount: sign * a.amount, Balance: sign * a.balance}
}

// flushLates emits the late postings of dates before d.
func (r *liner) flushLates(ctx context.Context, l *Ledger, d calendar.Date) error {
	for len(r.lates) > 0 && r.lates[0].bank < d {
		t := r.lates[0]
		r.lates = r.lates[1:]
		if t.seq > r.s.pos.Balance.Sequence {
			continue
		}
		e, err := l.Entry(ctx, t.entry)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(e.Postings, func(p Posting) bool { return p.Account == r.s.Account.ID && p.Sequence == t.seq })
		var late []atom
		if i >= 0 {
			late = []atom{atomOf(e, i, e.BankDate)}
		} else { // it was buffered, and its entry doesn't know its sequence
			late, err = view(ctx, l, func(v *store.View) ([]atom, error) { return l.layout.newest(v, r.s.pos, t.seq, 1) })
			if err != nil {
				return err
			}
		}
		for i := range late {
			if err := r.put(&late[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

package ledger

import (
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// The refusals of what is done under a freeze.
var (
	ErrFreezeWaiting = problem.New(problem.Refused, "ledger.freeze_waiting",
		"Freeze %s still waits behind another one and has no effect yet. Nothing can be taken under it until that one has ended.",
		"冻结 %s 尚处轮候，未生效。须待前一冻结终止后方可据以扣划。")
	ErrFreezeShort = problem.New(problem.Refused, "ledger.freeze_short",
		"Freeze %s is smaller than the amount to be taken. Take at most what it still freezes.",
		"冻结 %s 的剩余金额小于拟扣划金额，最多可扣划其剩余金额。")
	ErrFreezeEntry = problem.New(problem.Invalid, "ledger.freeze_entry",
		"The entry takes nothing from the account on which freeze %s stands. Name that account as the payer.",
		"该分录未从冻结 %s 所在账户付款，请以该账户为付款账户。")
	ErrFreezeExtension = problem.New(problem.Invalid, "ledger.freeze_extension",
		"An extension must end later than the freeze does now, %s. Give a later time.", "续冻的到期时间须晚于原到期时间 %s。请填写更晚的时间。")
)

// Standing is what an account holds at this moment of an update, on its normal side; it holds until the commit.
type Standing struct {
	Account   AccountID
	Code      Code
	Branch    Branch
	Currency  money.Currency
	Booked    money.Amount
	Held      money.Amount
	Frozen    money.Amount
	FrozenAll bool
	Floor     *money.Amount // nil: unlimited
	Closed    bool
}

// Standing locks an account and tells how it stands. A buffered account is one no longer. ErrUnknownAccount.
func (l *Ledger) Standing(tx *store.Tx, id AccountID) (Standing, error) {
	s, err := l.state(tx, id)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Account: s.id, Code: s.code, Branch: s.branch, Currency: s.currency, Booked: s.normal(), Held: s.held,
		Frozen: s.frozen, FrozenAll: s.frozenAll, Closed: s.limits.ended}
	if s.limits.hasFloor {
		floor := s.limits.floor
		out.Floor = &floor
	}
	return out, nil
}

// AccountIn reads an account as a querier sees it: in an update also one that it has just opened. It locks nothing, so that only what
// never changes of it (code, class, currency, branch) may be decided on. ErrUnknownAccount.
func (l *Ledger) AccountIn(q store.Querier, id AccountID) (*Account, error) {
	p, err := positionByID(q, id)
	if err != nil {
		return nil, err
	}
	return &p.Account, nil
}

// Freezes reads freezes as they stand, in the order of their ids; unknown ids are left out.
func (l *Ledger) Freezes(q store.Querier, ids ...FreezeID) ([]*Freeze, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return freezesByID(q, ids)
}

// FreezesOn are an account's freezes that have not ended, in the order of their ids.
func (l *Ledger) FreezesOn(q store.Querier, account AccountID) ([]*Freeze, error) {
	return freezesOf(q, account)
}

// ExtendFreeze moves the end of a freeze that has not ended (续冻), to a later moment only.
func (l *Ledger) ExtendFreeze(tx *store.Tx, id FreezeID, until time.Time) (*Freeze, error) {
	f, err := l.lockedFreeze(tx, id)
	if err != nil {
		return nil, err
	}
	until = until.UTC().Truncate(time.Microsecond)
	switch {
	case f.State == Ended || !f.ExpiresAt.After(tx.Now()):
		return nil, ErrFreezeEnded.With(id)
	case !until.After(f.ExpiresAt):
		return nil, ErrFreezeExtension.With(f.ExpiresAt.Format(time.DateTime))
	}
	before := l.digest(f)
	f.ExpiresAt = until
	if err := updateFreeze(tx, f); err != nil {
		return nil, err
	}
	return f, l.note(tx, "ledger.extend_freeze", kindFreeze, f.ID.String(), before, f)
}

// Enforce books an entry that takes money from under a freeze in force (扣划), and lessens the freeze by what it takes; one of an
// amount ends when nothing is left of it, one of everything stays. Weaker freezes and a stop of debits don't hinder it, since the
// strongest is served first; stronger freezes, holds and the floor do. It is idempotent by the entry's kind and reference.
func (l *Ledger) Enforce(tx *store.Tx, id FreezeID, e *Entry) (*Freeze, error) {
	if err := l.Lock(tx, accountsOf(e)...); err != nil {
		return nil, err
	}
	f, err := l.lockedFreeze(tx, id)
	if err != nil {
		return nil, err
	}
	s, err := l.state(tx, f.Account)
	if err != nil {
		return nil, err
	}
	if done, err := l.booked(tx, e); done || err != nil {
		return f, err
	}
	take, err := e.takes(s)
	switch {
	case err != nil:
		return nil, err
	case f.State == Ended || !f.ExpiresAt.After(tx.Now()):
		return nil, ErrFreezeEnded.With(id)
	case f.State == Waiting:
		return nil, ErrFreezeWaiting.With(id)
	case take <= 0:
		return nil, ErrFreezeEntry.With(id)
	case !f.Whole && take > f.Amount:
		return nil, ErrFreezeShort.With(id)
	}
	frozen, all, err := stronger(tx, f)
	if err != nil {
		return nil, err
	}
	if err := l.postPast(tx, s, frozen, all, e); err != nil {
		return nil, err
	}
	before := l.digest(f)
	if !f.Whole {
		if f.Amount -= take; f.Amount == 0 {
			end(f, tx.Now())
		}
	}
	if err := updateFreeze(tx, f); err != nil {
		return nil, err
	}
	if err := l.rearrange(tx, s, f); err != nil {
		return nil, err
	}
	return f, l.note(tx, "ledger.enforce_freeze", kindFreeze, f.ID.String(), before, f)
}

// PostExempt books an entry that takes money from an account whatever is frozen there: what the law keeps from every freeze, such
// as the cost of living (必需生活费用). How much that is the caller decides; holds and the floor stand. Freezes stay as they are.
func (l *Ledger) PostExempt(tx *store.Tx, account AccountID, e *Entry) error {
	if err := l.Lock(tx, accountsOf(e)...); err != nil {
		return err
	}
	s, err := l.state(tx, account)
	if err != nil {
		return err
	}
	if done, err := l.booked(tx, e); done || err != nil {
		return err
	}
	return l.postPast(tx, s, 0, false, e)
}

// booked answers an entry that stands already, as Post does, before anything is asked that its own first time has changed.
func (l *Ledger) booked(tx *store.Tx, e *Entry) (bool, error) {
	found, err := entriesByReference(tx, e.Kind, []string{e.Reference})
	if err != nil || found[e.Reference] == nil {
		return false, err
	}
	e.forget()
	return true, e.replay(found[e.Reference])
}

// takes is how much of an account an entry takes away, on its normal side.
func (e *Entry) takes(s *state) (take money.Amount, err error) {
	for i := range e.Postings {
		if p := &e.Postings[i]; p.Account == s.id {
			if take, err = take.Sub(s.class.sign() * p.Amount); err != nil {
				return 0, err
			}
		}
	}
	return take, nil
}

// stronger is what the freezes before f in the order of priority take of its account.
func stronger(tx *store.Tx, f *Freeze) (money.Amount, bool, error) {
	fs, err := freezesOf(tx, f.Account)
	if err != nil {
		return 0, false, err
	}
	var before []*Freeze
	for _, g := range fs {
		if g.Kind < f.Kind {
			before = append(before, g)
		}
	}
	frozen, all := arrange(before, tx.Now())
	return frozen, all, nil
}

// postPast books an entry as if only so much of an account were frozen and nothing stopped money from leaving it. The account's
// state is what it was afterwards, but for what the entry did.
func (l *Ledger) postPast(tx *store.Tx, s *state, frozen money.Amount, all bool, e *Entry) error {
	l.bookOf(tx).save(s)
	wasFrozen, wasAll, noDebit, noCredit := s.frozen, s.frozenAll, s.limits.noDebit, s.limits.noCredit
	s.frozen, s.frozenAll = frozen, all
	if s.class.sign() < 0 {
		s.limits.noDebit = false
	} else {
		s.limits.noCredit = false
	}
	err := l.Post(tx, e)
	s.frozen, s.frozenAll, s.limits.noDebit, s.limits.noCredit = wasFrozen, wasAll, noDebit, noCredit
	return err
}

func accountsOf(e *Entry) []AccountID {
	ids := make([]AccountID, len(e.Postings))
	for i := range e.Postings {
		ids[i] = e.Postings[i].Account
	}
	return ids
}

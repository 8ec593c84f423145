package restraint

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// EntryDeduct is the ledger's kind of the entries by which deducted money leaves an account (协助扣划).
const EntryDeduct = "restraint.deduct"

// taking is what one line can give to a deduction.
type taking struct {
	line *Line
	most money.Amount
}

// deduct pays from under a restraint into an execution account (扣划), in full or not at all. Lines give in the order in which they
// were made, each what its freeze holds of the balance beyond what is protected.
func (r *Restraints) deduct(tx *store.Tx, one *Restraint, in *Request) error {
	if p := powers[one.Kind]; !p.deducts {
		return ErrMayNotDeduct.With(string(one.Kind), p.zh)
	}
	to, err := r.receives(tx, one, ledger.AccountID(in.To))
	if err != nil {
		return err
	}
	if err := r.record(tx, one, in); err != nil {
		return err
	}
	ts, protected, err := r.takings(tx, one, in, to.Currency)
	if err != nil {
		return err
	}
	total := money.Amount(0)
	for _, t := range ts {
		total += t.most
	}
	switch {
	case total >= in.Amount:
	case total+protected >= in.Amount:
		return ErrProtected.With(money.Of(total, to.Currency), money.Of(protected, to.Currency), ruleOfLiving)
	default:
		return ErrShort.With(money.Of(total, to.Currency))
	}
	left := in.Amount
	for _, t := range ts {
		take := min(left, t.most)
		if take == 0 {
			continue
		}
		left -= take
		e := &ledger.Entry{Kind: EntryDeduct, Reference: one.last().ID.String() + "-" + t.line.ID.String(), Branch: to.Branch,
			Summary: "协助扣划 " + in.Document, Postings: []ledger.Posting{
				{Account: ledger.AccountID(t.line.Account), Amount: take}, {Account: to.Account, Amount: -take}}}
		if _, err := r.led.Enforce(tx, t.line.Freeze, e); err != nil {
			return err
		}
		t.line.Deducted += take
		one.Deducted += take
		if err := updateLine(tx, t.line); err != nil {
			return err
		}
	}
	return nil
}

// receives locks all accounts of a deduction and looks at the one that is paid.
func (r *Restraints) receives(tx *store.Tx, one *Restraint, to ledger.AccountID) (ledger.Standing, error) {
	ids := []ledger.AccountID{to}
	for _, l := range one.Lines {
		if l.Account == store.ID(to) {
			return ledger.Standing{}, ErrTo
		}
		ids = append(ids, ledger.AccountID(l.Account))
	}
	if err := r.led.Lock(tx, ids...); err != nil {
		return ledger.Standing{}, err
	}
	s, err := r.led.Standing(tx, to)
	if err != nil || s.Closed {
		return s, ErrTo
	}
	return s, nil
}

// takings are what the lines in a currency can give, and how much of their money is protected.
func (r *Restraints) takings(tx *store.Tx, one *Restraint, in *Request, currency money.Currency) (ts []taking, kept money.Amount, err error) {
	found := false
	err = r.eachLive(tx, one, func(l *Line, f *ledger.Freeze) error {
		if in.Account != 0 && l.Account != in.Account {
			return nil
		}
		found = true
		s, err := r.led.Standing(tx, ledger.AccountID(l.Account))
		if err != nil || s.Currency != currency {
			return err
		}
		if rule, err := r.exempted(tx, s.Account, one.Kind); err != nil || rule != "" {
			if err == nil {
				err = ErrExempt.With(s.Account, rule)
			}
			return err
		}
		protected, err := r.protected(tx, s.Account)
		if err != nil {
			return err
		}
		fs, err := r.led.FreezesOn(tx, s.Account)
		if err != nil {
			return err
		}
		most := caught(s.Booked-s.Held-protected, fs)[f.ID]
		kept += caught(s.Booked-s.Held, fs)[f.ID] - most
		ts = append(ts, taking{l, most})
		return nil
	})
	if err == nil && !found {
		err = ErrLine.With(in.Account)
	}
	return ts, kept, err
}

package history

import (
	"fmt"
	"slices"

	"tonghui/base/money"
	"tonghui/core/ledger"
)

// account is one account in the simplest form there is: everything summed up when asked. Amounts are on the normal side.
type account struct {
	id      int64
	sign    money.Amount
	limits  ledger.Limits
	opened  bool
	ended   bool
	booked  money.Amount
	seq     int64
	last    int64           // the last entry
	holds   map[int64]*held // by id, also those that have nothing left
	freezes []*frost        // in the order in which they came
}

type held struct{ left money.Amount }

type frost struct {
	id     int64
	kind   ledger.FreezeKind
	amount money.Amount
	whole  bool
}

func newAccount(id int64) *account { return &account{id: id, sign: -1, holds: map[int64]*held{}} }

func (a *account) held() (sum money.Amount) {
	for _, h := range a.holds {
		sum += h.left
	}
	return sum
}

// frozen is what the freezes take: of the judicial ones the first only, the others wait (轮候).
func (a *account) frozen() (sum money.Amount, all bool) {
	judicial := false
	for _, f := range a.freezes {
		if f.kind == ledger.Judicial && judicial {
			continue
		}
		judicial = judicial || f.kind == ledger.Judicial
		sum += f.amount
		all = all || f.whole
	}
	return sum, all
}

// mayMove is the rule of the floor, the ceiling, what is held and what is frozen.
func (a *account) mayMove(step, relief money.Amount) error {
	frozen, all := a.frozen()
	after := a.booked + step
	switch {
	case step < 0 && all:
		return fmt.Errorf("%d leaves an account that is frozen", -step)
	case step < 0 && a.limits.Floor != nil && after-a.held()+relief-frozen < *a.limits.Floor:
		return fmt.Errorf("%d leaves, but %d is booked, %d held, %d frozen, and the floor is %d", -step, a.booked, a.held()-relief, frozen,
			*a.limits.Floor)
	case step > 0 && a.limits.Ceiling != nil && after > *a.limits.Ceiling:
		return fmt.Errorf("%d comes in, but %d is booked and the ceiling is %d", step, a.booked, *a.limits.Ceiling)
	}
	return nil
}

// apply lets an account go through a step; an error names the rule that the step breaks.
func (a *account) apply(s *Step) error {
	if s.Verb == Open {
		if a.opened {
			return fmt.Errorf("opened twice")
		}
		a.opened, a.limits, a.sign = true, *s.Limits, s.Sign
		return nil
	}
	if !a.opened || a.ended && s.Verb != Release && s.Verb != Unfreeze {
		return fmt.Errorf("%s on an account that is not open", s.Verb)
	}
	switch s.Verb {
	case Post, Reverse:
		return a.post(s)
	case Hold:
		if a.limits.DebitFrozen && a.sign < 0 || a.limits.CreditFrozen && a.sign > 0 {
			return fmt.Errorf("a hold on a side that is frozen")
		}
		if err := a.mayMove(-s.Amount, 0); err != nil {
			return err
		}
		a.holds[s.Target] = &held{s.Amount}
	case Release:
		h := a.holds[s.Target]
		if h == nil || h.left == 0 || h.left != s.Amount {
			return fmt.Errorf("hold %d gave back %d, but has %+v left", s.Target, s.Amount, h)
		}
		h.left = 0
	case Freeze:
		a.freezes = append(a.freezes, &frost{s.Target, ledger.FreezeKind(s.Kind), s.Amount, s.Amount == 0})
	case Unfreeze:
		return a.unfreeze(s)
	case Limit:
		a.limits = *s.Limits
	case Close:
		frozen, all := a.frozen()
		if a.booked != 0 || a.held() != 0 || frozen != 0 || all {
			return fmt.Errorf("closed with %d booked, %d held, %d frozen", a.booked, a.held(), frozen)
		}
		a.ended = true
	default:
		return fmt.Errorf("unknown step %q", s.Verb)
	}
	return nil
}

func (a *account) unfreeze(s *Step) error {
	i := slices.IndexFunc(a.freezes, func(f *frost) bool { return f.id == s.Target })
	if i < 0 {
		return fmt.Errorf("freeze %d ended twice", s.Target)
	}
	f := a.freezes[i]
	if s.Amount > 0 {
		if f.whole || s.Amount > f.amount {
			return fmt.Errorf("freeze %d of %d gave %d free", f.id, f.amount, s.Amount)
		}
		f.amount -= s.Amount
	}
	if s.Amount == 0 || f.amount == 0 {
		a.freezes = slices.Delete(a.freezes, i, i+1)
	}
	return nil
}

func (a *account) post(s *Step) error {
	var net money.Amount
	for _, l := range s.Legs {
		if l.Account != a.id {
			continue
		}
		if l.Amount > 0 && a.limits.DebitFrozen || l.Amount < 0 && a.limits.CreditFrozen {
			return fmt.Errorf("a posting of %d on a side that is frozen", l.Amount)
		}
		net += l.Amount
	}
	step := a.sign * net
	relief, err := a.capture(s, -step)
	if err != nil {
		return err
	}
	if err := a.mayMove(step, relief); err != nil {
		return err
	}
	if h := a.holds[s.Target]; h != nil && relief > 0 {
		h.left -= relief
	}
	if s.Entry <= a.last {
		return fmt.Errorf("entry %d comes after %d", s.Entry, a.last)
	}
	a.last = s.Entry
	for _, l := range s.Legs {
		if l.Account != a.id {
			continue
		}
		a.seq++
		a.booked += a.sign * l.Amount
		if l.Sequence != a.seq || l.Balance != a.sign*a.booked {
			return fmt.Errorf("posting %d with balance %d was answered as %d with %d", a.seq, a.sign*a.booked, l.Sequence, l.Balance)
		}
	}
	return nil
}

// capture is what an entry's hold gives back on this account.
func (a *account) capture(s *Step, take money.Amount) (relief money.Amount, err error) {
	if s.Target == 0 {
		return 0, nil
	}
	h := a.holds[s.Target]
	switch {
	case h == nil:
		return 0, nil // it stands on the entry's other account
	case take <= 0 || take > h.left:
		return 0, fmt.Errorf("entry %d captures %d of %d from hold %d", s.Entry, take, h.left, s.Target)
	case s.Final:
		return h.left, nil
	}
	return take, nil
}

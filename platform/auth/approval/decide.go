package approval

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// mayDecide is the permission of whoever decides anything.
const mayDecide auth.Permission = "approval.decide"

// Approve does what was proposed, in this update: if the act fails, nothing is done and the proposal stays open.
func (r *Register) Approve(ctx context.Context, tx *store.Tx, id store.ID, note string) (Approval, error) {
	if utf8.RuneCountInString(note) > 500 {
		return Approval{}, ErrReason
	}
	a, err := r.decidable(tx, id)
	if err != nil {
		return Approval{}, err
	}
	payload, err := r.open(a)
	if err != nil {
		return Approval{}, err
	}
	result, err := r.acts[a.Kind].Run(ctx, tx, payload)
	if err != nil {
		return Approval{}, err
	}
	if len(result) > 0 {
		if len(result) > maxResult || !json.Valid(result) {
			return Approval{}, fmt.Errorf("approval: the act %s gave a result that is no JSON, or longer than 15 kB", a.Kind)
		}
		if a.output, err = r.close("result", a.ID, result); err != nil {
			return Approval{}, err
		}
		a.Result = result
	}
	return r.end(tx, a, Approved, "approval.approve", note)
}

// Return gives a proposal back to its maker, with what is wrong with it.
func (r *Register) Return(tx *store.Tx, id store.ID, reason string) (Approval, error) {
	return r.decline(tx, id, Returned, "approval.return", reason)
}

// Refuse ends a proposal.
func (r *Register) Refuse(tx *store.Tx, id store.ID, reason string) (Approval, error) {
	return r.decline(tx, id, Refused, "approval.refuse", reason)
}

func (r *Register) decline(tx *store.Tx, id store.ID, to State, verb, reason string) (Approval, error) {
	if !says(reason) {
		return Approval{}, ErrReason
	}
	a, err := r.decidable(tx, id)
	if err != nil {
		return Approval{}, err
	}
	return r.end(tx, a, to, verb, reason)
}

// Withdraw takes back what the caller has proposed; under another hat too, as it is her own. Whoever isn't the maker but
// could see the proposal is told so; for others there is none.
func (r *Register) Withdraw(tx *store.Tx, id store.ID) (Approval, error) {
	s := auth.By(tx)
	if s == nil {
		return Approval{}, auth.ErrNobody
	}
	a, err := lockOne(tx, id)
	if err != nil {
		return Approval{}, err
	}
	if !made(a, s) {
		if !s.Filter(mayRead).Admits(a.AuthScope()) {
			return Approval{}, ErrUnknown
		}
		return Approval{}, ErrNotMaker
	}
	if err := a.undecided(tx); err != nil {
		return Approval{}, err
	}
	return r.end(tx, r.titled(a), Withdrawn, "approval.withdraw", "")
}

// decidable locks a proposal that the caller may decide now, or says why she may not.
func (r *Register) decidable(tx *store.Tx, id store.ID) (*Approval, error) {
	s := auth.By(tx)
	if s == nil {
		return nil, auth.ErrNobody
	}
	a, err := lockOne(tx, id)
	if err != nil {
		return nil, err
	}
	scope, object := a.AuthScope()
	if !s.Filter(mayDecide).Admits(scope, object) && !s.Filter(mayRead).Admits(scope, object) {
		return nil, ErrUnknown
	}
	act, ok := r.acts[a.Kind]
	switch {
	case !ok:
		return nil, ErrKind.With(a.Kind)
	case s.Person == 0:
		return nil, ErrPerson
	case made(a, s):
		return nil, ErrOwn
	case a.About != 0 && (a.About == s.Person || s.Hat.Kind == auth.AgentHat && a.About == s.Hat.For):
		return nil, ErrOwnRights
	case !s.Filter(mayDecide).Admits(scope, object):
		return nil, ErrNotYours.With(mayDecide)
	case !s.Filter(act.Permission).Admits(scope, a.Object):
		return nil, ErrNotYours.With(act.Permission)
	case act.StepUp && tx.Now().Sub(s.ProvedAt) > proofAge:
		return nil, ErrProof
	}
	return r.titled(a), a.undecided(tx)
}

// made says whether the caller proposed it: the same person, whatever hat either wears, or the same program.
func made(a *Approval, s *auth.Subject) bool {
	if s.Person != 0 {
		return a.Maker.Party == s.Person
	}
	return a.Maker.Party == 0 && a.Maker.Client == s.Client
}

// undecided refuses what has an end already.
func (a *Approval) undecided(tx *store.Tx) error {
	switch a.at(tx.Now()).State {
	case Open:
		return nil
	case Expired:
		return ErrExpired
	default:
		return ErrDecided
	}
}

// end writes what became of a proposal.
func (r *Register) end(tx *store.Tx, a *Approval, to State, verb, note string) (Approval, error) {
	before := a.Digest()
	who, now := personOf(auth.By(tx)), tx.Now()
	a.State, a.Decider, a.DecidedAt, a.Note = to, &who, &now, note
	if err := update(tx, a); err != nil {
		return Approval{}, err
	}
	return *a, r.note(tx, verb, a, before, note)
}

// titled gives a proposal the words of its act, which stand in the program and not in the table.
func (r *Register) titled(a *Approval) *Approval {
	if act, ok := r.acts[a.Kind]; ok {
		a.EN, a.ZH, a.StepUp = act.EN, act.ZH, act.StepUp
	} else {
		a.EN, a.ZH = a.Kind, a.Kind // an act of an older program
	}
	return a
}

// says reports whether a reason is given, and short enough.
func says(reason string) bool {
	return strings.TrimSpace(reason) != "" && utf8.ValidString(reason) && utf8.RuneCountInString(reason) <= 500
}

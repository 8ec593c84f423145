package approval

import (
	"context"
	"slices"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// mayRead is the permission to see proposals of others.
const mayRead auth.Permission = "approval.read"

// View is which proposals a list shows.
type View string

// The views.
const (
	ForMe   View = "for_me"  // open, and such as the caller may decide
	Waiting View = "open"    // open, whoever decides them
	Decided View = "decided" // those that have an end, withdrawn ones too; of the expired none, they have no decision
	All     View = "all"
)

// Filter says what a list shows. The zero Show with a nil reader shows nothing.
type Filter struct {
	View   View
	Show   auth.Filter   // what may be seen: auth.FilterOf(ctx)
	For    *auth.Subject // with ForMe: who decides
	Object string        // of this object only; "" of all
	Before store.ID      // older than this one; 0 begins with the newest
	Limit  int
}

// List gives proposals, the newest first.
func (r *Register) List(ctx context.Context, f Filter) (out []*Approval, err error) {
	var kinds []string
	if f.View == ForMe {
		if kinds = r.decidedBy(f.For); len(kinds) == 0 {
			return nil, nil
		}
	}
	err = r.st.View(ctx, func(v *store.View) error {
		out, err = list(v, &f, kinds, v.Now())
		for _, a := range out {
			r.titled(a).at(v.Now())
		}
		return err
	})
	return out, err
}

// decidedBy are the acts that a subject may decide at all.
func (r *Register) decidedBy(s *auth.Subject) (kinds []string) {
	if s == nil || s.Person == 0 || s.Reach(mayDecide) == 0 {
		return nil
	}
	for kind, act := range r.acts {
		if s.Reach(act.Permission) != 0 {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Mine are the proposals that the caller has made, under any hat, the newest first.
func (r *Register) Mine(ctx context.Context, before store.ID, limit int) (out []*Approval, err error) {
	s := auth.SubjectOf(ctx)
	if s == nil || s.Person == 0 {
		return nil, auth.ErrNobody
	}
	err = r.st.View(ctx, func(v *store.View) error {
		out, err = listMade(v, s.Person, before, limit)
		for _, a := range out {
			r.titled(a).at(v.Now())
		}
		return err
	})
	return out, err
}

// Get reads a proposal with its lines. Who may see it the app has asked; Own asks here. Its result, which may be a secret of the person
// concerned, is for the two who made it.
func (r *Register) Get(ctx context.Context, id store.ID) (a *Approval, err error) {
	err = r.st.View(ctx, func(v *store.View) error {
		if a, err = one(v, id); err == nil {
			r.titled(a).at(v.Now())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	payload, err := r.open(a)
	if err != nil {
		return nil, err
	}
	if act, ok := r.acts[a.Kind]; ok {
		a.Lines = act.Describe(ctx, payload)
	}
	if s := auth.SubjectOf(ctx); len(a.output) > 0 && (s == nil || made(a, s) || decided(a, s)) {
		if a.Result, err = r.reveal("result", a.ID, a.output); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Own is Get for who proposed it; for others there is none.
func (r *Register) Own(ctx context.Context, id store.ID) (*Approval, error) {
	s := auth.SubjectOf(ctx)
	if s == nil {
		return nil, auth.ErrNobody
	}
	a, err := r.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !made(a, s) {
		return nil, ErrUnknown
	}
	return a, nil
}

// decided tells whether the subject is who decided.
func decided(a *Approval, s *auth.Subject) bool {
	return a.Decider != nil && s.Person != 0 && a.Decider.Party == s.Person
}

// ScopeOf is to whom a proposal belongs.
func (r *Register) ScopeOf(ctx context.Context, id store.ID) (s auth.Scope, err error) {
	err = r.st.View(ctx, func(v *store.View) error {
		a, err := one(v, id)
		if err == nil {
			s, _ = a.AuthScope()
		}
		return err
	})
	return s, err
}

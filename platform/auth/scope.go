package auth

import (
	"context"
	"slices"
)

// Reach is how far a permission goes (数据范围).
type Reach uint8

// The reaches. They don't include each other but Bank, which includes all.
const (
	Own      Reach = 1 << iota // what belongs to the party for whom the hat acts
	InBranch                   // what is kept at the hat's branch or below it
	InAgency                   // what lies in the field of the agency for which the hat acts
	Bank                       // everything
)

// Has reports whether r includes one of these reaches.
func (r Reach) Has(one Reach) bool { return r&one != 0 }

// Scope is to whom an object belongs.
type Scope struct {
	Parties []Party // owners; acting for one of them is enough
	Branch  Branch  // which keeps it; "" none
	Agency  Party   // in whose field it lies; 0 none
}

// Filter is what a list may show to a subject. Rooms make a WHERE clause of it; the app looks at what comes out, whatever
// they made of it.
type Filter struct {
	All      bool     // everything; the rest is empty
	Parties  []Party  // what belongs to one of these
	Branches []Branch // or is kept at one of these
	Agencies []Party  // or lies in the field of one of these
	Objects  []string // and, if not nil, is one of these: "ledger.account/123"
}

// Admits reports whether the filter shows an object of this scope. object is its kind and id, "ledger.account/123".
func (f Filter) Admits(s Scope, object string) bool {
	if f.Objects != nil && !slices.Contains(f.Objects, object) {
		return false
	}
	if f.All {
		return true
	}
	for _, p := range s.Parties {
		if slices.Contains(f.Parties, p) {
			return true
		}
	}
	return s.Branch != "" && slices.Contains(f.Branches, s.Branch) || s.Agency != 0 && slices.Contains(f.Agencies, s.Agency)
}

// Reach is how far the subject's hat lets her use a permission; 0 is not at all.
func (s *Subject) Reach(p Permission) (r Reach) {
	if s.Hat.Items != nil && !slices.ContainsFunc(s.Hat.Items, func(i Item) bool { return i.Permission == p }) {
		return 0
	}
	for _, role := range s.Hat.Roles {
		r |= role.Reach(p)
	}
	return r
}

// Filter is what the subject may see with a permission.
func (s *Subject) Filter(p Permission) (f Filter) {
	r := s.Reach(p)
	if s.Hat.Items != nil {
		f.Objects = s.objects(p)
	}
	if r.Has(Bank) {
		f.All = true
		return f
	}
	if r.Has(Own) && s.Hat.For != 0 {
		f.Parties = []Party{s.Hat.For}
	}
	if r.Has(InBranch) {
		f.Branches = s.Hat.Branches
	}
	if r.Has(InAgency) && s.Hat.For != 0 {
		f.Agencies = []Party{s.Hat.For}
	}
	return f
}

// objects are those to which the hat's items bind a permission; nil when one of them binds it to none.
func (s *Subject) objects(p Permission) []string {
	out := []string{}
	for _, i := range s.Hat.Items {
		if i.Permission != p {
			continue
		}
		if i.Object == "" {
			return nil
		}
		out = append(out, i.Object)
	}
	return out
}

type filterKey struct{}

// WithFilter puts what a list may show into the context; the app does so before each operation.
func WithFilter(ctx context.Context, f Filter) context.Context {
	return context.WithValue(ctx, filterKey{}, f)
}

// FilterOf is what a list may show. Without one in the context that is nothing: the bank's own work uses its stores'
// functions, not its API.
func FilterOf(ctx context.Context) Filter {
	f, _ := ctx.Value(filterKey{}).(Filter)
	return f
}

// Scoped is an answer, or a line of one, that belongs to somebody. The app shows it only to whom its scope admits, so
// that no query of a room, however wrong, leads out of it.
type Scoped interface {
	// AuthScope is to whom it belongs, and its kind and id: "ledger.account/123".
	AuthScope() (Scope, string)
}

package auth

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

func problemZH(err error) string {
	if p := problem.Of(err); p != nil {
		return p.ZH
	}
	return ""
}

var (
	someParties  = rapid.SampledFrom([]Party{1, 2, 3, 4})
	someBranches = rapid.SampledFrom([]Branch{"0001", "0002", "0003"})
	someObjects  = rapid.SampledFrom([]string{"ledger.account/1", "ledger.account/2", "party.party/1"})
	somePerms    = rapid.SampledFrom(known)
)

// hats draws a hat of any roles, also of such as CheckRoles would refuse: what follows doesn't rest on it.
func hats(t *rapid.T) Hat {
	names := make([]Role, len(table))
	for i, r := range table {
		names[i] = r.Role
	}
	h := Hat{For: Party(rapid.IntRange(0, 4).Draw(t, "for")), Roles: rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "roles"),
		Branches: rapid.SliceOfN(someBranches, 0, 2).Draw(t, "branches")}
	if rapid.Bool().Draw(t, "narrowed") {
		h.Items = []Item{}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			i := Item{Permission: somePerms.Draw(t, "item")}
			if rapid.Bool().Draw(t, "bound") {
				i.Object = someObjects.Draw(t, "object")
			}
			h.Items = append(h.Items, i)
		}
	}
	return h
}

func scopes(t *rapid.T) Scope {
	s := Scope{Parties: rapid.SliceOfN(someParties, 0, 2).Draw(t, "owners"), Agency: Party(rapid.IntRange(0, 4).Draw(t, "agency"))}
	if rapid.Bool().Draw(t, "kept") {
		s.Branch = someBranches.Draw(t, "branch")
	}
	return s
}

// may is the naive model: it asks each role's grants, one by one.
func may(h Hat, p Permission, s Scope, object string) bool {
	if h.Items != nil {
		named := false
		for _, i := range h.Items {
			named = named || i.Permission == p && (i.Object == "" || i.Object == object)
		}
		if !named {
			return false
		}
	}
	for _, role := range h.Roles {
		rule, _ := RuleOf(role)
		for _, g := range rule.Grants {
			if g.Permission != p {
				continue
			}
			switch {
			case g.Reach&Bank != 0,
				g.Reach&Own != 0 && h.For != 0 && slices.Contains(s.Parties, h.For),
				g.Reach&InBranch != 0 && s.Branch != "" && slices.Contains(h.Branches, s.Branch),
				g.Reach&InAgency != 0 && h.For != 0 && s.Agency == h.For:
				return true
			}
		}
	}
	return false
}

func TestFilterAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, s := hats(t), scopes(t)
		object, p := someObjects.Draw(t, "asked"), somePerms.Draw(t, "permission")
		sub := &Subject{Hat: h}
		f := sub.Filter(p)
		if got, want := f.Admits(s, object), may(h, p, s, object); got != want {
			t.Fatalf("%+v with %s on %+v %s: %v, not %v", h, p, s, object, got, want)
		}
		if sub.Reach(p) == 0 && f.Admits(s, object) {
			t.Fatal("admitted without reach")
		}
	})
}

func TestItemsNeverWiden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, s := hats(t), scopes(t)
		object, p := someObjects.Draw(t, "asked"), somePerms.Draw(t, "permission")
		all := h
		all.Items = nil
		narrow, wide := &Subject{Hat: h}, &Subject{Hat: all}
		if narrow.Filter(p).Admits(s, object) && !wide.Filter(p).Admits(s, object) {
			t.Fatal("an item let through what the roles don't")
		}
		if narrow.Reach(p)&^wide.Reach(p) != 0 {
			t.Fatal("an item lengthened the reach")
		}
		more := h
		more.Items = append(slices.Clone(h.Items), Item{Permission: p, Object: object})
		if h.Items != nil && narrow.Filter(p).Admits(s, object) && !(&Subject{Hat: more}).Filter(p).Admits(s, object) {
			t.Fatal("a further item took away what another gave")
		}
	})
}

func TestNothingIsAdmittedByNothing(t *testing.T) {
	everything := Scope{Parties: []Party{0, 1}, Branch: "0001", Agency: 2}
	for name, f := range map[string]Filter{
		"zero":              {},
		"of a bare context": FilterOf(context.Background()),
		"of no roles":       (&Subject{Hat: Hat{For: 1, Branches: []Branch{"0001"}}}).Filter("ledger.read"),
		"of no items":       (&Subject{Hat: Hat{For: 1, Roles: []Role{Customer}, Items: []Item{}}}).Filter("ledger.read"),
		"of nobody":         (&Subject{Hat: Hat{Roles: []Role{Customer}}}).Filter("ledger.read"),
	} {
		if f.Admits(everything, "ledger.account/1") {
			t.Errorf("the filter %s admits", name)
		}
	}
	customer := &Subject{Hat: Hat{For: 1, Roles: []Role{Customer}}}
	if customer.Filter("ledger.read").Admits(Scope{}, "ledger.account/1") {
		t.Error("what belongs to nobody is shown to a customer")
	}
}

func TestSubjectInContext(t *testing.T) {
	if SubjectOf(context.Background()) != nil {
		t.Fatal("somebody in an empty context")
	}
	f := Filter{Parties: []Party{3}}
	ctx := WithFilter(context.Background(), f)
	if !FilterOf(ctx).Admits(Scope{Parties: []Party{3}}, "x/1") {
		t.Error("the filter was lost")
	}
	s := &Subject{Person: 7, Hat: Hat{ID: "staff-9"}, Client: "web"}
	if got := store.ActorOf(WithSubject(ctx, s)); got != (store.Actor{Person: "7", Hat: "staff-9", Client: "web"}) {
		t.Errorf("the actor is %v", got)
	}
	if got := (&Subject{Client: "erp-1"}).Actor().Person; got != "client:erp-1" {
		t.Errorf("a program acts as %s", got)
	}
	st := store.Test(t)
	err := st.Update(WithSubject(ctx, s), func(tx *store.Tx) error {
		if By(tx) != s || tx.Actor().Hat != "staff-9" {
			t.Error("the update doesn't know who makes it")
		}
		return nil
	})
	if err != nil || !strings.Contains(problemZH(ErrNobody), "登录") {
		t.Error(err)
	}
}

// BenchmarkFilter is what the guard pays for one object.
func BenchmarkFilter(b *testing.B) {
	s := &Subject{Hat: Hat{For: 1, Roles: []Role{FirmHead, FirmApprover}, Branches: []Branch{"0001"}}}
	scope := Scope{Parties: []Party{1}, Branch: "0001"}
	for b.Loop() {
		if f := s.Filter("ledger.read"); !f.Admits(scope, "ledger.account/1") {
			b.Fatal("not admitted")
		}
	}
}

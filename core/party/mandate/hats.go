package mandate

import (
	"context"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Hats are what a person may act as at this moment: for herself first, then for other people, firms, agencies and the bank,
// each in the order in which she got the right. Who is merged away, closed or dead acts as nobody. Sign-in may remember the
// answer until the earliest Until or until Options.Changed names the person.
func (m *Mandates) Hats(ctx context.Context, q store.Querier, person auth.Party) ([]auth.Hat, error) {
	sort, active, err := m.o.Parties.Sort(q, person)
	if err != nil || sort != personSort || !active {
		return nil, err
	}
	name, err := m.o.Parties.Name(ctx, q, person)
	if err != nil {
		return nil, err
	}
	now := m.st.Now()
	rights, err := standing(q, person, now)
	if err != nil {
		return nil, err
	}
	byKind := map[auth.HatKind][]auth.Hat{}
	for _, r := range rights {
		sort, active, err := m.o.Parties.Sort(q, r.For)
		if err != nil {
			return nil, err
		}
		if !active && r.Basis != Executor {
			continue
		}
		forName, err := m.o.Parties.Name(ctx, q, r.For)
		if err != nil {
			return nil, err
		}
		k := hatKind(sort)
		byKind[k] = append(byKind[k], auth.Hat{ID: string(k) + "-" + r.ID.String(), Kind: k, For: r.For, ForName: forName,
			Title: r.Title, Roles: r.Roles, Items: r.Items, Until: r.Until})
	}
	hats := []auth.Hat{{ID: "self", Kind: auth.SelfHat, For: person, ForName: name, Roles: []auth.Role{auth.Customer}}}
	for _, k := range []auth.HatKind{auth.AgentHat, auth.FirmHat, auth.AgencyHat} {
		hats = append(hats, byKind[k]...)
	}
	staff, ok, err := employed(q, person, now)
	if err != nil || !ok {
		return hats, err
	}
	at, err := m.o.Branches.Get(q, staff.Branch)
	if err != nil {
		return nil, err
	}
	below, err := m.o.Branches.Below(q, staff.Branch)
	if err != nil {
		return nil, err
	}
	return append(hats, auth.Hat{ID: "staff-" + staff.ID.String(), Kind: auth.StaffHat, ForName: at.NameZH, Title: staff.Title,
		Roles: staff.Roles, Branch: staff.Branch, Branches: below, Until: staff.Until}), nil
}

// Name is how a party is called, for the list of hats.
func (m *Mandates) Name(ctx context.Context, q store.Querier, p auth.Party) (string, error) {
	return m.o.Parties.Name(ctx, q, p)
}

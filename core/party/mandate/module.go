package mandate

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the register's operations.
const (
	mayRead       = "mandate.read"
	mayWrite      = "mandate.write"
	mayReadStaff  = "staff.read"
	mayWriteStaff = "staff.write"
)

// kindParty is core/party's kind of a party.
const kindParty = "party.party"

// Module is what the register brings to the app.
func (m *Mandates) Module() app.Module {
	return app.Module{
		Name:   "mandate",
		Schema: Schema(),
		Routes: m.routes,
		Menu: []app.Entry{
			{Face: app.People, EN: "People who act for me", ZH: "代我办事的人", Path: "/mandates", Permission: mayRead,
				Kinds: []auth.HatKind{auth.SelfHat, auth.AgentHat}},
			{Face: app.Business, EN: "Members and mandates", ZH: "成员与授权", Path: "/mandates", Permission: mayRead,
				Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Government, EN: "Members and mandates", ZH: "成员与授权", Path: "/mandates", Permission: mayRead,
				Kinds: []auth.HatKind{auth.AgencyHat}},
			{Face: app.Ops, EN: "Staff", ZH: "员工", Path: "/staff", Permission: mayReadStaff},
		},
		Owners: map[auth.Kind]app.Owner{
			Kind:      {Of: m.owner, Missing: ErrUnknown},
			KindSeen:  {Of: m.seen, Missing: ErrUnknown},
			KindStaff: {Of: m.staffOwner, Missing: ErrUnknownStaff},
		},
	}
}

// owner says that a mandate belongs to the party for whom it lets somebody act, and is kept where that party is.
func (m *Mandates) owner(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, m, id, ErrUnknown, m.Get)
	if err != nil {
		return auth.Scope{}, err
	}
	s := auth.Scope{Parties: []auth.Party{one.For}}
	if m.o.Scope != nil {
		kept, err := m.o.Scope(ctx, one.For.String())
		if err != nil {
			return auth.Scope{}, err
		}
		s.Branch = kept.Branch
	}
	return s, nil
}

// seen is the owner for reading: who acts may see by what right she does.
func (m *Mandates) seen(ctx context.Context, id string) (auth.Scope, error) {
	s, err := m.owner(ctx, id)
	if err != nil {
		return s, err
	}
	one, err := viewOf(ctx, m, id, ErrUnknown, m.Get)
	if err == nil {
		s.Parties = append(s.Parties, one.Person)
	}
	return s, err
}

func (m *Mandates) staffOwner(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, m, id, ErrUnknownStaff, m.Member)
	if err != nil {
		return auth.Scope{}, err
	}
	s, _ := one.AuthScope()
	return s, nil
}

// viewOf reads one object by the text of its id; a text that is none names nothing.
func viewOf[T any](ctx context.Context, m *Mandates, id string, missing error, get func(store.Querier, store.ID) (T, error)) (out T, err error) {
	n, err := store.ParseID(id)
	if err != nil {
		return out, missing
	}
	err = m.st.View(ctx, func(v *store.View) error {
		out, err = get(v, n)
		return err
	})
	return out, err
}

// Lists whose cursors don't mix.
const (
	cursorFor uint8 = iota + 90
	cursorOf
	cursorStaff
)

func (m *Mandates) routes(api huma.API) {
	app.Describe(api, "mandate", "Who may act for whom: legal representatives, employees, guardians, agents and executors; the bank's own "+
		"staff; and who stands behind a business.",
		"授权关系：法定代表人、员工、监护人、委托代理人与遗产管理人；本行员工；企业受益所有人。")
	m.mandateRoutes(api)
	m.changingRoutes(api)
	m.staffRoutes(api)
	m.proposingRoutes(api)
	m.holderRoutes(api)
}

// callBoth writes the names of a right's two parties into it.
func (m *Mandates) callBoth(ctx context.Context, q store.Querier, ones ...*Mandate) (err error) {
	for _, one := range ones {
		if one.ForName, err = m.o.Parties.Name(ctx, q, one.For); err != nil {
			return err
		}
		if one.PersonName, err = m.o.Parties.Name(ctx, q, one.Person); err != nil {
			return err
		}
	}
	return nil
}

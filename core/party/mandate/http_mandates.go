package mandate

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type mandatePath struct {
	ID app.PathID `path:"id" doc:"The mandate's id."`
}

type partyPath struct {
	ID app.PathID `path:"id" doc:"The party's id."`
}

type listIn struct {
	ID app.PathID `path:"id" doc:"The party's id."`
	app.Paging
	Ended bool `query:"ended" doc:"Those that have ended, instead of those that stand or are to come."`
}

type giveMandateIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body struct {
		Person   auth.Party  `json:"person" doc:"Who is to act." example:"463856467968"`
		Basis    Basis       `json:"basis" enum:"legal_representative,employee,guardian,agent,executor" doc:"法定代表人, 员工, 监护人, 委托代理人, 遗产管理人."`
		Roles    []auth.Role `json:"roles,omitempty" maxItems:"8" doc:"Of an employee; the other bases have their own."`
		Title    string      `json:"title,omitempty" maxLength:"60" example:"会计"`
		Items    []auth.Item `json:"items,omitempty" maxItems:"64" doc:"Of an agent: what she may do, and with what."`
		From     time.Time   `json:"from,omitzero" doc:"Absent: at once."`
		Until    time.Time   `json:"until,omitzero" doc:"The moment at which it ends; an agent's must have one."`
		Evidence string      `json:"evidence,omitempty" maxLength:"200" doc:"A document's digest in the bank, or its number."`
		Replaces *store.ID   `json:"replaces,omitempty" doc:"The present legal representative's mandate, which ends with this."`
	}
}

// AuthObjects are what the items name: nobody gives what lies outside her own reach.
func (in *giveMandateIn) AuthObjects() []string { return objectsOf(in.Body.Items) }

func objectsOf(items []auth.Item) (out []string) {
	for _, i := range items {
		if objectForm.MatchString(i.Object) { // the verb refuses others
			out = append(out, i.Object)
		}
	}
	return out
}

type amendMandateIn struct {
	ID   app.PathID `path:"id" doc:"The mandate's id."`
	Body struct {
		Version  int64        `json:"version" minimum:"1" doc:"Of the mandate as you have seen it." example:"1"`
		Roles    *[]auth.Role `json:"roles,omitempty"`
		Title    *string      `json:"title,omitempty" maxLength:"60"`
		Items    *[]auth.Item `json:"items,omitempty"`
		Until    *time.Time   `json:"until,omitempty"`
		Evidence *string      `json:"evidence,omitempty" maxLength:"200"`
	}
}

// AuthObjects are what the items name.
func (in *amendMandateIn) AuthObjects() []string {
	if in.Body.Items == nil {
		return nil
	}
	return objectsOf(*in.Body.Items)
}

type removeIn struct {
	ID     app.PathID `path:"id" doc:"The mandate's id."`
	Reason string     `query:"reason" maxLength:"200" doc:"Why, for the record."`
}

// changes is a right's history.
type changes struct {
	Items []*Change `json:"items" nullable:"false" doc:"The oldest first."`
}

func (m *Mandates) mandateRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listMandates", Method: "GET", Path: "/v1/parties/{id}/mandates", EN: "List who acts for a party",
		ZH: "查询代当事人办事的人", Permission: mayRead, Object: kindParty}, m.listFor)
	app.Read(api, app.Operation{ID: "listActing", Method: "GET", Path: "/v1/parties/{id}/acting", EN: "List for whom a person acts",
		ZH: "查询某人代谁办事", Permission: mayRead, Object: kindParty}, m.listOf)
	app.Read(api, app.Operation{ID: "getMandate", Method: "GET", Path: "/v1/mandates/{id}", EN: "Read a mandate", ZH: "查询授权",
		Permission: mayRead, Object: KindSeen, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *mandatePath) (one *Mandate, err error) {
			err = m.st.View(ctx, func(v *store.View) error {
				if one, err = m.Get(v, in.ID.Value); err != nil {
					return err
				}
				return m.callBoth(ctx, v, one)
			})
			return one, err
		})
	app.Read(api, app.Operation{ID: "listMandateChanges", Method: "GET", Path: "/v1/mandates/{id}/history", EN: "Read a mandate's history",
		ZH: "查询授权变更记录", Permission: mayRead, Object: KindSeen, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *mandatePath) (*changes, error) {
			out := &changes{Items: []*Change{}}
			return out, m.st.View(ctx, func(v *store.View) error {
				all, err := m.History(v, in.ID.Value)
				out.Items = append(out.Items, all...)
				return err
			})
		})
}

func (m *Mandates) listFor(ctx context.Context, in *listIn) (*app.Page[*Mandate], error) {
	return m.listed(ctx, in, cursorFor, m.For)
}

func (m *Mandates) listOf(ctx context.Context, in *listIn) (*app.Page[*Mandate], error) {
	return m.listed(ctx, in, cursorOf, m.Of)
}

func (m *Mandates) listed(ctx context.Context, in *listIn, cursor uint8,
	list func(store.Querier, auth.Party, bool, store.ID, int) ([]*Mandate, error)) (*app.Page[*Mandate], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursor, &after); err != nil {
		return nil, err
	}
	var found []*Mandate
	err := m.st.View(ctx, func(v *store.View) (err error) {
		if found, err = list(v, in.ID.Value, in.Ended, store.ID(after), in.Limit+1); err != nil {
			return err
		}
		return m.callBoth(ctx, v, found...)
	})
	return app.NewPage(found, in.Limit, func(one *Mandate) string { return app.Cursor(cursor, int64(one.ID)) }), err
}

func (m *Mandates) changingRoutes(api huma.API) {
	refusals := []*problem.Error{ErrBasis, ErrPerson, ErrSort, ErrInactive, ErrHerself, ErrAge, ErrAgeUnknown, ErrUntilPast, ErrPeriod,
		ErrUntil, ErrItems, ErrNotGivable, ErrMoreThanGiver, ErrSubAuthorise, ErrGiver, ErrOwnHand, ErrTitle, ErrEvidence, ErrGuarded,
		ErrRoles, auth.ErrRolesExclude, ErrAlready, ErrTooMany, ErrCircle}
	app.Write(api, app.Operation{ID: "giveMandate", Method: "POST", Path: "/v1/parties/{id}/mandates", EN: "Let somebody act for a party",
		ZH: "授权他人代办", About: "Legal representatives, guardians and executors are recorded by the bank's staff, employees also by their head, " +
			"agents also by the person herself.", Status: 201, Permission: mayWrite, Object: kindParty, StepUp: true,
		Problems: append([]*problem.Error{ErrHeadStands, ErrReplaces}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *giveMandateIn) (*Mandate, error) {
			b := &in.Body
			g := Grant{For: in.ID.Value, Person: b.Person, Basis: b.Basis, Roles: b.Roles, Title: b.Title, Items: b.Items, From: b.From,
				Until: b.Until, Evidence: b.Evidence}
			if b.Replaces != nil {
				g.Replaces = *b.Replaces
			}
			return m.Give(tx, g)
		})
	app.Write(api, app.Operation{ID: "amendMandate", Method: "PATCH", Path: "/v1/mandates/{id}", EN: "Amend a mandate", ZH: "变更授权",
		Permission: mayWrite, Object: Kind, StepUp: true, Problems: append([]*problem.Error{ErrUnknown, ErrEnded, ErrVersion}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *amendMandateIn) (*Mandate, error) {
			b := &in.Body
			return m.Amend(tx, in.ID.Value, Amendment{Version: b.Version, Roles: b.Roles, Title: b.Title, Items: b.Items, Until: b.Until,
				Evidence: b.Evidence})
		})
	app.Write(api, app.Operation{ID: "removeMandate", Method: "DELETE", Path: "/v1/mandates/{id}", EN: "Remove a mandate", ZH: "撤销授权",
		About: "At once: the next call under it is refused.", Permission: mayWrite, Object: Kind, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrEnded, ErrGiver, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *removeIn) (*Mandate, error) {
			return m.Remove(tx, in.ID.Value, in.Reason)
		})
	app.Write(api, app.Operation{ID: "resignMandate", Method: "POST", Path: "/v1/mandates/{id}/resign", EN: "Lay down a mandate of your own",
		ZH: "辞去授权", About: "Employees and agents, whatever hat they wear.", SignedIn: true, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrEnded, ErrResign, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *removeIn) (*Mandate, error) {
			return m.Resign(tx, in.ID.Value, in.Reason)
		})
}

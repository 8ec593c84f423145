package mandate

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type staffPath struct {
	ID app.PathID `path:"id" doc:"The employment's id, not the staff number."`
}

type listStaffIn struct {
	app.Paging
	Branch string `query:"branch" maxLength:"12" doc:"Who works in this branch only."`
	Ended  bool   `query:"ended" doc:"Who has left, instead of who works here."`
}

type hireStaffIn struct {
	Body struct {
		Person auth.Party  `json:"person" doc:"Who is employed." example:"463856467968"`
		Number string      `json:"number" minLength:"1" maxLength:"16" doc:"工号; never given again." example:"00017"`
		Branch string      `json:"branch" minLength:"1" maxLength:"12" example:"0101"`
		Roles  []auth.Role `json:"roles" minItems:"1" maxItems:"8" doc:"Duties that exclude each other are refused (不相容岗位)."`
		Title  string      `json:"title,omitempty" maxLength:"60" example:"综合柜员"`
		From   time.Time   `json:"from,omitzero" doc:"Absent: when it is approved."`
		Until  time.Time   `json:"until,omitzero"`
		Reason string      `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for who approves."`
	}
}

type reassignStaffIn struct {
	ID   app.PathID `path:"id" doc:"The employment's id, not the staff number."`
	Body struct {
		Version int64       `json:"version" minimum:"1" doc:"Of the employment as you have seen it." example:"1"`
		Branch  *string     `json:"branch,omitempty" maxLength:"12" doc:"Transfer (调动)."`
		Roles   []auth.Role `json:"roles,omitempty" maxItems:"8" doc:"All that she is to have from now on."`
		Title   *string     `json:"title,omitempty" maxLength:"60"`
		Until   *time.Time  `json:"until,omitempty"`
		Reason  string      `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for who approves."`
	}
}

type leaveStaffIn struct {
	ID   app.PathID `path:"id" doc:"The employment's id, not the staff number."`
	Body struct {
		Version int64  `json:"version" minimum:"1" doc:"Of the employment as you have seen it." example:"1"`
		Reason  string `json:"reason" minLength:"1" maxLength:"200" doc:"Why, for the record and for who approves."`
	}
}

// staffHistory is an employment's changes.
type staffHistory struct {
	Items []*StaffChange `json:"items" nullable:"false" doc:"The oldest first."`
}

func (m *Mandates) staffRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listStaff", Method: "GET", Path: "/v1/staff", EN: "List the bank's staff", ZH: "查询本行员工",
		About: "Who works in the caller's branch and below it, or everywhere.", Tag: "staff", Permission: mayReadStaff, Listed: true}, m.listStaff)
	app.Read(api, app.Operation{ID: "getStaff", Method: "GET", Path: "/v1/staff/{id}", EN: "Read a member of staff", ZH: "查询单个员工",
		Tag: "staff", Permission: mayReadStaff, Object: KindStaff, Problems: []*problem.Error{ErrUnknownStaff}},
		func(ctx context.Context, in *staffPath) (s *Staff, err error) {
			err = m.st.View(ctx, func(v *store.View) error {
				if s, err = m.Member(v, in.ID.Value); err != nil {
					return err
				}
				s.Name, err = m.o.Parties.Name(ctx, v, s.Person)
				return err
			})
			return s, err
		})
	app.Read(api, app.Operation{ID: "listStaffChanges", Method: "GET", Path: "/v1/staff/{id}/history", EN: "Read an employment's history",
		ZH: "查询员工任职变更记录", Tag: "staff", Permission: mayReadStaff, Object: KindStaff, Problems: []*problem.Error{ErrUnknownStaff}},
		func(ctx context.Context, in *staffPath) (*staffHistory, error) {
			out := &staffHistory{Items: []*StaffChange{}}
			return out, m.st.View(ctx, func(v *store.View) error {
				if _, err := m.Member(v, in.ID.Value); err != nil {
					return err
				}
				all, err := staffChanges(v, in.ID.Value)
				out.Items = append(out.Items, all...)
				return err
			})
		})
}

func (m *Mandates) listStaff(ctx context.Context, in *listStaffIn) (*app.Page[*Staff], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursorStaff, &after); err != nil {
		return nil, err
	}
	var found []*Staff
	now := m.st.Now()
	err := m.st.View(ctx, func(v *store.View) (err error) {
		if found, err = staffPage(v, auth.FilterOf(ctx), in.Branch, in.Ended, now, store.ID(after), in.Limit+1); err != nil {
			return err
		}
		for _, s := range found {
			s.State = s.StateAt(now)
			if s.Name, err = m.o.Parties.Name(ctx, v, s.Person); err != nil {
				return err
			}
		}
		return nil
	})
	return app.NewPage(found, in.Limit, func(s *Staff) string { return app.Cursor(cursorStaff, int64(s.ID)) }), err
}

// proposingRoutes are the changes of staff: each waits for a second pair of eyes.
func (m *Mandates) proposingRoutes(api huma.API) {
	const about = "Nothing happens until somebody else has approved it."
	refusals := []*problem.Error{ErrStaffRoles, auth.ErrRolesExclude, ErrBranch, ErrUntilPast, ErrPeriod, ErrTitle, ErrFourEyes}
	app.Write(api, app.Operation{ID: "proposeHire", Method: "POST", Path: "/v1/staff", EN: "Propose to employ a member of staff", ZH: "提请聘用员工",
		About: about, Tag: "staff", Status: 202, Permission: mayWriteStaff, StepUp: true,
		Problems: append([]*problem.Error{ErrNumber, ErrNumberTaken, ErrEmployed, ErrPerson, ErrInactive}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *hireStaffIn) (*approval.Approval, error) {
			b := &in.Body
			h := Hiring{Person: b.Person, Number: b.Number, Branch: b.Branch, Roles: b.Roles, Title: b.Title, From: b.From, Until: b.Until}
			return m.propose(tx, ActHire, h, h.Person, KindStaff+"/"+h.Number, b.Reason, func() error {
				_, err := m.Hire(tx, h)
				return err
			})
		})
	app.Write(api, app.Operation{ID: "proposeReassignment", Method: "PATCH", Path: "/v1/staff/{id}",
		EN: "Propose a transfer or other roles of a member of staff", ZH: "提请员工调动或变更角色", About: about, Tag: "staff", Status: 202,
		Permission: mayWriteStaff, StepUp: true, Problems: append([]*problem.Error{ErrUnknownStaff, ErrLeft, ErrVersion}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *reassignStaffIn) (*approval.Approval, error) {
			b := &in.Body
			r := Reassignment{Staff: in.ID.Value, Version: b.Version, Branch: b.Branch, Roles: b.Roles, Title: b.Title, Until: b.Until}
			return m.proposeFor(tx, ActChange, r.Staff, r, b.Reason, func() error {
				_, err := m.Reassign(tx, r)
				return err
			})
		})
	app.Write(api, app.Operation{ID: "proposeLeaving", Method: "POST", Path: "/v1/staff/{id}/leave", EN: "Propose to end an employment",
		ZH: "提请员工离职", About: about, Tag: "staff", Status: 202, Permission: mayWriteStaff, StepUp: true,
		Problems: []*problem.Error{ErrUnknownStaff, ErrLeft, ErrVersion, ErrReason, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *leaveStaffIn) (*approval.Approval, error) {
			l := Leaving{Staff: in.ID.Value, Version: in.Body.Version, Reason: in.Body.Reason}
			return m.proposeFor(tx, ActLeave, l.Staff, l, l.Reason, func() error {
				_, err := m.Leave(tx, l)
				return err
			})
		})
}

// proposeFor proposes a change of an employment: it concerns the rights of who has it.
func (m *Mandates) proposeFor(tx *store.Tx, act string, id store.ID, request any, reason string, rehearse func() error) (*approval.Approval, error) {
	s, err := m.Member(tx, id)
	if err != nil {
		return nil, err
	}
	return m.propose(tx, act, request, s.Person, KindStaff+"/"+id.String(), reason, rehearse)
}

package app

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The permissions of the approvals' operations.
const (
	mayReadApprovals = "approval.read"   // see what others propose
	mayDecide        = "approval.decide" // decide it, together with the act's own permission
)

// cursorApprovals marks the cursors of the lists of approvals.
const cursorApprovals uint8 = 136

// ApprovalModule brings the register of approvals (审批登记簿) into the app.
func ApprovalModule(r *approval.Register) Module {
	d := approvalDesk{r}
	return Module{
		Name: "approval", Schema: approval.Schema(), Routes: d.routes,
		Owners: map[auth.Kind]Owner{approval.Kind: {Of: d.owner, Missing: approval.ErrUnknown}},
		Menu: []Entry{{Face: Ops, EN: "Approvals", ZH: "审批", Path: "/approvals", Permission: mayReadApprovals,
			Kinds: []auth.HatKind{auth.StaffHat}}},
	}
}

type approvalDesk struct{ reg *approval.Register }

type listApprovalsIn struct {
	Paging
	View   string `query:"view" default:"for_me" enum:"for_me,open,decided,all" doc:"for_me: open, and such as you may decide."`
	Object string `query:"object" maxLength:"100" doc:"What concerns this object only." example:"parameter.value/signin.idle_minutes"`
}

type ownApprovalsIn struct{ Paging }

type approvalPath struct {
	ID string `path:"id" maxLength:"20" doc:"The proposal's id."`
}

type approveIn struct {
	ID   string `path:"id" maxLength:"20" doc:"The proposal's id."`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"500" doc:"A word to the maker; may be empty."`
	}
}

type declineIn struct {
	ID   string `path:"id" maxLength:"20" doc:"The proposal's id."`
	Body reasonBody
}

func (d approvalDesk) owner(ctx context.Context, word string) (auth.Scope, error) {
	id, err := store.ParseID(word)
	if err != nil {
		return auth.Scope{}, approval.ErrUnknown
	}
	return d.reg.ScopeOf(ctx, id)
}

func (d approvalDesk) routes(api huma.API) {
	Describe(api, "approval", "What one person proposes and another must decide before it happens (four eyes).",
		"四眼原则：一人提出、另一人审批后方可生效的事项。")
	Read(api, Operation{ID: "listApprovals", Method: http.MethodGet, Path: "/v1/approvals", EN: "List proposals", ZH: "查询审批事项",
		About: "The newest first.", Permission: mayReadApprovals, Listed: true}, d.list)
	Read(api, Operation{ID: "getApproval", Method: http.MethodGet, Path: "/v1/approvals/{id}", EN: "Read a proposal", ZH: "查看审批事项",
		About: "With what it changes, line by line.", Permission: mayReadApprovals, Object: approval.Kind,
		Problems: []*problem.Error{approval.ErrUnknown, approval.ErrChanged}},
		func(ctx context.Context, in *approvalPath) (*approval.Approval, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, approval.ErrUnknown
			}
			return d.reg.Get(ctx, id)
		})
	Read(api, Operation{ID: "listOwnApprovals", Method: http.MethodGet, Path: "/v1/approvals/own", EN: "List what I have proposed",
		ZH: "查询本人提交的事项", About: "Under whatever hat; the newest first.", SignedIn: true}, d.own)
	Read(api, Operation{ID: "getOwnApproval", Method: http.MethodGet, Path: "/v1/approvals/own/{id}", EN: "Read what I have proposed",
		ZH: "查看本人提交的事项", SignedIn: true, Problems: []*problem.Error{approval.ErrUnknown, approval.ErrChanged}},
		func(ctx context.Context, in *approvalPath) (*approval.Approval, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, approval.ErrUnknown
			}
			return d.reg.Own(ctx, id)
		})
	d.decisions(api)
}

func (d approvalDesk) list(ctx context.Context, in *listApprovalsIn) (*Page[*approval.Approval], error) {
	var before int64
	if _, err := ParseCursor(in.After, cursorApprovals, &before); err != nil {
		return nil, err
	}
	items, err := d.reg.List(ctx, approval.Filter{View: approval.View(in.View), Show: auth.FilterOf(ctx), For: auth.SubjectOf(ctx),
		Object: in.Object, Before: store.ID(before), Limit: in.Limit + 1})
	return approvalPage(items, in.Limit), err
}

func (d approvalDesk) own(ctx context.Context, in *ownApprovalsIn) (*Page[*approval.Approval], error) {
	var before int64
	if _, err := ParseCursor(in.After, cursorApprovals, &before); err != nil {
		return nil, err
	}
	items, err := d.reg.Mine(ctx, store.ID(before), in.Limit+1)
	return approvalPage(items, in.Limit), err
}

func approvalPage(items []*approval.Approval, limit int) *Page[*approval.Approval] {
	return NewPage(items, limit, func(a *approval.Approval) string { return Cursor(cursorApprovals, int64(a.ID)) })
}

func (d approvalDesk) decisions(api huma.API) {
	refusals := []*problem.Error{approval.ErrUnknown, approval.ErrOwn, approval.ErrOwnRights, approval.ErrDecided, approval.ErrExpired,
		approval.ErrNotYours, approval.ErrPerson, approval.ErrReason}
	Write(api, Operation{ID: "approveProposal", Method: http.MethodPost, Path: "/v1/approvals/{id}/approve", EN: "Approve a proposal",
		ZH: "审批通过", About: "Does what was proposed, at once. If that fails nothing is done, and the proposal stays open.",
		Permission: mayDecide, Object: approval.Kind, Problems: append([]*problem.Error{approval.ErrChanged}, refusals...)},
		func(ctx context.Context, tx *store.Tx, in *approveIn) (*approval.Approval, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, approval.ErrUnknown
			}
			a, err := d.reg.Approve(ctx, tx, id, in.Body.Note)
			return &a, err
		})
	for _, v := range []struct {
		id, path, en, zh, about string
		do                      func(*store.Tx, store.ID, string) (approval.Approval, error)
	}{
		{"returnProposal", "return", "Return a proposal to its maker", "退回经办人", "With what is wrong; she may propose anew.", d.reg.Return},
		{"refuseProposal", "refuse", "Refuse a proposal", "审批拒绝", "For good.", d.reg.Refuse},
	} {
		Write(api, Operation{ID: v.id, Method: http.MethodPost, Path: "/v1/approvals/{id}/" + v.path, EN: v.en, ZH: v.zh, About: v.about,
			Permission: mayDecide, Object: approval.Kind, Problems: refusals},
			func(_ context.Context, tx *store.Tx, in *declineIn) (*approval.Approval, error) {
				id, err := store.ParseID(in.ID)
				if err != nil {
					return nil, approval.ErrUnknown
				}
				a, err := v.do(tx, id, in.Body.Reason)
				return &a, err
			})
	}
	Write(api, Operation{ID: "withdrawProposal", Method: http.MethodPost, Path: "/v1/approvals/{id}/withdraw", EN: "Withdraw what I have proposed",
		ZH: "撤回本人提交的事项", SignedIn: true,
		Problems: []*problem.Error{approval.ErrUnknown, approval.ErrNotMaker, approval.ErrDecided, approval.ErrExpired}},
		func(_ context.Context, tx *store.Tx, in *approvalPath) (*approval.Approval, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, approval.ErrUnknown
			}
			a, err := d.reg.Withdraw(tx, id)
			return &a, err
		})
}

package branch

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the register's operations. Where the bank has its branches is no secret among those who work for it.
const (
	mayRead  = "branch.read"
	mayWrite = "branch.write"
)

// Module is what the register brings to the app.
func (b *Branches) Module() app.Module {
	return app.Module{
		Name:   "branch",
		Schema: Schema(),
		Routes: b.routes,
		Menu:   []app.Entry{{Face: app.Ops, EN: "Branches", ZH: "机构", Path: "/branches", Permission: mayRead}},
		Owners: map[auth.Kind]app.Owner{kindBranch: {Of: b.owner, Missing: ErrUnknown}},
	}
}

// owner says that a branch belongs to itself: who sees what is kept at it sees the branch.
func (b *Branches) owner(ctx context.Context, id string) (s auth.Scope, err error) {
	err = b.st.View(ctx, func(v *store.View) error {
		one, err := b.Get(v, id)
		if err == nil {
			s.Branch = one.Code
		}
		return err
	})
	return s, err
}

type branchPath struct {
	Code string `path:"code" maxLength:"12" doc:"The branch's code (机构号)." example:"0101"`
}

type openBranchIn struct {
	Body struct {
		Code    string `json:"code" minLength:"1" maxLength:"12" doc:"机构号: digits and capitals; never given again." example:"0101"`
		NameZH  string `json:"nameZh" minLength:"1" maxLength:"120" example:"滨河支行"`
		NameEN  string `json:"nameEn" minLength:"1" maxLength:"120" example:"Riverside Sub-branch"`
		Parent  string `json:"parent,omitempty" maxLength:"12" doc:"To which it reports; absent for the head office." example:"01"`
		Kind    Kind   `json:"kind" enum:"head_office,branch,sub_branch,outlet" doc:"总行, 分行, 支行, 网点."`
		Address string `json:"address,omitempty" maxLength:"240" example:"滨河路 8 号"`
	}
}

type amendBranchIn struct {
	Code string `path:"code" maxLength:"12" doc:"The branch's code (机构号)." example:"0101"`
	Body struct {
		NameZH  *string `json:"nameZh,omitempty" maxLength:"120"`
		NameEN  *string `json:"nameEn,omitempty" maxLength:"120"`
		Parent  *string `json:"parent,omitempty" maxLength:"12" doc:"To which it reports from now on."`
		Address *string `json:"address,omitempty" maxLength:"240"`
		Version int64   `json:"version" minimum:"1" doc:"Of the branch as you have seen it." example:"1"`
	}
}

// tree is the list of all branches.
type tree struct {
	Items []*Branch `json:"items" nullable:"false" doc:"By code; parent says to which each reports."`
}

// history is a branch's changes.
type history struct {
	Items []*Change `json:"items" nullable:"false" doc:"The oldest first."`
}

func (b *Branches) routes(api huma.API) {
	app.Describe(api, "branch", "The bank's branches: where accounts are kept and staff work, as a tree under the head office.",
		"本行机构：账户开立与员工任职之所，隶属于总行的机构树。")
	b.readingRoutes(api)
	app.Write(api, app.Operation{ID: "openBranch", Method: "POST", Path: "/v1/branches", EN: "Open a branch", ZH: "设立机构", Status: 201,
		Permission: mayWrite, StepUp: true,
		Problems: []*problem.Error{ErrCode, ErrNames, ErrAddress, ErrParentless, ErrParent, ErrExists, ErrHeadOffice}},
		func(_ context.Context, tx *store.Tx, in *openBranchIn) (*Branch, error) {
			f := &in.Body
			return b.Open(tx, Opening{Code: f.Code, NameZH: f.NameZH, NameEN: f.NameEN, Parent: f.Parent, Kind: f.Kind, Address: f.Address})
		})
	app.Write(api, app.Operation{ID: "amendBranch", Method: "PATCH", Path: "/v1/branches/{code}", EN: "Amend a branch", ZH: "变更机构信息",
		About: "A branch that reports to another one takes all below it along.", Permission: mayWrite, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrClosed, ErrVersion, ErrNames, ErrAddress, ErrParentless, ErrParent, ErrCircle}},
		func(_ context.Context, tx *store.Tx, in *amendBranchIn) (*Branch, error) {
			f := &in.Body
			return b.Amend(tx, in.Code, f.Version, Amendment{NameZH: f.NameZH, NameEN: f.NameEN, Parent: f.Parent, Address: f.Address})
		})
	app.Write(api, app.Operation{ID: "closeBranch", Method: "POST", Path: "/v1/branches/{code}/close", EN: "Close a branch", ZH: "撤并机构",
		About: "When all below it have closed and nobody works there any more. Its accounts keep its code.", Permission: mayWrite, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrClosed, ErrBelow}},
		func(_ context.Context, tx *store.Tx, in *branchPath) (*Branch, error) { return b.Close(tx, in.Code) })
}

func (b *Branches) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listBranches", Method: "GET", Path: "/v1/branches", EN: "List the branches", ZH: "查询机构",
		About: "The whole tree, also what has closed.", Permission: mayRead},
		func(ctx context.Context, _ *struct{}) (*tree, error) {
			out := &tree{Items: []*Branch{}}
			return out, b.st.View(ctx, func(v *store.View) error {
				all, err := b.All(v)
				out.Items = append(out.Items, all...)
				return err
			})
		})
	app.Read(api, app.Operation{ID: "getBranch", Method: "GET", Path: "/v1/branches/{code}", EN: "Read a branch", ZH: "查询单个机构",
		Permission: mayRead, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *branchPath) (one *Branch, err error) {
			err = b.st.View(ctx, func(v *store.View) error {
				one, err = b.Get(v, in.Code)
				return err
			})
			return one, err
		})
	app.Read(api, app.Operation{ID: "listBranchChanges", Method: "GET", Path: "/v1/branches/{code}/history", EN: "Read a branch's history",
		ZH: "查询机构变更记录", Permission: mayRead, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *branchPath) (*history, error) {
			out := &history{Items: []*Change{}}
			return out, b.st.View(ctx, func(v *store.View) error {
				all, err := b.History(v, in.Code)
				out.Items = append(out.Items, all...)
				return err
			})
		})
}

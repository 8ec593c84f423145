package report

import (
	"context"

	"tonghui/platform/app"
	"tonghui/platform/auth"
)

// mayRead is the permission of all the room's operations.
const mayRead auth.Permission = "report.read"

// branchKind is a branch as the subject of a report.
const branchKind auth.Kind = "report.branch"

// Module is what the room brings to the app.
func (r *Reports) Module() app.Module {
	return app.Module{
		Name:   "report",
		Schema: Schema(),
		Routes: r.routes,
		Owners: map[auth.Kind]app.Owner{branchKind: {Of: func(_ context.Context, code string) (auth.Scope, error) {
			if code == "" || len(code) > 12 {
				return auth.Scope{}, ErrBranch
			}
			return auth.Scope{Branch: code}, nil
		}, Missing: ErrBranch}},
		Menu:  []app.Entry{{Face: app.Ops, EN: "Reports", ZH: "报表", Path: "/reports", Permission: mayRead}},
		Check: r.Check,
	}
}

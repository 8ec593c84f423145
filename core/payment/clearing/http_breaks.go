package clearing

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type breakList struct {
	app.Paging
	State string `query:"state" enum:"open,explained,cleared" default:"open"`
}

type statementList struct{ app.Paging }

func (c *Clearing) breakRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listNostroStatements", Method: "GET", Path: "/v1/clearing/statements", EN: "List the house's statements",
		ZH: "查询清算对账单", Permission: mayRead},
		func(ctx context.Context, in *statementList) (*app.Page[*Statement], error) {
			from, err := before(in.After, cursorStatements)
			if err != nil {
				return nil, err
			}
			var found []*Statement
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = listStatements(v, from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(s *Statement) string { return app.Cursor(cursorStatements, int64(s.ID)) }), err
		})
	app.Read(api, app.Operation{ID: "listBreaks", Method: "GET", Path: "/v1/clearing/breaks", EN: "List breaks between books and statements",
		ZH: "查询未达账项", Permission: mayRead},
		func(ctx context.Context, in *breakList) (*app.Page[*Break], error) {
			from, err := before(in.After, cursorBreaks)
			if err != nil {
				return nil, err
			}
			var found []*Break
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = c.Breaks(v, in.State, calendar.FromTime(c.st.Now()), from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(b *Break) string { return app.Cursor(cursorBreaks, int64(b.ID)) }), err
		})
	app.Write(api, app.Operation{ID: "explainBreak", Method: "POST", Path: "/v1/clearing/breaks/{id}/explain", EN: "Say what a break comes from",
		ZH: "说明未达账项", Permission: mayOperate, Problems: []*problem.Error{ErrUnknown, ErrState, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*Break, error) {
			return c.ExplainBreak(tx, in.ID.Value, in.Body.Reason)
		})
	app.Write(api, app.Operation{ID: "proposeClearing", Method: "POST", Path: "/v1/clearing/breaks/{id}/clear", EN: "Propose to clear a break",
		ZH: "提请核销未达账项", Status: 202, Permission: mayOperate, Problems: []*problem.Error{ErrUnknown, ErrState, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*approval.Approval, error) {
			b, err := breakByID(tx, in.ID.Value)
			if err != nil {
				return nil, err
			}
			if b.State != explained {
				return nil, ErrState.With(b.State)
			}
			return c.propose(tx, actClear, "clearing.break/"+b.ID.String(), in.Body.Reason, wish{ID: b.ID, Note: in.Body.Reason})
		})
}

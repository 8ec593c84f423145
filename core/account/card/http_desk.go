package card

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type issueIn struct {
	Account app.PathID `query:"account" required:"true" doc:"The account on which it draws."`
	Body    struct {
		Kind   Kind       `json:"kind,omitempty" enum:"debit,credit,official" doc:"Absent: debit."`
		Holder auth.Party `json:"holder,omitzero" doc:"Absent: the account's owner. Of an organisation's: a person who acts for it."`
	}
}

type reasonIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"Why, for the record."`
	}
}

type lossIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		Loss   Loss   `json:"loss" enum:"oral,written"`
		Reason string `json:"reason,omitempty" maxLength:"200"`
	}
}

type addAcquirerIn struct {
	Body struct {
		Code   string        `json:"code" pattern:"^[A-Z0-9]{2,12}$" example:"ACQ01"`
		Client string        `json:"client" minLength:"1" maxLength:"64" doc:"The API client that speaks for it."`
		Name   string        `json:"name" minLength:"1" maxLength:"60" example:"惠民收单"`
		Branch ledger.Branch `json:"branch" minLength:"1" maxLength:"12" example:"0001"`
	}
}

type listAcquirersIn struct{ app.Paging }

// reasoned is a change of one card at the desk that says why.
func (c *Cards) reasoned(api huma.API, op app.Operation, f func(context.Context, *store.Tx, store.ID, string) (*Card, error)) {
	op.Method, op.Permission, op.Object = "POST", mayDesk, ObjectCard
	op.Problems = append(op.Problems, ErrUnknown, ErrState, ErrReason)
	app.Write(api, op, func(ctx context.Context, tx *store.Tx, in *reasonIn) (*Card, error) {
		return f(ctx, tx, in.ID.Value, in.Body.Reason)
	})
}

func (c *Cards) deskRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "issueCard", Method: "POST", Path: "/v1/card/cards", EN: "Issue a card", ZH: "发卡", Status: 201,
		Permission: mayIssue, Object: "account.account", At: "query.account", Problems: []*problem.Error{ErrAccount, ErrKind, ErrHolder, ErrNumbers}},
		func(ctx context.Context, tx *store.Tx, in *issueIn) (*Card, error) {
			return c.Issue(ctx, tx, NewCard{Account: ledger.AccountID(in.Account.Value), Kind: in.Body.Kind, Holder: in.Body.Holder})
		})
	app.Write(api, app.Operation{ID: "deskReportCardLost", Method: "POST", Path: "/v1/card/cards/{id}/desk/loss", EN: "Report a card lost, at the desk",
		ZH: "柜面挂失", Permission: mayDesk, Object: ObjectCard, Problems: []*problem.Error{ErrUnknown, ErrState, ErrLoss}},
		func(ctx context.Context, tx *store.Tx, in *lossIn) (*Card, error) {
			return c.ReportLoss(ctx, tx, in.ID.Value, in.Body.Loss, in.Body.Reason)
		})
	c.reasoned(api, app.Operation{ID: "deskCardFound", Path: "/v1/card/cards/{id}/desk/found", EN: "End a report of a loss", ZH: "解除挂失",
		About: "The holder has shown the card and her document. The card is frozen then, for her to unfreeze."}, c.Found)
	c.reasoned(api, app.Operation{ID: "deskReplaceCard", Path: "/v1/card/cards/{id}/desk/replace", EN: "Replace a card", ZH: "补卡",
		About: "By one with a new number on the same account.", Status: 201, Problems: []*problem.Error{ErrNumbers}}, c.Replace)
	c.reasoned(api, app.Operation{ID: "deskCloseCard", Path: "/v1/card/cards/{id}/desk/close", EN: "Close a card, at the desk", ZH: "柜面销卡",
		Problems: []*problem.Error{ErrOpenHolds}}, c.Close)
	app.Call(api, app.Operation{ID: "deskRenewCard", Method: "POST", Path: "/v1/card/cards/{id}/desk/renew", EN: "Renew a card", ZH: "到期换卡",
		About: "The next one under the same number, with its PIN. It takes over when it is activated.", Status: 201,
		Permission: mayDesk, Object: ObjectCard, Problems: []*problem.Error{ErrUnknown, ErrState, ErrRenew}},
		func(ctx context.Context, in *cardPath) (*Card, error) { return c.Renew(ctx, in.ID.Value) })
	app.Write(api, app.Operation{ID: "proposePinReset", Method: "POST", Path: "/v1/card/cards/{id}/desk/pin-reset", EN: "Propose to reset a PIN",
		ZH: "提请重置密码", About: "Nothing happens until somebody else has approved it; the holder then sets a new one.", Status: 202,
		Permission: mayDesk, Object: ObjectCard, StepUp: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrReason, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*approval.Approval, error) {
			return c.ProposeReset(tx, in.ID.Value, in.Body.Reason)
		})
	app.Write(api, app.Operation{ID: "addAcquirer", Method: "POST", Path: "/v1/card/acquirers", EN: "Register an acquirer", ZH: "登记收单机构", Status: 201,
		Permission: mayDesk, StepUp: true, Problems: []*problem.Error{ErrAcquirerFields, ErrAcquirerTaken}},
		func(_ context.Context, tx *store.Tx, in *addAcquirerIn) (*Acquirer, error) {
			return c.AddAcquirer(tx, in.Body.Code, in.Body.Client, in.Body.Name, in.Body.Branch)
		})
	app.Read(api, app.Operation{ID: "listAcquirers", Method: "GET", Path: "/v1/card/acquirers", EN: "List acquirers", ZH: "查询收单机构",
		Permission: mayDesk}, func(ctx context.Context, in *listAcquirersIn) (*app.Page[*Acquirer], error) {
		var after int64
		if _, err := app.ParseCursor(in.After, cursorAcquirers, &after); err != nil {
			return nil, err
		}
		found, err := view(ctx, c, func(v *store.View) ([]*Acquirer, error) { return acquirersAfter(v, store.ID(after), in.Limit+1) })
		return app.NewPage(found, in.Limit, func(a *Acquirer) string { return app.Cursor(cursorAcquirers, int64(a.ID)) }), err
	})
}

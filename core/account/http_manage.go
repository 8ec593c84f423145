package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type reasonIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200"`
	}
}

type satisfyIn struct {
	ID    app.PathID `path:"id" doc:"The account's id."`
	Place int        `path:"place" minimum:"1" maximum:"20" doc:"The condition, from 1."`
	Body  struct {
		Evidence string `json:"evidence" minLength:"2" maxLength:"200" doc:"The document and its number."`
	}
}

type conditionList struct {
	Items []Condition `json:"items" nullable:"false"`
}

type releaseIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		Reference string `json:"reference" minLength:"1" maxLength:"40" doc:"New for each new release."`
	}
}

type quotaIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		Quota money.Amount `json:"quota" doc:"Minor units, above zero."`
	}
}

func (d *Deposits) manageRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "reactivateDeposit", Method: "POST", Path: "/v1/account/accounts/{id}/reactivate",
		EN: "Make a dormant account active again", ZH: "激活久悬户", Permission: mayManage, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrNotDormant, ErrClosed, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*Account, error) {
			a, err := d.Reactivate(tx, ledger.AccountID(in.ID.Value), in.Body.Reason)
			return &a, err
		})
	app.Write(api, app.Operation{ID: "reclassifyDeposit", Method: "POST", Path: "/v1/account/accounts/{id}/reclassify",
		EN: "Set an account's ceiling by its owner's present level", ZH: "账户分类调整", Permission: mayManage, Object: KindAccount, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrHolder, ErrClosed, ErrDormant}},
		func(_ context.Context, tx *store.Tx, in *accountPath) (*Account, error) {
			a, err := d.Reclassify(tx, ledger.AccountID(in.ID.Value))
			return &a, err
		})
	app.Write(api, app.Operation{ID: "satisfyCondition", Method: "POST", Path: "/v1/account/accounts/{id}/conditions/{place}",
		EN: "Record the evidence that meets a release condition", ZH: "确认划款条件已满足", Permission: mayManage, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrNotGuarded, ErrCondition, ErrMet, ErrEvidence, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *satisfyIn) (*conditionList, error) {
			all, err := d.Satisfy(tx, ledger.AccountID(in.ID.Value), in.Place, in.Body.Evidence)
			return &conditionList{all}, err
		})
	app.Write(api, app.Operation{ID: "releaseDeposit", Method: "POST", Path: "/v1/account/accounts/{id}/release",
		EN: "Pay custody or escrow money to its beneficiary", ZH: "监管、存管资金划付", About: "Once every condition is met, and to nobody else.",
		Permission: mayManage, Object: KindAccount, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrNotGuarded, ErrUnmet, ErrEmpty, ErrReference, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *releaseIn) (*Released, error) {
			r, err := d.Release(tx, ledger.AccountID(in.ID.Value), in.Body.Reference)
			return &r, err
		})
	app.Write(api, app.Operation{ID: "setQuota", Method: "PUT", Path: "/v1/account/accounts/{id}/quota", EN: "Set a zero-balance account's quota",
		ZH: "设置零余额账户额度", Permission: mayManage, Object: KindAccount, StepUp: true, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrFunds, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *quotaIn) (*Account, error) {
			a, err := d.SetQuota(tx, ledger.AccountID(in.ID.Value), in.Body.Quota)
			return &a, err
		})
}

// SetQuota sets how far a zero-balance account may pay within a day (用款额度). What it has paid stays paid.
func (d *Deposits) SetQuota(tx *store.Tx, id ledger.AccountID, quota money.Amount) (Account, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return a, err
	}
	if err := a.standing(); err != nil {
		return a, err
	}
	if a.Kind != ZeroBalance || quota <= 0 || quota > most {
		return a, ErrFunds
	}
	p, err := positionOf(tx, id)
	if err != nil {
		return a, err
	}
	limits, floor := p.limits, -quota
	limits.Floor = &floor
	if err := d.led.SetLimits(tx, id, limits); err != nil {
		return a, err
	}
	was := a
	a.Terms.Quota = quota
	return a, d.change(tx, "set_quota", &was, &a, "")
}

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

type giveNoticeIn struct {
	ID   app.PathID `path:"id" doc:"The deposit's id."`
	Body struct {
		Amount money.Amount `json:"amount" doc:"Minor units."`
	}
}

type withdrawIn struct {
	ID   app.PathID `path:"id" doc:"The deposit's id."`
	Body struct {
		Amount    money.Amount     `json:"amount,omitempty" doc:"Principal in minor units; absent: all of it."`
		To        ledger.AccountID `json:"to,omitempty" doc:"An account of the owner; absent: where it was agreed to go."`
		Notice    store.ID         `json:"notice,omitempty" doc:"Of a notice deposit: the notice that this follows."`
		Reference string           `json:"reference" minLength:"1" maxLength:"64" doc:"New for each new withdrawal."`
	}
}

type renewIn struct {
	ID   app.PathID `path:"id" doc:"The deposit's id."`
	Body struct {
		Renew bool `json:"renew" doc:"到期自动转存."`
	}
}

func (d *Deposits) depositRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "giveDepositNotice", Method: "POST", Path: "/v1/account/accounts/{id}/notices",
		EN: "Announce a withdrawal from a notice deposit", ZH: "通知存款支取通知", Status: 201, Permission: mayClose, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrNotFixed, ErrNoticed, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *giveNoticeIn) (*NoticeOf, error) {
			n, err := d.GiveNotice(tx, ledger.AccountID(in.ID.Value), in.Body.Amount)
			return &n, err
		})
	app.Write(api, app.Operation{ID: "withdrawDeposit", Method: "POST", Path: "/v1/account/accounts/{id}/withdrawals",
		EN: "Withdraw a time or notice deposit", ZH: "支取定期或通知存款",
		About: "In whole or in part. What is withdrawn early earns the demand rate.", Status: 201, Permission: mayClose, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrReference, ErrTaken, ErrAmount, ErrNotFixed, ErrWithdraw, ErrPartials, ErrPayTo, ErrUnknownNotice,
			ErrNotDue, ErrNoticed, ErrClosed}},
		func(ctx context.Context, tx *store.Tx, in *withdrawIn) (*Withdrawn, error) {
			b := &in.Body
			w, err := d.Withdraw(ctx, tx, ledger.AccountID(in.ID.Value), Withdrawal{Amount: b.Amount, To: b.To, Notice: b.Notice, Reference: b.Reference})
			return &w, err
		})
	app.Write(api, app.Operation{ID: "setDepositRenewal", Method: "PUT", Path: "/v1/account/accounts/{id}/renewal",
		EN: "Say whether a time deposit renews itself", ZH: "设置定期自动转存", Permission: mayClose, Object: KindAccount, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrNotFixed, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *renewIn) (*Account, error) {
			a, err := d.SetRenewal(tx, ledger.AccountID(in.ID.Value), in.Body.Renew)
			return &a, err
		})
}

// SetRenewal says whether a time deposit renews itself when it matures.
func (d *Deposits) SetRenewal(tx *store.Tx, id ledger.AccountID, renew bool) (Account, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return a, err
	}
	if a.Kind != Time {
		return a, ErrNotFixed
	}
	if err := a.standing(); err != nil || a.Terms.Renew == renew {
		return a, err
	}
	was := a
	a.Terms.Renew = renew
	return a, d.change(tx, "set_renewal", &was, &a, "")
}

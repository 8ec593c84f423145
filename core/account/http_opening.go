package account

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type openDepositIn struct {
	Owner  app.PathID `query:"owner" required:"true" doc:"Whose account it is to be." example:"463856467968"`
	Branch string     `query:"branch" required:"true" minLength:"1" maxLength:"12" doc:"机构号 that keeps it." example:"0101"`
	Body   struct {
		Product    string           `json:"product" minLength:"2" maxLength:"24" example:"demand"`
		Currency   money.Currency   `json:"currency" example:"CNY"`
		Amount     money.Amount     `json:"amount,omitempty" doc:"Paid in from an account of the owner; minor units."`
		From       ledger.AccountID `json:"from,omitempty" doc:"That account."`
		Parent     ledger.AccountID `json:"parent,omitempty" doc:"Of a virtual account: the real one."`
		Title      string           `json:"title,omitempty" maxLength:"60" doc:"What the owner calls it; of a virtual account its case."`
		Purpose    string           `json:"purpose,omitempty" maxLength:"200" doc:"Of special, custody and escrow accounts."`
		Ends       *calendar.Date   `json:"ends,omitempty" doc:"Of a temporary account."`
		Permit     string           `json:"permit,omitempty" maxLength:"40" doc:"基本存款账户编号, of a firm whose basic account is at another bank."`
		Renew      bool             `json:"renew,omitempty" doc:"Of a time deposit: 自动转存."`
		PayTo      ledger.AccountID `json:"payTo,omitempty" doc:"Where a deposit goes when it ends; of custody and escrow the beneficiary."`
		Funds      ledger.AccountID `json:"funds,omitempty" doc:"Of a zero-balance account: the treasury account."`
		Quota      money.Amount     `json:"quota,omitempty" doc:"Of a zero-balance account."`
		Conditions []string         `json:"conditions,omitempty" maxItems:"20" doc:"Of custody and escrow accounts."`
	}
}

// AuthObjects are the accounts whose money it takes or whose number it goes under. The beneficiary's may be anybody's.
func (in *openDepositIn) AuthObjects() []string {
	var out []string
	for _, id := range []ledger.AccountID{in.Body.From, in.Body.Parent} {
		if id != 0 {
			out = append(out, KindAccount+"/"+id.String())
		}
	}
	return out
}

type closeDepositIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		To     ledger.AccountID `json:"to,omitempty" doc:"Where what is left goes: another account of the owner."`
		Reason string           `json:"reason" minLength:"2" maxLength:"200"`
	}
}

type ownLimitIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		Channel   string        `json:"channel,omitempty" enum:"counter,app,kiosk,card,batch,api,cash" doc:"Absent: every channel."`
		SingleMax *money.Amount `json:"singleMax,omitempty" doc:"单笔限额, minor units; absent: the product's."`
		DayMax    *money.Amount `json:"dayMax,omitempty" doc:"日累计限额; absent: the product's."`
	}
}

func (in *ownLimitIn) limit() Limit {
	return Limit{Channel: in.Body.Channel, SingleMax: in.Body.SingleMax, DayMax: in.Body.DayMax}
}

func (d *Deposits) openingRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "openDeposit", Method: "POST", Path: "/v1/account/accounts", EN: "Open a deposit account", ZH: "开立存款账户",
		About:  "A person opens what her level allows by herself; accounts of units are opened at a branch. The owner needs the product's level.",
		Status: 201, Permission: mayOpen, Object: "party.party", At: "query.owner",
		Problems: []*problem.Error{ErrProduct, ErrNotOffered, ErrCurrency, ErrHolder, ErrInactive, ErrLevel, ErrMinOpen, ErrAmount, ErrFrom,
			ErrBasicStands, ErrNeedsBasic, ErrPurpose, ErrTitle, ErrEnds, ErrParent, ErrFunds, ErrBeneficiary, ErrPayTo, ErrBranch},
		Example: json.RawMessage(`{"product":"demand","currency":"CNY"}`)},
		func(ctx context.Context, tx *store.Tx, in *openDepositIn) (*Account, error) {
			b := &in.Body
			if err := atBranch(tx, in.Branch); err != nil {
				return nil, err
			}
			a, err := d.Open(ctx, tx, NewAccount{Owner: in.Owner.Value, Product: b.Product, Currency: b.Currency, Branch: ledger.Branch(in.Branch),
				Amount: b.Amount, From: b.From, Parent: b.Parent, Title: b.Title, Purpose: b.Purpose, Ends: b.Ends, Permit: b.Permit,
				Renew: b.Renew, PayTo: b.PayTo, Funds: b.Funds, Quota: b.Quota, Conditions: b.Conditions})
			return &a, err
		})
	app.Write(api, app.Operation{ID: "closeDeposit", Method: "POST", Path: "/v1/account/accounts/{id}/close", EN: "Close a deposit account", ZH: "销户",
		About: "With the interest that it has earned. Nothing may hang on it.", Permission: mayClose, Object: KindAccount, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrReason, ErrDormant, ErrFixed, ErrGuarded, ErrHeld, ErrChildren, ErrBasicLast, ErrRemainder, ErrNegative}},
		func(ctx context.Context, tx *store.Tx, in *closeDepositIn) (*Account, error) {
			a, err := d.Close(ctx, tx, ledger.AccountID(in.ID.Value), in.Body.To, in.Body.Reason)
			return &a, err
		})
	app.Write(api, app.Operation{ID: "lowerLimit", Method: "PUT", Path: "/v1/account/accounts/{id}/limits", EN: "Lower a limit of one's own account",
		ZH: "调低账户限额", About: "Only downwards: to raise it, the bank must see the owner.", Permission: mayLimit, Object: KindAccount, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrLimit, ErrLimitHigher, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *ownLimitIn) (*Account, error) {
			a, err := d.LowerLimit(tx, ledger.AccountID(in.ID.Value), in.limit())
			return &a, err
		})
	app.Write(api, app.Operation{ID: "setOwnLimit", Method: "PUT", Path: "/v1/account/accounts/{id}/limits/set", EN: "Set an owner's limit for her",
		ZH: "为客户设置账户限额", Permission: mayManage, Object: KindAccount, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrLimit, ErrClosed}},
		func(_ context.Context, tx *store.Tx, in *ownLimitIn) (*Account, error) {
			a, err := d.SetLimit(tx, ledger.AccountID(in.ID.Value), in.limit())
			return &a, err
		})
}

// atBranch refuses staff who open accounts at a branch that isn't theirs.
func atBranch(tx *store.Tx, branch string) error {
	s := auth.By(tx)
	if s == nil || s.Hat.Kind != auth.StaffHat || s.Reach(mayOpen).Has(auth.Bank) || contains(s.Hat.Branches, branch) {
		return nil
	}
	return ErrBranch
}

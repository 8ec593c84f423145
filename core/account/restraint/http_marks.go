package restraint

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// accountKind is core/account's kind of an account.
const accountKind auth.Kind = "account.account"

type accountPath struct {
	ID pathID `path:"id" doc:"The account's id."`
}

type proposeMarkIn struct {
	ID   pathID `path:"id" doc:"The account's id."`
	Body struct {
		Kind     Protection   `json:"kind,omitempty" doc:"Absent: take the mark away."`
		Monthly  money.Amount `json:"monthly,omitzero" doc:"Of a salary account: what is out of reach each month (必需生活费用)." example:"250000"`
		Evidence string       `json:"evidence" minLength:"1" maxLength:"200" doc:"The document that says so." example:"工资代发协议 2026-17"`
		Version  int64        `json:"version,omitempty" doc:"Of the mark as you have seen it; absent if there is none."`
		Reason   string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type drawLivingIn struct {
	ID   pathID `path:"id" doc:"The account's id."`
	Body struct {
		To        store.ID     `json:"to" doc:"Another account of the same owner."`
		Amount    money.Amount `json:"amount" doc:"Minor units." example:"100000"`
		Reference string       `json:"reference" minLength:"1" maxLength:"64" doc:"Unique; the same again answers the same."`
	}
}

// livingAnswer is what is left of a month's protected amount.
type livingAnswer struct {
	Left money.Amount `json:"left"`
}

func (r *Restraints) markRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getAccountProtection", Method: "GET", Path: "/v1/restraint/accounts/{id}/mark",
		EN: "Read how the law protects an account", ZH: "查询账户保护标记", Permission: mayRead, Object: accountKind},
		func(ctx context.Context, in *accountPath) (m *Mark, err error) {
			err = r.view(ctx, func(v *store.View) error {
				m, err = r.Mark(v, ledger.AccountID(in.ID.value))
				return err
			})
			return m, err
		})
	app.Write(api, app.Operation{ID: "proposeAccountProtection", Method: "PUT", Path: "/v1/restraint/accounts/{id}/mark",
		EN: "Propose to protect an account", ZH: "提请登记账户保护标记", Status: 202, Permission: mayWrite, Object: accountKind, StepUp: true,
		Problems: []*problem.Error{ErrMark, ErrVersion, ErrUnknownAccount, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *proposeMarkIn) (*approval.Approval, error) {
			b := &in.Body
			return r.ProposeMark(tx, MarkRequest{Account: in.ID.value, Kind: b.Kind, Monthly: b.Monthly, Evidence: b.Evidence, Version: b.Version},
				b.Reason)
		})
	app.Write(api, app.Operation{ID: "drawLiving", Method: "POST", Path: "/v1/restraint/accounts/{id}/living",
		EN: "Draw from the month's protected amount", ZH: "支取生活费",
		About:      "Past every authority's freeze, up to what is protected this month; into another account of the same owner.",
		Permission: "payment.make", Object: accountKind, StepUp: true,
		Problems: []*problem.Error{ErrNoSalary, ErrLivingUsed, ErrStopped, ErrNotHers, ledger.ErrInsufficient}},
		func(_ context.Context, tx *store.Tx, in *drawLivingIn) (*livingAnswer, error) {
			d := Draw{Account: ledger.AccountID(in.ID.value), To: ledger.AccountID(in.Body.To), Amount: in.Body.Amount,
				Reference: in.ID.value.String() + "-" + in.Body.Reference}
			if err := r.hers(tx, d.Account, d.To); err != nil {
				return nil, err
			}
			left, err := r.Living(tx, d)
			return &livingAnswer{left}, err
		})
}

// Mark is how an account is protected, with what is left of the month's amount; one without a kind is not.
func (r *Restraints) Mark(v *store.View, id ledger.AccountID) (*Mark, error) {
	m, found, err := markRow(v, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return &Mark{Account: store.ID(id)}, nil
	}
	return m, r.complete(v, m)
}

// Schema is that of the words of protection.
func (Protection) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: "salary 工资账户, social_insurance 社会保险基金, housing_fund 住房公积金, union_funds 工会经费, " +
		"party_dues 党费, migrant_wages 农民工工资专户, settlement_funds 交易结算资金, deposit_reserves 存款准备金"}
	for _, p := range []Protection{"", Salary, SocialInsurance, HousingFund, UnionFunds, PartyDues, MigrantWages, SettlementFunds, DepositReserves} {
		s.Enum = append(s.Enum, string(p))
	}
	return s
}

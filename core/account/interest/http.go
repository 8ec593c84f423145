package interest

import (
	"context"
	"encoding/json"
	"math"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayReadAccount auth.Permission = "account.read"
	mayWrite       auth.Permission = "product.write"
)

// accountKind is core/account's kind of an account.
const accountKind auth.Kind = "account.account"

// cursorRates marks the cursors of a code's history.
const cursorRates uint8 = 151

type ratesIn struct {
	On string `query:"on" format:"date" doc:"As of this day; default today." example:"2026-03-02"`
}

type ratesOut struct {
	On    calendar.Date `json:"on"`
	Items []*Rate       `json:"items" nullable:"false"`
	Later []*Rate       `json:"later" nullable:"false" doc:"Changes that are set already and begin after that day."`
}

type rateHistoryIn struct {
	Code string `path:"code" maxLength:"32" example:"demand"`
	app.Paging
}

type proposeRateIn struct {
	Code string `path:"code" maxLength:"32" example:"demand"`
	Body struct {
		From       calendar.Date `json:"from" doc:"生效日: tomorrow at the earliest; of a correction, the first day that was wrong."`
		Mode       Mode          `json:"mode,omitempty" doc:"How tiers work together; default whole."`
		Tiers      []Tier        `json:"tiers" minItems:"1" maxItems:"20" nullable:"false"`
		Correction bool          `json:"correction,omitempty" doc:"The rate was set wrong: what was earned with it is counted anew."`
		Reason     string        `json:"reason" minLength:"2" maxLength:"160" doc:"Why; the approver reads it."`
	}
}

type accruedIn struct {
	ID idText `path:"id" doc:"The account's id."`
}

// idText is an id in a path. It is a struct because huma reads a parameter of a number's kind as a number.
type idText struct{ value store.ID }

// UnmarshalText reads the decimal form.
func (i *idText) UnmarshalText(b []byte) (err error) {
	i.value, err = store.ParseID(string(b))
	return err
}

// Schema is that of every id: a decimal string.
func (idText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}

// Schema is that of a percentage: a decimal string.
func (PPM) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[0-9]{1,3}(\.[0-9]{1,4})?$`, Examples: []any{"0.35"}}
}

// Schema is that of the mode's word.
func (Mode) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: []any{"whole", "marginal"}}
}

// Schema is that of the plan's word.
func (Plan) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: []any{"demand", "time", "notice"}}
}

func (in *Interest) routes(api huma.API) {
	app.Describe(api, "interest", "What deposits earn: rates by tier from their day on, and each account's accrued interest.",
		"存款计息：按生效日与分档的挂牌利率，以及各账户的应计利息。")
	app.Read(api, app.Operation{ID: "listInterestRates", Method: "GET", Path: "/v1/interest/rates", EN: "List interest rates", ZH: "查询挂牌利率",
		About: "What holds on a day, and what is to come.", Open: true}, in.listRates)
	app.Read(api, app.Operation{ID: "listInterestRateChanges", Method: "GET", Path: "/v1/interest/rates/{code}", EN: "Read a rate's history",
		ZH: "查询利率历史", About: "The newest change first.", Open: true}, in.rateHistory)
	app.Read(api, app.Operation{ID: "getAccruedInterest", Method: "GET", Path: "/v1/interest/accounts/{id}", EN: "Read an account's accrued interest",
		ZH: "查询应计利息", Permission: mayReadAccount, Object: accountKind, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, q *accruedIn) (*Accrued, error) {
			a, err := in.Accrued(ctx, ledger.AccountID(q.ID.value))
			return &a, err
		})
	if in.o.Approvals == nil {
		return
	}
	app.Write(api, app.Operation{ID: "proposeInterestRate", Method: "POST", Path: "/v1/interest/rates/{code}/changes",
		EN: "Propose a rate", ZH: "提请变更利率", About: "It holds from its day on, once somebody else has approved it. No change begins before tomorrow; " +
			"a rate that was set wrong is corrected from the first wrong day on.", Status: 202, Permission: mayWrite,
		Problems: []*problem.Error{ErrPastRate, ErrFarRate, ErrNotCorrection, ErrSameRate, ErrTiers, ErrMode, ErrCode, ErrReason},
		Example:  json.RawMessage(`{"from":"2026-10-01","tiers":[{"from":"0","percent":"0.05"}],"reason":"Pricing committee 2026/9"}`)},
		func(_ context.Context, tx *store.Tx, q *proposeRateIn) (*approval.Approval, error) {
			b := &q.Body
			a, err := in.Propose(tx, Change{Code: q.Code, From: b.From, Mode: b.Mode, Tiers: b.Tiers, Correction: b.Correction, Reason: b.Reason})
			return &a, err
		})
}

func (in *Interest) listRates(ctx context.Context, q *ratesIn) (*ratesOut, error) {
	out := &ratesOut{On: calendar.FromTime(in.st.Now().In(zone)), Items: []*Rate{}, Later: []*Rate{}}
	if q.On != "" {
		var err error
		if out.On, err = calendar.Parse(q.On); err != nil {
			return nil, err
		}
	}
	err := in.st.View(ctx, func(v *store.View) error {
		rows, err := allRates(v)
		byCode := map[string][]*Rate{}
		var codes []string
		for _, r := range rows {
			if byCode[r.Code] == nil {
				codes = append(codes, r.Code)
			}
			byCode[r.Code] = append(byCode[r.Code], r)
		}
		for _, code := range codes {
			c := curveOf(byCode[code])
			if r := c.At(out.On); r != nil {
				out.Items = append(out.Items, r)
			}
			for _, r := range c {
				if r.From > out.On {
					out.Later = append(out.Later, r)
				}
			}
		}
		return err
	})
	return out, err
}

func (in *Interest) rateHistory(ctx context.Context, q *rateHistoryIn) (*app.Page[*Rate], error) {
	before := int64(math.MaxInt64)
	if _, err := app.ParseCursor(q.After, cursorRates, &before); err != nil {
		return nil, err
	}
	var rs []*Rate
	err := in.st.View(ctx, func(v *store.View) (err error) {
		rs, err = ratesPage(v, q.Code, store.ID(before), q.Limit+1)
		return err
	})
	return app.NewPage(rs, q.Limit, func(r *Rate) string { return app.Cursor(cursorRates, int64(r.ID)) }), err
}

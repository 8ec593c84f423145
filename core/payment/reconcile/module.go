package reconcile

import (
	"context"
	"math"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead    = "reconcile.read"
	mayConfirm = "reconcile.confirm"
	mayOperate = "reconcile.operate"
)

// Module is what the room brings to the app.
func (r *Reconcile) Module() app.Module {
	return app.Module{
		Name:   "reconcile",
		Schema: Schema(),
		Routes: r.routes,
		Menu: []app.Entry{
			{Face: app.Business, EN: "Reconciliation", ZH: "银企对账", Path: "/reconcile", Permission: mayRead},
			{Face: app.Government, EN: "Reconciliation", ZH: "银企对账", Path: "/reconcile", Permission: mayRead},
			{Face: app.Ops, EN: "Statements of balances", ZH: "余额对账单", Path: "/reconcile", Permission: mayOperate},
		},
		Owners: map[auth.Kind]app.Owner{Kind: {Of: r.owner, Missing: ErrUnknown}},
	}
}

func (r *Reconcile) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	s, err := r.get(ctx, n)
	if err != nil {
		return auth.Scope{}, err
	}
	scope, _ := s.AuthScope()
	return scope, nil
}

func (r *Reconcile) get(ctx context.Context, id store.ID) (s *Statement, err error) {
	err = r.st.View(ctx, func(v *store.View) error {
		s, err = statementByID(v, id)
		return err
	})
	return s, err
}

const cursorStatements uint8 = 180

type statementPath struct {
	ID app.PathID `path:"id" doc:"The statement's id."`
}

type listIn struct {
	app.Paging
	State string `query:"state" enum:",open,confirmed,explained,disputed,answered,resolved,overdue" doc:"Only these; absent: all."`
	AsOf  string `query:"asOf" doc:"Only of this bank date: 2026-10-30."`
}

type disputeIn struct {
	ID   app.PathID `path:"id" doc:"The statement's id."`
	Body struct {
		BookBalance money.Amount `json:"bookBalance" doc:"By the holder's books, in fen." example:"123450"`
		Items       []Item       `json:"items,omitempty" maxItems:"60"`
		Note        string       `json:"note,omitempty" maxLength:"500"`
	}
}

type resolveIn struct {
	ID   app.PathID `path:"id" doc:"The statement's id."`
	Body struct {
		Found string `json:"found" minLength:"1" maxLength:"500" doc:"What the bank found."`
	}
}

type countsOut struct {
	Items []Count `json:"items" nullable:"false"`
}

func (r *Reconcile) routes(api huma.API) {
	app.Describe(api, "reconcile", "Statements of balances for firms and agencies: each month's end is confirmed, explained by the items that one "+
		"side lacks, or disputed.", "银企对账：月末余额对账单的确认、调节与异议处理。")
	app.Read(api, app.Operation{ID: "listBalanceStatements", Method: "GET", Path: "/v1/reconcile/statements", EN: "List statements of balances",
		ZH: "查询余额对账单", Permission: mayRead, Listed: true}, r.list)
	app.Read(api, app.Operation{ID: "getBalanceStatement", Method: "GET", Path: "/v1/reconcile/statements/{id}", EN: "Read a statement of balances",
		ZH: "查询对账单详情", Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *statementPath) (*Statement, error) { return r.get(ctx, in.ID.Value) })
	app.Write(api, app.Operation{ID: "confirmBalanceStatement", Method: "POST", Path: "/v1/reconcile/statements/{id}/confirm",
		EN: "Confirm a statement", ZH: "确认相符", About: "Or agree with what the bank found after a dispute.", Permission: mayConfirm, Object: Kind,
		Problems: []*problem.Error{ErrUnknown, ErrDone}},
		func(_ context.Context, tx *store.Tx, in *statementPath) (*Statement, error) {
			return r.Confirm(tx, in.ID.Value)
		})
	app.Write(api, app.Operation{ID: "disputeBalanceStatement", Method: "POST", Path: "/v1/reconcile/statements/{id}/dispute",
		EN: "Answer that your books differ", ZH: "反馈不符", About: "With the items that one side lacks; if they explain the difference, the statement is explained.",
		Permission: mayConfirm, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrDone, ErrItem, ErrItems, ErrBalance, ErrNote}},
		func(_ context.Context, tx *store.Tx, in *disputeIn) (*Statement, error) {
			return r.Dispute(tx, in.ID.Value, Answer{BookBalance: in.Body.BookBalance, Items: in.Body.Items, Note: in.Body.Note})
		})
	app.Write(api, app.Operation{ID: "resolveBalanceStatement", Method: "POST", Path: "/v1/reconcile/statements/{id}/resolve",
		EN: "Answer a dispute", ZH: "答复异议", Permission: mayOperate, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrState, ErrNote}},
		func(_ context.Context, tx *store.Tx, in *resolveIn) (*Statement, error) {
			return r.Resolve(tx, in.ID.Value, in.Body.Found)
		})
	app.Read(api, app.Operation{ID: "countBalanceStatements", Method: "GET", Path: "/v1/reconcile/counts", EN: "Count statements by day and state",
		ZH: "对账率统计", Permission: mayOperate},
		func(ctx context.Context, _ *struct{}) (*countsOut, error) {
			out := &countsOut{Items: []Count{}}
			return out, r.st.View(ctx, func(v *store.View) error {
				all, err := counts(v, calendar.FromTime(v.Now()).Add(-400))
				out.Items = append(out.Items, all...)
				return err
			})
		})
}

func (r *Reconcile) list(ctx context.Context, in *listIn) (out *app.Page[*Statement], err error) {
	before := int64(math.MaxInt64)
	if _, err := app.ParseCursor(in.After, cursorStatements, &before); err != nil {
		return nil, err
	}
	var day calendar.Date
	if in.AsOf != "" {
		if err := day.UnmarshalText([]byte(in.AsOf)); err != nil {
			return nil, err
		}
	}
	err = r.st.View(ctx, func(v *store.View) error {
		all, err := statements(v, auth.FilterOf(ctx), State(in.State), day, store.ID(before), in.Limit+1)
		out = app.NewPage(all, in.Limit, func(s *Statement) string { return app.Cursor(cursorStatements, int64(s.ID)) })
		return err
	})
	return out, err
}

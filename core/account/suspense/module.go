package suspense

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

// Module is what the room brings to the app.
func (d *Desk) Module() app.Module {
	return app.Module{
		Name:   "suspense",
		Schema: Schema(),
		Routes: d.routes,
		Owners: map[auth.Kind]app.Owner{Kind: {Of: d.owner, Missing: ErrUnknown}},
		Menu:   []app.Entry{{Face: app.Ops, EN: "Suspense", ZH: "挂账处理", Path: "/suspense", Permission: mayRead}},
		Check:  d.Check,
	}
}

func (d *Desk) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	var s auth.Scope
	err = d.st.View(ctx, func(v *store.View) error {
		it, err := itemByID(v, n)
		if err == nil {
			s, _ = it.AuthScope()
		}
		return err
	})
	return s, err
}

// pathID is an id in a path. It is a struct because huma reads a parameter of a number's kind as a number.
type pathID struct{ value store.ID }

// UnmarshalText reads the decimal form; a text that is none names nothing.
func (p *pathID) UnmarshalText(b []byte) error {
	p.value, _ = store.ParseID(string(b))
	return nil
}

// Schema is that of every id: a decimal string.
func (pathID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}

type itemPath struct {
	ID pathID `path:"id" doc:"The item's id."`
}

type listItemsIn struct {
	app.Paging
	State  string `query:"state" enum:"open,cleared,returned" doc:"Of one state."`
	Code   string `query:"code" maxLength:"40" doc:"Of one reason."`
	Branch string `query:"branch" maxLength:"12" doc:"Of one branch."`
	Bucket int    `query:"bucket" default:"-1" minimum:"-1" maximum:"5" doc:"Of one age: 0 up to 1 day, then 3, 7, 30, 90 days, 5 more; -1 any."`
}

type agesIn struct {
	Branch string `query:"branch" maxLength:"12" doc:"Of one branch."`
}

// Age is how much of one age waits in a branch.
type Age struct {
	Branch   auth.Branch    `json:"branch"`
	Side     Side           `json:"side" enum:"payable,receivable"`
	Currency money.Currency `json:"currency"`
	Bucket   int            `json:"bucket" doc:"0 up to 1 day, then up to 3, 7, 30, 90 days, 5 more; as of the last end of day."`
	Items    int64          `json:"items"`
	Left     money.Amount   `json:"left"`
}

// AuthScope is to whom the sum belongs.
func (a *Age) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: a.Branch}, "suspense.age/" + a.Branch
}

type clearItemIn struct {
	ID   pathID `path:"id" doc:"The item's id."`
	Body struct {
		Version   int64        `json:"version" minimum:"1" doc:"Of the item as you have seen it."`
		Reference string       `json:"reference" minLength:"1" maxLength:"40" doc:"Unique for the item; the same again books nothing."`
		Amount    money.Amount `json:"amount,omitzero" doc:"A part; absent: all that is left."`
		To        store.ID     `json:"to,omitzero" doc:"The account that the money belongs to; absent: back to where it came from (退回)." example:"463856467968"`
		Reason    string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (in *clearItemIn) clearing() Clearing {
	b := &in.Body
	return Clearing{Item: in.ID.value, Version: b.Version, Reference: b.Reference, Amount: b.Amount, To: ledger.AccountID(b.To), Reason: b.Reason}
}

type assignItemIn struct {
	ID   pathID `path:"id" doc:"The item's id."`
	Body struct {
		Version int64      `json:"version" minimum:"1" doc:"Of the item as you have seen it."`
		To      auth.Party `json:"to" doc:"A member of staff, by her party's id." example:"463856467968"`
	}
}

// cursorItems keeps this list's cursors from others'.
const cursorItems uint8 = 134

func (d *Desk) routes(api huma.API) {
	app.Describe(api, "suspense", "Money without a home: what waits, since when, who looks for its home, and how it is cleared or returned.",
		"挂账：待处理款项的原因、账龄、经办人，以及销账与退回。")
	app.Read(api, app.Operation{ID: "listSuspenseItems", Method: "GET", Path: "/v1/suspense/items", EN: "List suspense items", ZH: "查询挂账",
		About: "The oldest first.", Permission: mayRead, Listed: true}, d.list)
	app.Read(api, app.Operation{ID: "getSuspenseItem", Method: "GET", Path: "/v1/suspense/items/{id}", EN: "Read a suspense item", ZH: "查询挂账详情",
		Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *itemPath) (*Item, error) { return d.Get(ctx, in.ID.value) })
	app.Read(api, app.Operation{ID: "listSuspenseAges", Method: "GET", Path: "/v1/suspense/ages", EN: "Sum suspense items by age", ZH: "挂账账龄分析",
		Permission: mayRead, Listed: true}, d.ages)
	refusals := []*problem.Error{ErrUnknown, ErrDone, ErrVersion, ErrAmount, ErrTo, ErrReturn, ErrReference, ErrReason}
	app.Write(api, app.Operation{ID: "clearSuspenseItem", Method: "POST", Path: "/v1/suspense/items/{id}/clear", EN: "Clear or return an item",
		ZH: "销账或退回", About: "Up to the bank's threshold; what is more takes two people.", Permission: mayClear, Object: Kind, StepUp: true,
		Problems: append([]*problem.Error{ErrThreshold}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *clearItemIn) (*Item, error) {
			return d.Clear(tx, in.clearing())
		})
	app.Write(api, app.Operation{ID: "proposeSuspenseClearing", Method: "POST", Path: "/v1/suspense/items/{id}/proposals",
		EN: "Propose to clear or return an item", ZH: "提请销账或退回", Status: 202, Permission: mayClear, Object: Kind, StepUp: true,
		Problems: append([]*problem.Error{ErrFourEyes}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *clearItemIn) (*approval.Approval, error) {
			return d.Propose(tx, in.clearing())
		})
	app.Write(api, app.Operation{ID: "assignSuspenseItem", Method: "POST", Path: "/v1/suspense/items/{id}/assign", EN: "Assign an item",
		ZH: "分派挂账", Permission: mayClear, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrDone, ErrVersion}},
		func(_ context.Context, tx *store.Tx, in *assignItemIn) (*Item, error) {
			return d.Assign(tx, in.ID.value, in.Body.Version, in.Body.To)
		})
}

func (d *Desk) list(ctx context.Context, in *listItemsIn) (*app.Page[*Item], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursorItems, &after); err != nil {
		return nil, err
	}
	f := filter{Filter: auth.FilterOf(ctx), state: State(in.State), code: in.Code, branch: in.Branch, bucket: in.Bucket}
	var items []*Item
	err := d.st.View(ctx, func(v *store.View) (err error) {
		items, err = itemsAfter(v, f, store.ID(after), in.Limit+1)
		return err
	})
	return app.NewPage(items, in.Limit, func(it *Item) string { return app.Cursor(cursorItems, int64(it.ID)) }), err
}

func (d *Desk) ages(ctx context.Context, in *agesIn) (*app.Page[*Age], error) {
	var found []*Age
	err := d.st.View(ctx, func(v *store.View) (err error) {
		found, err = ages(v, filter{Filter: auth.FilterOf(ctx), branch: in.Branch})
		return err
	})
	return app.NewPage(found, len(found), nil), err
}

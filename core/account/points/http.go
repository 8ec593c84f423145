package points

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Lists whose cursors don't mix.
const (
	cursorEntries uint8 = iota + 130
	cursorRedemptions
	cursorOpen
	cursorItems
	cursorRules
)

type partyPath struct {
	ID app.PathID `path:"id" doc:"The party's id."`
}

type partyListIn struct {
	ID app.PathID `path:"id" doc:"The party's id."`
	app.Paging
}

type listIn struct{ app.Paging }

type redemptionPath struct {
	ID app.PathID `path:"id" doc:"The redemption's id."`
}

type redeemIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body struct {
		Item     string `json:"item" minLength:"1" maxLength:"24" doc:"Its code in the catalogue." example:"TEA"`
		Quantity int64  `json:"quantity,omitempty" minimum:"1" maximum:"99" default:"1"`
	}
}

type putItemIn struct {
	Code string `path:"code" maxLength:"24"`
	Body struct {
		NameZH  string `json:"nameZh" minLength:"1" maxLength:"60"`
		NameEN  string `json:"nameEn" minLength:"1" maxLength:"60"`
		Price   int64  `json:"price" minimum:"1" doc:"Points for one."`
		Stock   int64  `json:"stock" minimum:"0"`
		Offered bool   `json:"offered"`
		Version int64  `json:"version,omitempty" doc:"Of the item as you have seen it; absent for a new one."`
	}
}

type setRuleIn struct {
	Body struct {
		Code         string        `json:"code" minLength:"1" maxLength:"24"`
		NameZH       string        `json:"nameZh" minLength:"1" maxLength:"60"`
		NameEN       string        `json:"nameEn" minLength:"1" maxLength:"60"`
		Kind         Kind          `json:"kind" minLength:"1" maxLength:"12" doc:"card, payment."`
		Category     string        `json:"category,omitempty" maxLength:"4"`
		From         calendar.Date `json:"from"`
		Until        calendar.Date `json:"until"`
		Per          money.Amount  `json:"per,omitzero" doc:"So many fen make one point; absent for a bonus."`
		MultiplierBP int64         `json:"multiplierBp,omitempty" doc:"10000, the default, is once."`
		CapDay       int64         `json:"capDay,omitempty" minimum:"0"`
		CapMonth     int64         `json:"capMonth,omitempty" minimum:"0"`
		ValidMonths  int           `json:"validMonths,omitempty" minimum:"0" maximum:"120"`
	}
}

// accountAnswer is a party's points.
type accountAnswer struct {
	Party   auth.Party `json:"party"`
	Balance int64      `json:"balance" doc:"Below 0: owed after a refund, and paid by what is earned next."`
	Batches []*Batch   `json:"batches" nullable:"false" doc:"The first to end first, a hundred at most."`
}

func (p *Points) routes(api huma.API) {
	app.Describe(api, "points", "Points for spending: rules, balances and their ends, a catalogue and what is taken from it.",
		"积分：规则、余额与到期、兑换目录与兑换单。")
	p.ownRoutes(api)
	p.catalogueRoutes(api)
}

func (p *Points) ownRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getPoints", Method: "GET", Path: "/v1/points/parties/{id}", EN: "Read a party's points", ZH: "查询积分",
		Permission: mayRead, Object: kindParty}, func(ctx context.Context, in *partyPath) (*accountAnswer, error) {
		return view(ctx, p, func(v *store.View) (*accountAnswer, error) {
			out := &accountAnswer{Party: in.ID.Value, Batches: []*Batch{}}
			var err error
			if out.Balance, err = balanceOf(v, in.ID.Value); err != nil {
				return nil, err
			}
			batches, err := batchesOf(v, in.ID.Value, 100)
			out.Batches = append(out.Batches, batches...)
			return out, err
		})
	})
	app.Read(api, app.Operation{ID: "listPointsEntries", Method: "GET", Path: "/v1/points/parties/{id}/entries", EN: "List a party's points entries",
		ZH: "查询积分流水", About: "The newest first.", Permission: mayRead, Object: kindParty},
		func(ctx context.Context, in *partyListIn) (*app.Page[*Entry], error) {
			return listed(ctx, p, in.Paging, cursorEntries, func(v *store.View, before store.ID, limit int) ([]*Entry, error) {
				return entriesPage(v, in.ID.Value, before, limit)
			}, func(e *Entry) store.ID { return e.ID })
		})
	app.Read(api, app.Operation{ID: "listRedemptions", Method: "GET", Path: "/v1/points/parties/{id}/redemptions", EN: "List a party's redemptions",
		ZH: "查询兑换单", About: "The newest first.", Permission: mayRead, Object: kindParty},
		func(ctx context.Context, in *partyListIn) (*app.Page[*Redemption], error) {
			return listed(ctx, p, in.Paging, cursorRedemptions, func(v *store.View, before store.ID, limit int) ([]*Redemption, error) {
				return redemptionsOf(v, in.ID.Value, before, limit)
			}, func(r *Redemption) store.ID { return r.ID })
		})
	app.Write(api, app.Operation{ID: "redeemPoints", Method: "POST", Path: "/v1/points/parties/{id}/redemptions", EN: "Take an item for points",
		ZH: "积分兑换", Status: 201, Permission: mayRedeem, Object: kindParty,
		Problems: []*problem.Error{ErrUnknownItem, ErrNotOffered, ErrStock, ErrTooFew, ErrQuantity}},
		func(ctx context.Context, tx *store.Tx, in *redeemIn) (*Redemption, error) {
			return p.Redeem(ctx, tx, in.ID.Value, in.Body.Item, max(1, in.Body.Quantity))
		})
	app.Write(api, app.Operation{ID: "cancelRedemption", Method: "POST", Path: "/v1/points/redemptions/{id}/cancel", EN: "Cancel a redemption",
		ZH: "取消兑换", About: "Points and stock come back; not after delivery.", Permission: mayRedeem, Object: ObjectRedemption,
		Problems: []*problem.Error{ErrUnknownRedemption, ErrEnded}},
		func(ctx context.Context, tx *store.Tx, in *redemptionPath) (*Redemption, error) {
			return p.Cancel(ctx, tx, in.ID.Value)
		})
}

func (p *Points) catalogueRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listPointsItems", Method: "GET", Path: "/v1/points/items", EN: "Read the catalogue", ZH: "查询兑换目录", Open: true},
		func(ctx context.Context, in *listIn) (*app.Page[Item], error) {
			return listed(ctx, p, in.Paging, cursorItems, func(v *store.View, after store.ID, limit int) ([]Item, error) {
				return itemsAfter(v, after, limit)
			}, func(i Item) store.ID { return i.ID })
		})
	app.Read(api, app.Operation{ID: "listPointsRules", Method: "GET", Path: "/v1/points/rules", EN: "Read how points are earned", ZH: "查询积分规则",
		Open: true}, func(ctx context.Context, in *listIn) (*app.Page[*Rule], error) {
		return listed(ctx, p, in.Paging, cursorRules, func(v *store.View, after store.ID, limit int) ([]*Rule, error) {
			return rulesAfter(v, after, limit)
		}, func(r *Rule) store.ID { return r.ID })
	})
	app.Write(api, app.Operation{ID: "putPointsItem", Method: "PUT", Path: "/v1/points/items/{code}", EN: "Add or change an item", ZH: "维护兑换品",
		Permission: mayWrite, Problems: []*problem.Error{ErrItem, ErrVersion}},
		func(_ context.Context, tx *store.Tx, in *putItemIn) (*Item, error) {
			b := &in.Body
			return p.PutItem(tx, Item{Code: in.Code, NameZH: b.NameZH, NameEN: b.NameEN, Price: b.Price, Stock: b.Stock, Offered: b.Offered,
				Version: b.Version})
		})
	app.Write(api, app.Operation{ID: "setPointsRule", Method: "POST", Path: "/v1/points/rules", EN: "Add a rule", ZH: "新增积分规则", Status: 201,
		About: "From today at the earliest; the later one of its kind and category takes the earlier one's place.", Permission: mayWrite,
		Problems: []*problem.Error{ErrRule, ErrRuleTaken, ErrRulePast}},
		func(_ context.Context, tx *store.Tx, in *setRuleIn) (*Rule, error) {
			b := &in.Body
			r := Rule{Code: b.Code, NameZH: b.NameZH, NameEN: b.NameEN, Kind: b.Kind, Category: b.Category, From: b.From, Until: b.Until, Per: b.Per,
				MultiplierBP: b.MultiplierBP, CapDay: b.CapDay, CapMonth: b.CapMonth, ValidMonths: b.ValidMonths}
			if r.MultiplierBP == 0 {
				r.MultiplierBP = once
			}
			return p.SetRule(tx, r)
		})
	app.Read(api, app.Operation{ID: "listOpenRedemptions", Method: "GET", Path: "/v1/points/redemptions", EN: "List what is to be delivered",
		ZH: "查询待发放兑换单", Permission: mayWrite}, func(ctx context.Context, in *listIn) (*app.Page[*Redemption], error) {
		return listed(ctx, p, in.Paging, cursorOpen, func(v *store.View, after store.ID, limit int) ([]*Redemption, error) {
			return redemptionsOpen(v, after, limit)
		}, func(r *Redemption) store.ID { return r.ID })
	})
	app.Write(api, app.Operation{ID: "deliverRedemption", Method: "POST", Path: "/v1/points/redemptions/{id}/deliver", EN: "Deliver a redemption",
		ZH: "发放兑换品", Permission: mayWrite, Problems: []*problem.Error{ErrUnknownRedemption, ErrEnded}},
		func(ctx context.Context, tx *store.Tx, in *redemptionPath) (*Redemption, error) {
			return p.Deliver(ctx, tx, in.ID.Value)
		})
}

// listed is a page of a list by id.
func listed[T any](ctx context.Context, p *Points, in app.Paging, cursor uint8, read func(*store.View, store.ID, int) ([]T, error),
	id func(T) store.ID) (*app.Page[T], error) {
	var at int64
	if _, err := app.ParseCursor(in.After, cursor, &at); err != nil {
		return nil, err
	}
	found, err := view(ctx, p, func(v *store.View) ([]T, error) { return read(v, store.ID(at), in.Limit+1) })
	return app.NewPage(found, in.Limit, func(one T) string { return app.Cursor(cursor, int64(id(one))) }), err
}

package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type onIn struct {
	On string `query:"on" maxLength:"10" doc:"A day; absent: today." example:"2026-11-24"`
}

// day is the day that is asked for.
func (in *onIn) day(d *Deposits) (calendar.Date, error) {
	if in.On == "" {
		return d.today(nil), nil
	}
	return calendar.Parse(in.On)
}

type productList struct {
	On    calendar.Date `json:"on"`
	Items []Product     `json:"items" nullable:"false"`
}

type tariffList struct {
	On    calendar.Date `json:"on"`
	Items []FeeItem     `json:"items" nullable:"false"`
}

type versionList struct {
	Items []*Version `json:"items" nullable:"false" doc:"In the order in which they hold; of one day the last counts."`
}

type itemVersionList struct {
	Items []*FeeVersion `json:"items" nullable:"false" doc:"In the order in which they hold; of one day the last counts."`
}

type codeIn struct {
	Code string `path:"code" maxLength:"40" example:"demand"`
}

type proposeProductIn struct {
	Body struct {
		From    calendar.Date `json:"from" doc:"生效日: today or later."`
		Product Product       `json:"product"`
		Reason  string        `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for who approves."`
	}
}

type proposeFeeIn struct {
	Body struct {
		From   calendar.Date `json:"from" doc:"生效日: today or later."`
		Item   FeeItem       `json:"item"`
		Reason string        `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for who approves."`
	}
}

func (d *Deposits) productRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listProducts", Method: "GET", Path: "/v1/account/products", EN: "Read what the bank offers", ZH: "查询存款产品",
		About: "Each product as it holds on a day. Anybody may read it.", Open: true},
		func(_ context.Context, in *onIn) (*productList, error) {
			on, err := in.day(d)
			if err != nil {
				return nil, err
			}
			items, err := d.Products(on)
			return &productList{on, items}, err
		})
	app.Read(api, app.Operation{ID: "readTariff", Method: "GET", Path: "/v1/account/tariff", EN: "Read the public tariff", ZH: "查询收费标准",
		About: "服务价格目录 as it holds on a day. Anybody may read it; the bank takes no fee that isn't in it.", Open: true},
		func(_ context.Context, in *onIn) (*tariffList, error) {
			on, err := in.day(d)
			if err != nil {
				return nil, err
			}
			items, err := d.Tariff(on)
			return &tariffList{on, items}, err
		})
	app.Read(api, app.Operation{ID: "listProductVersions", Method: "GET", Path: "/v1/account/products/{code}/versions",
		EN: "Read a product's versions", ZH: "查询产品的历次版本", Permission: mayReadProduct, Problems: []*problem.Error{ErrProduct}},
		func(_ context.Context, in *codeIn) (*versionList, error) {
			c, err := d.catalogue()
			if err == nil && c.products[in.Code] == nil {
				err = ErrProduct
			}
			if err != nil {
				return nil, err
			}
			return &versionList{c.products[in.Code]}, nil
		})
	app.Read(api, app.Operation{ID: "listTariffVersions", Method: "GET", Path: "/v1/account/tariff/{code}/versions",
		EN: "Read a tariff item's versions", ZH: "查询收费项目的历次版本", Permission: mayReadProduct, Problems: []*problem.Error{ErrProduct}},
		func(_ context.Context, in *codeIn) (*itemVersionList, error) {
			c, err := d.catalogue()
			if err == nil && c.items[in.Code] == nil {
				err = ErrProduct
			}
			if err != nil {
				return nil, err
			}
			return &itemVersionList{c.items[in.Code]}, nil
		})
	const about = "Nothing changes until somebody else has approved it. A version never begins before today, and never changes."
	app.Write(api, app.Operation{ID: "proposeProduct", Method: "POST", Path: "/v1/account/products", EN: "Propose a version of a product",
		ZH: "提请设置产品", About: about, Status: 202, Permission: mayWriteProduct, StepUp: true,
		Problems: []*problem.Error{ErrProductField, ErrPast, ErrFar, ErrSame, ErrKindStays, ErrDigitsTaken, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *proposeProductIn) (*approval.Approval, error) {
			return d.ProposeProduct(tx, ProductChange{From: in.Body.From, Product: in.Body.Product, Reason: in.Body.Reason})
		})
	app.Write(api, app.Operation{ID: "proposeTariffItem", Method: "POST", Path: "/v1/account/tariff", EN: "Propose an item of the tariff",
		ZH: "提请设置收费标准", About: about, Status: 202, Permission: mayWriteProduct, StepUp: true,
		Problems: []*problem.Error{ErrFeeField, ErrPast, ErrFar, ErrSame, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *proposeFeeIn) (*approval.Approval, error) {
			return d.ProposeFee(tx, FeeChange{From: in.Body.From, Item: in.Body.Item, Reason: in.Body.Reason})
		})
}

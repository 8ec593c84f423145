package payment

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Module is what the room brings to the app.
func (p *Payments) Module() app.Module {
	return app.Module{
		Name:   "payment",
		Schema: Schema(),
		Routes: p.routes,
		Owners: map[auth.Kind]app.Owner{OrderKind: {Of: p.owner, Missing: ErrUnknown}},
		Menu: []app.Entry{
			{Face: app.People, EN: "Transfer", ZH: "转账", Path: "/payments/new", Permission: mayMake, Kinds: []auth.HatKind{auth.SelfHat, auth.AgentHat}},
			{Face: app.People, EN: "Payments", ZH: "支付记录", Path: "/payments", Permission: mayRead, Kinds: []auth.HatKind{auth.SelfHat, auth.AgentHat}},
			{Face: app.Business, EN: "Transfer", ZH: "转账", Path: "/payments/new", Permission: mayMake, Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Business, EN: "Payments", ZH: "支付记录", Path: "/payments", Permission: mayRead, Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Business, EN: "Limits", ZH: "限额管理", Path: "/payments/limits", Permission: mayLimit, Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Kiosk, EN: "Transfer", ZH: "转账", Path: "/transfer", Permission: mayMake},
			{Face: app.Ops, EN: "Payments", ZH: "支付查询", Path: "/payments", Permission: mayRead},
		},
		Seed: p.SeedBanks,
		Jobs: []jobs.Worker{{Kind: expireKind, Serial: true, MaxAttempts: 3, Keep: -1, Handle: func(ctx context.Context, _ *jobs.Run) error {
			_, err := p.SweepExpired(ctx)
			return err
		}}},
		Schedules: []jobs.Schedule{{Name: expireKind, Kind: expireKind, When: jobs.When{Every: 10 * time.Minute}, Missed: jobs.Forget}},
		Check:     p.Check,
	}
}

// expireKind is the job that refuses orders which nobody let pass in time.
const expireKind = "payment.expire"

// owner tells to whom an order belongs.
func (p *Payments) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	o, err := p.find(ctx, n)
	if err != nil {
		return auth.Scope{}, err
	}
	s, _ := o.AuthScope()
	return s, nil
}

// cursorOrders marks the cursors of lists of orders, and cursorBanks those of the directory.
const (
	cursorOrders uint8 = 150
	cursorBanks  uint8 = 151
)

func (p *Payments) routes(api huma.API) {
	app.Describe(api, "payment", "Payments: transfers in the bank and to other banks, the check of a payee's name, limits, receipts and the whole "+
		"chain of a payment. Amounts are decimal strings in minor units.",
		"支付：行内与跨行转账、户名核验、限额、电子回单以及支付全链路。金额为以最小货币单位计的十进制字符串。")
	p.payingRoutes(api)
	p.orderRoutes(api)
	p.receiptRoutes(api)
	p.limitRoutes(api)
	p.payeeRoutes(api)
}

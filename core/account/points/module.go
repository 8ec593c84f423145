package points

import (
	"context"
	"embed"
	"io/fs"

	"tonghui/base/calendar"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// The permissions of the room's operations.
const (
	mayRead   = "points.read"
	mayRedeem = "points.redeem"
	mayWrite  = "points.write"
)

// Module is what points bring to the app.
func (p *Points) Module() app.Module {
	return app.Module{
		Name:   "points",
		Schema: Schema(),
		Routes: p.routes,
		Owners: map[auth.Kind]app.Owner{ObjectRedemption: {Of: p.owner, Missing: ErrUnknownRedemption}},
		Menu: []app.Entry{
			{Face: app.People, EN: "Points", ZH: "积分", Path: "/points", Permission: mayRead, Kinds: []auth.HatKind{auth.SelfHat}},
			{Face: app.Ops, EN: "Points: rules and catalogue", ZH: "积分规则与兑换目录", Path: "/points", Permission: mayWrite, Whole: true},
		},
		Seed:  p.Seed,
		Check: p.Check,
	}
}

// Seed is what a bank begins with: a point a yuan spent by card, half a point a yuan of bills, and a small catalogue. It may
// be run again.
func (p *Points) Seed(ctx context.Context) error {
	return p.st.Update(ctx, func(tx *store.Tx) error {
		today := dayOf(tx.Now())
		rules, err := rulesAfter(tx, 0, 1)
		if err != nil || len(rules) > 0 {
			return err
		}
		for _, r := range []Rule{
			{Code: "CARD", NameZH: "刷卡消费", NameEN: "Card spending", Kind: CardSpend, Per: 100, CapMonth: 50_000},
			{Code: "PAYMENT", NameZH: "生活缴费", NameEN: "Paying bills", Kind: Payment, Per: 200, CapDay: 500},
		} {
			r.From, r.Until, r.MultiplierBP, r.ValidMonths = today, calendar.MustOf(2099, 12, 31), once, 24
			if _, err := p.SetRule(tx, r); err != nil {
				return err
			}
		}
		for _, i := range []Item{
			{Code: "PHONE10", NameZH: "10 元话费券", NameEN: "Phone credit of 10 yuan", Price: 2_000, Stock: 500, Offered: true},
			{Code: "TEA", NameZH: "明前绿茶 100 克", NameEN: "Green tea, 100 g", Price: 6_000, Stock: 50, Offered: true},
			{Code: "RICE", NameZH: "东北大米 5 公斤", NameEN: "Rice, 5 kg", Price: 8_000, Stock: 80, Offered: true},
		} {
			if _, err := p.PutItem(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// owner tells to whom a redemption belongs.
func (p *Points) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknownRedemption
	}
	return view(ctx, p, func(v *store.View) (auth.Scope, error) {
		r, found, err := redemptionByID(v, n)
		if err != nil || !found {
			return auth.Scope{}, orElse(err, ErrUnknownRedemption)
		}
		s, _ := r.AuthScope()
		return s, nil
	})
}

package card

import (
	"context"
	"embed"
	"io/fs"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the cards' migrations, with the table of the software security module.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// The permissions of the cards' operations.
const (
	mayRead      = "card.read"
	mayUse       = "card.use"
	mayIssue     = "card.issue"
	mayDesk      = "card.desk"
	mayAuthorise = "card.authorise"
)

// Module is what cards bring to the app.
func (c *Cards) Module() app.Module {
	return app.Module{
		Name:   "card",
		Schema: Schema(),
		Routes: c.routes,
		Owners: map[auth.Kind]app.Owner{ObjectCard: {Of: c.owner, Missing: ErrUnknown}},
		Menu: []app.Entry{
			{Face: app.People, EN: "Cards", ZH: "银行卡", Path: "/cards", Permission: mayRead, Kinds: []auth.HatKind{auth.SelfHat}},
			{Face: app.Kiosk, EN: "Card services", ZH: "银行卡服务", Path: "/cards", Permission: mayUse, Kinds: []auth.HatKind{auth.SelfHat}},
			{Face: app.Ops, EN: "Card desk", ZH: "银行卡业务", Path: "/cards", Permission: mayDesk},
		},
		Check: c.Check,
	}
}

// owner tells to whom a card belongs.
func (c *Cards) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, n) })
	if err != nil {
		return auth.Scope{}, err
	}
	s, _ := one.AuthScope()
	return s, nil
}

// Lists whose cursors don't mix.
const (
	cursorCards uint8 = iota + 120
	cursorAuthorisations
	cursorAcquirers
)

func (c *Cards) routes(api huma.API) {
	app.Describe(api, "card", "Debit cards: issued on an account, activated, frozen, reported lost, replaced; PINs by ISO 9564 blocks; limits "+
		"by channel; authorisations as holds and captures.",
		"借记卡：发卡、激活、锁卡、挂失、补换；按 ISO 9564 密文块管理密码；分渠道限额；授权、请款与退货。")
	c.holderRoutes(api)
	c.pinRoutes(api)
	c.deskRoutes(api)
	c.acquirerRoutes(api)
}

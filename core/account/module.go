package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead         = "account.read"
	mayOpen         = "account.open"
	mayClose        = "account.close"
	mayManage       = "account.manage"
	mayLimit        = "payment.limit" // her own limits
	mayReadProduct  = "product.read"
	mayWriteProduct = "product.write"
)

// Module is what the room brings to the app.
func (d *Deposits) Module() app.Module {
	return app.Module{
		Name:   "account",
		Schema: Schema(),
		Routes: d.routes,
		Menu: []app.Entry{
			{Face: app.People, EN: "Accounts", ZH: "我的账户", Path: "/accounts", Permission: mayRead, Kinds: []auth.HatKind{auth.SelfHat, auth.AgentHat}},
			{Face: app.Business, EN: "Accounts", ZH: "账户", Path: "/accounts", Permission: mayRead, Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Government, EN: "Accounts", ZH: "账户", Path: "/accounts", Permission: mayRead, Kinds: []auth.HatKind{auth.AgencyHat}},
			{Face: app.Ops, EN: "Deposit accounts", ZH: "存款账户", Path: "/accounts", Permission: mayRead},
			{Face: app.Ops, EN: "Products and tariff", ZH: "产品与收费标准", Path: "/products", Permission: mayReadProduct},
		},
		Owners: map[auth.Kind]app.Owner{KindAccount: {Of: d.owner, Missing: ErrUnknown}},
		Seed:   d.Seed,
		Check:  d.Prove,
	}
}

// owner says that an account belongs to its holders, and is kept at its branch.
func (d *Deposits) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	return view(ctx, d, func(v *store.View) (auth.Scope, error) {
		a, err := d.Get(v, ledger.AccountID(n))
		if err != nil {
			return auth.Scope{}, err
		}
		owners, err := d.o.Parties.Owners(v, a.ID)
		if !contains(owners, a.Owner) {
			owners = append(owners, a.Owner)
		}
		return auth.Scope{Parties: owners, Branch: auth.Branch(a.Branch)}, err
	})
}

// Lists whose cursors don't mix.
const (
	cursorAccounts uint8 = iota + 110
	cursorSubs
)

func (d *Deposits) routes(api huma.API) {
	app.Describe(api, "account", "Deposit accounts: products and the public tariff, opening and closing, time and notice deposits, accounts of "+
		"units, zero-balance, custody, escrow and virtual accounts, passbooks, limits and dormancy.",
		"存款账户：产品与收费标准、开户与销户、定期与通知存款、单位银行结算账户、零余额账户、监管与存管账户、虚拟子账户、存折、限额与久悬户管理。")
	d.productRoutes(api)
	d.readingRoutes(api)
	d.openingRoutes(api)
	d.depositRoutes(api)
	d.manageRoutes(api)
	d.bookRoutes(api)
}

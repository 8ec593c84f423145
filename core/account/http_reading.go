package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type accountPath struct {
	ID app.PathID `path:"id" doc:"The account's id, which is the ledger account's."`
}

// Holding is an account with what it holds, for lists.
type Holding struct {
	Account
	Booked money.Amount `json:"booked" doc:"余额, minor units."`
}

// Detail is an account with all that the bank tells its owner of it.
type Detail struct {
	Account
	ProductZH  string         `json:"productZh"`
	ProductEN  string         `json:"productEn"`
	Balance    ledger.Balance `json:"balance"`
	Ceiling    *money.Amount  `json:"ceiling,omitempty" doc:"Of an account of class II or III: it may hold no more."`
	Together   *money.Amount  `json:"together,omitempty" doc:"With the virtual accounts under it, where there are any."`
	Limits     []Limit        `json:"limits" nullable:"false" doc:"The narrowest for each channel by which money may leave."`
	Own        []Limit        `json:"ownLimits" nullable:"false" doc:"Those that the owner has set."`
	Conditions []Condition    `json:"conditions,omitempty"`
	Notices    []NoticeOf     `json:"notices,omitempty"`

	owners []auth.Party
}

// AuthScope is to whom it belongs: to all its holders.
func (a *Detail) AuthScope() (auth.Scope, string) {
	s, object := a.Account.AuthScope()
	s.Parties = append(s.Parties, a.owners...)
	return s, object
}

type listAccountsIn struct {
	app.Paging
	Owner  string `query:"owner" maxLength:"20" doc:"Of this party only."`
	Kind   Kind   `query:"kind" maxLength:"16"`
	State  State  `query:"state" maxLength:"8" enum:"active,dormant,closed"`
	Number string `query:"number" maxLength:"34" doc:"The one with this number."`
}

type listSubsIn struct {
	app.Paging
	ID app.PathID `path:"id" doc:"The real account's id."`
}

func (d *Deposits) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listDeposits", Method: "GET", Path: "/v1/account/accounts", EN: "List deposit accounts", ZH: "查询存款账户",
		About: "Those within the caller's reach, the oldest first, with their balances.", Permission: mayRead, Listed: true}, d.list)
	app.Read(api, app.Operation{ID: "getDeposit", Method: "GET", Path: "/v1/account/accounts/{id}", EN: "Read a deposit account", ZH: "查询存款账户详情",
		Permission: mayRead, Object: KindAccount, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *accountPath) (*Detail, error) {
			return d.Detail(ctx, ledger.AccountID(in.ID.Value))
		})
	app.Read(api, app.Operation{ID: "listVirtualAccounts", Method: "GET", Path: "/v1/account/accounts/{id}/virtual",
		EN: "List the virtual accounts under one", ZH: "查询虚拟子账户", Permission: mayRead, Object: KindAccount, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *listSubsIn) (*app.Page[Sub], error) {
			var after int64
			if _, err := app.ParseCursor(in.After, cursorSubs, &after); err != nil {
				return nil, err
			}
			found, err := view(ctx, d, func(v *store.View) ([]Sub, error) {
				return d.Subs(v, ledger.AccountID(in.ID.Value), ledger.AccountID(after), in.Limit+1)
			})
			return app.NewPage(found, in.Limit, func(s Sub) string { return app.Cursor(cursorSubs, int64(s.ID)) }), err
		})
}

func (d *Deposits) list(ctx context.Context, in *listAccountsIn) (*app.Page[*Holding], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursorAccounts, &after); err != nil {
		return nil, err
	}
	f := filter{auth: auth.FilterOf(ctx), kind: in.Kind, state: in.State, number: in.Number}
	if in.Owner != "" {
		id, err := store.ParseID(in.Owner)
		if err != nil {
			return app.NewPage([]*Holding{}, in.Limit, nil), nil
		}
		f.owner = id
	}
	found, err := view(ctx, d, func(v *store.View) ([]*Holding, error) {
		page, err := accountPage(v, &f, ledger.AccountID(after), in.Limit+1)
		if err != nil {
			return nil, err
		}
		ids := make([]ledger.AccountID, len(page))
		for i := range page {
			ids[i] = page[i].ID
		}
		held, err := bookedOf(v, ids)
		out := make([]*Holding, len(page))
		for i, a := range page {
			out[i] = &Holding{a, held[a.ID]}
		}
		return out, err
	})
	return app.NewPage(found, in.Limit, func(h *Holding) string { return app.Cursor(cursorAccounts, int64(h.ID)) }), err
}

// Detail is an account as its owner reads it.
func (d *Deposits) Detail(ctx context.Context, id ledger.AccountID) (*Detail, error) {
	held, err := d.led.Account(ctx, id)
	if err != nil {
		return nil, ErrUnknown.Because(err)
	}
	out := &Detail{Balance: held.Balance, Ceiling: held.Limits.Ceiling, Limits: []Limit{}, Own: []Limit{}}
	return out, d.st.View(ctx, func(v *store.View) error {
		if out.Account, err = d.Get(v, id); err != nil {
			return err
		}
		if out.owners, err = d.o.Parties.Owners(v, id); err != nil {
			return err
		}
		p, err := d.Product(out.Product, max(d.today(v), out.OpenedOn))
		if err != nil {
			return err
		}
		out.ProductZH, out.ProductEN = p.NameZH, p.NameEN
		for _, c := range channels {
			if b, err := d.Bound(v, out.Account, c); err == nil && p.reachable(c) {
				out.Limits = append(out.Limits, b)
			} else if err != nil && problem.KindOf(err) != problem.Refused {
				return err
			}
		}
		return d.more(v, out)
	})
}

// more adds what only some accounts have.
func (d *Deposits) more(v *store.View, out *Detail) error {
	own, err := limitsOf(v, out.ID)
	if err != nil {
		return err
	}
	out.Own = append(out.Own, own...)
	if out.Conditions, err = conditionsOf(v, out.ID); err != nil {
		return err
	}
	if out.Notices, err = openNotices(v, out.ID); err != nil {
		return err
	}
	n, err := openChildren(v, out.ID)
	if err != nil || n == 0 {
		return err
	}
	sum, err := d.Together(v, out.ID)
	out.Together = &sum
	return err
}

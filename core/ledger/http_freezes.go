package ledger

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type freezeIn struct {
	Body struct {
		Account   AccountID     `json:"account" doc:"Whose money is frozen." example:"463856467968"`
		Kind      FreezeKind    `json:"kind" doc:"judicial 司法冻结, pledge 质押, stop_payment 止付: the order of priority."`
		Reference string        `json:"reference" minLength:"1" maxLength:"64" doc:"Unique within the kind." example:"2026-0317"`
		Amount    *money.Amount `json:"amount,omitempty" doc:"May exceed the balance and then catches what comes in." example:"100000"`
		Whole     bool          `json:"whole,omitempty" doc:"Everything, also what comes in."`
		Authority string        `json:"authority" minLength:"1" maxLength:"120" doc:"Who ordered it (机关)." example:"朝阳区人民法院"`
		Document  string        `json:"document" minLength:"1" maxLength:"120" doc:"Its number (文书号)." example:"(2026)京0105执123号"`
		ExpiresAt time.Time     `json:"expiresAt" doc:"When it ends by itself." example:"2027-03-02T00:00:00Z"`
	}
}

type freezePath struct {
	ID pathID[FreezeID] `path:"id" doc:"The freeze's id."`
}

type listFreezesIn struct {
	ID pathID[AccountID] `path:"id" doc:"The account's id."`
	app.Paging
	Ended bool `query:"ended" doc:"Those that have ended, instead of those in force or waiting."`
}

type unfreezeIn struct {
	ID   pathID[FreezeID] `path:"id" doc:"The freeze's id."`
	Body struct {
		Amount *money.Amount `json:"amount,omitempty" doc:"How much to release; absent: all." example:"50000"`
	}
}

// Location is where the freeze can be read.
func (f *Freeze) Location() string { return "/v1/ledger/freezes/" + f.ID.String() }

func (l *Ledger) freezeRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "placeFreeze", Method: "POST", Path: "/v1/ledger/freezes", EN: "Freeze money", ZH: "冻结",
		About: "Several freezes add up. A judicial freeze behind another waits its turn (轮候) and adds nothing until that one has ended. " +
			"A freeze never fails for lack of money.", Status: 201, Permission: mayFreeze,
		Problems: []*problem.Error{ErrFreezeKind, ErrReference, ErrAmountNotPositive, ErrDuplicateReference, ErrHoldExpiry,
			ErrUnknownAccount, ErrAccountClosed},
		Ahead: app.Ahead(func(ctx context.Context, in *freezeIn) context.Context { return l.withIDs(ctx, in.Body.Account) })},
		func(_ context.Context, tx *store.Tx, in *freezeIn) (*Freeze, error) {
			b := &in.Body
			f := &Freeze{Account: b.Account, Kind: b.Kind, Reference: b.Reference, Whole: b.Whole, Authority: b.Authority,
				Document: b.Document, ExpiresAt: b.ExpiresAt}
			if b.Amount != nil {
				f.Amount = *b.Amount
			}
			return f, l.PlaceFreeze(tx, f)
		})
	app.Read(api, app.Operation{ID: "getFreeze", Method: "GET", Path: "/v1/ledger/freezes/{id}", EN: "Read a freeze", ZH: "查询冻结",
		About: "As it stands now, also after it has ended.", Permission: mayRead, Problems: []*problem.Error{ErrUnknownFreeze}},
		func(ctx context.Context, in *freezePath) (*Freeze, error) {
			return view(ctx, l, func(v *store.View) (*Freeze, error) {
				f, ok, err := freezeByID(v, in.ID.value)
				if err == nil && !ok {
					err = ErrUnknownFreeze.With(in.ID.value)
				}
				return f, err
			})
		})
	app.Read(api, app.Operation{ID: "listFreezes", Method: "GET", Path: "/v1/ledger/accounts/{id}/freezes", EN: "List an account's freezes",
		ZH: "查询账户冻结", About: "The oldest first.", Permission: mayRead, Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount}}, l.listFreezes)
	app.Write(api, app.Operation{ID: "releaseFreeze", Method: "POST", Path: "/v1/ledger/freezes/{id}/release",
		EN: "Release a freeze in part or in full", ZH: "解除冻结（部分或全部）", About: "A waiting judicial freeze may take its place.",
		Permission: mayFreeze, Problems: []*problem.Error{ErrUnknownFreeze, ErrFreezeEnded, ErrFreezeRelease, ErrAmountNotPositive}},
		func(_ context.Context, tx *store.Tx, in *unfreezeIn) (*Freeze, error) {
			return l.Unfreeze(tx, in.ID.value, in.Body.Amount)
		})
}

func (l *Ledger) listFreezes(ctx context.Context, in *listFreezesIn) (*app.Page[*Freeze], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursorFreezes, &after); err != nil {
		return nil, err
	}
	fs, err := view(ctx, l, func(v *store.View) ([]*Freeze, error) {
		if _, err := positionByID(v, in.ID.value); err != nil {
			return nil, err
		}
		return freezePage(v, in.ID.value, in.Ended, FreezeID(after), in.Limit+1)
	})
	return app.NewPage(fs, in.Limit, func(f *Freeze) string { return app.Cursor(cursorFreezes, int64(f.ID)) }), err
}

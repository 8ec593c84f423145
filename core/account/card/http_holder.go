package card

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/account/card/hsm"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type cardPath struct {
	ID app.PathID `path:"id" doc:"The card's id."`
}

type listCardsIn struct {
	app.Paging
	Account string `query:"account" maxLength:"19" doc:"Those of one account only."`
}

type listAuthorisationsIn struct {
	ID app.PathID `path:"id" doc:"The card's id."`
	app.Paging
}

type setLimitsIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		Version int64  `json:"version" minimum:"1" doc:"Of the card as you have seen it."`
		Limits  Limits `json:"limits" doc:"Of the channels that change: pos, atm, online, contactless."`
	}
}

type closeIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"200"`
	}
}

// limitsAnswer is what a card's limits may be.
type limitsAnswer struct {
	Limits Limits `json:"limits" doc:"As they are."`
	Most   Limits `json:"most" doc:"To what the holder may raise them."`
}

// verb is a change of one card that needs nothing but the card.
func (c *Cards) verb(api huma.API, op app.Operation, f func(context.Context, *store.Tx, store.ID) (*Card, error)) {
	op.Method, op.Object = "POST", ObjectCard
	op.Problems = append(op.Problems, ErrUnknown, ErrState)
	app.Write(api, op, func(ctx context.Context, tx *store.Tx, in *cardPath) (*Card, error) { return f(ctx, tx, in.ID.Value) })
}

func (c *Cards) holderRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listCards", Method: "GET", Path: "/v1/card/cards", EN: "List cards", ZH: "查询银行卡",
		Permission: mayRead, Listed: true}, c.list)
	app.Read(api, app.Operation{ID: "getCard", Method: "GET", Path: "/v1/card/cards/{id}", EN: "Read a card", ZH: "查询单张银行卡",
		Permission: mayRead, Object: ObjectCard, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *cardPath) (*Card, error) {
			return view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, in.ID.Value) })
		})
	app.Read(api, app.Operation{ID: "getCardLimits", Method: "GET", Path: "/v1/card/cards/{id}/limits", EN: "Read a card's limits", ZH: "查询银行卡限额",
		Permission: mayRead, Object: ObjectCard, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *cardPath) (*limitsAnswer, error) {
			one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, in.ID.Value) })
			if err != nil {
				return nil, err
			}
			return &limitsAnswer{one.Limits, MostLimits()}, nil
		})
	app.Read(api, app.Operation{ID: "listCardAuthorisations", Method: "GET", Path: "/v1/card/cards/{id}/authorisations",
		EN: "List a card's transactions", ZH: "查询银行卡交易", About: "The newest first, declined ones too.",
		Permission: mayRead, Object: ObjectCard, Problems: []*problem.Error{ErrUnknown}}, c.listAuthorisations)
	c.verb(api, app.Operation{ID: "activateCard", Path: "/v1/card/cards/{id}/activate", EN: "Activate a card", ZH: "激活银行卡",
		Permission: mayUse, StepUp: true, Problems: []*problem.Error{ErrPINMissing}}, c.Activate)
	c.verb(api, app.Operation{ID: "freezeCard", Path: "/v1/card/cards/{id}/freeze", EN: "Freeze a card for now", ZH: "临时锁卡",
		Permission: mayUse}, c.Freeze)
	c.verb(api, app.Operation{ID: "unfreezeCard", Path: "/v1/card/cards/{id}/unfreeze", EN: "Unfreeze a card", ZH: "解除锁卡",
		Permission: mayUse, StepUp: true}, c.Unfreeze)
	c.verb(api, app.Operation{ID: "reportCardLost", Path: "/v1/card/cards/{id}/loss", EN: "Report a card lost", ZH: "口头挂失",
		About: "An oral report: it stands for five days; confirm it in writing at a branch.", Permission: mayUse},
		func(ctx context.Context, tx *store.Tx, id store.ID) (*Card, error) {
			return c.ReportLoss(ctx, tx, id, Oral, "")
		})
	app.Write(api, app.Operation{ID: "setCardLimits", Method: "PUT", Path: "/v1/card/cards/{id}/limits", EN: "Change a card's limits",
		ZH: "修改银行卡限额", Permission: mayUse, Object: ObjectCard, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrVersion, ErrLimit, ErrChannel}},
		func(ctx context.Context, tx *store.Tx, in *setLimitsIn) (*Card, error) {
			return c.SetLimits(ctx, tx, in.ID.Value, in.Body.Version, in.Body.Limits)
		})
	app.Write(api, app.Operation{ID: "closeCard", Method: "POST", Path: "/v1/card/cards/{id}/close", EN: "Close a card", ZH: "销卡",
		Permission: mayUse, Object: ObjectCard, StepUp: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrOpenHolds}},
		func(ctx context.Context, tx *store.Tx, in *closeIn) (*Card, error) {
			return c.Close(ctx, tx, in.ID.Value, in.Body.Reason)
		})
}

func (c *Cards) list(ctx context.Context, in *listCardsIn) (*app.Page[*Card], error) {
	var after, account int64
	if _, err := app.ParseCursor(in.After, cursorCards, &after); err != nil {
		return nil, err
	}
	if in.Account != "" {
		id, err := store.ParseID(in.Account)
		if err != nil {
			return nil, err
		}
		account = int64(id)
	}
	found, err := view(ctx, c, func(v *store.View) ([]*Card, error) {
		return cardsPage(v, auth.FilterOf(ctx), account, store.ID(after), in.Limit+1)
	})
	return app.NewPage(found, in.Limit, func(one *Card) string { return app.Cursor(cursorCards, int64(one.ID)) }), err
}

func (c *Cards) listAuthorisations(ctx context.Context, in *listAuthorisationsIn) (*app.Page[*Authorisation], error) {
	var before int64
	if _, err := app.ParseCursor(in.After, cursorAuthorisations, &before); err != nil {
		return nil, err
	}
	found, err := view(ctx, c, func(v *store.View) ([]*Authorisation, error) {
		if _, err := c.Get(v, in.ID.Value); err != nil {
			return nil, err
		}
		return authorisationsOf(v, in.ID.Value, store.ID(before), in.Limit+1)
	})
	for _, a := range found {
		a.shown(c.st.Now())
	}
	return app.NewPage(found, in.Limit, func(a *Authorisation) string { return app.Cursor(cursorAuthorisations, int64(a.ID)) }), err
}

type setPINIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		PIN hsm.Block  `json:"pin" doc:"The chosen PIN, six digits, as a block of ISO 9564-1."`
		Old *hsm.Block `json:"old,omitempty" doc:"The PIN as it is, to change it; absent for a card that has none."`
	}
}

type verifyPINIn struct {
	ID   app.PathID `path:"id" doc:"The card's id."`
	Body struct {
		PIN hsm.Block `json:"pin"`
	}
}

// padAnswer is what a page needs to make a PIN block.
type padAnswer struct {
	Public []byte `json:"public" doc:"The security module's P-256 key, uncompressed point, base64."`
	Info   string `json:"info" doc:"HKDF-SHA-256 without salt over the shared secret, with this text, the pad's point and this point as info, gives the AES-256 key."`
}

// rightAnswer says whose PIN it was.
type rightAnswer struct {
	Holder auth.Party `json:"holder"`
}

func (c *Cards) pinRoutes(api huma.API) {
	refusals := []*problem.Error{ErrUnknown, ErrState, ErrPIN, ErrPINBlocked, ErrHSM, hsm.ErrBlock, hsm.ErrFormat, hsm.ErrKey}
	app.Read(api, app.Operation{ID: "getPinPadKey", Method: "GET", Path: "/v1/card/pad", EN: "Read the key for PIN pads", ZH: "查询密码键盘公钥",
		About: "A page makes a fresh P-256 key, agrees an AES key with this one, and sends a format 4 block: no PIN travels in the clear.",
		Open:  true, Problems: []*problem.Error{ErrHSM}},
		func(ctx context.Context, _ *struct{}) (*padAnswer, error) {
			k, err := c.PublicKey(ctx)
			return &padAnswer{k, hsm.Agreement}, err
		})
	app.Call(api, app.Operation{ID: "setCardPin", Method: "PUT", Path: "/v1/card/cards/{id}/pin", EN: "Set or change a PIN", ZH: "设置或修改密码",
		Permission: mayUse, Object: ObjectCard, StepUp: true, Problems: append([]*problem.Error{ErrPINSet, ErrPINMissing, hsm.ErrWeak}, refusals...)},
		func(ctx context.Context, in *setPINIn) (*Card, error) {
			if in.Body.Old == nil {
				return c.SetPIN(ctx, in.ID.Value, in.Body.PIN)
			}
			return c.ChangePIN(ctx, in.ID.Value, *in.Body.Old, in.Body.PIN)
		})
	app.Call(api, app.Operation{ID: "verifyCardPin", Method: "POST", Path: "/v1/card/cards/{id}/pin/verify", EN: "Verify a PIN", ZH: "验证密码",
		About:      "At a terminal, before something is done with the card. Three wrong ones in a row block the PIN.",
		Permission: mayUse, Object: ObjectCard, Problems: append([]*problem.Error{ErrPINMissing}, refusals...)},
		func(ctx context.Context, in *verifyPINIn) (*rightAnswer, error) {
			who, err := c.VerifyPIN(ctx, in.ID.Value, in.Body.PIN)
			return &rightAnswer{who}, err
		})
}

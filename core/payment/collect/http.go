package collect

import (
	"context"
	"math"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Lists whose cursors don't mix.
const (
	cursorCodes uint8 = iota + 170
	cursorCollections
)

// onAccount is the object of an account in a body.
func onAccount(id ledger.AccountID) []string { return []string{"account.account/" + id.String()} }

type makeCodeIn struct {
	Body struct {
		Account  ledger.AccountID `json:"account" doc:"That is credited." example:"463856467968"`
		Title    string           `json:"title,omitempty" maxLength:"25" doc:"What the payer reads; absent: the account's name."`
		Category string           `json:"category,omitempty" doc:"ISO 18245; absent: 5999." example:"5411"`
		Amount   money.Amount     `json:"amount,omitempty" doc:"Of one bill, in fen; absent: a code to be printed, the payer says how much." example:"4500"`
		Note     string           `json:"note,omitempty" maxLength:"60"`
		Lifetime int              `json:"minutes,omitempty" minimum:"0" maximum:"43200" doc:"How long the code of one bill lives; absent: 15."`
	}
}

// AuthObjects is the account that is credited.
func (in *makeCodeIn) AuthObjects() []string { return onAccount(in.Body.Account) }

type codePath struct {
	ID app.PathID `path:"id" doc:"The code's id."`
}

type collectionPath struct {
	ID app.PathID `path:"id" doc:"The collection's id."`
}

type askPath struct {
	ID app.PathID `path:"id" doc:"The ask's id."`
}

type listCollectionsIn struct {
	app.Paging
	Code string `query:"code" doc:"Only what was paid by this code."`
}

type daysIn struct {
	From string `query:"from" required:"true" format:"date" example:"2026-11-01"`
	To   string `query:"to" required:"true" format:"date" example:"2026-11-30"`
}

type lookIn struct {
	Text string `query:"text" required:"true" maxLength:"512" doc:"What the picture holds."`
}

type payCodeIn struct {
	Body struct {
		Text      string           `json:"text" maxLength:"512" doc:"What the picture holds."`
		From      ledger.AccountID `json:"from" doc:"The account that pays." example:"463856467968"`
		Amount    money.Amount     `json:"amount,omitempty" doc:"In fen; absent for a code of one bill." example:"1800"`
		Reference string           `json:"reference" minLength:"1" maxLength:"24" doc:"The payer's own, new for each payment." example:"7F3A"`
	}
}

// AuthObjects is the account that pays.
func (in *payCodeIn) AuthObjects() []string { return onAccount(in.Body.From) }

type showPassIn struct {
	Body struct {
		Account ledger.AccountID `json:"account" doc:"That pays." example:"463856467968"`
	}
}

// AuthObjects is the account that pays.
func (in *showPassIn) AuthObjects() []string { return onAccount(in.Body.Account) }

type chargeIn struct {
	Body struct {
		Number    string           `json:"number" minLength:"18" maxLength:"18" doc:"The customer's pass."`
		To        ledger.AccountID `json:"to" doc:"The shop's account." example:"463856467968"`
		Title     string           `json:"title,omitempty" maxLength:"25"`
		Amount    money.Amount     `json:"amount" doc:"In fen." example:"1800"`
		Note      string           `json:"note,omitempty" maxLength:"60"`
		Reference string           `json:"reference" minLength:"1" maxLength:"64" doc:"The shop's number of the bill, unique for ever."`
	}
}

// AuthObjects is the shop's account.
func (in *chargeIn) AuthObjects() []string { return onAccount(in.Body.To) }

type refundIn struct {
	ID   app.PathID `path:"id" doc:"The collection's id."`
	Body struct {
		Amount    money.Amount `json:"amount" doc:"In fen, up to what is left." example:"500"`
		Reason    string       `json:"reason" minLength:"1" maxLength:"120"`
		Reference string       `json:"reference" minLength:"1" maxLength:"64" doc:"New for each refund."`
	}
}

type asksOut struct {
	Items []*Ask `json:"items" nullable:"false"`
}

type daysOut struct {
	Items []Day `json:"items" nullable:"false" doc:"The newest first."`
}

func (c *Collect) routes(api huma.API) {
	app.Describe(api, "collect", "Collections: codes that a shop shows, passes that a customer shows, and refunds. A code's text follows EMV "+
		"QRCPS, merchant-presented.", "收款：商户出示的收款码、顾客出示的付款码与退款。收款码内容遵循 EMV QRCPS 商户出示模式。")
	c.codeRoutes(api)
	c.payerRoutes(api)
	c.collectionRoutes(api)
}

func (c *Collect) codeRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "makeCollectCode", Method: "POST", Path: "/v1/collect/codes", EN: "Make a code to be paid by", ZH: "生成收款码",
		Permission: mayMake, Object: "account.account", At: "body", Status: 201,
		Problems: []*problem.Error{ErrTitle, ErrCategory, ErrAmount, ErrExpiry}},
		func(_ context.Context, tx *store.Tx, in *makeCodeIn) (*Code, error) {
			b := &in.Body
			return c.Make(tx, NewCode{Account: b.Account, Title: b.Title, Category: b.Category, Amount: b.Amount, Note: b.Note,
				For: time.Duration(b.Lifetime) * time.Minute})
		})
	app.Read(api, app.Operation{ID: "listCollectCodes", Method: "GET", Path: "/v1/collect/codes", EN: "List codes", ZH: "查询收款码", Permission: mayRead, Listed: true},
		func(ctx context.Context, in *app.Paging) (out *app.Page[*Code], err error) {
			before := int64(math.MaxInt64)
			if _, err := app.ParseCursor(in.After, cursorCodes, &before); err != nil {
				return nil, err
			}
			err = c.st.View(ctx, func(v *store.View) error {
				all, err := codes(v, auth.FilterOf(ctx), store.ID(before), in.Limit+1)
				for _, one := range all {
					one.State = one.stateAt(v.Now())
				}
				out = app.NewPage(all, in.Limit, func(o *Code) string { return app.Cursor(cursorCodes, int64(o.ID)) })
				return err
			})
			return out, err
		})
	app.Read(api, app.Operation{ID: "getCollectCode", Method: "GET", Path: "/v1/collect/codes/{id}", EN: "Read a code", ZH: "查询收款码详情",
		Permission: mayRead, Object: KindCode, Problems: []*problem.Error{ErrUnknownCode}},
		func(ctx context.Context, in *codePath) (one *Code, err error) {
			err = c.st.View(ctx, func(v *store.View) error {
				if one, err = codeByID(v, in.ID.Value); err == nil {
					one.State = one.stateAt(v.Now())
				}
				return err
			})
			return one, err
		})
	app.Write(api, app.Operation{ID: "stopCollectCode", Method: "POST", Path: "/v1/collect/codes/{id}/stop", EN: "Stop a code", ZH: "停用收款码",
		Permission: mayMake, Object: KindCode, Problems: []*problem.Error{ErrUnknownCode, ErrDecided}},
		func(_ context.Context, tx *store.Tx, in *codePath) (*Code, error) { return c.Stop(tx, in.ID.Value) })
}

func (c *Collect) payerRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "lookAtCode", Method: "GET", Path: "/v1/collect/look", EN: "See who is paid by a code", ZH: "识别收款码",
		About: "The permission to pay is enough: it tells the shop's title and what the bill says.", SignedIn: true,
		Problems: []*problem.Error{ErrText, ErrOtherBank, ErrUnknownCode, ErrStopped, ErrExpired, ErrPaid}},
		func(ctx context.Context, in *lookIn) (out *Offer, err error) {
			var on calendar.Date
			if c.o.Today != nil {
				if on, err = c.o.Today(ctx); err != nil {
					return nil, err
				}
			}
			err = c.st.View(ctx, func(v *store.View) error {
				out, err = c.Look(v, v.Now(), on, in.Text, actsFor(ctx))
				return err
			})
			return out, err
		})
	app.Write(api, app.Operation{ID: "payCode", Method: "POST", Path: "/v1/collect/payments", EN: "Pay by a code", ZH: "扫码付款", Permission: mayPay,
		Object: "account.account", At: "body", Status: 201,
		Problems: []*problem.Error{ErrText, ErrOtherBank, ErrUnknownCode, ErrStopped, ErrExpired, ErrPaid, ErrAmount, ErrOtherAmount, ErrPrinted,
			ErrOwnCode, ErrReference, ErrNotAtOnce}},
		func(ctx context.Context, tx *store.Tx, in *payCodeIn) (*Collection, error) {
			by, err := payer(ctx)
			if err != nil {
				return nil, err
			}
			b := &in.Body
			return c.Pay(ctx, tx, Payment{Text: b.Text, From: b.From, By: by, Amount: b.Amount, Reference: b.Reference, Channel: payment.Web})
		})
	// No app.Write: that would keep the answer, and the number in it, under the caller's idempotency key.
	app.Call(api, app.Operation{ID: "showPass", Method: "POST", Path: "/v1/collect/passes", EN: "Show a pass to be charged", ZH: "出示付款码",
		About: "Good for a minute and for one charge. Its number is told once and not kept.", Permission: mayPay, Object: "account.account", At: "body",
		Status: 201},
		func(ctx context.Context, in *showPassIn) (out *Pass, err error) {
			by, err := payer(ctx)
			if err != nil {
				return nil, err
			}
			number := newNumber() // once, however often the update runs
			err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
				out, err = c.Show(tx, in.Body.Account, by, number)
				return err
			})
			return out, err
		})
	app.Read(api, app.Operation{ID: "listAsks", Method: "GET", Path: "/v1/collect/asks", EN: "List charges that wait for you", ZH: "待我确认的收款", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*asksOut, error) {
			party, err := actsUnder(ctx, mayPay)
			if err != nil {
				return nil, err
			}
			out := &asksOut{Items: []*Ask{}}
			return out, c.st.View(ctx, func(v *store.View) error {
				all, err := openAsks(v, party, v.Now())
				out.Items = append(out.Items, all...)
				return err
			})
		})
	app.Write(api, app.Operation{ID: "confirmAsk", Method: "POST", Path: "/v1/collect/asks/{id}/confirm", EN: "Let a charge be paid", ZH: "确认付款",
		Permission: mayPay, Object: KindAsk, Problems: []*problem.Error{ErrUnknownAsk, ErrDecided, ErrExpired, ErrNotAtOnce}},
		func(ctx context.Context, tx *store.Tx, in *askPath) (*Ask, error) {
			return c.Confirm(ctx, tx, in.ID.Value)
		})
	app.Write(api, app.Operation{ID: "declineAsk", Method: "POST", Path: "/v1/collect/asks/{id}/decline", EN: "Decline a charge", ZH: "拒绝付款",
		Permission: mayPay, Object: KindAsk, Problems: []*problem.Error{ErrUnknownAsk, ErrDecided}},
		func(_ context.Context, tx *store.Tx, in *askPath) (*Ask, error) { return c.Decline(tx, in.ID.Value) })
}

func (c *Collect) collectionRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "chargePass", Method: "POST", Path: "/v1/collect/charges", EN: "Charge a customer's pass", ZH: "扫付款码收款",
		About:      "Up to the bank's limit it is paid at once; above, the customer confirms it. Repeat the call with the same reference to read what became of it.",
		Permission: mayMake, Object: "account.account", At: "body", Status: 201,
		Problems: []*problem.Error{ErrPass, ErrAmount, ErrReference, ErrReferenceUsed, ErrOwnCode, ErrTitle, ErrNotAtOnce}},
		func(ctx context.Context, tx *store.Tx, in *chargeIn) (*Charged, error) {
			b := &in.Body
			return c.ChargePass(ctx, tx, Charge{Number: b.Number, To: b.To, Title: b.Title, Amount: b.Amount, Note: b.Note, Reference: b.Reference})
		})
	app.Read(api, app.Operation{ID: "listCollections", Method: "GET", Path: "/v1/collect/collections", EN: "List collections", ZH: "查询收款记录",
		Permission: mayRead, Listed: true}, c.listCollections)
	app.Read(api, app.Operation{ID: "getCollection", Method: "GET", Path: "/v1/collect/collections/{id}", EN: "Read a collection with its refunds",
		ZH: "查询收款详情", Permission: mayRead, Object: KindCollection, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *collectionPath) (one *Collection, err error) {
			err = c.st.View(ctx, func(v *store.View) error {
				if one, err = collectionByID(v, in.ID.Value); err != nil {
					return err
				}
				all, err := refundsOf(v, one.ID)
				for _, r := range all {
					one.Refunds = append(one.Refunds, *r)
				}
				return err
			})
			return one, err
		})
	app.Write(api, app.Operation{ID: "refundCollection", Method: "POST", Path: "/v1/collect/collections/{id}/refunds", EN: "Give back of a collection",
		ZH: "退款", Permission: mayRefund, Object: KindTaken, StepUp: true, Status: 201,
		Problems: []*problem.Error{ErrUnknown, ErrRefund, ErrRefundLate, ErrReason, ErrReference, ErrReferenceUsed}},
		func(ctx context.Context, tx *store.Tx, in *refundIn) (*Refund, error) {
			return c.Refund(ctx, tx, Return{Collection: in.ID.Value, Amount: in.Body.Amount, Reason: in.Body.Reason, Reference: in.Body.Reference,
				Channel: payment.Web})
		})
	app.Read(api, app.Operation{ID: "sumCollections", Method: "GET", Path: "/v1/collect/days", EN: "Sum collections by day", ZH: "收款日汇总",
		About: "Of the party for whom the caller acts.", SignedIn: true},
		func(ctx context.Context, in *daysIn) (*daysOut, error) {
			party, err := actsUnder(ctx, mayRead)
			if err != nil {
				return nil, err
			}
			from, err := calendar.Parse(in.From)
			if err != nil {
				return nil, err
			}
			to, err := calendar.Parse(in.To)
			if err != nil {
				return nil, err
			}
			out := &daysOut{Items: []Day{}}
			return out, c.st.View(ctx, func(v *store.View) error {
				all, err := days(v, party, from, to)
				out.Items = append(out.Items, all...)
				return err
			})
		})
}

func (c *Collect) listCollections(ctx context.Context, in *listCollectionsIn) (out *app.Page[*Collection], err error) {
	before := int64(math.MaxInt64)
	if _, err := app.ParseCursor(in.After, cursorCollections, &before); err != nil {
		return nil, err
	}
	var code store.ID
	if in.Code != "" {
		if code, err = store.ParseID(in.Code); err != nil {
			return nil, ErrUnknownCode
		}
	}
	err = c.st.View(ctx, func(v *store.View) error {
		all, err := collections(v, auth.FilterOf(ctx), code, store.ID(before), in.Limit+1)
		out = app.NewPage(all, in.Limit, func(o *Collection) string { return app.Cursor(cursorCollections, int64(o.ID)) })
		return err
	})
	return out, err
}

// payer is for whom the caller pays by a code or a pass. Those are in the payer's own hand: the bank's staff pay by transfer.
func payer(ctx context.Context) (auth.Party, error) { return actsUnder(ctx, mayPay) }

// actsUnder is for whom the caller acts under a permission of that party's own.
func actsUnder(ctx context.Context, may auth.Permission) (auth.Party, error) {
	s := auth.SubjectOf(ctx)
	if s == nil || s.Hat.For == 0 || !s.Reach(may).Has(auth.Own) {
		return 0, errNotAllowed
	}
	return s.Hat.For, nil
}

// actsFor is the party for whom the caller acts.
func actsFor(ctx context.Context) auth.Party {
	if s := auth.SubjectOf(ctx); s != nil {
		return s.Hat.For
	}
	return 0
}

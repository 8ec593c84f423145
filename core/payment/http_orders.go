package payment

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

type orderPath struct {
	ID app.PathID `path:"id" doc:"The payment's id: its number."`
}

type orderReasonIn struct {
	ID   app.PathID `path:"id" doc:"The payment's id."`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"40" doc:"A word for why, kept with the payment." example:"suspicious"`
	}
}

// OrdersIn narrows the list of payments.
type OrdersIn struct {
	app.Paging
	Account app.PathID `query:"account" doc:"Payer's or payee's account id."`
	Kind    string     `query:"kind" enum:"transfer,standing,batch,collection,refund,inward,return"`
	State   string     `query:"state" enum:"proposed,sent,settled,rejected,returned,refused,held"`
	Batch   app.PathID `query:"batch" doc:"Of this batch or standing order."`
	From    string     `query:"from" format:"date" doc:"Made on this day or later."`
	To      string     `query:"to" format:"date" doc:"Made on this day or earlier."`
	Least   int64      `query:"least" minimum:"0" doc:"Amount, in minor units, at least."`
	Most    int64      `query:"most" minimum:"0" doc:"And at most."`
}

func (p *Payments) orderRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getPayment", Method: "GET", Path: "/v1/payment/orders/{id}", EN: "Read a payment", ZH: "查询支付",
		Permission: mayRead, Object: OrderKind, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *orderPath) (*Order, error) {
			return p.answer(ctx, in.ID.Value, p.receipted)
		})
	app.Read(api, app.Operation{ID: "listPayments", Method: "GET", Path: "/v1/payment/orders", EN: "List payments", ZH: "支付列表",
		About: "The newest first: payments made, and those received.", Permission: mayRead, Listed: true}, p.list)
	app.Read(api, app.Operation{ID: "getPaymentChain", Method: "GET", Path: "/v1/payment/orders/{id}/chain", EN: "Read a payment's chain", ZH: "查询支付链路",
		About:      "Everything that happened to it: checks, approvals, entries with their legs, messages of the clearing, returns, receipt.",
		Permission: mayRead, Object: OrderKind, Problems: []*problem.Error{ErrUnknown}}, p.chain)
	app.Write(api, app.Operation{ID: "cancelPayment", Method: "POST", Path: "/v1/payment/orders/{id}/cancel", EN: "Cancel a payment that waits", ZH: "撤销待办支付",
		Permission: mayMake, Object: OrderKind, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrNotPayer}},
		func(_ context.Context, tx *store.Tx, in *orderPath) (*Order, error) {
			if err := p.paidBy(tx, in.ID.Value); err != nil {
				return nil, err
			}
			return p.Refuse(tx, in.ID.Value, "cancelled")
		})
	app.Write(api, app.Operation{ID: "confirmPayment", Method: "POST", Path: "/v1/payment/orders/{id}/confirm", EN: "Confirm a payment that a rule asks about",
		ZH: "确认待核实支付", Permission: mayMake, Object: OrderKind, StepUp: true, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrApproval, ErrNotPayer}},
		func(ctx context.Context, tx *store.Tx, in *orderPath) (*Order, error) {
			if err := p.paidByHer(tx, in.ID.Value); err != nil {
				return nil, err
			}
			return p.withReceipt(tx)(p.Confirm(ctx, tx, in.ID.Value))
		})
	app.Write(api, app.Operation{ID: "releasePayment", Method: "POST", Path: "/v1/payment/orders/{id}/release", EN: "Let a payment pass", ZH: "放行支付",
		Permission: mayOperate, StepUp: true, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrApproval, ErrOwnOrder}},
		func(ctx context.Context, tx *store.Tx, in *orderPath) (*Order, error) {
			return p.Release(ctx, tx, in.ID.Value)
		})
	app.Write(api, app.Operation{ID: "refusePayment", Method: "POST", Path: "/v1/payment/orders/{id}/refuse", EN: "Refuse a payment that waits", ZH: "拒绝支付",
		Permission: mayOperate, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrState}},
		func(_ context.Context, tx *store.Tx, in *orderReasonIn) (*Order, error) {
			return p.Refuse(tx, in.ID.Value, in.Body.Reason)
		})
}

func (p *Payments) withReceipt(tx *store.Tx) func(*Order, error) (*Order, error) {
	return func(o *Order, err error) (*Order, error) {
		if err == nil {
			err = p.receipted(tx, o)
		}
		return o, err
	}
}

// paidBy refuses a verb of the payer's to whoever only was paid.
func (p *Payments) paidBy(tx *store.Tx, id store.ID) error {
	o, err := orderByID(tx, id)
	if err != nil {
		return err
	}
	if s := auth.By(tx); s != nil && s.Hat.For != 0 && s.Hat.For != o.Payer {
		return ErrNotPayer
	}
	return nil
}

// paidByHer refuses also whoever acts for nobody: a rule has asked the payer, so the bank's staff don't answer in her place. They
// have Release, which takes another person than who made the order.
func (p *Payments) paidByHer(tx *store.Tx, id store.ID) error {
	if s := auth.By(tx); s != nil && s.Hat.For == 0 {
		return ErrNotPayer
	}
	return p.paidBy(tx, id)
}

// ErrNotPayer refuses the payee what only the payer may.
var ErrNotPayer = problem.New(problem.Forbidden, "payment.not_payer",
	"Only the payer may do this with the payment.", "该操作只能由付款人办理。")

// answer reads an order, does something to it, and shows of it what the caller may see.
func (p *Payments) answer(ctx context.Context, id store.ID, more func(store.Querier, *Order) error) (o *Order, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		if o, err = orderByID(v, id); err != nil {
			return err
		}
		return more(v, o)
	})
	if err == nil {
		p.veil(ctx, o)
	}
	return o, err
}

// veil masks from the payee what is the payer's own affair; it says whether it did.
func (p *Payments) veil(ctx context.Context, o *Order) bool {
	s := auth.SubjectOf(ctx)
	if s == nil || s.Hat.For == 0 || s.Hat.For == o.Payer || o.PayeeParty != s.Hat.For {
		return false
	}
	o.FromNumber, o.From, o.Fee, o.Approval, o.Payer, o.Batch, o.Reference = maskNumber(o.FromNumber), 0, 0, 0, 0, 0, ""
	if o.Receipt != nil && o.Receipt.Text != "" {
		o.Receipt.Text = o.text()
	}
	return true
}

func (p *Payments) list(ctx context.Context, in *OrdersIn) (*app.Page[*Order], error) {
	may := auth.FilterOf(ctx)
	f := &Filter{Account: int64(in.Account.Value), Kind: Kind(in.Kind), State: State(in.State), Batch: in.Batch.Value, Least: in.Least, Most: in.Most, may: &may}
	var err error
	if f.From, err = day(in.From, 0); err != nil {
		return nil, err
	}
	if f.To, err = day(in.To, 1); err != nil {
		return nil, err
	}
	var before int64
	if _, err := app.ParseCursor(in.After, cursorOrders, &before); err != nil {
		return nil, err
	}
	var orders []*Order
	err = p.st.View(ctx, func(v *store.View) (err error) {
		orders, err = ordersOf(v, f, store.ID(before), in.Limit+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		p.veil(ctx, o)
	}
	return app.NewPage(orders, in.Limit, func(o *Order) string { return app.Cursor(cursorOrders, int64(o.ID)) }), nil
}

// day is the first moment of a day in the bank's zone, or of one that many days later; an empty text is no moment.
func day(text string, later int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := calendar.Parse(text)
	if err != nil {
		return time.Time{}, err
	}
	const zone = 8 * 3600 // China has one
	return time.Unix(int64(d+calendar.Date(later))*86_400-zone, 0).UTC(), nil
}

// chain shows the whole chain to the payer's side and the bank, and to the payee what concerns her.
func (p *Payments) chain(ctx context.Context, in *orderPath) (c *Chain, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		c, err = p.Chain(ctx, v, in.ID.Value)
		return err
	})
	if err != nil || !p.veil(ctx, c.Order) {
		return c, err
	}
	mine := c.Steps[:0]
	for _, s := range c.Steps {
		if s.Kind == "end" || s.Kind == "receipt" {
			mine = append(mine, s)
		}
	}
	c.Steps = mine
	return c, nil
}

type receiptIn struct {
	Number string `query:"number" required:"true" minLength:"1" maxLength:"24" doc:"流水号 of the receipt."`
	Code   string `query:"code" required:"true" minLength:"1" maxLength:"32" doc:"验证码."`
}

func (p *Payments) receiptRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getReceipt", Method: "GET", Path: "/v1/payment/orders/{id}/receipt", EN: "Read a receipt", ZH: "电子回单",
		About: "The payment with its receipt: verification code, and the whole as text.", Permission: mayRead, Object: OrderKind,
		Problems: []*problem.Error{ErrUnknown, ErrNoReceipt}},
		func(ctx context.Context, in *orderPath) (*Order, error) {
			if err := p.ready(ctx); err != nil {
				return nil, err
			}
			return p.answer(ctx, in.ID.Value, p.Receipt)
		})
	app.Read(api, app.Operation{ID: "verifyReceipt", Method: "GET", Path: "/v1/payment/receipts/verify", EN: "Check a receipt", ZH: "核验回单", Open: true,
		About: "Anybody who holds a receipt may ask. Names and numbers are masked.", Problems: []*problem.Error{limit.ErrTooMany}},
		func(ctx context.Context, in *receiptIn) (*Genuine, error) {
			if wait, ok := p.bounds.receipts.Allow(audit.PlaceOf(ctx).Address, p.st.Now()); !ok {
				return nil, limit.Refuse(wait)
			}
			var g Genuine
			err := p.st.View(ctx, func(v *store.View) (err error) {
				g, err = p.CheckReceipt(v, in.Number, in.Code)
				return err
			})
			return &g, err
		})
}

// ready makes the key of the codes, if the bank has none yet.
func (p *Payments) ready(ctx context.Context) error {
	if p.code.Load() != nil || p.d.Vault == nil {
		return nil
	}
	return p.st.Update(ctx, func(tx *store.Tx) error {
		_, err := p.receiptKey(tx)
		return err
	})
}

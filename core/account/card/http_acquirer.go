package card

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account/card/hsm"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type authoriseIn struct {
	Body struct {
		Reference string         `json:"reference" minLength:"1" maxLength:"64" doc:"The acquirer's own, unique for ever: repeated it has the same answer."`
		Number    string         `json:"number" minLength:"8" maxLength:"32" doc:"The card number."`
		Expiry    string         `json:"expiry,omitempty" pattern:"^[0-9]{4}$" doc:"YYMM."`
		CVV       string         `json:"cvv,omitempty" pattern:"^[0-9]{3}$" doc:"The printed one; needed online."`
		PIN       *hsm.Block     `json:"pin,omitempty" doc:"Needed at machines and shops, and contactless above 1,000 yuan."`
		Channel   Channel        `json:"channel" enum:"pos,atm,online,contactless"`
		Amount    money.Amount   `json:"amount" doc:"In fen." example:"12800"`
		Currency  money.Currency `json:"currency,omitempty" doc:"Absent: CNY."`
		Merchant  string         `json:"merchant,omitempty" maxLength:"60" example:"惠民超市"`
		Category  string         `json:"category,omitempty" pattern:"^[0-9]{4}$" doc:"ISO 18245." example:"5411"`
		Terminal  string         `json:"terminal,omitempty" maxLength:"16"`
		Long      bool           `json:"long,omitempty" doc:"A pre-authorisation that is held for 30 days instead of 7."`
	}
}

type referencePath struct {
	Reference string `path:"reference" maxLength:"64" doc:"Of the authorisation."`
}

type orderIn struct {
	Reference string `path:"reference" maxLength:"64" doc:"Of the authorisation."`
	Body      struct {
		Reference string       `json:"reference" minLength:"1" maxLength:"64" doc:"Of this order, the acquirer's own."`
		Amount    money.Amount `json:"amount,omitzero" doc:"Absent: all that is left."`
		Final     bool         `json:"final,omitempty" doc:"Of a capture: the rest is given up."`
	}
}

func (in *orderIn) order(acquirer store.ID) Order {
	return Order{Acquirer: acquirer, Authorisation: in.Reference, Reference: in.Body.Reference, Amount: in.Body.Amount, Final: in.Body.Final}
}

// acquirer is whom the caller speaks for.
func (c *Cards) acquirer(ctx context.Context) (store.ID, error) {
	s := auth.SubjectOf(ctx)
	if s == nil {
		return 0, auth.ErrNobody
	}
	var a *Acquirer
	err := c.st.View(ctx, func(v *store.View) (err error) {
		var ok bool
		if a, ok, err = acquirerByClient(v, c.o.Named(s)); err == nil && !ok {
			err = ErrAcquirer
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return a.ID, nil
}

// acquirerRoutes are no app.Write: the acquirer's reference makes each of them repeatable for ever, and PINs are verified before
// the update.
func (c *Cards) acquirerRoutes(api huma.API) {
	const repeated = " The acquirer's reference takes the place of an idempotency key."
	app.Call(api, app.Operation{ID: "authoriseCard", Method: "POST", Path: "/v1/card/authorisations", EN: "Authorise a card transaction", ZH: "授权",
		About: "Approved or declined, the answer is 200 with a response code of ISO 8583." + repeated, Permission: mayAuthorise,
		Problems: []*problem.Error{ErrAcquirer, ErrRequest, ErrReference, hsm.ErrFormat, hsm.ErrKey}},
		func(ctx context.Context, in *authoriseIn) (*Authorisation, error) {
			id, err := c.acquirer(ctx)
			if err != nil {
				return nil, err
			}
			b := &in.Body
			if b.Currency == "" {
				b.Currency = "CNY"
			}
			return c.Authorise(ctx, Request{Acquirer: id, Reference: b.Reference, Number: b.Number, Expiry: b.Expiry, CVV: b.CVV, PIN: b.PIN,
				Channel: b.Channel, Amount: b.Amount, Currency: b.Currency, Merchant: b.Merchant, Category: b.Category, Terminal: b.Terminal,
				Long: b.Long})
		})
	app.Read(api, app.Operation{ID: "getAuthorisation", Method: "GET", Path: "/v1/card/authorisations/{reference}", EN: "Read an authorisation",
		ZH: "查询授权", Permission: mayAuthorise, Problems: []*problem.Error{ErrAcquirer, ErrNoAuthorisation}},
		func(ctx context.Context, in *referencePath) (*Authorisation, error) {
			id, err := c.acquirer(ctx)
			if err != nil {
				return nil, err
			}
			return view(ctx, c, func(v *store.View) (*Authorisation, error) {
				a, ok, err := authorisationByReference(v, id, in.Reference)
				if err != nil || !ok {
					return nil, orMissing(err)
				}
				return a.shown(c.st.Now()), nil
			})
		})
	moving := []*problem.Error{ErrAcquirer, ErrNoAuthorisation, ErrEnded, ErrTooMuch, ErrReference, ErrRequest}
	app.Call(api, app.Operation{ID: "captureAuthorisation", Method: "POST", Path: "/v1/card/authorisations/{reference}/capture",
		EN: "Capture an authorisation", ZH: "请款", About: "In full or in parts." + repeated, Permission: mayAuthorise, Problems: moving},
		func(ctx context.Context, in *orderIn) (*Movement, error) {
			id, err := c.acquirer(ctx)
			if err != nil {
				return nil, err
			}
			return c.Capture(ctx, in.order(id))
		})
	app.Call(api, app.Operation{ID: "refundAuthorisation", Method: "POST", Path: "/v1/card/authorisations/{reference}/refund",
		EN: "Refund a capture", ZH: "退货", About: "In full or in parts, never more than was captured." + repeated, Permission: mayAuthorise, Problems: moving},
		func(ctx context.Context, in *orderIn) (*Movement, error) {
			id, err := c.acquirer(ctx)
			if err != nil {
				return nil, err
			}
			return c.Refund(ctx, in.order(id))
		})
	app.Call(api, app.Operation{ID: "reverseAuthorisation", Method: "POST", Path: "/v1/card/authorisations/{reference}/reverse",
		EN: "Reverse an authorisation", ZH: "冲正", About: "Gives up what it still holds. It may be repeated, and come before the authorisation.",
		Permission: mayAuthorise, Problems: []*problem.Error{ErrAcquirer, ErrRequest}},
		func(ctx context.Context, in *referencePath) (*Authorisation, error) {
			id, err := c.acquirer(ctx)
			if err != nil {
				return nil, err
			}
			return c.Reverse(ctx, Order{Acquirer: id, Authorisation: in.Reference})
		})
}

func orMissing(err error) error {
	if err == nil {
		err = ErrNoAuthorisation
	}
	return err
}

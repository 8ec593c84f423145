package payment

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Limits are what a payer may pay: the bank's limits, her own, and what she has used today.
type Limits struct {
	Party    auth.Party     `json:"party"`
	Person   auth.Party     `json:"person,omitzero" doc:"Of a firm's people; absent: of the payer as a whole."`
	Channels []ChannelLimit `json:"channels" nullable:"false"`
	Check    *money.Amount  `json:"check,omitempty" doc:"Of a firm: above it its checker decides."`
	Large    *money.Amount  `json:"large,omitempty" doc:"Of a firm: above it its approver decides."`
}

// ChannelLimit is one channel's limits.
type ChannelLimit struct {
	Channel Channel      `json:"channel"`
	Bank    Bound        `json:"bank"`
	Own     *Bound       `json:"own,omitempty"`
	Used    money.Amount `json:"used" doc:"On the open bank date."`
}

type limitsIn struct {
	Body struct {
		Channels map[Channel]Bound `json:"channels,omitempty" doc:"By channel: web, kiosk, counter, api."`
		Check    *money.Amount     `json:"check,omitempty" doc:"Firms only."`
		Large    *money.Amount     `json:"large,omitempty" doc:"Firms only."`
	}
}

type personLimitsIn struct {
	Person app.PathID `path:"person" doc:"The party id of one of the firm's people."`
	Body   struct {
		Channels map[Channel]Bound `json:"channels,omitempty"`
	}
}

type personPath struct {
	Person app.PathID `path:"person" doc:"The party id of one of the firm's people."`
}

// mine is for whom a caller acts under a permission of her own.
func mine(s *auth.Subject, may auth.Permission) (auth.Party, error) {
	if s == nil {
		return 0, ErrNobody
	}
	if s.Hat.For == 0 || !s.Reach(may).Has(auth.Own) {
		return 0, errNotAllowed
	}
	return s.Hat.For, nil
}

func (p *Payments) limitRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getPaymentLimits", Method: "GET", Path: "/v1/payment/limits", EN: "Read my limits", ZH: "我的支付限额", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*Limits, error) {
			s := auth.SubjectOf(ctx)
			party, err := mine(s, mayRead)
			if err != nil {
				return nil, err
			}
			return p.limitsOf(ctx, payerKey{party, 0}, firmHat(s))
		})
	app.Read(api, app.Operation{ID: "getPersonLimits", Method: "GET", Path: "/v1/payment/limits/{person}", EN: "Read the limits of one of the firm's people",
		ZH: "查询企业人员支付限额", SignedIn: true},
		func(ctx context.Context, in *personPath) (*Limits, error) {
			s := auth.SubjectOf(ctx)
			party, err := mine(s, mayRead)
			if err == nil && (!firmHat(s) || in.Person.Value != s.Person && !s.Reach(mayLimit).Has(auth.Own)) {
				err = errNotAllowed
			}
			if err != nil {
				return nil, err
			}
			return p.limitsOf(ctx, payerKey{party, in.Person.Value}, true)
		})
	app.Write(api, app.Operation{ID: "setPaymentLimits", Method: "PUT", Path: "/v1/payment/limits", EN: "Set my limits", ZH: "设置支付限额", SignedIn: true,
		StepUp: true, KeyOptional: true, About: "They only narrow the bank's. A firm also says above which amount its checker and its approver decide.",
		Problems: []*problem.Error{ErrLimit, ErrLimitPerson}},
		func(ctx context.Context, tx *store.Tx, in *limitsIn) (*Done, error) {
			s := auth.By(tx)
			party, err := mine(s, mayLimit)
			if err == nil && !firmHat(s) && (in.Body.Check != nil || in.Body.Large != nil) {
				err = ErrLimitPerson
			}
			if err != nil {
				return nil, err
			}
			return &Done{true}, p.SetLimits(tx, party, 0, Own{in.Body.Channels, in.Body.Check, in.Body.Large})
		})
	app.Write(api, app.Operation{ID: "setPersonLimits", Method: "PUT", Path: "/v1/payment/limits/{person}", EN: "Set the limits of one of the firm's people",
		ZH: "设置企业人员支付限额", SignedIn: true, StepUp: true, KeyOptional: true, Problems: []*problem.Error{ErrLimit, ErrLimitPerson}},
		func(_ context.Context, tx *store.Tx, in *personLimitsIn) (*Done, error) {
			s := auth.By(tx)
			party, err := mine(s, mayLimit)
			if err == nil && !firmHat(s) {
				err = ErrLimitPerson
			}
			if err != nil {
				return nil, err
			}
			return &Done{true}, p.SetLimits(tx, party, in.Person.Value, Own{Channels: in.Body.Channels})
		})
}

// Done says that something was done.
type Done struct {
	Done bool `json:"done"`
}

func firmHat(s *auth.Subject) bool { return s.Hat.Kind == auth.FirmHat || s.Hat.Kind == auth.AgencyHat }

// limitsOf shows a payer's limits as they stand today.
func (p *Payments) limitsOf(ctx context.Context, key payerKey, firm bool) (*Limits, error) {
	l := &Limits{Party: key.party, Person: key.person, Channels: []ChannelLimit{}}
	a := &account.Account{Owner: key.party, Kind: account.Demand, Currency: "CNY"}
	if firm {
		a.Kind = account.Basic
	}
	days, err := p.led.Days(ctx, calendar.MustOf(2200, 12, 31), 1)
	if err != nil {
		return nil, err
	}
	var today calendar.Date
	if len(days) > 0 {
		today = days[0].Date
	}
	err = p.st.View(ctx, func(v *store.View) error {
		x, err := payerRow(v, key)
		if err != nil {
			return err
		}
		l.Check, l.Large = x.own.Check, x.own.Large
		for i, c := range customerChannels {
			one := ChannelLimit{Channel: c}
			if p.d.Parameters != nil {
				if one.Bank, err = p.bank(ctx, v, a, c, today); err != nil {
					return err
				}
			}
			if own, ok := x.own.Channels[c]; ok {
				one.Own = &own
			}
			if x.day == today {
				one.Used = x.used[i]
			}
			l.Channels = append(l.Channels, one)
		}
		return nil
	})
	return l, err
}

// list types of the payer's own things.
type payeeList struct {
	Items []*SavedPayee `json:"items" nullable:"false"`
}

type aliasList struct {
	Items []*Alias `json:"items" nullable:"false"`
}

type savePayeeIn struct {
	Body struct {
		Account string `json:"account" minLength:"1" maxLength:"64"`
		Name    string `json:"name" minLength:"1" maxLength:"100"`
		Bank    string `json:"bank,omitempty" maxLength:"12"`
		Label   string `json:"label,omitempty" maxLength:"40"`
	}
}

type ownPath struct {
	ID app.PathID `path:"id"`
}

type linkIn struct {
	Body struct {
		Phone   string           `json:"phone" minLength:"11" maxLength:"20" doc:"One of your registered mobile numbers."`
		Account ledger.AccountID `json:"account" doc:"On which account it takes payments."`
	}
}

// BanksIn pages the directory of banks.
type BanksIn struct {
	app.Paging
}

func (p *Payments) payeeRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listPayees", Method: "GET", Path: "/v1/payment/payees", EN: "List my payees", ZH: "我的收款人", SignedIn: true,
		About: "The saved ones first, then whom you paid lately."},
		func(ctx context.Context, _ *struct{}) (*payeeList, error) {
			party, err := mine(auth.SubjectOf(ctx), mayMake)
			if err != nil {
				return nil, err
			}
			out := &payeeList{}
			err = p.st.View(ctx, func(v *store.View) (err error) {
				out.Items, err = p.Payees(v, party)
				return err
			})
			out.Items = append([]*SavedPayee{}, out.Items...)
			return out, err
		})
	app.Write(api, app.Operation{ID: "savePayee", Method: "POST", Path: "/v1/payment/payees", EN: "Save a payee", ZH: "保存收款人", SignedIn: true, Status: 201,
		Problems: []*problem.Error{ErrPayee, ErrBank, ErrTooManyPayees}},
		func(_ context.Context, tx *store.Tx, in *savePayeeIn) (*SavedPayee, error) {
			party, err := mine(auth.By(tx), mayMake)
			if err != nil {
				return nil, err
			}
			return p.SavePayee(tx, party, SavedPayee{Account: in.Body.Account, Name: in.Body.Name, Bank: in.Body.Bank, Label: in.Body.Label})
		})
	app.Write(api, app.Operation{ID: "forgetPayee", Method: "DELETE", Path: "/v1/payment/payees/{id}", EN: "Remove a saved payee", ZH: "删除收款人",
		SignedIn: true, KeyOptional: true, Problems: []*problem.Error{ErrUnknownPayee}},
		func(_ context.Context, tx *store.Tx, in *ownPath) (*Done, error) {
			party, err := mine(auth.By(tx), mayMake)
			if err != nil {
				return nil, err
			}
			return &Done{true}, p.ForgetPayee(tx, party, in.ID.Value)
		})
	p.aliasRoutes(api)
	app.Read(api, app.Operation{ID: "listBanks", Method: "GET", Path: "/v1/payment/banks", EN: "List banks by code", ZH: "行名行号", SignedIn: true}, p.banks)
}

func (p *Payments) aliasRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listPhoneLinks", Method: "GET", Path: "/v1/payment/phones", EN: "List my phone numbers that take payments", ZH: "我的收款手机号",
		SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*aliasList, error) {
			party, err := mine(auth.SubjectOf(ctx), mayMake)
			if err != nil {
				return nil, err
			}
			out := &aliasList{}
			err = p.st.View(ctx, func(v *store.View) (err error) {
				out.Items, err = p.Aliases(v, party)
				return err
			})
			out.Items = append([]*Alias{}, out.Items...)
			return out, err
		})
	app.Write(api, app.Operation{ID: "linkPhone", Method: "POST", Path: "/v1/payment/phones", EN: "Take payments under my phone number", ZH: "开通手机号收款",
		SignedIn: true, StepUp: true, Status: 201, Problems: []*problem.Error{ErrPhone, ErrNotYourPhone, ErrPhoneTaken, ErrNotYours}},
		func(_ context.Context, tx *store.Tx, in *linkIn) (*Alias, error) {
			party, err := mine(auth.By(tx), mayMake)
			if err != nil {
				return nil, err
			}
			return p.Link(tx, party, in.Body.Phone, in.Body.Account)
		})
	app.Write(api, app.Operation{ID: "unlinkPhone", Method: "DELETE", Path: "/v1/payment/phones/{id}", EN: "Stop taking payments under a phone number",
		ZH: "关闭手机号收款", SignedIn: true, KeyOptional: true, Problems: []*problem.Error{ErrUnknownAlias}},
		func(_ context.Context, tx *store.Tx, in *ownPath) (*Done, error) {
			party, err := mine(auth.By(tx), mayMake)
			if err != nil {
				return nil, err
			}
			return &Done{true}, p.Unlink(tx, party, in.ID.Value)
		})
}

func (p *Payments) banks(ctx context.Context, in *BanksIn) (*app.Page[BankEntry], error) {
	var class, rest int64 // a code's twelve digits
	after := ""
	more, err := app.ParseCursor(in.After, cursorBanks, &class, &rest)
	if err != nil {
		return nil, err
	}
	if more {
		after = codeOfParts(class, rest)
	}
	var banks []BankEntry
	err = p.st.View(ctx, func(v *store.View) (err error) {
		banks, err = banksAfter(v, after, in.Limit+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	return app.NewPage(banks, in.Limit, func(b BankEntry) string {
		class, rest := partsOfCode(b.Code)
		return app.Cursor(cursorBanks, class, rest)
	}), nil
}

func codeOfParts(class, rest int64) string { return fmt.Sprintf("%03d%09d", class, rest) }

func partsOfCode(c ident.BankCode) (class, rest int64) {
	_, _ = fmt.Sscanf(c.String(), "%3d%9d", &class, &rest)
	return class, rest
}

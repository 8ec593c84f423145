package app

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/signin"
)

type activateIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"64" example:"liming"`
		Code     string `json:"code" minLength:"1" maxLength:"128" doc:"激活码, as it was handed over." example:"7K3M-9QWX-2B4C-8DEF"`
		Password string `json:"password,omitempty" maxLength:"512" doc:"The first password; absent: a passkey is asked for."`
	}
}

type activatePasskeyIn struct {
	Body struct {
		Login  string          `json:"login" minLength:"1" maxLength:"64" example:"liming"`
		Code   string          `json:"code" minLength:"1" maxLength:"128"`
		Ticket string          `json:"ticket" minLength:"1" maxLength:"64"`
		Name   string          `json:"name,omitempty" maxLength:"120" doc:"Of the passkey." example:"我的手机"`
		Answer json.RawMessage `json:"answer" doc:"The credential that the browser gave, as JSON (toJSON)."`
	}
}

func (r signInRoutes) activation(api huma.API) {
	Call(api, Operation{ID: "activateUser", Method: "POST", Path: "/v1/auth/activation", EN: "Begin with an activation code", ZH: "激活用户",
		Open: true, About: "Sets the first password and signs in; without a password the answer asks for a passkey. A code is good once, " +
			"for 24 hours.", Example: json.RawMessage(`{"login":"liming","code":"7K3M-9QWX-2B4C-8DEF","password":"a long sentence of mine"}`),
		Problems: []*problem.Error{signin.ErrActivation, limit.ErrTooMany}},
		func(ctx context.Context, in *activateIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			if in.Body.Password == "" {
				g, err := r.s.ActivateByPasskey(ctx, c, in.Body.Login, in.Body.Code)
				return r.answer(ctx, g, err)
			}
			g, err := r.s.Activate(ctx, c, in.Body.Login, in.Body.Code, in.Body.Password)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "activateByPasskey", Method: "POST", Path: "/v1/auth/activation/passkey", EN: "Activate with a passkey",
		ZH: "以通行密钥激活", Open: true, Problems: append([]*problem.Error{signin.ErrActivation}, passkeyProblems...)},
		func(ctx context.Context, in *activatePasskeyIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			b := &in.Body
			g, err := r.s.ActivatePasskey(ctx, c, b.Login, b.Code, b.Ticket, b.Name, b.Answer)
			return r.answer(ctx, g, err)
		})
}

type providersAnswer struct {
	Providers []string `json:"providers" nullable:"false" doc:"Words for /v1/auth/providers/{name}/start."`
	Passkeys  bool     `json:"passkeys" doc:"This site takes passkeys."`
}

// provider are the two steps of a sign-in elsewhere. Both are navigations of the browser, so they answer with redirects.
func (r signInRoutes) provider(api huma.API) {
	Read(api, Operation{ID: "listProviders", Method: "GET", Path: "/v1/auth/providers", EN: "List ways to sign in", ZH: "查询登录方式", Open: true},
		func(context.Context, *struct{}) (*providersAnswer, error) {
			return &providersAnswer{r.s.Providers(), r.s.TakesPasskeys()}, nil
		})
	RawCall[struct{}, struct{}](api, Operation{ID: "startProvider", Method: "GET", Path: "/v1/auth/providers/{name}/start",
		EN: "Go to a sign-in provider", ZH: "前往统一认证平台", Open: true, Status: http.StatusFound,
		About: "Redirects to the provider (OpenID Connect). The query `back` is a path of the bank to go on to; with `fresh` " +
			"the provider asks anew, and who is signed in steps up.",
		Problems: []*problem.Error{signin.ErrProvider, limit.ErrTooMany}},
		func(ctx context.Context, q *http.Request, _ []byte) (*Raw, error) {
			var sub *auth.Subject
			if q.URL.Query().Has("fresh") {
				var err error
				if sub, err = person(ctx); err != nil {
					return nil, err
				}
			}
			to, cookie, err := r.s.ToProvider(ctx, r.s.CallerOf(q, remote(q)), sub, q.PathValue("name"), q.URL.Query().Get("back"))
			if err != nil {
				return nil, err
			}
			return redirect(to, cookie), nil
		})
	RawCall[struct{}, struct{}](api, Operation{ID: "finishProvider", Method: "GET", Path: "/v1/auth/providers/callback",
		EN: "Come back from a sign-in provider", ZH: "统一认证平台回调", Open: true, Status: http.StatusFound,
		About:    "Redeems the code and redirects into the bank. It counts only in the browser that set out.",
		Problems: []*problem.Error{signin.ErrTicket, signin.ErrUnlinked, signin.ErrProvider}},
		func(ctx context.Context, q *http.Request, _ []byte) (*Raw, error) {
			g, back, err := r.s.FromProvider(ctx, r.s.CallerOf(q, remote(q)), q)
			if err != nil {
				return nil, err
			}
			return redirect(back, append(r.s.Cookies(g), r.s.NoProviderCookie())...), nil
		})
}

func redirect(to string, cookies ...*http.Cookie) *Raw {
	h := http.Header{"Location": {to}}
	for _, c := range cookies {
		h.Add("Set-Cookie", c.String())
	}
	return &Raw{Status: http.StatusFound, Type: "text/plain; charset=utf-8", Header: h}
}

type terminalIn struct {
	Body struct {
		Code   string `json:"code" minLength:"1" maxLength:"24" example:"K01"`
		Secret string `json:"secret" minLength:"1" maxLength:"128" doc:"Shown when the terminal was added."`
	}
}

type cardIn struct {
	Body struct {
		Card string `json:"card" minLength:"1" maxLength:"128" doc:"The card's token."`
		PIN  string `json:"pin" minLength:"4" maxLength:"12" example:"135790"`
	}
}

type documentIn struct {
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"64" doc:"Of the identity document that was read."`
		Code   string `json:"code" minLength:"1" maxLength:"64" doc:"Of the app, or from the counter." example:"12345678"`
	}
}

func (r signInRoutes) terminal(api huma.API) {
	Call(api, Operation{ID: "signInTerminal", Method: "POST", Path: "/v1/auth/terminal", EN: "Sign in a terminal", ZH: "终端签到", Open: true,
		About: "The terminal itself; people then sign in at it.", Example: json.RawMessage(`{"code":"K01","secret":"7K3M-9QWX-2B4C-8DEF"}`),
		Problems: []*problem.Error{signin.ErrTerminal, limit.ErrTooMany}},
		func(ctx context.Context, in *terminalIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.SignInTerminal(ctx, c, in.Body.Code, in.Body.Secret)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "signInByCard", Method: "POST", Path: "/v1/auth/card", EN: "Sign in by card", ZH: "刷卡登录", Open: true,
		About: "At a terminal only. Three wrong PINs lock the card.", Example: json.RawMessage(`{"card":"7K3M-9QWX-2B4C-8DEF","pin":"135790"}`),
		Problems: []*problem.Error{signin.ErrTerminal, signin.ErrCard, signin.ErrCardLocked}},
		func(ctx context.Context, in *cardIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.Card(ctx, c, in.Body.Card, in.Body.PIN)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "signInByDocument", Method: "POST", Path: "/v1/auth/document", EN: "Sign in by identity document", ZH: "证件登录",
		Open: true, About: "At a terminal only, with a one-time code of the app or one from the counter.",
		Problems: []*problem.Error{signin.ErrTerminal, signin.ErrDocument}},
		func(ctx context.Context, in *documentIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.Document(ctx, c, in.Body.Number, in.Body.Code)
			return r.answer(ctx, g, err)
		})
}

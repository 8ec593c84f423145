package app

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/auth/signin"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// SignInModule is what signing in brings to the app: its tables, the sessions' and methods' operations, and those of the
// administrators of users and terminals. What would let one administrator be somebody else goes through the register.
func SignInModule(s *signin.SignIn, reg *approval.Register) Module {
	r := signInRoutes{s, reg}
	reg.Add(r.acts()...)
	return Module{
		Name:   "signin",
		Schema: signin.Schema(),
		Routes: func(api huma.API) {
			Describe(api, "signin", "Signing in and out, the hats that one may wear, sessions, devices and methods. A browser is known by a "+
				"cookie; each of its writes bears the session's token in X-CSRF-Token, and Tonghui-Hat names the hat.",
				"登录与退出、可用身份、会话、设备与认证方式。浏览器以 Cookie 识别；每次写操作须在 X-CSRF-Token 中携带会话令牌，并以 Tonghui-Hat 指明身份。")
			r.session(api)
			r.password(api)
			r.passkey(api)
			r.activation(api)
			r.provider(api)
			r.terminal(api)
			r.own(api)
			r.methods(api)
			r.users(api)
			r.terminals(api)
		},
		Jobs: []jobs.Worker{{Kind: "signin.sweep", Handle: func(ctx context.Context, _ *jobs.Run) error { return s.Sweep(ctx) }}},
		Schedules: []jobs.Schedule{
			{Name: "signin.sweep", Kind: "signin.sweep", When: jobs.When{Every: time.Hour}},
		},
		Menu: []Entry{
			{Face: Ops, EN: "Users", ZH: "用户", Path: "/users", Permission: "user.read"},
			{Face: Ops, EN: "Roles", ZH: "角色", Path: "/roles", Permission: "user.read"},
			{Face: Ops, EN: "Terminals", ZH: "终端", Path: "/terminals", Permission: "user.read"},
		},
	}
}

// signInRoutes are the operations of one room.
type signInRoutes struct {
	s   *signin.SignIn
	reg *approval.Register
}

// caller is from where the call in this context comes. A browser must make it for the bank's own page, also before anybody has
// signed in: otherwise another site could sign its visitors in as somebody else.
func (r signInRoutes) caller(ctx context.Context) (signin.Caller, error) {
	q := RequestOf(ctx)
	return r.s.CallerOf(q, remote(q)), r.s.Own(q)
}

// sessionAnswer is what a step of signing in has come to.
type sessionAnswer struct {
	SignedIn bool            `json:"signedIn" doc:"The session has begun; its cookie is set."`
	Next     string          `json:"next,omitempty" enum:"code,passkey" doc:"What the ticket is for when it hasn't."`
	Ticket   string          `json:"ticket,omitempty" doc:"Goes with the next step; good for five minutes, for one sign-in."`
	Options  json.RawMessage `json:"options,omitempty" doc:"For navigator.credentials: {publicKey: …}."`
	CSRF     string          `json:"csrf,omitempty" doc:"To be sent as X-CSRF-Token with every write of this session."`
	Level    auth.Level      `json:"level,omitempty" doc:"1: one factor, 2: two, 3: a passkey."`
}

// answer sets the cookies of a grant and says what comes next.
func (r signInRoutes) answer(ctx context.Context, g *signin.Grant, err error) (*sessionAnswer, error) {
	if err != nil {
		return nil, err
	}
	if g.Session == nil {
		next := "code"
		if g.Options != nil {
			next = "passkey"
		}
		return &sessionAnswer{Next: next, Ticket: g.Ticket, Options: g.Options}, nil
	}
	for _, c := range r.s.Cookies(g) {
		SetCookie(ctx, c)
	}
	return &sessionAnswer{SignedIn: true, CSRF: g.CSRF(), Level: g.Session.Level}, nil
}

// hatAnswer is a hat as pages show it.
type hatAnswer struct {
	ID        string       `json:"id" example:"firm-463856467968"`
	Kind      auth.HatKind `json:"kind" example:"firm"`
	For       string       `json:"for,omitempty" doc:"The party for whom she acts." example:"463856467968"`
	ForName   string       `json:"forName,omitempty" example:"通惠商贸有限公司"`
	Title     string       `json:"title,omitempty" example:"会计"`
	Branch    auth.Branch  `json:"branch,omitempty" example:"0101"`
	Roles     []roleAnswer `json:"roles" nullable:"false"`
	Until     *time.Time   `json:"until,omitempty" doc:"When the right ends; absent: no end is set."`
	NeedsMore bool         `json:"needsMore,omitempty" doc:"The session must be stepped up to wear it whole."`
}

type roleAnswer struct {
	Role   auth.Role `json:"role" example:"firm_maker"`
	EN     string    `json:"titleEn" example:"maker"`
	ZH     string    `json:"titleZh" example:"经办人"`
	Face   Face      `json:"face" example:"business"`
	Usable bool      `json:"usable" doc:"At the session's present level."`
}

// statusAnswer is who calls.
type statusAnswer struct {
	Person   string      `json:"person,omitempty" doc:"Absent for a terminal." example:"463856467968"`
	Name     string      `json:"name" example:"李明"`
	Client   string      `json:"client" example:"web"`
	Session  string      `json:"session,omitempty"`
	Level    auth.Level  `json:"level"`
	ProvedAt *time.Time  `json:"provedAt,omitempty" doc:"When she last proved who she is; risky operations want it fresh."`
	CSRF     string      `json:"csrf,omitempty" doc:"To be sent as X-CSRF-Token with every write; absent for a program."`
	Hat      string      `json:"hat" doc:"Worn in this call."`
	Hats     []hatAnswer `json:"hats" nullable:"false"`
}

func (r signInRoutes) session(api huma.API) {
	Read(api, Operation{ID: "getSession", Method: "GET", Path: "/v1/session", EN: "Who am I", ZH: "当前会话", SignedIn: true,
		About: "Who calls, which hats she has and which she wears, and the token that writes bear."}, r.status)
	Call(api, Operation{ID: "chooseHat", Method: "PUT", Path: "/v1/session/hat", EN: "Choose the default hat", ZH: "选择默认身份",
		SignedIn: true, About: "What the session wears when a call names no hat. Other tabs go on with the hat that they name.",
		Example: json.RawMessage(`{"hat":"firm-463856467968"}`), Problems: []*problem.Error{signin.ErrHat}},
		func(ctx context.Context, in *hatIn) (*statusAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			if err := r.s.SetHat(ctx, sub, in.Body.Hat); err != nil {
				return nil, err
			}
			return r.status(ctx, nil)
		})
	Call(api, Operation{ID: "signOut", Method: "POST", Path: "/v1/session/end", EN: "Sign out", ZH: "退出登录", Open: true,
		About: "The session ends at once, wherever its cookie has got to. The cookie goes also when its session has ended already."}, r.signOut)
}

// signOut is open to who isn't signed in any more: a terminal's page wipes what is left of a session that has ended idle.
func (r signInRoutes) signOut(ctx context.Context, _ *struct{}) (*endedAnswer, error) {
	if _, err := r.caller(ctx); err != nil {
		return nil, err
	}
	SetCookie(ctx, r.s.NoCookie())
	sub, err := person(ctx)
	if err != nil {
		return &endedAnswer{}, nil //nolint:nilerr // nobody is signed in
	}
	return &endedAnswer{1}, r.update(ctx, func(tx *store.Tx) error { return r.s.End(tx, sub.Person, sub.Session, "signed out") })
}

type hatIn struct {
	Body struct {
		Hat string `json:"hat" minLength:"1" maxLength:"64" doc:"Its id." example:"self"`
	}
}

type endedAnswer struct {
	Ended int `json:"ended" doc:"How many sessions."`
}

// person is who is signed in as a person, with a session.
func person(ctx context.Context) (*auth.Subject, error) {
	s := auth.SubjectOf(ctx)
	if s == nil || s.Person == 0 || s.Session == 0 {
		return nil, errSignIn
	}
	return s, nil
}

func (r signInRoutes) update(ctx context.Context, f func(*store.Tx) error) error {
	return exchangeOf(ctx).app.st.Update(ctx, f)
}

func (r signInRoutes) status(ctx context.Context, _ *struct{}) (*statusAnswer, error) {
	sub := auth.SubjectOf(ctx)
	out := &statusAnswer{Name: sub.Name, Client: sub.Client, Level: sub.Level, Hat: sub.Hat.ID, Hats: []hatAnswer{}}
	if sub.Session != 0 {
		out.Session, out.CSRF = sub.Session.String(), r.s.CSRFOf(RequestOf(ctx))
	}
	hats := []auth.Hat{sub.Hat}
	if sub.Person != 0 {
		out.Person, out.ProvedAt = sub.Person.String(), &sub.ProvedAt
		var err error
		if hats, err = r.s.HatsOf(ctx, sub.Person); err != nil {
			return nil, err
		}
	}
	for i := range hats {
		out.Hats = append(out.Hats, r.hat(&hats[i], sub.Level))
	}
	return out, nil
}

func (r signInRoutes) hat(h *auth.Hat, level auth.Level) hatAnswer {
	out := hatAnswer{ID: h.ID, Kind: h.Kind, ForName: h.ForName, Title: h.Title, Branch: h.Branch, Roles: []roleAnswer{}}
	if h.For != 0 {
		out.For = h.For.String()
	}
	if !h.Until.IsZero() {
		out.Until = &h.Until
	}
	for _, role := range h.Roles {
		rule, _ := auth.RuleOf(role)
		usable := rule.Level <= level
		out.NeedsMore = out.NeedsMore || !usable
		out.Roles = append(out.Roles, roleAnswer{role, rule.EN, rule.ZH, rule.Face, usable})
	}
	return out
}

type passwordIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"64" example:"liming"`
		Password string `json:"password" minLength:"1" maxLength:"512" example:"a long sentence of mine"`
		Recovery string `json:"recoveryCode,omitempty" maxLength:"128" doc:"恢复码, in place of the one-time code; past strangers' waits on a new device."`
	}
}

type codeIn struct {
	Body struct {
		Ticket string `json:"ticket" minLength:"1" maxLength:"64"`
		Code   string `json:"code" minLength:"1" maxLength:"64" doc:"Of the app, or a recovery code." example:"123456"`
	}
}

func (r signInRoutes) password(api huma.API) {
	Call(api, Operation{ID: "signInByPassword", Method: "POST", Path: "/v1/auth/password", EN: "Sign in by password", ZH: "口令登录", Open: true,
		About:    "With one-time codes set up the answer is a ticket for signInByCode. Whether a login name exists shows nowhere.",
		Example:  json.RawMessage(`{"login":"liming","password":"a long sentence of mine"}`),
		Problems: []*problem.Error{signin.ErrWrong, signin.ErrSuspended, signin.ErrForged, limit.ErrTooMany}},
		func(ctx context.Context, in *passwordIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.Password(ctx, c, signin.Try{Login: in.Body.Login, Password: in.Body.Password, Recovery: in.Body.Recovery})
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "signInByCode", Method: "POST", Path: "/v1/auth/code", EN: "Give the second factor", ZH: "验证第二因素", Open: true,
		About: "A one-time code counts once. Five wrong ones end the ticket.", Example: json.RawMessage(`{"ticket":"…","code":"123456"}`),
		Problems: []*problem.Error{signin.ErrTicket, signin.ErrCode, signin.ErrSuspended}},
		func(ctx context.Context, in *codeIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.Second(ctx, c, in.Body.Ticket, in.Body.Code)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "stepUp", Method: "POST", Path: "/v1/session/step-up", EN: "Prove anew who you are", ZH: "再次验证身份",
		SignedIn: true, About: "Password, and a one-time code if set up. The session goes on under a new cookie and a new token.",
		Example:  json.RawMessage(`{"password":"a long sentence of mine","code":"123456"}`),
		Problems: []*problem.Error{signin.ErrOldPassword, signin.ErrCode, signin.ErrNoPassword}},
		func(ctx context.Context, in *stepUpIn) (*sessionAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.StepUp(ctx, c, sub, in.Body.Password, in.Body.Code)
			return r.answer(ctx, g, err)
		})
}

type stepUpIn struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"512"`
		Code     string `json:"code,omitempty" maxLength:"64" doc:"Of the app, or a recovery code." example:"123456"`
	}
}

// both are who is signed in and from where.
func (r signInRoutes) both(ctx context.Context) (*auth.Subject, signin.Caller, error) {
	sub, err := person(ctx)
	if err != nil {
		return nil, signin.Caller{}, err
	}
	c, err := r.caller(ctx)
	return sub, c, err
}

type answerIn struct {
	Body struct {
		Ticket string          `json:"ticket" minLength:"1" maxLength:"64"`
		Answer json.RawMessage `json:"answer" doc:"The credential that the browser gave, as JSON (toJSON)."`
		Name   string          `json:"name,omitempty" maxLength:"120" doc:"Of a new passkey." example:"我的手机"`
	}
}

var passkeyProblems = []*problem.Error{signin.ErrTicket, signin.ErrNoPasskeys, passkey.ErrOtherSite, passkey.ErrStale, passkey.ErrUnknown,
	passkey.ErrCloned, passkey.ErrUnverified, passkey.ErrRefused, passkey.ErrUnreadable}

func (r signInRoutes) passkey(api huma.API) {
	Call(api, Operation{ID: "askPasskey", Method: "POST", Path: "/v1/auth/passkey", EN: "Begin to sign in by passkey", ZH: "发起通行密钥登录",
		Open: true, About: "The options are for navigator.credentials.get.", Problems: []*problem.Error{signin.ErrNoPasskeys, limit.ErrTooMany}},
		func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.AskPasskey(ctx, c)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "signInByPasskey", Method: "POST", Path: "/v1/auth/passkey/answer", EN: "Sign in by passkey", ZH: "通行密钥登录",
		Open: true, About: "An answer is judged once, whatever comes of it.", Problems: passkeyProblems},
		func(ctx context.Context, in *answerIn) (*sessionAnswer, error) {
			c, err := r.caller(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.Passkey(ctx, c, in.Body.Ticket, in.Body.Answer)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "askStepUp", Method: "POST", Path: "/v1/session/step-up/passkey", EN: "Begin to step up by passkey",
		ZH: "发起通行密钥再次验证", SignedIn: true, Problems: []*problem.Error{signin.ErrNoPasskeys}},
		func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.AskStepUp(ctx, sub)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "stepUpByPasskey", Method: "POST", Path: "/v1/session/step-up/passkey/answer", EN: "Step up by passkey",
		ZH: "通行密钥再次验证", SignedIn: true, Problems: passkeyProblems},
		func(ctx context.Context, in *answerIn) (*sessionAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.StepUpByPasskey(ctx, c, sub, in.Body.Ticket, in.Body.Answer)
			return r.answer(ctx, g, err)
		})
}

package app

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

const (
	mayReadUsers  auth.Permission = "user.read"
	mayWriteUsers auth.Permission = "user.write"
)

// Kinds of cursors.
const (
	cursorUsers     uint8 = 121
	cursorTerminals uint8 = 122
)

type listUsersIn struct {
	Paging
	Person string `query:"person" maxLength:"20" doc:"One party only." example:"463856467968"`
	Login  string `query:"login" maxLength:"64" doc:"One login name only, whole."`
}

type personPath struct {
	Person string `path:"person" doc:"The party's id." example:"463856467968"`
}

type inviteIn struct {
	Person string `path:"person" doc:"The party's id." example:"463856467968"`
	Body   struct {
		Login string `json:"login" minLength:"3" maxLength:"64" example:"liming"`
	}
}

type userVerbIn struct {
	Person string `path:"person" doc:"The party's id." example:"463856467968"`
	Body   reasonBody
}

type invitedAnswer struct {
	Approval *approval.Approval `json:"approval,omitempty" doc:"What somebody else has to approve first."`
	Code     string             `json:"code,omitempty" doc:"激活码, good once, for 24 hours; it is shown here only. Hand it over in person or by a channel of its own."`
}

func (r signInRoutes) users(api huma.API) {
	Read(api, Operation{ID: "listUsers", Method: "GET", Path: "/v1/auth/users", EN: "List users", ZH: "查询用户", Permission: mayReadUsers,
		About: "In the order of their parties' ids, or the one of a party or of a login name.", Problems: []*problem.Error{signin.ErrUnknownUser}},
		r.listUsers)
	Call(api, Operation{ID: "inviteUser", Method: "POST", Path: "/v1/auth/users/{person}/invite", EN: "Invite a user", ZH: "邀请开通用户",
		About: "Makes a party a user under a login name. Whoever acts for the bank, a firm or an agency is invited by two people: the answer is " +
			"then a proposal, and its result has the code.", Permission: mayWriteUsers, StepUp: true, Example: json.RawMessage(`{"login":"liming"}`),
		Problems: []*problem.Error{signin.ErrUser, signin.ErrLogin, signin.ErrLoginTaken}}, r.invite)
	Call(api, Operation{ID: "resetUser", Method: "POST", Path: "/v1/auth/users/{person}/reset", EN: "Propose to reset a user", ZH: "提请重置用户",
		About:      "Takes all methods, devices and sessions away and gives a new activation code, once somebody else has approved.",
		Permission: mayWriteUsers, StepUp: true, Problems: []*problem.Error{signin.ErrUnknownUser}}, r.reset)
	for _, v := range []struct {
		id, word, en, zh, about string
		do                      func(*store.Tx, auth.Party, string) error
	}{
		{"suspendUser", "suspend", "Suspend a user", "停用用户", "At once, also in the sessions that stand.", r.s.Suspend},
		{"resumeUser", "resume", "Let a user in again", "恢复用户", "She signs in anew.", r.s.Resume},
		{"unlockUserCards", "unlock-cards", "Unlock a user's cards", "解锁用户卡片", "After wrong PINs.",
			func(tx *store.Tx, p auth.Party, _ string) error { return r.s.UnlockCards(tx, p) }},
		{"endUserSessions", "end-sessions", "End a user's sessions", "终止用户会话", "All of them, at once.",
			func(tx *store.Tx, p auth.Party, _ string) error {
				_, err := r.s.EndOthers(tx, p, 0)
				return err
			}},
	} {
		Call(api, Operation{ID: v.id, Method: "POST", Path: "/v1/auth/users/{person}/" + v.word, EN: v.en, ZH: v.zh, About: v.about,
			Permission: mayWriteUsers, StepUp: true, Problems: []*problem.Error{signin.ErrUnknownUser}},
			func(ctx context.Context, in *userVerbIn) (*doneAnswer, error) {
				return &doneAnswer{true}, r.aboutUser(ctx, in.Person, func(tx *store.Tx, p auth.Party) error { return v.do(tx, p, in.Body.Reason) })
			})
	}
	Call(api, Operation{ID: "issueDeskCode", Method: "POST", Path: "/v1/auth/users/{person}/desk-code", EN: "Give a code for a terminal",
		ZH: "发放终端验证码", About: "Eight digits, good once and for ten minutes, for who has shown her document at the counter.",
		Permission: mayWriteUsers, StepUp: true},
		func(ctx context.Context, in *personPath) (*invitedAnswer, error) {
			out := &invitedAnswer{}
			return out, r.aboutUser(ctx, in.Person, func(tx *store.Tx, p auth.Party) (err error) {
				out.Code, err = r.s.IssueCode(tx, p)
				return err
			})
		})
}

func (r signInRoutes) aboutUser(ctx context.Context, person string, f func(*store.Tx, auth.Party) error) error {
	id, err := store.ParseID(person)
	if err != nil {
		return err
	}
	return r.update(ctx, func(tx *store.Tx) error { return f(tx, id) })
}

func (r signInRoutes) listUsers(ctx context.Context, in *listUsersIn) (*Page[signin.User], error) {
	after := int64(0)
	if _, err := ParseCursor(in.After, cursorUsers, &after); err != nil {
		return nil, err
	}
	if in.Person == "" && in.Login == "" {
		list, err := r.s.Users(ctx, store.ID(after), in.Limit+1)
		return NewPage(list, in.Limit, func(u signin.User) string { return Cursor(cursorUsers, int64(u.Person)) }), err
	}
	var id store.ID
	if in.Person != "" {
		var err error
		if id, err = store.ParseID(in.Person); err != nil {
			return nil, err
		}
	}
	u, err := r.s.UserOf(ctx, id, in.Login)
	return NewPage([]signin.User{u}, in.Limit, func(signin.User) string { return "" }), err
}

type addTerminalIn struct {
	Body struct {
		Code   string      `json:"code" pattern:"^[A-Z0-9][A-Z0-9-]{0,23}$" example:"K01"`
		Branch auth.Branch `json:"branch" maxLength:"12" example:"0101"`
	}
}

type terminalAnswer struct {
	ID     store.ID `json:"id"`
	Secret string   `json:"secret" doc:"With which the terminal signs itself in; it is shown here only."`
}

func (r signInRoutes) terminals(api huma.API) {
	Read(api, Operation{ID: "listTerminals", Method: "GET", Path: "/v1/auth/terminals", EN: "List terminals", ZH: "查询终端", Permission: mayReadUsers},
		func(ctx context.Context, in *Paging) (*Page[signin.Terminal], error) {
			after := int64(0)
			if _, err := ParseCursor(in.After, cursorTerminals, &after); err != nil {
				return nil, err
			}
			list, err := r.s.Terminals(ctx, store.ID(after), in.Limit+1)
			return NewPage(list, in.Limit, func(t signin.Terminal) string { return Cursor(cursorTerminals, int64(t.ID)) }), err
		})
	Call(api, Operation{ID: "addTerminal", Method: "POST", Path: "/v1/auth/terminals", EN: "Add a terminal", ZH: "登记终端",
		Permission: mayWriteUsers, StepUp: true, Example: json.RawMessage(`{"code":"K01","branch":"0101"}`),
		Problems: []*problem.Error{signin.ErrTerminalTaken, signin.ErrTerminalCode}},
		func(ctx context.Context, in *addTerminalIn) (*terminalAnswer, error) {
			out := &terminalAnswer{}
			return out, r.update(ctx, func(tx *store.Tx) (err error) {
				out.ID, out.Secret, err = r.s.AddTerminal(tx, in.Body.Code, in.Body.Branch)
				return err
			})
		})
	Call(api, Operation{ID: "stopTerminal", Method: "POST", Path: "/v1/auth/terminals/{id}/stop", EN: "Stop a terminal", ZH: "停用终端",
		About: "Whoever is signed in at it is out at once.", Permission: mayWriteUsers, StepUp: true, Problems: []*problem.Error{signin.ErrNoTerminal}},
		func(ctx context.Context, in *ownPath) (*doneAnswer, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			return &doneAnswer{true}, r.update(ctx, func(tx *store.Tx) error { return r.s.StopTerminal(tx, id) })
		})
}

package app

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth/password"
	"tonghui/platform/auth/signin"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
)

type ownPath struct {
	ID string `path:"id" doc:"As the list gives it." example:"463856467968"`
}

type sessionsAnswer struct {
	Sessions []signin.OwnSession `json:"sessions" nullable:"false"`
}

type devicesAnswer struct {
	Devices []signin.Device `json:"devices" nullable:"false"`
}

// doneAnswer says that a change was made.
type doneAnswer struct {
	Done bool `json:"done"`
}

func (r signInRoutes) own(api huma.API) {
	Read(api, Operation{ID: "listSessions", Method: "GET", Path: "/v1/session/all", EN: "List my sessions", ZH: "我的会话", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*sessionsAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			list, err := r.s.Sessions(ctx, sub.Person, sub.Session)
			if list == nil {
				list = []signin.OwnSession{}
			}
			return &sessionsAnswer{list}, err
		})
	Call(api, Operation{ID: "endSession", Method: "POST", Path: "/v1/session/all/{id}/end", EN: "End one of my sessions", ZH: "终止会话",
		SignedIn: true, About: "At once.", Problems: []*problem.Error{signin.ErrNotYours}},
		func(ctx context.Context, in *ownPath) (*endedAnswer, error) {
			return ended(ctx, r, in, func(tx *store.Tx, p, id store.ID) error { return r.s.End(tx, p, id, "revoked") })
		})
	Call(api, Operation{ID: "endOtherSessions", Method: "POST", Path: "/v1/session/all/end-others", EN: "End all my other sessions",
		ZH: "终止其他会话", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*endedAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			out := &endedAnswer{}
			return out, r.update(ctx, func(tx *store.Tx) (err error) {
				out.Ended, err = r.s.EndOthers(tx, sub.Person, sub.Session)
				return err
			})
		})
	Read(api, Operation{ID: "listDevices", Method: "GET", Path: "/v1/session/devices", EN: "List my devices", ZH: "我的设备", SignedIn: true,
		About: "Browsers in which you have signed in. Tries in a known one are counted apart, so that nobody elsewhere can slow them."},
		func(ctx context.Context, _ *struct{}) (*devicesAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			list, err := r.s.Devices(ctx, sub.Person, c)
			if list == nil {
				list = []signin.Device{}
			}
			return &devicesAnswer{list}, err
		})
	Call(api, Operation{ID: "endDevice", Method: "POST", Path: "/v1/session/devices/{id}/end", EN: "Forget one of my devices", ZH: "移除设备",
		SignedIn: true, About: "Its sessions end at once.", Problems: []*problem.Error{signin.ErrNotYours}},
		func(ctx context.Context, in *ownPath) (*endedAnswer, error) { return ended(ctx, r, in, r.s.EndDevice) })
}

// ended ends something of the caller's own.
func ended(ctx context.Context, r signInRoutes, in *ownPath, f func(tx *store.Tx, p, id store.ID) error) (*endedAnswer, error) {
	sub, err := person(ctx)
	if err != nil {
		return nil, err
	}
	id, err := store.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return &endedAnswer{1}, r.update(ctx, func(tx *store.Tx) error { return f(tx, sub.Person, id) })
}

type setPasswordIn struct {
	Body struct {
		Old string `json:"old,omitempty" maxLength:"512" doc:"The present one; absent if there is none."`
		New string `json:"new" minLength:"1" maxLength:"512"`
	}
}

type newTOTPAnswer struct {
	Ticket string `json:"ticket" doc:"Goes with the first code."`
	URI    string `json:"uri" doc:"For the picture that the app reads: otpauth://totp/…"`
	Secret string `json:"secret" doc:"For typing it in."`
}

type recoveryAnswer struct {
	Codes []string `json:"recoveryCodes" nullable:"false" doc:"恢复码, each good once; they are shown here only."`
}

func (r signInRoutes) methods(api huma.API) {
	Read(api, Operation{ID: "listMethods", Method: "GET", Path: "/v1/auth/methods", EN: "List my ways to sign in", ZH: "我的认证方式", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*signin.Methods, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			m, err := r.s.MethodsOf(ctx, sub.Person)
			return &m, err
		})
	Call(api, Operation{ID: "setPassword", Method: "PUT", Path: "/v1/auth/methods/password", EN: "Change my password", ZH: "修改口令",
		SignedIn: true, StepUp: true, About: "All your other sessions end.", Example: json.RawMessage(`{"old":"…","new":"a long sentence of mine"}`),
		Problems: []*problem.Error{signin.ErrOldPassword, password.ErrShort, password.ErrCommon, password.ErrPersonal, password.ErrSimple}},
		func(ctx context.Context, in *setPasswordIn) (*doneAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			return &doneAnswer{true}, r.s.SetPassword(ctx, c, sub, in.Body.Old, in.Body.New)
		})
	Call(api, Operation{ID: "newTotp", Method: "POST", Path: "/v1/auth/methods/totp", EN: "Begin to set up one-time codes", ZH: "开始设置动态验证码",
		SignedIn: true, StepUp: true, About: "The secret counts only once addTotp has seen a code of it."},
		func(ctx context.Context, _ *struct{}) (*newTOTPAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			word, secret, uri, err := r.s.NewTOTP(ctx, sub)
			return &newTOTPAnswer{word, uri, totp.SecretText(secret)}, err
		})
	Call(api, Operation{ID: "addTotp", Method: "POST", Path: "/v1/auth/methods/totp/confirm", EN: "Set up one-time codes", ZH: "启用动态验证码",
		SignedIn: true, StepUp: true, Problems: []*problem.Error{signin.ErrTicket, signin.ErrCode}},
		func(ctx context.Context, in *codeIn) (*recoveryAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			codes, err := r.s.AddTOTP(ctx, c, sub, in.Body.Ticket, in.Body.Code)
			return &recoveryAnswer{codes}, err
		})
	Call(api, Operation{ID: "removeTotp", Method: "DELETE", Path: "/v1/auth/methods/totp", EN: "End one-time codes", ZH: "停用动态验证码",
		SignedIn: true, StepUp: true, Problems: []*problem.Error{signin.ErrNoTOTP}},
		func(ctx context.Context, _ *struct{}) (*doneAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			return &doneAnswer{true}, r.s.RemoveTOTP(ctx, c, sub)
		})
	Call(api, Operation{ID: "newRecoveryCodes", Method: "POST", Path: "/v1/auth/methods/recovery", EN: "Make new recovery codes", ZH: "重新生成恢复码",
		SignedIn: true, StepUp: true, About: "The old ones are good for nothing then.", Problems: []*problem.Error{signin.ErrNoTOTP}},
		func(ctx context.Context, _ *struct{}) (*recoveryAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			codes, err := r.s.NewRecovery(ctx, c, sub)
			return &recoveryAnswer{codes}, err
		})
	r.ownPasskeys(api)
}

func (r signInRoutes) ownPasskeys(api huma.API) {
	Call(api, Operation{ID: "newPasskey", Method: "POST", Path: "/v1/auth/methods/passkeys", EN: "Begin to register a passkey", ZH: "开始登记通行密钥",
		SignedIn: true, StepUp: true, About: "The options are for navigator.credentials.create.", Problems: []*problem.Error{signin.ErrNoPasskeys}},
		func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			g, err := r.s.NewPasskey(ctx, sub)
			return r.answer(ctx, g, err)
		})
	Call(api, Operation{ID: "addPasskey", Method: "POST", Path: "/v1/auth/methods/passkeys/answer", EN: "Register a passkey", ZH: "登记通行密钥",
		SignedIn: true, StepUp: true, Problems: append([]*problem.Error{signin.ErrKeyKnown}, passkeyProblems...)},
		func(ctx context.Context, in *answerIn) (*signin.Passkey, error) {
			sub, err := person(ctx)
			if err != nil {
				return nil, err
			}
			return r.s.AddPasskey(ctx, sub, in.Body.Ticket, in.Body.Name, in.Body.Answer)
		})
	Call(api, Operation{ID: "removePasskey", Method: "DELETE", Path: "/v1/auth/methods/passkeys/{id}", EN: "Remove a passkey", ZH: "删除通行密钥",
		SignedIn: true, StepUp: true, Problems: []*problem.Error{signin.ErrNotYours, signin.ErrLastMethod}},
		func(ctx context.Context, in *ownPath) (*doneAnswer, error) {
			sub, c, err := r.both(ctx)
			if err != nil {
				return nil, err
			}
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			return &doneAnswer{true}, r.s.RemovePasskey(ctx, c, sub, id)
		})
}

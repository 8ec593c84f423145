package app

import (
	"context"
	"encoding/json"

	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// The acts on users that need four eyes: whoever has somebody's activation code can be that person, so that one administrator
// alone could approve what she herself has proposed.
const (
	actInviteUser = "user.invite"
	actResetUser  = "user.reset"
)

// userChange is the payload of both.
type userChange struct {
	Person auth.Party `json:"person"`
	Login  string     `json:"login,omitempty"`
	Reason string     `json:"reason,omitempty"`
}

// acts do what has been approved. Their result is the code, which the one who proposed and the one who approved can read.
func (r signInRoutes) acts() []approval.Act {
	run := func(do func(tx *store.Tx, c userChange) (string, error)) func(context.Context, *store.Tx, json.RawMessage) (json.RawMessage, error) {
		return func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			var c userChange
			if err := json.Unmarshal(payload, &c); err != nil {
				return nil, approval.ErrPayload.Because(err)
			}
			code, err := do(tx, c)
			if err != nil {
				return nil, err
			}
			return json.Marshal(map[string]string{"code": code})
		}
	}
	return []approval.Act{
		{Kind: actInviteUser, EN: "Invite a user", ZH: "邀请开通用户", Permission: mayWriteUsers, StepUp: true, Describe: r.describeUser,
			Run: run(func(tx *store.Tx, c userChange) (string, error) { return r.s.Invite(tx, c.Person, c.Login) })},
		{Kind: actResetUser, EN: "Reset a user", ZH: "重置用户", Permission: mayWriteUsers, StepUp: true, Describe: r.describeUser,
			Run: run(func(tx *store.Tx, c userChange) (string, error) { return r.s.Reset(tx, c.Person, c.Reason) })},
	}
}

func (r signInRoutes) describeUser(ctx context.Context, payload json.RawMessage) []approval.Line {
	var c userChange
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil
	}
	name, err := r.s.NameOf(ctx, c.Person)
	if err != nil {
		name = c.Person.String()
	}
	lines := []approval.Line{{EN: "Person", ZH: "人员", Value: name}}
	if c.Login != "" {
		lines = append(lines, approval.Line{EN: "Login name", ZH: "登录名", Value: signin.Masked(c.Login)})
	}
	return lines
}

// invite makes a customer a user; whoever acts for others needs a second person's approval.
func (r signInRoutes) invite(ctx context.Context, in *inviteIn) (*invitedAnswer, error) {
	id, err := store.ParseID(in.Person)
	if err != nil {
		return nil, err
	}
	hats, err := r.s.HatsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, h := range hats {
		if h.Kind != auth.SelfHat {
			return r.propose(ctx, actInviteUser, userChange{Person: id, Login: in.Body.Login}, "开通用户 / a new user")
		}
	}
	out := &invitedAnswer{}
	return out, r.update(ctx, func(tx *store.Tx) error {
		out.Code, err = r.s.Invite(tx, id, in.Body.Login)
		return err
	})
}

// reset is proposed, whoever it is.
func (r signInRoutes) reset(ctx context.Context, in *userVerbIn) (*invitedAnswer, error) {
	id, err := store.ParseID(in.Person)
	if err != nil {
		return nil, err
	}
	if _, err := r.s.UserOf(ctx, id, ""); err != nil {
		return nil, err
	}
	return r.propose(ctx, actResetUser, userChange{Person: id, Reason: in.Body.Reason}, in.Body.Reason)
}

func (r signInRoutes) propose(ctx context.Context, act string, c userChange, reason string) (*invitedAnswer, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	out := &invitedAnswer{}
	return out, r.update(ctx, func(tx *store.Tx) error {
		a, err := r.reg.Propose(tx, approval.Proposal{Kind: act, Object: "signin.user/" + c.Person.String(), Payload: payload, Reason: reason, About: c.Person})
		out.Approval = &a
		return err
	})
}

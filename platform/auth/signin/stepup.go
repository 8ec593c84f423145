package signin

import (
	"context"
	"encoding/json"
	"errors"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// StepUp proves anew who is there, by password and, if she has them, a one-time code. The session goes on under a new token and
// reaches the level of the proof, never a lower one.
func (s *SignIn) StepUp(ctx context.Context, c Caller, sub *auth.Subject, plain, code string) (*Grant, error) {
	a, err := s.ownAccount(ctx, c, sub)
	if err != nil {
		return nil, err
	}
	if a.password == "" {
		return nil, ErrNoPassword
	}
	counters := countersOf(a.who, a.known, c, true)
	if err := s.st.Update(ctx, func(tx *store.Tx) error { return count(tx, counters) }); err != nil {
		return nil, err
	}
	right, err := s.verify(ctx, &a, plain)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, errors.Join(s.failed(ctx, c, sub.Person, "step-up"), ErrOldPassword)
	}
	level, method := auth.LevelOne, "password"
	var app []byte
	if a.totp != nil {
		level, method = auth.LevelTwo, "totp"
		if app, err = s.totpOf(ctx, sub.Person); err != nil {
			return nil, err
		}
	}
	g, err := s.prove(ctx, c, sub, level, method, func(tx *store.Tx) error {
		if err := discount(tx, counters); err != nil || app == nil {
			return err
		}
		if ok, err := useCode(tx, sub.Person, app, code); err != nil || ok {
			return err
		}
		return ErrCode
	})
	if errors.Is(err, ErrCode) {
		return nil, errors.Join(s.failed(ctx, c, sub.Person, "step-up"), err)
	}
	return g, err
}

// ownAccount is the account of who is signed in.
func (s *SignIn) ownAccount(ctx context.Context, c Caller, sub *auth.Subject) (a account, err error) {
	err = s.view(ctx, func(v *store.View) (err error) {
		if a.user, a.found, err = userOf(v, sub.Person); err != nil {
			return err
		}
		a.known, _, err = deviceOf(v, sub.Person, digestOf(c.Device))
		return err
	})
	a.who = []byte("person " + sub.Person.String())
	if err == nil && !a.found {
		err = ErrUnknownUser
	}
	return a, err
}

// AskStepUp begins a step-up by passkey.
func (s *SignIn) AskStepUp(ctx context.Context, sub *auth.Subject) (*Grant, error) {
	return s.ask(ctx, forStepUp, sub.Person, sub.Session)
}

// StepUpByPasskey ends it.
func (s *SignIn) StepUpByPasskey(ctx context.Context, c Caller, sub *auth.Subject, word string, answer json.RawMessage) (*Grant, error) {
	t, err := s.take(ctx, word, forStepUp, sub.Session)
	if err != nil {
		return nil, err
	}
	k, err := s.answered(ctx, c, t, answer)
	if err != nil {
		return nil, err
	}
	return s.prove(ctx, c, sub, auth.LevelStrong, "passkey", func(tx *store.Tx) error { return s.useKey(tx, k) })
}

// prove gives the session its new token, level and moment of proof. The old token is good for nothing from the commit on.
func (s *SignIn) prove(ctx context.Context, c Caller, sub *auth.Subject, level auth.Level, method string, also func(*store.Tx) error) (g *Grant, err error) {
	token, d := secret()
	err = s.st.Update(s.at(ctx, c), func(tx *store.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		n, ok, err := sessionByID(tx, sub.Session)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoSession
		}
		if err := n.stands(tx.Now()); err != nil {
			return err
		}
		s.forget(tx, n.token)
		n.token, n.Level, n.Method, n.ProvedAt = d, max(n.Level, level), method, tx.Now()
		n.seen.Store(tx.Now().UnixMicro())
		if changed, err := proveSession(tx, n); err != nil {
			return err
		} else if changed == 0 {
			return ErrRevoked
		}
		g = &Grant{Session: n, Token: token}
		return s.note(tx, "step_up", sub.Person, method)
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}

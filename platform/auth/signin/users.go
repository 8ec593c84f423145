package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// CodeLife is how long an activation code is good.
const CodeLife = 24 * time.Hour

// User is a user as administrators see one.
type User struct {
	Person   auth.Party `json:"person" doc:"The party's id." example:"463856467968"`
	Name     string     `json:"name" example:"李明"`
	Login    string     `json:"login" doc:"Masked." example:"li***g"`
	State    string     `json:"state" enum:"active,suspended,invited" doc:"invited: she has no way to sign in yet."`
	Password bool       `json:"password" doc:"She has one."`
	TOTP     bool       `json:"totp" doc:"She has one-time codes."`
	MadeAt   time.Time  `json:"madeAt"`
}

// newUser makes a user's row without any method.
func newUser(tx *store.Tx, person auth.Party) *user {
	u := &user{person: person, state: Active, handle: make([]byte, 32), madeAt: tx.Now(), version: 1}
	_, _ = rand.Read(u.handle)
	return u
}

// Invite makes a person a user under a login name, or gives an invited one a new code. The code is good once, for 24 hours, and is
// shown here only.
func (s *SignIn) Invite(tx *store.Tx, person auth.Party, login string) (code string, err error) {
	normal, ok := Login(login)
	if !ok {
		return "", ErrLogin
	}
	u, there, err := lockUser(tx, person)
	if err != nil {
		return "", err
	}
	if there && u.mark != nil {
		return "", ErrUser
	}
	marks := s.cfg.Vault.Marks(markLogin, normal)
	if _, taken, err := userByMarks(tx, marks); err != nil {
		return "", err
	} else if taken {
		return "", ErrLoginTaken
	}
	if !there {
		u = *newUser(tx, person)
	}
	if u.login, err = s.cfg.Vault.Seal(placeLogin(person), []byte(normal)); err != nil {
		return "", err
	}
	u.mark, u.masked = marks[0], masked(normal)
	code = u.invite(tx.Now())
	write := updateUser
	if !there {
		write = insertUser
	}
	if err := write(tx, &u); errors.Is(err, store.ErrDuplicate) {
		return "", ErrLoginTaken
	} else if err != nil {
		return "", err
	}
	return code, s.note(tx, "invite", person, "")
}

// invite gives the user a new code.
func (u *user) invite(now time.Time) (code string) {
	code = spoken()
	d := spokenDigest(code)
	u.activation, u.activationUntil = d[:], now.Add(CodeLife)
	return code
}

// Reset takes all of a user's methods, devices and sessions away and gives a new activation code: for who has lost everything.
func (s *SignIn) Reset(tx *store.Tx, person auth.Party, reason string) (code string, err error) {
	u, ok, err := lockUser(tx, person)
	if err != nil {
		return "", err
	}
	if !ok || u.mark == nil {
		return "", ErrUnknownUser
	}
	u.password, u.totp, u.totpStep = "", nil, 0
	code = u.invite(tx.Now())
	for _, step := range []func() error{
		func() error { return updateUser(tx, &u) },
		func() error { return deleteKeys(tx, person) },
		func() error { return replaceRecovery(tx, person, nil) },
		func() error { return endDevices(tx, person) },
		func() error { _, err := s.endAll(tx, person, 0, "reset"); return err },
	} {
		if err := step(); err != nil {
			return "", err
		}
	}
	return code, s.note(tx, "reset", person, reason)
}

// Suspend keeps a user out, at once, also from the sessions she has (停用).
func (s *SignIn) Suspend(tx *store.Tx, person auth.Party, reason string) error {
	if err := s.setState(tx, person, Suspended); err != nil {
		return err
	}
	if _, err := s.endAll(tx, person, 0, "suspended"); err != nil {
		return err
	}
	return s.note(tx, "suspend", person, reason)
}

// Resume lets a suspended user in again.
func (s *SignIn) Resume(tx *store.Tx, person auth.Party, reason string) error {
	if err := s.setState(tx, person, Active); err != nil {
		return err
	}
	return s.note(tx, "resume", person, reason)
}

func (s *SignIn) setState(tx *store.Tx, person auth.Party, to State) error {
	u, ok, err := lockUser(tx, person)
	if err != nil {
		return err
	}
	if !ok {
		return ErrUnknownUser
	}
	u.state = to
	return updateUser(tx, &u)
}

// Activate sets the first password with the code of an invitation, and signs in.
func (s *SignIn) Activate(ctx context.Context, c Caller, login, code, plain string) (*Grant, error) {
	a, err := s.invited(ctx, c, login, code)
	if err != nil {
		return nil, err
	}
	hash, err := s.hash(ctx, a.person, login, plain)
	if err != nil {
		return nil, err
	}
	o, err := s.opens(ctx, c, a.person, auth.LevelOne, "activation")
	if err != nil {
		return nil, err
	}
	return s.grant(ctx, c, o, func(tx *store.Tx) error {
		return s.activate(tx, a, func(u *user) { u.password, u.passwordAt = hash, tx.Now() })
	})
}

// invited looks at an activation code: it has 80 random bits, so that the network's allowance is all that slows guessing.
func (s *SignIn) invited(ctx context.Context, c Caller, login, code string) (account, error) {
	if err := s.allowed(c, 0); err != nil {
		return account{}, err
	}
	a, err := s.accountOf(ctx, c, login, "")
	if err != nil {
		return a, err
	}
	if d := spokenDigest(code); !a.found || a.activation == nil || subtle.ConstantTimeCompare(a.activation, d[:]) != 1 ||
		!s.st.Now().Before(a.activationUntil) {
		return a, errors.Join(s.failed(ctx, c, personOrNobody(a.user, a.found), "activation"), ErrActivation)
	}
	return a, nil
}

// activate uses the code up.
func (s *SignIn) activate(tx *store.Tx, a account, set func(*user)) error {
	u, ok, err := lockUser(tx, a.person)
	if err != nil {
		return err
	}
	if !ok || subtle.ConstantTimeCompare(u.activation, a.activation) != 1 || !tx.Now().Before(u.activationUntil) {
		return ErrActivation
	}
	u.activation, u.activationUntil = nil, time.Time{}
	set(&u)
	if err := updateUser(tx, &u); err != nil {
		return err
	}
	return s.note(tx, "activate", a.person, "")
}

// ActivateByPasskey begins to register a first passkey with the code of an invitation; ActivatePasskey ends it.
func (s *SignIn) ActivateByPasskey(ctx context.Context, c Caller, login, code string) (*Grant, error) {
	a, err := s.invited(ctx, c, login, code)
	if err != nil {
		return nil, err
	}
	return s.newPasskey(ctx, a.person, 0)
}

// ActivatePasskey keeps the first passkey, uses the code up and signs in.
func (s *SignIn) ActivatePasskey(ctx context.Context, c Caller, login, code, word, name string, answer json.RawMessage) (*Grant, error) {
	a, err := s.invited(ctx, c, login, code)
	if err != nil {
		return nil, err
	}
	t, err := s.take(ctx, word, forKey, 0)
	if err != nil {
		return nil, err
	}
	if t.person != a.person {
		return nil, ErrTicket
	}
	k, err := s.registered(ctx, t, name, answer)
	if err != nil {
		return nil, err
	}
	o, err := s.opens(ctx, c, a.person, auth.LevelStrong, "passkey")
	if err != nil {
		return nil, err
	}
	return s.grant(ctx, c, o, func(tx *store.Tx) error {
		if err := s.activate(tx, a, func(*user) {}); err != nil {
			return err
		}
		return s.keepKey(tx, k)
	})
}

func placeLogin(person auth.Party) vault.Place {
	return vault.Place{Table: "signin_users", Column: "login", Row: person}
}

// loginOf opens a user's login name; "" for one who gets in at terminals only.
func (s *SignIn) loginOf(u *user) (string, error) {
	if u.login == nil {
		return "", nil
	}
	plain, err := s.cfg.Vault.Open(placeLogin(u.person), u.login)
	return string(plain), err
}

// hash judges a new password by the bank's policy and hashes it.
func (s *SignIn) hash(ctx context.Context, person auth.Party, login, plain string) (string, error) {
	name := ""
	if err := s.view(ctx, func(v *store.View) (err error) {
		name, err = s.cfg.Registry.Name(ctx, v, person)
		return err
	}); err != nil {
		return "", err
	}
	if err := s.cfg.Policy.Check(plain, login, name); err != nil {
		return "", err
	}
	return s.cfg.Hasher.Hash(ctx, plain)
}

// Users are a page of users in the order of their parties' ids, at most limit, after a party.
func (s *SignIn) Users(ctx context.Context, after auth.Party, limit int) (out []User, err error) {
	err = s.view(ctx, func(v *store.View) error {
		found, err := usersAfter(v, after, limit)
		if err != nil {
			return err
		}
		for i := range found {
			u, err := s.shown(ctx, v, &found[i])
			if err != nil {
				return err
			}
			out = append(out, u)
		}
		return nil
	})
	return out, err
}

// UserOf is one user by her party, or by her login name if person is 0; ErrUnknownUser without one.
func (s *SignIn) UserOf(ctx context.Context, person auth.Party, login string) (out User, err error) {
	err = s.view(ctx, func(v *store.View) error {
		u, ok, err := userOf(v, person)
		if person == 0 {
			normal, _ := Login(login)
			u, ok, err = userByMarks(v, s.cfg.Vault.Marks(markLogin, normal))
		}
		if err != nil {
			return err
		}
		if !ok {
			return ErrUnknownUser
		}
		out, err = s.shown(ctx, v, &u)
		return err
	})
	return out, err
}

func (s *SignIn) shown(ctx context.Context, q store.Querier, u *user) (out User, err error) {
	out = User{Person: u.person, Login: u.masked, State: "active", Password: u.password != "", TOTP: u.totp != nil, MadeAt: u.madeAt}
	switch {
	case u.state == Suspended:
		out.State = "suspended"
	case u.activation != nil && u.password == "":
		out.State = "invited"
	}
	out.Name, err = s.cfg.Registry.Name(ctx, q, u.person)
	return out, err
}

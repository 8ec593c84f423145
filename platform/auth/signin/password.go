package signin

import (
	"context"
	"errors"

	"tonghui/platform/auth"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// Try is a sign-in by password.
type Try struct {
	Login    string
	Password string
	Recovery string // a recovery code in place of the one-time code; "" none
}

// account is what is known of a login name before anything is judged.
type account struct {
	user
	found    bool
	known    store.ID // the caller's device, if she has signed in with it before
	who      []byte   // by which tries are counted
	recovery bool     // the recovery code that came along is one of hers
}

// accountOf looks a login up. It does the same work for a login that there isn't.
func (s *SignIn) accountOf(ctx context.Context, c Caller, login, recovery string) (a account, err error) {
	normal, ok := Login(login)
	marks := s.cfg.Vault.Marks(markLogin, normal)
	a.who = marks[0]
	err = s.view(ctx, func(v *store.View) error {
		if a.user, a.found, err = userByMarks(v, marks); err != nil {
			return err
		}
		a.found = a.found && ok
		if a.known, _, err = deviceOf(v, personOrNobody(a.user, a.found), digestOf(c.Device)); err != nil || recovery == "" {
			return err
		}
		a.recovery, err = hasRecovery(v, personOrNobody(a.user, a.found), spokenDigest(recovery))
		return err
	})
	return a, err
}

// Password signs in by login name and password. A user with one-time codes gets a ticket for Second, unless a recovery code
// came along. Whether the login exists, whether the password was wrong or the recovery code, the answer is ErrWrong, after the
// same work.
func (s *SignIn) Password(ctx context.Context, c Caller, try Try) (*Grant, error) {
	a, err := s.accountOf(ctx, c, try.Login, try.Recovery)
	if err != nil {
		return nil, err
	}
	if err := s.allowed(c, a.known); err != nil {
		return nil, err
	}
	// With a recovery code there is nothing to guess: the account's own counter, which others can move, isn't asked.
	counters := countersOf(a.who, a.known, c, try.Recovery == "")
	if err := s.st.Update(ctx, func(tx *store.Tx) error { return count(tx, counters) }); err != nil {
		return nil, err
	}
	right, err := s.verify(ctx, &a, try.Password)
	if err != nil {
		return nil, err
	}
	if !right || try.Recovery != "" && !a.recovery {
		return nil, errors.Join(s.failed(ctx, c, personOrNobody(a.user, a.found), "password"), ErrWrong)
	}
	if a.state != Active {
		return nil, errors.Join(s.failed(ctx, c, a.person, "suspended"), ErrSuspended)
	}
	if a.totp != nil && try.Recovery == "" {
		word, err := s.issue(ctx, &ticket{kind: forSecond, person: a.person, data: a.who})
		return &Grant{Ticket: word}, err
	}
	level, method := auth.LevelOne, "password"
	if try.Recovery != "" {
		level, method = auth.LevelTwo, "recovery"
	}
	o, err := s.opens(ctx, c, a.person, level, method)
	if err != nil {
		return nil, err
	}
	o.counters = counters
	return s.grant(ctx, c, o, func(tx *store.Tx) error {
		if method != "recovery" {
			return nil
		}
		if ok, err := takeRecovery(tx, a.person, spokenDigest(try.Recovery)); err != nil || ok {
			return err
		}
		return ErrWrong // used a moment ago
	})
}

// verify checks a password, and brings its hash up to date when it is one of old settings.
func (s *SignIn) verify(ctx context.Context, a *account, plain string) (right bool, err error) {
	if !a.found || a.password == "" {
		return false, s.cfg.Hasher.VerifyNobody(ctx, plain)
	}
	right, stale, err := s.cfg.Hasher.Verify(ctx, plain, a.password)
	if err != nil || !right || !stale {
		return right, err
	}
	fresh, err := s.cfg.Hasher.Hash(ctx, plain)
	if err != nil {
		return right, err
	}
	return right, s.st.Update(ctx, func(tx *store.Tx) error {
		u, ok, err := lockUser(tx, a.person)
		if err != nil || !ok || u.password != a.password {
			return err // changed meanwhile
		}
		u.password = fresh
		return updateUser(tx, &u)
	})
}

// grant opens the session in one update with what else belongs to it.
func (s *SignIn) grant(ctx context.Context, c Caller, o *opening, also func(*store.Tx) error) (g *Grant, err error) {
	ctx = s.at(ctx, c)
	if auth.SubjectOf(ctx) == nil { // who gets in acts
		ctx = store.WithActor(ctx, store.Actor{Person: o.person.String(), Client: "signin"})
	}
	err = s.st.Update(ctx, func(tx *store.Tx) error {
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		g, err = s.begin(tx, c, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}

// Second ends a sign-in by password with a one-time code or a recovery code. Five wrong codes end the ticket; a code that was
// used is none.
func (s *SignIn) Second(ctx context.Context, c Caller, word, code string) (*Grant, error) {
	var t ticket
	id := digestOf(word)
	if err := s.st.Update(ctx, func(tx *store.Tx) (err error) {
		t, err = tryTicket(tx, id, forSecond)
		return err
	}); err != nil {
		return nil, err
	}
	secret, err := s.totpOf(ctx, t.person)
	if err != nil {
		return nil, err
	}
	o, err := s.opens(ctx, c, t.person, auth.LevelTwo, "totp")
	if err != nil {
		return nil, err
	}
	known := store.ID(0)
	if err := s.view(ctx, func(v *store.View) (err error) {
		known, _, err = deviceOf(v, t.person, digestOf(c.Device))
		return err
	}); err != nil {
		return nil, err
	}
	o.counters = countersOf(t.data, known, c, true)
	wrong := false
	g, err := s.grant(ctx, c, o, func(tx *store.Tx) error {
		if err := deleteTicket(tx, id); err != nil {
			return err
		}
		ok, err := useCode(tx, t.person, secret, code)
		if err == nil && !ok {
			wrong, err = true, ErrCode
		}
		return err
	})
	if wrong {
		return nil, errors.Join(s.failed(ctx, c, t.person, "code"), ErrCode)
	}
	return g, err
}

// useCode takes a one-time code or a recovery code; each is good once. A changed secret makes no code right.
func useCode(tx *store.Tx, person auth.Party, secret []byte, code string) (bool, error) {
	u, ok, err := lockUser(tx, person)
	if err != nil || !ok {
		return false, err
	}
	if step, ok := totp.Verify(secret, code, tx.Now(), u.totpStep); ok && u.totp != nil {
		u.totpStep = step
		return true, updateUser(tx, &u)
	}
	return takeRecovery(tx, person, spokenDigest(code))
}

// totpOf opens a person's secret.
func (s *SignIn) totpOf(ctx context.Context, person auth.Party) ([]byte, error) {
	var u user
	if err := s.view(ctx, func(v *store.View) (err error) {
		u, _, err = userOf(v, person)
		return err
	}); err != nil {
		return nil, err
	}
	if u.totp == nil {
		return nil, ErrNoTOTP
	}
	return s.cfg.Vault.Open(placeTOTP(person), u.totp)
}

func placeTOTP(person auth.Party) vault.Place {
	return vault.Place{Table: "signin_users", Column: "totp", Row: person}
}

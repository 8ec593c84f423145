package signin

import (
	"context"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
)

// OwnSession is one of a person's sessions, as she sees it.
type OwnSession struct {
	ID      store.ID   `json:"id"`
	Client  string     `json:"client" doc:"A browser (web) or a terminal." example:"web"`
	Device  string     `json:"device,omitempty" doc:"What the browser says of itself." example:"Chrome Windows"`
	Address string     `json:"address" doc:"From where it began."`
	Level   auth.Level `json:"level" doc:"1: one factor, 2: two, 3: a passkey."`
	Method  string     `json:"method" doc:"By which it was last proved." example:"totp"`
	MadeAt  time.Time  `json:"madeAt"`
	SeenAt  time.Time  `json:"seenAt" doc:"When it was last used, up to a minute late."`
	EndsAt  time.Time  `json:"endsAt"`
	Current bool       `json:"current" doc:"It is the one that asks."`
}

// Sessions are a person's sessions that stand, the oldest first.
func (s *SignIn) Sessions(ctx context.Context, person auth.Party, current store.ID) (out []OwnSession, err error) {
	err = s.view(ctx, func(v *store.View) error {
		found, err := liveOf(v, person, v.Now())
		for _, n := range found {
			if n.stands(v.Now()) != nil {
				continue
			}
			out = append(out, OwnSession{ID: n.ID, Client: n.Client, Device: deviceName(n.Agent), Address: n.Address, Level: n.Level,
				Method: n.Method, MadeAt: n.MadeAt, SeenAt: n.SeenAt(), EndsAt: n.EndsAt, Current: n.ID == current})
		}
		return err
	})
	return out, err
}

// End ends one session of a person: her own sign-out, a revocation by her, or by an administrator; why is kept.
func (s *SignIn) End(tx *store.Tx, person auth.Party, id store.ID, why string) error {
	n, ok, err := sessionByID(tx, id)
	if err != nil {
		return err
	}
	if !ok || n.Person != person || n.ended {
		return ErrNotYours
	}
	if err := s.end(tx, n, clip(why, 24)); err != nil {
		return err
	}
	return s.note(tx, "end", person, why)
}

// EndOthers ends all of a person's sessions but one; 0 spares none.
func (s *SignIn) EndOthers(tx *store.Tx, person auth.Party, but store.ID) (ended int, err error) {
	if ended, err = s.endAll(tx, person, but, "revoked"); err != nil {
		return 0, err
	}
	return ended, s.note(tx, "end_others", person, "")
}

// Devices are those in which a person has signed in.
func (s *SignIn) Devices(ctx context.Context, person auth.Party, c Caller) (out []Device, err error) {
	err = s.view(ctx, func(v *store.View) error {
		if out, err = devicesOf(v, person); err != nil {
			return err
		}
		mine, _, err := deviceOf(v, person, digestOf(c.Device))
		for i := range out {
			out[i].Current = out[i].ID == mine
		}
		return err
	})
	return out, err
}

// EndDevice forgets a device and ends the sessions in it.
func (s *SignIn) EndDevice(tx *store.Tx, person auth.Party, id store.ID) error {
	n, err := endDevice(tx, person, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotYours
	}
	all, err := liveOf(tx, person, tx.Now())
	if err != nil {
		return err
	}
	for _, on := range all {
		if on.Device == id {
			if err := s.end(tx, on, "device"); err != nil {
				return err
			}
		}
	}
	return s.note(tx, "device_end", person, "")
}

// SetHat chooses what the session wears when a call names no hat.
func (s *SignIn) SetHat(ctx context.Context, sub *auth.Subject, hat string) error {
	return s.st.Update(ctx, func(tx *store.Tx) error {
		n, ok, err := sessionByID(tx, sub.Session)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoSession
		}
		w, err := s.wardrobeOf(ctx, tx, sub.Person, tx.Now())
		if err != nil {
			return err
		}
		if w.find(hat, "", tx.Now()) == nil || hat == "" {
			return ErrHat
		}
		s.forget(tx, n.token)
		return hatOfSession(tx, n.ID, hat)
	})
}

// HatsOf are a person's hats that stand now.
func (s *SignIn) HatsOf(ctx context.Context, person auth.Party) (hats []auth.Hat, err error) {
	err = s.view(ctx, func(v *store.View) error {
		w, err := s.wardrobeOf(ctx, v, person, v.Now())
		if err == nil {
			hats = w.hats
		}
		return err
	})
	return hats, err
}

// NameOf is what a person is called.
func (s *SignIn) NameOf(ctx context.Context, person auth.Party) (name string, err error) {
	err = s.view(ctx, func(v *store.View) error {
		name, err = s.cfg.Registry.Name(ctx, v, person)
		return err
	})
	return name, err
}

// Methods is how a person can sign in.
type Methods struct {
	Login         string     `json:"login" doc:"Masked." example:"li***g"`
	Password      bool       `json:"password"`
	PasswordAt    *time.Time `json:"passwordAt,omitempty" doc:"When it was set."`
	TOTP          bool       `json:"totp"`
	RecoveryCodes int64      `json:"recoveryCodes" doc:"How many are left."`
	Passkeys      []Passkey  `json:"passkeys" nullable:"false"`
	Providers     []string   `json:"providers" nullable:"false" doc:"Issuers of linked identities."`
}

// MethodsOf are a person's methods.
func (s *SignIn) MethodsOf(ctx context.Context, person auth.Party) (m Methods, err error) {
	err = s.view(ctx, func(v *store.View) error {
		u, ok, err := userOf(v, person)
		if err != nil || !ok {
			return orUnknown(err)
		}
		m = Methods{Login: u.masked, Password: u.password != "", TOTP: u.totp != nil, Passkeys: []Passkey{}, Providers: []string{}}
		if !u.passwordAt.IsZero() {
			m.PasswordAt = &u.passwordAt
		}
		if m.RecoveryCodes, err = recoveryLeft(v, person); err != nil {
			return err
		}
		keys, err := keysOf(v, person)
		if err != nil {
			return err
		}
		m.Passkeys = append(m.Passkeys, keys...)
		ids, err := identitiesOf(v, person)
		for _, l := range ids {
			m.Providers = append(m.Providers, l.issuer)
		}
		return err
	})
	return m, err
}

func orUnknown(err error) error {
	if err == nil {
		err = ErrUnknownUser
	}
	return err
}

// SetPassword changes the password of who is signed in, or sets a first one; all her other sessions end.
func (s *SignIn) SetPassword(ctx context.Context, c Caller, sub *auth.Subject, old, plain string) error {
	a, err := s.ownAccount(ctx, c, sub)
	if err != nil {
		return err
	}
	if a.password != "" {
		counters := countersOf(a.who, a.known, c, true)
		if err := s.st.Update(ctx, func(tx *store.Tx) error { return count(tx, counters) }); err != nil {
			return err
		}
		right, _, err := s.cfg.Hasher.Verify(ctx, old, a.password)
		if err != nil {
			return err
		}
		if !right {
			return ErrOldPassword
		}
		if err := s.st.Update(ctx, func(tx *store.Tx) error { return discount(tx, counters) }); err != nil {
			return err
		}
	}
	login, err := s.loginOf(&a.user)
	if err != nil {
		return err
	}
	hash, err := s.hash(ctx, sub.Person, login, plain)
	if err != nil {
		return err
	}
	return s.change(ctx, c, sub, "password", func(tx *store.Tx, u *user) error {
		if u.password != a.password {
			return ErrOldPassword // changed meanwhile
		}
		u.password, u.passwordAt = hash, tx.Now()
		_, err := s.endAll(tx, sub.Person, sub.Session, "password")
		return err
	})
}

// change writes the user of who is signed in, and notes it.
func (s *SignIn) change(ctx context.Context, c Caller, sub *auth.Subject, verb string, f func(*store.Tx, *user) error) error {
	return s.st.Update(s.at(ctx, c), func(tx *store.Tx) error {
		u, ok, err := lockUser(tx, sub.Person)
		if err != nil || !ok {
			return orUnknown(err)
		}
		if err := f(tx, &u); err != nil {
			return err
		}
		if err := updateUser(tx, &u); err != nil {
			return err
		}
		return s.note(tx, verb, sub.Person, "")
	})
}

// NewTOTP makes a secret for an authenticator app. It counts only once AddTOTP has seen a code of it.
func (s *SignIn) NewTOTP(ctx context.Context, sub *auth.Subject) (word string, plain []byte, uri string, err error) {
	plain = totp.NewSecret()
	sealed, err := s.cfg.Vault.Seal(placeTOTP(sub.Person), plain)
	if err != nil {
		return "", nil, "", err
	}
	if uri, err = totp.URI(s.cfg.Name, sub.Name, plain); err != nil {
		return "", nil, "", err
	}
	word, err = s.issue(ctx, &ticket{kind: forTOTP, person: sub.Person, session: sub.Session, data: sealed})
	return word, plain, uri, err
}

// AddTOTP begins one-time codes with the first code of the new secret, and gives recovery codes (恢复码), each good once.
func (s *SignIn) AddTOTP(ctx context.Context, c Caller, sub *auth.Subject, word, code string) (recovery []string, err error) {
	var t ticket
	if err := s.st.Update(ctx, func(tx *store.Tx) (err error) {
		t, err = tryTicket(tx, digestOf(word), forTOTP)
		return err
	}); err != nil {
		return nil, err
	}
	if t.session != sub.Session || t.person != sub.Person {
		return nil, ErrTicket
	}
	plain, err := s.cfg.Vault.Open(placeTOTP(sub.Person), t.data)
	if err != nil {
		return nil, err
	}
	step, ok := totp.Verify(plain, code, s.st.Now(), 0)
	if !ok {
		return nil, ErrCode
	}
	recovery, digests := recoveryCodes()
	return recovery, s.change(ctx, c, sub, "totp_add", func(tx *store.Tx, u *user) error {
		u.totp, u.totpStep = t.data, step
		if err := deleteTicket(tx, t.id); err != nil {
			return err
		}
		return replaceRecovery(tx, sub.Person, digests)
	})
}

// RemoveTOTP ends one-time codes and recovery codes.
func (s *SignIn) RemoveTOTP(ctx context.Context, c Caller, sub *auth.Subject) error {
	return s.change(ctx, c, sub, "totp_remove", func(tx *store.Tx, u *user) error {
		if u.totp == nil {
			return ErrNoTOTP
		}
		u.totp, u.totpStep = nil, 0
		return replaceRecovery(tx, sub.Person, nil)
	})
}

// NewRecovery gives new recovery codes; the old ones are good for nothing.
func (s *SignIn) NewRecovery(ctx context.Context, c Caller, sub *auth.Subject) (recovery []string, err error) {
	recovery, digests := recoveryCodes()
	return recovery, s.change(ctx, c, sub, "recovery", func(tx *store.Tx, u *user) error {
		if u.totp == nil {
			return ErrNoTOTP
		}
		return replaceRecovery(tx, sub.Person, digests)
	})
}

// recoveryCodes are new codes and their digests.
func recoveryCodes() (codes []string, digests []digest) {
	codes = totp.NewRecoveryCodes()
	for _, code := range codes {
		digests = append(digests, spokenDigest(code))
	}
	return codes, digests
}

// RemovePasskey removes one, unless it is the only way in.
func (s *SignIn) RemovePasskey(ctx context.Context, c Caller, sub *auth.Subject, id store.ID) error {
	return s.change(ctx, c, sub, "passkey_remove", func(tx *store.Tx, u *user) error {
		keys, err := keysOf(tx, sub.Person)
		if err != nil {
			return err
		}
		ids, err := identitiesOf(tx, sub.Person)
		if err != nil {
			return err
		}
		n, err := deleteKey(tx, sub.Person, id)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNotYours
		case len(keys) == 1 && u.password == "" && len(ids) == 0:
			return ErrLastMethod
		}
		return nil
	})
}

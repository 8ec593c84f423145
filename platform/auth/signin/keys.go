package signin

import (
	"context"
	"encoding/json"
	"errors"

	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/store"
)

// AskPasskey begins a sign-in by passkey: the browser offers those that it has of this site.
func (s *SignIn) AskPasskey(ctx context.Context, c Caller) (*Grant, error) {
	// Asking guesses nothing, so it doesn't use up what a network may guess; it is bounded since each question is kept.
	if wait, ok := s.perNet.Allow("ask "+network(c.Address), s.st.Now()); !ok {
		return nil, limit.Refuse(wait)
	}
	return s.ask(ctx, forPasskey, 0, 0)
}

// ask makes a ceremony and its ticket.
func (s *SignIn) ask(ctx context.Context, kind string, person auth.Party, session store.ID) (*Grant, error) {
	if s.cfg.Passkeys == nil {
		return nil, ErrNoPasskeys
	}
	asked, err := s.cfg.Passkeys.Ask()
	if err != nil {
		return nil, err
	}
	word, err := s.issue(ctx, &ticket{kind: kind, person: person, session: session, data: asked.State})
	return &Grant{Ticket: word, Options: asked.Options}, err
}

// Passkey signs in by a passkey alone: it is bound to this site and its device has verified the person (LevelStrong). No counter
// slows it, since there is nothing to guess.
func (s *SignIn) Passkey(ctx context.Context, c Caller, word string, answer json.RawMessage) (*Grant, error) {
	t, err := s.take(ctx, word, forPasskey, 0)
	if err != nil {
		return nil, err
	}
	k, err := s.answered(ctx, c, t, answer)
	if err != nil {
		return nil, err
	}
	o, err := s.opens(ctx, c, k.person, auth.LevelStrong, "passkey")
	if err != nil {
		return nil, err
	}
	return s.grant(ctx, c, o, func(tx *store.Tx) error { return s.useKey(tx, k) })
}

// answered judges an answer; it gives the passkey with its new count.
func (s *SignIn) answered(ctx context.Context, c Caller, t ticket, answer json.RawMessage) (*Passkey, error) {
	if s.cfg.Passkeys == nil {
		return nil, ErrNoPasskeys
	}
	var k Passkey
	key, err := s.cfg.Passkeys.Answered(t.data, answer, func(id, handle []byte) (o passkey.Owner, err error) {
		err = s.view(ctx, func(v *store.View) error {
			u, ok, err := userByHandle(v, handle)
			if err != nil {
				return err
			}
			found := false
			if k, found, err = keyByID(v, id); err != nil {
				return err
			}
			if !ok || !found || k.person != u.person || t.person != 0 && t.person != u.person {
				k = Passkey{}
				return passkey.ErrUnknown
			}
			o = passkey.Owner{Handle: handle, Keys: []passkey.Key{k.key}}
			return nil
		})
		return o, err
	})
	if err != nil {
		method := "passkey"
		if errors.Is(err, passkey.ErrCloned) {
			method = "passkey counter went back"
		}
		return nil, errors.Join(s.failed(ctx, c, k.person, method), err)
	}
	k.key = key
	return &k, nil
}

// useKey writes a passkey's new count, unless another answer with it was quicker.
func (s *SignIn) useKey(tx *store.Tx, k *Passkey) error {
	now, ok, err := lockKey(tx, k.key.ID)
	switch {
	case err != nil:
		return err
	case !ok || now.person != k.person:
		return passkey.ErrUnknown
	case now.key.Count >= k.key.Count && now.key.Count != 0:
		return passkey.ErrCloned
	}
	return useKey(tx, k.ID, k.key)
}

// NewPasskey begins the registration of a passkey for a person who is signed in.
func (s *SignIn) NewPasskey(ctx context.Context, sub *auth.Subject) (*Grant, error) {
	return s.newPasskey(ctx, sub.Person, sub.Session)
}

func (s *SignIn) newPasskey(ctx context.Context, person auth.Party, session store.ID) (*Grant, error) {
	if s.cfg.Passkeys == nil {
		return nil, ErrNoPasskeys
	}
	o, err := s.ownerOf(ctx, person)
	if err != nil {
		return nil, err
	}
	asked, err := s.cfg.Passkeys.Register(o)
	if err != nil {
		return nil, err
	}
	word, err := s.issue(ctx, &ticket{kind: forKey, person: person, session: session, data: asked.State})
	return &Grant{Ticket: word, Options: asked.Options}, err
}

// ownerOf is a person as her authenticators know her.
func (s *SignIn) ownerOf(ctx context.Context, person auth.Party) (o passkey.Owner, err error) {
	err = s.view(ctx, func(v *store.View) error {
		u, ok, err := userOf(v, person)
		if err != nil {
			return err
		}
		if !ok {
			return ErrUnknownUser
		}
		o = passkey.Owner{Handle: u.handle}
		if o.Name, err = s.cfg.Registry.Name(ctx, v, person); err != nil {
			return err
		}
		keys, err := keysOf(v, person)
		for _, k := range keys {
			o.Keys = append(o.Keys, k.key)
		}
		return err
	})
	return o, err
}

// AddPasskey keeps the passkey that NewPasskey asked for, under a name by which its owner knows it again.
func (s *SignIn) AddPasskey(ctx context.Context, sub *auth.Subject, word, name string, answer json.RawMessage) (*Passkey, error) {
	t, err := s.take(ctx, word, forKey, sub.Session)
	if err != nil {
		return nil, err
	}
	k, err := s.registered(ctx, t, name, answer)
	if err != nil {
		return nil, err
	}
	return k, s.st.Update(ctx, func(tx *store.Tx) error { return s.keepKey(tx, k) })
}

func (s *SignIn) registered(ctx context.Context, t ticket, name string, answer json.RawMessage) (*Passkey, error) {
	if s.cfg.Passkeys == nil {
		return nil, ErrNoPasskeys
	}
	o, err := s.ownerOf(ctx, t.person)
	if err != nil {
		return nil, err
	}
	key, err := s.cfg.Passkeys.Registered(o, t.data, answer)
	if err != nil {
		return nil, err
	}
	return &Passkey{Name: clip(name, 120), person: t.person, key: key}, nil
}

func (s *SignIn) keepKey(tx *store.Tx, k *Passkey) error {
	_, there, err := keyByID(tx, k.key.ID)
	if err != nil {
		return err
	}
	if there {
		return ErrKeyKnown
	}
	k.ID, k.MadeAt = tx.NewID(), tx.Now()
	if err := insertKey(tx, k); err != nil {
		return err
	}
	return s.note(tx, "passkey_add", k.person, "")
}

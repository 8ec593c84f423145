package signin

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"tonghui/platform/auth"
	"tonghui/platform/auth/oidc"
	"tonghui/platform/store"
)

// journey is what is remembered while a browser is at a provider.
type journey struct {
	Provider string        `json:"provider"`
	Ceremony oidc.Ceremony `json:"ceremony"`
	Back     string        `json:"back"` // path within the bank to go on to
}

// Providers are the words of the staff's providers, in order.
func (s *SignIn) Providers() []string {
	out := make([]string, 0, len(s.cfg.Providers))
	for name := range s.cfg.Providers {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// ToProvider begins a sign-in at a provider, or for who is signed in (sub) a step-up: the address to send the browser to, and the
// cookie that binds the way back to this browser, so that nobody is signed in with somebody else's code.
func (s *SignIn) ToProvider(ctx context.Context, c Caller, sub *auth.Subject, name, back string) (to string, cookie *http.Cookie, err error) {
	p, ok := s.cfg.Providers[name]
	if !ok {
		return "", nil, ErrProvider
	}
	if err := s.allowed(c, 0); err != nil {
		return "", nil, err
	}
	t := &ticket{kind: forProvider}
	j := journey{Provider: name, Back: within(back)}
	if sub == nil {
		to, j.Ceremony, err = p.Begin(ctx)
	} else {
		t.person, t.session = sub.Person, sub.Session
		to, j.Ceremony, err = p.BeginFresh(ctx)
	}
	if err != nil {
		return "", nil, err
	}
	if t.data, err = json.Marshal(j); err != nil {
		return "", nil, err
	}
	word, err := s.issue(ctx, t)
	// The way back is a navigation from another site, so this one cookie is Lax.
	return to, s.cookie(providerCookie, word, ticketFor, http.SameSiteLaxMode), err
}

// within keeps a way back inside the bank: a path that no browser takes for another host.
func within(path string) string {
	if len(path) < 1 || len(path) > 512 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
		return "/"
	}
	for i := range len(path) {
		if path[i] <= ' ' || path[i] > '~' || path[i] == '\\' {
			return "/"
		}
	}
	return path
}

// FromProvider ends it: it signs in whoever is linked to the identity, or steps up the session that set out, if the identity is the
// same person's. back is where to go on. Session cookies don't come along from another site, so the ticket alone counts.
func (s *SignIn) FromProvider(ctx context.Context, c Caller, r *http.Request) (g *Grant, back string, err error) {
	t, err := s.takeIf(ctx, s.valueOf(r, providerCookie), forProvider, func(*ticket) bool { return true })
	if err != nil {
		return nil, "", err
	}
	var j journey
	if err := json.Unmarshal(t.data, &j); err != nil {
		return nil, "", err
	}
	p := s.cfg.Providers[j.Provider]
	if p == nil {
		return nil, "", ErrProvider
	}
	id, err := p.Finish(ctx, j.Ceremony, r.URL.Query())
	if err != nil {
		return nil, "", errors.Join(s.failed(ctx, c, t.person, "provider"), err)
	}
	var person auth.Party
	var linked bool
	if err := s.view(ctx, func(v *store.View) (err error) {
		person, linked, err = personOfIdentity(v, identityDigest(id.Issuer, id.Subject))
		return err
	}); err != nil {
		return nil, "", err
	}
	if !linked || t.person != 0 && t.person != person {
		return nil, "", errors.Join(s.failed(ctx, c, t.person, "unlinked"), ErrUnlinked)
	}
	if t.session != 0 {
		sub := &auth.Subject{Person: person, Session: t.session}
		g, err = s.prove(ctx, c, sub, levelOf(id.AMR), "provider", func(*store.Tx) error { return nil })
		return g, j.Back, err
	}
	o, err := s.opens(ctx, c, person, levelOf(id.AMR), "provider")
	if err != nil {
		return nil, "", err
	}
	g, err = s.grant(ctx, c, o, nil)
	return g, j.Back, err
}

// levelOf is what a provider's proof is worth here: two factors if it says so (RFC 8176). A key that is bound to the provider's
// site isn't bound to the bank's, so it isn't LevelStrong.
func levelOf(amr []string) auth.Level {
	for _, m := range []string{"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "pop"} {
		if slices.Contains(amr, m) {
			return auth.LevelTwo
		}
	}
	return auth.LevelOne
}

func identityDigest(issuer, subject string) digest {
	h := sha256.New()
	h.Write([]byte(issuer))
	h.Write([]byte{0})
	h.Write([]byte(subject))
	var d digest
	h.Sum(d[:0])
	return d
}

// Link lets an identity at a provider, by its issuer and subject, sign in as a person, who must be a user. Four eyes are asked for by whoever calls it.
func (s *SignIn) Link(tx *store.Tx, person auth.Party, issuer, subject string) error {
	if _, ok, err := lockUser(tx, person); err != nil {
		return err
	} else if !ok {
		return ErrUnknownUser
	}
	d := identityDigest(issuer, subject)
	if _, there, err := personOfIdentity(tx, d); err != nil {
		return err
	} else if there {
		return ErrLinked
	}
	if err := insertIdentity(tx, d, person, clip(issuer, 255)); err != nil {
		return err
	}
	return s.note(tx, "link", person, "")
}

// Unlink takes a person's identities at a provider away, and ends her sessions.
func (s *SignIn) Unlink(tx *store.Tx, person auth.Party, issuer string) error {
	n, err := deleteIdentities(tx, person, clip(issuer, 255))
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotYours
	}
	if _, err := s.endAll(tx, person, 0, "unlinked"); err != nil {
		return err
	}
	return s.note(tx, "unlink", person, "")
}

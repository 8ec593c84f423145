package signin

import (
	"context"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Headers of a call by cookie.
const (
	HatHeader  = "Tonghui-Hat"  // the hat to be worn in this call; absent: the session's default
	CSRFHeader = "X-CSRF-Token" // of every call but GET, HEAD and OPTIONS
)

// ownPaths are where people see to their own sign-in, which they must reach also with a hat that they can't wear yet.
var ownPaths = []string{"/v1/session", "/v1/auth/"}

// Admit finds out who calls by the cookie of a session, else by that of a terminal. It answers (nil, nil) when there is neither.
func (s *SignIn) Admit(r *http.Request) (*auth.Subject, error) {
	token := s.valueOf(r, sessionCookie)
	if token == "" {
		token = s.valueOf(r, terminalCookie)
	}
	if token == "" {
		return nil, nil
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions {
		if err := s.Own(r); err != nil {
			return nil, err
		}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get(CSRFHeader)), []byte(antiForgery(token))) != 1 {
			return nil, ErrForged
		}
	}
	now := s.st.Now()
	n, w, err := s.look(r.Context(), digestOf(token), now)
	if err != nil {
		return nil, err
	}
	s.seen(n, now)
	return s.subject(n, w, r.Header.Get(HatHeader), slices.ContainsFunc(ownPaths, func(p string) bool { return strings.HasPrefix(r.URL.Path, p) }), now)
}

// Own refuses a write that a browser makes for another site's page. Programs, which say nothing of where they come from, pass.
func (s *SignIn) Own(r *http.Request) error {
	if err := s.origin.Check(r); err != nil {
		return ErrForged.Because(err)
	}
	return nil
}

// look finds a session that stands, and the hats of its person.
func (s *SignIn) look(ctx context.Context, token digest, now time.Time) (n *Session, w *wardrobe, err error) {
	if s.memory == nil {
		return s.read(ctx, token, now)
	}
	if n = s.memory.session(token); n != nil {
		if err := n.stands(now); err != nil {
			return nil, nil, err
		}
		if n.Person == 0 {
			return n, nil, nil
		}
		if w = s.memory.person(n.Person); w != nil && now.Before(w.until) {
			return n, w, nil
		}
	}
	turn := s.memory.turn.Load()
	if n, w, err = s.read(ctx, token, now); err != nil {
		return nil, nil, err
	}
	if w != nil {
		s.memory.keepPerson(turn, n.Person, w)
	}
	return s.memory.keepSession(turn, n), w, nil
}

// read is look without memory.
func (s *SignIn) read(ctx context.Context, token digest, now time.Time) (n *Session, w *wardrobe, err error) {
	err = s.view(ctx, func(v *store.View) error {
		found, ok, err := sessionByToken(v, token)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoSession
		}
		if err := found.stands(now); err != nil {
			return err
		}
		if n = found; n.Person != 0 {
			w, err = s.wardrobeOf(ctx, v, n.Person, now)
		}
		return err
	})
	return n, w, err
}

// rememberHats is how long hats are remembered at most.
const rememberHats = time.Minute

// wardrobeOf reads a person's hats; those that have ended are left out, whatever the registry thinks of them.
func (s *SignIn) wardrobeOf(ctx context.Context, q store.Querier, person auth.Party, now time.Time) (*wardrobe, error) {
	name, err := s.cfg.Registry.Name(ctx, q, person)
	if err != nil {
		return nil, err
	}
	hats, err := s.cfg.Registry.Hats(ctx, q, person)
	if err != nil {
		return nil, err
	}
	w := &wardrobe{name: name, until: now.Add(rememberHats)} // so that a right that begins later is seen in time
	for _, h := range hats {
		if !h.Until.IsZero() && !now.Before(h.Until) {
			continue
		}
		if !h.Until.IsZero() && h.Until.Before(w.until) {
			w.until = h.Until
		}
		w.hats = append(w.hats, h)
	}
	return w, nil
}

// subject puts the hat on. own says that the call is about the sign-in itself.
func (s *SignIn) subject(n *Session, w *wardrobe, want string, own bool, now time.Time) (*auth.Subject, error) {
	sub := &auth.Subject{Person: n.Person, Client: n.Client, Session: n.ID, Level: n.Level, ProvedAt: n.ProvedAt}
	if n.Person == 0 {
		sub.Name = n.Client
		sub.Hat = auth.Hat{ID: "kiosk", Kind: auth.KioskHat, Roles: []auth.Role{auth.Kiosk}, Branch: n.branch}
		if n.branch != "" {
			sub.Hat.Branches = []auth.Branch{n.branch}
		}
		return sub, nil
	}
	sub.Name = w.name
	hat := w.find(want, n.Hat, now)
	if hat == nil {
		if want != "" && !own {
			return nil, ErrHat
		}
		return sub, nil // with no right to act at all she may still see to her own sign-in
	}
	sub.Hat = *hat
	if usable := s.usable(hat.Roles, n.Level); len(usable) < len(hat.Roles) {
		if len(usable) == 0 && want != "" && !own {
			return nil, ErrLevel
		}
		sub.Hat.Roles = usable
	}
	return sub, nil
}

// find is the hat of this id, or without one the default, or the first.
func (w *wardrobe) find(want, byDefault string, now time.Time) *auth.Hat {
	first := -1
	fallback := -1
	for i := range w.hats {
		h := &w.hats[i]
		if !h.Until.IsZero() && !now.Before(h.Until) {
			continue
		}
		if want != "" && h.ID == want {
			return h
		}
		if first < 0 {
			first = i
		}
		if h.ID == byDefault && byDefault != "" {
			fallback = i
		}
	}
	switch {
	case want != "" || first < 0:
		return nil
	case fallback >= 0:
		return &w.hats[fallback]
	}
	return &w.hats[first]
}

// usable are the roles that a level opens.
func (s *SignIn) usable(roles []auth.Role, level auth.Level) []auth.Role {
	closed := func(r auth.Role) bool { return s.levels[r] > level }
	if !slices.ContainsFunc(roles, closed) {
		return roles
	}
	return slices.DeleteFunc(slices.Clone(roles), closed)
}

// seen writes that a session is in use, at most each minute and beside the customers' writes.
func (s *SignIn) seen(n *Session, now time.Time) {
	at, was := now.UnixMicro(), n.seen.Load()
	if at-was < min(time.Minute, n.idle/5).Microseconds() || !n.seen.CompareAndSwap(was, at) {
		return
	}
	go func() { // if it fails, the session is idle a little early: that is the safe side
		_ = s.st.UpdateSlow(context.Background(), func(tx *store.Tx) error { return seeSession(tx, n.ID, at) })
	}()
}

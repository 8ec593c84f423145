package signin

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// State says whether a user, a terminal or a card may be used.
type State int64

// The states.
const (
	Active    State = 1
	Suspended State = 2 // 停用; of a card: locked
)

// Session is one sign-in that stands.
type Session struct {
	ID       store.ID
	Person   auth.Party // 0 for a terminal's own
	Terminal store.ID   // where it is; 0 for a browser
	Device   store.ID   // 0 at a terminal
	Client   string     // "web", "kiosk-K01"
	Level    auth.Level
	Method   string // by which the person last proved who she is: "password", "totp", "passkey" …
	Hat      string // worn when a call names none; "" is the first
	Address  string
	Agent    string
	ProvedAt time.Time
	MadeAt   time.Time
	EndsAt   time.Time // whatever happens

	token     digest
	idle      time.Duration
	seen      atomic.Int64 // when it was last used, as written; microseconds
	ended     bool
	suspended bool // its user is
	stopped   bool // its terminal is
	branch    string
	code      string // of the terminal
}

// SeenAt is when it was last used, up to a minute late.
func (s *Session) SeenAt() time.Time { return timeOf(s.seen.Load()) }

// stands says why a session doesn't any more, or nothing.
func (s *Session) stands(now time.Time) error {
	switch {
	case s.ended || s.stopped:
		return ErrRevoked
	case s.suspended:
		return ErrSuspended
	case !now.Before(s.EndsAt):
		return ErrEnded
	case now.UnixMicro()-s.seen.Load() >= s.idle.Microseconds():
		return ErrIdle
	}
	return nil
}

// opening is what a new session is made of.
type opening struct {
	person   auth.Party
	level    auth.Level
	method   string
	terminal *terminal // nil: a browser
	counters []counter // of tries, to be taken off
	idle     time.Duration
	device   string // cookie of the browser, "" none
	token    string
}

// opens prepares a session for a person: what needs no lock, before the update.
func (s *SignIn) opens(ctx context.Context, c Caller, person auth.Party, level auth.Level, method string) (*opening, error) {
	o := &opening{person: person, level: level, method: method, idle: s.cfg.Idle, device: c.Device}
	err := s.view(ctx, func(v *store.View) error {
		hats, err := s.cfg.Registry.Hats(ctx, v, person)
		if slices.ContainsFunc(hats, func(h auth.Hat) bool { return h.Kind == auth.StaffHat }) {
			o.idle = s.cfg.IdleStaff
		}
		return err
	})
	o.token, _ = secret()
	return o, err
}

// begin makes the session that o describes, under a token that nobody has seen before. The user must still be active.
func (s *SignIn) begin(tx *store.Tx, c Caller, o *opening) (*Grant, error) {
	u, ok, err := lockUser(tx, o.person)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, ErrUnlinked
	case u.state != Active:
		return nil, ErrSuspended
	}
	n := &Session{ID: tx.NewID(), Person: o.person, Client: "web", Level: o.level, Method: o.method, Address: c.Address, Agent: c.Agent,
		ProvedAt: tx.Now(), MadeAt: tx.Now(), EndsAt: tx.Now().Add(s.cfg.Absolute), token: digestOf(o.token), idle: o.idle}
	n.seen.Store(tx.Now().UnixMicro())
	g := &Grant{Session: n, Token: o.token}
	if o.terminal != nil {
		n.Terminal, n.Client, n.idle = o.terminal.id, "kiosk-"+o.terminal.code, s.cfg.IdleKiosk
		n.branch, n.code = o.terminal.branch, o.terminal.code
	} else if err := s.remember(tx, n, g, o); err != nil {
		return nil, err
	}
	if err := s.endReplaced(tx, c); err != nil {
		return nil, err
	}
	if err := insertSession(tx, n); err != nil {
		return nil, err
	}
	if err := discount(tx, o.counters); err != nil {
		return nil, err
	}
	place := audit.Place{Address: c.Address, Session: n.ID.String()}
	if n.Terminal != 0 {
		place.Terminal = n.Client
	}
	return g, s.cfg.Audit.Note(tx, audit.Note{Verb: "signin.begin", Kind: "signin.user", Object: object(o.person), Reason: o.method, Place: place})
}

// remember makes the browser a device of the person's.
func (s *SignIn) remember(tx *store.Tx, n *Session, g *Grant, o *opening) error {
	word := o.device
	d := digestOf(word)
	id, ended, found, err := deviceRow(tx, o.person, d)
	if err != nil {
		return err
	}
	if found && !ended {
		n.Device = id
		return seeDevice(tx, id)
	}
	ours, err := deviceGiven(tx, d)
	if err != nil {
		return err
	}
	if found || !ours { // a device that was ended begins anew, and so does a cookie that the bank never gave
		word, d = secret()
	}
	n.Device, g.Device = tx.NewID(), word
	if err := insertDevice(tx, n.Device, o.person, d, deviceName(n.Agent)); err != nil {
		return err
	}
	return s.note(tx, "device", o.person, "")
}

// endReplaced ends the session that the browser had before.
func (s *SignIn) endReplaced(tx *store.Tx, c Caller) error {
	if c.Session == "" {
		return nil
	}
	old, ok, err := sessionByToken(tx, digestOf(c.Session))
	if err != nil || !ok || old.ended {
		return err
	}
	return s.end(tx, old, "replaced")
}

// end ends a session, at once for every later call.
func (s *SignIn) end(tx *store.Tx, n *Session, why string) error {
	_, err := endSession(tx, n.ID, why)
	s.forget(tx, n.token)
	return err
}

// endAll ends a person's sessions but one.
func (s *SignIn) endAll(tx *store.Tx, person auth.Party, but store.ID, why string) (ended int, err error) {
	all, err := liveOf(tx, person, tx.Now())
	if err != nil {
		return 0, err
	}
	for _, n := range all {
		if n.ID == but {
			continue
		}
		if err := s.end(tx, n, why); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// deviceName is what a browser says of itself, in the few words that people know it by.
func deviceName(agent string) string {
	system := firstOf(agent, "HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
	browser := firstOf(agent, "MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
	if name := strings.TrimSpace(browser + " " + system); name != "" {
		return name
	}
	return clip(agent, 60)
}

func firstOf(s string, words ...string) string {
	for _, w := range words {
		if strings.Contains(s, w) {
			return w
		}
	}
	return ""
}

// clip makes a text of others fit a column: without control characters, cut at a character's border.
func clip(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > limit {
		s = string(r[:limit])
	}
	return s
}

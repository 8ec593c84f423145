package auth

import (
	"context"
	"errors"
	"strconv"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Level is how sure the bank is of who calls (认证等级).
type Level uint8

// The levels. An operation may ask for one; a session reaches it by stepping up.
const (
	LevelNone   Level = iota // nobody has signed in
	LevelOne                 // one factor: a password, a card alone
	LevelTwo                 // two factors: a password with a one-time code, an identity document with a code
	LevelStrong              // bound to this site and a device: a passkey, a signed request, a client certificate
)

// HatKind says why somebody may act as she does.
type HatKind string

// The kinds of hats (身份).
const (
	SelfHat   HatKind = "self"   // for herself
	AgentHat  HatKind = "agent"  // for another person: guardian or authorised agent
	FirmHat   HatKind = "firm"   // for a business: legal representative or employee
	AgencyHat HatKind = "agency" // for an agency or institution: head or clerk
	StaffHat  HatKind = "staff"  // for the bank, in a branch
	ClientHat HatKind = "client" // a program with credentials of its own
	KioskHat  HatKind = "kiosk"  // a terminal before anybody has signed in at it
)

// Item narrows what an agent may do (逐项授权): one permission, on one object or on all that belong to whom she acts for.
type Item struct {
	Permission Permission `json:"permission"`
	Object     string     `json:"object,omitempty"` // "ledger.account/123"; "" is every object
}

// Hat is one right to act: for whom, with which roles, where, and until when. A person has as many as she has rights,
// and wears one at a time.
type Hat struct {
	ID       string    `json:"id"` // "self", or the kind and the id of the row that gives it: "firm-123"
	Kind     HatKind   `json:"kind"`
	For      Party     `json:"for"` // the person herself for SelfHat; 0 for staff and terminals
	ForName  string    `json:"forName"`
	Title    string    `json:"title,omitempty"` // what she is there, as registered: "会计"
	Roles    []Role    `json:"roles"`
	Branch   Branch    `json:"branch,omitempty"`   // where staff work
	Branches []Branch  `json:"branches,omitempty"` // that branch and all below it
	Items    []Item    `json:"items,omitempty"`    // nil: all that the roles allow
	Until    time.Time `json:"until,omitzero"`     // the moment at which the right ends; zero: none is set
}

// Subject is who calls: a person under one of her hats, or a program.
type Subject struct {
	Person   Party     // the human being; 0 for a program or a terminal
	Name     string    // of the person or program
	Hat      Hat       // what she wears in this call
	Client   string    // by which client: "web", "kiosk-K01", or the API client's id
	Session  store.ID  // 0 for a program
	Level    Level     // that the session has reached
	ProvedAt time.Time // when the person last proved who she is
}

// Actor is how the store's rows and the audit log name the subject.
func (s *Subject) Actor() store.Actor {
	person := "client:" + s.Client
	if s.Person != 0 {
		person = strconv.FormatInt(int64(s.Person), 10)
	}
	return store.Actor{Person: person, Hat: s.Hat.ID, Client: s.Client}
}

type subjectKey struct{}

// WithSubject puts who calls into the context, also as the store's actor.
func WithSubject(ctx context.Context, s *Subject) context.Context {
	return store.WithActor(context.WithValue(ctx, subjectKey{}, s), s.Actor())
}

// SubjectOf is who calls, or nil: the bank's own work has no subject.
func SubjectOf(ctx context.Context) *Subject {
	s, _ := ctx.Value(subjectKey{}).(*Subject)
	return s
}

// By is who makes this update, or nil.
func By(tx *store.Tx) *Subject {
	s, _ := tx.Value(subjectKey{}).(*Subject)
	return s
}

// ErrNobody refuses a verb that must know who does it.
var ErrNobody = problem.New(problem.Unauthenticated, "auth.nobody",
	"This can be done only by somebody who has signed in. Sign in and try again.", "该操作须登录后办理。请登录后重试。")

// ErrBodyFirst is what an authenticator answers to a request whose signature covers its body, before that has been read.
var ErrBodyFirst = errors.New("auth: the body must be read first")

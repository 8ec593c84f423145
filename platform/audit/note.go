package audit

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Note is what a verb says of its own change. Who acts is taken from the update (store.Actor); for whom, from where and
// why from its context, unless given here.
type Note struct {
	Verb          string // what was done: "ledger.freeze"
	Kind          string // of object: "ledger.account"; a Source of this kind lets verify compare
	Object        string // its id, up to 64 printable ASCII characters
	Version       int64  // rises with each change of the object, if the room counts them; 0 if not
	Before, After Digest // of the object; zero where there is none
	Salted        bool   // the object holds personal data: keep its digests under the record's salt
	Behalf        string // party for whom the person acts (代理)
	Reason        string // free words, up to 500 characters
	Place         Place
}

// Cover is one append-only row. Rows of one kind that one actor writes in a row share one record, which holds their
// number, first and last id, and one digest over all of them in order.
type Cover struct {
	Verb   string // "ledger.post"
	Kind   string // "ledger.entry"
	ID     store.ID
	Digest Digest
}

// Place is from where somebody acts.
type Place struct {
	Address  string // network address
	Session  string // the session's public id, never its secret
	Terminal string // teller's terminal, kiosk, device
}

type contextKey uint8

const (
	placeKey contextKey = iota
	behalfKey
	reasonKey
)

// WithPlace puts into the context from where its updates are made.
func WithPlace(ctx context.Context, p Place) context.Context {
	return context.WithValue(ctx, placeKey, p)
}

// PlaceOf is from where the context's updates are made.
func PlaceOf(ctx context.Context) Place {
	p, _ := ctx.Value(placeKey).(Place)
	return p
}

// WithBehalf puts into the context for whom its updates are made.
func WithBehalf(ctx context.Context, party string) context.Context {
	return context.WithValue(ctx, behalfKey, party)
}

// WithReason puts into the context why its updates are made.
func WithReason(ctx context.Context, reason string) context.Context {
	return context.WithValue(ctx, reasonKey, reason)
}

// circumstances are what a note takes from the update's context.
type circumstances struct {
	Place
	behalf, reason string
}

// circumstancesOf reads them where the update hands its context's values out.
func circumstancesOf(tx *store.Tx) (c circumstances) {
	v, ok := any(tx).(interface{ Value(key any) any })
	if !ok {
		return c
	}
	c.Place, _ = v.Value(placeKey).(Place)
	c.behalf, _ = v.Value(behalfKey).(string)
	c.reason, _ = v.Value(reasonKey).(string)
	return c
}

// Limits of what a note may hold.
const (
	maxName   = 40
	maxObject = 64
	maxText   = 128
	maxReason = 500
)

var (
	errReason = problem.New(problem.Invalid, "audit.reason",
		"The reason is longer than 500 characters. Give the essence, and the rest as a document.",
		"理由超过 500 个字符。请写明要点，其余内容以附件提交。")
	errWord = problem.New(problem.Internal, "audit.word",
		"The audit note's %s can't be recorded. Report this to the bank's operator.", "审计留痕的 %s 无法记录。请告知银行运维人员。")
)

// check refuses what would not fit its column or would break the record's form.
func (n *Note) check() error {
	switch {
	case !plain(n.Verb, maxName):
		return errWord.With("verb")
	case !plain(n.Kind, maxName):
		return errWord.With("kind")
	case !plain(n.Object, maxObject):
		return errWord.With("object")
	case len(n.Reason) > maxReason && utf8.RuneCountInString(n.Reason) > maxReason:
		return errReason
	}
	return nil
}

// plain says whether a word is printable ASCII that needs no escapes in JSON.
func plain(s string, limit int) bool {
	if s == "" || len(s) > limit {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}

// clip makes a text of others (a client's name, an address) fit its record: control characters become spaces, and it
// ends at a character's border.
func clip(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf || s[i] == 0x7f {
			return strings.Map(func(r rune) rune {
				if unicode.IsControl(r) {
					return ' '
				}
				return r
			}, strings.ToValidUTF8(s, ""))
		}
	}
	return s
}

// clipped makes all of them fit.
func (c *circumstances) clipped() {
	c.Address, c.Session, c.Terminal = clip(c.Address, maxText), clip(c.Session, maxText), clip(c.Terminal, maxText)
	c.behalf, c.reason = clip(c.behalf, maxObject), clip(c.reason, 4*maxReason)
}

package mandate

import (
	"strings"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Basis is why somebody may act for a party (授权依据).
type Basis uint8

// The bases.
const (
	LegalRepresentative Basis = iota + 1 // 法定代表人 of a business, 负责人 of an agency or institution; one at a time
	Employee                             // 员工 of a business, agency or institution, with roles
	Guardian                             // 监护人 of a person who can't act alone
	Agent                                // 委托代理人, authorised by the person herself, item by item
	Executor                             // 遗产管理人 of a person who has died
)

var bases = [...]string{LegalRepresentative: "legal_representative", Employee: "employee", Guardian: "guardian", Agent: "agent",
	Executor: "executor"}

// MarshalText is the basis' word.
func (b Basis) MarshalText() ([]byte, error) {
	if b < LegalRepresentative || b > Executor {
		return nil, ErrBasis
	}
	return []byte(bases[b]), nil
}

// UnmarshalText reads the basis' word.
func (b *Basis) UnmarshalText(text []byte) error {
	for i := LegalRepresentative; i <= Executor; i++ {
		if bases[i] == string(text) {
			*b = i
			return nil
		}
	}
	return ErrBasis
}

// personal says that the basis is about acting for a person.
func (b Basis) personal() bool { return b == Guardian || b == Agent || b == Executor }

// State is where a right stands at a moment.
type State string

// The states.
const (
	Coming  State = "coming"   // its first moment has not come
	InForce State = "in_force" // it gives a hat
	Expired State = "expired"  // its last moment has come
	Removed State = "removed"  // somebody ended it before
)

// Mandate is one right to act for a party.
type Mandate struct {
	ID         store.ID    `json:"id"`
	For        auth.Party  `json:"for"`
	ForName    string      `json:"forName,omitempty"`
	Person     auth.Party  `json:"person"`
	PersonName string      `json:"personName,omitempty"`
	Basis      Basis       `json:"basis"`
	Roles      []auth.Role `json:"roles"`
	Title      string      `json:"title,omitempty"` // what she is there: "会计"
	Items      []auth.Item `json:"items,omitempty"` // nil: all that the roles allow
	From       time.Time   `json:"from"`
	Until      time.Time   `json:"until,omitzero"` // the moment at which it ends; zero: none is set
	State      State       `json:"state"`
	GivenBy    auth.Party  `json:"givenBy,omitzero"`   // the person who recorded it; 0 for a program
	Evidence   string      `json:"evidence,omitempty"` // a document's digest in the bank's store, or its number
	RemovedAt  *time.Time  `json:"removedAt,omitempty"`
	Version    int64       `json:"version"` // rises with each change
}

// Location is where the mandate can be read.
func (m *Mandate) Location() string { return "/v1/mandates/" + m.ID.String() }

// StateAt is where it stands at a moment.
func (m *Mandate) StateAt(t time.Time) State { return stateAt(m.From, m.Until, m.RemovedAt, t) }

// stateAt holds the one rule of time: a right stands from its first moment up to, and not including, its last.
func stateAt(from, until time.Time, removed *time.Time, t time.Time) State {
	switch {
	case removed != nil && !t.Before(*removed):
		return Removed
	case !until.IsZero() && !t.Before(until):
		return Expired
	case t.Before(from):
		return Coming
	}
	return InForce
}

// Digest is of all its columns, in the table's order.
func (m *Mandate) Digest() [32]byte {
	var h audit.Hasher
	h.Start(Kind).Int(int64(m.ID)).Int(int64(m.For)).Int(int64(m.Person)).Int(int64(m.Basis)).Text(joinRoles(m.Roles)).
		Text(m.Title).Text(string(joinItems(m.Items))).Int(m.From.UnixMicro()).Int(untilMicros(m.Until)).
		Int(int64(m.GivenBy)).Text(m.Evidence)
	hashTime(&h, m.RemovedAt)
	return h.Int(m.Version).Sum()
}

func hashTime(h *audit.Hasher, t *time.Time) {
	if t == nil {
		h.Null()
		return
	}
	h.Int(t.UnixMicro())
}

// Grant is what gives a right.
type Grant struct {
	For      auth.Party
	Person   auth.Party
	Basis    Basis
	Roles    []auth.Role // of an employee; the other bases have their own
	Title    string      // up to 60 characters
	Items    []auth.Item // of an agent, 1 to 64
	From     time.Time   // zero: now
	Until    time.Time   // zero: none, where the basis allows that
	Evidence string      // up to 200 characters
	Replaces store.ID    // of a legal representative: the present one's mandate, which ends with this
}

// Amendment is what changes of a right; nil leaves a field as it is. For whom and who never changes.
type Amendment struct {
	Version  int64 // of the mandate as the caller has seen it; 0 doesn't ask
	Roles    *[]auth.Role
	Title    *string
	Items    *[]auth.Item
	Until    *time.Time // zero: none
	Evidence *string
}

// Change is one line of a right's history.
type Change struct {
	ID      store.ID  `json:"id"`
	Verb    string    `json:"verb"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`  // party id of who did it, or the program's name
	Hat     string    `json:"hat"` // under which she did it
	Reason  string    `json:"reason,omitempty"`
	Mandate *Mandate  `json:"mandate"` // as it stood afterwards
}

func joinRoles(roles []auth.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func splitRoles(text string) (out []auth.Role) {
	for word := range strings.SplitSeq(text, ",") {
		if word != "" {
			out = append(out, auth.Role(word))
		}
	}
	return out
}

package approval

import (
	"encoding/json"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is the kind of a proposal as an object of permissions and audit records.
const Kind = "approval.approval"

// Lifetime is how long a proposal waits for its decision.
const Lifetime = 7 * 24 * time.Hour

// State is where a proposal stands.
type State string

// The states. All but Open are final; Expired is Open after its time.
const (
	Open      State = "open"
	Approved  State = "approved"
	Returned  State = "returned" // to the maker, who may propose anew
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// states are the numbers in the table.
var states = []State{Open, Approved, Returned, Refused, Withdrawn}

// Person is who proposed or decided, as she was then.
type Person struct {
	Party  auth.Party `json:"party,omitzero" doc:"0, and absent, for a program."`
	Name   string     `json:"name"`
	Hat    string     `json:"hat" doc:"The hat that she wore."`
	Client string     `json:"client"`
}

// Line is one thing that an act changes, as the approver reads it. No private value stands in it unmasked.
type Line struct {
	EN    string `json:"labelEn"`
	ZH    string `json:"labelZh"`
	Old   string `json:"old,omitempty" doc:"The value now; absent where there is none."`
	Value string `json:"value,omitempty" doc:"The value that is proposed; absent where the old one is taken away."`
}

// Approval is a proposal and what became of it.
type Approval struct {
	ID         store.ID        `json:"id"`
	Kind       string          `json:"kind" example:"parameter.set"`
	EN         string          `json:"titleEn"`
	ZH         string          `json:"titleZh"`
	Object     string          `json:"object" doc:"What it changes: kind and id." example:"parameter.value/signin.idle_minutes"`
	About      auth.Party      `json:"about,omitzero" doc:"Whose own rights it changes: she can't decide it."`
	State      State           `json:"state" enum:"open,approved,returned,refused,withdrawn,expired"`
	Reason     string          `json:"reason" doc:"Why the maker proposes it."`
	Maker      Person          `json:"maker"`
	ProposedAt time.Time       `json:"proposedAt"`
	ExpiresAt  time.Time       `json:"expiresAt"`
	Decider    *Person         `json:"decider,omitempty"`
	DecidedAt  *time.Time      `json:"decidedAt,omitempty"`
	Note       string          `json:"note,omitempty" doc:"What the approver wrote."`
	StepUp     bool            `json:"stepUp" doc:"Deciding asks for a fresh proof of who decides."`
	Lines      []Line          `json:"lines,omitempty" doc:"What it changes; when one proposal is read."`
	Result     json.RawMessage `json:"result,omitempty" doc:"What the act gave; when one proposal is read."`

	scope  auth.Scope
	salt   []byte
	digest audit.Digest // of the payload under the salt
	sealed []byte       // the payload as it is kept
	output []byte       // the result as it is kept
}

// AuthScope is to whom a proposal belongs: for whom the maker acted, and where she works.
func (a *Approval) AuthScope() (auth.Scope, string) { return a.scope, Kind + "/" + a.ID.String() }

// at makes an open proposal expired after its time.
func (a *Approval) at(now time.Time) *Approval {
	if a.State == Open && !now.Before(a.ExpiresAt) {
		a.State = Expired
	}
	return a
}

// Digest is the row's for the audit log.
func (a *Approval) Digest() audit.Digest {
	var h audit.Hasher
	state := a.State
	if state == Expired {
		state = Open // the row doesn't change when its time is over
	}
	h.Start(Kind).Int(int64(a.ID)).Text(a.Kind).Text(a.Object).Int(int64(a.About)).Text(string(state)).Text(a.Reason)
	a.Maker.digest(&h)
	for _, p := range a.scope.Parties {
		h.Int(int64(p))
	}
	h.Text(a.scope.Branch).Int(a.ProposedAt.UnixMicro()).Int(a.ExpiresAt.UnixMicro()).Bytes(a.digest[:])
	if a.Decider == nil || a.DecidedAt == nil {
		return h.Null().Sum()
	}
	a.Decider.digest(&h)
	return h.Int(a.DecidedAt.UnixMicro()).Text(a.Note).Sum()
}

func (p *Person) digest(h *audit.Hasher) {
	h.Int(int64(p.Party)).Text(p.Name).Text(p.Hat).Text(p.Client)
}

// personOf is who acts now.
func personOf(s *auth.Subject) Person {
	return Person{Party: s.Person, Name: clip(s.Name, 200), Hat: clip(s.Hat.ID, 64), Client: clip(s.Client, 64)}
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

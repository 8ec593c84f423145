package screening

import (
	"crypto/sha256"
	"slices"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// HitState is where a hit stands.
type HitState uint8

// The states of a hit.
const (
	Open      HitState = iota + 1 // 待处理
	Cleared                       // 排除: not the same
	Confirmed                     // 确认: the same; blocks
	Escalated                     // 上报: somebody higher decides
	Lapsed                        // 失效: party or list have changed, they are alike no more
)

var hitStates = [...]string{Open: "open", Cleared: "cleared", Confirmed: "confirmed", Escalated: "escalated", Lapsed: "lapsed"}

// String is the state's word.
func (s HitState) String() string { return hitStates[s] }

// MarshalText is the state's word.
func (s HitState) MarshalText() ([]byte, error) { return []byte(hitStates[s]), nil }

// UnmarshalText reads the state's word.
func (s *HitState) UnmarshalText(b []byte) error {
	for i := Open; i <= Lapsed; i++ {
		if hitStates[i] == string(b) {
			*s = i
			return nil
		}
	}
	return ErrInput.With("state", "状态")
}

// Hit (命中) is a party that is like an entry.
type Hit struct {
	ID         store.ID    `json:"id"`
	Party      auth.Party  `json:"party"`
	List       string      `json:"list"`
	Kind       Kind        `json:"kind" enum:"sanctions,exposed,dishonest,own"`
	Ref        string      `json:"ref"`     // of the entry
	Version    store.ID    `json:"version"` // of the list, in which it was found
	Score      int         `json:"score"`
	State      HitState    `json:"state" enum:"open,cleared,confirmed,escalated,lapsed"`
	Hold       bool        `json:"hold,omitempty"` // business should wait for a review
	ListedName string      `json:"listedName"`
	Why        Explanation `json:"why"`
	Branch     auth.Branch `json:"branch,omitempty"`
	FoundAt    time.Time   `json:"foundAt"`
	DecidedBy  string      `json:"decidedBy,omitempty"`
	DecidedAt  time.Time   `json:"decidedAt,omitzero"`
	Reason     string      `json:"reason,omitempty"`

	place int64             // of the entry in its version
	print [sha256.Size]byte // of what was compared
}

// HitFilter chooses hits; what is zero doesn't matter.
type HitFilter struct {
	State  HitState
	List   string
	Party  auth.Party
	Branch auth.Branch
}

// holds says whether business should wait for a review of this hit.
func (h *Hit) holds() bool {
	return h.Kind == Sanctions && h.Score >= HoldScore && (h.State == Open || h.State == Escalated)
}

func (h *Hit) digest() audit.Digest {
	var d audit.Hasher
	return d.Start("hit").Int(int64(h.ID)).Int(int64(h.Party)).Text(h.List).Text(h.Ref).Int(int64(h.Version)).Int(int64(h.Score)).
		Int(int64(h.State)).Text(h.DecidedBy).Text(h.Reason).Sum()
}

// Problems of hits.
var (
	ErrUnknownHit = problem.New(problem.NotFound, "screening.hit_unknown",
		"There is no hit %s. Copy its number from the list of hits.", "没有编号为 %s 的命中。请从命中列表中复制编号。")
	ErrHitState = problem.New(problem.Conflict, "screening.hit_state",
		"Hit %s is %s by now; somebody else decided it, or it can't become what you asked. Read it anew.",
		"命中 %s 现为 %s 状态：已由他人处理，或不能作此变更。请重新查询。")
	ErrOwnParty = problem.New(problem.Refused, "screening.own_party",
		"Who registered a party, or is that party, can't decide its hits. Ask a colleague.", "当事人本人及其登记人不得处理该当事人的命中。请由其他人员处理。")
	ErrBlocked = problem.New(problem.Refused, "screening.blocked",
		"This can't be done at present. Please ask your branch.", "该业务暂时无法办理，请联系开户机构。")
	ErrHeld = problem.New(problem.Refused, "screening.held",
		"This waits for a review by the bank. Nothing needs to be done; try again later.", "该业务正在审核，无需操作，请稍后再试。")
)

// Decision is what somebody makes of a hit.
type Decision struct {
	From   HitState // as she saw it
	To     HitState // Cleared, Confirmed or Escalated
	Reason string
}

// becomes are the changes that a person may make: what was decided may be decided otherwise, for a reason.
var becomes = map[HitState][]HitState{
	Open: {Cleared, Confirmed, Escalated}, Escalated: {Cleared, Confirmed}, Confirmed: {Cleared}, Cleared: {Confirmed},
}

// Decide settles a hit. Of two who decide at once the second is refused, since the hit isn't any more what she saw.
func (d *Desk) Decide(tx *store.Tx, id store.ID, c Decision) (*Hit, error) {
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	by, err := who(tx)
	if err != nil {
		return nil, err
	}
	h, ok, err := lockHit(tx, id)
	if err != nil || !ok {
		return nil, orElse(err, ErrUnknownHit.With(id))
	}
	if h.State != c.From || !slices.Contains(becomes[h.State], c.To) {
		return nil, ErrHitState.With(id, h.State)
	}
	p, _, err := d.opt.Parties.Person(tx, h.Party)
	if err != nil {
		return nil, err
	}
	if by == h.Party.String() || p.RegisteredBy != 0 && by == p.RegisteredBy.String() {
		return nil, ErrOwnParty
	}
	if h.State != Open && by == h.DecidedBy {
		return nil, ErrHitState.With(id, h.State) // what she escalated or decided, another one decides
	}
	before := h.digest()
	h.State, h.DecidedBy, h.DecidedAt, h.Reason = c.To, by, tx.Now(), cutText(c.Reason, 500)
	h.Hold = h.holds()
	if err := updateHit(tx, h); err != nil {
		return nil, err
	}
	return h, d.note(tx, "screening."+decisionVerb[c.To], kindHit, id.String(), c.Reason, before, h.digest())
}

var decisionVerb = [...]string{Cleared: "clear", Confirmed: "confirm", Escalated: "escalate"}

// Standing is what a party's hits mean for its business.
type Standing struct {
	Blocked bool     `json:"blocked"` // a hit is confirmed
	Held    bool     `json:"held"`    // an open hit asks for a review first
	Hit     store.ID `json:"hit,omitempty"`
	Reason  string   `json:"reason,omitempty"` // for the bank's staff, never for the party
}

// Standing tells whether a party is blocked or held. Rooms that refuse business for it answer with ErrBlocked or ErrHeld, which
// don't say why: a party is not to learn that it is looked at.
func (d *Desk) Standing(q store.Querier, party auth.Party) (s Standing, err error) {
	hs, err := hitsOf(q, party)
	for _, h := range hs {
		switch {
		case h.State == Confirmed:
			return Standing{Blocked: true, Hit: h.ID, Reason: h.Why.ZH}, err
		case h.holds() && !s.Held:
			s = Standing{Held: true, Hit: h.ID, Reason: h.Why.ZH}
		}
	}
	return s, err
}

// Blocked tells whether a confirmed hit stands against a party, and why.
func (d *Desk) Blocked(q store.Querier, party auth.Party) (blocked bool, reason string, err error) {
	s, err := d.Standing(q, party)
	if err != nil || !s.Blocked {
		return false, "", err
	}
	return true, s.Reason, nil
}

// OnMerge moves the hits of a party that turned out to be another one. Where both are like an entry in the same way, the graver
// decision stands for the one that remains.
func (d *Desk) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	all, err := lockHitsOf(tx, min(keep, gone), max(keep, gone))
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Party != gone {
			continue
		}
		before := h.digest()
		at := slices.IndexFunc(all, func(o *Hit) bool {
			return o.Party == keep && o.List == h.List && o.Ref == h.Ref && o.print == h.print
		})
		if at < 0 {
			h.Party = keep
		} else if err := d.mergeHit(tx, all[at], h); err != nil {
			return err
		}
		if err := updateHit(tx, h); err != nil {
			return err
		}
		if err := d.note(tx, "screening.merge", kindHit, h.ID.String(), "", before, h.digest()); err != nil {
			return err
		}
	}
	return nil
}

// gravity orders states by what they mean for the party.
var gravity = [...]int{Lapsed: 0, Cleared: 1, Open: 2, Escalated: 3, Confirmed: 4}

// mergeHit lets a hit end in favour of one of the party that remains.
func (d *Desk) mergeHit(tx *store.Tx, keep, gone *Hit) error {
	if gravity[gone.State] > gravity[keep.State] {
		before := keep.digest()
		keep.State, keep.DecidedBy, keep.DecidedAt, keep.Reason = gone.State, gone.DecidedBy, gone.DecidedAt, gone.Reason
		if err := updateHit(tx, keep); err != nil {
			return err
		}
		if err := d.note(tx, "screening.merge", kindHit, keep.ID.String(), "", before, keep.digest()); err != nil {
			return err
		}
	}
	gone.State = Lapsed
	return nil
}

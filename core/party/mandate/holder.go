package mandate

import (
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Control is by what right somebody stands behind a business.
type Control uint8

// The kinds of control, in the order of 受益所有人信息管理办法 (2024) article 6.
const (
	ByShares Control = iota + 1 // 股权、股份、合伙权益
	ByVotes                     // 表决权、收益权
	ByFact                      // 实际控制: by agreement, family or the say over people and money
)

var controls = [...]string{ByShares: "shares", ByVotes: "votes", ByFact: "control"}

// MarshalText is the control's word.
func (c Control) MarshalText() ([]byte, error) {
	if c < ByShares || c > ByFact {
		return nil, ErrHolders
	}
	return []byte(controls[c]), nil
}

// UnmarshalText reads the control's word.
func (c *Control) UnmarshalText(text []byte) error {
	for i := ByShares; i <= ByFact; i++ {
		if controls[i] == string(text) {
			*c = i
			return nil
		}
	}
	return ErrHolders
}

// fullBP is the whole of a business in basis points; oneInFour is the share from which its owner is a beneficial owner.
const (
	fullBP    = 10_000
	oneInFour = 2_500
)

// maxHolders bounds the direct owners of one business.
const maxHolders = 200

// Holder is one direct right in a business.
type Holder struct {
	ID        store.ID   `json:"id"`
	Firm      auth.Party `json:"firm"`
	Owner     auth.Party `json:"owner"`
	OwnerName string     `json:"ownerName,omitempty"`
	Control   Control    `json:"control"`
	ShareBP   int64      `json:"shareBp"` // of shares or votes, in basis points: 2500 is 25 %; 0 for control
	From      time.Time  `json:"from"`
	RemovedAt *time.Time `json:"removedAt,omitempty"`
	Evidence  string     `json:"evidence,omitempty"`
	Version   int64      `json:"version"` // rises with each change
}

// Digest is of all its columns, in the table's order.
func (h *Holder) Digest() [32]byte {
	var x audit.Hasher
	x.Start(KindHolder).Int(int64(h.ID)).Int(int64(h.Firm)).Int(int64(h.Owner)).Int(int64(h.Control)).Int(h.ShareBP).
		Int(h.From.UnixMicro())
	hashTime(&x, h.RemovedAt)
	return x.Text(h.Evidence).Int(h.Version).Sum()
}

// Share is one right that a declaration of owners names.
type Share struct {
	Owner   auth.Party
	Control Control
	ShareBP int64
}

// SetHolders declares who owns or controls a business, all of them: what was declared before and isn't now has ended. The
// bank's staff do it, who have seen the evidence.
func (m *Mandates) SetHolders(tx *store.Tx, firm auth.Party, shares []Share, evidence string) ([]*Holder, error) {
	if !byBank(auth.By(tx)) {
		return nil, ErrHolderRights
	}
	if !textOK(evidence, 200) {
		return nil, ErrTitle
	}
	if err := anchor(tx, webOfOwners, firm); err != nil {
		return nil, err
	}
	sort, active, err := m.o.Parties.Sort(tx, firm)
	switch {
	case err != nil:
		return nil, err
	case sort != businessSort && sort != institutionSort:
		return nil, ErrFirm
	case !active:
		return nil, ErrInactive
	}
	if err := sums(shares); err != nil {
		return nil, err
	}
	for _, s := range shares {
		if err := m.mayHold(tx, firm, s.Owner); err != nil {
			return nil, err
		}
	}
	return m.replaceHolders(tx, firm, shares, evidence)
}

// sums refuses shares out of range, named twice, or of more than the whole.
func sums(shares []Share) error {
	if len(shares) > maxHolders {
		return ErrHolders
	}
	type right struct {
		owner   auth.Party
		control Control
	}
	seen, total := map[right]bool{}, map[Control]int64{}
	for _, s := range shares {
		key := right{s.Owner, s.Control}
		low, high := int64(1), int64(fullBP)
		if s.Control == ByFact {
			low, high = 0, 0
		}
		if seen[key] || s.Control < ByShares || s.Control > ByFact || s.ShareBP < low || s.ShareBP > high {
			return ErrHolders
		}
		seen[key] = true
		if total[s.Control] += s.ShareBP; total[s.Control] > fullBP {
			return ErrShares
		}
	}
	return nil
}

// mayHold refuses an owner that is no longer there or is owned by the firm, through however many.
func (m *Mandates) mayHold(tx *store.Tx, firm, owner auth.Party) error {
	_, active, err := m.o.Parties.Sort(tx, owner)
	switch {
	case err != nil:
		return err
	case !active:
		return ErrInactive
	}
	return m.ownsItself(tx, firm, owner)
}

// ownsItself refuses that owner holds firm if firm already holds, perhaps through others, owner. The web is anchored.
func (m *Mandates) ownsItself(tx *store.Tx, firm, owner auth.Party) error {
	chain := []auth.Party{firm}
	if owner != firm {
		var err error
		chain, err = chainOf(owner, firm, func(of []auth.Party) ([][2]auth.Party, error) { return holdersPairs(tx, of) })
		if err != nil || chain == nil {
			return err
		}
	}
	named, err := m.named(tx, append(chain, chain[0]))
	if err != nil {
		return err
	}
	return ErrOwnsItself.With(named)
}

// replaceHolders writes the difference between what was declared and what is now.
func (m *Mandates) replaceHolders(tx *store.Tx, firm auth.Party, shares []Share, evidence string) ([]*Holder, error) {
	was, err := holdersOf(tx, []auth.Party{firm})
	if err != nil {
		return nil, err
	}
	var out []*Holder
	open := append([]Share(nil), shares...)
	for _, h := range was {
		kept := false
		for i, s := range open {
			if s == (Share{h.Owner, h.Control, h.ShareBP}) {
				open, kept = append(open[:i], open[i+1:]...), true
				break
			}
		}
		if kept {
			out = append(out, h)
			continue
		}
		if err := m.endHolder(tx, h); err != nil {
			return nil, err
		}
	}
	for _, s := range open {
		h := &Holder{ID: tx.NewID(), Firm: firm, Owner: s.Owner, Control: s.Control, ShareBP: s.ShareBP, From: tx.Now(), Evidence: evidence, Version: 1}
		if err := insertHolder(tx, h); err != nil {
			return nil, err
		}
		if err := m.note(tx, audit.Note{Verb: "mandate.declare_holder", Kind: KindHolder, Object: h.ID.String(), Version: 1, After: h.Digest()}); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func (m *Mandates) endHolder(tx *store.Tx, h *Holder) error {
	before, now := audit.Digest(h.Digest()), tx.Now()
	h.RemovedAt = &now
	h.Version++
	if err := updateHolder(tx, h); err != nil {
		return err
	}
	return m.note(tx, audit.Note{Verb: "mandate.end_holder", Kind: KindHolder, Object: h.ID.String(), Version: h.Version, Before: before, After: h.Digest()})
}

// Holders are the direct owners of a business as declared now.
func (m *Mandates) Holders(q store.Querier, firm auth.Party) ([]*Holder, error) {
	return holdersOf(q, []auth.Party{firm})
}

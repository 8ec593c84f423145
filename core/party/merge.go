package party

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// MergeRequest is what an approver decides on.
type MergeRequest struct {
	Keep   ID     `json:"keep" doc:"The party that stays."`
	Gone   ID     `json:"gone" doc:"The party that becomes one with it."`
	Reason string `json:"reason" minLength:"4" maxLength:"200"`
}

// Moved is what a merge took over, by the ids of rows: what came from where.
type Moved struct {
	Values    []ID `json:"values,omitempty"`
	Ended     []ID `json:"ended,omitempty"` // values that the kept party had as well
	Accounts  []ID `json:"accounts,omitempty"`
	Documents []ID `json:"documents,omitempty"`
	Consents  int  `json:"consents,omitempty"`
	Looks     int  `json:"looks,omitempty"` // disclosures
}

// Merge is one that was made.
type Merge struct {
	ID     ID        `json:"id"`
	Gone   ID        `json:"gone"`
	Kept   ID        `json:"kept"`
	Reason string    `json:"reason"`
	Moved  Moved     `json:"moved"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
}

// mergeable refuses what is not one party.
func mergeable(keep, gone *record, kept, lost []valueRow) error {
	switch {
	case keep.ID == gone.ID:
		return ErrMergeSelf
	case keep.Status == Merged || gone.Status == Merged:
		return ErrMerged
	case keep.Sort != gone.Sort:
		return ErrMergeSorts
	}
	if kind := differentSingles(kept, lost); kind != "" {
		p := *ErrMergeDifferent
		p.EN, p.ZH = ErrMergeDifferent.With(kinds[kind].en).EN, ErrMergeDifferent.With(kinds[kind].zh).ZH
		return &p
	}
	return nil
}

// Merge makes two parties one: what gone has moves to keep, and gone leads to it for good. Only an approved request does
// this (RunMerge). Other rooms move their rows by OnMerge, in the same update. Errors: ErrMergeSelf, ErrMerged,
// ErrMergeSorts, ErrMergeDifferent, ErrUnknown.
func (p *Parties) Merge(ctx context.Context, tx *store.Tx, keepID, goneID ID, reason string) error {
	if !spoken(reason, 4, 200) {
		return at(ErrReason, "/reason")
	}
	if keepID == goneID {
		return ErrMergeSelf
	}
	rs, err := lockRecords(tx, keepID, goneID)
	if err != nil {
		return err
	}
	if len(rs) != 2 {
		return ErrUnknown
	}
	keep, gone := &rs[0], &rs[1]
	if keep.ID != keepID {
		keep, gone = gone, keep
	}
	kept, lost, err := valuesOfBoth(tx, keepID, goneID)
	if err != nil {
		return err
	}
	if err := mergeable(keep, gone, kept, lost); err != nil {
		return err
	}
	var moved Moved
	if err := p.moveAll(tx, keep, gone, kept, lost, &moved); err != nil {
		return err
	}
	if err := p.markMerged(tx, keep, gone, reason); err != nil {
		return err
	}
	if err := insertMerge(tx, keepID, goneID, reason, &moved, actor(tx)); err != nil {
		return err
	}
	for _, f := range p.onMerge {
		if err := f(tx, keepID, goneID); err != nil {
			return err
		}
	}
	p.told(tx, keepID, goneID)
	return nil
}

// moveAll gives gone's rows to keep.
func (p *Parties) moveAll(tx *store.Tx, keep, gone *record, kept, lost []valueRow, moved *Moved) error {
	for i := range lost {
		v := &lost[i]
		if slices.ContainsFunc(kept, func(k valueRow) bool { return sameMark(&k, v) }) {
			if err := endValue(tx, v.ID); err != nil {
				return err
			}
			moved.Ended = append(moved.Ended, v.ID)
		} else {
			moved.Values = append(moved.Values, v.ID)
		}
		if err := moveValue(tx, v.ID, keep.ID); err != nil {
			return err
		}
	}
	if err := p.moveAccounts(tx, keep.ID, gone.ID, moved); err != nil {
		return err
	}
	documents, err := documentsOf(tx, gone.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		moved.Documents = append(moved.Documents, d.ID)
	}
	if moved.Consents, moved.Looks, err = moveRest(tx, keep.ID, gone.ID); err != nil {
		return err
	}
	return moveNames(tx, keep, gone)
}

// moveAccounts gives gone's accounts to keep; where both hold one, the owner's hold stays.
func (p *Parties) moveAccounts(tx *store.Tx, keep, gone ID, moved *Moved) error {
	theirs, err := heldBy(tx, gone)
	if err != nil {
		return err
	}
	for i := range theirs {
		h := &theirs[i]
		now, err := lockHolders(tx, h.Account)
		if err != nil {
			return err
		}
		moved.Accounts = append(moved.Accounts, ID(h.Account))
		if j := slices.IndexFunc(now, func(o Holding) bool { return o.Party == keep }); j >= 0 {
			end := h
			if h.Relation == AccountOwner {
				end = &now[j]
			}
			if err := endHolding(tx, end.ID); err != nil {
				return err
			}
			if end == h {
				continue
			}
		}
		if err := moveHolding(tx, h, keep); err != nil {
			return err
		}
	}
	return nil
}

// moveNames lets keep be found by gone's names.
func moveNames(tx *store.Tx, keep, gone *record) error {
	have, err := namesOf(tx, keep.ID)
	if err != nil {
		return err
	}
	theirs, err := namesOf(tx, gone.ID)
	if err != nil {
		return err
	}
	for _, n := range theirs {
		if n.kind != "latin" && !slices.ContainsFunc(have, func(h nameRow) bool { return h.name == n.name }) {
			if err := insertName(tx, keep.ID, "former", n.name); err != nil {
				return err
			}
		}
		if err := deleteName(tx, n.id); err != nil { // gone's versions keep them
			return err
		}
	}
	return nil
}

// markMerged ends gone, leads all that led to it on to keep, and decides the pairs that it was in.
func (p *Parties) markMerged(tx *store.Tx, keep, gone *record, reason string) error {
	before, err := mergedInto(tx, gone.ID)
	if err != nil {
		return err
	}
	for _, id := range append(before, gone.ID) {
		r := gone
		if id != gone.ID {
			earlier, err := lockRecord(tx, id)
			if err != nil {
				return err
			}
			r = &earlier
		}
		if err := p.write(tx, r, "merged", func(r *record) (string, error) {
			r.Status, r.MergedInto = Merged, keep.ID
			return "into " + keep.ID.String() + ": " + reason, nil
		}); err != nil {
			return err
		}
	}
	if err := p.write(tx, keep, "merge", func(r *record) (string, error) {
		if r.Birth == nil {
			r.Birth = gone.Birth
		}
		if r.Gender == "" {
			r.Gender = gone.Gender
		}
		return "from " + gone.ID.String() + ": " + reason, nil
	}); err != nil {
		return err
	}
	pairs, err := pairsOf(tx, gone.ID)
	if err != nil {
		return err
	}
	now := tx.Now()
	for i := range pairs {
		if pairs[i].State == "open" {
			pairs[i].State, pairs[i].DecidedAt, pairs[i].DecidedBy, pairs[i].Reason = "merged", &now, actor(tx), reason
			if err := decidePair(tx, &pairs[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// MergeKind is a merge as an act of the register of approvals.
const MergeKind = "party.merge"

// RunMerge makes an approved merge; payload is a MergeRequest.
func (p *Parties) RunMerge(ctx context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var m MergeRequest
	if err := json.Unmarshal(payload, &m); err != nil {
		return nil, err
	}
	if err := p.Merge(ctx, tx, m.Keep, m.Gone, m.Reason); err != nil {
		return nil, err
	}
	return json.Marshal(map[string]ID{"kept": m.Keep})
}

// MergeAct is the act for the register of approvals.
func (p *Parties) MergeAct() approval.Act {
	return approval.Act{Kind: MergeKind, EN: "Merge two parties", ZH: "合并当事人", Permission: mayMerge, Run: p.RunMerge,
		Describe: p.describeMerge}
}

// describeMerge shows both parties, masked, side by side.
func (p *Parties) describeMerge(ctx context.Context, payload json.RawMessage) []approval.Line {
	var m MergeRequest
	if json.Unmarshal(payload, &m) != nil {
		return nil
	}
	both, err := view(ctx, p, func(v *store.View) (out [2]Party, err error) {
		if out[0], err = p.Get(v, m.Keep); err != nil {
			return out, err
		}
		out[1], err = p.Get(v, m.Gone)
		return out, err
	})
	if err != nil {
		return nil
	}
	line := func(en, zh string, of func(*Party) string) approval.Line {
		return approval.Line{EN: en, ZH: zh, Old: of(&both[1]), Value: of(&both[0])}
	}
	return []approval.Line{
		line("Party", "当事人", func(p *Party) string { return p.ID.String() }),
		line("Name", "名称", func(p *Party) string { return p.Name }),
		line("Born", "出生年份", func(p *Party) string { return p.Birth }),
		line("Branch", "归属机构", func(p *Party) string { return p.Branch }),
		line("Documents", "证件", func(p *Party) string { return shownAll(p.Identifiers) }),
		line("Contacts", "联系方式", func(p *Party) string { return shownAll(p.Contacts) }),
		line("Level", "识别等级", func(p *Party) string { return strconv.Itoa(int(p.KYC.Level)) }),
	}
}

func shownAll(ms []Masked) (out string) {
	for i, m := range ms {
		if i > 0 {
			out += ", "
		}
		out += m.Shown
	}
	return out
}

// ProposeMerge puts a merge before an approver, if it could be done.
func (p *Parties) ProposeMerge(tx *store.Tx, m MergeRequest) (approval.Approval, error) {
	if !spoken(m.Reason, 4, 200) {
		return approval.Approval{}, at(ErrReason, "/reason")
	}
	keep, err := recordByID(tx, m.Keep)
	if err != nil {
		return approval.Approval{}, at(err, "/keep")
	}
	gone, err := recordByID(tx, m.Gone)
	if err != nil {
		return approval.Approval{}, at(err, "/gone")
	}
	kept, lost, err := valuesOfBoth(tx, m.Keep, m.Gone)
	if err != nil {
		return approval.Approval{}, err
	}
	if err := mergeable(&keep, &gone, kept, lost); err != nil {
		return approval.Approval{}, err
	}
	payload, err := json.Marshal(m)
	if err != nil {
		return approval.Approval{}, err
	}
	return p.opt.Approvals.Propose(tx, approval.Proposal{Kind: MergeKind, Object: string(Kind) + "/" + m.Gone.String(), Payload: payload,
		Reason: m.Reason, About: m.Gone})
}

func valuesOfBoth(q store.Querier, a, b ID) (of, other []valueRow, err error) {
	of, err = valuesOf(q, a)
	if err != nil {
		return nil, nil, err
	}
	other, err = valuesOf(q, b)
	return of, other, err
}

// Merges are those by which a party came to be what it is, the oldest first.
func (p *Parties) Merges(q store.Querier, kept ID) ([]Merge, error) {
	return mergesOf(q, kept)
}

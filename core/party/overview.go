package party

import (
	"context"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// MandateLine is one right to act, as the one view shows it: who acts, for whom.
type MandateLine struct {
	ID         ID         `json:"id"`
	Kind       string     `json:"kind" doc:"legal_representative, employee, guardian, agent, beneficial_owner."`
	Person     ID         `json:"person"`
	PersonName string     `json:"personName"`
	For        ID         `json:"for"`
	ForName    string     `json:"forName"`
	Title      string     `json:"title,omitempty"`
	Roles      []string   `json:"roles,omitempty"`
	Until      *time.Time `json:"until,omitempty"`
}

// ScreeningState is how a party stands with the lists.
type ScreeningState struct {
	State string     `json:"state" doc:"unknown, clear, hit, confirmed."`
	Hits  int        `json:"hits,omitempty" doc:"That wait for a person."`
	At    *time.Time `json:"at,omitempty" doc:"When it was last screened."`
}

// Overview is the one view of a customer (客户全景). Every protected value in it is masked.
type Overview struct {
	Party       Party          `json:"party"`
	Class       Class          `json:"accountClass" doc:"What its level allows."`
	Accounts    []HeldAccount  `json:"accounts" nullable:"false"`
	Mandates    []MandateLine  `json:"mandates" nullable:"false"`
	Consents    []Consent      `json:"consents" nullable:"false"`
	Documents   []Document     `json:"documents" nullable:"false"`
	Screening   ScreeningState `json:"screening" doc:"Shown to the bank's staff only."`
	Disclosures []Disclosure   `json:"disclosures" nullable:"false" doc:"The newest ten."`
	Timeline    []Version      `json:"timeline" nullable:"false" doc:"The newest thirty changes."`
	Merges      []Merge        `json:"merges" nullable:"false"`
	Purpose     Purpose        `json:"purpose"`
}

// Overview gathers the one view for a purpose: for any but service the party must have consented to it. The id of a merged party
// gives the party that it leads to.
func (p *Parties) Overview(ctx context.Context, id ID, purpose Purpose) (*Overview, error) {
	if purpose == "" {
		purpose = Service
	}
	out := &Overview{Purpose: purpose, Screening: ScreeningState{State: "unknown"}}
	var held []Holding
	err := p.st.View(ctx, func(v *store.View) (err error) {
		if id, err = p.Canonical(v, id); err != nil {
			return err
		}
		for _, data := range dataWords {
			if err := p.readable(ctx, v, id, purpose, data); err != nil {
				return err
			}
		}
		held, err = p.gather(ctx, v, id, out)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Accounts, err = p.accountsWithBalances(ctx, held)
	return out, err
}

// gather reads everything but balances in one snapshot.
func (p *Parties) gather(ctx context.Context, v *store.View, id ID, out *Overview) (held []Holding, err error) {
	if out.Party, err = p.Get(v, id); err != nil {
		return nil, err
	}
	out.Party.discreet(ctx)
	out.Class = ClassOf(out.Party.KYC.Level)
	if held, err = heldBy(v, id); err != nil {
		return nil, err
	}
	if out.Consents, err = p.Consents(v, id); err != nil {
		return nil, err
	}
	if out.Documents, err = documentsOf(v, id); err != nil {
		return nil, err
	}
	if out.Disclosures, err = p.Disclosures(v, id, 0, 10); err != nil {
		return nil, err
	}
	if out.Timeline, err = versionsOf(v, id, 0, 30); err != nil {
		return nil, err
	}
	if out.Merges, err = p.Merges(v, id); err != nil {
		return nil, err
	}
	if s := auth.SubjectOf(ctx); p.opt.Mandates != nil && (s == nil || s.Filter("mandate.read").Admits(out.Party.AuthScope())) {
		if out.Mandates, err = p.opt.Mandates(ctx, v, id); err != nil {
			return nil, err
		}
	}
	if p.opt.Screening != nil && inside(ctx) {
		if out.Screening, err = p.opt.Screening(ctx, v, id); err != nil {
			return nil, err
		}
	}
	out.Mandates, out.Consents, out.Documents = orEmpty(out.Mandates), orEmpty(out.Consents), orEmpty(out.Documents)
	out.Disclosures, out.Timeline, out.Merges = orEmpty(out.Disclosures), orEmpty(out.Timeline), orEmpty(out.Merges)
	return held, nil
}

// orEmpty makes [] of nil in JSON.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

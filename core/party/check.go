package party

import (
	"bytes"
	"context"
	"fmt"

	"tonghui/platform/store"
)

// CheckOptions say how much to check.
type CheckOptions struct {
	Full  bool // every value is opened; otherwise one in sixteen
	UpTo  store.Seq
	Limit int // findings that the report keeps; default 100
}

// CheckReport is what a check found.
type CheckReport struct {
	Parties, Values, Opened int64
	Errors                  int64
	Findings                []string // by ids; no private value
}

func (r *CheckReport) find(limit int, format string, args ...any) {
	if r.Errors++; len(r.Findings) < limit {
		r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
	}
}

// checkPage is how many rows one snapshot reads.
const checkPage = 200

// Check proves the register: every value opens at its place and has the mark of what it says, an identifier agrees with the
// birth and gender on record, each party stands at its newest version, merges end at a party that isn't merged and leave nothing
// behind, and no row belongs to nobody. It reads beside the running bank, in short snapshots.
func (p *Parties) Check(ctx context.Context, opt CheckOptions) (*CheckReport, error) {
	if opt.Limit <= 0 {
		opt.Limit = 100
	}
	r := &CheckReport{}
	for after := ID(0); ; {
		n := 0
		err := p.st.View(ctx, func(v *store.View) error {
			page, err := recordPage(v, after, checkPage)
			if err != nil {
				return err
			}
			n = len(page)
			for i := range page {
				after = page[i].ID
				if err := p.checkParty(v, &page[i], opt, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return r, err
		}
		if n < checkPage {
			break
		}
	}
	return r, p.checkOrphans(ctx, opt, r)
}

// Prove is the module's check.
func (p *Parties) Prove(ctx context.Context, _ *store.Store, upTo store.Seq) error {
	r, err := p.Check(ctx, CheckOptions{Full: true, UpTo: upTo})
	if err != nil {
		return err
	}
	if r.Errors > 0 {
		return errFound.With(r.Errors, r.Findings[0])
	}
	return nil
}

func (p *Parties) checkParty(v *store.View, r *record, opt CheckOptions, rep *CheckReport) error {
	rep.Parties++
	newest, err := newestVersion(v, r.ID)
	if err != nil {
		return err
	}
	if newest.version != r.Version || newest.digest != r.digest() {
		rep.find(opt.Limit, "party %s stands at version %d, its history at %d or with another content", r.ID, r.Version, newest.version)
	}
	if newest.count != r.Version {
		rep.find(opt.Limit, "party %s has %d versions kept of %d", r.ID, newest.count, r.Version)
	}
	values, err := valuesOf(v, r.ID)
	if err != nil {
		return err
	}
	held, err := heldBy(v, r.ID)
	if err != nil {
		return err
	}
	if (r.Status == Merged) != (r.MergedInto != 0) {
		rep.find(opt.Limit, "party %s is %s and leads to %s", r.ID, r.Status, r.MergedInto)
	}
	if r.Status == Merged {
		to, _, err := canonicalOf(v, r.ID)
		if err != nil || to != r.MergedInto {
			rep.find(opt.Limit, "party %s leads nowhere, or in more than one step", r.ID)
		}
		if len(values)+len(held) > 0 {
			rep.find(opt.Limit, "party %s was merged and still has %d values and %d accounts", r.ID, len(values), len(held))
		}
	}
	for i := range values {
		if opt.Full || values[i].ID>>8&15 == 0 {
			p.checkValue(r, &values[i], opt, rep)
		}
	}
	rep.Values += int64(len(values))
	return nil
}

// checkValue opens a value and makes its mark anew.
func (p *Parties) checkValue(r *record, v *valueRow, opt CheckOptions, rep *CheckReport) {
	rule, known := kinds[v.Kind]
	if !known || rule.identifier != (v.Held == 0) {
		rep.find(opt.Limit, "value %s of party %s is not held as its kind is", v.ID, r.ID)
		return
	}
	if len(p.vault.Keys()) == 0 {
		return // whoever looks has no key to open anything with
	}
	text, err := p.vault.Open(v.place(), v.Sealed)
	if err != nil {
		rep.find(opt.Limit, "value %s of party %s does not open", v.ID, r.ID)
		return
	}
	rep.Opened++
	if rule.marked {
		fits := false
		for _, m := range p.vault.Marks(string(v.Kind), normal(v.Kind, string(text))) {
			fits = fits || bytes.Equal(m, v.Mark)
		}
		if !fits {
			rep.find(opt.Limit, "the mark of value %s of party %s is not that of what it says", v.ID, r.ID)
		}
	}
	probe := *r
	if probe.agrees(value{kind: v.Kind, text: string(text)}) != nil {
		rep.find(opt.Limit, "value %s contradicts the birth or gender of party %s", v.ID, r.ID)
	}
}

func (p *Parties) checkOrphans(ctx context.Context, opt CheckOptions, r *CheckReport) error {
	for _, table := range belongings {
		err := p.st.View(ctx, func(v *store.View) error {
			ids, err := orphans(v, table, opt.Limit)
			for _, id := range ids {
				r.find(opt.Limit, "rows of %s belong to %s, which is no party", table, id)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package interest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts under which rates change.
const (
	actSet     = "interest.set_rate"
	actCorrect = "interest.correct_rate"
)

// maxTiers bounds a rate's tiers.
const maxTiers = 20

// farDays is how far from today a rate may begin: two years.
const farDays = 2 * 366

var rateCode = regexp.MustCompile(`^[a-z][a-z0-9.-]{1,31}$`)

// zone is the bank's: days of rates begin at its midnight.
var zone = time.FixedZone("Asia/Shanghai", 8*3600)

// Change is a rate that is to be set. It is also the payload of a proposal.
type Change struct {
	Code       string        `json:"code"`
	From       calendar.Date `json:"from" doc:"生效日: tomorrow at the earliest; of a correction, the first day that was wrong."`
	Mode       Mode          `json:"mode,omitempty"`
	Tiers      []Tier        `json:"tiers" minItems:"1" maxItems:"20"`
	Correction bool          `json:"correction,omitempty" doc:"更正: the rate was set wrong; what was earned with it is counted anew."`
	ProposedBy string        `json:"proposedBy,omitempty"`
	Reason     string        `json:"reason"`
}

// CheckChange refuses what SetRate would refuse now, so that nothing is proposed in vain.
func (in *Interest) CheckChange(tx *store.Tx, c *Change) error {
	if c.Mode == 0 {
		c.Mode = Whole
	}
	if !rateCode.MatchString(c.Code) {
		return ErrCode
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(c.Reason)); n < 2 || n > 160 || !utf8.ValidString(c.Reason) {
		return ErrReason
	}
	if err := checkTiers(c.Mode, c.Tiers); err != nil {
		return err
	}
	today := today(tx)
	switch {
	case c.From > today+farDays || c.From < today-farDays && c.Correction:
		return ErrFarRate.With(c.From)
	case c.Correction && c.From > today:
		return ErrNotCorrection.With(c.From)
	}
	rows, err := ratesOf(tx, c.Code)
	if err != nil {
		return err
	}
	if !c.Correction && c.From <= today && len(rows) > 0 {
		return ErrPastRate.With(c.From, today+1)
	}
	if !c.Correction && c.From < today { // the first rate of a code may begin today
		return ErrPastRate.With(c.From, today)
	}
	if r := curveOf(rows).At(c.From); r != nil && r.Mode == c.Mode && slices.Equal(r.Tiers, c.Tiers) && !changesBetween(rows, c.From, today) {
		return ErrSameRate.With(c.Code, c.From)
	}
	return nil
}

// changesBetween says whether a correction from a date on would also take away a later row.
func changesBetween(rows []*Rate, from, today calendar.Date) bool {
	return slices.ContainsFunc(rows, func(r *Rate) bool { return r.From > from && r.From <= today })
}

func checkTiers(m Mode, ts []Tier) error {
	if m != Whole && m != Marginal {
		return ErrMode
	}
	if len(ts) == 0 || len(ts) > maxTiers || ts[0].From != 0 {
		return ErrTiers
	}
	for i, t := range ts {
		if i > 0 && t.From <= ts[i-1].From {
			return ErrTiers
		}
		if t.Percent < 0 || t.Percent > MaxPPM {
			return ErrRateText
		}
	}
	return nil
}

// today is the later one of the wall's date and the bank date: a change begins in the past of neither.
func today(tx *store.Tx) calendar.Date {
	d := calendar.FromTime(tx.Now().In(zone))
	if bank, ok := tx.BankDate(); ok {
		d = max(d, bank)
	}
	return d
}

// SetRate adds a row of rates: the second half of four eyes, run when somebody else has approved it. Who makes this update has.
// ErrPastRate if it begins before tomorrow (the first rate of a code: today); a Correction may begin in the past, and the next
// accrual counts anew what it changes. It holds from its day up to the day of the next row.
func (in *Interest) SetRate(tx *store.Tx, c Change) (Rate, error) {
	if err := in.CheckChange(tx, &c); err != nil {
		return Rate{}, err
	}
	return in.insert(tx, c)
}

// insert adds the row.
func (in *Interest) insert(tx *store.Tx, c Change) (Rate, error) {
	last, err := lastRate(tx)
	if err != nil {
		return Rate{}, err
	}
	by := tx.Actor().String()
	r := Rate{ID: tx.NewIDAfter(last), Code: c.Code, From: c.From, Mode: c.Mode, Tiers: c.Tiers, Correction: c.Correction,
		ProposedBy: cut(c.ProposedBy), ApprovedBy: cut(by), Reason: c.Reason, SetAt: tx.Now()}
	if err := insertRate(tx, &r); err != nil || in.o.Audit == nil {
		return r, err
	}
	return r, in.o.Audit.Note(tx, audit.Note{Verb: "interest.set_rate", Kind: kindRate, Object: r.ID.String(), After: r.Digest(), Reason: r.Reason})
}

func cut(s string) string { return s[:min(len(s), 160)] }

// Propose asks a second person for a change of a rate. It needs Options.Approvals.
func (in *Interest) Propose(tx *store.Tx, c Change) (approval.Approval, error) {
	by := auth.By(tx)
	if by == nil {
		return approval.Approval{}, auth.ErrNobody
	}
	if err := in.CheckChange(tx, &c); err != nil {
		return approval.Approval{}, err
	}
	c.ProposedBy = by.Actor().Person
	payload, err := json.Marshal(c)
	if err != nil {
		return approval.Approval{}, err
	}
	kind := actSet
	if c.Correction {
		kind = actCorrect
	}
	return in.o.Approvals.Propose(tx, approval.Proposal{Kind: kind, Object: kindRate + "/" + c.Code, Payload: payload, Reason: c.Reason})
}

// Acts are what of this room needs four eyes.
func (in *Interest) Acts() []approval.Act {
	act := approval.Act{Kind: actSet, EN: "Change an interest rate", ZH: "变更存款利率", Permission: mayWrite, StepUp: true,
		Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			var c Change
			if err := json.Unmarshal(payload, &c); err != nil {
				return nil, approval.ErrPayload.Because(err)
			}
			r, err := in.SetRate(tx, c)
			if err != nil {
				return nil, err
			}
			return json.Marshal(r)
		},
		Describe: in.describe}
	correct := act
	correct.Kind, correct.EN, correct.ZH = actCorrect, "Correct an interest rate that was set wrong", "更正存款利率"
	return []approval.Act{act, correct}
}

// describe says what a payload changes, tier by tier.
func (in *Interest) describe(ctx context.Context, payload json.RawMessage) []approval.Line {
	var c Change
	if json.Unmarshal(payload, &c) != nil {
		return nil
	}
	old := ""
	_ = in.st.View(ctx, func(v *store.View) error {
		if r, err := in.RateAt(v, c.Code, c.From); err == nil {
			old = tierText(r.Tiers)
		}
		return nil
	})
	return []approval.Line{{EN: "Rate", ZH: "利率代码", Value: c.Code}, {EN: "From", ZH: "生效日", Value: c.From.String()},
		{EN: "Percent a year", ZH: "年利率（%）", Old: old, Value: tierText(c.Tiers)}}
}

// tierText is the tiers in one line: "0.05; 0.1 from 1000000".
func tierText(ts []Tier) string {
	var b strings.Builder
	for i, t := range ts {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(t.Percent.String())
		if t.From > 0 {
			b.WriteString(" from " + t.From.String())
		}
	}
	return b.String()
}

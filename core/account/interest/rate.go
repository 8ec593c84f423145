package interest

import (
	"strconv"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// PPM is an annual rate (年利率) in millionths: 3500 is 0.35 %, one basis point (基点) is 100. In JSON it is the percentage as
// a decimal string with at most four places: "0.35".
type PPM int64

const million = 1_000_000

// MaxPPM is the highest rate that may be set: 100 % a year.
const MaxPPM PPM = million

// String is the percentage: "0.35".
func (p PPM) String() string {
	sign, n := "", int64(p)
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(n/10_000, 10)
	if rest := strings.TrimRight(strconv.FormatInt(10_000+n%10_000, 10)[1:], "0"); rest != "" {
		s += "." + rest
	}
	return s
}

// MarshalText is String.
func (p PPM) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a percentage: ErrRateText if it isn't one from 0 to 100 with at most four places.
func (p *PPM) UnmarshalText(b []byte) error {
	whole, rest, point := strings.Cut(string(b), ".")
	if len(whole) == 0 || len(whole) > 3 || len(rest) > 4 || point && rest == "" {
		return ErrRateText
	}
	digits := whole + rest + strings.Repeat("0", 4-len(rest))
	for _, c := range digits {
		if c < '0' || c > '9' {
			return ErrRateText
		}
	}
	n, _ := strconv.ParseInt(digits, 10, 64) // seven digits always fit
	if *p = PPM(n); *p > MaxPPM {
		return ErrRateText
	}
	return nil
}

// Mode is how the tiers of a rate work together.
type Mode uint8

// The modes.
const (
	Whole    Mode = iota + 1 // 靠档计息: the whole balance earns the rate of the tier that it reaches
	Marginal                 // 分段累进: each part of the balance earns its own tier's rate
)

var modeNames = [...]string{Whole: "whole", Marginal: "marginal"}

// MarshalText is the mode's word.
func (m Mode) MarshalText() ([]byte, error) {
	if m != Whole && m != Marginal {
		return nil, ErrMode
	}
	return []byte(modeNames[m]), nil
}

// UnmarshalText reads a mode's word; nothing is Whole.
func (m *Mode) UnmarshalText(b []byte) error {
	switch string(b) {
	case "", "whole":
		*m = Whole
	case "marginal":
		*m = Marginal
	default:
		return ErrMode
	}
	return nil
}

// Tier is one step of a rate: balances from From on, in minor units, earn Percent a year.
type Tier struct {
	From    money.Amount `json:"from" doc:"In minor units; 0 for the first tier."`
	Percent PPM          `json:"percent" doc:"A year's interest in percent." example:"0.35"`
}

// Rate is what a code pays from a day on (挂牌利率).
type Rate struct {
	ID         store.ID      `json:"id"`
	Code       string        `json:"code" example:"demand"`
	From       calendar.Date `json:"from" doc:"生效日: the first night that earns it."`
	Mode       Mode          `json:"mode"`
	Tiers      []Tier        `json:"tiers" nullable:"false"`
	Correction bool          `json:"correction,omitempty" doc:"It corrects a rate that was set wrong, and may begin in the past."`
	ProposedBy string        `json:"-"`
	ApprovedBy string        `json:"-"`
	Reason     string        `json:"-"`
	SetAt      time.Time     `json:"setAt"`
}

// night is what one night earns.
func (r *Rate) night(balance money.Amount) Sum {
	if balance <= 0 { // a debit balance earns nothing: what it costs is lending's
		return Sum{}
	}
	if len(r.Tiers) == 1 {
		return product(balance, int64(r.Tiers[0].Percent))
	}
	if r.Mode == Whole {
		return product(balance, int64(r.tier(balance)))
	}
	var s Sum
	for i := len(r.Tiers) - 1; i >= 0; i-- {
		if t := r.Tiers[i]; balance > t.From {
			s = s.plus(product(balance-t.From, int64(t.Percent)))
			balance = t.From
		}
	}
	return s
}

// tier is the rate of the highest tier that a balance reaches.
func (r *Rate) tier(balance money.Amount) PPM {
	for i := len(r.Tiers) - 1; i > 0; i-- {
		if balance >= r.Tiers[i].From {
			return r.Tiers[i].Percent
		}
	}
	return r.Tiers[0].Percent
}

// For is the annual rate that a balance reaches: what a customer is told.
func (r *Rate) For(balance money.Amount) PPM { return r.tier(balance) }

// times is s × days.
func (s Sum) times(days int) Sum {
	negative := s.negative()
	if negative {
		s = s.neg()
	}
	out := product(money.Amount(s.lo>>1), int64(days)) // in halves, so that each fits a signed product
	out = out.plus(out)
	if s.lo&1 == 1 {
		out = out.plus(Sum{lo: uint64(days)})
	}
	out.hi += s.hi * int64(days)
	if negative {
		return out.neg()
	}
	return out
}

// Curve is the rates of one code, each from its day on, by rising day; of two rows for a day the later set one only.
type Curve []*Rate

// At is the rate that holds on a day; nil before the first.
func (c Curve) At(d calendar.Date) *Rate {
	for i := len(c) - 1; i >= 0; i-- { // the newest is nearly always asked for
		if c[i].From <= d {
			return c[i]
		}
	}
	return nil
}

// Over is what a balance earns in the nights from one date to another, the last one excluded (算头不算尾). Nights before
// the first rate earn nothing.
func (c Curve) Over(balance money.Amount, from, to calendar.Date) (s Sum) {
	for i := len(c) - 1; i >= 0 && from < to; i-- {
		if start := max(c[i].From, from); start < to {
			s = s.plus(c[i].night(balance).times(to.Sub(start)))
			to = start
		}
	}
	return s
}

// curveOf orders the rows of one code, which come by (day, id).
func curveOf(rows []*Rate) (c Curve) {
	for _, r := range rows {
		if n := len(c); n > 0 && c[n-1].From == r.From {
			c[n-1] = r
			continue
		}
		c = append(c, r)
	}
	return c
}

// Digest is the row's for the audit log.
func (r *Rate) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(kindRate).Int(int64(r.ID)).Text(r.Code).Int(int64(r.From)).Int(int64(r.Mode))
	for _, t := range r.Tiers {
		h.Int(int64(t.From)).Int(int64(t.Percent))
	}
	correction := int64(0)
	if r.Correction {
		correction = 1
	}
	return h.Int(correction).Text(r.ProposedBy).Text(r.ApprovedBy).Text(r.Reason).Int(r.SetAt.UnixMicro()).Sum()
}

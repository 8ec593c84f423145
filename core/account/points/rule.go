package points

import (
	"math/big"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is what earns points: "card", "payment" or another word of a room that calls Earn.
type Kind string

// The kinds that the bank knows.
const (
	CardSpend Kind = "card"    // a card's capture
	Payment   Kind = "payment" // a payment, of the kinds that its room rewards
)

// Rule says how events earn from one day to another (积分规则).
type Rule struct {
	ID           store.ID      `json:"id"`
	Code         string        `json:"code" example:"CARD"`
	NameZH       string        `json:"nameZh"`
	NameEN       string        `json:"nameEn"`
	Kind         Kind          `json:"kind" example:"card"`
	Category     string        `json:"category,omitempty" doc:"ISO 18245; absent: all that have no rule of their own."`
	From         calendar.Date `json:"from"`
	Until        calendar.Date `json:"until" doc:"Its last day."`
	Per          money.Amount  `json:"per,omitzero" doc:"So many fen make one point; absent for a bonus."`
	MultiplierBP int64         `json:"multiplierBp" doc:"10000 is once; a bonus of 20000 doubles."`
	CapDay       int64         `json:"capDay,omitempty" doc:"Points that a party earns by it on a day at most; absent: no cap."`
	CapMonth     int64         `json:"capMonth,omitempty"`
	ValidMonths  int           `json:"validMonths,omitempty" doc:"How many months what it gives is good, to the end of the last."`
}

// Bonus says that a rule multiplies what another gives.
func (r *Rule) Bonus() bool { return r.Per == 0 }

// maxMultiplierBP bounds a multiplier: a hundredfold is a slip of the hand.
const maxMultiplierBP = 100 * once

// once is a multiplier of one.
const once = 10_000

func (r *Rule) check() error {
	if r.Code == "" || len(r.Code) > 24 || !named(r.NameZH) || !named(r.NameEN) || r.Kind == "" || len(r.Kind) > 12 || len(r.Category) > 4 ||
		r.Until.Before(r.From) || r.Per < 0 || r.MultiplierBP < 1 || r.MultiplierBP > maxMultiplierBP || r.CapDay < 0 || r.CapMonth < 0 ||
		!r.Bonus() && (r.ValidMonths < 1 || r.ValidMonths > 120) {
		return ErrRule
	}
	return nil
}

func named(s string) bool { return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 60 }

// Event is something that may earn points.
type Event struct {
	Party     auth.Party
	Account   ledger.AccountID // from which it was spent; for whoever reads the call, nothing depends on it
	Kind      Kind             // "": Payment
	Amount    money.Amount     // in minor units of the account's currency
	Category  string           // of the merchant, ISO 18245; may be empty
	Reference string           // unique for ever, up to 64 bytes
}

// choose finds the rule that an event earns by on a day and the multiplier of all bonuses: of the rules for its kind the one for its
// category goes before the general one, the later begun before the earlier; of bonuses the largest counts, they don't add up.
func choose(rules []*Rule, e *Event, d calendar.Date) (base *Rule, multiplierBP int64) {
	multiplierBP = once
	for _, r := range rules {
		if r.Kind != e.Kind || d.Before(r.From) || d.After(r.Until) || r.Category != "" && r.Category != e.Category {
			continue
		}
		switch {
		case r.Bonus():
			multiplierBP = max(multiplierBP, r.MultiplierBP)
		case base == nil, r.Category != "" && base.Category == "", r.Category == base.Category && r.From.After(base.From):
			base = r
		}
	}
	return base, multiplierBP
}

// worth is how many points an amount makes: whole ones, rounded down.
func worth(r *Rule, bonusBP int64, amount money.Amount) int64 {
	n := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(r.MultiplierBP))
	n.Mul(n, big.NewInt(bonusBP))
	n.Div(n, new(big.Int).Mul(big.NewInt(int64(r.Per)), big.NewInt(once*once)))
	if !n.IsInt64() || n.Int64() > mostPoints {
		return mostPoints
	}
	return n.Int64()
}

// share is the part of points that a part of the amount makes, rounded down; parts only fall, so what is taken back never rises above
// what was earned, and all is taken back with the last fen.
func share(points int64, part, whole money.Amount) int64 {
	n := new(big.Int).Mul(big.NewInt(points), big.NewInt(int64(part)))
	return n.Div(n, big.NewInt(int64(whole))).Int64()
}

// mostPoints bounds what one event earns, so that no sum can overflow.
const mostPoints = 1_000_000_000

// ends is the last day of points earned on a day.
func (r *Rule) ends(d calendar.Date) calendar.Date { return d.AddMonths(r.ValidMonths).EndOfMonth() }

// china is where days begin.
var china = time.FixedZone("CST", 8*60*60)

func dayOf(t time.Time) calendar.Date { return calendar.FromTime(t.In(china)) }

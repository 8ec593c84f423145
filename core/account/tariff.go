package account

import (
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// FeeItem is what one service costs, as it holds from a date on: an item of the public tariff (服务价格目录), 商业银行服务价格管理办法
// (银监会、发展改革委令2014年第1号) 第二十条.
type FeeItem struct {
	Item    string         `json:"item" minLength:"2" maxLength:"40" example:"transfer.interbank"`
	NameZH  string         `json:"nameZh" minLength:"1" maxLength:"60"`
	NameEN  string         `json:"nameEn" minLength:"1" maxLength:"60"`
	Flat    money.Amount   `json:"flat" doc:"Per piece, in minor units."`
	Rate    money.Rate     `json:"rate" doc:"Of the amount, a plain factor: 0.0002 is 0.02 %." example:"0.0002"`
	Min     money.Amount   `json:"min,omitempty" doc:"At least this, if anything."`
	Max     money.Amount   `json:"max,omitempty" doc:"At most this; 0: no bound."`
	Steps   []FeeStep      `json:"steps,omitempty" maxItems:"12" doc:"Instead of flat and rate: by the amount's size."`
	Free    []Holder       `json:"free,omitempty" doc:"Who pays nothing."`
	Wording string         `json:"wording,omitempty" maxLength:"200" doc:"依据或说明."`
	Of      money.Currency `json:"currency" doc:"Its amounts' currency." example:"CNY"`
}

// FeeStep is one step of a fee: up to an amount it costs so much.
type FeeStep struct {
	UpTo money.Amount `json:"upTo" doc:"Inclusive; 0 is without end, and last."`
	Fee  money.Amount `json:"fee"`
}

// check refuses an item that can't be.
func (f *FeeItem) check() error {
	bad := func(field string) error { return ErrFeeField.With(field).At("/"+field, "can't be so", "取值不当") }
	one := money.RateBP(10_000)
	switch {
	case !codeForm.MatchString(f.Item):
		return bad("item")
	case !named(f.NameZH, 60) || !named(f.NameEN, 60):
		return bad("nameZh")
	case f.Flat < 0 || f.Flat > most || f.Min < 0 || f.Min > most || f.Max < 0 || f.Max > most || f.Max > 0 && f.Max < f.Min:
		return bad("flat")
	case f.Rate.Cmp(money.Rate{}) < 0 || f.Rate.Cmp(one) > 0:
		return bad("rate")
	case !f.Of.Valid():
		return bad("currency")
	case slices.ContainsFunc(f.Free, func(h Holder) bool { return !h.known() }):
		return bad("free")
	case len([]rune(f.Wording)) > 200:
		return bad("wording")
	}
	last := money.Amount(0)
	for i, s := range f.Steps {
		end := s.UpTo == 0 && i == len(f.Steps)-1
		if s.Fee < 0 || s.Fee > most || !end && s.UpTo <= last {
			return bad("steps")
		}
		last = s.UpTo
	}
	return nil
}

// fee is what the item costs for an amount: the step's fee, or flat and rate within min and max. It is pure, and rounds once.
func (f *FeeItem) fee(amount money.Amount, h Holder) (money.Amount, error) {
	if slices.Contains(f.Free, h) || amount < 0 {
		return 0, nil
	}
	for _, s := range f.Steps {
		if s.UpTo == 0 || amount <= s.UpTo {
			return s.Fee, nil
		}
	}
	part, err := amount.Times(f.Rate)
	if err != nil {
		return 0, err
	}
	sum, err := part.Add(f.Flat)
	if err != nil {
		return 0, err
	}
	if sum > 0 || amount > 0 && !f.Rate.IsZero() {
		sum = max(sum, f.Min)
	}
	if f.Max > 0 {
		sum = min(sum, f.Max)
	}
	return sum, nil
}

// Fee is what an item of the tariff costs on a day for an amount, to the holder of an account: 0 for who pays nothing. An item that
// the tariff doesn't have by then costs nothing either: the bank may charge only what it has published. In another currency than
// the item's nothing is charged.
func (d *Deposits) Fee(q store.Querier, item string, amount money.Amount, on calendar.Date, a Account) (money.Amount, error) {
	c, err := d.catalogue()
	if err != nil {
		return 0, err
	}
	f := c.item(item, on)
	if f == nil || f.Of != a.Currency {
		return 0, nil
	}
	return f.fee(amount, a.Holder)
}

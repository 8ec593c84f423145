package account

import (
	"github.com/shopspring/decimal"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/interest"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Earning is the bank's room of interest as this one asks it. Demand deposits accrue there day by day; time and notice deposits are
// reckoned here, when they are paid, by its rates and its formula.
func Earning(in *interest.Interest) Interest { return earning{in} }

type earning struct{ in *interest.Interest }

func (e earning) Begin(tx *store.Tx, b Bearing) error {
	return e.in.Begin(tx, interest.Terms{Account: b.Account, Branch: b.Branch, Currency: b.Currency, Product: b.Product, Plan: interest.Demand,
		RateCode: b.RateCode, From: b.From})
}

func (e earning) End(tx *store.Tx, account ledger.AccountID, on calendar.Date) (money.Amount, error) {
	return e.in.End(tx, account, on)
}

// ppmDigits is how far a millionth lies behind the point.
const ppmDigits = 6

func (e earning) RateAt(q store.Querier, code string, on calendar.Date, amount money.Amount) (money.Rate, error) {
	r, err := e.in.RateAt(q, code, on)
	if err != nil {
		return money.Rate{}, err
	}
	return money.RateOf(decimal.New(int64(r.For(amount)), -ppmDigits)), nil
}

func (earning) TimeDeposit(principal money.Amount, rate money.Rate, from, to calendar.Date) (money.Amount, error) {
	return interest.TimeDeposit(principal, interest.PPM(rate.Decimal().Shift(ppmDigits).IntPart()), from, to)
}

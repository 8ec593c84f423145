package money

import "tonghui/base/problem"

// Money is an amount in a currency. It is comparable: two Moneys are equal when both parts are.
// The zero Money has no currency and adds to nothing.
type Money struct {
	Amount   Amount   `json:"amount"`   // minor units
	Currency Currency `json:"currency"` // ISO 4217 code
}

// ErrCurrencyMismatch says that a computation mixes two currencies.
var ErrCurrencyMismatch = problem.New(problem.Invalid, "money.currency_mismatch",
	"The amounts are in different currencies (%s and %s). Convert one of them first.",
	"两笔金额币种不同（%s 与 %s）。请先换算为同一币种。")

// Of makes a Money.
func Of(a Amount, c Currency) Money { return Money{a, c} }

// CNY makes a sum in renminbi from fen (分).
func CNY(fen int64) Money { return Money{Amount(fen), "CNY"} }

// Add is m + o. It refuses another currency (ErrCurrencyMismatch) and overflow.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, ErrCurrencyMismatch.With(m.Currency, o.Currency)
	}
	a, err := m.Amount.Add(o.Amount)
	if err != nil {
		return Money{}, err
	}
	return Money{a, m.Currency}, nil
}

// Sub is m − o. It refuses another currency (ErrCurrencyMismatch) and overflow.
func (m Money) Sub(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, ErrCurrencyMismatch.With(m.Currency, o.Currency)
	}
	a, err := m.Amount.Sub(o.Amount)
	if err != nil {
		return Money{}, err
	}
	return Money{a, m.Currency}, nil
}

// Neg is −m.
func (m Money) Neg() (Money, error) {
	a, err := m.Amount.Neg()
	if err != nil {
		return Money{}, err
	}
	return Money{a, m.Currency}, nil
}

// Cmp compares two sums of one currency: -1, 0 or 1.
func (m Money) Cmp(o Money) (int, error) {
	if m.Currency != o.Currency {
		return 0, ErrCurrencyMismatch.With(m.Currency, o.Currency)
	}
	switch {
	case m.Amount < o.Amount:
		return -1, nil
	case m.Amount > o.Amount:
		return 1, nil
	}
	return 0, nil
}

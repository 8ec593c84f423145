package money

import (
	"strings"

	"tonghui/base/problem"
)

// Currency is an active ISO 4217 alphabetic code, such as "CNY". Codes without a minor unit (gold, SDR,
// testing) are not in the table: the bank keeps no accounts in them.
type Currency string

// currencyInfo is one row of the table. A symbol is unique in the table; a currency without a well-known one
// has its code as symbol.
type currencyInfo struct {
	exponent uint8
	en, zh   string
	symbol   string
}

var errUnknownCurrency = problem.New(problem.Invalid, "money.currency_unknown",
	"The currency code is not in the ISO 4217 list%[1]s. Give three capital letters such as CNY.",
	"币种代码不在 ISO 4217 现行列表中%[2]s。请填写三位大写字母，例如 CNY。")

// ParseCurrency accepts a code of the table, in capital letters and without spaces.
func ParseCurrency(s string) (Currency, error) {
	if _, ok := currencies[Currency(s)]; ok {
		return Currency(s), nil
	}
	switch {
	case s == "RMB":
		return "", errUnknownCurrency.With(": renminbi is CNY", "：人民币为 CNY")
	case len(s) == 3 && currencies[Currency(strings.ToUpper(s))].en != "":
		return "", errUnknownCurrency.With(": it must be in capitals", "：须为大写")
	}
	return "", errUnknownCurrency.With("", "")
}

// Valid reports whether the code is in the table.
func (c Currency) Valid() bool {
	_, ok := currencies[c]
	return ok
}

// Exponent is the number of decimal digits of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD, and 2 for a
// code outside the table.
func (c Currency) Exponent() int {
	if c == "CNY" { // nearly every call
		return 2
	}
	if i, ok := currencies[c]; ok {
		return int(i.exponent)
	}
	return 2
}

// NameEN is the English name, or the code itself outside the table.
func (c Currency) NameEN() string { return c.or(currencies[c].en) }

// NameZH is the Chinese name, or the code itself outside the table.
func (c Currency) NameZH() string { return c.or(currencies[c].zh) }

// Symbol is the sign that display uses: "¥" for CNY, "US$" for USD, the code where there is none.
func (c Currency) Symbol() string { return c.or(currencies[c].symbol) }

func (c Currency) or(s string) string {
	if s == "" {
		return string(c)
	}
	return s
}

// UnmarshalText checks the code, so that JSON input never brings in an unknown currency.
func (c *Currency) UnmarshalText(b []byte) error {
	v, err := ParseCurrency(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

package iso20022

import (
	"encoding/xml"
	"errors"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// DateTime is ISODateTime. One without an offset is taken as UTC, which is what the standard recommends to be sent.
type DateTime struct{ time.Time }

// At makes a DateTime, in UTC, to the millisecond.
func At(t time.Time) DateTime { return DateTime{t.UTC().Truncate(time.Millisecond)} }

// MarshalText is the form with Z.
func (d DateTime) MarshalText() ([]byte, error) {
	return d.UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), nil
}

// UnmarshalText reads xs:dateTime.
func (d *DateTime) UnmarshalText(b []byte) error {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(form, string(b)); err == nil && t.Year() > 0 {
			*d = DateTime{t.UTC()}
			return nil
		}
	}
	return errors.New("must be a date and time such as 2026-03-02T09:30:00Z")
}

// Date is ISODate.
type Date struct{ calendar.Date }

// On makes a Date for a document.
func On(d calendar.Date) *Date { return &Date{d} }

// MarshalText is the form 2026-03-02.
func (d Date) MarshalText() ([]byte, error) { return d.Date.MarshalText() }

// UnmarshalText reads the form 2026-03-02.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) != 10 {
		return errors.New("must be a date such as 2026-03-02")
	}
	return d.Date.UnmarshalText(b)
}

// Amount is ActiveCurrencyAndAmount: not negative, with at most the decimals of its currency.
type Amount struct{ money.Money }

// Of makes an Amount.
func Of(a money.Amount, c money.Currency) Amount { return Amount{money.Of(a, c)} }

type amountXML struct {
	Currency string `xml:"Ccy,attr"`
	Text     string `xml:",chardata"`
}

// MarshalXML writes the currency as an attribute and the decimal form.
func (a Amount) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(amountXML{string(a.Currency), a.Decimal()}, start)
}

// read takes an amount from its two parts. The standard allows 18 digits and 5 decimals; trailing zeros beyond the currency's
// decimals are the same amount, other digits there are refused: 0.001 yuan doesn't exist.
func (a *Amount) read(currency, text string) error {
	c, err := money.ParseCurrency(currency)
	if err != nil || string(c) != currency {
		return errors.New("has no known currency in its attribute Ccy")
	}
	whole, decimals, point := strings.Cut(text, ".")
	if whole == "" && decimals == "" || len(whole)+len(decimals) > 18 || len(decimals) > 5 || !digits(whole) || !digits(decimals) {
		return errors.New("must be a decimal of at most 18 digits, 5 of them after the point, without a sign")
	}
	if point {
		for len(decimals) > c.Exponent() && strings.HasSuffix(decimals, "0") {
			decimals = decimals[:len(decimals)-1]
		}
	}
	if len(decimals) > c.Exponent() {
		return errors.New("has more decimals than the currency " + currency)
	}
	if whole == "" {
		whole = "0"
	}
	if decimals != "" {
		whole += "." + decimals
	}
	m, err := money.ParseDecimal(whole, c)
	if err != nil {
		return errors.New("is too large or no number")
	}
	a.Money = m
	return nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

package payment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tonghui/base/ident"
)

// Bounds of an instruction's texts.
const (
	maxPurpose   = 60
	maxNote      = 140
	maxReference = 64
	maxName      = 100
	maxEndToEnd  = 35 // ISO 20022 Max35Text
)

// check looks at everything that needs nothing but the instruction. It is pure.
func (in *Instruction) check() error {
	switch {
	case len(in.Reference) == 0 || len(in.Reference) > maxReference || !printable(in.Reference, maxReference):
		return ErrReference
	case in.Amount <= 0:
		return ErrAmount
	case !in.Currency.Valid():
		return ErrCurrency.With("CNY")
	case !printable(in.Purpose, maxPurpose) || !printable(in.Note, maxNote) || !printable(in.EndToEndID, maxEndToEnd) ||
		!printable(in.To.BankName, 100):
		return ErrText
	case !printable(in.To.Name, maxName):
		return ErrPayeeName
	}
	if in.ToAccount == 0 && (in.To.Account == "") == (in.To.Phone == "") {
		return ErrPayee
	}
	if len(in.To.Account) > 64 || len(in.To.Phone) > 24 {
		return ErrPayee
	}
	if in.To.Bank != "" {
		if _, err := ident.ParseBankCode(in.To.Bank); err != nil {
			return err
		}
		if in.To.Account == "" || in.To.Name == "" {
			return ErrPayeeName
		}
	}
	return nil
}

// printable reports whether a text has at most so many characters, all of them to be seen.
func printable(s string, most int) bool {
	if len(s) > most && utf8.RuneCountInString(s) > most || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// same reports whether an order is what in asks for; only then is a repeated reference the same payment.
func (o *Order) same(in *Instruction) bool {
	if o.Amount != in.Amount || o.Currency != in.Currency || o.From != in.From || o.Purpose != in.Purpose || o.Note != in.Note ||
		o.Batch != in.Batch {
		return false
	}
	switch {
	case in.To.Bank != "" && in.To.Bank != o.To.Bank:
		return false
	case in.To.Account != "":
		n := digits(in.To.Account)
		return n == o.To.Account || maskCard(n) == o.To.Account
	case in.To.Phone != "":
		phone, err := normalPhone(in.To.Phone)
		return err == nil && maskPhone(phone) == o.To.Phone
	}
	return in.ToAccount == o.ToAccount
}

// digits drops what people write into numbers to read them better.
func digits(s string) string {
	if !strings.ContainsAny(s, " -\u3000") && isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '\u3000' || r == '\u00a0':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// maskCard shows the first six and the last four digits of a card.
func maskCard(s string) string {
	if len(s) < 12 {
		return s
	}
	return s[:6] + strings.Repeat("*", len(s)-10) + s[len(s)-4:]
}

// maskNumber shows the last four characters of an account number.
func maskNumber(s string) string {
	if len(s) <= 4 {
		return s
	}
	return "****" + s[len(s)-4:]
}

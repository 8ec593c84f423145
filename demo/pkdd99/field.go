package pkdd99

import (
	"strings"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// The century of all dates of the challenge.
const century = 1900

// number reads a positive whole number of at most 15 digits.
func number(name string, b []byte) (int64, error) {
	n, ok := digits(b)
	if !ok || n == 0 {
		return 0, ErrNumber.With(name)
	}
	return n, nil
}

func digits(b []byte) (n int64, ok bool) {
	if len(b) == 0 || len(b) > 15 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// date reads YYMMDD.
func date(name string, b []byte) (calendar.Date, error) {
	n, ok := digits(b)
	if !ok || len(b) != 6 {
		return 0, ErrDate.With(name)
	}
	d, err := calendar.Of(century+int(n/10000), time.Month(n/100%100), int(n%100))
	if err != nil {
		return 0, ErrDate.With(name)
	}
	return d, nil
}

// maxWhole is the most digits before the point: a trillion, so that sums of a day can't overflow.
const maxWhole = 13

// amount reads a decimal with at most two places, as hundredths.
func amount(name string, b []byte) (money.Amount, error) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	whole, part := b, []byte(nil)
	for i, c := range b {
		if c == '.' {
			if whole, part = b[:i], b[i+1:]; len(part) == 0 || len(part) > 2 {
				return 0, ErrAmount.With(name)
			}
			break
		}
	}
	n, ok := digits(whole)
	if !ok || len(whole) > maxWhole {
		return 0, ErrAmount.With(name)
	}
	n *= 100
	if len(part) > 0 {
		f, ok := digits(part)
		if !ok {
			return 0, ErrAmount.With(name)
		}
		if len(part) == 1 {
			f *= 10
		}
		n += f
	}
	if negative {
		n = -n
	}
	return money.Amount(n), nil
}

// positive is amount, greater than zero.
func positive(name string, b []byte) (money.Amount, error) {
	a, err := amount(name, b)
	if err == nil && a <= 0 {
		err = ErrNotPositive.With(name)
	}
	return a, err
}

// birthNumber checks YYMMDD with 50 added to the month of women. What it returns is personal data.
func birthNumber(b []byte) ([]byte, error) {
	n, ok := digits(b)
	month := n / 100 % 100
	if month > 50 {
		month -= 50
	}
	if !ok || len(b) != 6 {
		return nil, ErrBirthNumber
	}
	if _, err := calendar.Of(century+int(n/10000), time.Month(month), int(n%100)); err != nil {
		return nil, ErrBirthNumber
	}
	return append([]byte(nil), b...), nil
}

// word takes one of a few words as it stands.
func word(name string, b []byte, words ...string) (string, error) {
	for _, w := range words {
		if string(b) == w {
			return w, nil
		}
	}
	return "", ErrWord.With(name, strings.Join(words, ", "))
}

// title takes free text.
func title(name string, b []byte, most int) (string, error) {
	s := text(b)
	if n := utf8.RuneCountInString(s); n == 0 || n > most {
		return "", ErrText.With(name, most)
	}
	return s, nil
}

// partner checks another bank's code and the account there; both may be empty.
func partner(bank, account []byte) error {
	if len(bank) > 8 || len(account) > 20 {
		return ErrPartner
	}
	for _, c := range bank {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return ErrPartner
		}
	}
	for _, c := range account {
		if c < '0' || c > '9' {
			return ErrPartner
		}
	}
	return nil
}

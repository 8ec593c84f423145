package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The shortest lengths in code points: what NIST SP 800-63B allows at least, and what a bank asks if it says nothing.
const (
	leastMin   = 8
	defaultMin = 10
)

// Policy is what a new password must be. The zero value is a bank's: 10 to 128 code points, not on the Common list.
type Policy struct {
	Min  int   // code points; default 10, never below 8
	List *List // asked besides Common; nil is none
}

// Check judges a new password. about is what others know of the person: sign-in name, names, phone, identity number. The errors
// are ErrText, ErrShort, ErrLong, ErrPersonal, ErrSimple and ErrCommon, and never hold the password.
func (p Policy) Check(plain string, about ...string) error {
	text, err := normal(plain)
	if err != nil {
		return err
	}
	least := defaultMin
	if p.Min != 0 {
		least = max(leastMin, min(p.Min, MaxLength))
	}
	folded := fold(string(text))
	switch s := string(text); {
	case utf8.RuneCount(text) < least:
		return ErrShort.With(least)
	case personal(folded, about):
		return ErrPersonal
	case simple(strings.ToLower(s)):
		return ErrSimple
	case listed(Common(), s, folded) || dressed(s) || p.List != nil && listed(p.List, s, folded):
		return ErrCommon
	}
	return nil
}

func listed(l *List, plain, folded string) bool {
	return l.Has(plain) || l.Has(strings.ToLower(plain)) || l.Has(folded)
}

// dressed sees a common word behind signs for letters and a few digits and signs at its end: "P@ssw0rd-2024!".
func dressed(s string) bool {
	s = strings.ToLower(s)
	word := strings.TrimRight(s, "0123456789!@#$%^&*()-_=+.,;:?~ ")
	if len(s)-len(word) > longestTail {
		return false
	}
	for _, one := range []string{"i", "l"} {
		plain := strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", one, "!", "i", "3", "e", "5", "s", "$", "s", "7", "t").Replace(word)
		if Common().Has(plain) {
			return true
		}
	}
	return false
}

// longestTail is how many digits and signs behind a common word make no difference.
const longestTail = 6

// fold is a text without case, spaces and signs, so that "Wang-Fang" is wangfang.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// personal finds what others know in a folded password, forwards and backwards. A name of two Chinese characters counts, one of
// fewer than four letters doesn't: it would be in half of all words. Of long numbers the last eight digits count too.
func personal(folded string, about []string) bool {
	for _, a := range about {
		parts := append(strings.FieldsFunc(norm.NFKC.String(a), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), a)
		for _, part := range parts {
			part = fold(part)
			if telling(part) && (strings.Contains(folded, part) || strings.Contains(folded, reversed(part))) {
				return true
			}
			if len(part) > 8 && number(part) && strings.Contains(folded, part[len(part)-8:]) {
				return true
			}
		}
	}
	return false
}

func telling(part string) bool {
	n := utf8.RuneCountInString(part)
	return n >= 4 || n >= 2 && strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// rows are keyboards' rows and columns, there and back: whoever slides over them types no secret.
var rows = func() string {
	one := "abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiop[]\\ asdfghjkl;' zxcvbnm,./ `1234567890-= !@#$%^&*()_+ " +
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/ qazwsxedcrfvtgbyhnujmik,ol. 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 aabbccddeeff 112233445566778899 "
	return one + reversed(one)
}()

// simple finds texts that are one short piece over and over, or one slide over a row.
func simple(s string) bool {
	r := []rune(s)
	for unit := 1; unit <= min(4, len(r)/2); unit++ {
		same := true
		for i := unit; i < len(r) && same; i++ {
			same = r[i] == r[i-unit]
		}
		if same {
			return true
		}
	}
	return strings.Contains(rows, s)
}

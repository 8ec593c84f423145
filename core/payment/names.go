package payment

import (
	"strings"
	"unicode"

	"tonghui/core/account"
)

// normalName is a name (户名) as it is compared: full-width forms narrowed, letters small, without blanks, middle dots and the
// punctuation that people leave out or write in several ways. Brackets stay, as they tell firms apart, but all are alike.
func normalName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
			r -= 0xFEE0
		case r == '〔' || r == '【' || r == '［':
			r = '('
		case r == '〕' || r == '】' || r == '］':
			r = ')'
		}
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("·•․・‧･∙.,，、-_'’", r):
			return -1
		case r == '[':
			return '('
		case r == ']':
			return ')'
		}
		return unicode.ToLower(r)
	}, s)
}

// compareNames holds a name that somebody gave against the registered one. Close is one character wrong, missing, added, or two
// neighbours exchanged, in names of three characters or more: of two-character names one is half, so nothing is close to them.
// Whoever tries names learns no more than that: the name itself is never told.
func compareNames(given, registered string) Result {
	if given == registered {
		return Matches
	}
	a, b := []rune(normalName(given)), []rune(normalName(registered))
	switch {
	case string(a) == string(b):
		return Matches
	case len(a) < 3 || len(b) < 3 || !near(a, b):
		return NoMatch
	}
	return Close
}

// near reports whether one edit makes b of a, unlike as they are.
func near(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	if len(a) < len(b) {
		return i+j >= len(a)
	}
	if i+j >= len(a)-1 {
		return true
	}
	return i+j == len(a)-2 && a[i] == b[i+1] && a[i+1] == b[i]
}

// maskName shows the last character of a person's name (*静, **静), and the first two and the last four of a firm's.
func maskName(s string, firm bool) string {
	r := []rune(s)
	switch {
	case len(r) < 2:
		return "*"
	case !firm && len(r) < 12:
		return strings.Repeat("*", len(r)-1) + string(r[len(r)-1:])
	case len(r) < 8:
		return string(r[:1]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1:])
	}
	return string(r[:2]) + strings.Repeat("*", len(r)-6) + string(r[len(r)-4:])
}

// ofFirm reports whether an account belongs to a firm, an agency or a bank; where its register doesn't say, its kind does.
func ofFirm(a *account.Account) bool {
	if a.Holder != "" {
		return a.Holder != account.ForPerson
	}
	switch a.Kind {
	case account.Basic, account.General, account.Special, account.Temporary, account.ZeroBalance, account.Custody, account.Escrow,
		account.Interbank, account.Treasury:
		return true
	}
	return false
}

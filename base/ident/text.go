package ident

import "strings"

// maxText bounds what is looked at; the longest number here, an IBAN with spaces, is shorter.
const maxText = 64

// clean drops the spaces and hyphens by which people group digits, and turns full-width forms and small letters
// into plain capitals. A text that is far too long comes back cut: its length is then refused.
func clean(s string) string {
	if len(s) > 3*maxText {
		s = s[:3*maxText]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '-', r == 0x3000, r == 0xA0:
			return -1
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// grouped sets a space after every fourth character, as cards and IBANs are printed.
func grouped(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// hide puts stars for all but the first and last few characters; a text too short for both is hidden whole.
func hide(s string, first, last int) string {
	if len(s) <= first+last {
		return strings.Repeat("*", len(s))
	}
	return s[:first] + strings.Repeat("*", len(s)-first-last) + s[len(s)-last:]
}

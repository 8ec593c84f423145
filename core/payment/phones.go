package payment

import (
	"regexp"
	"strings"
)

// mobile is a mobile number of the mainland; the only ones under which payments are taken.
var mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9][0-9]{9})$`)

// phoneKind is the kind of a phone's mark, core/party's own, so that both have the same mark of the same number.
const phoneKind = "phone"

// normalPhone gives E.164, as core/party writes it.
func normalPhone(s string) (string, error) {
	if m := mobile.FindStringSubmatch(digits(s)); m != nil {
		return "+86" + m[1], nil
	}
	return "", ErrPhone
}

// maskPhone shows 138****5678.
func maskPhone(normal string) string {
	n := strings.TrimPrefix(normal, "+86")
	if len(n) != 11 {
		return "****"
	}
	return n[:3] + "****" + n[7:]
}

package ident

// luhn is the check digit of ISO/IEC 7812-1 annex B over digits without it: every second digit from the right is
// doubled. It finds every single wrong digit and every exchange of neighbours but 09↔90.
func luhn(digits string) byte {
	sum, double := 0, true
	for i := len(digits) - 1; i >= 0; i-- {
		d := int(digits[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return byte('0' + (10-sum%10)%10)
}

// mod1110 is the check digit of ISO/IEC 7064 MOD 11,10 (GB/T 17710, 模10、11双模算法) over digits without it.
func mod1110(digits string) byte {
	p := 10
	for i := range len(digits) {
		s := (p + int(digits[i]-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return byte('0' + (11-p)%10)
}

// mod97 is the remainder by 97 of a text in which letters count as two digits, A = 10 to Z = 35 (ISO 13616). The
// check of ISO/IEC 7064 MOD 97-10 holds when it is 1.
func mod97(s string) int {
	r := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A':
			r = (r*100 + int(c-'A') + 10) % 97
		default:
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}

// two writes a number below 100 as two digits.
func two(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

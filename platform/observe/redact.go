package observe

// minDigits is the shortest unbroken run of digits that is masked. Citizen ids have 15 or 18, cards and accounts
// 16 to 19; CNAPS bank codes (12) and telephone numbers (11) stay readable.
const minDigits = 13

// maxPlainInt is the largest integer that is logged in full: one digit less than minDigits.
const maxPlainInt = 999_999_999_999

// Redact masks long numbers in a text, keeping their first and last four characters. A text without any is
// returned as it is, without an allocation. Cards written in groups of four are found too.
func Redact(s string) string {
	for i := 0; i < len(s); {
		n, _ := longNumber(s[i:])
		if n == 0 {
			i = nextRun(s, i)
			continue
		}
		return redactFrom(s, i)
	}
	return s
}

func redactFrom(s string, from int) string {
	out := []byte(s)
	for i := from; i < len(s); {
		n, digits := longNumber(s[i:])
		if n == 0 {
			i = nextRun(s, i)
			continue
		}
		seen := 0
		for j := i; j < i+n; j++ {
			if s[j] == ' ' || s[j] == '-' {
				continue
			}
			if seen++; seen > 4 && seen <= digits-4 {
				out[j] = '*'
			}
		}
		i += n
	}
	return string(out)
}

// nextRun is where the next run of digits after the one at i may begin.
func nextRun(s string, i int) int {
	for i < len(s) && digit(s[i]) {
		i++
	}
	for i < len(s) && !digit(s[i]) {
		i++
	}
	return i
}

// longNumber tells the length in bytes and in digits of a number at the start of s that must be masked, or 0.
func longNumber(s string) (n, digits int) {
	for n < len(s) && digit(s[n]) {
		n++
	}
	if n >= minDigits {
		if n == 17 && n < len(s) && (s[n] == 'X' || s[n] == 'x') { // the citizen id's check character
			n++
		}
		return n, n
	}
	if n != 4 {
		return 0, 0
	}
	// Groups of four, as on a card: 6222 0200 0000 0188 or 6222-0200-0000-0188-123.
	digits = 4
	for n < len(s) && (s[n] == ' ' || s[n] == '-') {
		k := 0
		for n+1+k < len(s) && digit(s[n+1+k]) {
			k++
		}
		if k == 0 || k > 4 || k < 4 && digits < 16 {
			break
		}
		n, digits = n+1+k, digits+k
		if k < 4 {
			break
		}
	}
	if digits < 16 {
		return 0, 0
	}
	return n, digits
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

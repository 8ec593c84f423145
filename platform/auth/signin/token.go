package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/auth/totp"
)

// digest is how the database holds a secret of 32 random bytes: nobody can guess back from it.
type digest = [sha256.Size]byte

// secret is a random word of 256 bits for a cookie or a ticket, and its digest.
func secret() (word string, d digest) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails, since Go 1.24
	word = base64.RawURLEncoding.EncodeToString(b)
	return word, digestOf(word)
}

// digestOf is the digest of a secret as its holder brings it.
func digestOf(word string) digest { return sha256.Sum256([]byte(word)) }

// antiForgery is a session's token against forgery: derived one way from the cookie, which scripts can't read.
func antiForgery(token string) string {
	sum := sha256.Sum256([]byte("tonghui against forgery\x00" + token))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// spoken is a code of 80 random bits that people copy by hand.
func spoken() string { return totp.NewRecoveryCodes()[0] }

// unspoken undoes what people do to such a code when they type it. What can't be one stays wrong.
func unspoken(code string) string {
	normal, ok := totp.NormalRecovery(code)
	if !ok {
		return ""
	}
	return normal
}

// spokenDigest is how the database holds such a code.
func spokenDigest(code string) (d digest) {
	copy(d[:], totp.RecoveryDigest(unspoken(code)))
	return d
}

// digits is a number of n random digits.
func digits(n int) string {
	out := make([]byte, 0, n)
	b := make([]byte, 1)
	for len(out) < n {
		_, _ = rand.Read(b)
		if b[0] < 250 { // so that each digit is as likely
			out = append(out, '0'+b[0]%10)
		}
	}
	return string(out)
}

// Login is a login name in its one form, ok is false when it is none: lower case, 3 to 64 of letters, digits and . _ - @ +.
func Login(name string) (normal string, ok bool) {
	normal = strings.ToLower(strings.TrimSpace(name))
	n := utf8.RuneCountInString(normal)
	if n < 3 || n > 64 || len(normal) > 200 {
		return normal, false
	}
	for _, r := range normal {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+", r) {
			return normal, false
		}
	}
	return normal, true
}

// Masked is a login name as lists show it.
func Masked(login string) string {
	if normal, ok := Login(login); ok {
		return masked(normal)
	}
	return ""
}

// masked is a login name as lists show it: enough for its owner to know it again.
func masked(normal string) string {
	name, host, mail := strings.Cut(normal, "@")
	r := []rune(name)
	keep := min(2, len(r)/2)
	out := string(r[:keep]) + "***"
	if !mail && len(r) > 5 {
		out += string(r[len(r)-1:])
	}
	if mail {
		out += "@" + host
	}
	if r := []rune(out); len(r) > 64 {
		out = string(r[:64])
	}
	return out
}

// network is the net from which a request comes: IPv4 /24, IPv6 /48; what one attacker has easily is one net.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	bits := 48
	if a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return address
	}
	return p.String()
}

// Names of the cookies; with the prefix __Host- a browser binds them to this host and to TLS.
const (
	sessionCookie  = "tonghui"
	terminalCookie = "tonghui-terminal"
	deviceCookie   = "tonghui-device"
	providerCookie = "tonghui-provider"
)

const deviceAge = 400 * 24 * time.Hour // the longest that browsers keep a cookie

// cookieName is a cookie's name at this site.
func (s *SignIn) cookieName(name string) string {
	if s.cfg.Secure {
		return "__Host-" + name
	}
	return name
}

// cookie makes one for this host alone, out of scripts' reach. An empty value takes it away.
func (s *SignIn) cookie(name, value string, age time.Duration, same http.SameSite) *http.Cookie {
	c := &http.Cookie{ //nolint:gosec // Secure wherever the site is on https; all its callers give SameSite
		Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.cfg.Secure, SameSite: same,
		MaxAge: int(age / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// valueOf is a cookie of the request, or "".
func (s *SignIn) valueOf(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil || len(c.Value) > 64 {
		return ""
	}
	return c.Value
}

package app

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"

	"tonghui/base/problem"
	"tonghui/platform/auth"
)

// Token is a bootstrap API token: how programs and operators call the bank until sign-in exists. The app
// keeps its SHA-256 only; the token is random, so that a slow hash would add nothing.
type Token struct {
	Name string // the client's name, kept with everything it writes
	hash [sha256.Size]byte
}

// minToken is the length of 32 random bytes in unpadded base64, the shortest form that is accepted.
const minToken = 43

var tokenName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`)

// NewToken takes a secret of at least 32 random bytes, written in base64, hex or any other visible ASCII.
func NewToken(name, secret string) (Token, error) {
	if !tokenName.MatchString(name) {
		return Token{}, fmt.Errorf("token name %q: use 1 to 32 lower-case letters, digits, dots and dashes", name)
	}
	if len(secret) < minToken || !visible(secret) {
		return Token{}, fmt.Errorf("token %s: it must be at least %d visible characters made from 32 random bytes; "+
			"make one with `head -c 32 /dev/urandom | base64`", name, minToken)
	}
	return Token{Name: name, hash: sha256.Sum256([]byte(secret))}, nil
}

// GenerateToken makes a fresh secret for NewToken.
func GenerateToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program dies instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// ReadToken reads a token's secret from a file that nobody but its owner may read.
func ReadToken(name, path string) (Token, error) {
	fi, err := os.Stat(path)
	if err != nil {
		return Token{}, err
	}
	if fi.Mode().Perm()&0o077 != 0 {
		return Token{}, fmt.Errorf("token file %s can be read by others: chmod 600 it", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Token{}, err
	}
	return NewToken(name, strings.TrimSpace(string(b)))
}

var errNoToken = problem.New(problem.Unauthenticated, "app.token_required",
	"This call needs a token: send the header `Authorization: Bearer TOKEN`.",
	"该请求需要访问令牌：请在请求头中携带 Authorization: Bearer TOKEN。")

var errBadToken = problem.New(problem.Unauthenticated, "app.token_unknown",
	"The bank doesn't know this token. Check that it was copied whole, or ask the operator for a new one.",
	"银行不认识该访问令牌。请核对是否完整复制，或向运维人员申请新令牌。")

// Admit knows this token.
func (t Token) Admit(r *http.Request) (*auth.Subject, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, errNoToken
	}
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return nil, errNoToken
	}
	hash := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	if subtle.ConstantTimeCompare(hash[:], t.hash[:]) != 1 {
		return nil, errBadToken
	}
	return &auth.Subject{Client: t.Name, Level: auth.LevelStrong, Hat: auth.Hat{ID: "bootstrap", Kind: auth.ClientHat, Roles: []auth.Role{"system"}}}, nil
}

// visible reports whether s is printable ASCII without spaces.
func visible(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

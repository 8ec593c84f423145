package totp

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 bits
)

// letters are those of Crockford's base32: no I, L, O and U, so that nothing is misread on paper.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var recoveryText = base32.NewEncoding(letters).WithPadding(base32.NoPadding)

// NewRecoveryCodes are ten codes of 16 letters and digits ("7K3M-9QWX-…"), shown to the customer once. Of each the caller keeps
// RecoveryDigest(NormalRecovery(code)) and deletes it when it is used; new codes take the place of all older ones.
func NewRecoveryCodes() []string {
	out := make([]string, recoveryCodes)
	for i := range out {
		b := make([]byte, recoveryBytes)
		_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
		out[i] = groups(recoveryText.EncodeToString(b))
	}
	return out
}

// NormalRecovery reads a recovery code as people type it: small letters, with or without hyphens and spaces, full-width, and O, I
// and L for 0 and 1. ok is false for what can be no recovery code at all.
func NormalRecovery(code string) (normal string, ok bool) {
	if len(code) > 128 {
		return "", false
	}
	var b strings.Builder
	for _, r := range code {
		if r >= '！' && r <= '～' { // the full-width forms of ASCII
			r += '!' - '！'
		}
		switch r = unicode.ToUpper(r); {
		case r == '-' || unicode.IsSpace(r):
			continue
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		}
		if !strings.ContainsRune(letters, r) {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() == recoveryText.EncodedLen(recoveryBytes)
}

// RecoveryDigest is what is kept of a normalised recovery code. A plain SHA-256 suffices: 80 random bits can't be guessed.
func RecoveryDigest(normal string) []byte {
	sum := sha256.Sum256([]byte("tonghui recovery code\x00" + normal))
	return sum[:]
}

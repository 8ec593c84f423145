package totp

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	secretBytes = 20 // RFC 4226, 4: the length of the HMAC's output
	period      = 30 // seconds a step
	skew        = 1  // steps early or late
	digits      = otp.DigitsSix
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret is 20 random bytes.
func NewSecret() []byte {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}

// URI is what the picture for the app holds (otpauth://totp/…). issuer is the bank's name, account how the customer knows her
// sign-in; a colon, which parts the two, is taken out of both. It fails when one of them is empty.
func URI(issuer, account string, secret []byte) (string, error) {
	plain := strings.NewReplacer(":", " ", "：", " ")
	k, err := totp.Generate(totp.GenerateOpts{Issuer: plain.Replace(issuer), AccountName: plain.Replace(account), Secret: secret,
		Period: period, Digits: digits, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", err
	}
	return k.String(), nil
}

// SecretText is a secret for typing it into an app: base32 in groups of four.
func SecretText(secret []byte) string { return groups(base32Text.EncodeToString(secret)) }

// Verify tells whether a code is right at a time, for a secret whose last accepted step is lastStep (0: none yet). The step it
// answers is kept as the new lastStep: it and all before it count no more. Spaces, hyphens and full-width digits are read.
func Verify(secret []byte, code string, at time.Time, lastStep int64) (step int64, ok bool) {
	given, fits := readDigits(code)
	if !fits || len(secret) == 0 {
		return 0, false
	}
	now := at.Unix() / period
	// Every step is computed, whichever fits. Of two with the same code the later counts, so that none is left to replay.
	for s := now - skew; s <= now+skew; s++ {
		want, err := codeOf(secret, s)
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(given)) == 1 && s > lastStep {
			step, ok = s, true
		}
	}
	return step, ok
}

// Code is what the customer's app shows at a time; for tests and for simulated customers.
func Code(secret []byte, at time.Time) (string, error) { return codeOf(secret, at.Unix()/period) }

func codeOf(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(base32Text.EncodeToString(secret), uint64(step),
		hotp.ValidateOpts{Digits: digits, Algorithm: otp.AlgorithmSHA1})
}

// readDigits takes what people type: "123 456", "１２３４５６".
func readDigits(code string) (string, bool) {
	if len(code) > 64 {
		return "", false
	}
	var b strings.Builder
	for _, r := range code {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r == ' ' || r == '\u3000' || r == '-':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == digits.Length()
}

func groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}

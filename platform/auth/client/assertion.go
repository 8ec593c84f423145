package client

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// TokenPath is where tokens are given out; an assertion is made out to its address.
const TokenPath = "/v1/auth/token" //nolint:gosec // a path, no credential

const (
	maxAssertion     = 4 << 10
	assertionHorizon = 5 * time.Minute // how far ahead an assertion may end
)

// proveAssertion finds the client that has signed an assertion (RFC 7523, section 3): with one of its Ed25519 keys, to this
// bank, of these minutes, and never seen before.
func (c *Clients) proveAssertion(r *http.Request, cred credentials, now time.Time) (*known, error) {
	if len(cred.assertion) > maxAssertion {
		return nil, ErrAssertion.With("length")
	}
	parsed, err := jwt.ParseSigned(cred.assertion, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil || len(parsed.Headers) != 1 {
		return nil, ErrAssertion.With("form").Because(err)
	}
	var untrusted jwt.Claims
	if err := parsed.UnsafeClaimsWithoutVerification(&untrusted); err != nil {
		return nil, ErrAssertion.With("claims").Because(err)
	}
	id, err := store.ParseID(untrusted.Subject)
	if err != nil || untrusted.Issuer != untrusted.Subject || cred.id != "" && cred.id != untrusted.Subject {
		return nil, ErrAssertion.With("iss, sub")
	}
	k, ok, err := c.client(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrAssertion.With("iss, sub")
	}
	claims, err := k.claims(parsed, now)
	if err != nil {
		return nil, err
	}
	if err := c.checkClaims(r, claims, now); err != nil {
		return nil, err
	}
	return k, c.once(r.Context(), nonceHash("assertion", id.String(), claims.ID), claims.Expiry.Time().Add(signature.Skew))
}

// claims are those of an assertion that one of the client's keys has signed.
func (k *known) claims(parsed *jwt.JSONWebToken, now time.Time) (claims jwt.Claims, err error) {
	_, named, slash := strings.Cut(parsed.Headers[0].KeyID, "/")
	if !slash {
		named = parsed.Headers[0].KeyID
	}
	for i := range k.Keys {
		key := &k.Keys[i]
		if key.Form != Ed25519Key || !key.holds(now) || named != "" && named != key.Thumbprint {
			continue
		}
		public, ok := k.publics[key.thumb].Ed25519()
		if ok && parsed.Claims(public, &claims) == nil {
			return claims, nil
		}
	}
	return claims, ErrAssertion.With("signature")
}

func (c *Clients) checkClaims(r *http.Request, claims jwt.Claims, now time.Time) error {
	switch {
	case len(claims.Audience) != 1 || !slices.Contains(c.audience(r), claims.Audience[0]):
		return ErrAssertion.With("aud")
	case claims.Expiry == nil || now.After(claims.Expiry.Time().Add(signature.Skew)):
		return ErrAssertion.With("exp")
	case claims.Expiry.Time().After(now.Add(assertionHorizon + signature.Skew)):
		return ErrAssertion.With("exp")
	case claims.NotBefore != nil && now.Add(signature.Skew).Before(claims.NotBefore.Time()):
		return ErrAssertion.With("nbf")
	case claims.IssuedAt != nil && now.Add(signature.Skew).Before(claims.IssuedAt.Time()):
		return ErrAssertion.With("iat")
	case len(claims.ID) < 16 || len(claims.ID) > 128 || strings.ContainsAny(claims.ID, "\r\n"):
		return ErrAssertion.With("jti")
	}
	return nil
}

// audience is to what assertions may be made out.
func (c *Clients) audience(r *http.Request) []string {
	if len(c.cfg.Audience) > 0 {
		return c.cfg.Audience
	}
	scheme := c.cfg.Scheme
	if scheme == "" {
		scheme = "http"
		if r.TLS != nil {
			scheme = "https"
		}
	}
	return []string{scheme + "://" + strings.ToLower(r.Host) + TokenPath}
}

package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// claims are what a token says, as far as the bank listens.
type claims struct {
	Party             string   `json:"azp"`
	AtHash            string   `json:"at_hash"`
	Name              string   `json:"name"`
	PreferredUsername string   `json:"preferred_username"`
	Email             string   `json:"email"`
	EmailVerified     truth    `json:"email_verified"`
	ACR               string   `json:"acr"`
	AMR               []string `json:"amr"`
	AuthTime          int64    `json:"auth_time"`

	token *openid.IDToken
}

// truth is a boolean that some providers write as a string.
type truth bool

// UnmarshalJSON reads either form.
func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == "true" || string(b) == `"true"`
	return nil
}

// watched tells why a signature was not verified: the library's own error hides whether the keys could be had at all.
type watched struct {
	openid.KeySet
	err error
}

// VerifySignature is the key set's.
func (w *watched) VerifySignature(ctx context.Context, jwt string) (payload []byte, err error) {
	payload, w.err = w.KeySet.VerifySignature(ctx, jwt)
	return payload, w.err
}

// verify judges a token: OpenID Connect Core 3.1.3.7. Its signature, issuer and form are the library's to judge; audience, times
// and nonce are judged here, so that each has its own sentence.
func (p *Provider) verify(ctx context.Context, found *known, raw string, c Ceremony) (*claims, error) {
	keys := &watched{KeySet: found.keys}
	token, err := openid.NewVerifier(p.cfg.Issuer, keys, &openid.Config{SkipClientIDCheck: true, SkipExpiryCheck: true,
		SupportedSigningAlgs: found.algorithms}).Verify(ctx, raw)
	var unreachable *url.Error
	switch {
	case errors.As(keys.err, &unreachable):
		return nil, ErrDown.Because(err)
	case err != nil:
		return nil, ErrToken.Because(err)
	}
	said := &claims{token: token}
	if err := token.Claims(said); err != nil {
		return nil, ErrToken.Because(err)
	}
	now := p.cfg.Now()
	switch {
	case token.Subject == "":
		return nil, ErrToken.Because(errors.New("the token names nobody"))
	case !slices.Contains(token.Audience, p.cfg.ClientID),
		said.Party != "" && said.Party != p.cfg.ClientID,
		len(token.Audience) > 1 && said.Party == "":
		return nil, ErrAudience.Because(fmt.Errorf("the token is for %q, party %q", token.Audience, said.Party))
	case !token.Expiry.After(now.Add(-skew)):
		return nil, ErrExpired.Because(fmt.Errorf("over since %v", token.Expiry))
	case token.IssuedAt.After(now.Add(skew)):
		return nil, ErrClock.Because(fmt.Errorf("issued at %v", token.IssuedAt))
	case token.Nonce != c.Nonce:
		return nil, ErrNonce
	case c.Fresh && said.at().Before(c.BegunAt.Add(-skew)):
		return nil, ErrStale.Because(fmt.Errorf("the person proved herself at %v", said.at()))
	}
	return said, nil
}

func (s *claims) at() time.Time {
	if s.AuthTime == 0 {
		return time.Time{}
	}
	return time.Unix(s.AuthTime, 0).UTC()
}

// ask reads how she is called where the token doesn't say it.
func (s *claims) ask(ctx context.Context, found *known, token *oauth2.Token) error {
	info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return ErrDown.Because(err)
	}
	if info.Subject != s.token.Subject { // Core 5.3.2: the answer may be somebody else's
		return ErrToken.Because(errors.New("user info of another subject"))
	}
	more := &claims{}
	if err := info.Claims(more); err != nil {
		return ErrToken.Because(err)
	}
	s.Name, s.PreferredUsername = more.Name, more.PreferredUsername
	if s.Email == "" {
		s.Email, s.EmailVerified = more.Email, more.EmailVerified
	}
	return nil
}

func (s *claims) identity() Identity {
	id := Identity{Issuer: s.token.Issuer, Subject: s.token.Subject, Name: s.Name, ACR: s.ACR, AMR: s.AMR, AuthTime: s.at()}
	if id.Name == "" {
		id.Name = s.PreferredUsername
	}
	if s.EmailVerified {
		id.Email = s.Email
	}
	return id
}

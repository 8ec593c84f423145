package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/url"
	"time"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"tonghui/base/problem"
)

// Ceremony is what must be remembered of a sign-in until the browser comes back: sealed in a cookie, or under a random word in
// one. Whoever has it can't sign in with it alone. It serves once: forget it when it is given to Finish.
type Ceremony struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	BegunAt  time.Time `json:"begunAt"`
	Fresh    bool      `json:"fresh,omitempty"` // the provider was told to ask the person anew
}

// Begin starts a sign-in: send the browser to the address, keep the ceremony. ErrDown if the provider doesn't answer.
func (p *Provider) Begin(ctx context.Context) (address string, c Ceremony, err error) {
	return p.begin(ctx, false)
}

// BeginFresh is Begin for somebody who must prove herself again (step-up): a session that she has at the provider doesn't do.
func (p *Provider) BeginFresh(ctx context.Context) (address string, c Ceremony, err error) {
	return p.begin(ctx, true)
}

func (p *Provider) begin(ctx context.Context, fresh bool) (string, Ceremony, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", Ceremony{}, err
	}
	c := Ceremony{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), BegunAt: p.cfg.Now(), Fresh: fresh}
	opts := []oauth2.AuthCodeOption{openid.Nonce(c.Nonce), oauth2.S256ChallengeOption(c.Verifier)}
	if fresh {
		opts = append(opts, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.oauth(found).AuthCodeURL(c.State, opts...), c, nil
}

// Identity is what a provider says of who has signed in there. Issuer and Subject together name her; the other fields may change.
type Identity struct {
	Issuer   string
	Subject  string
	Name     string
	Email    string    // "" unless the provider has verified it
	ACR      string    // how sure the provider is (authentication context class)
	AMR      []string  // how she has proved herself: "pwd", "otp", "hwk"
	AuthTime time.Time // when; zero if the provider doesn't say
}

// Finish ends a sign-in with the query with which the browser came back. It does network calls, so it is no part of an Update.
func (p *Provider) Finish(ctx context.Context, c Ceremony, query url.Values) (Identity, error) {
	if err := p.returned(c, query); err != nil {
		return Identity{}, err
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = openid.ClientContext(ctx, p.cfg.HTTP)
	token, err := p.oauth(found).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(c.Verifier))
	if err != nil {
		return Identity{}, exchangeProblem(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, ErrToken.Because(errors.New("the answer has no id_token"))
	}
	said, err := p.verify(ctx, found, raw, c)
	if err != nil {
		return Identity{}, err
	}
	if said.AtHash != "" {
		if err := said.token.VerifyAccessToken(token.AccessToken); err != nil {
			return Identity{}, ErrToken.Because(err)
		}
	}
	if said.Name == "" && found.UserInfoEndpoint() != "" {
		if err := said.ask(ctx, found, token); err != nil {
			return Identity{}, err
		}
	}
	return said.identity(), nil
}

// returned judges what the browser brought back, before the provider is asked anything.
func (p *Provider) returned(c Ceremony, query url.Values) error {
	now := p.cfg.Now()
	iss := query.Get("iss")
	switch {
	case c.State == "" || len(query["state"]) != 1 || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(c.State)) != 1:
		return ErrState
	case now.Sub(c.BegunAt) > lifetime || c.BegunAt.After(now):
		return ErrLate
	case iss != "" && iss != p.cfg.Issuer: // RFC 9207: the answer of another provider
		return ErrState
	case query.Get("error") != "":
		return ErrDeclined.Because(errors.New(clip(query.Get("error") + ": " + query.Get("error_description"))))
	case len(query["code"]) != 1 || query.Get("code") == "":
		return ErrState
	}
	return nil
}

// exchangeProblem says why the provider gave no token for the code (RFC 6749, 5.2).
func exchangeProblem(err error) *problem.Error {
	var told *oauth2.RetrieveError
	switch {
	case !errors.As(err, &told):
		return ErrDown.Because(err)
	case told.ErrorCode == "invalid_grant":
		return ErrCode.Because(err)
	case told.ErrorCode == "invalid_client" || told.ErrorCode == "unauthorized_client":
		return ErrClient.Because(err)
	case told.Response != nil && told.Response.StatusCode >= 500:
		return ErrDown.Because(err)
	}
	return ErrCode.Because(err)
}

// clip keeps words of others short in the log.
func clip(s string) string {
	if len(s) > 200 {
		s = s[:200]
	}
	return s
}

package client

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// Grant is the answer of the token endpoint (RFC 6749, section 5.1).
type Grant struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type" enum:"Bearer"`
	ExpiresIn   int64  `json:"expires_in" doc:"Seconds."`
}

// randomWord is 32 random bytes in base64url.
func randomWord() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program dies instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// Token gives an access token for client credentials (RFC 6749, section 4.4). form is the body's. A token that is asked for
// over a connection with a certificate of the client is bound to it (RFC 8705).
func (c *Clients) Token(r *http.Request, form url.Values) (*Grant, error) {
	now, address := c.st.Now(), c.cfg.Address(r).String()
	if wait, ok := c.attempts.Allow(address, now); !ok {
		return nil, limit.Refuse(wait)
	}
	cred, err := credentialsOf(r, form)
	if err != nil {
		return nil, err
	}
	k, err := c.prove(r, cred, now)
	if err != nil {
		return nil, err
	}
	c.attempts.Forget(address) // only failures count
	subject, err := c.enter(r, k.Client, auth.LevelOne, now)
	if err != nil {
		return nil, err
	}
	t := &token{client: k.ID, epoch: k.epoch}
	if cert := peerCertificate(r.TLS); cert != nil {
		if key := k.key(*cert); key == nil || key.Form != Certificate || !key.holds(now) {
			return nil, ErrCertificate
		}
		t.cert = cert[:]
	}
	return c.issue(auth.WithSubject(r.Context(), subject), t, c.cfg.Lifetime)
}

// issue writes a token down and hands it out.
func (c *Clients) issue(ctx context.Context, t *token, lifetime time.Duration) (*Grant, error) {
	secret := tokenMark + randomWord()
	hash := sha256.Sum256([]byte(secret))
	err := c.st.Update(ctx, func(tx *store.Tx) error {
		row := *t
		row.made, row.until = tx.Now(), tx.Now().Add(lifetime)
		if err := insertToken(tx, hash, &row); err != nil || c.cfg.Audit == nil {
			return err
		}
		return c.cfg.Audit.Note(tx, audit.Note{Verb: "client.token", Kind: Kind, Object: t.client.String()})
	})
	if err != nil {
		return nil, err
	}
	return &Grant{AccessToken: secret, TokenType: "Bearer", ExpiresIn: int64(lifetime / time.Second)}, nil
}

// credentials are what a request for a token brings; exactly one of secret, assertion and certificate alone.
type credentials struct {
	id        string
	secret    string
	assertion string
}

// assertionType is RFC 7523's.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// credentialsOf reads the form, refusing what is doubled or mixed.
func credentialsOf(r *http.Request, form url.Values) (cred credentials, err error) {
	for _, values := range form {
		if len(values) != 1 {
			return cred, ErrTokenRequest
		}
	}
	switch grant := form.Get("grant_type"); {
	case grant == "":
		return cred, ErrTokenRequest
	case grant != "client_credentials":
		return cred, ErrGrantType
	case form.Get("scope") != "":
		return cred, ErrScope
	}
	cred = credentials{id: form.Get("client_id"), secret: form.Get("client_secret"), assertion: form.Get("client_assertion")}
	if header := r.Header.Get("Authorization"); header != "" {
		user, password, ok := r.BasicAuth()
		id, e1 := url.QueryUnescape(user)
		secret, e2 := url.QueryUnescape(password)
		if !ok || e1 != nil || e2 != nil || cred.secret != "" || cred.assertion != "" || cred.id != "" && cred.id != id {
			return cred, ErrTokenRequest
		}
		cred.id, cred.secret = id, secret
	}
	if (cred.assertion != "") != (form.Get("client_assertion_type") == assertionType) || cred.secret != "" && cred.assertion != "" {
		return cred, ErrTokenRequest
	}
	if cred.id == "" && cred.assertion == "" {
		return cred, ErrTokenRequest
	}
	return cred, nil
}

// prove finds the client whose credentials these are.
func (c *Clients) prove(r *http.Request, cred credentials, now time.Time) (*known, error) {
	if cred.assertion != "" {
		return c.proveAssertion(r, cred, now)
	}
	id, err := store.ParseID(cred.id)
	if err != nil {
		return nil, ErrCredentials
	}
	k, ok, err := c.client(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if cred.secret == "" { // a certificate alone
		cert := peerCertificate(r.TLS)
		if !ok || cert == nil {
			return nil, ErrCredentials
		}
		holder, err := c.certified(r, *cert)
		if err == nil && holder.ID != id {
			err = ErrCertificate
		}
		return holder, err
	}
	hash := sha256.Sum256([]byte(cred.secret))
	if !ok || len(k.secret) == 0 || subtle.ConstantTimeCompare(hash[:], k.secret) != 1 {
		return nil, ErrCredentials
	}
	return k, nil
}

// OAuthError is the word of RFC 6749, section 5.2, for a refusal of Token, and its status; "" is an error of the bank.
func OAuthError(err error) (word string, status int) {
	p := problem.Of(err)
	switch {
	case p.Code == ErrGrantType.Code:
		return "unsupported_grant_type", http.StatusBadRequest
	case p.Code == ErrScope.Code:
		return "invalid_scope", http.StatusBadRequest
	case p.Code == ErrTokenRequest.Code:
		return "invalid_request", http.StatusBadRequest
	case p.Kind == problem.Unauthenticated:
		return "invalid_client", http.StatusUnauthorized
	case p.Kind == problem.Forbidden:
		return "unauthorized_client", http.StatusForbidden
	}
	return "", p.Kind.Status()
}

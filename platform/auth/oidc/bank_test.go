package oidc_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	signin "tonghui/platform/auth/oidc"
)

// employer is a real OpenID provider, github.com/zitadel/oidc, with the accounts of a few people in memory, on this machine. The
// fields below say how it misbehaves.
type employer struct {
	testing.TB
	srv *httptest.Server
	key *rsa.PrivateKey

	mu       sync.Mutex
	requests map[string]*request
	codes    map[string]string
	signer   *rsa.PrivateKey // signs tokens; the published key unless somebody else's is put here
	nonce    string          // in tokens, instead of the one asked for
	audience []string        // of tokens, instead of the bank
	life     time.Duration   // of tokens
	ahead    time.Duration   // how far its clock is ahead
	proved   time.Time       // when the person proved herself; zero: now
	userinfo string          // subject that user info speaks of, if not the token's
	down     bool            // answers nothing but 503
}

const (
	clientID = "tonghui"
	payroll  = "payroll" // another program of the employer, which has sign-ins of its own
	secret   = "the bank's secret"
	redirect = "http://localhost/v1/signin/oidc/return"
)

func newEmployer(t testing.TB) *employer {
	e := &employer{TB: t, requests: map[string]*request{}, codes: map[string]string{}, life: 5 * time.Minute}
	var err error
	if e.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	e.signer = e.key
	var provider http.Handler
	e.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		down := e.down
		e.mu.Unlock()
		switch {
		case down:
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/login":
			e.login(w, r)
		default:
			provider.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(e.srv.Close)
	provider, err = op.NewProvider(&op.Config{CryptoKey: sha256.Sum256([]byte("test")), CodeMethodS256: true}, e, op.StaticIssuer(e.srv.URL),
		op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// login is the page where the person proves who she is; here everybody is Li Hua at once.
func (e *employer) login(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	e.mu.Lock()
	if q := e.requests[id]; q != nil {
		q.subject, q.at = "li-hua", time.Now()
		if !e.proved.IsZero() {
			q.at = e.proved
		}
	}
	e.mu.Unlock()
	http.Redirect(w, r, "/authorize/callback?id="+url.QueryEscape(id), http.StatusFound)
}

// walk is the browser: it follows the provider until that sends it back to the bank.
func (e *employer) walk(address string) url.Values {
	e.Helper()
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "localhost" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := client.Get(address)
	if err != nil {
		e.Fatal(err)
	}
	res.Body.Close()
	back, err := res.Location()
	if err != nil {
		e.Fatalf("the provider didn't send the browser back: %s", res.Status)
	}
	return back.Query()
}

// bank is the bank as a client of the employer.
func (e *employer) bank(change func(*signin.Config)) *signin.Provider {
	e.Helper()
	cfg := signin.Config{Issuer: e.srv.URL, ClientID: clientID, ClientSecret: secret, RedirectURL: redirect, Now: time.Now}
	if change != nil {
		change(&cfg)
	}
	p, err := signin.New(cfg)
	if err != nil {
		e.Fatal(err)
	}
	return p
}

// wire sees the answers of the token endpoint on their way to the bank, and can put another id token into one.
type wire struct{ seen, swap string }

// RoundTrip is that of the default transport, but for that.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != "/oauth/token" {
		return res, err
	}
	defer res.Body.Close()
	var told map[string]any
	if err := json.NewDecoder(res.Body).Decode(&told); err != nil {
		return nil, err
	}
	w.seen, _ = told["id_token"].(string)
	if w.swap != "" {
		told["id_token"] = w.swap
	}
	body, err := json.Marshal(told)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return res, err
}

// request is one sign-in as the provider remembers it.
type request struct {
	*oidc.AuthRequest
	id, subject string
	at          time.Time
	e           *employer
}

func (q *request) GetID() string                      { return q.id }
func (q *request) GetACR() string                     { return "urn:bank:two-factors" }
func (q *request) GetAMR() []string                   { return []string{"pwd", "otp"} }
func (q *request) GetAuthTime() time.Time             { return q.at }
func (q *request) GetClientID() string                { return q.ClientID }
func (q *request) GetRedirectURI() string             { return q.RedirectURI }
func (q *request) GetResponseType() oidc.ResponseType { return q.ResponseType }
func (q *request) GetResponseMode() oidc.ResponseMode { return q.ResponseMode }
func (q *request) GetScopes() []string                { return q.Scopes }
func (q *request) GetState() string                   { return q.State }
func (q *request) GetSubject() string                 { return q.subject }
func (q *request) Done() bool                         { return q.subject != "" }
func (q *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: q.CodeChallenge, Method: q.CodeChallengeMethod}
}

func (q *request) GetNonce() string {
	if q.e.nonce != "" {
		return q.e.nonce
	}
	return q.Nonce
}

func (q *request) GetAudience() []string {
	if q.e.audience != nil {
		return q.e.audience
	}
	return []string{q.ClientID}
}

// The provider's storage.

var errNotHere = errors.New("not here")

func (e *employer) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	q := &request{AuthRequest: r, id: strconv.Itoa(len(e.requests) + 1), e: e}
	e.requests[q.id] = q
	return q, nil
}

func (e *employer) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if q := e.requests[id]; q != nil {
		return q, nil
	}
	return nil, errNotHere
}

func (e *employer) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	e.mu.Lock()
	id := e.codes[code]
	e.mu.Unlock()
	return e.AuthRequestByID(ctx, id)
}

func (e *employer) SaveAuthCode(_ context.Context, id, code string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.codes[code] = id
	return nil
}

func (e *employer) DeleteAuthRequest(_ context.Context, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests[id] = nil // its number isn't given again
	return nil
}

func (e *employer) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return "access-1", time.Now().Add(time.Hour), nil
}

func (e *employer) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotHere
}

func (e *employer) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNotHere
}
func (e *employer) TerminateSession(context.Context, string, string) error { return nil }
func (e *employer) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return nil
}
func (e *employer) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// signingKey is a key under the name that the provider publishes.
type signingKey struct{ key any }

func (signingKey) ID() string                                  { return "key-1" }
func (signingKey) Use() string                                 { return "sig" }
func (signingKey) Algorithm() jose.SignatureAlgorithm          { return jose.RS256 }
func (signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                  { return k.key }

func (e *employer) SigningKey(context.Context) (op.SigningKey, error) {
	return signingKey{e.signer}, nil
}
func (e *employer) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}
func (e *employer) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{signingKey{&e.key.PublicKey}}, nil
}

func (e *employer) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != clientID && id != payroll {
		return nil, errNotHere
	}
	return client{e, id}, nil
}

func (e *employer) AuthorizeClientIDSecret(_ context.Context, id, word string) error {
	if id != clientID && id != payroll || word != secret {
		return errNotHere
	}
	return nil
}

func (e *employer) SetUserinfoFromScopes(_ context.Context, u *oidc.UserInfo, subject, _ string, _ []string) error {
	u.Subject = subject
	return nil
}

func (e *employer) SetUserinfoFromToken(_ context.Context, u *oidc.UserInfo, _, subject, _ string) error {
	u.Subject, u.Name, u.Email, u.EmailVerified = subject, "李华", "li.hua@bank.example", true
	if e.userinfo != "" {
		u.Subject = e.userinfo
	}
	return nil
}

func (e *employer) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return nil
}
func (e *employer) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}
func (e *employer) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotHere
}
func (e *employer) ValidateJWTProfileScopes(_ context.Context, _ string, s []string) ([]string, error) {
	return s, nil
}
func (e *employer) Health(context.Context) error { return nil }

// client is the bank as the provider knows it.
type client struct {
	e  *employer
	id string
}

func (c client) GetID() string                      { return c.id }
func (client) RedirectURIs() []string               { return []string{redirect} }
func (client) PostLogoutRedirectURIs() []string     { return nil }
func (client) ApplicationType() op.ApplicationType  { return op.ApplicationTypeWeb }
func (client) AuthMethod() oidc.AuthMethod          { return oidc.AuthMethodBasic }
func (client) ResponseTypes() []oidc.ResponseType   { return []oidc.ResponseType{oidc.ResponseTypeCode} }
func (client) GrantTypes() []oidc.GrantType         { return []oidc.GrantType{oidc.GrantTypeCode} }
func (client) LoginURL(id string) string            { return "/login?id=" + id }
func (client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c client) IDTokenLifetime() time.Duration     { return c.e.life }
func (client) DevMode() bool                        { return true }
func (client) IsScopeAllowed(string) bool           { return false }
func (client) IDTokenUserinfoClaimsAssertion() bool { return false }
func (c client) ClockSkew() time.Duration           { return -c.e.ahead }

func (client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(s []string) []string { return s }
}
func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(s []string) []string { return s }
}

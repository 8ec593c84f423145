package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config is how a bank is known to a provider.
type Config struct {
	Issuer       string   // "https://login.bank.example", exactly as the provider writes it
	ClientID     string   // the bank's
	ClientSecret string   // "" for a public client
	RedirectURL  string   // the bank's page to which the browser comes back, as registered with the provider
	Scopes       []string // besides openid; default profile and email

	Now  func() time.Time // the store's clock
	HTTP *http.Client     // default: one that gives up after ten seconds
}

// Provider is one OpenID provider. It may be used by many at a time.
type Provider struct {
	cfg Config

	finding sync.Mutex
	found   *known // after the first discovery that succeeded
}

// known is what discovery told.
type known struct {
	*openid.Provider
	keys       openid.KeySet // read anew when a token names a key that isn't among them
	algorithms []string      // with which it signs
}

// trusted are the algorithms that the bank takes: none that is symmetric, where the verifier could sign too, nor "none".
var trusted = []string{openid.RS256, openid.RS384, openid.RS512, openid.PS256, openid.PS384, openid.PS512, openid.ES256, openid.ES384,
	openid.ES512, openid.EdDSA}

// know reads what the library doesn't hand out.
func (p *Provider) know(ctx context.Context, found *openid.Provider) (*known, error) {
	var told struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := found.Claims(&told); err != nil {
		return nil, err
	}
	k := &known{Provider: found, keys: openid.NewRemoteKeySet(context.WithoutCancel(ctx), told.Keys)}
	for _, a := range told.Algorithms {
		if slices.Contains(trusted, a) {
			k.algorithms = append(k.algorithms, a)
		}
	}
	if k.algorithms == nil {
		k.algorithms = []string{openid.RS256} // the one that every provider must have
	}
	return k, nil
}

// Tolerances of time.
const (
	skew     = time.Minute      // between the clocks of provider and bank
	lifetime = 10 * time.Minute // of a ceremony
)

// New makes a provider. It asks nothing of it yet. A wrong address is the operator's mistake: it is an error.
func New(cfg Config) (*Provider, error) {
	for what, raw := range map[string]string{"issuer": cfg.Issuer, "redirect URL": cfg.RedirectURL} {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
			return nil, fmt.Errorf("oidc: the %s must be an https address (http on this machine only)", what)
		}
	}
	if cfg.ClientID == "" || cfg.Now == nil {
		return nil, errors.New("oidc: a provider needs the bank's client id there, and a clock")
	}
	if cfg.Scopes == nil {
		cfg.Scopes = []string{"profile", "email"}
	}
	if !slices.Contains(cfg.Scopes, openid.ScopeOpenID) {
		cfg.Scopes = append([]string{openid.ScopeOpenID}, cfg.Scopes...)
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	return &Provider{cfg: cfg}, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Issuer is the provider's name.
func (p *Provider) Issuer() string { return p.cfg.Issuer }

// pauses are those before discovery is tried again within one request.
var pauses = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond}

// discover finds the provider's addresses and keys, once; if that fails the next sign-in tries again.
func (p *Provider) discover(ctx context.Context) (*known, error) {
	p.finding.Lock()
	defer p.finding.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	for i := 0; ; i++ {
		with := openid.ClientContext(ctx, p.cfg.HTTP)
		found, err := openid.NewProvider(with, p.cfg.Issuer)
		if err == nil {
			p.found, err = p.know(with, found)
		}
		if err == nil {
			return p.found, nil
		}
		if i == len(pauses) {
			return nil, ErrDown.Because(err)
		}
		select {
		case <-ctx.Done():
			return nil, ErrDown.Because(errors.Join(err, ctx.Err()))
		case <-time.After(pauses[i]):
		}
	}
}

// oauth is the code flow with the provider that was found.
func (p *Provider) oauth(found *known) *oauth2.Config {
	return &oauth2.Config{ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: p.cfg.RedirectURL, Scopes: p.cfg.Scopes}
}

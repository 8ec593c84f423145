package client_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

const host = "http://bank.example"

// bank is a store with clients, and a clock that the test moves.
type bank struct {
	testing.TB
	*client.Clients
	st  *store.Store
	now time.Time
}

func newBank(t testing.TB, cfg client.Config) *bank {
	t.Helper()
	b := &bank{TB: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: func() time.Time { return b.now }},
		store.Schema{Module: "audit", Files: audit.Schema()}, store.Schema{Module: "client", Files: client.Schema()})
	cfg.Audit = audit.New(b.st, audit.Config{})
	b.Clients = client.New(b.st, cfg)
	return b
}

func (b *bank) update(f func(*store.Tx) error) {
	b.Helper()
	if err := b.st.Update(context.Background(), f); err != nil {
		b.Fatal(err)
	}
}

// register makes a client with a secret.
func (b *bank) register(n client.Registration) (*client.Client, string) {
	b.Helper()
	if n.Name == "" {
		n.Name, _ = client.NewSecret()
	}
	if n.Roles == nil {
		n.Roles = []auth.Role{auth.ClientReader}
	}
	secret, hash := client.NewSecret()
	var k *client.Client
	b.update(func(tx *store.Tx) (err error) {
		if k, err = b.Register(tx, n); err != nil {
			return err
		}
		_, err = b.RotateSecret(tx, k.ID, hash)
		return err
	})
	return k, secret
}

func (b *bank) key(alg signature.Algorithm) *signature.PrivateKey {
	b.Helper()
	key, err := signature.Generate(alg)
	if err != nil {
		b.Fatal(err)
	}
	return key
}

// addKey registers a key's public half.
func (b *bank) addKey(k *client.Client, key *signature.PrivateKey, n client.NewKey) *client.Key {
	b.Helper()
	n.Public = string(key.Public().PEM())
	var out *client.Key
	b.update(func(tx *store.Tx) (err error) {
		out, err = b.AddKey(tx, k.ID, n)
		return err
	})
	return out
}

// certificate is one as a connection shows it; the bank looks at nothing in it but its bytes and its end.
func certificate(name string, until time.Time) *x509.Certificate {
	return &x509.Certificate{Raw: []byte("certificate " + name), NotAfter: until}
}

// over gives a request a connection that shows a certificate; nil is TLS without one.
func over(r *http.Request, cert *x509.Certificate) *http.Request {
	r.TLS = &tls.ConnectionState{}
	if cert != nil {
		r.TLS.PeerCertificates = []*x509.Certificate{cert}
	}
	return r
}

func get(header ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, host+"/v1/ledger/accounts/1", http.NoBody)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func withToken(token string) *http.Request { return get("Authorization", "Bearer "+token) }

func form(pairs ...string) url.Values {
	v := url.Values{"grant_type": {"client_credentials"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func post() *http.Request {
	return httptest.NewRequest(http.MethodPost, host+client.TokenPath, http.NoBody)
}

// token asks for an access token by secret.
func (b *bank) token(k *client.Client, secret string) string {
	b.Helper()
	g, err := b.Token(post(), form("client_id", k.ID.String(), "client_secret", secret))
	if err != nil {
		b.Fatal(err)
	}
	return g.AccessToken
}

// wants holds an error against the refusal that is due; nil is none.
func (b *bank) wants(what string, err, want error) {
	b.Helper()
	if want == nil {
		if err != nil {
			b.Errorf("%s: %v", what, err)
		}
		return
	}
	if !errors.Is(err, want) {
		b.Errorf("%s: %v, want %s", what, err, problem.Of(want).Code)
	}
	if p := problem.Of(err); p != nil && strings.Contains(p.EN+p.ZH, "%!") {
		b.Errorf("%s: the sentence lacks an argument: %s %s", what, p.EN, p.ZH)
	}
}

// admits holds the outcome of Admit against the refusal that is due.
func (b *bank) admits(what string, r *http.Request, want error) *auth.Subject {
	b.Helper()
	s, err := b.Admit(r)
	b.wants(what, err, want)
	if (s != nil) != (err == nil) {
		b.Errorf("%s: subject %v beside error %v", what, s, err)
	}
	return s
}

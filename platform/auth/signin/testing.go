package signin

import (
	"context"
	"net/http"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/password"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// tester is the part of testing.TB that ForTest needs.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// TestSchemas are what a store needs for ForTest.
func TestSchemas() []store.Schema {
	return []store.Schema{{Module: "audit", Files: audit.Schema()}, {Module: "vault", Files: vault.Schema()}, {Module: "signin", Files: Schema()}}
}

// ForTest is a room for the tests of others, on a store that has TestSchemas. Whom people are is for the test to say: by
// registry, which may be a *Fixed. Call it before the store's first update; log nil makes an audit log of its own.
func ForTest(t tester, st *store.Store, registry Registry, log *audit.Log) *SignIn {
	t.Helper()
	if log == nil {
		log = audit.New(st, audit.Config{})
	}
	return New(st, Config{Registry: registry, Audit: log, Vault: vault.ForTest(t, st), Hasher: password.New(password.Options{})})
}

// TestClient is a browser in which somebody is signed in.
type TestClient struct {
	Person auth.Party
	Hat    string // put into each request; "" the default
	Token  string
	CSRF   string
	name   string
}

// TestClient signs a person in at a level without asking for a proof: it is for tests only, as it takes a tester.
func (s *SignIn) TestClient(t tester, person auth.Party, level auth.Level) *TestClient {
	t.Helper()
	ctx := context.Background()
	err := s.st.Update(ctx, func(tx *store.Tx) error {
		_, ok, err := lockUser(tx, person)
		if err != nil || ok {
			return err
		}
		return insertUser(tx, newUser(tx, person))
	})
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.opens(ctx, Caller{}, person, level, "test")
	if err != nil {
		t.Fatal(err)
	}
	g, err := s.grant(ctx, Caller{Agent: "test"}, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &TestClient{Person: person, Token: g.Token, CSRF: antiForgery(g.Token), name: s.cookieName(sessionCookie)}
}

// Sign puts the cookie, the token against forgery and the hat into a request.
func (c *TestClient) Sign(r *http.Request) *http.Request {
	r.AddCookie(&http.Cookie{Name: c.name, Value: c.Token}) //nolint:gosec // in a request, which carries no attributes
	r.Header.Set(CSRFHeader, c.CSRF)
	if c.Hat != "" {
		r.Header.Set(HatHeader, c.Hat)
	}
	return r
}

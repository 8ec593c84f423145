package client_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

func TestBearer(t *testing.T) {
	b := newBank(t, client.Config{})
	until := b.now.Add(24 * time.Hour)
	k, secret := b.register(client.Registration{Name: "ERP", Party: 77, Roles: []auth.Role{auth.ClientAgency}, Until: &until})
	token := b.token(k, secret)
	s := b.admits("a fresh token", withToken(token), nil)
	id := k.ID.String()
	want := &auth.Subject{Name: "ERP", Client: id, Level: auth.LevelOne, ProvedAt: b.now, Hat: auth.Hat{ID: "client-" + id, Kind: auth.ClientHat,
		For: 77, Roles: []auth.Role{auth.ClientAgency}, Until: until}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("the subject differs (-want +got):\n%s", diff)
	}
	b.now = b.now.Add(10*time.Minute - time.Microsecond)
	b.admits("a token in its last moment", withToken(token), nil)
	b.now = b.now.Add(time.Microsecond)
	b.admits("a token that is over", withToken(token), client.ErrToken)
	b.admits("a token of nobody", withToken("tt_"+token[3:len(token)-1]+"x"), client.ErrToken)

	token = b.token(k, secret)
	b.now = until
	b.admits("a client whose time is over", withToken(token), client.ErrToken)
	_, err := b.Token(post(), form("client_id", id, "client_secret", secret))
	b.wants("a token for a client whose time is over", err, client.ErrOver)
}

// TestNotOurs: what bears no credentials of a client is left to others.
func TestNotOurs(t *testing.T) {
	b := newBank(t, client.Config{})
	for name, r := range map[string]*http.Request{
		"nothing": get(), "another's bearer": withToken("session-1"), "basic": get("Authorization", "Basic YTpi"),
		"a cookie": get("Cookie", "session=1"), "odd": get("Authorization", "Bearer"),
		"a browser with a certificate": over(get("Cookie", "session=1"), certificate("browser", b.now.Add(time.Hour))),
		"TLS without a certificate":    over(get(), nil),
	} {
		if s, err := b.Admit(r); s != nil || err != nil {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// TestSuspension is effective at once, for tokens that were given out too, and a resumed client needs new ones.
func TestSuspension(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{})
	token := b.token(k, secret)
	b.admits("before", withToken(token), nil)
	b.update(func(tx *store.Tx) error {
		_, err := b.Suspend(tx, k.ID, "leaked")
		return err
	})
	b.admits("a suspended client's token", withToken(token), client.ErrSuspended)
	_, err := b.Token(post(), form("client_id", k.ID.String(), "client_secret", secret))
	b.wants("a token for a suspended client", err, client.ErrSuspended)
	twice := b.st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := b.Suspend(tx, k.ID, "again")
		return err
	})
	b.wants("suspending twice", twice, client.ErrState)
	b.update(func(tx *store.Tx) error {
		_, err := b.Resume(tx, k.ID, "changed")
		return err
	})
	b.admits("a token from before the suspension", withToken(token), client.ErrToken)
	b.admits("a new token", withToken(b.token(k, secret)), nil)
}

// TestOtherProcesses see a suspension, a new secret and a removed key at once too, where several share the database.
func TestOtherProcesses(t *testing.T) {
	b := newBank(t, client.Config{})
	if !b.st.Engine().Shared() {
		t.Skip("one process alone writes an embedded database")
	}
	k, secret := b.register(client.Registration{})
	key := b.key(signature.Ed25519)
	registered := b.addKey(k, key, client.NewKey{})
	token := b.token(k, secret)
	other := client.New(b.st, client.Config{})
	look := func(what string, byToken, byKey error) {
		t.Helper()
		_, err := other.Admit(withToken(token))
		b.wants(what+": token", err, byToken)
		_, err = other.AdmitSigned(b.signed(k.ID.String(), key, entry), []byte(entry))
		b.wants(what+": signature", err, byKey)
	}
	look("at first", nil, nil)
	b.update(func(tx *store.Tx) error { _, err := b.Suspend(tx, k.ID, "x"); return err })
	look("suspended", client.ErrSuspended, client.ErrSuspended)
	b.update(func(tx *store.Tx) error { _, err := b.Resume(tx, k.ID, "x"); return err })
	look("resumed", client.ErrToken, nil)
	token = b.token(k, secret)
	look("with a new token", nil, nil)
	b.update(func(tx *store.Tx) error { _, err := b.RemoveKey(tx, k.ID, registered.ID); return err })
	look("without its key", client.ErrToken, client.ErrKeyEnded)
}

// TestFailedUpdateChangesNothing: a suspension that is undone with its update leaves the client in.
func TestFailedUpdateChangesNothing(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{})
	token := b.token(k, secret)
	undone := errors.New("undone")
	err := b.st.Update(context.Background(), func(tx *store.Tx) error {
		if _, err := b.Suspend(tx, k.ID, "mistake"); err != nil {
			return err
		}
		return undone
	})
	b.wants("the update", err, undone)
	b.admits("after an undone suspension", withToken(token), nil)
}

func TestRotation(t *testing.T) {
	b := newBank(t, client.Config{})
	k, old := b.register(client.Registration{})
	token := b.token(k, old)
	fresh, hash := client.NewSecret()
	b.update(func(tx *store.Tx) error {
		_, err := b.RotateSecret(tx, k.ID, hash)
		return err
	})
	b.admits("a token got by the old secret", withToken(token), client.ErrToken)
	_, err := b.Token(post(), form("client_id", k.ID.String(), "client_secret", old))
	b.wants("the old secret", err, client.ErrCredentials)
	b.admits("a token got by the new secret", withToken(b.token(k, fresh)), nil)
}

func TestNetworks(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{Networks: []string{"203.0.113.7/24", "2001:db8::/32"}})
	if got, err := b.Get(context.Background(), k.ID); err != nil || !cmp.Equal(got.Networks, []string{"203.0.113.0/24", "2001:db8::/32"}) {
		t.Errorf("networks %v, %v", got, err)
	}
	r := post()
	r.RemoteAddr = "203.0.113.200:4711"
	g, err := b.Token(r, form("client_id", k.ID.String(), "client_secret", secret))
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]error{
		"203.0.113.1:1": nil, "[2001:db8::1]:1": nil, "[::ffff:203.0.113.9]:1": nil,
		"203.0.114.1:1": client.ErrNetwork, "[2001:db9::1]:1": client.ErrNetwork, "what": client.ErrNetwork,
	} {
		r := withToken(g.AccessToken)
		r.RemoteAddr = from
		b.admits("from "+from, r, want)
	}
}

func TestRate(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{Rate: &client.Rate{Burst: 3, EveryMicros: 1_000_000}})
	other, otherSecret := b.register(client.Registration{})
	token := b.token(k, secret) // takes one itself
	b.admits("the second", withToken(token), nil)
	b.admits("the third", withToken(token), nil)
	_, err := b.Admit(withToken(token))
	b.wants("the fourth", err, limit.ErrTooMany)
	if got := limit.RetryAfter(err); got != 1 {
		t.Errorf("asked to wait %d s, want 1", got)
	}
	b.admits("another client meanwhile", withToken(b.token(other, otherSecret)), nil)
	b.now = b.now.Add(time.Second)
	b.admits("after the wait", withToken(token), nil)
}

// TestGuessing: failed requests for a token run out of attempts by address, and a success gives them back.
func TestGuessing(t *testing.T) {
	b := newBank(t, client.Config{Attempts: limit.Rule{Burst: 3, Every: time.Minute}})
	k, secret := b.register(client.Registration{})
	guess := func(secret, from string) error {
		r := post()
		r.RemoteAddr = from
		_, err := b.Token(r, form("client_id", k.ID.String(), "client_secret", secret))
		return err
	}
	for range 2 {
		b.wants("a guess", guess("ts_wrong", "203.0.113.1:1"), client.ErrCredentials)
	}
	b.wants("the right secret", guess(secret, "203.0.113.1:2"), nil)
	for range 3 {
		b.wants("a guess", guess("ts_wrong", "203.0.113.1:3"), client.ErrCredentials)
	}
	b.wants("one guess too many", guess(secret, "203.0.113.1:4"), limit.ErrTooMany)
	b.wants("the owner elsewhere", guess(secret, "203.0.113.2:1"), nil)
}

func TestTokenRequests(t *testing.T) {
	b := newBank(t, client.Config{Attempts: limit.Rule{Burst: 1000, Every: time.Second}})
	k, secret := b.register(client.Registration{})
	id := k.ID.String()
	basic := func(id, secret string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(id+":"+secret)))
		}
	}
	none := func(*http.Request) {}
	for name, c := range map[string]struct {
		form   url.Values
		header func(*http.Request)
		want   error
		word   string
	}{
		"basic":                {form(), basic(id, secret), nil, ""},
		"basic with client_id": {form("client_id", id), basic(id, secret), nil, ""},
		"post":                 {form("client_id", id, "client_secret", secret), none, nil, ""},
		"no grant":             {url.Values{"client_id": {id}}, none, client.ErrTokenRequest, "invalid_request"},
		"password grant":       {url.Values{"grant_type": {"password"}}, none, client.ErrGrantType, "unsupported_grant_type"},
		"scope":                {form("scope", "all"), basic(id, secret), client.ErrScope, "invalid_scope"},
		"twice":                {url.Values{"grant_type": {"client_credentials", "client_credentials"}}, none, client.ErrTokenRequest, "invalid_request"},
		"both ways":            {form("client_secret", secret), basic(id, secret), client.ErrTokenRequest, "invalid_request"},
		"two ids":              {form("client_id", "1"), basic(id, secret), client.ErrTokenRequest, "invalid_request"},
		"nobody":               {form(), none, client.ErrTokenRequest, "invalid_request"},
		"bearer":               {form(), func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, client.ErrTokenRequest, "invalid_request"},
		"broken escapes":       {form(), basic("%zz", secret), client.ErrTokenRequest, "invalid_request"},
		"wrong secret":         {form(), basic(id, "ts_wrong"), client.ErrCredentials, "invalid_client"},
		"no secret":            {form("client_id", id), none, client.ErrCredentials, "invalid_client"},
		"unknown client":       {form(), basic("463856467968", secret), client.ErrCredentials, "invalid_client"},
		"no id":                {form(), basic("' OR 1=1 --", secret), client.ErrCredentials, "invalid_client"},
		"assertion and secret": {form("client_secret", secret, "client_assertion", "x", "client_assertion_type", assertionType), none,
			client.ErrTokenRequest, "invalid_request"},
		"assertion of no type": {form("client_assertion", "x"), none, client.ErrTokenRequest, "invalid_request"},
	} {
		r := post()
		c.header(r)
		g, err := b.Token(r, c.form)
		b.wants(name, err, c.want)
		if (g != nil) != (c.want == nil) {
			t.Errorf("%s: grant %v beside %v", name, g, err)
		}
		if err == nil {
			continue
		}
		if word, status := client.OAuthError(err); word != c.word || status != problem.Of(err).Kind.Status() {
			t.Errorf("%s: %s %d, want %s", name, word, status, c.word)
		}
	}
}

// TestForTest: without roles the test's client may do everything, and nobody else can be given that.
func TestForTest(t *testing.T) {
	st := store.Test(t, store.Schema{Module: "client", Files: client.Schema()})
	c, bearer := client.ForTest(t, st)
	s, err := c.Admit(withToken(bearer))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range auth.Permissions() {
		if !s.Filter(p).All {
			t.Errorf("the test's client lacks %s", p)
		}
	}
	s, err = c.Admit(withToken(c.ForTest(t, auth.ClientReader)))
	if err != nil || s.Reach("ledger.post") != 0 || s.Reach("ledger.read") != auth.Bank {
		t.Errorf("the reading client is %+v, %v", s, err)
	}
	err = st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := c.Register(tx, client.Registration{Name: "all", Roles: []auth.Role{auth.System}})
		return err
	})
	if !errors.Is(err, auth.ErrRoleSystem) {
		t.Errorf("registering with the bank's own role: %v", err)
	}
}

func BenchmarkAdmit(b *testing.B) {
	st := store.Test(b, store.Schema{Module: "client", Files: client.Schema()})
	c, bearer := client.ForTest(b, st, auth.ClientReader)
	r := withToken(bearer)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Admit(r); err != nil {
			b.Fatal(err)
		}
	}
}

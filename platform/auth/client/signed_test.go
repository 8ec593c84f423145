package client_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

const entry = `{"amount":"1"}`

// signed is a request as the bank gets it.
func (b *bank) signed(id string, key *signature.PrivateKey, body string) *http.Request {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, host+"/v1/ledger/entries", strings.NewReader(body))
	if err := signature.Sign(r, []byte(body), id, key, b.now); err != nil {
		b.Fatal(err)
	}
	return r
}

// signs holds the outcome of a signed request against the refusal that is due.
func (b *bank) signs(what string, r *http.Request, body string, want error) *auth.Subject {
	b.Helper()
	if body != "" {
		if _, err := b.Admit(r); !errors.Is(err, auth.ErrBodyFirst) {
			b.Errorf("%s: the body was not asked for: %v", what, err)
		}
	}
	s, err := b.AdmitSigned(r, []byte(body))
	b.wants(what, err, want)
	return s
}

func TestSigned(t *testing.T) {
	for _, alg := range []signature.Algorithm{signature.Ed25519, signature.SM2} {
		b := newBank(t, client.Config{})
		k, _ := b.register(client.Registration{})
		id, key := k.ID.String(), b.key(alg)
		registered := b.addKey(k, key, client.NewKey{Name: "2026"})
		if string(registered.Form) != string(alg) || registered.Thumbprint != key.Public().Thumbprint() {
			t.Errorf("%s is registered as %+v", alg, registered)
		}
		s := b.signs("with a body", b.signed(id, key, entry), entry, nil)
		if s == nil || s.Level != auth.LevelStrong || s.Client != id || !s.ProvedAt.Equal(b.now) {
			t.Errorf("%s: the subject is %+v", alg, s)
		}
		b.admits("without a body", b.signed(id, key, ""), nil)

		replayed := b.signed(id, key, entry)
		b.signs("once", replayed, entry, nil)
		b.signs("twice", replayed, entry, client.ErrReplayed)
		another := client.New(b.st, client.Config{})
		_, err := another.AdmitSigned(replayed, []byte(entry))
		b.wants("by another process", err, client.ErrReplayed)

		b.signs("another body", b.signed(id, key, entry), `{"amount":"9"}`, signature.ErrDigestWrong)
		bare := b.signed(id, key, entry)
		bare.Header.Del("Content-Digest")
		b.signs("no digest", bare, entry, signature.ErrDigestMissing)
		b.signs("an unknown key", b.signed(id, b.key(alg), entry), entry, client.ErrKey)
		b.signs("an unknown client", b.signed("463856467968", key, entry), entry, client.ErrKey)
		b.signs("no client", b.signed("everybody", key, entry), entry, client.ErrKey)

		old := b.signed(id, key, entry)
		b.now = b.now.Add(61 * time.Second)
		b.signs("of an earlier time", old, entry, signature.ErrClockBehind)
		early := b.signed(id, key, entry)
		b.now = b.now.Add(-2 * time.Minute)
		b.signs("of a later time", early, entry, signature.ErrClockAhead)
	}
}

// TestKeyOfAnother: a key counts for its own client only, in the algorithm that it is for.
func TestKeyOfAnother(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{})
	other, _ := b.register(client.Registration{})
	key, others := b.key(signature.Ed25519), b.key(signature.SM2)
	b.addKey(k, key, client.NewKey{})
	b.addKey(other, others, client.NewKey{})
	b.signs("the key of another client", b.signed(k.ID.String(), others, entry), entry, client.ErrKey)
	confused := b.signed(k.ID.String(), key, entry)
	confused.Header.Set("Signature-Input", strings.Replace(confused.Header.Get("Signature-Input"), `"ed25519"`, `"sm2-sm3"`, 1))
	b.signs("another algorithm", confused, entry, signature.ErrAlgorithm)
	swapped := b.signed(k.ID.String(), key, entry)
	swapped.Header.Set("Signature-Input", strings.Replace(swapped.Header.Get("Signature-Input"),
		key.Public().Thumbprint(), others.Public().Thumbprint(), 1))
	b.signs("the thumbprint of another", swapped, entry, client.ErrKey)
	for _, taken := range []*client.Client{k, other} {
		err := b.st.Update(context.Background(), func(tx *store.Tx) error {
			_, err := b.AddKey(tx, taken.ID, client.NewKey{Public: string(key.Public().PEM())})
			return err
		})
		b.wants("a key that is taken", err, client.ErrKeyTaken)
	}
}

// TestKeysHaveTimes: two keys in force let a client change over; neither counts before, after or once it is removed.
func TestKeysHaveTimes(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{})
	id, first, second := k.ID.String(), b.key(signature.Ed25519), b.key(signature.Ed25519)
	over, from := b.now.Add(2*time.Hour), b.now.Add(time.Hour)
	b.addKey(k, first, client.NewKey{Until: &over})
	next := b.addKey(k, second, client.NewKey{From: &from})
	b.signs("the first", b.signed(id, first, entry), entry, nil)
	b.signs("the second too early", b.signed(id, second, entry), entry, client.ErrKeyEnded)
	b.now = from
	b.signs("the first still", b.signed(id, first, entry), entry, nil)
	b.signs("the second now", b.signed(id, second, entry), entry, nil)
	b.now = over
	b.signs("the first too late", b.signed(id, first, entry), entry, client.ErrKeyEnded)
	token := b.token(k, secret)
	b.update(func(tx *store.Tx) error {
		_, err := b.RemoveKey(tx, k.ID, next.ID)
		return err
	})
	b.signs("a removed key", b.signed(id, second, entry), entry, client.ErrKeyEnded)
	b.admits("a token from before", withToken(token), client.ErrToken)
	err := b.st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := b.RemoveKey(tx, k.ID, next.ID)
		return err
	})
	b.wants("removing twice", err, client.ErrKeyUnknown)
	err = b.st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := b.AddKey(tx, k.ID, client.NewKey{Public: string(second.Public().PEM())})
		return err
	})
	b.wants("taking a removed key again", err, client.ErrKeyTaken)
}

// TestOneOfManyWins: of the same signed request sent many times at once, to two processes, one is let in.
func TestOneOfManyWins(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{})
	key := b.key(signature.Ed25519)
	b.addKey(k, key, client.NewKey{})
	r := b.signed(k.ID.String(), key, entry)
	doors := []*client.Clients{b.Clients, client.New(b.st, client.Config{})}
	var (
		in   atomic.Int32
		wait sync.WaitGroup
	)
	for i := range 16 {
		wait.Go(func() {
			_, err := doors[i%2].AdmitSigned(r.Clone(context.Background()), []byte(entry))
			if err == nil {
				in.Add(1)
			} else if !errors.Is(err, client.ErrReplayed) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if in.Load() != 1 {
		t.Errorf("let in %d times", in.Load())
	}
}

// TestReplaysAreNotCharged: who repeats a client's request doesn't use up the client's own calls.
func TestReplaysAreNotCharged(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{Rate: &client.Rate{Burst: 2, EveryMicros: 60_000_000}})
	key := b.key(signature.Ed25519)
	b.addKey(k, key, client.NewKey{})
	r := b.signed(k.ID.String(), key, entry)
	b.signs("once", r, entry, nil)
	for range 5 {
		b.signs("again", r, entry, client.ErrReplayed)
	}
	b.signs("the client's own second", b.signed(k.ID.String(), key, entry), entry, nil)
	b.signs("the client's own third", b.signed(k.ID.String(), key, entry), entry, limit.ErrTooMany)
}

func TestCertificates(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{})
	other, otherSecret := b.register(client.Registration{})
	mine, his := certificate("mine", b.now.Add(time.Hour)), certificate("his", b.now.Add(time.Hour))
	for c, cert := range map[*client.Client][]byte{k: mine.Raw, other: his.Raw} {
		sum := sha256.Sum256(cert)
		b.update(func(tx *store.Tx) error {
			_, err := b.AddKey(tx, c.ID, client.NewKey{Fingerprint: hex.EncodeToString(sum[:])})
			return err
		})
	}
	if s := b.admits("a certificate", over(get(), mine), nil); s != nil && (s.Client != k.ID.String() || s.Level != auth.LevelStrong) {
		t.Errorf("the subject is %+v", s)
	}
	b.admits("a certificate of nobody", over(get(), certificate("unknown", b.now.Add(time.Hour))), client.ErrCertificate)

	g, err := b.Token(over(post(), mine), form("client_id", k.ID.String()))
	if err != nil {
		t.Fatal(err)
	}
	b.admits("a bound token", over(withToken(g.AccessToken), mine), nil)
	b.admits("a bound token over another certificate", over(withToken(g.AccessToken), his), client.ErrTokenBound)
	b.admits("a bound token over none", over(withToken(g.AccessToken), nil), client.ErrTokenBound)
	b.admits("a bound token without TLS", withToken(g.AccessToken), client.ErrTokenBound)
	_, err = b.Token(over(post(), his), form("client_id", k.ID.String()))
	b.wants("the certificate of another", err, client.ErrCertificate)
	_, err = b.Token(over(post(), mine), form("client_id", other.ID.String(), "client_secret", otherSecret))
	b.wants("a secret over the certificate of another", err, client.ErrCertificate)
	bound, err := b.Token(over(post(), mine), form("client_id", k.ID.String(), "client_secret", secret))
	b.wants("a secret over one's own certificate", err, nil)
	b.admits("such a token elsewhere", withToken(bound.AccessToken), client.ErrTokenBound)

	key := b.key(signature.Ed25519)
	b.addKey(k, key, client.NewKey{})
	b.signs("signed, over one's own certificate", over(b.signed(k.ID.String(), key, entry), mine), entry, nil)
	b.admits("signed, over the certificate of another", over(b.signed(k.ID.String(), key, ""), his), client.ErrCertificate)

	b.now = b.now.Add(time.Hour)
	b.admits("a certificate that is over", over(get(), mine), client.ErrKeyEnded)
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

func TestAssertion(t *testing.T) {
	b := newBank(t, client.Config{Attempts: limit.Rule{Burst: 1000, Every: time.Second}})
	k, _ := b.register(client.Registration{})
	key, other := b.key(signature.Ed25519), b.key(signature.Ed25519)
	b.addKey(k, key, client.NewKey{})
	id := k.ID.String()
	good := func() jwt.Claims {
		jti, _ := client.NewSecret()
		return jwt.Claims{Issuer: id, Subject: id, Audience: jwt.Audience{host + client.TokenPath}, ID: jti,
			Expiry: jwt.NewNumericDate(b.now.Add(time.Minute)), IssuedAt: jwt.NewNumericDate(b.now)}
	}
	ask := func(alg jose.SignatureAlgorithm, key any, claims jwt.Claims) error {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := jwt.Signed(signer).Claims(claims).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Token(post(), form("client_assertion", text, "client_assertion_type", assertionType))
		return err
	}
	raw, _ := key.Ed25519()
	wrong, _ := other.Ed25519()
	public, _ := key.Public().Ed25519()
	b.wants("a good assertion", ask(jose.EdDSA, raw, good()), nil)
	repeated := good()
	b.wants("once", ask(jose.EdDSA, raw, repeated), nil)
	b.wants("twice", ask(jose.EdDSA, raw, repeated), client.ErrReplayed)
	b.wants("another key", ask(jose.EdDSA, wrong, good()), client.ErrAssertion)
	b.wants("HMAC with the public key", ask(jose.HS256, []byte(public), good()), client.ErrAssertion)
	for name, change := range map[string]func(*jwt.Claims){
		"another bank":   func(c *jwt.Claims) { c.Audience = jwt.Audience{"https://other.example" + client.TokenPath} },
		"two audiences":  func(c *jwt.Claims) { c.Audience = append(c.Audience, "https://other.example") },
		"another issuer": func(c *jwt.Claims) { c.Issuer = "1" },
		"nobody":         func(c *jwt.Claims) { c.Subject, c.Issuer = "x", "x" },
		"unknown client": func(c *jwt.Claims) { c.Subject, c.Issuer = "463856467968", "463856467968" },
		"over":           func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(b.now.Add(-61 * time.Second)) },
		"no end":         func(c *jwt.Claims) { c.Expiry = nil },
		"a far end":      func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(b.now.Add(time.Hour)) },
		"not yet":        func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(b.now.Add(2 * time.Minute)) },
		"of the future":  func(c *jwt.Claims) { c.IssuedAt = jwt.NewNumericDate(b.now.Add(2 * time.Minute)) },
		"no id":          func(c *jwt.Claims) { c.ID = "" },
		"short id":       func(c *jwt.Claims) { c.ID = "1" },
		"far too long":   func(c *jwt.Claims) { c.ID = strings.Repeat("x", 8<<10) },
	} {
		claims := good()
		change(&claims)
		b.wants(name, ask(jose.EdDSA, raw, claims), client.ErrAssertion)
	}
	for _, text := range []string{"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."} {
		_, err := b.Token(post(), form("client_assertion", text, "client_assertion_type", assertionType))
		b.wants(text, err, client.ErrAssertion)
	}
}

// TestSweep keeps what could still be replayed and removes the rest.
func TestSweep(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{Rate: &client.Rate{}})
	key := b.key(signature.Ed25519)
	b.addKey(k, key, client.NewKey{})
	count := func(table string) (n int64) {
		err := b.st.View(context.Background(), func(v *store.View) (err error) {
			n, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM "+table)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	sweep := func() {
		if err := b.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	for range 600 {
		b.admits("signed", b.signed(k.ID.String(), key, ""), nil)
	}
	sweep()
	if n := count("client_nonces"); n != 600 {
		t.Errorf("%d nonces are left while they count, want 600", n)
	}
	b.now = b.now.Add(3 * time.Minute)
	b.ForTest(t)
	last := b.signed(k.ID.String(), key, "")
	b.admits("signed", last, nil)
	sweep()
	if n := count("client_nonces"); n != 1 {
		t.Errorf("%d nonces are left, want the last", n)
	}
	if n := count("client_tokens"); n != 1 {
		t.Errorf("%d tokens are left, want the one that holds", n)
	}
	b.now = b.now.Add(60 * time.Second)
	sweep()
	b.admits("replayed after a sweep", last, client.ErrReplayed)
}

package signature_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
)

var (
	now        = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	algorithms = []signature.Algorithm{signature.Ed25519, signature.SM2}
)

func generate(t testing.TB, alg signature.Algorithm) *signature.PrivateKey {
	t.Helper()
	key, err := signature.Generate(alg)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// arrived is a signed request as a server gets it.
func arrived(t testing.TB, key *signature.PrivateKey, body string, made time.Time) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://bank.example/v1/ledger/entries?mode=all", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "key-1")
	if err := signature.Sign(r, []byte(body), "463856467968", key, made); err != nil {
		t.Fatal(err)
	}
	return r
}

// check is all that a verifier does.
func check(r *http.Request, body string, key signature.PublicKey) error {
	s, err := signature.Read(r, []byte(body), now, "")
	if err != nil {
		return err
	}
	return s.Verify(key)
}

func TestSignedRequestPasses(t *testing.T) {
	for _, alg := range algorithms {
		for _, body := range []string{"", `{"amount":"1"}`} {
			key := generate(t, alg)
			for _, off := range []time.Duration{0, 60 * time.Second, -60 * time.Second} {
				r := arrived(t, key, body, now.Add(off))
				if !signature.Present(r) {
					t.Fatal("a signed request looks unsigned")
				}
				if err := check(r, body, key.Public()); err != nil {
					t.Errorf("%s, body %q, %s off: %v", alg, body, off, err)
				}
			}
		}
	}
}

// change alters what a request says after it was signed, or how.
func change(from, to string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Signature-Input", strings.Replace(r.Header.Get("Signature-Input"), from, to, 1))
	}
}

func swap(pattern, to string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Signature-Input", regexp.MustCompile(pattern).ReplaceAllString(r.Header.Get("Signature-Input"), to))
	}
}

func set(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

var refusals = []struct {
	name   string
	change func(*http.Request)
	want   error
}{
	{"another method", func(r *http.Request) { r.Method = http.MethodPut }, signature.ErrWrong},
	{"another path", func(r *http.Request) { r.URL.Path = "/v1/ledger/accounts" }, signature.ErrWrong},
	{"another query", func(r *http.Request) { r.URL.RawQuery = "mode=none" }, signature.ErrWrong},
	{"another host", func(r *http.Request) { r.Host = "other.example" }, signature.ErrWrong},
	{"another idempotency key", set("Idempotency-Key", "key-2"), signature.ErrWrong},
	{"a second idempotency key", func(r *http.Request) { r.Header.Add("Idempotency-Key", "key-2") }, signature.ErrWrong},
	{"another nonce", swap(`nonce="[^"]*"`, `nonce="AAAAAAAAAAAAAAAAAAAAAAAA"`), signature.ErrWrong},
	{"later time", swap(`created=\d+`, "created=1795395601"), signature.ErrWrong},
	{"a hat put on", set("Tonghui-Hat", "firm-1"), signature.ErrCovers},
	{"method uncovered", change(`"@method" `, ""), signature.ErrCovers},
	{"authority uncovered", change(`"@authority" `, ""), signature.ErrCovers},
	{"query uncovered", change(`"@query" `, ""), signature.ErrCovers},
	{"digest uncovered", change(` "content-digest"`, ""), signature.ErrCovers},
	{"key uncovered", change(` "idempotency-key"`, ""), signature.ErrCovers},
	{"digest removed", func(r *http.Request) { r.Header.Del("Content-Digest") }, signature.ErrDigestMissing},
	{"digest of another kind", set("Content-Digest", "md5=:AAAA:"), signature.ErrDigestMissing},
	{"digest of no form", set("Content-Digest", "sha-256=what"), signature.ErrDigestMissing},
	{"wrong digest", set("Content-Digest", signature.Digest(signature.Ed25519, []byte("other"))), signature.ErrDigestWrong},
	{"alg of another key", change(`"ed25519"`, `"sm2-sm3"`), signature.ErrAlgorithm},
	{"alg unknown", change(`"ed25519"`, `"hmac-sha256"`), signature.ErrParameter},
	{"alg none", change(`;alg="ed25519"`, ``), signature.ErrParameter},
	{"no nonce", swap(`;nonce="[^"]*"`, ""), signature.ErrParameter},
	{"short nonce", swap(`nonce="[^"]*"`, `nonce="abc"`), signature.ErrParameter},
	{"odd nonce", swap(`nonce="[^"]*"`, `nonce="aaaaaaaaaaaaaaaa a"`), signature.ErrParameter},
	{"line break in nonce", swap(`nonce="[^"]*"`, "nonce=\"aaaaaaaaaaaaaaaa\r\nX-Admin: 1\""), signature.ErrForm},
	{"line break in key id", swap(`keyid="[^"]*"`, "keyid=\"463856467968\r\nX: 1/a\""), signature.ErrForm},
	{"quotes in key id", swap(`keyid="[^"]*"`, `keyid="1\";alg=\"x/`+strings.Repeat("A", 43)+`"`), signature.ErrParameter},
	{"key id without client", swap(`keyid="[^"]*"`, `keyid="/`+strings.Repeat("A", 43)+`"`), signature.ErrParameter},
	{"key id of no form", swap(`keyid="[^"]*"`, `keyid="463856467968"`), signature.ErrParameter},
	{"key id is a number", swap(`keyid="[^"]*"`, `keyid=7`), signature.ErrParameter},
	{"created is a word", swap(`created=\d+`, `created="now"`), signature.ErrParameter},
	{"created missing", swap(`;created=\d+`, ``), signature.ErrParameter},
	{"expired", swap(`;alg=`, `;expires=1795395590;alg=`), signature.ErrExpired},
	{"a component twice", change(`"@method" `, `"@method" "@method" `), signature.ErrForm},
	{"a component with parameters", change(`"@query" `, `"@query" "idempotency-key";sf `), signature.ErrForm},
	{"an absent header", change(`"@query" `, `"@query" "x-absent" `), signature.ErrComponent},
	{"of an answer", change(`"@query" `, `"@query" "@status" `), signature.ErrComponent},
	{"two signatures", func(r *http.Request) { r.Header.Add("Signature-Input", `b=("@method")`) }, signature.ErrForm},
	{"no Signature", func(r *http.Request) { r.Header.Del("Signature") }, signature.ErrForm},
	{"no Signature-Input", func(r *http.Request) { r.Header.Del("Signature-Input") }, signature.ErrForm},
	{"labels differ", func(r *http.Request) { r.Header.Set("Signature", "x"+r.Header.Get("Signature")) }, signature.ErrForm},
	{"a list for an item", set("Signature", "sig1=(:AAAA:)"), signature.ErrForm},
	{"a word for bytes", set("Signature", "sig1=what"), signature.ErrForm},
	{"an item for a list", set("Signature-Input", "sig1=1"), signature.ErrForm},
	{"no text", set("Signature", "\x00\xff"), signature.ErrForm},
	{"far too long", set("Signature", "sig1=:"+strings.Repeat("AAAA", 4000)+":"), signature.ErrForm},
	{"a signature of nothing", set("Signature", "sig1=::"), signature.ErrWrong},
}

// TestWhatIsRefused: each thing that is altered or left out after signing, with the refusal that says so.
func TestWhatIsRefused(t *testing.T) {
	key := generate(t, signature.Ed25519)
	const body = `{"amount":"1"}`
	for _, c := range refusals {
		r := arrived(t, key, body, now)
		c.change(r)
		err := check(r, body, key.Public())
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, problem.Of(c.want).Code)
		}
		if p := problem.Of(err); p != nil && strings.ContainsAny(p.EN+p.ZH, "\r\n") {
			t.Errorf("%s: the refusal repeats a line break: %q", c.name, p.EN)
		}
	}
}

func TestBodyChanged(t *testing.T) {
	for _, alg := range algorithms {
		key := generate(t, alg)
		for _, c := range []struct {
			signed, sent string
			want         error
		}{
			{`{"amount":"1"}`, `{"amount":"9"}`, signature.ErrDigestWrong},
			{`{"amount":"1"}`, ``, signature.ErrDigestWrong},
			{``, `{"amount":"1"}`, signature.ErrDigestMissing},
		} {
			if err := check(arrived(t, key, c.signed, now), c.sent, key.Public()); !errors.Is(err, c.want) {
				t.Errorf("%s: signed %q, sent %q: %v", alg, c.signed, c.sent, err)
			}
		}
	}
}

// TestClock: the refusal says by how much the clock is off, and which way.
func TestClock(t *testing.T) {
	key := generate(t, signature.Ed25519)
	for _, c := range []struct {
		off  time.Duration
		want *problem.Error
		says string
	}{
		{-61 * time.Second, signature.ErrClockBehind, "61"},
		{-time.Hour, signature.ErrClockBehind, "3600"},
		{61 * time.Second, signature.ErrClockAhead, "61"},
		{24 * time.Hour, signature.ErrClockAhead, "86400"},
	} {
		err := check(arrived(t, key, "", now.Add(c.off)), "", key.Public())
		p := problem.Of(err)
		if !errors.Is(err, c.want) || !strings.Contains(p.EN, c.says) || !strings.Contains(p.ZH, c.says) {
			t.Errorf("%s off: %v", c.off, err)
		}
	}
}

func TestAnotherKey(t *testing.T) {
	for _, alg := range algorithms {
		key, other := generate(t, alg), generate(t, alg)
		if err := check(arrived(t, key, "", now), "", other.Public()); !errors.Is(err, signature.ErrWrong) {
			t.Errorf("%s: the key of another: %v", alg, err)
		}
		if err := check(arrived(t, key, "", now), "", signature.PublicKey{}); !errors.Is(err, signature.ErrAlgorithm) {
			t.Errorf("%s: no key: %v", alg, err)
		}
	}
}

// TestAnyRequest: whatever the address and the headers, what Sign makes is accepted after the way through a server.
func TestAnyRequest(t *testing.T) {
	keys := []*signature.PrivateKey{generate(t, signature.Ed25519), generate(t, signature.SM2)}
	type outcome struct {
		err  error
		path string
	}
	seen := make(chan outcome, 1)
	var key *signature.PrivateKey
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s, err := signature.Read(r, body, now, "")
		if err == nil {
			err = s.Verify(key.Public())
		}
		seen <- outcome{err, r.URL.Path}
	}))
	defer server.Close()
	rapid.Check(t, func(t *rapid.T) {
		key = rapid.SampledFrom(keys).Draw(t, "key")
		client := http.Client{Transport: &signature.Signer{Client: "7", Key: key, Now: func() time.Time { return now }}}
		url := server.URL + rapid.SampledFrom([]string{"", "/", "/a/b", "/%E6%83%A0/a%2Fb", "/a b", "/x?", "/x?q=%20&q=+", "/x?惠"}).Draw(t, "path")
		method := rapid.SampledFrom([]string{"GET", "POST", "DELETE", "PUT"}).Draw(t, "method")
		body := ""
		if method != http.MethodGet {
			body = rapid.String().Draw(t, "body")
		}
		r, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		if k := rapid.StringMatching(`[a-z0-9]{0,8}`).Draw(t, "idempotency key"); k != "" {
			r.Header.Set("Idempotency-Key", k)
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := <-seen; got.err != nil {
			t.Fatalf("%s %s: %v", method, url, got.err)
		}
	})
}

func TestKeysReadBack(t *testing.T) {
	for _, alg := range algorithms {
		key := generate(t, alg)
		text, err := key.PEM()
		if err != nil {
			t.Fatal(err)
		}
		back, err := signature.ParsePrivate(text)
		if err != nil {
			t.Fatal(err)
		}
		public, err := signature.ParsePublic(key.Public().PEM())
		if err != nil {
			t.Fatal(err)
		}
		if public.Thumbprint() != back.Public().Thumbprint() || public.Algorithm() != alg || len(public.Thumbprint()) != 43 {
			t.Errorf("%s reads back as %s %s", alg, public.Algorithm(), public.Thumbprint())
		}
		if err := check(arrived(t, back, "x", now), "x", public); err != nil {
			t.Errorf("%s: %v", alg, err)
		}
	}
}

// sm2Point is the public point of a key, from the end of its SubjectPublicKeyInfo.
func sm2Point(k signature.PublicKey) (x, y string) {
	der := k.DER()
	point := der[len(der)-64:]
	return base64.RawURLEncoding.EncodeToString(point[:32]), base64.RawURLEncoding.EncodeToString(point[32:])
}

func TestJWK(t *testing.T) {
	ed := generate(t, signature.Ed25519).Public()
	raw, _ := ed.Ed25519()
	got, err := signature.ParsePublic([]byte(`{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(raw) + `"}`))
	if err != nil || got.Thumbprint() != ed.Thumbprint() {
		t.Errorf("an Ed25519 JWK: %v", err)
	}
	sm := generate(t, signature.SM2).Public()
	x, y := sm2Point(sm)
	got, err = signature.ParsePublic([]byte(`{"kty":"EC","crv":"SM2","x":"` + x + `","y":"` + y + `"}`))
	if err != nil || got.Thumbprint() != sm.Thumbprint() {
		t.Errorf("an SM2 JWK: %v", err)
	}
	for name, text := range map[string]string{
		"nothing": "", "no key": "{}", "P-256": `{"kty":"EC","crv":"P-256","x":"` + x + `","y":"` + y + `"}`,
		"off the curve": `{"kty":"EC","crv":"SM2","x":"` + x + `","y":"` + x + `"}`,
		"a private key": `{"kty":"OKP","crv":"Ed25519","x":"` + x + `","d":"` + x + `"}`,
		"too short":     `{"kty":"OKP","crv":"Ed25519","x":"AAAA"}`, "far too long": strings.Repeat("x", 1<<20),
		"wrong PEM": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"an RSA key": "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\n" +
			"KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==\n-----END PUBLIC KEY-----\n",
	} {
		if _, err := signature.ParsePublic([]byte(text)); !errors.Is(err, signature.ErrKeyForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", string(ed.PEM()), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := signature.ParsePrivate([]byte(text)); !errors.Is(err, signature.ErrPrivateForm) {
			t.Errorf("ParsePrivate(%q): %v", text, err)
		}
	}
}

// FuzzRead: whatever the headers hold, reading them neither panics nor accepts what was not signed.
func FuzzRead(f *testing.F) {
	key, _ := signature.Generate(signature.Ed25519)
	r := arrived(f, key, "", now)
	f.Add(r.Header.Get("Signature-Input"), "sig1=:AAAA:", "")
	f.Add(`sig1=("@method";req);created=-1`, "sig1=:", "x")
	f.Add(`sig1=("@method" "@target-uri");created=1795395600;nonce="aaaaaaaaaaaaaaaa"`, "sig1=?1", "")
	f.Fuzz(func(t *testing.T, input, sig, body string) {
		r := httptest.NewRequest(http.MethodPost, "http://bank.example/v1", http.NoBody)
		r.Header.Set("Signature-Input", input)
		r.Header.Set("Signature", sig)
		if check(r, body, key.Public()) == nil {
			t.Error("accepted what nobody signed")
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	for _, alg := range algorithms {
		b.Run(string(alg), func(b *testing.B) {
			key := generate(b, alg)
			const body = `{"kind":"manual","reference":"1","amount":"100"}`
			r := arrived(b, key, body, now)
			b.ReportAllocs()
			for b.Loop() {
				if err := check(r, body, key.Public()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

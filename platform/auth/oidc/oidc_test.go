package oidc_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"tonghui/base/problem"
	signin "tonghui/platform/auth/oidc"
)

var ctx = context.Background()

func TestSignIn(t *testing.T) {
	e := newEmployer(t)
	p := e.bank(nil)
	address, c, err := p.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := asked.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": clientID, "redirect_uri": redirect,
		"code_challenge_method": "S256", "scope": "openid profile email", "state": c.State, "nonce": c.Nonce} {
		if q.Get(name) != want {
			t.Errorf("%s is %q", name, q.Get(name))
		}
	}
	if strings.Contains(address, c.Verifier) || strings.Contains(address, "secret") || len(c.State) < 20 || len(c.Nonce) < 20 || c.State == c.Nonce {
		t.Errorf("%s gives away what it should not, or is easily guessed", address)
	}
	back := e.walk(address)
	who, err := p.Finish(ctx, c, back)
	if err != nil {
		t.Fatal(err)
	}
	if who.Issuer != e.srv.URL || who.Subject != "li-hua" || who.Name != "李华" || who.Email != "li.hua@bank.example" ||
		who.ACR != "urn:bank:two-factors" || !slices.Equal(who.AMR, []string{"pwd", "otp"}) || who.AuthTime.IsZero() {
		t.Errorf("she is %+v", who)
	}
	if _, err := p.Finish(ctx, c, back); !errors.Is(err, signin.ErrCode) {
		t.Errorf("the same code again: %v", err)
	}
	_, second, err := p.Begin(ctx)
	if err != nil || second.State == c.State || second.Nonce == c.Nonce || second.Verifier == c.Verifier {
		t.Error("two sign-ins are alike", err)
	}
}

// TestRefusals walks the whole flow with one thing wrong at a time.
func TestRefusals(t *testing.T) {
	strange, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	type flow struct {
		e  *employer
		p  *signin.Provider
		c  *signin.Ceremony
		q  url.Values
		at *time.Duration // how far the bank's clock is off when the browser comes back
	}
	for name, c := range map[string]struct {
		before func(f *flow) // before the browser goes
		after  func(f *flow) // when it has come back
		fresh  bool
		want   *problem.Error // nil: she is let in
	}{
		"nothing":               {},
		"another state":         {after: func(f *flow) { f.q.Set("state", "x") }, want: signin.ErrState},
		"no state":              {after: func(f *flow) { f.q.Del("state") }, want: signin.ErrState},
		"two states":            {after: func(f *flow) { f.q.Add("state", "x") }, want: signin.ErrState},
		"no ceremony":           {after: func(f *flow) { *f.c = signin.Ceremony{}; f.q.Set("state", "") }, want: signin.ErrState},
		"no code":               {after: func(f *flow) { f.q.Del("code") }, want: signin.ErrState},
		"another issuer":        {after: func(f *flow) { f.q.Set("iss", "https://evil.example") }, want: signin.ErrState},
		"its own issuer":        {after: func(f *flow) { f.q.Set("iss", f.e.srv.URL) }},
		"an invented code":      {after: func(f *flow) { f.q.Set("code", "x") }, want: signin.ErrCode},
		"another verifier":      {after: func(f *flow) { f.c.Verifier = strings.Repeat("v", 43) }, want: signin.ErrCode},
		"she goes back":         {after: func(f *flow) { f.q.Set("error", "access_denied") }, want: signin.ErrDeclined},
		"eleven minutes":        {after: func(f *flow) { *f.at = 11 * time.Minute }, want: signin.ErrLate},
		"begun in the future":   {after: func(f *flow) { f.c.BegunAt = f.c.BegunAt.Add(time.Hour) }, want: signin.ErrLate},
		"another nonce":         {before: func(f *flow) { f.e.nonce = "replayed" }, want: signin.ErrNonce},
		"no nonce kept":         {after: func(f *flow) { f.c.Nonce = "" }, want: signin.ErrNonce},
		"for several":           {before: func(f *flow) { f.e.audience = []string{payroll, clientID} }},
		"over":                  {before: func(f *flow) { f.e.life = -2 * time.Minute }, want: signin.ErrExpired},
		"over within the skew":  {before: func(f *flow) { f.e.life = -30 * time.Second }},
		"its clock is ahead":    {before: func(f *flow) { f.e.ahead = 3 * time.Minute; f.e.life = 9 * time.Minute }, want: signin.ErrClock},
		"a little ahead":        {before: func(f *flow) { f.e.ahead = 30 * time.Second }},
		"another's signature":   {before: func(f *flow) { f.e.signer = strange }, want: signin.ErrToken},
		"user info of another":  {before: func(f *flow) { f.e.userinfo = "zhao" }, want: signin.ErrToken},
		"down when she returns": {after: func(f *flow) { f.e.mu.Lock(); f.e.down = true; f.e.mu.Unlock() }, want: signin.ErrDown},
		"gone when she returns": {after: func(f *flow) { f.e.srv.Close() }, want: signin.ErrDown},
		"fresh":                 {fresh: true},
		"fresh, not asked":      {fresh: true, before: func(f *flow) { f.e.proved = time.Now().Add(-time.Hour) }, want: signin.ErrStale},
		"an old proof will do":  {before: func(f *flow) { f.e.proved = time.Now().Add(-time.Hour) }},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEmployer(t)
			var off time.Duration
			p := e.bank(func(cfg *signin.Config) { cfg.Now = func() time.Time { return time.Now().Add(off) } })
			begin := p.Begin
			if c.fresh {
				begin = p.BeginFresh
			}
			address, ceremony, err := begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if c.fresh != strings.Contains(address, "prompt=login") {
				t.Error(address)
			}
			f := &flow{e: e, p: p, c: &ceremony, at: &off}
			if c.before != nil {
				c.before(f)
			}
			f.q = e.walk(address)
			if c.after != nil {
				c.after(f)
			}
			who, err := p.Finish(ctx, ceremony, f.q)
			if c.want == nil {
				if err != nil || who.Subject != "li-hua" {
					t.Errorf("%+v %v", who, err)
				}
				return
			}
			if !errors.Is(err, c.want) || who.Subject != "" {
				t.Fatalf("%+v %v, not %v", who, err, c.want)
			}
			if said := problem.Of(err); strings.Contains(said.EN+said.ZH, secret) || strings.Contains(err.Error(), secret) {
				t.Error("the secret is said")
			}
		})
	}
}

// swapCase makes other claims of a token's.
func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

// TestTokensOfOthers: a token that the provider has signed, but for another program or another sign-in, opens nothing here.
func TestTokensOfOthers(t *testing.T) {
	e := newEmployer(t)
	sign := func(id string, w *wire) error {
		t.Helper()
		p := e.bank(func(c *signin.Config) { c.ClientID, c.HTTP = id, &http.Client{Transport: w} })
		address, c, err := p.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Finish(ctx, c, e.walk(address))
		return err
	}
	theirs, earlier := &wire{}, &wire{}
	if err := errors.Join(sign(payroll, theirs), sign(clientID, earlier)); err != nil || theirs.seen == "" || earlier.seen == "" {
		t.Fatal(err)
	}
	parts := strings.Split(earlier.seen, ".")
	for name, c := range map[string]struct {
		token string
		want  error
	}{
		"of another program": {theirs.seen, signin.ErrAudience},
		"of another sign-in": {earlier.seen, signin.ErrNonce},
		"unsigned":           {"eyJhbGciOiJub25lIn0." + parts[1] + ".", signin.ErrToken},
		"no signature":       {parts[0] + "." + parts[1] + ".", signin.ErrToken},
		"changed":            {parts[0] + "." + parts[1][:40] + swapCase(parts[1][40:]) + "." + parts[2], signin.ErrToken},
		"no token":           {"x", signin.ErrToken},
	} {
		if err := sign(clientID, &wire{swap: c.token}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", name, err, c.want)
		}
	}
}

func TestWrongSecret(t *testing.T) {
	e := newEmployer(t)
	p := e.bank(func(c *signin.Config) { c.ClientSecret = "wrong" })
	address, c, err := p.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Finish(ctx, c, e.walk(address)); !errors.Is(err, signin.ErrClient) {
		t.Error(err)
	}
}

// TestProviderComesUp: a bank starts before its provider, and finds it later.
func TestProviderComesUp(t *testing.T) {
	e := newEmployer(t)
	e.down = true
	p := e.bank(nil)
	if _, _, err := p.Begin(ctx); !errors.Is(err, signin.ErrDown) {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := p.Begin(gone); !errors.Is(err, signin.ErrDown) {
		t.Fatal(err)
	}
	e.mu.Lock()
	e.down = false
	e.mu.Unlock()
	address, c, err := p.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := p.Finish(ctx, c, e.walk(address)); err != nil || who.Subject != "li-hua" {
		t.Error(who, err)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*signin.Config){
		"plain http":   func(c *signin.Config) { c.Issuer = "http://login.bank.example" },
		"no issuer":    func(c *signin.Config) { c.Issuer = "" },
		"no redirect":  func(c *signin.Config) { c.RedirectURL = "" },
		"http return":  func(c *signin.Config) { c.RedirectURL = "http://bank.example/return" },
		"no client id": func(c *signin.Config) { c.ClientID = "" },
		"no clock":     func(c *signin.Config) { c.Now = nil },
	} {
		cfg := signin.Config{Issuer: "https://login.bank.example", ClientID: clientID, RedirectURL: "https://bank.example/r", Now: time.Now}
		if _, err := signin.New(cfg); err != nil {
			t.Fatal(err)
		}
		change(&cfg)
		if _, err := signin.New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

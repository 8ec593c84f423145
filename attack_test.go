package tonghui

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/auth/oidc"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// attacked is a bank with a few people in it.
type attacked struct {
	*world
	wang, li           auth.Party // customers at 0101 and at 0102
	customer, stranger *caller    // they, for themselves
	teller, distant    *caller    // at 0101 and at 0102
	steward, steward2  *caller
	compliance, admin  *caller
	account, anothers  *ledger.Account // wang's and li's
	pass               string          // wang's password; her login is wangfang
	vouched            *voucher        // the OpenID provider
}

// voucher is an OpenID provider of the bank's staff that vouches for one subject, whoever comes.
type voucher struct{ subject string }

func (voucher) Begin(context.Context) (string, oidc.Ceremony, error) {
	return "https://id.example/authorize?state=x", oidc.Ceremony{}, nil
}

func (v voucher) BeginFresh(ctx context.Context) (string, oidc.Ceremony, error) { return v.Begin(ctx) }

func (v voucher) Finish(context.Context, oidc.Ceremony, url.Values) (oidc.Identity, error) {
	return oidc.Identity{Issuer: "https://id.example", Subject: v.subject}, nil
}

const wangsPassword = "运河边的老槐树 1988"

func newAttacked(t testing.TB) *attacked {
	t.Helper()
	v := &voucher{subject: "wang"}
	a := &attacked{pass: wangsPassword, vouched: v}
	a.world = newWorld(t, func(c *Config) {
		c.Providers = map[string]signin.Provider{"staff": v}
		c.App.UI = fstest.MapFS{
			"index.html":       {Data: []byte(`<!doctype html><script nonce="__CSP_NONCE__"></script>`)},
			"assets/app-1a.js": {Data: []byte("console.log('the bank')")},
			"secret.txt":       {Data: []byte("no page names this")},
		}
	})
	a.ground()
	a.wang, a.li = a.person("王芳", "0101"), a.person("李四", "0102")
	a.account, a.anothers = a.world.account(a.wang, "0101"), a.world.account(a.li, "0102")
	a.customer, a.stranger = a.wears(a.wang, auth.SelfHat), a.wears(a.li, auth.SelfHat)
	employed := func(name string, at auth.Branch, role auth.Role) *caller {
		p := a.person(name, at)
		a.hire(p, at, role)
		return a.wears(p, auth.StaffHat)
	}
	a.teller, a.distant = employed("孙莉", "0101", auth.Teller), employed("周洁", "0102", auth.Teller)
	a.steward, a.steward2 = employed("甘数", HeadOffice, auth.DataSteward), employed("任据", HeadOffice, auth.DataSteward)
	a.compliance, a.admin = employed("何规", HeadOffice, auth.Compliance), employed("陈建国", HeadOffice, auth.Admin)
	return a
}

// enters lets wang sign in by password in a browser and gives what that browser has then.
func (a *attacked) enters() (jar []*http.Cookie, csrf string) {
	a.Helper()
	got := a.want(200, "", a.admin, "POST", "/v1/auth/users/"+a.wang.String()+"/invite", `{"login":"wangfang"}`)
	code := read[struct{ Code string }](a.world, got).Code
	got = a.want(200, "", nobody, "POST", "/v1/auth/activation", fmt.Sprintf(`{"login":"wangfang","code":%q,"password":%q}`, code, a.pass))
	return cookiesOf(got), read[struct{ CSRF string }](a.world, got).CSRF
}

func cookiesOf(r reply) []*http.Cookie { return (&http.Response{Header: r.header}).Cookies() }

// browser is a caller with these cookies and this token against forgery.
func browser(name string, jar []*http.Cookie, csrf string) *caller {
	return &caller{name: name, sign: func(r *http.Request) {
		for _, c := range jar {
			r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		if csrf != "" {
			r.Header.Set(signin.CSRFHeader, csrf)
		}
	}}
}

// TestSessionFixation: what a browser brings along never becomes a session, and each proof gives a session another name.
func TestSessionFixation(t *testing.T) {
	a := newAttacked(t)
	jar, csrf := a.enters()
	planted := &http.Cookie{Name: "__Host-tonghui", Value: strings.Repeat("A", 43)}
	signIn := fmt.Sprintf(`{"login":"wangfang","password":%q}`, a.pass)
	got := a.want(200, "", browser("planted", []*http.Cookie{planted}, ""), "POST", "/v1/auth/password", signIn)
	fresh := cookiesOf(got)
	a.want(401, "signin.no_session", browser("planted", []*http.Cookie{planted}, ""), "GET", "/v1/session", "")
	for _, c := range fresh {
		if c.Value == planted.Value || c.Value == jar[0].Value {
			t.Errorf("%s keeps its value through a sign-in", c.Name)
		}
		if !c.HttpOnly || !c.Secure || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Name, "__Host-") || c.SameSite == http.SameSiteNoneMode {
			t.Errorf("%s lies open: %s", c.Name, c)
		}
	}
	// Whoever signs in where a session stands ends that one: a thief of the old cookie has nothing.
	again := cookiesOf(a.want(200, "", browser("old", jar, csrf), "POST", "/v1/auth/password", signIn))
	a.want(401, "signin.revoked", browser("old", jar, csrf), "GET", "/v1/session", "")
	got = a.want(200, "", browser("new", again, ""), "GET", "/v1/session", "")
	token := read[struct{ CSRF string }](a.world, got).CSRF
	stepped := a.want(200, "", browser("new", again, token), "POST", "/v1/session/step-up", fmt.Sprintf(`{"password":%q}`, a.pass))
	a.want(401, "signin.no_session", browser("before the step", again, token), "GET", "/v1/session", "")
	a.want(200, "", browser("after it", cookiesOf(stepped), ""), "GET", "/v1/session", "")
}

// TestForgery: another site's page can't make a signed-in browser write, nor sign it in as somebody else.
func TestForgery(t *testing.T) {
	a := newAttacked(t)
	jar, csrf := a.enters()
	write := func(name, csrf string, header ...string) reply {
		return a.ask(browser(name, jar, csrf), "PUT", "/v1/session/hat", `{"hat":"self"}`, header...)
	}
	probe := httptest.NewRequest("GET", site+"/", nil)
	a.stranger.sign(probe)
	for _, c := range []struct {
		name, csrf string
		header     []string
	}{
		{"no token", "", nil},
		{"wrong token", strings.Repeat("x", 24), nil},
		{"another session's token", probe.Header.Get(signin.CSRFHeader), nil},
		{"another site", csrf, []string{"Origin", "https://evil.example"}},
		{"a sister host", csrf, []string{"Sec-Fetch-Site", "same-site", "Origin", "https://shop.bank.example"}},
		{"a sandboxed page", csrf, []string{"Origin", "null"}},
		{"the browser says so", csrf, []string{"Sec-Fetch-Site", "cross-site"}},
	} {
		a.judge(write(c.name, c.csrf, c.header...), 403, "signin.forged", c.name)
	}
	a.judge(write("her own page", csrf, "Sec-Fetch-Site", "same-origin", "Origin", site), 200, "", "her own page")
	a.judge(write("a program of hers", csrf), 200, "", "a program of hers")
	for _, path := range []string{"/v1/auth/password", "/v1/auth/code", "/v1/auth/activation", "/v1/auth/passkey/answer", "/v1/auth/terminal",
		"/v1/auth/card", "/v1/auth/document", "/v1/session/end"} {
		body := `{"login":"wangfang","password":"x","ticket":"x","code":"x","secret":"x","card":"x","pin":"x","number":"x","answer":{}}`
		for _, body := range []string{body, wholeBody(a, path)} {
			got := a.ask(nobody, "POST", path, body, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
			if got.status != 422 && got.code != "signin.forged" {
				t.Errorf("%s from another site: %d %s", path, got.status, got.code)
			}
			if len(cookiesOf(got)) > 0 {
				t.Errorf("%s from another site sets a cookie", path)
			}
		}
	}
	// A page elsewhere can't read either: no answer names another origin.
	got := a.ask(browser("reader", jar, ""), "GET", "/v1/session", "", "Origin", "https://evil.example")
	for name := range got.header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: %s", name, got.header.Get(name))
		}
	}
	got = a.ask(nobody, "OPTIONS", "/v1/session/hat", "", "Origin", "https://evil.example", "Access-Control-Request-Method", "PUT")
	if got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a preflight is answered: %v", got.header)
	}
}

// wholeBody is a whole body for an entry, so that only where it comes from is wrong.
func wholeBody(a *attacked, path string) string {
	whole := map[string]string{
		"/v1/auth/password":       fmt.Sprintf(`{"login":"wangfang","password":%q}`, a.pass),
		"/v1/auth/code":           `{"ticket":"x","code":"123456"}`,
		"/v1/auth/activation":     `{"login":"wangfang","code":"x","password":"x"}`,
		"/v1/auth/passkey/answer": `{"ticket":"x","answer":{}}`,
		"/v1/auth/terminal":       `{"code":"K01","secret":"x"}`,
		"/v1/auth/card":           `{"card":"x","pin":"123456"}`,
		"/v1/auth/document":       `{"number":"x","code":"12345678"}`,
	}
	return whole[path]
}

// TestFraming: nothing that the bank answers can be put into another site's frame, guessed at or kept.
func TestFraming(t *testing.T) {
	a := newAttacked(t)
	for _, path := range []string{"/", "/people", "/business/x", "/government", "/kiosk", "/ops/parties", "/design", "/sign-in", "/docs", "/start",
		"/assets/app-1a.js", "/healthz", "/openapi.json", "/nowhere", "/v1/session", "/v1/parties", "/v1/auth/providers"} {
		h := a.ask(nobody, "GET", path, "").header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "default-src 'none'") || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s can be framed: %q %q", path, csp, h.Get("X-Frame-Options"))
		}
		if strings.Contains(csp, "'unsafe-inline'") && strings.Contains(csp, "script-src 'unsafe") || strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "*") {
			t.Errorf("%s lets any script run: %s", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=63072000; includeSubDomains"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if strings.HasPrefix(path, "/v1/") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %s", path, h.Get("Cache-Control"))
		}
	}
	one, two := a.ask(nobody, "GET", "/people", ""), a.ask(nobody, "GET", "/people", "")
	if one.header.Get("Content-Security-Policy") == two.header.Get("Content-Security-Policy") || strings.Contains(one.text, "__CSP_NONCE__") {
		t.Error("two pages have one nonce")
	}
	if server := one.header.Get("Server") + one.header.Get("X-Powered-By"); server != "" {
		t.Errorf("the bank tells what it runs on: %s", server)
	}
}

// TestOpenRedirect: the way back from a provider leads nowhere but into the bank, and a code for one browser is none for another.
func TestOpenRedirect(t *testing.T) {
	a := newAttacked(t)
	a.update(func(tx *store.Tx) error { return a.SignIn.Link(tx, a.admin.person, "https://id.example", "wang") })
	for back, want := range map[string]string{
		"/ops/parties": "/ops/parties", "": "/", "https://evil.example": "/", "//evil.example": "/", "/\\evil.example": "/", "\\\\evil.example": "/",
		"javascript:alert(1)": "/", "/ops\r\nSet-Cookie: a=b": "/", "/\tevil": "/", "/ops?next=https://evil.example": "/ops?next=https://evil.example",
	} {
		got := a.ask(nobody, "GET", "/v1/auth/providers/staff/start?back="+url.QueryEscape(back), "")
		if to := got.header.Get("Location"); got.status != 302 || to != "https://id.example/authorize?state=x" {
			t.Fatalf("to the provider: %d %s", got.status, to)
		}
		got = a.ask(browser("back", cookiesOf(got), ""), "GET", "/v1/auth/providers/callback?code=c&state=x", "", "Sec-Fetch-Site", "cross-site")
		if to := got.header.Get("Location"); got.status != 302 || to != want || len(got.header.Values("Location")) != 1 {
			t.Errorf("back to %q: %d %q", back, got.status, got.header["Location"])
		}
		if slices.ContainsFunc(cookiesOf(got), func(c *http.Cookie) bool { return c.Name == "a" }) {
			t.Errorf("back to %q sets a cookie", back)
		}
	}
	a.want(401, "signin.ticket", nobody, "GET", "/v1/auth/providers/callback?code=c&state=x", "")
	a.vouched.subject = "somebody else"
	got := a.ask(nobody, "GET", "/v1/auth/providers/staff/start", "")
	jar := cookiesOf(got)
	a.want(403, "signin.unlinked", browser("unknown", jar, ""), "GET", "/v1/auth/providers/callback?code=c&state=x", "")
	a.want(401, "signin.ticket", browser("again", jar, ""), "GET", "/v1/auth/providers/callback?code=c&state=x", "")
	a.want(404, "signin.provider", nobody, "GET", "/v1/auth/providers/other/start", "")
}

// TestStolenSession: who has the cookie has the session, so each way of ending it must end it everywhere at once: signing out,
// idleness, revoking, and the user's end.
func TestStolenSession(t *testing.T) {
	a := newAttacked(t)
	jar, csrf := a.enters()
	her, thief := browser("her", jar, csrf), browser("thief", jar, "")
	a.want(200, "", thief, "GET", "/v1/session", "")
	a.want(200, "", her, "POST", "/v1/session/end", "")
	a.want(401, "signin.revoked", thief, "GET", "/v1/session", "")
	signIn := func() *caller {
		got := a.want(200, "", nobody, "POST", "/v1/auth/password", fmt.Sprintf(`{"login":"wangfang","password":%q}`, a.pass))
		return browser("her", cookiesOf(got), read[struct{ CSRF string }](a.world, got).CSRF)
	}
	her = signIn()
	a.advance(16 * time.Minute)
	a.want(401, "signin.idle", her, "GET", "/v1/session", "")
	her = signIn()
	other := signIn()
	a.want(200, "", her, "POST", "/v1/session/all/end-others", "")
	a.want(401, "signin.revoked", other, "GET", "/v1/session", "")
	fresh := a.wears(a.admin.person, auth.StaffHat)
	a.want(200, "", fresh, "POST", "/v1/auth/users/"+a.wang.String()+"/suspend", `{"reason":"手机被盗"}`)
	a.want(401, "signin.revoked", her, "GET", "/v1/session", "")
	a.want(403, "signin.suspended", nobody, "POST", "/v1/auth/password", fmt.Sprintf(`{"login":"wangfang","password":%q}`, a.pass))
	// A hat that isn't hers is refused, whatever she calls it.
	a.want(403, "signin.hat", fresh, "GET", "/v1/menu", "", signin.HatHeader, a.teller.hat.ID)
	a.want(403, "signin.hat", fresh, "GET", "/v1/menu", "", signin.HatHeader, "self'; DROP TABLE signin_users; --")
}

package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signin"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// browser is a client with cookies.
type browser struct {
	t       *testing.T
	h       http.Handler
	cookies map[string]string
	csrf    string
}

func (b *browser) call(method, path, body string, want int, v any) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, "https://bank.example"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.csrf != "" {
		r.Header.Set(signin.CSRFHeader, b.csrf)
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	if w.Code != want {
		b.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteStrictMode {
			b.t.Errorf("cookie %s: %+v", c.Name, c)
		}
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	if v != nil {
		mustDecode(b.t, w.Body.String(), v)
	}
	return w
}

// A person activates herself, looks around, and signs out; all over HTTP.
func TestSignInOverHTTP(t *testing.T) {
	ctx := context.Background()
	st := store.Test(t, append(signin.TestSchemas(), Schemas()[0])...)
	log := audit.New(st, audit.Config{})
	people := &signin.Fixed{}
	people.Set(1001, "李明", auth.Hat{ID: "self", Kind: auth.SelfHat, For: 1001, Roles: []auth.Role{auth.Customer}})
	people.Set(1002, "王芳", auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Admin}})
	s := signin.ForTest(t, st, people, log)
	a, err := New(st, Config{Admit: []Authenticator{s}, Version: "test", Observer: observe.Setup(observe.Config{Output: &syncWriter{}})},
		SignInModule(s, approval.New(st, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(ctx, "test", a.Schemas()...); err != nil {
		t.Fatal(err)
	}
	admin := s.TestClient(t, 1002, auth.LevelStrong)
	office := &browser{t: t, h: a.Handler(), cookies: map[string]string{"tonghui": admin.Token}, csrf: admin.CSRF}
	var invited invitedAnswer
	office.call("POST", "/v1/auth/users/1001/invite", `{"login":"li.ming"}`, 200, &invited)

	me := &browser{t: t, h: a.Handler(), cookies: map[string]string{}}
	me.call("GET", "/v1/session", "", 401, nil)
	var in sessionAnswer
	me.call("POST", "/v1/auth/activation", `{"login":"li.ming","code":"`+invited.Code+`","password":"seven herons over a slow river"}`, 200, &in)
	if !in.SignedIn || in.CSRF == "" || me.cookies["tonghui"] == "" || me.cookies["tonghui-device"] == "" {
		t.Fatalf("%+v with cookies %v", in, me.cookies)
	}
	var who statusAnswer
	me.call("GET", "/v1/session", "", 200, &who)
	if who.Person != "1001" || who.Name != "李明" || who.Hat != "self" || who.CSRF != in.CSRF || len(who.Hats) != 1 || who.Hats[0].Roles[0].ZH == "" {
		t.Errorf("status %+v", who)
	}
	me.call("POST", "/v1/session/all/end-others", "", 403, nil) // without the token against forgery
	me.csrf = in.CSRF
	me.call("GET", "/v1/auth/users", "", 403, nil)
	me.call("POST", "/v1/auth/users/1002/suspend", `{"reason":"x"}`, 403, nil)
	var sessions sessionsAnswer
	me.call("GET", "/v1/session/all", "", 200, &sessions)
	var devices devicesAnswer
	me.call("GET", "/v1/session/devices", "", 200, &devices)
	var methods signin.Methods
	me.call("GET", "/v1/auth/methods", "", 200, &methods)
	if len(sessions.Sessions) != 1 || !sessions.Sessions[0].Current || len(devices.Devices) != 1 || !devices.Devices[0].Current || !methods.Password {
		t.Errorf("%+v, %+v, %+v", sessions, devices, methods)
	}
	me.call("POST", "/v1/session/all/"+admin1(t, s)+"/end", "", 404, nil) // another person's session
	var totp newTOTPAnswer
	me.call("POST", "/v1/auth/methods/totp", "", 200, &totp)
	if !strings.HasPrefix(totp.URI, "otpauth://totp/") || totp.Ticket == "" {
		t.Errorf("totp %+v", totp)
	}
	me.call("POST", "/v1/auth/methods/totp/confirm", `{"ticket":"`+totp.Ticket+`","code":"00000x"}`, 401, nil)
	old := me.cookies["tonghui"]
	var up sessionAnswer
	me.call("POST", "/v1/session/step-up", `{"password":"seven herons over a slow river"}`, 200, &up)
	if me.cookies["tonghui"] == old || up.CSRF == in.CSRF {
		t.Error("a step-up leaves the old cookie")
	}
	me.csrf = up.CSRF
	me.call("POST", "/v1/session/end", "", 200, nil)
	if me.cookies["tonghui"] != "" || me.cookies["tonghui-device"] == "" {
		t.Errorf("cookies after signing out: %v", me.cookies)
	}
	me.call("GET", "/v1/session", "", 401, nil)
	me.cookies["tonghui"] = "stale"
	me.call("POST", "/v1/session/end", "", 200, nil)
	me.cookies["tonghui"] = "stale" // doesn't keep anybody from signing in
	me.call("POST", "/v1/auth/password", `{"login":"li.ming","password":"wrong"}`, 401, nil)
	me.call("POST", "/v1/auth/password", `{"login":"li.ming","password":"seven herons over a slow river"}`, 200, &in)
	var page Page[signin.User]
	office.call("GET", "/v1/auth/users?limit=1", "", 200, &page)
	if len(page.Items) != 1 || page.Items[0].Person != 1001 || page.Next == "" {
		t.Errorf("users %+v", page)
	}
	office.call("POST", "/v1/auth/users/1001/suspend", `{"reason":"court order"}`, 200, nil)
	me.call("GET", "/v1/session", "", 401, nil)
	me.call("POST", "/v1/auth/password", `{"login":"li.ming","password":"seven herons over a slow river"}`, 403, nil)
}

// At a terminal: it signs in itself, then a person by card; when she has left it is the terminal again.
func TestSignInAtATerminal(t *testing.T) {
	ctx := context.Background()
	st := store.Test(t, append(signin.TestSchemas(), Schemas()[0])...)
	people := &signin.Fixed{}
	people.Set(1001, "李明", auth.Hat{ID: "self", Kind: auth.SelfHat, For: 1001, Roles: []auth.Role{auth.Customer}})
	people.Set(1002, "王芳", auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Admin}})
	s := signin.ForTest(t, st, people, nil)
	a, err := New(st, Config{Admit: []Authenticator{s}, Observer: observe.Setup(observe.Config{Output: &syncWriter{}})}, SignInModule(s, approval.New(st, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(ctx, "test", a.Schemas()...); err != nil {
		t.Fatal(err)
	}
	card, err := s.MakeTestCard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Update(ctx, func(tx *store.Tx) error { return s.IssueTestCard(tx, 1001, card) }); err != nil {
		t.Fatal(err)
	}
	admin := s.TestClient(t, 1002, auth.LevelStrong)
	office := &browser{t: t, h: a.Handler(), cookies: map[string]string{"tonghui": admin.Token}, csrf: admin.CSRF}
	var made terminalAnswer
	office.call("POST", "/v1/auth/terminals", `{"code":"K01","branch":"0101"}`, 200, &made)
	office.call("POST", "/v1/auth/terminals", `{"code":"K01","branch":"0101"}`, 409, nil)

	kiosk := &browser{t: t, h: a.Handler(), cookies: map[string]string{}}
	kiosk.call("POST", "/v1/auth/card", `{"card":"`+card.Token+`","pin":"`+card.PIN+`"}`, 401, nil)
	kiosk.call("POST", "/v1/auth/terminal", `{"code":"K01","secret":"`+made.Secret+`"}`, 200, nil)
	var who statusAnswer
	kiosk.call("GET", "/v1/session", "", 200, &who)
	if who.Person != "" || who.Hat != "kiosk" || who.Client != "kiosk-K01" {
		t.Errorf("the terminal %+v", who)
	}
	kiosk.call("GET", "/v1/session/all", "", 401, nil) // it is nobody
	kiosk.call("POST", "/v1/auth/card", `{"card":"`+card.Token+`","pin":"0000000"}`, 401, nil)
	var in sessionAnswer
	kiosk.call("POST", "/v1/auth/card", `{"card":"`+card.Token+`","pin":"`+card.PIN+`"}`, 200, &in)
	who = statusAnswer{}
	kiosk.call("GET", "/v1/session", "", 200, &who)
	if who.Person != "1001" || who.Client != "kiosk-K01" || who.CSRF != in.CSRF || kiosk.cookies["tonghui-device"] != "" {
		t.Errorf("the person at it %+v", who)
	}
	kiosk.csrf = in.CSRF
	kiosk.call("POST", "/v1/session/end", "", 200, nil)
	who = statusAnswer{}
	kiosk.call("GET", "/v1/session", "", 200, &who)
	if who.Person != "" || who.Hat != "kiosk" {
		t.Errorf("after she has left %+v", who)
	}
	var list Page[signin.Terminal]
	office.call("GET", "/v1/auth/terminals", "", 200, &list)
	office.call("POST", "/v1/auth/terminals/"+made.ID.String()+"/stop", "", 200, nil)
	office.call("POST", "/v1/auth/terminals/"+made.ID.String()+"/stop", "", 404, nil)
	kiosk.call("GET", "/v1/session", "", 401, nil)
	if len(list.Items) != 1 || list.Items[0].Code != "K01" {
		t.Errorf("terminals %+v", list)
	}
}

// admin1 is the id of another person's session.
func admin1(t *testing.T, s *signin.SignIn) string {
	t.Helper()
	list, err := s.Sessions(context.Background(), 1002, 0)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return list[0].ID.String()
}

// A page of another site can't sign its visitor in as somebody else.
func TestSignInFromAnotherSite(t *testing.T) {
	st := store.Test(t, append(signin.TestSchemas(), Schemas()[0])...)
	s := signin.ForTest(t, st, &signin.Fixed{}, nil)
	a, err := New(st, Config{Admit: []Authenticator{s}, Observer: observe.Setup(observe.Config{Output: &syncWriter{}})}, SignInModule(s, approval.New(st, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "https://bank.example/v1/auth/password", strings.NewReader(`{"login":"evil","password":"x"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	if w.Code != 403 || !strings.Contains(w.Body.String(), "signin.forged") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

package app

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// callers knows who calls by a word in a header: the guard's view of any authenticator.
type callers map[string]*auth.Subject

func (c callers) Admit(r *http.Request) (*auth.Subject, error) {
	return c[r.Header.Get("X-Caller")], nil
}

var errNoBox = problem.New(problem.NotFound, "boxes.unknown", "There is no such box.", "没有该保管箱。")

// box is a safe-deposit box, which belongs to somebody and is kept at a branch.
type box struct {
	ID     string `json:"id"`
	holder auth.Party
	branch auth.Branch
}

func (b *box) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{b.holder}, Branch: b.branch}, "boxes.box/" + b.ID
}

// boxes is a room with a query that can be told to be wrong.
type boxes struct {
	all   []*box
	wrong bool // the list forgets the filter
}

func (b *boxes) find(id string) *box {
	for _, x := range b.all {
		if x.ID == id {
			return x
		}
	}
	return nil
}

type boxIn struct {
	ID string `path:"id"`
}

type moveIn struct {
	Body struct {
		Boxes []string `json:"boxes"`
	}
}

func (m *moveIn) AuthObjects() []string {
	out := make([]string, len(m.Body.Boxes))
	for i, id := range m.Body.Boxes {
		out[i] = "boxes.box/" + id
	}
	return out
}

func (b *boxes) module() Module {
	read := func(_ context.Context, in *boxIn) (*box, error) {
		if x := b.find(in.ID); x != nil {
			return x, nil
		}
		return nil, errNoBox
	}
	return Module{Name: "boxes", Owners: map[auth.Kind]Owner{"boxes.box": {Missing: errNoBox,
		Of: func(_ context.Context, id string) (auth.Scope, error) {
			x := b.find(id)
			if x == nil {
				return auth.Scope{}, errNoBox
			}
			s, _ := x.AuthScope()
			return s, nil
		}}},
		Routes: func(api huma.API) {
			op := func(id, method, path string) Operation {
				return Operation{ID: id, Method: method, Path: path, EN: id, ZH: "办理", KeyOptional: true}
			}
			with := func(o Operation, f func(*Operation)) Operation { f(&o); return o }
			Read(api, with(op("getBox", "GET", "/v1/boxes/{id}"), func(o *Operation) { o.Permission, o.Object = "ledger.read", "boxes.box" }), read)
			Read(api, with(op("countBoxes", "GET", "/v1/boxes/count"), func(o *Operation) { o.Permission = "ledger.read" }),
				func(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil })
			Read(api, with(op("mine", "GET", "/v1/boxes/mine"), func(o *Operation) { o.SignedIn = true }),
				func(ctx context.Context, _ *struct{}) (*box, error) { return &box{ID: auth.SubjectOf(ctx).Hat.ID}, nil })
			Read(api, with(op("hours", "GET", "/v1/boxes/hours"), func(o *Operation) { o.Open = true }),
				func(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil })
			Read(api, with(op("listBoxes", "GET", "/v1/boxes"), func(o *Operation) { o.Permission, o.Listed = "ledger.read", true }),
				func(ctx context.Context, _ *struct{}) (*Page[*box], error) {
					p := &Page[*box]{Items: []*box{}}
					for _, x := range b.all {
						if s, object := x.AuthScope(); b.wrong || auth.FilterOf(ctx).Admits(s, object) {
							p.Items = append(p.Items, x)
						}
					}
					return p, nil
				})
			Write(api, with(op("moveBoxes", "POST", "/v1/boxes/moves"), func(o *Operation) { o.Permission = "ledger.post" }),
				func(context.Context, *store.Tx, *moveIn) (*struct{}, error) { return &struct{}{}, nil })
			Write(api, with(op("fillBoxes", "POST", "/v1/boxes/fillings"), func(o *Operation) {
				o.Permission, o.Object, o.At = "ledger.read", "boxes.box", "body"
			}), func(context.Context, *store.Tx, *moveIn) (*struct{}, error) { return &struct{}{}, nil })
			Write(api, with(op("openBox", "POST", "/v1/boxes/{id}/open"), func(o *Operation) {
				o.Permission, o.Object, o.StepUp = "ledger.read", "boxes.box", true
			}), func(_ context.Context, _ *store.Tx, in *boxIn) (*box, error) { return b.find(in.ID), nil })
		}}
}

// TestGuard walks callers through rules: who may, whom nobody lets in, and what is hidden is as if it weren't there.
func TestGuard(t *testing.T) {
	room := &boxes{all: []*box{{"1", 11, "010"}, {"2", 12, "010"}, {"3", 13, "020"}}}
	m := room.module()
	st := store.Test(t, Schemas(m)...)
	now := st.Now()
	person := func(id auth.Party, proved time.Time, h auth.Hat) *auth.Subject {
		return &auth.Subject{Person: id, Client: "web", Session: 5, Level: auth.LevelTwo, ProvedAt: proved, Hat: h}
	}
	li := auth.Hat{ID: "self", Kind: auth.SelfHat, For: 11, Roles: []auth.Role{auth.Customer}}
	agent := auth.Hat{ID: "agent-7", Kind: auth.AgentHat, For: 12, Roles: []auth.Role{auth.Agent},
		Items: []auth.Item{{Permission: "ledger.read", Object: "boxes.box/2"}}}
	teller := auth.Hat{ID: "staff-8", Kind: auth.StaffHat, Branch: "010", Branches: []auth.Branch{"010"}, Roles: []auth.Role{auth.Teller}}
	a, err := New(st, Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []Authenticator{callers{
		"li": person(11, now, li), "stale": person(11, now.Add(-time.Hour), li), "agent": person(13, now, agent),
		"teller": person(14, now, teller), "accountant": person(15, now, auth.Hat{ID: "staff-9", Kind: auth.StaffHat, Roles: []auth.Role{auth.Accountant}}),
		"nothing": person(16, now, auth.Hat{ID: "self", Kind: auth.SelfHat, For: 16}),
	}}}, m)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(caller, method, path, body string) (int, string, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("X-Caller", caller)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		var p Problem
		_ = json.Unmarshal(w.Body.Bytes(), &p) // an answer that is no problem has no code
		p.Instance = ""
		text, _ := json.Marshal(p)
		return w.Code, p.Code, string(text)
	}
	for _, c := range []struct {
		caller, method, path, body string
		status                     int
		code                       string
	}{
		{"", "GET", "/v1/boxes/hours", "", 200, ""},
		{"", "GET", "/v1/boxes/mine", "", 401, "app.sign_in"},
		{"", "GET", "/v1/boxes/1", "", 401, "app.sign_in"},
		{"nothing", "GET", "/v1/boxes/mine", "", 200, ""},
		{"nothing", "GET", "/v1/boxes/1", "", 403, "app.forbidden"},
		{"li", "GET", "/v1/boxes/1", "", 200, ""},
		{"li", "GET", "/v1/boxes/2", "", 404, "boxes.unknown"},
		{"li", "GET", "/v1/boxes/99", "", 404, "boxes.unknown"},
		{"li", "GET", "/v1/boxes/count", "", 403, "app.reach"},
		{"li", "POST", "/v1/boxes/1/open", "", 200, ""},
		{"stale", "POST", "/v1/boxes/1/open", "", 403, "app.step_up"},
		{"agent", "GET", "/v1/boxes/2", "", 200, ""},
		{"agent", "GET", "/v1/boxes/1", "", 404, "boxes.unknown"},
		{"teller", "GET", "/v1/boxes/2", "", 200, ""},
		{"teller", "GET", "/v1/boxes/3", "", 404, "boxes.unknown"},
		{"accountant", "GET", "/v1/boxes/3", "", 200, ""},
		{"accountant", "GET", "/v1/boxes/count", "", 200, ""},
		{"accountant", "POST", "/v1/boxes/moves", `{"boxes":["1","3"]}`, 200, ""},
		{"li", "POST", "/v1/boxes/moves", `{"boxes":["1"]}`, 403, "app.forbidden"},
		{"li", "POST", "/v1/boxes/fillings", `{"boxes":["1"]}`, 200, ""},
		{"li", "POST", "/v1/boxes/fillings", `{"boxes":["1","2"]}`, 404, "boxes.unknown"},
		{"li", "POST", "/v1/boxes/fillings", `{"boxes":[]}`, 403, "app.reach"},
		{"accountant", "POST", "/v1/boxes/fillings", `{"boxes":[]}`, 200, ""},
		{"agent", "POST", "/v1/boxes/fillings", `{"boxes":["1"]}`, 404, "boxes.unknown"},
		{"", "POST", "/v1/boxes/fillings", `{"boxes":["1"]}`, 401, "app.sign_in"},
	} {
		status, code, _ := ask(c.caller, c.method, c.path, c.body)
		if status != c.status || code != c.code {
			t.Errorf("%s %s %s: %d %s, want %d %s", c.caller, c.method, c.path, status, code, c.status, c.code)
		}
	}
	_, _, hidden := ask("li", "GET", "/v1/boxes/2", "")
	if _, _, missing := ask("li", "GET", "/v1/boxes/99", ""); hidden != missing {
		t.Errorf("a hidden box answers %s, a missing one %s", hidden, missing)
	}
	if status, _, _ := ask("teller", "GET", "/v1/boxes", ""); status != 200 {
		t.Errorf("the list: %d", status)
	}
	room.wrong = true
	if status, _, _ := ask("teller", "GET", "/v1/boxes", ""); status != 500 {
		t.Errorf("a list that leads out of its caller's reach: %d, want 500", status)
	}
	if status, _, _ := ask("accountant", "GET", "/v1/boxes", ""); status != 200 {
		t.Errorf("the whole list for who may see it: %d", status)
	}
}

// TestRules: an operation without a rule, or with a wrong one, doesn't start.
func TestRules(t *testing.T) {
	for name, op := range map[string]Operation{
		"none":            {},
		"two":             {Open: true, SignedIn: true},
		"object alone":    {SignedIn: true, Object: "boxes.box"},
		"object and list": {Permission: "ledger.read", Object: "boxes.box", Listed: true},
		"at alone":        {Permission: "ledger.read", At: "path.id"},
		"at body":         {Permission: "ledger.read", Object: "boxes.box", At: "body.id"},
		"blind list":      {Permission: "ledger.read", Listed: true},
	} {
		t.Run(name, func(t *testing.T) {
			op.ID, op.Method, op.Path, op.EN, op.ZH = "look", "GET", "/v1/look", "Look", "查看"
			m := Module{Name: "look", Routes: func(api huma.API) {
				Read(api, op, func(context.Context, *struct{}) (*Page[string], error) { return &Page[string]{}, nil })
			}}
			defer func() {
				if recover() == nil {
					t.Error("it was taken")
				}
			}()
			_, _ = New(store.Test(t, Schemas(m)...), Config{}, m)
		})
	}
	m := Module{Name: "look", Routes: func(api huma.API) {
		Read(api, Operation{ID: "look", Method: "GET", Path: "/v1/look/{id}", EN: "Look", ZH: "查看", Permission: "ledger.read", Object: "nobody.knows"},
			func(context.Context, *boxIn) (*struct{}, error) { return &struct{}{}, nil })
	}}
	if _, err := New(store.Test(t, Schemas(m)...), Config{}, m); err == nil {
		t.Error("an operation whose object has no owner was taken")
	}
}

// TestFaces: the page has its own nonce each time and a policy that nothing gets around; files outside the folder aren't there.
func TestFaces(t *testing.T) {
	ui := fstest.MapFS{"index.html": {Data: []byte(`<script nonce="__CSP_NONCE__">`)}, "assets/a-1.js": {Data: []byte(strings.Repeat("let a;", 99))},
		"secret.txt": {Data: []byte("secret")}}
	a, err := New(store.Test(t, Schemas()...), Config{UI: ui, Observer: observe.Setup(observe.Config{Output: io.Discard})})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	first, second := get("/people/accounts/1"), get("/ops")
	if first.Code != 200 || first.Body.String() == second.Body.String() || strings.Contains(first.Body.String(), faceNonce) {
		t.Errorf("%d %s, then %s", first.Code, first.Body, second.Body)
	}
	policy := first.Header().Get("Content-Security-Policy")
	for _, need := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, need) {
			t.Errorf("the policy lacks %s: %s", need, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is lax: %s", policy)
	}
	if w := get("/assets/a-1.js"); w.Code != 200 || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	for _, path := range []string{"/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/..%2fsecret.txt", "/assets/%5c..%5csecret.txt", "/secret.txt"} {
		if w := get(path); strings.Contains(w.Body.String(), "secret\n") || w.Body.String() == "secret" {
			t.Errorf("%s gave the file away", path)
		}
	}
}

// TestPerPerson: whoever calls without end waits; others don't.
func TestPerPerson(t *testing.T) {
	m := (&boxes{}).module()
	st := store.Test(t, Schemas(m)...)
	self := auth.Hat{ID: "self", Kind: auth.SelfHat}
	a, err := New(st, Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), PerPerson: limit.Rule{Burst: 3, Every: time.Hour},
		Admit: []Authenticator{callers{"li": {Person: 11, Hat: self}, "wang": {Person: 12, Hat: self}}}}, m)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(who string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/v1/boxes/mine", nil)
		r.Header.Set("X-Caller", who)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		return w
	}
	for range 3 {
		if w := ask("li"); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if w := ask("li"); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("the fourth call: %d %v", w.Code, w.Header())
	}
	if w := ask("wang"); w.Code != 200 {
		t.Errorf("somebody else: %d", w.Code)
	}
}

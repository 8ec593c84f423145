package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// programs is a bank with clients behind a real server, and staff who call by their names.
type programs struct {
	testing.TB
	st     *store.Store
	server *httptest.Server
	keys   int
}

func newPrograms(t testing.TB) *programs {
	st := store.Test(t, append(Schemas(), store.Schema{Module: "approval", Files: approval.Schema()},
		store.Schema{Module: "client", Files: client.Schema()}, store.Schema{Module: "audit", Files: audit.Schema()})...)
	log := audit.New(st, audit.Config{})
	clients := client.New(st, client.Config{Audit: log})
	staff := func(id auth.Party, role auth.Role) *auth.Subject {
		return &auth.Subject{Person: id, Name: "员工" + id.String(), Client: "web", Session: 5, Level: auth.LevelStrong, ProvedAt: st.Now(),
			Hat: auth.Hat{ID: "staff-" + id.String(), Kind: auth.StaffHat, Branch: "010", Branches: []auth.Branch{"010"}, Roles: []auth.Role{role}}}
	}
	reg := approval.New(st, log)
	a, err := New(st, Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []Authenticator{
		callers{"maker": staff(1, auth.Admin), "approver": staff(2, auth.Admin), "teller": staff(3, auth.Teller)}, clients}},
		ApprovalModule(reg), ClientModule(clients, reg))
	if err != nil {
		t.Fatal(err)
	}
	p := &programs{TB: t, st: st, server: httptest.NewServer(a.Handler())}
	t.Cleanup(p.server.Close)
	return p
}

// send gives the status and the answer, read into out if it is not nil.
func (p *programs) send(c *http.Client, method, path, body string, out any, header ...string) (int, string) {
	p.Helper()
	r, err := http.NewRequest(method, p.server.URL+path, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		p.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", p.keys))
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			p.Errorf("%s %s: %v: %s", method, path, err, text)
		}
	}
	return resp.StatusCode, string(text)
}

// staff calls as one of the staff and wants this status and code.
func (p *programs) staff(who, method, path, body string, status int, code string, out any) string {
	p.Helper()
	got, text := p.send(http.DefaultClient, method, path, body, out, "X-Caller", who)
	var problem Problem
	_ = json.Unmarshal([]byte(text), &problem) // an answer that is no problem has no code
	if got != status || problem.Code != code {
		p.Errorf("%s %s %s: %d %s, want %d %s", who, method, path, got, text, status, code)
	}
	return text
}

// approved proposes as the maker and approves as another; it reads the act's result into out.
func (p *programs) approved(path, body string, out any) string {
	p.Helper()
	text := p.staff("maker", "POST", path, body, 202, "", nil)
	var a approval.Approval
	if err := json.Unmarshal([]byte(text), &a); err != nil || a.ID == 0 {
		var s clientSecret
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			p.Fatal(err, text)
		}
		a = s.Approval
	}
	p.staff("maker", "POST", "/v1/approvals/"+a.ID.String()+"/approve", `{}`, 422, "approval.own", nil)
	var done approval.Approval
	p.staff("approver", "POST", "/v1/approvals/"+a.ID.String()+"/approve", `{}`, 200, "", &done)
	if out != nil {
		if err := json.Unmarshal(done.Result, out); err != nil {
			p.Fatal(err, string(done.Result))
		}
	}
	return text
}

// token asks for an access token and gives status and answer.
func (p *programs) token(form url.Values, header ...string) (int, map[string]any) {
	p.Helper()
	out := map[string]any{}
	status, _ := p.send(http.DefaultClient, "POST", client.TokenPath, form.Encode(), &out,
		append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
	return status, out
}

// TestProgramsLife tells a program's life: proposed, approved, let in by token and by signature, suspended, let in again.
func TestProgramsLife(t *testing.T) {
	p := newPrograms(t)
	key, err := signature.Generate(signature.SM2)
	if err != nil {
		t.Fatal(err)
	}
	public, _ := json.Marshal(string(key.Public().PEM()))
	p.staff("teller", "POST", "/v1/clients", `{"name":"ERP","roles":["client_reader"],"reason":"x"}`, 403, "app.forbidden", nil)
	p.staff("maker", "POST", "/v1/clients", `{"name":"ERP","roles":["system"],"reason":"x"}`, 422, "auth.role_system", nil)
	p.staff("maker", "POST", "/v1/clients", `{"name":"ERP","roles":["client_reader"],"state":"active","reason":"x"}`, 422, "app.invalid_input", nil)

	var k client.Client
	p.approved("/v1/clients", fmt.Sprintf(`{"name":"ERP","roles":["client_ledger"],"keys":[{"name":"2026","publicKey":%s}],"reason":"contract 7"}`,
		public), &k)
	one := "/v1/clients/" + k.ID.String()
	var secret clientSecret
	if err := json.Unmarshal([]byte(p.approved(one+"/secret", `{"reason":"first"}`, nil)), &secret); err != nil {
		t.Fatal(err)
	}
	status, g := p.token(url.Values{"grant_type": {"client_credentials"}, "client_id": {k.ID.String()}, "client_secret": {secret.Secret}})
	if status != 200 || g["token_type"] != "Bearer" || g["expires_in"] != 600.0 {
		t.Fatalf("the token endpoint: %d %v", status, g)
	}
	bearer := []string{"Authorization", "Bearer " + g["access_token"].(string)}
	if status, text := p.send(http.DefaultClient, "GET", "/v1/clients", "", nil, bearer...); status != 403 || !strings.Contains(text, "app.forbidden") {
		t.Errorf("a program that may keep books reads clients: %d %s", status, text)
	}
	signed := &http.Client{Transport: &signature.Signer{Client: k.ID.String(), Key: key, Now: p.st.Now}}
	for _, method := range []string{"GET", "POST"} { // known, and refused for what it may, with and without a body
		body := map[string]string{"GET": "", "POST": `{"name":"x","roles":["client_reader"],"reason":"x"}`}[method]
		if status, text := p.send(signed, method, "/v1/clients", body, nil); status != 403 || !strings.Contains(text, "app.forbidden") {
			t.Errorf("signed %s: %d %s", method, status, text)
		}
	}
	p.staff("approver", "POST", one+"/suspend", `{"reason":"stolen"}`, 200, "", nil)
	for _, c := range []*http.Client{http.DefaultClient, signed} {
		if status, text := p.send(c, "GET", "/v1/clients", "", nil, bearer...); status != 401 || !strings.Contains(text, "client.suspended") {
			t.Errorf("a suspended program: %d %s", status, text)
		}
	}
	p.approved(one+"/resume", `{"reason":"found again"}`, nil)
	var read client.Client
	text := p.staff("maker", "GET", one, "", 200, "", &read)
	if read.State != client.Active || len(read.Keys) != 1 || !read.HasSecret || strings.Contains(text, secret.Secret) {
		t.Errorf("it reads %s", text)
	}
	p.staff("maker", "DELETE", one+"/keys/"+read.Keys[0].ID.String(), "", 200, "", nil)
	if status, text := p.send(signed, "GET", "/v1/clients", "", nil); status != 401 || !strings.Contains(text, "client.key_ended") {
		t.Errorf("a removed key: %d %s", status, text)
	}
	p.staff("maker", "GET", "/v1/clients/5", "", 404, "client.unknown", nil)
	p.staff("maker", "GET", "/v1/clients?limit=1", "", 200, "", nil)
}

// TestTokenRefusals have the form that RFC 6749 prescribes, and the bank's words in both languages.
func TestTokenRefusals(t *testing.T) {
	p := newPrograms(t)
	for name, c := range map[string]struct {
		form   string
		header []string
		status int
		word   string
	}{
		"no secret":    {"grant_type=client_credentials&client_id=1&client_secret=x", nil, 401, "invalid_client"},
		"basic":        {"grant_type=client_credentials", []string{"Authorization", "Basic MTp4"}, 401, "invalid_client"},
		"no grant":     {"client_id=1", nil, 400, "invalid_request"},
		"other grant":  {"grant_type=password&username=a&password=b", nil, 400, "unsupported_grant_type"},
		"doubled":      {"grant_type=client_credentials&client_id=1&client_id=2", nil, 400, "invalid_request"},
		"broken":       {"grant_type=%zz", nil, 400, "invalid_request"},
		"no text":      {"grant_type=client_credentials&client_id=%00%ff", nil, 401, "invalid_client"},
		"scope":        {"grant_type=client_credentials&client_id=1&scope=all", nil, 400, "invalid_scope"},
		"a false JWT":  {"grant_type=client_credentials&client_assertion=a.b.c&client_assertion_type=" + url.QueryEscape(jwtBearer), nil, 401, "invalid_client"},
		"an array":     {`["grant_type"]`, nil, 400, "invalid_request"},
		"a null byte":  {"grant_type=client_credentials\x00", nil, 400, "unsupported_grant_type"},
		"line breaks":  {"grant_type=client_credentials&client_id=1%0d%0aX-Admin:1&client_secret=x", nil, 401, "invalid_client"},
		"many, unread": {"grant_type=client_credentials&client_id=1" + strings.Repeat("&a=1", 500), nil, 400, "invalid_request"},
	} {
		var out tokenRefusal
		status, text := p.send(http.DefaultClient, "POST", client.TokenPath, c.form, &out,
			append([]string{"Content-Type", "application/x-www-form-urlencoded"}, c.header...)...)
		if status != c.status || out.Error != c.word || out.DetailZH == "" || out.Description == "" || !strings.HasPrefix(out.Code, "client.") {
			t.Errorf("%s: %d %s, want %d %s", name, status, text, c.status, c.word)
		}
		if i := bytes.IndexAny([]byte(out.Description), "\"\\\r\n"); i >= 0 {
			t.Errorf("%s: the description holds what RFC 6749 forbids: %q", name, out.Description)
		}
	}
	r, _ := http.NewRequest("POST", p.server.URL+client.TokenPath, strings.NewReader(`{"grant_type":"client_credentials"}`))
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("JSON at the token endpoint: %d", resp.StatusCode)
	}
}

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

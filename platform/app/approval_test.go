package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/observe"
	params "tonghui/platform/parameter"
	"tonghui/platform/store"
)

// fourEyes is a bank with approvals and parameters, and people who call by their names.
type fourEyes struct {
	testing.TB
	app  *App
	keys int
}

func newFourEyes(t testing.TB) *fourEyes {
	files := []store.Schema{{Module: "approval", Files: approval.Schema()}, {Module: "parameter", Files: params.Schema()},
		{Module: "audit", Files: audit.Schema()}}
	st := store.Test(t, append(Schemas(), files...)...)
	log := audit.New(st, audit.Config{})
	reg := approval.New(st, log)
	set := params.New(st, params.Definition{Name: "signin.idle_minutes", EN: "A session ends when idle", ZH: "会话闲置时限",
		Type: params.Int, Default: "15", Min: "1", Max: "60"})
	staff := func(id auth.Party, hat string, proved time.Time, roles ...auth.Role) *auth.Subject {
		return &auth.Subject{Person: id, Name: "员工" + id.String(), Client: "web", Session: 5, Level: auth.LevelTwo, ProvedAt: proved,
			Hat: auth.Hat{ID: hat, Kind: auth.StaffHat, Branch: "010", Branches: []auth.Branch{"010"}, Roles: roles}}
	}
	now := st.Now()
	a, err := New(st, Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []Authenticator{callers{
		"maker": staff(1, "staff-1", now, auth.Admin), "maker's other hat": staff(1, "staff-2", now, auth.Admin),
		"approver": staff(2, "staff-3", now, auth.Admin), "stale": staff(3, "staff-4", now.Add(-time.Hour), auth.Admin),
		"accountant": staff(4, "staff-5", now, auth.Accountant), "teller": staff(5, "staff-6", now, auth.Teller),
		"customer": {Person: 6, Client: "web", Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: 6, Roles: []auth.Role{auth.Customer}}},
	}}}, ApprovalModule(reg), ParameterModule(set, reg))
	if err != nil {
		t.Fatal(err)
	}
	return &fourEyes{TB: t, app: a}
}

// ask answers the status, the problem's code and the body.
func (f *fourEyes) ask(caller, method, path, body string) (int, string, string) {
	f.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("X-Caller", caller)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method == "POST" {
		f.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", f.keys))
	}
	w := httptest.NewRecorder()
	f.app.Handler().ServeHTTP(w, r)
	var p Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p) // an answer that is no problem has no code
	return w.Code, p.Code, w.Body.String()
}

func (f *fourEyes) want(status int, code, caller, method, path, body string) string {
	f.Helper()
	got, gotCode, text := f.ask(caller, method, path, body)
	if got != status || gotCode != code {
		f.Errorf("%s %s %s: %d %s, want %d %s\n%s", caller, method, path, got, gotCode, status, code, text)
	}
	return text
}

func (f *fourEyes) propose(value string) string {
	f.Helper()
	day := calendar.FromTime(f.app.st.Now()).Add(3)
	text := f.want(202, "", "maker", "POST", "/v1/parameters/signin.idle_minutes/changes",
		fmt.Sprintf(`{"from":%q,"value":%q,"reason":"finding 12"}`, day, value))
	var a approval.Approval
	if err := json.Unmarshal([]byte(text), &a); err != nil || a.State != approval.Open {
		f.Fatal(text, err)
	}
	return a.ID.String()
}

// TestParameterUnderFourEyes tells a change from its proposal to its history.
func TestParameterUnderFourEyes(t *testing.T) {
	f := newFourEyes(t)
	id := f.propose("010")
	one := "/v1/approvals/" + id
	f.want(422, "parameter.range", "maker", "POST", "/v1/parameters/signin.idle_minutes/changes",
		fmt.Sprintf(`{"from":%q,"value":"99","reason":"x"}`, calendar.FromTime(f.app.st.Now()).Add(3)))
	f.want(422, "parameter.past", "maker", "POST", "/v1/parameters/signin.idle_minutes/changes", `{"from":"2020-01-01","value":"9","reason":"x"}`)
	f.want(404, "parameter.unknown", "maker", "POST", "/v1/parameters/no.such/changes", `{"from":"2020-01-01","value":"9","reason":"x"}`)
	f.want(403, "app.forbidden", "accountant", "POST", "/v1/parameters/signin.idle_minutes/changes", `{"from":"2020-01-01","value":"9","reason":"x"}`)
	f.want(403, "app.forbidden", "customer", "GET", "/v1/parameters", "")

	text := f.want(200, "", "approver", "GET", one, "")
	if !strings.Contains(text, `"old":"15"`) || !strings.Contains(text, `"value":"10"`) || !strings.Contains(text, "会话闲置时限") {
		t.Errorf("the approver reads %s", text)
	}
	for caller, want := range map[string]struct {
		status int
		code   string
	}{
		"": {401, "app.sign_in"}, "customer": {403, "app.forbidden"}, "teller": {403, "app.forbidden"},
		"maker": {422, "approval.own"}, "maker's other hat": {422, "approval.own"}, "stale": {403, "app.step_up"},
		"accountant": {403, "approval.not_yours"},
	} {
		f.want(want.status, want.code, caller, "POST", one+"/approve", `{}`)
	}
	f.want(422, "app.invalid_input", "approver", "POST", one+"/refuse", `{}`)
	if text := f.want(200, "", "approver", "GET", "/v1/approvals", ""); !strings.Contains(text, `"id":"`+id+`"`) {
		t.Errorf("it isn't listed for who may decide it: %s", text)
	}
	for caller, path := range map[string]string{"maker": "/v1/approvals", "accountant": "/v1/approvals"} {
		if text := f.want(200, "", caller, "GET", path, ""); strings.Contains(text, id) {
			t.Errorf("%s can't decide it, but it is listed for her", caller)
		}
	}
	if text := f.want(200, "", "maker's other hat", "GET", "/v1/approvals/own", ""); !strings.Contains(text, id) {
		t.Error("her own isn't listed")
	}
	f.want(404, "approval.unknown", "approver", "GET", "/v1/approvals/own/"+id, "")
	f.want(200, "", "approver", "POST", one+"/approve", `{"note":"fine"}`)
	f.want(409, "approval.decided", "approver", "POST", one+"/approve", `{}`)
	f.want(409, "approval.decided", "maker", "POST", one+"/withdraw", "")
	text = f.want(200, "", "maker", "GET", "/v1/approvals/own/"+id, "")
	if !strings.Contains(text, `"approved"`) || !strings.Contains(text, `"note":"fine"`) {
		t.Errorf("the maker reads %s", text)
	}
	if text := f.want(200, "", "maker", "GET", "/v1/parameters", ""); !strings.Contains(text, `"coming":[{"from"`) {
		t.Errorf("what comes: %s", text)
	}
	text = f.want(200, "", "maker", "GET", "/v1/parameters/signin.idle_minutes/changes", "")
	if !strings.Contains(text, `"proposedBy":"1"`) || !strings.Contains(text, `"approvedBy":"2"`) || !strings.Contains(text, "finding 12") {
		t.Errorf("the history: %s", text)
	}
}

// TestApprovalsAreHidden: who may not see a proposal gets the answer that a missing one gets.
func TestApprovalsAreHidden(t *testing.T) {
	f := newFourEyes(t)
	id := f.propose("20")
	if text := f.want(200, "", "teller", "GET", "/v1/approvals?view=all", ""); !strings.Contains(text, id) { // her own branch's
		t.Errorf("the teller's list: %s", text)
	}
	f.want(200, "", "teller", "GET", "/v1/approvals/"+id, "")
	f.want(403, "approval.not_maker", "teller", "POST", "/v1/approvals/"+id+"/withdraw", "")
	f.want(404, "approval.unknown", "customer", "POST", "/v1/approvals/"+id+"/withdraw", "")
	for _, missing := range []string{"1", "x", "99999999999999999999"} {
		f.want(404, "approval.unknown", "teller", "GET", "/v1/approvals/"+missing, "")
		f.want(404, "approval.unknown", "approver", "GET", "/v1/approvals/"+missing, "")
		f.want(404, "approval.unknown", "approver", "POST", "/v1/approvals/"+missing+"/refuse", `{"reason":"no"}`)
	}
	f.want(200, "", "maker", "POST", "/v1/approvals/"+id+"/withdraw", "")
	id = f.propose("21")
	f.want(200, "", "approver", "POST", "/v1/approvals/"+id+"/return", `{"reason":"from the first of the month"}`)
	id = f.propose("22")
	f.want(200, "", "approver", "POST", "/v1/approvals/"+id+"/refuse", `{"reason":"no"}`)
	if text := f.want(200, "", "approver", "GET", "/v1/approvals?view=decided&limit=2", ""); strings.Count(text, `"decider"`) != 2 ||
		!strings.Contains(text, `"next"`) {
		t.Errorf("decided: %s", text)
	}
}

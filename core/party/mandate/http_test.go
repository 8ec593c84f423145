package mandate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// door is a bank with its API served; a header says who calls, as sign-in would.
type door struct {
	*bank
	srv  *httptest.Server
	keys int
	who  map[string]*auth.Subject
}

// Admit knows callers by the header X-Caller.
func (d *door) Admit(r *http.Request) (*auth.Subject, error) {
	return d.who[r.Header.Get("X-Caller")], nil
}

var errNoAccount = problem.New(problem.NotFound, "people.no_account", "There is no such account.", "没有该账户。")

// parties owns the parties of the fixture.
func (d *door) parties(_ context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, errNoParty
	}
	s := auth.Scope{Parties: []auth.Party{n}}
	if n == d.names["王芳"] {
		s.Branch = "0101" // her branch; nobody keeps the others
	}
	return s, nil
}

func newDoor(t testing.TB) *door {
	d := &door{bank: newBank(t)}
	d.o.Scope = d.parties
	for _, s := range app.Schemas() { // the app's own tables
		if _, err := d.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	proved := func(s *auth.Subject) *auth.Subject {
		s.ProvedAt, s.Level = d.now(), auth.LevelTwo
		return s
	}
	d.who = map[string]*auth.Subject{
		"wang":   proved(d.self("王芳")),
		"li":     proved(d.self("李强")),
		"head":   proved(d.under("钱进", auth.FirmHat, "惠民公司", auth.FirmHead)),
		"admin":  proved(d.under("赵敏", auth.StaffHat, "", auth.Admin)),
		"teller": proved(d.under("孙丽", auth.StaffHat, "", auth.Teller)),
		"chief":  proved(d.under("孙丽", auth.StaffHat, "", auth.BranchManager)),
		"data":   proved(d.under("孙丽", auth.StaffHat, "", auth.DataSteward)),
	}
	for _, who := range []string{"teller", "chief"} {
		d.who[who].Hat.Branch, d.who[who].Hat.Branches = "0101", []string{"0101"}
	}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.branches.Module(), d.Module(),
		app.Module{Name: "people", Owners: map[auth.Kind]app.Owner{
			kindParty: {Of: d.parties, Missing: errNoParty}, "ledger.account": {Of: d.parties, Missing: errNoAccount}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path, body string, status int, code string, answer any) {
	d.Helper()
	path = d.filled(path)
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(d.filled(body)))
	d.must(err)
	r.Header.Set("X-Caller", who)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		d.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", d.keys))
	}
	resp, err := d.srv.Client().Do(r)
	d.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	d.must(err)
	var p app.Problem
	if resp.StatusCode >= 400 {
		d.must(json.Unmarshal(text, &p))
	}
	if resp.StatusCode != status || p.Code != code {
		d.Fatalf("%s: %s %s %s: %d %s, want %d %s", who, method, path, body, resp.StatusCode, text, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(text, answer))
	}
}

// filled puts ids for {names}.
func (d *door) filled(text string) string {
	for name, id := range d.names {
		text = strings.ReplaceAll(text, "{"+name+"}", id.String())
	}
	return text
}

// TestOverHTTP: a person authorises an agent, who sees it, resigns from it, and nobody else sees any of it.
func TestOverHTTP(t *testing.T) {
	d := newDoor(t)
	give := `{"person":"{李强}","basis":"agent","items":[{"permission":"ledger.read"}],"until":"2026-05-01T00:00:00Z"}`
	d.call("", "POST", "/v1/parties/{王芳}/mandates", give, 401, "app.sign_in", nil)
	d.call("li", "POST", "/v1/parties/{王芳}/mandates", give, 404, "people.unknown", nil)
	d.call("admin", "POST", "/v1/parties/{王芳}/mandates", give, 403, "app.forbidden", nil)
	d.call("teller", "POST", "/v1/parties/{赵敏}/mandates", give, 404, "people.unknown", nil)
	var m Mandate
	d.call("wang", "POST", "/v1/parties/{王芳}/mandates", give, 201, "", &m)
	at := "/v1/mandates/" + m.ID.String()
	if m.Location() != at || m.Basis != Agent || m.State != InForce || m.GivenBy != d.names["王芳"] {
		t.Errorf("given: %+v", m)
	}
	var list app.Page[*Mandate]
	d.call("wang", "GET", "/v1/parties/{王芳}/mandates", "", 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].PersonName != "李强" {
		t.Errorf("who acts for her: %+v", list.Items)
	}
	d.call("li", "GET", "/v1/parties/{李强}/acting", "", 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].ForName != "王芳" {
		t.Errorf("for whom he acts: %+v", list.Items)
	}
	d.call("li", "GET", "/v1/parties/{王芳}/mandates", "", 404, "people.unknown", nil)
	d.call("li", "GET", at, "", 200, "", nil)
	d.call("li", "DELETE", at, "", 404, "mandate.unknown", nil)
	d.call("head", "PATCH", at, `{"version":1,"title":"x"}`, 404, "mandate.unknown", nil)
	d.call("teller", "GET", at, "", 200, "", &m)
	d.call("teller", "PATCH", at, `{"version":1,"until":"2026-04-01T00:00:00Z"}`, 200, "", &m)
	d.call("wang", "PATCH", at, `{"version":1,"title":"x"}`, 409, "mandate.version", nil)
	d.call("wang", "PATCH", at, `{"version":2,"items":[{"permission":"ledger.read","object":"ledger.account/{李强}"}]}`, 404, "people.no_account", nil)
	d.call("wang", "PATCH", at, `{"version":2,"items":[{"permission":"ledger.read","object":"some.thing/7"}]}`, 422, "mandate.items", nil)
	var h changes
	d.call("wang", "GET", at+"/history", "", 200, "", &h)
	if len(h.Items) != 2 || h.Items[1].Verb != "amend" || h.Items[1].Hat != "staff-1" {
		t.Errorf("history: %+v", h.Items)
	}
	d.call("head", "POST", at+"/resign", "", 404, "mandate.unknown", nil)
	d.call("li", "POST", at+"/resign?reason=%E6%97%A0%E6%9A%87", "", 200, "", &m)
	if m.State != Removed {
		t.Errorf("after resigning: %s", m.State)
	}
	d.call("wang", "DELETE", at, "", 422, "mandate.ended", nil)
	d.call("wang", "GET", "/v1/mandates/x", "", 404, "mandate.unknown", nil)
	d.call("head", "POST", "/v1/parties/{惠民公司}/mandates", `{"person":"{李强}","basis":"employee","roles":["firm_maker"],"title":"会计"}`, 201, "", nil)
	d.call("head", "POST", "/v1/parties/{惠民公司}/mandates", `{"person":"{李强}","basis":"legal_representative"}`, 403, "mandate.giver", nil)
}

// TestStaffOverHTTP: a hiring waits; a manager sees her branch's staff and not another's.
func TestStaffOverHTTP(t *testing.T) {
	d := newDoor(t)
	hire := `{"person":"{李强}","number":"007","branch":"0101","roles":["teller"],"reason":"新员工"}`
	d.call("teller", "POST", "/v1/staff", hire, 403, "app.forbidden", nil)
	var a approval.Approval
	d.call("admin", "POST", "/v1/staff", hire, 202, "", &a)
	if a.State != approval.Open || a.About != d.names["李强"] {
		t.Errorf("proposed: %+v", a)
	}
	d.call("admin", "POST", "/v1/staff", strings.Replace(hire, `"teller"`, `"teller","teller_checker"`, 1), 422, "auth.roles_exclude", nil)
	d.wears("李强", "self 李强 customer")
	s, err := d.hired("李强", "007", "0101", auth.Teller)
	d.must(err)
	other, err := d.hired("钱进", "008", "0102", auth.Teller)
	d.must(err)
	var list app.Page[*Staff]
	d.call("chief", "GET", "/v1/staff", "", 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].Name != "李强" {
		t.Errorf("the manager sees %+v", list.Items)
	}
	d.call("chief", "GET", "/v1/staff?branch=0102", "", 200, "", &list)
	if len(list.Items) != 0 {
		t.Errorf("the manager sees of another branch %+v", list.Items)
	}
	d.call("chief", "GET", "/v1/staff/"+other.ID.String(), "", 404, "mandate.staff_unknown", nil)
	d.call("admin", "GET", "/v1/staff", "", 200, "", &list)
	if len(list.Items) != 2 {
		t.Errorf("an administrator sees %+v", list.Items)
	}
	at := "/v1/staff/" + s.ID.String()
	d.call("admin", "PATCH", at, `{"version":1,"branch":"0102","reason":"轮岗"}`, 202, "", nil)
	d.call("admin", "PATCH", at, `{"version":2,"branch":"0102","reason":"轮岗"}`, 409, "mandate.version", nil)
	d.call("admin", "POST", at+"/leave", `{"version":1,"reason":"离职"}`, 202, "", nil)
	d.call("admin", "POST", "/v1/staff/7/leave", `{"version":1,"reason":"离职"}`, 404, "mandate.staff_unknown", nil)
	var h staffHistory
	d.call("chief", "GET", at+"/history", "", 200, "", &h)
	if len(h.Items) != 1 {
		t.Errorf("proposals changed something: %+v", h.Items)
	}
	d.call("teller", "GET", "/v1/branches", "", 200, "", nil)
	d.call("teller", "GET", "/v1/branches/0102", "", 200, "", nil)
	d.call("teller", "GET", "/v1/branches/77", "", 404, "branch.unknown", nil)
	d.call("admin", "PATCH", "/v1/branches/0102", `{"version":1,"nameEn":"East Gate Sub-branch"}`, 200, "", nil)
	d.call("admin", "PATCH", "/v1/branches/0001", `{"version":1,"parent":"0102"}`, 422, "branch.parentless", nil)
	d.call("teller", "GET", "/v1/branches/0102/history", "", 200, "", nil)
	d.call("admin", "POST", "/v1/branches", `{"code":"0103","nameZh":"南门支行","nameEn":"South Gate","parent":"0001","kind":"sub_branch"}`, 201, "", nil)
	d.call("teller", "POST", "/v1/branches/0102/close", "", 403, "app.forbidden", nil)
	d.call("admin", "POST", "/v1/branches/0102/close", "", 422, "mandate.staff_works", nil)
}

// TestHoldersOverHTTP: staff declare, the firm reads.
func TestHoldersOverHTTP(t *testing.T) {
	d := newDoor(t)
	put := `{"holders":[{"owner":"{王芳}","control":"shares","shareBp":2500}],"evidence":"章程"}`
	d.call("head", "PUT", "/v1/parties/{惠民公司}/holders", put, 403, "mandate.holder_rights", nil)
	d.must(d.holds("惠民公司", d.share("王芳", 2_500)))
	var o Ownership
	d.call("head", "GET", "/v1/parties/{惠民公司}/beneficial-owners", "", 200, "", &o)
	if len(o.Owners) != 1 || !o.Owners[0].Beneficial || o.Owners[0].Name != "王芳" || o.Undeclared != "75%" {
		t.Errorf("owners: %+v", o.Owners)
	}
	var list holdings
	d.call("head", "GET", "/v1/parties/{惠民公司}/holders", "", 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].OwnerName != "王芳" {
		t.Errorf("holders: %+v", list.Items)
	}
	d.call("li", "GET", "/v1/parties/{惠民公司}/holders", "", 404, "people.unknown", nil)
}

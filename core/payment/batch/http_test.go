package batch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
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

var errNoAccount = problem.New(problem.NotFound, "accounts.unknown", "There is no such account.", "没有该账户。")

func newDoor(t *testing.T) *door {
	d := &door{bank: newBank(t)}
	for _, s := range app.Schemas() { // the app's own tables
		if _, err := d.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	subject := func(person, forWhom auth.Party, kind auth.HatKind, role auth.Role) *auth.Subject {
		return &auth.Subject{Person: person, Client: "web", Level: auth.LevelTwo, ProvedAt: d.now(),
			Hat: auth.Hat{ID: string(kind) + "-" + person.String(), Kind: kind, For: forWhom, Roles: []auth.Role{role}}}
	}
	d.who = map[string]*auth.Subject{
		"maker": subject(maker, firm, auth.FirmHat, "firm_maker"), "checker": subject(checker, firm, auth.FirmHat, "firm_checker"),
		"approver": subject(approver, firm, auth.FirmHat, "firm_approver"), "rival": subject(90, rival, auth.FirmHat, "firm_maker"),
		"viewer": subject(91, firm, auth.FirmHat, "firm_viewer"), "self": subject(92, 92, auth.SelfHat, auth.Customer),
	}
	stale := *d.who["approver"]
	stale.ProvedAt = start.AddDate(0, 0, -1)
	d.who["stale"] = &stale
	owner := func(_ context.Context, id string) (auth.Scope, error) {
		n, err := store.ParseID(id)
		if err != nil {
			return auth.Scope{}, errNoAccount
		}
		a, err := d.reg.Get(nil, ledger.AccountID(n))
		if err != nil {
			return auth.Scope{}, errNoAccount
		}
		return auth.Scope{Parties: []auth.Party{a.Owner}, Branch: auth.Branch(a.Branch)}, nil
	}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.serveless(),
		app.Module{Name: "accounts", Owners: map[auth.Kind]app.Owner{objectAccount: {Of: owner, Missing: errNoAccount}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// serveless is the module without its job, which the test's own queue runs.
func (d *door) serveless() app.Module {
	m := d.Module()
	m.Jobs = nil
	return m
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path, body string, status int, code string, answer any) []byte {
	d.Helper()
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(body))
	d.must(err)
	r.Header.Set("X-Caller", who)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, "/v1/batches?") && method == http.MethodPost {
		r.Header.Set("Content-Type", "text/csv")
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
		d.Fatalf("%s: %s %s: %d %s, want %d %s", who, method, path, resp.StatusCode, text, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(text, answer))
	}
	return text
}

// TestOverHTTP: a payroll from its upload to its result file, by three persons, and nobody else.
func TestOverHTTP(t *testing.T) {
	d := newDoor(t)
	d.staff(3)
	file := table(3)
	at := "/v1/batches?account=" + d.payer.ID.String() + "&kind=payroll&name=gongzi.csv"
	d.call("", "POST", at, file, 401, "app.sign_in", nil)
	d.call("rival", "POST", at, file, 404, "accounts.unknown", nil)
	d.call("checker", "POST", at, file, 403, "app.forbidden", nil)
	d.call("self", "POST", at, file, 404, "accounts.unknown", nil)
	d.call("maker", "POST", strings.Replace(at, "payroll", "presents", 1), file, 422, "batch.kind", nil)
	d.call("maker", "POST", at, "账号,户名\n", 422, "batch.columns", nil)
	var b Batch
	d.call("maker", "POST", at, file, 201, "", &b)
	if b.Lines != 3 || b.State != Uploaded {
		t.Fatalf("uploaded: %+v", b)
	}
	d.call("maker", "POST", at, file, 409, "batch.same_file", nil)
	one := b.Location()
	d.call("rival", "GET", one, "", 404, "batch.unknown", nil)
	d.call("viewer", "GET", one, "", 200, "", &b)
	var list app.Page[*Batch]
	d.call("rival", "GET", "/v1/batches", "", 200, "", &list)
	if len(list.Items) != 0 {
		t.Errorf("another firm sees %+v", list.Items)
	}
	d.call("checker", "GET", "/v1/batches?state=uploaded", "", 200, "", &list)
	if len(list.Items) != 1 {
		t.Errorf("the checker sees %+v", list.Items)
	}
	d.call("maker", "POST", one+"/check", `{"decision":"all"}`, 403, "app.forbidden", nil)
	d.call("checker", "POST", one+"/check", `{"decision":"all"}`, 200, "", &b)
	d.call("stale", "POST", one+"/approve", `{"approve":true}`, 403, "app.step_up", nil)
	d.call("checker", "POST", one+"/approve", `{"approve":true}`, 403, "app.forbidden", nil)
	d.call("approver", "POST", one+"/approve", `{"approve":true}`, 422, "ledger.insufficient_funds", nil)
	d.fund(d.payer.ID, b.Total)
	d.call("approver", "POST", one+"/approve", `{"approve":true}`, 200, "", &b)
	d.call("maker", "POST", one+"/cancel?reason=x", "", 409, "batch.state", nil)
	d.started()
	d.wait(b.ID)
	var lines, rest app.Page[*Line]
	d.call("viewer", "GET", one+"/lines?limit=2", "", 200, "", &lines)
	if len(lines.Items) != 2 || lines.Next == "" || lines.Items[0].State != Paid {
		t.Errorf("lines: %+v", lines.Items)
	}
	d.call("viewer", "GET", one+"/lines?limit=2&after="+lines.Next, "", 200, "", &rest)
	if len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].Number != 4 {
		t.Errorf("the rest: %+v", rest.Items)
	}
	if text := d.call("maker", "GET", one+"/results", "", 200, "", nil); !bytes.Contains(text, []byte("成功")) {
		t.Errorf("results: %s", text)
	}
	if text := d.call("maker", "GET", one+"/results?format=pain.002", "", 200, "", nil); !bytes.Contains(text, []byte("<GrpSts>ACSC</GrpSts>")) {
		t.Errorf("status: %s", text)
	}
	d.call("rival", "GET", one+"/results", "", 404, "batch.unknown", nil)
	d.call("approver", "POST", one+"/retry", "", 409, "batch.state", nil)
	for _, f := range []Format{CSV, Excel, Pain09, Pain11} {
		if text := d.call("self", "GET", "/v1/batch-templates/"+string(f), "", 200, "", nil); len(text) < 60 {
			t.Errorf("template %s: %q", f, text)
		}
	}
}

// TestRefusedAndCancelled: by the checker, the approver or the maker; then the file may come again.
func TestRefusedAndCancelled(t *testing.T) {
	d := newDoor(t)
	d.staff(2)
	at := "/v1/batches?account=" + d.payer.ID.String() + "&kind=subsidy"
	for _, end := range []func(one string){
		func(one string) {
			d.call("checker", "POST", one+"/check", `{"decision":"refuse","reason":"金额有误"}`, 200, "", nil)
		},
		func(one string) {
			d.call("checker", "POST", one+"/check", `{"decision":"all"}`, 200, "", nil)
			d.call("approver", "POST", one+"/approve", `{"approve":false}`, 422, "batch.text", nil)
			d.call("approver", "POST", one+"/approve", `{"approve":false,"reason":"暂缓"}`, 200, "", nil)
		},
		func(one string) { d.call("maker", "POST", one+"/cancel?reason=%E9%87%8D%E5%81%9A", "", 200, "", nil) },
	} {
		var b Batch
		d.call("maker", "POST", at, table(2), 201, "", &b)
		end(b.Location())
		d.call("maker", "GET", b.Location(), "", 200, "", &b)
		if b.State != Refused && b.State != Cancelled || b.Reason == "" {
			t.Errorf("ended: %+v", b)
		}
		d.proved(b.ID)
	}
}

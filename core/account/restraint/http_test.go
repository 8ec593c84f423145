package restraint

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

func (d *door) account(_ context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, errNoAccount
	}
	ps, err := d.holders.Holders(nil, ledger.AccountID(n))
	return auth.Scope{Parties: ps, Branch: "0001"}, err
}

func newDoor(t testing.TB) *door {
	d := &door{bank: newBank(t), who: map[string]*auth.Subject{}}
	for _, s := range app.Schemas() {
		if _, err := d.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	staff := func(name string, person auth.Party, role auth.Role) {
		d.who[name] = &auth.Subject{Person: person, Name: name, Client: "web", Level: auth.LevelTwo, ProvedAt: d.now(),
			Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}, Branch: "0001", Branches: []string{"0001"}}}
	}
	staff("maker", 1, auth.Accountant)
	staff("checker", 2, auth.Accountant)
	staff("teller", 3, auth.Teller)
	for name, p := range map[string]auth.Party{"wang": wang, "li": li} {
		d.who[name] = &auth.Subject{Person: p, Name: name, Client: "web", Level: auth.LevelTwo, ProvedAt: d.now(),
			Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: p, Roles: []auth.Role{auth.Customer}}}
	}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, app.ApprovalModule(d.reg), d.Module(),
		app.Module{Name: "people", Owners: map[auth.Kind]app.Owner{accountKind: {Of: d.account, Missing: errNoAccount}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path string, body any, status int, code string, answer any) []byte {
	d.Helper()
	media, text := "application/json", []byte(nil)
	switch b := body.(type) {
	case nil:
	case []byte:
		media, text = "application/pdf", b
	default:
		var err error
		text, err = json.Marshal(b)
		d.must(err)
	}
	r, err := http.NewRequest(method, d.srv.URL+path, bytes.NewReader(text))
	d.must(err)
	r.Header.Set("X-Caller", who)
	if body != nil {
		r.Header.Set("Content-Type", media)
	}
	if method != http.MethodGet {
		d.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", d.keys))
	}
	resp, err := d.srv.Client().Do(r)
	d.must(err)
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	d.must(err)
	var p app.Problem
	if resp.StatusCode >= 400 {
		d.must(json.Unmarshal(out, &p))
	}
	if resp.StatusCode != status || p.Code != code {
		d.Fatalf("%s: %s %s %s: %d %s, want %d %s", who, method, path, text, resp.StatusCode, out, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(out, answer))
	}
	return out
}

type object = map[string]any

// TestOverHTTP: one proposes, another decides; the owner sees who froze her money and the document, and nobody else does.
func TestOverHTTP(t *testing.T) {
	d := newDoor(t)
	acct, other := d.bank.account("a", wang, 1_000), d.bank.account("b", wang, 0)
	scan := []byte("%PDF-1.4 协助冻结存款通知书")
	var f File
	d.call("maker", "POST", "/v1/restraint/documents", scan, 201, "", &f)
	d.call("teller", "POST", "/v1/restraint/documents", scan, 403, "app.forbidden", nil)
	d.call("maker", "POST", "/v1/restraint/documents", []byte("text"), 422, "restraint.file_type", nil)
	officers := []object{{"name": "张法官", "number": "京法001"}, {"name": "李法警", "number": "京法002"}}
	freeze := object{"kind": "court", "authority": "北京市朝阳区人民法院", "document": "(2026)京0105执1号", "case": "(2026)京0105执1号",
		"account": acct, "amount": "4000", "until": "2026-09-01T00:00:00Z", "file": f.Digest, "officers": officers, "reason": "协助执行"}
	var a approval.Approval
	d.call("teller", "POST", "/v1/restraint/orders", freeze, 403, "app.forbidden", nil)
	d.call("maker", "POST", "/v1/restraint/orders", freeze, 202, "", &a)
	var list app.Page[*Restraint]
	d.call("maker", "GET", "/v1/restraint/orders", nil, 200, "", &list)
	if len(list.Items) != 0 {
		t.Errorf("before it is decided: %+v", list.Items)
	}
	approve := "/v1/approvals/" + a.ID.String()
	d.call("maker", "POST", approve+"/approve", object{"note": "x"}, 422, "approval.own", nil)
	seen := d.call("checker", "GET", approve, nil, 200, "", nil)
	if strings.Contains(string(seen), "京法001") || !strings.Contains(string(seen), "¥40.00") {
		t.Errorf("the approver sees %s", seen)
	}
	d.call("checker", "POST", approve+"/approve", object{"note": "x"}, 200, "", nil)
	d.call("maker", "POST", "/v1/restraint/orders", freeze, 409, "restraint.document_used", nil)
	d.call("wang", "GET", "/v1/restraint/orders", nil, 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].Authority != "北京市朝阳区人民法院" {
		t.Fatalf("the owner sees %+v", list.Items)
	}
	at := list.Items[0].Location()
	var one Restraint
	d.call("wang", "GET", at, nil, 200, "", &one)
	if *one.Caught != 1_000 || *one.Short != 3_000 {
		t.Errorf("%+v", one)
	}
	if got := d.call("wang", "GET", at+"/documents/"+one.Measures[0].ID.String(), nil, 200, "", nil); !bytes.Equal(got, scan) {
		t.Errorf("the document is %q", got)
	}
	d.call("li", "GET", at, nil, 404, "restraint.unknown", nil)
	d.call("li", "GET", at+"/documents/"+one.Measures[0].ID.String(), nil, 404, "restraint.unknown", nil)
	d.call("li", "GET", "/v1/restraint/orders", nil, 200, "", &list)
	if len(list.Items) != 0 {
		t.Errorf("another customer sees %+v", list.Items)
	}
	d.call("teller", "GET", "/v1/restraint/orders?state=in_force&kind=court&account="+acct.String()+"&party="+wang.String(), nil, 200, "", &list)
	if len(list.Items) != 1 {
		t.Errorf("the branch sees %+v", list.Items)
	}
	d.call("wang", "POST", at+"/officers", nil, 403, "app.forbidden", nil)
	if out := d.call("checker", "POST", at+"/officers", nil, 200, "", nil); !strings.Contains(string(out), "京法001") {
		t.Errorf("officers: %s", out)
	}
	// A mark, a deduction that it bounds, and a draw.
	d.decided("PUT", "/v1/restraint/accounts/"+acct.String()+"/mark", object{"kind": "salary", "monthly": "300", "evidence": "代发协议", "reason": "工资户"})
	deduct := object{"authority": one.Authority, "document": "扣1号", "version": one.Version, "file": f.Digest, "officers": officers,
		"amount": "701", "to": d.court, "reason": "协助执行"}
	d.call("maker", "POST", at+"/deduct", deduct, 422, "restraint.protected", nil)
	deduct["amount"] = "700"
	d.decided("POST", at+"/deduct", deduct)
	living := "/v1/restraint/accounts/" + acct.String() + "/living"
	d.call("wang", "POST", living, object{"to": d.court, "amount": "100", "reference": "1"}, 422, "restraint.not_hers", nil)
	d.call("wang", "POST", living, object{"to": other, "amount": "301", "reference": "1"}, 422, "restraint.living_used", nil)
	d.call("wang", "POST", living, object{"to": other, "amount": "100", "reference": "1"}, 200, "", nil)
	d.call("li", "POST", living, object{"to": other, "amount": "100", "reference": "2"}, 404, "people.no_account", nil)
	var m Mark
	d.call("wang", "GET", "/v1/restraint/accounts/"+acct.String()+"/mark", nil, 200, "", &m)
	if m.Left != 200 || m.Rule == "" {
		t.Errorf("mark: %+v", m)
	}
	d.call("wang", "GET", at, nil, 200, "", &one)
	d.decided("POST", at+"/extend", object{"authority": one.Authority, "document": "续1号", "version": one.Version, "file": f.Digest,
		"officers": officers, "until": "2027-08-01T00:00:00Z", "reason": "续冻"})
	d.decided("POST", at+"/release", object{"authority": one.Authority, "document": "解1号", "version": one.Version + 1, "file": f.Digest,
		"officers": officers, "reason": "解除"})
	d.call("wang", "GET", at, nil, 200, "", &one)
	if one.State != Ended || len(one.Measures) != 4 || d.balance(acct) != 200 {
		t.Errorf("at the end: %+v, balance %d", one, d.balance(acct))
	}
	d.proved()
}

// decided proposes as one and approves as another.
func (d *door) decided(method, path string, body object) {
	d.Helper()
	var a approval.Approval
	d.call("maker", method, path, body, 202, "", &a)
	d.call("checker", "POST", "/v1/approvals/"+a.ID.String()+"/approve", object{"note": "已核"}, 200, "", nil)
}

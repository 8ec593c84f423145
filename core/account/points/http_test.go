package points

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
	"tonghui/platform/store"
)

// door is the room behind its API, with callers by name.
type door struct {
	*office
	srv  *httptest.Server
	keys int
	who  map[string]*auth.Subject
}

// Admit knows callers by the header X-Caller.
func (d *door) Admit(r *http.Request) (*auth.Subject, error) {
	return d.who[r.Header.Get("X-Caller")], nil
}

var errNoParty = problem.New(problem.NotFound, "test.no_party", "There is no such party.", "没有该当事人。")

func newDoor(t testing.TB) *door {
	d := &door{office: newOffice(t)}
	for _, s := range app.Schemas() { // the app's own tables
		if _, err := d.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	person := func(p auth.Party, h auth.Hat) *auth.Subject {
		return &auth.Subject{Person: p, Name: "某人", Client: "web", Hat: h, Level: auth.LevelTwo, ProvedAt: d.now()}
	}
	self := func(p auth.Party) *auth.Subject {
		return person(p, auth.Hat{ID: "self", Kind: auth.SelfHat, For: p, Roles: []auth.Role{auth.Customer}})
	}
	d.who = map[string]*auth.Subject{"wang": self(wang), "li": self(li),
		"operations": person(504, auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Operations}, Branch: "0001", Branches: []string{"0001"}})}
	parties := func(_ context.Context, id string) (auth.Scope, error) {
		n, err := store.ParseID(id)
		if err != nil {
			return auth.Scope{}, errNoParty
		}
		return auth.Scope{Parties: []auth.Party{n}}, nil
	}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.Module(),
		app.Module{Name: "test", Owners: map[auth.Kind]app.Owner{kindParty: {Of: parties, Missing: errNoParty}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path, body string, status int, code string, answer any) {
	d.Helper()
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(body))
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
		d.Fatalf("%s: %s %s: %d %s, want %d %s", who, method, path, resp.StatusCode, text, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(text, answer))
	}
}

// TestOverHTTP: the catalogue is everybody's, points are their owner's, rules and items the operators'.
func TestOverHTTP(t *testing.T) {
	d := newDoor(t)
	d.must(d.Seed(ctx))
	var rules app.Page[*Rule]
	d.call("", "GET", "/v1/points/rules?limit=1", "", 200, "", &rules)
	if len(rules.Items) != 1 || rules.Next == "" {
		t.Errorf("rules %+v", rules)
	}
	item := `{"nameZh":"雨伞","nameEn":"Umbrella","price":300,"stock":1,"offered":true}`
	d.call("wang", "PUT", "/v1/points/items/UMBRELLA", item, 403, "app.forbidden", nil)
	d.call("operations", "PUT", "/v1/points/items/UMBRELLA", item, 200, "", nil)
	d.call("operations", "PUT", "/v1/points/items/UMBRELLA", item, 409, "points.version", nil)
	var items app.Page[Item]
	d.call("", "GET", "/v1/points/items", "", 200, "", &items)
	if len(items.Items) != 4 {
		t.Errorf("items %+v", items)
	}
	d.call("operations", "POST", "/v1/points/rules",
		`{"code":"FEAST","nameZh":"节日加倍","nameEn":"Feast days","kind":"card","from":"2026-03-02","until":"2026-03-02","multiplierBp":20000}`, 201, "", nil)
	d.earned("a", 200_00)
	mine := fmt.Sprint("/v1/points/parties/", wang)
	var a accountAnswer
	d.call("wang", "GET", mine, "", 200, "", &a)
	if a.Balance != 400 || len(a.Batches) != 1 {
		t.Errorf("account %+v", a)
	}
	d.call("li", "GET", mine, "", 404, "test.no_party", nil)
	d.call("li", "POST", mine+"/redemptions", `{"item":"UMBRELLA"}`, 404, "test.no_party", nil)
	d.call("wang", "POST", mine+"/redemptions", `{"item":"TEA"}`, 422, "points.too_few", nil)
	var r Redemption
	d.call("wang", "POST", mine+"/redemptions", `{"item":"UMBRELLA"}`, 201, "", &r)
	at := "/v1/points/redemptions/" + r.ID.String()
	var open app.Page[*Redemption]
	d.call("operations", "GET", "/v1/points/redemptions", "", 200, "", &open)
	if len(open.Items) != 1 {
		t.Errorf("open %+v", open)
	}
	d.call("li", "POST", at+"/cancel", "", 404, "points.unknown_redemption", nil)
	d.call("wang", "POST", at+"/cancel", "", 200, "", &r)
	d.call("operations", "POST", at+"/deliver", "", 422, "points.redemption_ended", nil)
	var entries app.Page[*Entry]
	d.call("wang", "GET", mine+"/entries", "", 200, "", &entries)
	if len(entries.Items) != 3 || entries.Items[0].Kind != Returned || entries.Items[0].Balance != 400 {
		t.Errorf("entries %+v", entries.Items)
	}
	var redemptions app.Page[*Redemption]
	d.call("wang", "GET", mine+"/redemptions", "", 200, "", &redemptions)
	if len(redemptions.Items) != 1 || redemptions.Items[0].State != Cancelled {
		t.Errorf("redemptions %+v", redemptions.Items)
	}
	d.sound()
}

package card

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// door is a bank behind its API, with callers by name.
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

func (d *door) accountOwner(_ context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, errNoAccount
	}
	a, ok := d.accounts[ledger.AccountID(n)]
	if !ok {
		return auth.Scope{}, errNoAccount
	}
	return auth.Scope{Parties: []auth.Party{a.Owner}, Branch: auth.Branch(a.Branch)}, nil
}

func newDoor(t testing.TB) *door {
	d := &door{bank: newBank(t)}
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
	staff := func(p auth.Party, branch auth.Branch, role auth.Role) *auth.Subject {
		return person(p, auth.Hat{ID: "staff-" + p.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}, Branch: branch, Branches: []string{branch}})
	}
	program := func(id string) *auth.Subject {
		return &auth.Subject{Client: id, Name: id, Level: auth.LevelStrong,
			Hat: auth.Hat{ID: "client-" + id, Kind: auth.ClientHat, Roles: []auth.Role{auth.ClientAcquirer}}}
	}
	d.who = map[string]*auth.Subject{"wang": self(wang), "li": self(li), "teller": staff(501, "0001", auth.Teller),
		"chief": staff(502, "0001", auth.BranchManager), "elsewhere": staff(503, "0102", auth.Teller), "operations": staff(504, "0001", auth.Operations),
		"acquirer": program("acquirer-1"), "stranger": program("acquirer-9")}
	kiosk := self(wang)
	kiosk.Client = "kiosk-K01"
	d.who["kiosk"] = kiosk
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.Module(), app.ApprovalModule(d.approvals),
		app.Module{Name: "test", Owners: map[auth.Kind]app.Owner{"account.account": {Of: d.accountOwner, Missing: errNoAccount}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path string, body any, status int, code string, answer any) {
	d.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		d.must(err)
		in = strings.NewReader(string(b))
	}
	r, err := http.NewRequest(method, d.srv.URL+path, in)
	d.must(err)
	r.Header.Set("X-Caller", who)
	if body != nil {
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

type object = map[string]any

// TestOverHTTP: a teller issues, the holder sets a PIN at the kiosk and activates, a shop is paid, and nobody else sees any of it.
func TestOverHTTP(t *testing.T) {
	d := newDoor(t)
	issue := "/v1/card/cards?account=" + d.hers.String()
	d.call("wang", "POST", issue, object{}, 403, "app.forbidden", nil)
	d.call("elsewhere", "POST", issue, object{}, 404, "test.no_account", nil)
	d.call("teller", "POST", issue, object{"kind": "credit"}, 422, "card.kind", nil)
	var one Card
	d.call("teller", "POST", issue, object{}, 201, "", &one)
	at := one.Location()
	d.call("li", "GET", at, nil, 404, "card.unknown", nil)
	d.call("wang", "GET", "/v1/card/cards/x", nil, 404, "card.unknown", nil)
	var list app.Page[*Card]
	d.call("wang", "GET", "/v1/card/cards", nil, 200, "", &list)
	if len(list.Items) != 1 || list.Items[0].Number != one.Number {
		t.Errorf("her cards %+v", list.Items)
	}
	for _, who := range []string{"li", "elsewhere"} {
		if d.call(who, "GET", "/v1/card/cards", nil, 200, "", &list); len(list.Items) != 0 {
			t.Errorf("%s sees %+v", who, list.Items)
		}
	}
	var pad padAnswer
	d.call("", "GET", "/v1/card/pad", nil, 200, "", &pad)
	p, err := hsm.NewPad(pad.Public)
	d.must(err)
	typed := func(pin string) hsm.Block {
		b, err := p.Block(pin, hsm.ByCard, one.ID.String())
		d.must(err)
		return b
	}
	d.call("kiosk", "PUT", at+"/pin", object{"pin": typed("123456")}, 422, "card.pin_weak", nil)
	d.call("kiosk", "PUT", at+"/pin", object{"pin": typed(goodPIN)}, 200, "", nil)
	d.call("kiosk", "POST", at+"/activate", nil, 200, "", &one)
	d.call("kiosk", "POST", at+"/pin/verify", object{"pin": typed("000011")}, 422, "card.pin", nil)
	d.call("kiosk", "POST", at+"/pin/verify", object{"pin": typed(goodPIN)}, 200, "", nil)
	d.call("wang", "PUT", at+"/limits", object{"version": one.Version + 2, "limits": object{"atm": object{"each": "100000", "day": "200000"}}}, 200, "", &one)
	if one.Limits[ATM].Day != 2_000_00 {
		t.Errorf("limits %+v", one.Limits)
	}
	var limits limitsAnswer
	d.call("wang", "GET", at+"/limits", nil, 200, "", &limits)

	kept, err := view(ctx, d.Cards, func(v *store.View) (*Card, error) { return d.Get(v, one.ID) })
	d.must(err)
	number, err := d.number(kept)
	d.must(err)
	d.paysIn(d.hers, 1_000_00)
	buy := object{"reference": "A1", "number": number, "pin": typed(goodPIN), "channel": "pos", "amount": "30000", "merchant": "惠民超市", "category": "5411"}
	d.call("stranger", "POST", "/v1/card/authorisations", buy, 403, "card.acquirer", nil)
	d.call("wang", "POST", "/v1/card/authorisations", buy, 403, "app.forbidden", nil)
	var a Authorisation
	for range 2 {
		d.call("acquirer", "POST", "/v1/card/authorisations", buy, 200, "", &a)
		if a.Response != Approved || a.State != Held {
			t.Fatalf("%+v", a)
		}
	}
	d.call("acquirer", "POST", "/v1/card/authorisations/A1/capture", object{"reference": "C1", "amount": "20000"}, 200, "", nil)
	d.call("acquirer", "POST", "/v1/card/authorisations/A1/refund", object{"reference": "F1", "amount": "5000"}, 200, "", nil)
	d.call("acquirer", "POST", "/v1/card/authorisations/A1/refund", object{"reference": "F2", "amount": "15001"}, 422, "card.too_much", nil)
	d.call("acquirer", "POST", "/v1/card/authorisations/A1/reverse", nil, 200, "", &a)
	d.call("acquirer", "GET", "/v1/card/authorisations/A1", nil, 200, "", &a)
	d.call("acquirer", "GET", "/v1/card/authorisations/A9", nil, 404, "card.no_authorisation", nil)
	if a.Captured != 20_000 || a.Refunded != 5_000 || d.balance(d.hers).Booked != 850_00 || d.balance(d.hers).Held != 0 {
		t.Errorf("%+v, %+v", a, d.balance(d.hers))
	}
	var seen app.Page[*Authorisation]
	d.call("wang", "GET", at+"/authorisations", nil, 200, "", &seen)
	if len(seen.Items) != 1 || seen.Items[0].Merchant != "惠民超市" {
		t.Errorf("her transactions %+v", seen.Items)
	}
	d.sound()
}

// TestDeskOverHTTP: loss, replacement, a PIN reset by two people, acquirers.
func TestDeskOverHTTP(t *testing.T) {
	d := newDoor(t)
	one, _ := d.inUse(d.hers)
	at := one.Location()
	d.call("wang", "POST", at+"/freeze", nil, 200, "", nil)
	d.call("wang", "POST", at+"/unfreeze", nil, 200, "", nil)
	d.call("wang", "POST", at+"/loss", nil, 200, "", one)
	if one.State != Lost || one.Loss != Oral {
		t.Errorf("%+v", one)
	}
	d.call("wang", "POST", at+"/unfreeze", nil, 422, "card.state", nil)
	d.call("elsewhere", "POST", at+"/desk/loss", object{"loss": "written"}, 404, "card.unknown", nil)
	d.call("teller", "POST", at+"/desk/loss", object{"loss": "written"}, 200, "", nil)
	d.call("teller", "POST", at+"/desk/found", object{"reason": "已找到"}, 200, "", nil)
	d.call("wang", "POST", at+"/unfreeze", nil, 200, "", nil)
	d.call("teller", "POST", at+"/desk/renew", nil, 422, "card.renew", nil)
	var a approval.Approval
	d.call("teller", "POST", at+"/desk/pin-reset", object{"reason": "客户忘记密码"}, 202, "", &a)
	d.call("chief", "POST", "/v1/approvals/"+a.ID.String()+"/approve", object{}, 200, "", nil)
	d.call("wang", "GET", at, nil, 200, "", one)
	if one.HasPIN {
		t.Error("the PIN is still there")
	}
	var next Card
	d.call("teller", "POST", at+"/desk/replace", object{"reason": "换号"}, 201, "", &next)
	d.call("wang", "POST", next.Location()+"/close", object{}, 200, "", nil)
	d.call("teller", "POST", next.Location()+"/desk/close", object{"reason": "x"}, 422, "card.state", nil)

	acquirer := object{"code": "ACQ02", "client": "acquirer-2", "name": "城商收单", "branch": "0001"}
	d.call("teller", "POST", "/v1/card/acquirers", acquirer, 403, "app.reach", nil)
	d.call("operations", "POST", "/v1/card/acquirers", acquirer, 201, "", nil)
	d.call("operations", "POST", "/v1/card/acquirers", acquirer, 409, "card.acquirer_taken", nil)
	var list app.Page[*Acquirer]
	d.call("operations", "GET", "/v1/card/acquirers", nil, 200, "", &list)
	if len(list.Items) != 2 {
		t.Errorf("acquirers %+v", list.Items)
	}
	d.sound()
}

// TestNumbersStayHidden: the number is in no answer, no audit note and no column in the clear.
func TestNumbersStayHidden(t *testing.T) {
	d := newDoor(t)
	one, number := d.inUse(d.hers)
	d.paysIn(d.hers, 100_00)
	d.answers(d.shop("A1", one, number, 100), Approved)
	for _, path := range []string{"/v1/card/cards", one.Location(), one.Location() + "/authorisations"} {
		r, err := http.NewRequest("GET", d.srv.URL+path, nil)
		d.must(err)
		r.Header.Set("X-Caller", "wang")
		resp, err := d.srv.Client().Do(r)
		d.must(err)
		text, err := io.ReadAll(resp.Body)
		d.must(err)
		d.must(resp.Body.Close())
		if strings.Contains(string(text), number) || !strings.Contains(string(text), "id") {
			t.Errorf("%s shows the number", path)
		}
	}
	d.noNumberInTables(number)
}

// TestAgentSeesSome: an agent's list shows the cards that she may see, and an agent for accounts none.
func TestAgentSeesSome(t *testing.T) {
	d := newDoor(t)
	one, _ := d.issued(d.hers)
	_, _ = d.issued(d.hers)
	for item, want := range map[string]int{"card.card/" + one.ID.String(): 1, "account.account/7": 0} {
		d.who["guardian"] = &auth.Subject{Person: li, Name: "某人", Client: "web", Hat: auth.Hat{ID: "agent-1", Kind: auth.AgentHat, For: wang,
			Roles: []auth.Role{auth.Guardian}, Items: []auth.Item{{Permission: mayRead, Object: item}}}}
		var list app.Page[*Card]
		d.call("guardian", "GET", "/v1/card/cards", nil, 200, "", &list)
		if len(list.Items) != want {
			t.Errorf("%s shows %d cards", item, len(list.Items))
		}
	}
}

package interest

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

// door serves a bank's API; a header says who calls, as sign-in would.
type door struct {
	*bank
	srv  *httptest.Server
	reg  *approval.Register
	keys int
	who  map[string]*auth.Subject
}

// Admit knows callers by the header X-Caller.
func (d *door) Admit(r *http.Request) (*auth.Subject, error) {
	return d.who[r.Header.Get("X-Caller")], nil
}

var errNoAccount = problem.New(problem.NotFound, "account.unknown", "There is no such account.", "没有该账户。")

// TestOverHTTP: anybody reads the rates; one accountant proposes a change and another approves it; an account's owner sees what it
// has earned, and nobody else's.
func TestOverHTTP(t *testing.T) {
	d := &door{bank: newBank(t, date("2026-03-02"), nil)}
	for _, s := range append(app.Schemas(), store.Schema{Module: "approval", Files: approval.Schema()}) {
		if _, err := d.st.Migrate(ctx, "test", append(testSchemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	d.reg = approval.New(d.st, d.log)
	d.o.Approvals = d.reg
	d.reg.Add(d.Acts()...)
	d.must(d.rate(flat("demand", date("2026-03-02"), 500)))
	id := d.open("d1", "demand")
	staff := func(person auth.Party) *auth.Subject {
		return &auth.Subject{Person: person, ProvedAt: d.now(), Level: auth.LevelTwo,
			Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{auth.Accountant}}}
	}
	own := func(person auth.Party) *auth.Subject {
		return &auth.Subject{Person: person, Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: person, Roles: []auth.Role{auth.Customer}}}
	}
	d.who = map[string]*auth.Subject{"maker": staff(1), "checker": staff(2), "li": own(17), "wang": own(18)}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.Module(), app.ApprovalModule(d.reg),
		app.Module{Name: "account", Owners: map[auth.Kind]app.Owner{accountKind: {Missing: errNoAccount,
			Of: func(context.Context, string) (auth.Scope, error) { return auth.Scope{Parties: []auth.Party{17}}, nil }}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	defer d.srv.Close()

	propose := func(from, percent string) string {
		return fmt.Sprintf(`{"from":%q,"tiers":[{"from":"0","percent":%q}],"reason":"committee"}`, from, percent)
	}
	d.call("li", "POST", "/v1/interest/rates/demand/changes", propose("2026-03-10", "0.1"), 403, "", nil)
	d.call("maker", "POST", "/v1/interest/rates/demand/changes", propose("2026-03-01", "0.1"), 422, "interest.rate_past", nil)
	d.call("maker", "POST", "/v1/interest/rates/demand/changes", propose("2026-03-10", "0.00001"), 422, "", nil)
	var made struct{ ID string }
	d.call("maker", "POST", "/v1/interest/rates/demand/changes", propose("2026-03-10", "0.1"), 202, "", &made)
	d.call("maker", "POST", "/v1/approvals/"+made.ID+"/approve", `{}`, 422, "approval.own", nil)
	d.call("checker", "POST", "/v1/approvals/"+made.ID+"/approve", `{}`, 200, "", nil)

	var rates struct {
		Items, Later []struct {
			Code, From string
			Tiers      []struct{ Percent string }
		}
	}
	d.call("", "GET", "/v1/interest/rates?on=2026-03-09", "", 200, "", &rates)
	if len(rates.Items) != 1 || len(rates.Later) != 1 || rates.Items[0].Tiers[0].Percent != "0.05" || rates.Later[0].Tiers[0].Percent != "0.1" {
		t.Errorf("rates: %+v", rates)
	}
	d.call("", "GET", "/v1/interest/rates/demand", "", 200, "", &rates)
	if len(rates.Items) != 2 || rates.Items[0].From != "2026-03-10" {
		t.Errorf("history: %+v", rates)
	}
	d.move(id, 100_000_00, 0)
	d.close(date("2026-03-04"))
	var earned map[string]string
	d.call("li", "GET", "/v1/interest/accounts/"+id.String(), "", 200, "", &earned)
	if earned["earned"] != "28" || earned["percent"] != "0.05" || earned["balance"] != "10000000" || earned["through"] != "2026-03-03" {
		t.Errorf("accrued: %v", earned)
	}
	d.call("wang", "GET", "/v1/interest/accounts/"+id.String(), "", 404, "account.unknown", nil)
	d.call("li", "GET", "/v1/interest/accounts/5", "", 404, "interest.unknown", nil)
}

// TestFound: the first rates stand once, whatever is done again.
func TestFound(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	for range 2 {
		b.ok(func(tx *store.Tx) error { return b.Found(tx) })
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		rows, err := allRates(v)
		if len(rows) != len(starting) {
			t.Errorf("%d rates", len(rows))
		}
		return err
	}))
}

// TestVerifySees: a changed sum, balance or pool is found.
func TestVerifySees(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	b.must(b.rate(flat("demand", date("2026-03-02"), 500)))
	id := b.open("d1", "demand")
	b.move(id, 100_000_00, 0)
	b.close(date("2026-03-05"))
	b.move(id, 1, 0)
	b.close(date("2026-03-06"))
	b.proves()
	for _, spoil := range [][2]string{{"UPDATE interest_accounts SET acc_lo = acc_lo + 1", "UPDATE interest_accounts SET acc_lo = acc_lo - 1"},
		{"UPDATE interest_accounts SET balance = balance + 1", "UPDATE interest_accounts SET balance = balance - 1"},
		{"UPDATE interest_pools SET booked = booked + 1", "UPDATE interest_pools SET booked = booked - 1"}} {
		run := func(text string) {
			b.ok(func(tx *store.Tx) error { _, err := tx.Exec(text); return err })
		}
		run(spoil[0])
		if err := b.Verify(ctx, b.st, 0); err == nil {
			t.Errorf("%s was not found", spoil[0])
		}
		run(spoil[1])
		b.must(b.Verify(ctx, b.st, 0))
	}
}

// call makes a request as somebody; code is the problem's code, "" for any.
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
	if resp.StatusCode != status || code != "" && p.Code != code {
		d.Fatalf("%s: %s %s %s: %d %s, want %d %s", who, method, path, body, resp.StatusCode, text, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(text, answer))
	}
}

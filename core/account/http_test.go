package account

import (
	"encoding/json"
	"strings"
	"testing"

	"tonghui/base/calendar"
)

// TestAPI: a person opens, lists, reads and closes by herself; a teller for her; others see nothing.
func TestAPI(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 1_000_00)
	lis := b.demand(li, 5_00)
	open := func(who, owner, body string) (status int, code, text string) {
		return b.ask(who, "POST", "/v1/account/accounts?branch=0101&owner="+owner, body)
	}
	status, _, text := open("wang", wang.String(), `{"product":"time1y","currency":"CNY","amount":"10000","from":"`+own.ID.String()+`"}`)
	var a Account
	if status != 201 || json.Unmarshal([]byte(text), &a) != nil || a.Kind != Time {
		t.Fatalf("open: %d %s", status, text)
	}
	if status, _, text := open("teller", firm.String(), `{"product":"basic","currency":"CNY"}`); status != 201 {
		t.Errorf("a teller opens a firm's: %d %s", status, text)
	}
	for name, c := range map[string]struct {
		who, owner, body string
		status           int
		code             string
	}{
		"for another":          {"wang", li.String(), `{"product":"demand","currency":"CNY"}`, 404, "people.unknown"},
		"with another's money": {"wang", wang.String(), `{"product":"time1y","currency":"CNY","amount":"10000","from":"` + lis.ID.String() + `"}`, 404, "account.unknown"},
		"a fraction of a fen":  {"wang", wang.String(), `{"product":"time1y","currency":"CNY","amount":"0.001","from":"` + own.ID.String() + `"}`, 422, "app.invalid_input"},
		"a number":             {"wang", wang.String(), `{"product":"demand","currency":"CNY","amount":100}`, 422, "app.invalid_input"},
		"nobody":               {"", wang.String(), `{"product":"demand","currency":"CNY"}`, 401, "app.sign_in"},
		"mass assignment":      {"wang", wang.String(), `{"product":"demand","currency":"CNY","state":"dormant"}`, 422, "app.invalid_input"},
		"no such currency":     {"wang", wang.String(), `{"product":"demand","currency":"ABC"}`, 422, "app.invalid_input"},
		"a firm's":             {"wang", wang.String(), `{"product":"basic","currency":"CNY"}`, 422, "account.holder"},
	} {
		if status, code, text := open(c.who, c.owner, c.body); status != c.status || code != c.code {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	if status, code, _ := b.ask("teller", "POST", "/v1/account/accounts?branch=0999&owner="+wang.String(), `{"product":"demand","currency":"CNY"}`); status != 422 || code != "account.branch" {
		t.Errorf("at another branch: %d %s", status, code)
	}
	path := "/v1/account/accounts/" + own.ID.String()
	for who, want := range map[string]int{"wang": 200, "teller": 200, "accountant": 200, "li": 404} {
		if status, _, text := b.ask(who, "GET", path, ""); status != want {
			t.Errorf("%s reads: %d %s", who, status, text)
		}
	}
	for who, want := range map[string]int{"wang": 2, "li": 1, "teller": 4} {
		var page struct{ Items []Holding }
		_, _, text := b.ask(who, "GET", "/v1/account/accounts", "")
		if err := json.Unmarshal([]byte(text), &page); err != nil || len(page.Items) != want {
			t.Errorf("%s lists %d: %s", who, len(page.Items), text)
		}
	}
	if _, _, text := b.ask("teller", "GET", "/v1/account/accounts?limit=1&kind=demand&number="+own.Number, ""); !strings.Contains(text, `"booked":"90000"`) {
		t.Errorf("by number: %s", text)
	}
	if status, _, text := b.ask("wang", "POST", "/v1/account/accounts/"+a.ID.String()+"/withdrawals", `{"reference":"w1"}`); status != 201 {
		t.Errorf("withdraw: %d %s", status, text)
	}
	if status, code, _ := b.ask("li", "POST", path+"/close", `{"reason":"冒用他人账户"}`); status != 404 || code != "account.unknown" {
		t.Errorf("li closes another's: %d %s", status, code)
	}
	if status, _, text := b.ask("wang", "PUT", path+"/limits", `{"channel":"app","dayMax":"10000"}`); status != 200 {
		t.Errorf("limit: %d %s", status, text)
	}
	for _, c := range []struct{ method, path, body string }{
		{"PUT", path + "/limits/set", `{"channel":"app"}`}, {"POST", path + "/reactivate", `{"reason":"本人"}`}, {"POST", path + "/release", `{"reference":"r"}`},
		{"PUT", path + "/quota", `{"quota":"1"}`}, {"POST", path + "/conditions/1", `{"evidence":"证明"}`}, {"POST", path + "/reclassify", ""},
	} {
		if status, code, _ := b.ask("wang", c.method, c.path, c.body); status != 403 || code != "app.forbidden" {
			t.Errorf("a customer does %s: %d %s", c.path, status, code)
		}
	}
	if status, _, text := b.ask("manager", "PUT", path+"/limits/set", `{"channel":"app"}`); status != 200 {
		t.Errorf("the manager's limit: %d %s", status, text)
	}
	b.clean()
}

// TestAPIProducts: anybody reads what is offered and what it costs; two people change it, and never yesterday's.
func TestAPIProducts(t *testing.T) {
	b := newBank(t)
	for _, path := range []string{"/v1/account/products", "/v1/account/tariff", "/v1/account/products?on=2026-11-24"} {
		if status, _, text := b.ask("", "GET", path, ""); status != 200 || !strings.Contains(text, `"items":[{`) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if status, _, _ := b.ask("", "GET", "/v1/account/products?on=2026-02-30", ""); status != 422 {
		t.Errorf("a day that isn't there: %d", status)
	}
	p := Defaults()[0]
	p.MinOpen = 5
	body := func(from calendar.Date) string {
		return `{"from":"` + from.String() + `","reason":"调整","product":` + string(mustJSON(p)) + `}`
	}
	for name, c := range map[string]struct {
		who, body string
		status    int
		code      string
	}{
		"yesterday":   {"accountant", body(day1 - 1), 422, "account.past"},
		"a customer":  {"wang", body(day1), 403, "app.forbidden"},
		"a teller":    {"teller", body(day1), 403, "app.forbidden"},
		"not reached": {"manager", body(day1), 403, "app.forbidden"},
		"proposed":    {"accountant", body(day1), 202, ""},
	} {
		if status, code, text := b.ask(c.who, "POST", "/v1/account/products", c.body); status != c.status || code != c.code {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	item := `{"from":"2026-03-01","reason":"调整","item":` + string(mustJSON(changedItem(DefaultTariff()[0]))) + `}`
	if status, code, text := b.ask("accountant", "POST", "/v1/account/tariff", item); status != 422 || code != "account.past" {
		t.Errorf("yesterday's fee: %d %s", status, text)
	}
	for path, want := range map[string]int{"/v1/account/products/demand/versions": 200, "/v1/account/products/gold/versions": 404,
		"/v1/account/tariff/account.open/versions": 200, "/v1/account/tariff/gold/versions": 404} {
		if status, _, text := b.ask("accountant", "GET", path, ""); status != want {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

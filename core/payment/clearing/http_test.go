package clearing_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// door is a world with the bank's API served; a header says who calls, as sign-in would.
type door struct {
	*world
	srv  *httptest.Server
	keys int
}

// Admit knows callers by the header X-Caller.
func (d *door) Admit(r *http.Request) (*auth.Subject, error) {
	people := map[string]auth.Party{"zhao": 11, "qian": 12, "wang": 13}
	who := people[r.Header.Get("X-Caller")]
	if who == 0 {
		return nil, nil
	}
	s := &auth.Subject{Person: who, Level: auth.LevelTwo, ProvedAt: d.st.Now(), Hat: auth.Hat{Kind: auth.StaffHat, Roles: []auth.Role{auth.Operations}}}
	if who == 13 {
		s.Hat = auth.Hat{Kind: auth.SelfHat, For: who, Roles: []auth.Role{auth.Customer}}
	}
	return s, nil
}

func newDoor(t testing.TB) *door {
	d := &door{world: newWorld(t, nil)}
	for _, s := range app.Schemas() { // the app's own tables
		if _, err := d.st.Migrate(ctx, "test", append(schemas(), s)...); err != nil {
			t.Fatal(err)
		}
	}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d.c, d}, AccessLog: app.LogNone, Queue: nil}, withoutJobs(d.c.Module()),
		app.ApprovalModule(d.acts))
	if err != nil {
		t.Fatal(err)
	}
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	d.house.mu.Lock()
	d.house.bank = d.srv.URL + "/v1/clearing/messages"
	d.house.mu.Unlock()
	return d
}

// withoutJobs is the module of a world whose workers run already.
func withoutJobs(m app.Module) app.Module {
	m.Jobs, m.Schedules = nil, nil
	return m
}

func (d *door) call(who, method, path, body string, status int, answer any) {
	d.Helper()
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("X-Caller", who)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		d.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", d.keys))
	}
	resp, err := d.srv.Client().Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		d.Fatalf("%s %s %s: %d %s, want %d", who, method, path, resp.StatusCode, text, status)
	}
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			d.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

// TestDesk: the house's messages come in by the bank's own door, and one person of the desk sends a payment back with another's
// consent.
func TestDesk(t *testing.T) {
	d := newDoor(t)
	u := uetrOf(1)
	d.house.send(inward(u, 300, "payee", iso20022.RealTime), iso20022.RealTime)
	d.until("it is credited", func() bool { return d.balance("payee") == 300 })
	d.quiet()
	var trace struct {
		Transfers []clearing.Transfer
		Messages  []clearing.Message
	}
	d.call("zhao", "GET", "/v1/clearing/payments/"+u, "", 200, &trace)
	if len(trace.Transfers) != 1 || len(trace.Messages) != 3 || trace.Transfers[0].State != "settled" {
		t.Fatalf("the payment's chain is %+v", trace)
	}
	var message struct{ XML string }
	d.call("zhao", "GET", "/v1/clearing/messages/"+trace.Messages[0].ID.String(), "", 200, &message)
	if !strings.Contains(message.XML, u) {
		t.Errorf("the message is %s", message.XML)
	}
	d.call("wang", "GET", "/v1/clearing/messages", "", 403, nil)
	d.call("", "GET", "/v1/clearing/messages", "", 401, nil)
	for _, path := range []string{"messages", "transfers", "items", "recalls", "breaks", "statements", "participants", "status"} {
		d.call("zhao", "GET", "/v1/clearing/"+path, "", 200, nil)
	}
	var a struct{ ID store.ID }
	back := "/v1/clearing/transfers/" + trace.Transfers[0].ID.String() + "/return"
	d.call("zhao", "POST", back, `{"code":"AC04","reason":"重复入账"}`, 202, &a)
	approve := func(tx *store.Tx) error {
		_, err := d.acts.Approve(ctx, tx, a.ID, "同意")
		return err
	}
	as := func(who auth.Party) error {
		s := &auth.Subject{Person: who, Level: auth.LevelTwo, ProvedAt: d.st.Now(), Hat: auth.Hat{Kind: auth.StaffHat, Roles: []auth.Role{auth.Operations}}}
		return d.st.Update(auth.WithSubject(ctx, s), approve)
	}
	if as(11) == nil {
		t.Error("she decided what she had proposed")
	}
	if err := as(12); err != nil {
		t.Fatal(err)
	}
	d.quiet()
	d.settledEqualsPosted()
	if got := d.balance("payee"); got != 0 {
		t.Errorf("the payee has %d", got)
	}
	if err := as(12); err == nil {
		t.Error("it was approved twice")
	}
}

// TestHold: a held message isn't sent until it is released.
func TestHold(t *testing.T) {
	d := newDoor(t)
	d.house.mu.Lock()
	d.house.refuse = 503
	d.house.mu.Unlock()
	id, u := d.pay(100, "62220200001")
	var trace struct{ Messages []clearing.Message }
	d.call("zhao", "GET", "/v1/clearing/payments/"+u, "", 200, &trace)
	path := "/v1/clearing/messages/" + trace.Messages[0].ID.String()
	d.call("zhao", "POST", path+"/hold", `{"reason":"核实收款人"}`, 200, nil)
	d.call("zhao", "POST", path+"/hold", `{"reason":"再次"}`, 409, nil)
	d.house.mu.Lock()
	d.house.refuse = 0
	d.house.mu.Unlock()
	d.call("zhao", "POST", path+"/release", `{"reason":"已核实"}`, 200, nil)
	d.until("it is settled", func() bool { return d.state(id) == payment.Settled })
	d.quiet()
	d.settledEqualsPosted()
}

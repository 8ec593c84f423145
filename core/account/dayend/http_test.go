package dayend

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// door serves a bank's API; a header says who calls, as sign-in would.
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

func staff(person auth.Party, role auth.Role, proved time.Time) *auth.Subject {
	return &auth.Subject{Person: person, ProvedAt: proved, Level: auth.LevelTwo,
		Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}}}
}

// TestOverHTTP: operations start the end of day with a fresh proof, everybody of the desk reads its progress, and the queue works it.
func TestOverHTTP(t *testing.T) {
	b := newBank(t, date("2026-03-02"), Options{}, countStep())
	d := &door{bank: b, who: map[string]*auth.Subject{"ops": staff(1, auth.Operations, b.now()), "stale": staff(1, auth.Operations, time.Time{}),
		"teller": staff(2, auth.Teller, b.now())}}
	for _, s := range app.Schemas() {
		if _, err := b.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	b.o.Queue = b.queue
	m := b.Module()
	a, err := app.New(b.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, m)
	b.must(err)
	d.srv = httptest.NewServer(a.Handler())
	defer d.srv.Close()
	b.must(b.queue.Register(m.Jobs...))

	d.call("teller", "POST", "/v1/dayend/runs", "", 403, "", nil)
	d.call("stale", "POST", "/v1/dayend/runs", "", 403, "", nil)
	d.call("ops", "GET", "/v1/dayend/runs/2026-03-02", "", 404, "dayend.unknown", nil)
	var r map[string]any
	d.call("ops", "POST", "/v1/dayend/runs", "", 201, "", &r)
	if r["date"] != "2026-03-02" || r["next"] != "2026-03-03" || r["state"] != "running" || r["step"] != "work.count" {
		t.Errorf("started: %v", r)
	}
	d.call("ops", "POST", "/v1/dayend/runs", "", 409, "dayend.running", nil)
	d.call("ops", "POST", "/v1/dayend/runs/2026-03-02/retry", `{"reason":"again"}`, 409, "dayend.not_stopped", nil)

	sub, err := b.queue.Events().Subscribe([]string{"dayend/*"}, 0)
	b.must(err)
	defer sub.Close()
	b.must(b.queue.Start(ctx))
	defer func() { b.must(b.queue.Stop(ctx)) }()
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for done := false; !done; {
		events, err := sub.Next(limited)
		b.must(err)
		for _, e := range events {
			var p event
			b.must(json.Unmarshal(e.Payload, &p))
			done = done || p.State == "done"
		}
	}
	d.call("ops", "GET", "/v1/dayend/runs", "", 200, "", &r)
	one := r["items"].([]any)[0].(map[string]any)
	if step := one["steps"].([]any)[0].(map[string]any); one["state"] != "done" || fmt.Sprint(step["done"]) != fmt.Sprint(things) || step["titleZh"] != "计数" {
		t.Errorf("the list shows %v", one)
	}
	d.call("teller", "GET", "/v1/dayend/runs", "", 403, "", nil)
}

// TestByClock: the schedule starts the end of day, unless the bank date runs ahead of the wall's.
func TestByClock(t *testing.T) {
	at := jobs.At(23, 30)
	b := newBank(t, date("2026-03-02"), Options{At: &at})
	m := b.Module()
	if len(m.Jobs) != 2 || len(m.Schedules) != 2 {
		t.Fatalf("%d jobs, %d schedules", len(m.Jobs), len(m.Schedules))
	}
	tick := func(day string) {
		payload := fmt.Sprintf(`{"schedule":"dayend.start","at":%q}`, day+"T15:30:00Z") // 23:30 in Shanghai
		b.ok(func(tx *store.Tx) error { return b.startByClock(tx, &jobs.Run{Payload: []byte(payload)}) })
	}
	tick("2026-03-01")
	if n := b.number("SELECT COUNT(*) FROM dayend_runs"); n != 0 {
		t.Errorf("%d runs began for a bank date that is ahead", n)
	}
	tick("2026-03-02")
	tick("2026-03-02") // one is running: nothing happens
	if n := b.number("SELECT COUNT(*) FROM dayend_runs"); n != 1 {
		t.Errorf("%d runs began", n)
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
		d.Fatalf("%s: %s %s: %d %s, want %d %s", who, method, path, resp.StatusCode, text, status, code)
	}
	if answer != nil {
		d.must(json.Unmarshal(text, answer))
	}
}

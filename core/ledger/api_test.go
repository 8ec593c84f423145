package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/platform/app"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// door is a bank with its API served over a real connection.
type door struct {
	*bank
	srv    *httptest.Server
	keys   int
	bearer string // of a client that may do everything
}

func newDoor(t testing.TB) *door {
	t.Helper()
	clock := &testClock{}
	clock.micros.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	st := store.TestOptions(t, store.Options{CacheMB: 16, Readers: 8, Clock: clock.now}, append(app.Schemas((&Ledger{}).Module()),
		store.Schema{Module: "client", Files: client.Schema()})...)
	l := New(st)
	clients, bearer := client.ForTest(t, st)
	a, err := app.New(st, app.Config{Admit: []app.Authenticator{clients}, AccessLog: app.LogNone}, l.Module())
	must(t, err)
	d := &door{bank: &bank{TB: t, Ledger: l, st: st, path: st.Path(), clock: clock}, srv: httptest.NewServer(a.Handler()), bearer: bearer}
	t.Cleanup(d.srv.Close)
	must(t, l.Module().Seed(ctx))
	d.update(func(tx *store.Tx) error { return l.OpenDay(tx, day1) })
	return d
}

// ask sends one request; writes get a fresh idempotency key.
func (d *door) ask(method, path, body string, headers ...string) (*http.Response, []byte) {
	d.Helper()
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(body))
	d.must(err)
	r.Header.Set("Authorization", "Bearer "+d.bearer)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		d.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", d.keys))
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	resp, err := d.srv.Client().Do(r)
	d.must(err)
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	d.must(err)
	return resp, text
}

// ok sends a request that must succeed with a status and decodes its answer strictly.
func (d *door) ok(status int, method, path, body string, answer any) {
	d.Helper()
	resp, text := d.ask(method, path, body)
	if resp.StatusCode != status {
		d.Fatalf("%s %s %s: %d %s", method, path, body, resp.StatusCode, text)
	}
	if answer == nil {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(answer); err != nil {
		d.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
}

// refused sends a request that must be refused with a status and code, in two languages, at a place if one is given.
func (d *door) refused(status int, code, place, method, path, body string, headers ...string) {
	d.Helper()
	resp, text := d.ask(method, path, body, headers...)
	var p app.Problem
	d.must(json.Unmarshal(text, &p))
	if resp.StatusCode != status || p.Status != status || p.Code != code {
		d.Errorf("%s %s %.200s: %d %.300s, want %d %s", method, path, body, resp.StatusCode, text, status, code)
		return
	}
	if p.DetailEN == "" || p.DetailZH == "" || p.DetailEN == p.DetailZH || strings.Contains(p.DetailEN+p.DetailZH, "%!") ||
		resp.Header.Get("Content-Type") != "application/problem+json" {
		d.Errorf("%s: sentences %q, %q", code, p.DetailEN, p.DetailZH)
	}
	if place != "" && (len(p.Errors) == 0 || p.Errors[0].Path != place || p.Errors[0].DetailZH == "") {
		d.Errorf("%s: places %+v, want %s", code, p.Errors, place)
	}
}

// opened opens an account in yuan through the API.
func (d *door) opened(number string, code Code, floor string) AccountID {
	d.Helper()
	return d.openedIn(number, code, "CNY", floor)
}

func (d *door) openedIn(number string, code Code, currency, floor string) AccountID {
	d.Helper()
	if floor != "null" {
		floor = `"` + floor + `"`
	}
	var a Account
	d.ok(201, "POST", "/v1/ledger/accounts", fmt.Sprintf(
		`{"number":%q,"code":%q,"currency":%q,"branch":"0001","name":"户名 %s","limits":{"floor":%s}}`, number, code, currency, number, floor), &a)
	return a.ID
}

// transferBody is an entry in the short form.
func transferBody(reference string, debit, credit AccountID, amount int) string {
	return fmt.Sprintf(`{"kind":"transfer","reference":%q,"debit":"%d","credit":"%d","amount":"%d","summary":"货款"}`, reference, debit, credit, amount)
}

package screening

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// callers knows who calls by a word in a header.
type callers map[string]*auth.Subject

func (c callers) Admit(r *http.Request) (*auth.Subject, error) {
	return c[r.Header.Get("X-Caller")], nil
}

type door struct {
	*testing.T
	app    *app.App
	desk   *Desk
	people *people
	keys   int
}

func newDoor(t *testing.T) *door {
	d := &door{T: t, people: &people{all: map[auth.Party]Person{}}}
	files := []store.Schema{{Module: "screening", Files: Schema()}, {Module: "approval", Files: approval.Schema()}}
	st := store.Test(t, append(app.Schemas(), files...)...)
	reg := approval.New(st, nil)
	d.desk = New(st, Options{Parties: d.people, Approvals: reg})
	reg.Add(d.desk.Acts()...)
	staff := func(id auth.Party, roles ...auth.Role) *auth.Subject {
		return &auth.Subject{Person: id, Name: "员工" + id.String(), Client: "web", Session: 5, Level: auth.LevelTwo, ProvedAt: st.Now(),
			Hat: auth.Hat{ID: "staff-" + id.String(), Kind: auth.StaffHat, Branch: "010", Branches: []auth.Branch{"010"}, Roles: roles}}
	}
	m := d.desk.Module()
	m.Jobs, m.Schedules = nil, nil
	var err error
	d.app, err = app.New(st, app.Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []app.Authenticator{callers{
		"one": staff(1, auth.Compliance), "two": staff(2, auth.Compliance), "teller": staff(3, auth.Teller),
	}}}, m, app.ApprovalModule(reg))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// ask expects a status and decodes the answer.
func (d *door) ask(status int, caller, method, path, media, body string, out any) string {
	d.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("X-Caller", caller)
	if body != "" {
		r.Header.Set("Content-Type", media)
	}
	if method != "GET" {
		d.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", d.keys))
	}
	w := httptest.NewRecorder()
	d.app.Handler().ServeHTTP(w, r)
	if w.Code != status {
		d.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			d.Fatal(err)
		}
	}
	return w.Body.String()
}

const jsonMedia = "application/json"

func TestOperations(t *testing.T) {
	d := newDoor(t)
	d.ask(403, "teller", "GET", "/v1/screening/hits", "", "", nil)
	d.ask(200, "one", "PUT", "/v1/screening/lists/court", jsonMedia, `{"kind":"sanctions","nameZh":"名单","nameEn":"List"}`, nil)
	load := "/v1/screening/lists/court/versions?format=csv&name=a.csv"
	if text := d.ask(422, "one", "POST", load, "text/csv", gb(goodCSV), nil); !strings.Contains(text, "screening.file_encoding") {
		t.Error(text)
	}
	var v Version
	d.ask(201, "one", "POST", load, "text/csv; charset=gb18030", gb(goodCSV), &v)
	if v.Entries != 3 || v.Encoding != GB18030 || v.State != Proposed || v.LoadedBy != "1" {
		t.Fatalf("%+v", v)
	}
	var changes app.Page[Change]
	d.ask(200, "two", "GET", "/v1/screening/versions/"+v.ID.String()+"/difference?limit=2", "", "", &changes)
	if len(changes.Items) != 2 || changes.Next == "" {
		t.Errorf("%+v", changes)
	}
	d.ask(200, "two", "GET", "/v1/screening/versions/"+v.ID.String()+"/difference?limit=2&after="+changes.Next, "", "", &changes)
	if len(changes.Items) != 1 || changes.Items[0].Ref != "3" {
		t.Errorf("%+v", changes)
	}
	var open app.Page[approval.Approval]
	d.ask(200, "two", "GET", "/v1/approvals?view=open", "", "", &open)
	if len(open.Items) != 1 {
		t.Fatalf("%+v", open)
	}
	approve := "/v1/approvals/" + open.Items[0].ID.String() + "/approve"
	d.ask(200, "two", "POST", approve, jsonMedia, `{"note":"已核对差异"}`, nil)
	var found checkOut
	d.ask(200, "two", "POST", "/v1/screening/check", jsonMedia, `{"sort":"person","names":["張三"],"birth":"1980"}`, &found)
	if len(found.Items) != 1 || found.Items[0].Score != 1000 || found.Threshold != DefaultThreshold {
		t.Errorf("%+v", found)
	}
	d.hits()
	var lists listsOut
	d.ask(200, "two", "GET", "/v1/screening/lists", "", "", &lists)
	if len(lists.Items) != 1 || lists.Items[0].Live != v.ID {
		t.Errorf("%+v", lists)
	}
	d.ask(404, "two", "GET", "/v1/screening/versions/77", "", "", nil)
	d.ask(200, "two", "GET", "/v1/screening/runs", "", "", nil)
}

// hits walks one hit through the operations.
func (d *door) hits() {
	d.Helper()
	p := Person{ID: 50, Subject: Subject{Sort: PersonSort, Names: []string{"张三"}, Birth: 19800506}, Branch: "010", RegisteredBy: 2}
	d.people.set(p)
	if err := d.desk.st.Update(ctx, func(tx *store.Tx) error { _, err := d.desk.Screen(tx, p); return err }); err != nil {
		d.Fatal(err)
	}
	var hits app.Page[Hit]
	d.ask(200, "one", "GET", "/v1/screening/hits?state=open&branch=010&party=50&list=court", "", "", &hits)
	if len(hits.Items) != 1 {
		d.Fatalf("%+v", hits)
	}
	id := hits.Items[0].ID.String()
	var detail hitDetail
	d.ask(200, "one", "GET", "/v1/screening/hits/"+id, "", "", &detail)
	if detail.Entry == nil || detail.Entry.Ref != "1" || detail.Party.Names[0] != "张三" {
		d.Errorf("%+v", detail)
	}
	decision := "/v1/screening/hits/" + id + "/decision"
	body := `{"from":"open","to":"cleared","reason":"籍贯不符"}`
	if text := d.ask(422, "two", "POST", decision, jsonMedia, body, nil); !strings.Contains(text, "screening.own_party") {
		d.Error(text)
	}
	var h Hit
	if d.ask(200, "one", "POST", decision, jsonMedia, body, &h); h.State != Cleared || h.DecidedBy != "1" {
		d.Errorf("%+v", h)
	}
	if text := d.ask(409, "one", "POST", decision, jsonMedia, body, nil); !strings.Contains(text, "screening.hit_state") {
		d.Error(text)
	}
	d.ask(404, "one", "GET", "/v1/screening/hits/77", "", "", nil)
}

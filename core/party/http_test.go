package party

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// TestReachOfReads: what lies out of reach is answered just as what isn't there.
func TestReachOfReads(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳")
	w.self("wang", id)
	w.self("li", w.person("李四"))
	for _, suffix := range []string{"", "/view", "/accounts", "/versions", "/disclosures", "/documents", "/consents"} {
		path := "/v1/parties/" + id.String() + suffix
		for _, may := range []string{"wang", "teller", "steward"} {
			if status, _, text := w.ask(may, "GET", path, ""); status != 200 {
				t.Errorf("%s reads %s: %d %s", may, suffix, status, text)
			}
		}
		for _, not := range []string{"li", "distant"} {
			status, code, hidden := w.ask(not, "GET", path, "")
			_, _, missing := w.ask(not, "GET", "/v1/parties/123456"+suffix, "")
			_, _, odd := w.ask(not, "GET", "/v1/parties/abc"+suffix, "")
			if status != 404 || code != "party.unknown" || blurred(hidden) != blurred(missing) || blurred(hidden) != blurred(odd) {
				t.Errorf("%s reads %s: %d\n%s\n%s\n%s", not, suffix, status, hidden, missing, odd)
			}
		}
		if status, _, _ := w.ask("steward", "GET", "/v1/parties/123456"+suffix, ""); status != 404 {
			t.Errorf("an unknown id, for whom all is in reach: %s %d", suffix, status)
		}
	}
}

// blurred drops what differs from answer to answer: the request's id and address.
func blurred(text string) string {
	var p map[string]any
	_ = json.Unmarshal([]byte(text), &p)
	delete(p, "requestId")
	delete(p, "instance")
	return fmt.Sprint(p)
}

// TestMassAssignment: nobody sets by the way what has a verb of its own.
func TestMassAssignment(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳")
	path := "/v1/parties/" + id.String()
	for _, field := range []string{`"status":"deceased"`, `"kyc":{"level":3}`, `"level":3`, `"risk":"low"`, `"mergedInto":"5"`, `"id":"5"`,
		`"registeredAt":"2020-01-01T00:00:00Z"`, `"changedAt":"2020-01-01T00:00:00Z"`, `"Branch":"0009"`} {
		if status, code, _ := w.ask("teller", "PATCH", path, `{"version":1,`+field+`}`); status != 422 || code != "app.invalid_input" {
			t.Errorf("amend with %s: %d %s", field, status, code)
		}
		if status, code, _ := w.ask("teller", "POST", "/v1/parties?branch=0001", `{"sort":"person","name":"李四",`+field+`}`); status != 422 || code != "app.invalid_input" {
			t.Errorf("register with %s: %d %s", field, status, code)
		}
	}
	if p := w.get(id); p.Version != 1 || p.Status != Active || p.KYC.Level != 0 {
		t.Errorf("it left a trace: %+v", p)
	}
	w.self("wang", id)
	for _, c := range []struct{ who, method, path, body string }{
		{"wang", "PATCH", path, `{"version":1,"name":"王五"}`},
		{"wang", "POST", path + "/status", `{"status":"closed","reason":"我要销户了"}`},
		{"wang", "POST", path + "/verification", `{"level":3,"risk":"low","riskReason":"本人保证","evidence":{}}`},
		{"wang", "POST", path + "/contacts", `{"kind":"phone","value":"13812345678"}`},
	} {
		if status, code, _ := w.ask(c.who, c.method, c.path, c.body); status != 403 || code != "app.forbidden" {
			t.Errorf("%s %s %s: %d %s", c.who, c.method, c.path, status, code)
		}
	}
	if status, code, _ := w.ask("teller", "POST", "/v1/parties?branch=0002", `{"sort":"person","name":"李四"}`); status != 404 || code != "party.branch_unknown" {
		t.Errorf("registering at another branch: %d %s", status, code)
	}
	if status, code, _ := w.ask("teller", "PATCH", path, `{"version":1,"branch":"0002"}`); status != 404 || code != "party.branch_unknown" {
		t.Errorf("moving to another branch: %d %s", status, code)
	}
}

func TestSearch(t *testing.T) {
	w := newTown(t)
	ids := map[string]ID{}
	for _, name := range []string{"王芳", "王芳菲", "汪方", "单雄信", "李四"} {
		ids[name] = w.person(name)
	}
	far := w.enrolled(NewParty{Sort: Person, Name: "王远", Branch: "0002", Contacts: []NewValue{{Kind: Phone, Value: "13812345678"}},
		Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}})
	w.self("wang", ids["王芳"])
	find := func(who, query string) (names []string, next string) {
		w.Helper()
		status, code, text := w.ask(who, "GET", "/v1/parties?"+query, "")
		if status != 200 {
			t.Fatalf("%s finds %s: %d %s", who, query, status, code)
		}
		var page struct {
			Items []Line
			Next  string
		}
		w.must(json.Unmarshal([]byte(text), &page))
		for _, l := range page.Items {
			names = append(names, l.Name)
		}
		return names, page.Next
	}
	for _, c := range []struct{ who, query, want string }{
		{"teller", "name=王", "王芳 王芳菲"}, {"teller", "name=wangfang", "王芳 汪方 王芳菲"}, {"teller", "name=wf", "王芳 汪方 王芳菲"},
		{"teller", "name=shan", "单雄信"}, {"teller", "name=SXX", "单雄信"}, {"distant", "name=王", "王远"}, {"steward", "name=王", "王芳 王芳菲 王远"},
		{"wang", "name=王", "王芳"}, {"wang", "", "王芳"}, {"teller", "name=%25", ""}, {"teller", "name=赵", ""},
	} {
		if c.query == "name=%25" {
			if status, code, _ := w.ask(c.who, "GET", "/v1/parties?"+c.query, ""); status != 422 || code != "party.search" {
				t.Errorf("a sign alone: %d %s", status, code)
			}
			continue
		}
		if got, _ := find(c.who, c.query); strings.Join(got, " ") != c.want {
			t.Errorf("%s finds %s: %v, want %s", c.who, c.query, got, c.want)
		}
	}
	var walked []string
	for next := ""; ; {
		names, more := find("teller", "name=wangf&limit=1&after="+next)
		walked = append(walked, names...)
		if next = more; next == "" {
			break
		}
	}
	if strings.Join(walked, " ") != "王芳 汪方 王芳菲" {
		t.Errorf("page by page: %v", walked)
	}
	for _, c := range []struct {
		who, body string
		found     bool
	}{{"distant", `{"phone":"138-1234-5678"}`, true}, {"teller", `{"phone":"13812345678"}`, false}, {"steward", `{"document":"` + standardID + `"}`, true},
		{"teller", `{"document":"` + standardID + `"}`, false}, {"steward", `{"document":"110105194912310021"}`, false}} {
		status, _, text := w.ask(c.who, "POST", "/v1/party-searches", c.body)
		if status != 200 || strings.Contains(text, far.String()) != c.found {
			t.Errorf("%s finds by %s: %d %s", c.who, c.body, status, text)
		}
	}
	// An agent whose right is bound to one object sees that one.
	f := auth.Filter{All: true, Objects: []string{"party.party/" + far.String()}}
	lines, err := w.Search(ctx, f, Query{}, 0, 10)
	if err != nil || len(lines) != 1 || lines[0].ID != far {
		t.Errorf("bound to one object: %+v %v", lines, err)
	}
	if lines, err := w.Search(ctx, auth.Filter{}, Query{}, 0, 10); err != nil || len(lines) != 0 {
		t.Errorf("no filter shows %+v %v", lines, err)
	}
}

func TestLevels(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳")
	p, _, _ := pictures(t)
	d, err := w.Upload(ctx, id, "id_front", "", p)
	w.must(err)
	verify := func(v Verification) error {
		v.RiskReason = "身份清楚，业务正常"
		return w.as("teller", func(tx *store.Tx) error { _, err := w.Verify(ctx, tx, id, v); return err })
	}
	face := Evidence{Registry: true, FaceToFace: true, Documents: []ID{d.ID}}
	late, past := day(2032, 1, 1), day(2026, 3, 1)
	for _, c := range []struct {
		v    Verification
		code string
	}{
		{Verification{Level: 1, Risk: Low}, "party.evidence"}, {Verification{Level: 3, Risk: Low, Evidence: Evidence{Registry: true, FaceToFace: true}}, "party.evidence"},
		{Verification{Level: 2, Risk: Low, Evidence: Evidence{Registry: true, Documents: []ID{d.ID}}}, "party.evidence"},
		{Verification{Level: 3, Risk: Low, Evidence: Evidence{Registry: true, FaceToFace: true, Documents: []ID{5}}}, "party.value_unknown"},
		{Verification{Level: 4, Risk: Low, Evidence: face}, "party.level"}, {Verification{Level: 3, Risk: "none", Evidence: face}, "party.risk"},
		{Verification{Level: 3, Risk: High, Until: &late, Evidence: face}, "party.review"}, {Verification{Level: 3, Risk: Low, Until: &past, Evidence: face}, "party.review"},
	} {
		w.refused(verify(c.v), c.code)
	}
	w.callers["teller"].Person = id // she can't verify herself, whatever hat she wears
	w.refused(verify(Verification{Level: 3, Risk: Low, Evidence: face}), "party.own_level")
	w.callers["teller"].Person = 901
	w.must(verify(Verification{Level: 3, Risk: High, Evidence: face}))
	if k := w.get(id).KYC; k.Level != FaceToFace || *k.Until != day(2027, 3, 2) || k.By != "901" || !Allows(k.Level, Cash) {
		t.Errorf("verified: %+v", k)
	}
	w.clock.advance(366 * 24 * time.Hour)
	if k := w.get(id).KYC; k.Level != Declared || !k.Overdue || Allows(k.Level, Cash) || !Allows(k.Level, Receive) {
		t.Errorf("a year later: %+v", k)
	}
	if Allows(FaceToFace, "fly") || Allows(Unidentified, Receive) || *ClassOf(Declared).BalanceMax != 2_000_00 || ClassOf(FaceToFace).DayMax != nil {
		t.Error("the table of levels")
	}
	if got := len(levels().Items[3].Actions); got != len(allowed) {
		t.Errorf("%d actions are listed of %d", got, len(allowed))
	}
}

package party

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghui/platform/store"
)

func (w *town) documents(id ID) (out []Document) {
	w.Helper()
	w.must(w.st.View(ctx, func(v *store.View) (err error) { out, err = documentsOf(v, id); return err }))
	return out
}

func TestReveal(t *testing.T) {
	w := newTown(t)
	id := w.enrolled(NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}},
		Contacts: []NewValue{{Kind: Phone, Value: "13812345678"}}})
	other := w.person("李四")
	w.self("wang", id)
	w.self("li", other)
	p, foreign := w.get(id), w.get(other).Identifiers[0].ID
	path := "/v1/parties/" + id.String() + "/reveal"
	body := func(reason string, fields ...any) string {
		b, err := json.Marshal(map[string]any{"fields": fields, "reason": reason})
		w.must(err)
		return string(b)
	}
	all := body("核对证件号码", p.Identifiers[0].ID.String(), p.Contacts[0].ID.String(), "birth")
	stale := *w.callers["teller"]
	stale.ProvedAt = w.clock.now().Add(-time.Hour)
	w.callers["stale"] = &stale
	for _, c := range []struct {
		who, body string
		status    int
		code      string
	}{
		{"teller", body("无", p.Identifiers[0].ID.String()), 422, "app.invalid_input"},
		{"teller", body("    ", p.Identifiers[0].ID.String()), 422, "party.reason"},
		{"teller", body("核对证件号码"), 422, "app.invalid_input"},
		{"teller", body("核对证件号码", "everything"), 422, "party.fields"},
		{"teller", body("核对证件号码", foreign.String()), 404, "party.value_unknown"}, // of another party
		{"stale", all, 403, "app.step_up"},
		{"distant", all, 404, "party.unknown"},
		{"li", all, 404, "party.unknown"},
		{"steward", all, 403, "app.forbidden"},
		{"nobody", all, 401, "app.sign_in"},
	} {
		status, code, text := w.ask(c.who, "POST", path, c.body)
		if status != c.status || code != c.code || strings.Contains(text, standardID) {
			t.Errorf("%s: %d %s, want %d %s: %s", c.who, status, code, c.status, c.code, text)
		}
	}
	if n := w.count("party_disclosures"); n != 0 {
		t.Errorf("%d disclosures of refused looks", n)
	}
	if status, _, text := w.ask("teller", "POST", path, all); status != 200 || !strings.Contains(text, standardID) ||
		!strings.Contains(text, "+8613812345678") || !strings.Contains(text, "1949-12-31") {
		t.Fatalf("reveal: %d %s", status, text)
	}
	w.clock.advance(time.Second)
	if status, _, _ := w.ask("wang", "POST", path, body("本人查看", "birth")); status != 200 {
		t.Errorf("her own: %d", status)
	}
	status, _, text := w.ask("wang", "GET", "/v1/parties/"+id.String()+"/disclosures?limit=1", "")
	if status != 200 || !strings.Contains(text, `"own":true`) || !strings.Contains(text, `"next"`) {
		t.Errorf("who looked: %d %s", status, text)
	}
	var page struct{ Next string }
	w.must(json.Unmarshal([]byte(text), &page))
	status, _, text = w.ask("wang", "GET", "/v1/parties/"+id.String()+"/disclosures?limit=1&after="+page.Next, "")
	if status != 200 || !strings.Contains(text, `"fields":["citizen_id","phone","birth"]`) || !strings.Contains(text, "核对证件号码") ||
		!strings.Contains(text, `"name":"员工901"`) || strings.Contains(text, standardID) {
		t.Errorf("who looked before: %d %s", status, text)
	}
	if status, code, _ := w.ask("li", "GET", "/v1/parties/"+id.String()+"/disclosures", ""); status != 404 || code != "party.unknown" {
		t.Errorf("another's disclosures: %d %s", status, code)
	}
	w.clean()
}

// TestNothingPlainAtRest: numbers planted in every way stand nowhere in the database's files.
func TestNothingPlainAtRest(t *testing.T) {
	if store.TestDSN() != "" {
		t.Skip("a server's files aren't here")
	}
	w := newTown(t)
	w.self("wang", w.person("王芳"))
	planted := []string{standardID, "13812345678", "fang.secret@example.cn", "建国路甲一号二单元"}
	status, _, text := w.ask("teller", "POST", "/v1/parties?branch=0001", fmt.Sprintf(`{"sort":"person","name":"王芳","identifiers":[{"kind":"citizen_id",`+
		`"value":%q}],"contacts":[{"kind":"phone","value":%q},{"kind":"email","value":%q},{"kind":"address","value":"北京市朝阳区%s"}]}`,
		planted[0], planted[1], planted[2], planted[3]))
	if status != 201 {
		t.Fatalf("register: %d %s", status, text)
	}
	var p Party
	w.must(json.Unmarshal([]byte(text), &p))
	for _, m := range append(p.Identifiers, p.Contacts...) {
		if status, _, text := w.ask("teller", "POST", "/v1/parties/"+p.ID.String()+"/reveal",
			fmt.Sprintf(`{"fields":[%q],"reason":"核对登记资料"}`, m.ID)); status != 200 {
			t.Fatalf("reveal: %d %s", status, text)
		}
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(w.st.Path()), "*"))
	w.must(err)
	read := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		w.must(err)
		read += len(b)
		for _, word := range planted {
			if strings.Contains(string(b), word) {
				t.Errorf("%s holds a planted value", filepath.Base(f))
			}
		}
	}
	if read < 10_000 {
		t.Errorf("only %d bytes were searched", read)
	}
}

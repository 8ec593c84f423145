package tonghui

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/platform/blob"
)

// TestPathTraversal: no path leads out of the folders of pages and of stored files, however its dots are written.
func TestPathTraversal(t *testing.T) {
	a := newAttacked(t)
	if got := a.ask(nobody, "GET", "/assets/app-1a.js", ""); got.status != 200 || !strings.Contains(got.text, "the bank") {
		t.Fatalf("an asset: %d", got.status)
	}
	for _, path := range []string{"/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/..%2fsecret.txt", "/assets/..%5csecret.txt",
		"/assets/....//secret.txt", "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/assets//etc/passwd", "/assets/%00", "/assets/.", "/assets/app-1a.js/",
		"/assets/app-1a.js%00.png", "/secret.txt", "/index.html", "/.git/config", "/bank.db", "/../bank.db", "/people/../../secret.txt"} {
		r := httptest.NewRequest("GET", site+"/", nil)
		r.URL.Path, r.URL.RawPath = path, path
		if u, err := r.URL.Parse(path); err == nil {
			r.URL = u
		}
		r.RequestURI = path
		got := a.do(r)
		if strings.Contains(got.text, "no page names this") || strings.Contains(got.text, "root:") || strings.Contains(got.text, "SQLite") {
			t.Errorf("%s leads out: %d %.100s", path, got.status, got.text)
		}
		if got.status == 200 && !strings.HasPrefix(path, "/people/") {
			t.Errorf("%s is answered: %.100s", path, got.text)
		}
	}
	place, err := blob.Open(t.TempDir())
	a.must(err)
	outside := filepath.Join(t.TempDir(), "outside")
	for _, name := range []string{"../outside", "a/../../outside", outside, "a\x00b", "", "..", "./../x"} {
		f, err := place.Spool()
		a.must(err)
		if err := place.Keep(t.Context(), name, f); err == nil {
			t.Errorf("a file is kept under %q", name)
		}
		if _, err := place.Get(t.Context(), name); err == nil {
			t.Errorf("a file is read under %q", name)
		}
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("a file was written outside")
	}
	for _, kind := range []string{"..%2f..%2fetc", "id_front%00", "%2e%2e", "ID_FRONT", "id_front.php"} {
		r := a.upload(a.teller, kind, "", pictureOf(t, "png"))
		if got := a.do(r); got.status < 400 || got.status >= 500 {
			t.Errorf("a document of kind %s: %d", kind, got.status)
		}
	}
}

// TestHeaderInjection: nothing that a caller sends becomes a line of an answer's head or of the log.
func TestHeaderInjection(t *testing.T) {
	a := newAttacked(t)
	for _, id := range []string{"a\r\nSet-Cookie: x=y", "a\nb", "<script>", strings.Repeat("a", 65), "110105194912310021", "a b", "名"} {
		r := a.request(a.customer, "GET", "/v1/session", "")
		r.Header["X-Request-Id"] = []string{id}
		got := a.do(r)
		if back := got.header.Get("X-Request-Id"); back == id || strings.ContainsAny(back, "\r\n <") {
			t.Errorf("the request id %q comes back as %q", id, back)
		}
		if len(got.header.Values("Set-Cookie")) > 0 {
			t.Errorf("the request id %q sets a cookie", id)
		}
	}
	if got := a.ask(a.customer, "GET", "/v1/session", "", "X-Request-Id", "abc-123"); got.header.Get("X-Request-Id") != "abc-123" {
		t.Error("a harmless id isn't kept")
	}
	for _, key := range []string{"a\r\nb", "ключ", strings.Repeat("k", 129)} {
		r := a.request(a.teller, "POST", "/v1/parties?branch=0101", `{"sort":"person","name":"赵六"}`)
		r.Header["Idempotency-Key"] = []string{key}
		a.judge(a.do(r), 400, "app.idempotency_key_invalid", "the key "+key)
	}
	before := a.log.String()
	for _, name := range []string{"赵\r\n六", "赵\x00六", "赵\u202e六"} {
		got := a.ask(a.teller, "POST", "/v1/parties?branch=0101", fmt.Sprintf(`{"sort":"person","name":%s}`, quoted(name)))
		if got.status == 201 {
			t.Errorf("a name %q is taken: %s", name, got.text)
		}
	}
	a.ask(nobody, "GET", "/v1/nowhere%0d%0a%7b%22level%22:%22ERROR%22,%22forged%22:true%7d", "")
	for line := range strings.Lines(strings.TrimPrefix(a.log.String(), before)) {
		if strings.HasPrefix(line, `{"level":"ERROR","forged"`) {
			t.Errorf("a line of the log is a caller's: %s", line)
		}
	}
	r := a.upload(a.teller, "id_front", "image/png", pictureOf(t, "png"))
	r.Header["Content-Disposition"] = []string{"attachment; filename=\"../../x\r\nSet-Cookie: a=b.php\""}
	got := a.do(r)
	if got.status != 201 || strings.Contains(got.text, "php") || got.header.Get("Set-Cookie") != "" {
		t.Errorf("a file's own name has a part in it: %d %s", got.status, got.text)
	}
}

func quoted(s string) string { return strings.ReplaceAll(fmt.Sprintf("%+q", s), `\x00`, `\u0000`) }

// upload is a request with a document of wang's.
func (a *attacked) upload(c *caller, kind, media string, body []byte) *http.Request {
	r := httptest.NewRequest("POST", site+"/v1/parties/"+a.wang.String()+"/documents/"+kind, bytes.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	c.sign(r)
	return r
}

// pictureOf is a small picture that is what it says.
func pictureOf(t testing.TB, media string) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 16, 16))
	p.SetGray(3, 3, color.Gray{Y: 200})
	var b bytes.Buffer
	encode := png.Encode(&b, p)
	if media == "jpeg" {
		b.Reset()
		encode = jpeg.Encode(&b, p, nil)
	}
	if encode != nil {
		t.Fatal(encode)
	}
	return b.Bytes()
}

// TestUploadTricks: a file is what its bytes say from the first to the last, or it isn't taken; and it is never served as a page.
func TestUploadTricks(t *testing.T) {
	a := newAttacked(t)
	picture, photo := pictureOf(t, "png"), pictureOf(t, "jpeg")
	html := []byte("<html><script>alert(1)</script></html>")
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for _, c := range []struct {
		name, media string
		body        []byte
		status      int
		code        string
	}{
		{"a picture", "image/png", picture, 201, ""},
		{"a photograph", "image/jpeg", photo, 201, ""},
		{"a photograph that doesn't say what it is", "application/octet-stream", photo, 201, ""},
		{"a page as a photograph", "image/jpeg", html, 422, "party.document_type"},
		{"a drawing with a script as a picture", "image/png", svg, 422, "party.document_type"},
		{"a drawing as itself", "image/svg+xml", svg, 415, "app.media_type"},
		{"a page as itself", "text/html", html, 415, "app.media_type"},
		{"a picture called a photograph", "image/jpeg", picture, 422, "party.document_type"},
		{"a picture with a page behind it", "image/png", join(picture, html), 422, "party.document_type"},
		{"a photograph with an archive behind it", "image/jpeg", join(photo, []byte("PK\x03\x04"), html), 422, "party.document_type"},
		{"a page with a picture behind it", "image/png", join(html, picture), 422, "party.document_type"},
		{"half a picture", "image/png", picture[:len(picture)/2], 422, "party.document_type"},
		{"the beginning of a photograph and a script", "image/jpeg", join(photo[:4], html), 422, "party.document_type"},
		{"an archive", "application/octet-stream", []byte("PK\x03\x04\x14\x00"), 422, "party.document_type"},
		{"a program", "application/octet-stream", []byte("\x7fELF\x02\x01\x01"), 422, "party.document_type"},
		{"a document with a script before it", "application/pdf", join(html, []byte("%PDF-1.7\n%%EOF")), 422, "party.document_type"},
		{"nothing", "image/png", nil, 400, "app.body_missing"},
		{"more than is taken", "image/png", join(picture, make([]byte, 8<<20)), 413, "app.body_too_large"},
		{"compressed", "image/png", picture, 415, "app.media_type"},
	} {
		r := a.upload(a.teller, "id_front", c.media, c.body)
		if c.name == "compressed" {
			r.Header.Set("Content-Encoding", "gzip")
		}
		a.judge(a.do(r), c.status, c.code, c.name)
	}
	endless := httptest.NewRequest("POST", site+"/v1/parties/"+a.wang.String()+"/documents/id_front", endlessBody{})
	endless.ContentLength = -1
	a.teller.sign(endless)
	a.judge(a.do(endless), 413, "app.body_too_large", "a body without an end")
	a.want(413, "app.body_too_large", a.teller, "POST", "/v1/parties?branch=0101", `{"sort":"person","name":"`+strings.Repeat("王", 40_000)+`"}`)
	a.want(415, "app.media_type", a.teller, "POST", "/v1/parties?branch=0101", `{}`, "Content-Encoding", "gzip")
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	if got := a.ask(a.teller, "POST", "/v1/parties?branch=0101", deep); got.status < 400 || got.status >= 500 {
		t.Errorf("brackets in brackets: %d", got.status)
	}
	got := a.want(200, "", a.teller, "GET", "/v1/parties/"+a.wang.String()+"/documents", "")
	if n := strings.Count(got.text, `"kind":"id_front"`); n != 3 {
		t.Errorf("%d documents were kept of 3: %s", n, got.text)
	}
}

// endlessBody never ends.
type endlessBody struct{}

func (endlessBody) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestMassAssignment: what has a verb of its own is set by no other, in whatever spelling.
func TestMassAssignment(t *testing.T) {
	a := newAttacked(t)
	path := "/v1/parties/" + a.wang.String()
	before := a.want(200, "", a.teller, "GET", path, "").text
	for _, field := range []string{`"status":"deceased"`, `"kyc":{"level":3}`, `"level":3`, `"risk":"low"`, `"mergedInto":"5"`, `"id":"5"`, `"version":9,"version":1`,
		`"roles":["admin"]`, `"hats":[{"id":"self"}]`, `"Branch":"0102"`, `"holder":"5"`, `"registeredAt":"2020-01-01T00:00:00Z"`, `"__proto__":{"admin":true}`} {
		for _, call := range [][2]string{{"PATCH", path}, {"POST", "/v1/parties?branch=0101"}} {
			body := `{"version":1,` + field + `}`
			if call[0] == "POST" {
				body = `{"sort":"person","name":"赵六",` + field + `}`
			}
			got := a.ask(a.teller, call[0], call[1], body)
			if got.status != 422 && got.status != 400 {
				t.Errorf("%s with %s: %d %s", call[0], field, got.status, got.text)
			}
		}
	}
	if after := a.want(200, "", a.teller, "GET", path, "").text; after != before {
		t.Errorf("it left a trace:\n%s\n%s", before, after)
	}
	for _, c := range []struct{ method, path, body string }{
		{"POST", path + "/consents", `{"purpose":"marketing","data":["profile"],"wording":"v1","givenBy":"5","active":true}`},
		{"POST", path + "/mandates", fmt.Sprintf(`{"person":%q,"basis":"agent","items":[{"permission":"party.read"}],"until":"2027-01-01T00:00:00Z","givenBy":"5","state":"in_force"}`, a.li)},
		{"PUT", "/v1/session/hat", `{"hat":"self","level":3}`},
		{"POST", "/v1/session/step-up", `{"password":"x","level":3,"provedAt":"2030-01-01T00:00:00Z"}`},
	} {
		a.want(422, "app.invalid_input", a.customer, c.method, c.path, c.body)
	}
	hire := `{"person":%q,"number":"0777","branch":"0101","roles":[%s],"reason":"新员工"}`
	a.want(422, "auth.role_system", a.admin, "POST", "/v1/staff", fmt.Sprintf(hire, a.li, `"system"`))
	a.want(422, "auth.role_kind", a.admin, "POST", "/v1/staff", fmt.Sprintf(hire, a.li, `"customer"`))
	a.want(422, "auth.roles_exclude", a.admin, "POST", "/v1/staff", fmt.Sprintf(hire, a.li, `"teller","teller_checker"`))
	a.want(422, "auth.role_system", a.admin, "POST", "/v1/clients", `{"name":"我的程序","roles":["system"],"reason":"试"}`)
	a.want(422, "mandate.roles", a.teller, "POST", path+"/mandates",
		fmt.Sprintf(`{"person":%q,"basis":"agent","roles":["guardian"],"items":[{"permission":"party.read"}],"until":"2027-01-01T00:00:00Z"}`, a.li))
}

// TestBrokenListFile: a list in another encoding than it says is taken for none, with the place that shows it, and nothing is kept.
func TestBrokenListFile(t *testing.T) {
	a := newAttacked(t)
	a.want(200, "", a.compliance, "PUT", "/v1/screening/lists/court",
		`{"kind":"dishonest","nameZh":"失信被执行人","nameEn":"Dishonest judgment debtors","source":"法院"}`)
	gb := []byte("name\n\xcd\xf5\xb7\xbc\n") // 王芳 in GB18030
	utf := []byte("name\n王芳\n")
	load := func(query string, body []byte) reply {
		r := httptest.NewRequest("POST", site+"/v1/screening/lists/court/versions?format=csv"+query, bytes.NewReader(body))
		r.Header.Set("Content-Type", "text/csv")
		a.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("list-%d", a.keys))
		a.compliance.sign(r)
		return a.do(r)
	}
	for _, c := range []struct {
		name, query string
		body        []byte
		code        string
	}{
		{"GB18030 read as UTF-8", "&encoding=utf-8", gb, "screening.file_encoding"},
		{"both in one file", "&encoding=utf-8", append(bytes.Clone(utf), gb[5:]...), "screening.file_mixed"},
		{"an encoding that nobody knows", "&encoding=klingon", utf, "screening.encoding_name"},
		{"a sheet of a spreadsheet program", "", []byte("PK\x03\x04\x00\x00"), "screening.file_unknown_encoding"},
	} {
		a.judge(load(c.query, c.body), 422, c.code, c.name)
	}
	if text := a.want(200, "", a.compliance, "GET", "/v1/screening/lists/court/versions", "").text; !strings.Contains(text, `"items":[]`) {
		t.Errorf("something was kept: %s", text)
	}
	a.judge(load("&encoding=gb18030", gb), 201, "", "GB18030 as such")
}

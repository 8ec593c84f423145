package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/gzip"

	"tonghui/platform/store"
)

type syncWriter struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *syncWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(p)
}

// refusalCase is one bad request: what is sent, and the status, code and first faulty place that it gets.
type refusalCase struct {
	method, path, body string
	headers            []string
	status             int
	code, fault        string
}

const (
	keyK    = "Idempotency-Key: k"
	goodPut = `{"word":"rent","amount":5}`
)

var refusalCases = map[string]refusalCase{
	"no token":         {"POST", putPath, goodPut, []string{keyK, "Authorization: "}, 401, "app.sign_in", ""},
	"other scheme":     {"POST", putPath, goodPut, []string{keyK, "Authorization: Basic abc"}, 401, "app.sign_in", ""},
	"unknown token":    {"POST", putPath, goodPut, []string{keyK, "Authorization: Bearer tt_abc"}, 401, "client.token", ""},
	"another's token":  {"POST", putPath, goodPut, []string{keyK, "Authorization: Bearer abc"}, 401, "app.sign_in", ""},
	"no key":           {"POST", putPath, goodPut, nil, 400, "app.idempotency_key_missing", ""},
	"long key":         {"POST", putPath, goodPut, []string{"Idempotency-Key: " + strings.Repeat("k", 129)}, 400, "app.idempotency_key_invalid", ""},
	"key with space":   {"POST", putPath, goodPut, []string{"Idempotency-Key: a b"}, 400, "app.idempotency_key_invalid", ""},
	"no body":          {"POST", putPath, "", []string{keyK}, 400, "app.body_missing", ""},
	"blank body":       {"POST", putPath, " \n", []string{keyK}, 400, "app.body_missing", ""},
	"broken JSON":      {"POST", putPath, `{"word":"rent",`, []string{keyK}, 400, "app.malformed_json", ""},
	"property twice":   {"POST", putPath, `{"word":"rent","amount":5,"amount":6}`, []string{keyK}, 400, "app.duplicate_property", ""},
	"two documents":    {"POST", putPath, goodPut + goodPut, []string{keyK}, 400, "app.malformed_json", ""},
	"not UTF-8":        {"POST", putPath, "{\"word\":\"\xff\",\"amount\":5}", []string{keyK}, 400, "app.not_utf8", ""},
	"form":             {"POST", putPath, goodPut, []string{keyK, "Content-Type: application/x-www-form-urlencoded"}, 415, "app.media_type", ""},
	"other charset":    {"POST", putPath, goodPut, []string{keyK, "Content-Type: application/json; charset=gbk"}, 415, "app.media_type", ""},
	"compressed":       {"POST", putPath, goodPut, []string{keyK, "Content-Encoding: gzip"}, 415, "app.media_type", ""},
	"too large":        {"POST", putPath, `{"word":"` + strings.Repeat("x", 400) + `","amount":5}`, []string{keyK}, 413, "app.body_too_large", ""},
	"wrong path":       {"GET", "/v1/nothing", "", nil, 404, "app.path_unknown", ""},
	"wrong method":     {"DELETE", "/v1/till/effects", "", nil, 405, "app.method_unknown", ""},
	"missing property": {"POST", putPath, `{"amount":5}`, []string{keyK}, 422, "app.invalid_input", "/word"},
	"wrong type":       {"POST", putPath, `{"word":"rent","amount":"5"}`, []string{keyK}, 422, "app.invalid_input", "/amount"},
	"out of range":     {"POST", putPath, `{"word":"rent","amount":0}`, []string{keyK}, 422, "app.invalid_input", "/amount"},
	"not one of":       {"POST", putPath, `{"word":"rent","amount":5,"kind":"gold"}`, []string{keyK}, 422, "app.invalid_input", "/kind"},
	"unknown property": {"POST", putPath, `{"word":"rent","amount":5,"Amount":6}`, []string{keyK}, 422, "app.invalid_input", "/Amount"},
	"type's own rule":  {"POST", putPath, `{"word":"rent","amount":5,"ref":"0x"}`, []string{keyK}, 422, "app.invalid_input", ""},
	"long path part":   {"POST", "/v1/till/123456789/effects", goodPut, []string{keyK}, 422, "app.invalid_input", "path:till"},
	"query unknown":    {"GET", "/v1/till/effects?limits=3", "", nil, 422, "app.invalid_input", "query:limits"},
	"query range":      {"GET", "/v1/till/effects?limit=501", "", nil, 422, "app.invalid_input", "query:limit"},
	"query type":       {"GET", "/v1/till/effects?limit=x", "", nil, 422, "app.invalid_input", "query:limit"},
	"query own type":   {"GET", "/v1/till/effects?since=0x", "", nil, 422, "app.invalid_input", "query:since"},
	"cursor":           {"GET", "/v1/till/effects?after=AAAA", "", nil, 422, "app.cursor_invalid", "query:after"},
	"rule of the bank": {"POST", putPath, `{"word":"shut","amount":5}`, []string{"Idempotency-Key: r1"}, 422, "till.shut", ""},
	"overload":         {"POST", putPath, `{"word":"flaky","amount":5}`, []string{"Idempotency-Key: r2"}, 503, "store.busy", ""},
	"fault":            {"POST", putPath, `{"word":"fault","amount":5}`, []string{"Idempotency-Key: r3"}, 500, "internal", ""},
	"panic in write":   {"POST", putPath, `{"word":"panic","amount":5}`, []string{"Idempotency-Key: r4"}, 500, "internal", ""},
	"panic in read":    {"GET", "/v1/till/fall", "", nil, 500, "internal", ""},
	"bulk JSON":        {"POST", "/v1/till/bulk", `[{"word":`, []string{"Idempotency-Key: r5"}, 400, "app.malformed_json", ""},
	"bulk type":        {"POST", "/v1/till/bulk", `[{"word":5}]`, []string{"Idempotency-Key: r6"}, 422, "app.invalid_input", "/word"},
	"export refused":   {"GET", "/v1/till/export?lines=-1", "", nil, 422, "till.shut", ""},
}

func TestRefusals(t *testing.T) {
	b := newBank(t, Config{MaxBody: 300}, store.Options{})
	for name, c := range refusalCases {
		t.Run(name, func(t *testing.T) { b.checkRefusal(t, c) })
	}
	if rows, _ := b.effects(); rows != 0 {
		t.Errorf("refused requests left %d rows", rows)
	}
	if strings.Contains(b.logged(), "6222020000000188") {
		t.Error("a card number is in the log")
	}
}

func (b *bank) checkRefusal(t *testing.T, c refusalCase) {
	t.Helper()
	r, text := b.ask(c.method, c.path, c.body, append(c.headers, "X-Request-Id: req-"+fmt.Sprint(c.status))...)
	p := b.problem(text)
	if r.StatusCode != c.status || p.Status != c.status || p.Code != c.code || p.Type != "urn:tonghui:problem:"+c.code {
		t.Fatalf("%d %s", r.StatusCode, text)
	}
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	if p.DetailEN == "" || p.DetailZH == "" || p.Title == "" || p.Detail != p.DetailEN || strings.Contains(p.DetailEN, "%!") {
		t.Errorf("sentences: %+v", p)
	}
	if want := "req-" + fmt.Sprint(c.status); p.Instance != want || r.Header.Get("X-Request-Id") != want {
		t.Errorf("request id %q, %q", p.Instance, r.Header.Get("X-Request-Id"))
	}
	if c.fault != "" && (len(p.Errors) == 0 || p.Errors[0].Path != c.fault) {
		t.Errorf("faults %+v, want the first at %s", p.Errors, c.fault)
	}
	for _, f := range p.Errors {
		if f.Detail == "" || f.DetailZH == "" || strings.Contains(f.Detail, "valid for its type") && c.fault != "/word" {
			t.Errorf("fault without its own sentences: %+v", f)
		}
	}
	switch c.status {
	case 401:
		if r.Header.Get("WWW-Authenticate") == "" {
			t.Error("no WWW-Authenticate")
		}
	case 405:
		if r.Header.Get("Allow") != "GET" {
			t.Errorf("Allow: %q", r.Header.Get("Allow"))
		}
	case 503:
		if r.Header.Get("Retry-After") != "1" {
			t.Error("no Retry-After")
		}
	}
}

func TestNothingPrivateIsEchoed(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	const id = "11010519491231002X"
	for _, body := range []string{
		`{"word":5,"amount":"` + id + `"}`, `{"word":"rent","amount":5,"` + id + `":1}`, `{"word":"rent","amount":5,"kind":"` + id + `"}`,
		`{"word":"rent","amount":5,"ref":"` + id + `"}`, `"` + id + `"`, `{"word":"` + id + id + `","amount":1}`, `{"word":"` + id + `}`,
	} {
		r, text := b.ask("POST", "/v1/till/a/effects", body, "Idempotency-Key: k")
		if r.StatusCode != 422 && r.StatusCode != 400 {
			t.Errorf("%d for %s", r.StatusCode, body)
		}
		if strings.Contains(text, id) {
			t.Errorf("echoed: %s", text)
		}
	}
}

func TestLanguage(t *testing.T) {
	for header, zh := range map[string]bool{
		"": false, "zh": true, "zh-CN,zh;q=0.9,en;q=0.8": true, "en,zh": false, "zh,en": true, "en;q=0.5,zh;q=0.9": true,
		"fr,zh;q=0.2": true, "*": false, "zh;q=x": false, "zh;q=0": false, "zh;q=0.9,en;q=0.9": true, "zh;q=1.5": false,
	} {
		if got := prefersChinese(header); got != zh {
			t.Errorf("%q: %v", header, got)
		}
	}
	b := newBank(t, Config{}, store.Options{})
	_, text := b.ask("GET", "/nothing", "", "Accept-Language: zh-CN")
	if p := b.problem(text); p.Detail != p.DetailZH || p.Title != "未找到" {
		t.Errorf("%s", text)
	}
	_, text = b.ask("POST", "/v1/till/a/effects", `{}`, "Accept-Language: zh-CN", "Idempotency-Key: z")
	if p := b.problem(text); p.Detail != p.DetailZH || p.Errors[0].DetailZH != "缺少字段 amount。" {
		t.Errorf("%s", text)
	}
}

func TestWriteReadAndPages(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	for i := range 5 {
		r, text := b.ask("POST", "/v1/till/a/effects", fmt.Sprintf(`{"word":"w%d","amount":5}`, i), fmt.Sprintf("Idempotency-Key: k%d", i))
		if r.StatusCode != 201 || !strings.HasPrefix(r.Header.Get("Location"), "/v1/till/effects/") || !strings.Contains(text, `"word":"w`) {
			t.Fatalf("%d %v %s", r.StatusCode, r.Header, text)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"} {
			if r.Header.Get(name) != want {
				t.Errorf("%s: %q", name, r.Header.Get(name))
			}
		}
	}
	var words []string
	after := ""
	for {
		_, text := b.ask("GET", "/v1/till/effects?limit=2&after="+after, "")
		var p Page[putOut]
		mustDecode(t, text, &p)
		for _, i := range p.Items {
			words = append(words, i.Word)
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if fmt.Sprint(words) != "[w0 w1 w2 w3 w4]" {
		t.Errorf("pages: %v", words)
	}
	_, text := b.ask("PUT", "/v1/till/knock", "")
	if id, ok := strings.CutPrefix(text, `{"actor":"client:`); !ok || !strings.Contains(text, "/client-") || !strings.HasSuffix(id, `","key":""}`) {
		t.Errorf("actor: %s", text)
	}
}

func TestCompression(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	for _, c := range []struct {
		path string
		zip  bool
	}{{"/openapi.json", true}, {"/v1/till/export?lines=90000", true}, {"/v1/till/export?lines=100", true}, {"/healthz", false},
		{"/v1/till/export?lines=2", false}} {
		plain, text := b.ask("GET", c.path, "", "Accept-Encoding: identity")
		packed, raw := b.ask("GET", c.path, "", "Accept-Encoding: br, gzip;q=1.0")
		if plain.Header.Get("Content-Encoding") != "" || (packed.Header.Get("Content-Encoding") == "gzip") != c.zip {
			t.Errorf("%s: %q", c.path, packed.Header.Get("Content-Encoding"))
			continue
		}
		if c.zip {
			z, err := gzip.NewReader(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			raw = string(b)
		}
		if raw != text {
			t.Errorf("%s differs when compressed", c.path)
		}
		if none, _ := b.ask("GET", c.path, "", "Accept-Encoding: gzip;q=0"); none.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s compressed against the client's will", c.path)
		}
	}
}

func TestBrokenStreamIsCut(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	r, err := http.NewRequest("GET", b.srv.URL+"/v1/till/export?lines=100000", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.bearer)
	resp, err := b.srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Error("an export that failed half way looks whole")
	}
	if !strings.Contains(b.logged(), "till.shut") {
		t.Error("the reason is not in the log")
	}
}

func TestOverloadIsRefusedAtOnce(t *testing.T) {
	b := newBank(t, Config{MaxInFlight: 1}, store.Options{})
	done := make(chan int)
	go func() {
		r, _ := b.ask("GET", "/v1/till/slow", "")
		done <- r.StatusCode
	}()
	<-b.till.entry
	r, text := b.ask("GET", "/v1/till/effects", "")
	if r.StatusCode != 503 || b.problem(text).Code != "store.busy" || r.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", r.StatusCode, text)
	}
	if r, _ := b.ask("GET", "/healthz", ""); r.StatusCode != 200 {
		t.Error("health must answer under load")
	}
	b.till.gate <- struct{}{}
	if got := <-done; got != 200 {
		t.Errorf("the running request got %d", got)
	}
	if r, _ := b.ask("GET", "/v1/till/effects", ""); r.StatusCode != 200 {
		t.Errorf("after the load: %d", r.StatusCode)
	}
}

func TestServeDrains(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.srv.URL = "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- b.Serve(ctx, ln) }()
	if r, _ := b.ask("GET", "/readyz", ""); r.StatusCode != 200 {
		t.Fatalf("ready: %d", r.StatusCode)
	}
	got := make(chan int)
	go func() {
		r, _ := b.ask("GET", "/v1/till/slow", "")
		got <- r.StatusCode
	}()
	<-b.till.entry
	stop()
	select {
	case err := <-served:
		t.Fatalf("did not wait for the running request: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	b.till.gate <- struct{}{}
	if s := <-got; s != 200 {
		t.Errorf("the running request got %d", s)
	}
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("still listening")
	}
}

func TestMetricsAndRequestID(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	b.ask("GET", "/v1/till/effects", "")
	_, text := b.ask("GET", "/metrics", "", "Authorization: ")
	if !strings.Contains(text, `tonghui_http_requests_total{operation="listEffects",status="200"} 1`) {
		t.Errorf("metrics: %s", text)
	}
	if r, _ := b.ask("GET", "/metrics", "", "Authorization: ", "X-Forwarded-For: 203.0.113.9"); r.StatusCode != 401 {
		t.Errorf("metrics through a proxy without a token: %d", r.StatusCode)
	}
	x, _ := b.ask("GET", "/healthz", "", "X-Request-Id: bad id")
	y, _ := b.ask("GET", "/healthz", "", "X-Request-Id: 6222020000000188")
	for _, r := range []*http.Response{x, y} {
		if id := r.Header.Get("X-Request-Id"); len(id) != 16 || !word(id) {
			t.Errorf("made id %q", id)
		}
	}
}

func TestModulesAreChecked(t *testing.T) {
	table := func(sql string) fstest.MapFS { return fstest.MapFS{"001_a.sql": {Data: []byte(sql)}} }
	for name, modules := range map[string][]Module{
		"same name":      {{Name: "till"}, {Name: "till"}},
		"platform name":  {{Name: "store"}},
		"bad name":       {{Name: "Till"}},
		"foreign table":  {{Name: "till", Schema: table("CREATE TABLE party_people (id BIGINT);")}},
		"foreign index":  {{Name: "till", Schema: table("CREATE UNIQUE INDEX till_x ON party_people (id);")}},
		"foreign change": {{Name: "till", Schema: table("ALTER TABLE party_people ADD x BIGINT;")}},
		"empty schema":   {{Name: "till", Schema: fstest.MapFS{}}},
	} {
		if _, err := New(store.Test(t), Config{}, modules...); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

func TestVerifyRunsEveryCheck(t *testing.T) {
	st := store.Test(t)
	boom := errors.New("books don't balance")
	var ran []string
	check := func(name string, err error) func(context.Context, *store.Store, store.Seq) error {
		return func(context.Context, *store.Store, store.Seq) error { ran = append(ran, name); return err }
	}
	a, err := New(st, Config{}, Module{Name: "one", Check: check("one", boom)}, Module{Name: "none"}, Module{Name: "two", Check: check("two", nil)})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Verify(context.Background())
	if !errors.Is(err, boom) || !strings.Contains(err.Error(), "one:") || fmt.Sprint(ran) != "[one two]" {
		t.Errorf("%v %v", err, ran)
	}
	if len(a.Modules()) != 3 || len(a.Schemas()) != 1 {
		t.Errorf("%d modules, %d schemas", len(a.Modules()), len(a.Schemas()))
	}
}

func TestDocument(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	var one, two bytes.Buffer
	if err := b.WriteOpenAPI(&one); err != nil {
		t.Fatal(err)
	}
	if err := newBank(t, Config{}, store.Options{}).WriteOpenAPI(&two); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() {
		t.Error("the document differs from run to run")
	}
	for _, want := range []string{"openapi: 3.1.0", "operationId: putMany", "Idempotency-Key", "PutBody", "urn:tonghui:problem",
		"bearer", "PagePutOut", "x-problems", "存入款项", "application/jsonl", "till.put"} {
		if !strings.Contains(one.String(), want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if strings.Contains(one.String(), "%d") || strings.Contains(one.String(), "%[1]s") {
		t.Error("the document shows blanks of sentences")
	}
	if strings.Contains(one.String(), "$schema") {
		t.Error("the document has $schema links")
	}
	r, text := b.ask("GET", "/docs", "", "Authorization: ")
	for _, want := range []string{`id="putIn"`, "存入款项", "Idempotency-Key", "till.shut", "schema-PutBody", "curl -sS -X POST", "<li><code>word</code>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the reference lacks %q", want)
		}
	}
	if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(text, nonceMark) || !strings.Contains(csp, "'nonce-") {
		t.Errorf("nonce: %s", csp)
	}
	if _, text := b.ask("GET", "/", "", "Authorization: "); !strings.Contains(text, "/openapi.yaml") || !strings.Contains(text, "一本总账") || !strings.Contains(text, "BANK="+b.srv.URL) {
		t.Errorf("start page: %s", text)
	}
	first, _ := b.ask("GET", "/openapi.yaml", "")
	if again, _ := b.ask("GET", "/openapi.yaml", "", "If-None-Match: "+first.Header.Get("Etag")); again.StatusCode != 304 {
		t.Errorf("not modified: %d", again.StatusCode)
	}
}

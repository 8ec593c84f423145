package app

import (
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"tonghui/platform/store"
)

// FuzzBody sends any bytes to a typed write: the answer is a success with one effect or a well-formed problem with
// none, and never a fault of the bank.
func FuzzBody(f *testing.F) {
	fuzzPath(f, putPath, `{"word":"rent","amount":5}`, `{"word":"rent","amount":5,"ref":"17"}`, `{"word":null}`, `[]`, `{"amount":1e300}`)
}

// FuzzBulk does the same to a bulk write's own reader.
func FuzzBulk(f *testing.F) {
	fuzzPath(f, "/v1/till/bulk", `[]`, `[{"word":"a","amount":1},{"word":"b","amount":2}]`, `[{"word":5}]`, `[[`)
}

func fuzzPath(f *testing.F, path string, seeds ...string) {
	shared := newBank(f, Config{AccessLog: LogNone}, store.Options{})
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	n := 0
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, word := range []string{"fault", "panic", "flaky", "shut"} {
			if strings.Contains(string(body), word) {
				t.Skip("words that the till fails at on purpose")
			}
		}
		b := *shared
		b.t = t
		n++
		before, _ := b.effects()
		r := httptest.NewRequest("POST", path, strings.NewReader(string(body)))
		r.Header.Set("Authorization", "Bearer "+b.bearer)
		r.Header.Set("Idempotency-Key", "fuzz-"+strconv.Itoa(n))
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, r)
		after, _ := b.effects()
		var p Problem
		switch {
		case w.Code < 300:
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("answer is not JSON: %s", w.Body)
			}
		case w.Code >= 500 || json.Unmarshal(w.Body.Bytes(), &p) != nil || p.DetailZH == "" || after != before:
			t.Fatalf("%d %s, effects %d to %d", w.Code, w.Body, before, after)
		}
	})
}

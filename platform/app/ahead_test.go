package app

import (
	"testing"

	"tonghui/platform/store"
)

// TestAhead: the update of a write runs under the context that its operation's Ahead makes of the input.
func TestAhead(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	for _, path := range []string{putPath, "/v1/till/bulk"} {
		for word, status := range map[string]int{"rent": 200, "late": 503} {
			body := `{"word":"` + word + `","amount":5}`
			if path != putPath {
				body = "[" + body + "]"
			} else if status == 200 {
				status = 201
			}
			resp, text := b.ask("POST", path, body, "Idempotency-Key: "+word+path)
			if resp.StatusCode != status || status == 503 && b.problem(text).Code != "store.gave_up" {
				t.Errorf("%s %s: %d %s", path, word, resp.StatusCode, text)
			}
		}
	}
	if rows, _ := b.effects(); rows != 2 {
		t.Errorf("%d effects", rows)
	}
}

package observe

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/platform/store"
)

func TestRedact(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"posted 3 entries", "posted 3 entries"},
		{"id 11010519491231002X here", "id 1101**********002X here"},
		{"110105194912310021", "1101**********0021"},
		{"card 6222020000000188", "card 6222********0188"},
		{"card 6222020000000188123!", "card 6222***********8123!"},
		{"card 6222 0200 0000 0188.", "card 6222 **** **** 0188."},
		{"card 6222-0200-0000-0188-123", "card 6222-****-****-***8-123"},
		{"phone 13800138000, bank 102100099996", "phone 13800138000, bank 102100099996"},
		{"2026-11-23 2026-11-24", "2026-11-23 2026-11-24"},
		{"卡号6222020000000188及6222020000000189", "卡号6222********0188及6222********0189"},
		{"1234567890123", "1234*****0123"},
	} {
		if got := Redact(c.in); got != c.want {
			t.Errorf("Redact(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

var longRun = regexp.MustCompile(`[0-9]{13}`)

func TestRedactLeavesNoLongNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`([a-z ,:号]{0,5}[0-9]{0,22}[xX]?){0,4}`).Draw(t, "s")
		got := Redact(s)
		if longRun.MatchString(got) {
			t.Fatalf("%q left a long number in %q", s, got)
		}
		if len(got) != len(s) {
			t.Fatalf("%q changed its length: %q", s, got)
		}
	})
}

type secret struct{ Card string }

func TestLogHoldsNoIdentity(t *testing.T) {
	const card, id = "6222020000000188", "11010519491231002X"
	for _, asJSON := range []bool{true, false} {
		var out bytes.Buffer
		o := Setup(Config{Output: &out, JSON: asJSON, Level: slog.LevelDebug})
		ctx := WithRequestID(context.Background(), "req-7")
		o.Log.With("with", card).WithGroup("g").DebugContext(ctx, "msg "+card,
			"string", id, "int", int64(6222020000000188), "uint", uint64(6222020000000188), "err", errors.New("bad "+id),
			"struct", secret{card}, "bytes", []byte(card), "key"+card, 1, slog.Group("in", "deep", id),
			"small", 42, "took", time.Second)
		text := out.String()
		if strings.Contains(text, card) || strings.Contains(text, id) {
			t.Errorf("identity in log: %s", text)
		}
		for _, want := range []string{"req-7", "6222********0188", "1101**********002X", "42", "msg"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing in %s", want, text)
			}
		}
	}
}

func TestParseLevel(t *testing.T) {
	if l, err := ParseLevel("warn"); err != nil || l != slog.LevelWarn {
		t.Fatalf("%v %v", l, err)
	}
	if _, err := ParseLevel("loud"); err == nil {
		t.Fatal("unknown level accepted")
	}
}

func TestMetrics(t *testing.T) {
	o := Setup(Config{Version: "v9", Commit: "abc"})
	st := store.Test(t)
	o.Metrics.WatchStore(st)
	if err := st.Update(context.Background(), func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	op := o.Metrics.Operation("postEntry")
	op.Note(201, 3*time.Millisecond)
	op.Note(201, 3*time.Millisecond)
	op.Note(7, time.Millisecond)
	o.Metrics.Begin()
	o.Metrics.Shed()
	w := httptest.NewRecorder()
	for range 100 { // the store counts a group just after it has answered
		w = httptest.NewRecorder()
		o.Metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		if strings.Contains(w.Body.String(), "tonghui_store_commit_seconds_count 1") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, want := range []string{
		`tonghui_http_requests_total{operation="postEntry",status="201"} 2`,
		`tonghui_http_requests_total{operation="postEntry",status="599"} 1`,
		`tonghui_http_request_seconds_count{operation="postEntry"} 3`,
		"tonghui_http_in_flight 1", "tonghui_http_shed_total 1", `commit="abc"`, "tonghui_store_updates_total 1",
		"tonghui_store_commit_seconds_count 1", "go_goroutines",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("metrics lack %q", want)
		}
	}
	o.Metrics.Done()
}

func BenchmarkRedactPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Redact("POST /v1/entries answered in 3 ms for operator/bootstrap/cli")
	}
}

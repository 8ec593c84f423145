package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/platform/observe"
)

// topAt runs the command against a server.
func topAt(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	v := &env{out: &o, errs: &e}
	code = exit(v, runTop(context.Background(), v, v.flags(&topCommand), args))
	return code, o.String(), e.String()
}

func TestTop(t *testing.T) {
	obs := observe.Setup(observe.Config{Output: io.Discard, Version: "v7"})
	entries := int64(0)
	obs.Metrics.WatchLedger(func() observe.LedgerStats { entries += 100; return observe.LedgerStats{Entries: entries} })
	metrics := obs.Metrics.Handler()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer word" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		metrics.ServeHTTP(w, r)
	}))
	defer srv.Close()
	dir := t.TempDir()
	db, token := filepath.Join(dir, "bank.db"), filepath.Join(dir, "word")
	if err := os.WriteFile(token, []byte("word\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []string{"--server", srv.URL, "--token-file", token, "--every", "100ms"}
	code, out, errs := topAt(t, append(at, "--lang", "zh")...)
	if code != 0 || !strings.Contains(out, "每秒入账") || !strings.Contains(out, "v7") || strings.Contains(out, "\x1b") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	code, out, errs = topAt(t, append(at, "--json")...)
	var figures struct{ TransfersPerSecond float64 }
	if err := json.Unmarshal([]byte(out), &figures); code != 0 || err != nil || figures.TransfersPerSecond <= 0 {
		t.Errorf("exit %d, %v\n%s%s", code, err, out, errs)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no server":       {[]string{"--db", db}, 3, "没有服务"},
		"password hidden": {[]string{"--db", "mysql://bank:secret@localhost:1/x"}, 3, "没有服务"},
		"too often":       {append(at, "--every", "1ms"), 1, "100ms"},
		"other language":  {append(at, "--lang", "fr"), 1, "zh"},
		"no token file":   {[]string{"--server", srv.URL, "--token-file", filepath.Join(dir, "none")}, 3, "令牌"},
		"wrong token":     {[]string{"--server", srv.URL, "--db", db, "--every", "100ms"}, 3, "401"},
		"nobody there":    {[]string{"--server", "http://localhost:1", "--db", db}, 3, "应答异常"},
		"argument":        {append(at, "x"), 2, "usage"},
	} {
		code, out, errs := topAt(t, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) || strings.Contains(out+errs, "secret") {
			t.Errorf("%s: exit %d (want %d), no %q in\n%s%s", name, code, c.code, c.says, out, errs)
		}
	}
}

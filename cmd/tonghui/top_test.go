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

	"tonghui/platform/auth/client"
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
		if id, secret, _ := r.BasicAuth(); r.URL.Path == client.TokenPath && id == "7" {
			w.Header().Set("Content-Type", "application/json")
			if secret != "word" {
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = io.WriteString(w, `{"error":"invalid_client","code":"x.no","detailEn":"Unknown secret.","detailZh":"密钥不符。"}`)
				return
			}
			_, _ = io.WriteString(w, `{"access_token":"tt_1","token_type":"Bearer","expires_in":600}`)
			return
		}
		if r.Header.Get("Authorization") != "Bearer tt_1" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		metrics.ServeHTTP(w, r)
	}))
	defer srv.Close()
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	db := filepath.Join(dir, "bank.db")
	at := []string{"--server", srv.URL, "--client-file", file("good", "7 word\n", 0o600), "--every", "100ms"}
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
		"password hidden": {[]string{"--db", "mysql://bank:opensesame@localhost:1/x"}, 3, "没有服务"},
		"too often":       {append(at, "--every", "1ms"), 1, "100ms"},
		"other language":  {append(at, "--lang", "fr"), 1, "zh"},
		"no client file":  {[]string{"--server", srv.URL, "--client-file", filepath.Join(dir, "none")}, 3, "凭据文件"},
		"one word":        {[]string{"--server", srv.URL, "--client-file", file("short", "7\n", 0o600)}, 3, "凭据文件"},
		"others read it":  {[]string{"--server", srv.URL, "--client-file", file("open", "7 word\n", 0o644)}, 3, "chmod 600"},
		"wrong secret":    {[]string{"--server", srv.URL, "--client-file", file("bad", "7 other\n", 0o600), "--every", "100ms"}, 1, "密钥不符"},
		"no credentials":  {[]string{"--server", srv.URL, "--db", db, "--every", "100ms"}, 3, "401"},
		"nobody there":    {[]string{"--server", "http://localhost:1", "--db", db}, 3, "应答异常"},
		"argument":        {append(at, "x"), 2, "usage"},
	} {
		code, out, errs := topAt(t, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) || strings.Contains(out+errs, "opensesame") {
			t.Errorf("%s: exit %d (want %d), no %q in\n%s%s", name, code, c.code, c.says, out, errs)
		}
	}
}

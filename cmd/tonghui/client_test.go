package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// command runs one command as the line would, also before the program lists it.
func runOne(c command, args ...string) (code int, out, errs string) {
	var o, w bytes.Buffer
	e := &env{out: &o, errs: &w}
	code = exit(e, c.run(context.Background(), e, e.flags(&c), args))
	return code, o.String(), w.String()
}

// TestClientKeyAndCall: a key is made once, its file is its owner's alone, and what it signs the bank accepts.
func TestClientKeyAndCall(t *testing.T) {
	for _, alg := range []string{"ed25519", "sm2"} {
		file := filepath.Join(t.TempDir(), "erp.key")
		code, printed, errs := runOne(clientCommand, "key", "--alg", alg, "--key", file)
		if code != 0 {
			t.Fatal(errs)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 || strings.Contains(printed, "PRIVATE") {
			t.Errorf("the key file has mode %v, %v; printed %s", info.Mode(), err, printed)
		}
		if code, _, errs := runOne(clientCommand, "key", "--key", file); code != 1 || !strings.Contains(errs, "不会被覆盖") {
			t.Errorf("making it again: %d %s", code, errs)
		}
		public, err := signature.ParsePublic([]byte(printed))
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			s, err := signature.Read(r, body, time.Now(), "")
			if err == nil {
				err = s.Verify(public)
			}
			if err != nil || r.URL.Path == "/refused" {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprintf(w, `{"code":"x.no","detailEn":"No %v.","detailZh":"不行。"}`, err)
				return
			}
			fmt.Fprintf(w, "%s %s %s %v %s", r.Method, r.URL.Path, s.Client, r.Header.Get("Idempotency-Key") != "", body)
		}))
		defer server.Close()
		call := func(args ...string) (int, string, string) {
			return runOne(clientCommand, append([]string{"call", "--url", server.URL, "--key", file, "--client", "7"}, args...)...)
		}
		for want, args := range map[string][]string{
			"GET /v1/a 7 false ":          {"GET", "/v1/a"},
			`POST /v1/b 7 true {"a":"b"}`: {"post", "/v1/b", `{"a":"b"}`},
		} {
			if code, out, errs := call(args...); code != 0 || out != want {
				t.Errorf("%v: %d %q %s", args, code, out, errs)
			}
		}
		if code, _, errs := call("GET", "/refused"); code != 1 || !strings.Contains(errs, "不行") {
			t.Errorf("a refusal: %d %s", code, errs)
		}
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := call("GET", "/v1/a"); code != 1 || !strings.Contains(errs, "chmod 600") {
			t.Errorf("a key that others may read: %d %s", code, errs)
		}
	}
	for _, args := range [][]string{{}, {"key"}, {"fly"}, {"call", "GET", "/"}, {"call", "--url", "http://localhost:1", "--key", "x", "--client", "1", "GET", "v1"},
		{"key", "--alg", "rsa", "--key", filepath.Join(t.TempDir(), "k")},
		{"call", "--url", "http://localhost:1", "--key", filepath.Join(t.TempDir(), "none"), "--client", "1", "GET", "/v1"}} {
		if code, _, errs := runOne(clientCommand, args...); code != 1 || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

var errFounded = problem.New(problem.Refused, "test.founded", "There are administrators already.", "已有管理员。")

// newBank is a bank without administrators until it has two.
type newBank struct{ names []string }

func (b *newBank) Found(_ context.Context, names, logins [2]string, _ ...func(*store.Tx) error) (codes [2]string, until time.Time, err error) {
	if len(b.names) > 0 {
		return codes, until, errFounded
	}
	b.names = append(names[:], logins[:]...)
	return [2]string{"CODE-1", "CODE-2"}, time.Now().Add(24 * time.Hour), nil
}

// TestInit: two different people are named, each code is printed once, and a bank that has administrators refuses.
func TestInit(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nobody":      {nil, "恰有两名"},
		"one":         {[]string{"--admin", "李明=liming"}, "1 名"},
		"three":       {[]string{"--admin", "甲=aaaaa", "--admin", "乙=bbbbb", "--admin", "丙=ccccc"}, "3 名"},
		"the same":    {[]string{"--admin", "李明=liming", "--admin", "李明=liming2"}, "不同的人"},
		"one login":   {[]string{"--admin", "李明=liming", "--admin", "王芳=LiMing"}, "不同的人"},
		"no login":    {[]string{"--admin", "李明", "--admin", "王芳=wangfang"}, "姓名=登录名"},
		"no name":     {[]string{"--admin", "=liming", "--admin", "王芳=wangfang"}, "姓名=登录名"},
		"a bad login": {[]string{"--admin", "李明=li ming!", "--admin", "王芳=wangfang"}, "姓名=登录名"},
	} {
		db := filepath.Join(t.TempDir(), "bank.db")
		code, _, errs := runOne(initCommand, append(c.args, "--db", db)...)
		if _, err := os.Stat(db); code != 1 || !strings.Contains(errs, c.says) || err == nil {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	var out bytes.Buffer
	e, b := &env{out: &out}, &newBank{}
	names, logins := [2]string{"李明", "王芳"}, [2]string{"liming", "wangfang"}
	if err := e.found(context.Background(), b, names, logins, nil); err != nil || strings.Count(out.String(), "CODE-") != 2 {
		t.Errorf("founding: %v\n%s", err, out.String())
	}
	if err := e.found(context.Background(), b, names, logins, nil); problem.Of(err).Code != "test.founded" {
		t.Errorf("founding twice: %v", err)
	}
}

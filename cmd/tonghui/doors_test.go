package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// certified makes a certificate for localhost signed by itself, and returns its files.
func certified(t *testing.T, dir, name string) (cert, key string, pair tls.Certificate) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, name+".pem"), filepath.Join(dir, name+".key")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if pair, err = tls.LoadX509KeyPair(cert, key); err != nil {
		t.Fatal(err)
	}
	return cert, key, pair
}

// TestServeOverTLS: with a certificate the bank answers over HTTPS alone; a client's certificate is known by its thumbprint, and
// one that nobody has registered lets nobody in.
func TestServeOverTLS(t *testing.T) {
	store.SQLiteOnly(t, "the lock file tells where the server is")
	dir := store.TestDir(t)
	db := filepath.Join(dir, "bank.db")
	cert, key, _ := certified(t, dir, "bank")
	authority, _, stranger := certified(t, dir, "stranger")
	roots := x509.NewCertPool()
	text, err := os.ReadFile(cert)
	if err != nil || !roots.AppendCertsFromPEM(text) {
		t.Fatal(err)
	}
	ask := func(c *http.Client, path string) (int, http.Header, string) {
		resp, err := c.Get(strings.Replace(store.ServerOf(db), "127.0.0.1", "localhost", 1) + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, resp.Header, string(body)
	}
	said := serveWhile(t, db, func() {
		if !strings.HasPrefix(store.ServerOf(db), "https://") {
			t.Errorf("the server is at %s", store.ServerOf(db))
		}
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
		defer transport.CloseIdleConnections()
		status, header, _ := ask(&http.Client{Transport: transport}, "/v1/auth/providers")
		if status != http.StatusOK || !strings.Contains(header.Get("Strict-Transport-Security"), "max-age") {
			t.Errorf("without a certificate: %d %v", status, header)
		}
		shown := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{stranger}}}
		defer shown.CloseIdleConnections()
		if status, _, body := ask(&http.Client{Transport: shown}, "/v1/ledger/accounts"); status != http.StatusUnauthorized ||
			!strings.Contains(body, "client.certificate") {
			t.Errorf("with a certificate that nobody registered: %d %s", status, body)
		}
	}, "--tls-cert", cert, "--tls-key", key, "--tls-clients", authority)
	if !strings.Contains(said, "https://localhost:") {
		t.Errorf("the greeting:\n%s", said)
	}
}

// TestServeRefusesItsFlags: what can't be served is said before the bank opens.
func TestServeRefusesItsFlags(t *testing.T) {
	dir := store.TestDir(t)
	db := filepath.Join(dir, "bank.db")
	cert, key, _ := certified(t, dir, "bank")
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"certificate without its key":    {[]string{"--tls-cert", cert}, 3, "--tls-key"},
		"key without certificate":        {[]string{"--tls-key", key}, 3, "--tls-cert"},
		"authorities alone":              {[]string{"--tls-clients", cert}, 3, "--tls-cert"},
		"authorities that are none":      {[]string{"--tls-cert", cert, "--tls-key", key, "--tls-clients", empty}, 3, "没有证书"},
		"no such authorities":            {[]string{"--tls-cert", cert, "--tls-key", key, "--tls-clients", empty + ".no"}, 3, "证书"},
		"origin without a scheme":        {[]string{"--origin", "bank.example"}, 1, "协议"},
		"origin with a path":             {[]string{"--origin", "https://bank.example/ops"}, 1, "协议"},
		"origin of another scheme":       {[]string{"--origin", "ftp://bank.example"}, 1, "协议"},
		"origins of two hosts":           {[]string{"--origin", "https://bank.example,https://other.example"}, 1, "同一主机"},
		"an origin too many":             {[]string{"--origin", "https://bank.example,"}, 1, "协议"},
		"a master key that is too short": {[]string{"--master-key", empty}, 3, "密钥"},
	} {
		code, out, errs := cli(t, append([]string{"serve", "--db", db, "--addr", "localhost:0"}, c.args...)...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: exit %d (want %d), no %q in\n%s%s", name, code, c.code, c.says, out, errs)
		}
	}
}

// TestServeAtANumber: the bank is also served where only a number leads; passkeys need a name, all else doesn't.
func TestServeAtANumber(t *testing.T) {
	db := filepath.Join(store.TestDir(t), "bank.db")
	if said := serveWhile(t, db, func() {}, "--addr", "127.0.0.1:0"); !strings.Contains(said, "http://127.0.0.1:") {
		t.Errorf("the greeting:\n%s", said)
	}
}

// TestFounding: a bank without staff says how they are made; they are made once, with a client whose credentials are in a file of
// its owner's alone, and which is let in.
func TestFounding(t *testing.T) {
	store.SQLiteOnly(t, "the files lie beside the database")
	db := filepath.Join(store.TestDir(t), "bank.db")
	hint := "尚无人可以登录"
	if said := serveWhile(t, db, func() {}); !strings.Contains(said, hint) || !strings.Contains(said, "tonghui init --db "+db) {
		t.Errorf("without staff the greeting says\n%s", said)
	}
	if err := os.WriteFile(db+".client", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, founding(db)...); code != 1 || !strings.Contains(errs, "不会被覆盖") {
		t.Errorf("over another's file: exit %d\n%s", code, errs)
	}
	if err := os.Remove(db + ".client"); err != nil {
		t.Fatal(err)
	}
	code, out, errs := cli(t, founding(db)...)
	info, err := os.Stat(db + ".client")
	if code != 0 || err != nil || info.Mode().Perm() != 0o600 || strings.Contains(out, "ts_") {
		t.Fatalf("init: exit %d, %v\n%s%s", code, err, out, errs)
	}
	for _, name := range []string{"李明", "王芳"} {
		if !strings.Contains(out, name) {
			t.Errorf("no code for %s in\n%s", name, out)
		}
	}
	before, err := os.ReadFile(db + ".client")
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, founding(db)[:7]...); code != 1 || !strings.Contains(errs, "已有员工") {
		t.Errorf("init again: exit %d\n%s", code, errs)
	}
	if err := os.Rename(db+".client", db+".kept"); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, founding(db)...); code != 1 || !strings.Contains(errs, "已有员工") {
		t.Errorf("init again with a client: exit %d\n%s", code, errs)
	}
	if _, err := os.Stat(db + ".client"); !os.IsNotExist(err) {
		t.Errorf("a refused founding left a client file: %v", err)
	}
	said := serveWhile(t, db, func() {
		c, err := dial(t.Context(), store.ServerOf(db), db+".kept")
		if err != nil {
			t.Fatal(err)
		}
		var codes struct{ Items []struct{ Code string } }
		if err := c.call(t.Context(), http.MethodGet, "/v1/ledger/codes", "", nil, &codes); err != nil || len(codes.Items) == 0 {
			t.Errorf("the client of %s is let in: %v, %d codes", before, err, len(codes.Items))
		}
	})
	if strings.Contains(said, hint) {
		t.Errorf("with staff the greeting says\n%s", said)
	}
}

// TestKeysCommand: the keys are listed, changed, and brought under another master key, which then is the one that opens the bank.
func TestKeysCommand(t *testing.T) {
	store.SQLiteOnly(t, "a server's database is another bank's too")
	dir := store.TestDir(t)
	db := filepath.Join(dir, "bank.db")
	must(t, "migrate", "--db", db)
	if out := must(t, "keys", "status", "--db", db); !strings.Contains(out, "尚无密钥") {
		t.Errorf("before there are any:\n%s", out)
	}
	must(t, founding(db)...)
	if out := must(t, "keys", "status", "--count", "--db", db); strings.Count(out, "当前") != 2 || !strings.Contains(out, "无法读取 0") {
		t.Errorf("after the founding:\n%s", out)
	}
	for _, args := range [][]string{{"keys", "rotate"}, {"keys", "rotate", "--index"}, {"keys", "reseal"}} {
		if out := must(t, append(args, "--db", db)...); strings.Contains(out, "✗") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
	old, err := os.ReadFile(db + ".master.key")
	if err != nil {
		t.Fatal(err)
	}
	both, fresh := filepath.Join(dir, "both.key"), filepath.Join(dir, "new.key")
	one := keys.Generate()
	for file, text := range map[string]string{both: one + "\n" + string(old), fresh: one + "\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := cli(t, "keys", "reseal", "--db", db, "--master-key", fresh); code == 0 {
		t.Errorf("another's master key opens the bank:\n%s", errs)
	}
	if out := must(t, "keys", "rewrap", "--db", db, "--master-key", both); !strings.Contains(out, "重新封装") {
		t.Errorf("rewrap:\n%s", out)
	}
	if out := must(t, "keys", "status", "--count", "--db", db, "--master-key", fresh); !strings.Contains(out, "无法读取 0") {
		t.Errorf("under the new master key:\n%s", out)
	}
	if code, _, errs := cli(t, "keys", "reseal", "--db", db); code == 0 {
		t.Errorf("the old master key still opens the bank:\n%s", errs)
	}
	for _, args := range [][]string{{"keys"}, {"keys", "melt"}} {
		if code, _, errs := cli(t, append(args, "--db", db)...); code != 2 || !strings.Contains(errs, "usage") {
			t.Errorf("%v: exit %d\n%s", args, code, errs)
		}
	}
}

// TestHere: which servers are on this machine.
func TestHere(t *testing.T) {
	for server, want := range map[string]bool{"http://localhost:8080": true, "https://127.0.0.1": true, "http://[::1]:1": true,
		"http://" + net.JoinHostPort("192.0.2.1", "80"): false, "https://bank.example": false, "::": false} {
		if here(server) != want {
			t.Errorf("%s: %v", server, !want)
		}
	}
}

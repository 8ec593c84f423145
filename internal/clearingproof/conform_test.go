package clearingproof

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	"tonghui/simulate/conform"
	kit "tonghui/simulate/conform/clearing"
)

// TestTheBankConforms lets the kit judge the bank's connector.
func TestTheBankConforms(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir := store.TestDir(t)
	keys := makeKeys(t, dir)
	bankAt, houseAt := free(t), free(t)
	newProcess(t, "bank", dir, bankAt, houseAt, 1)
	up(ctx, t, bankAt)
	report, err := kit.JudgeBank(ctx, kit.BankConfig{URL: "http://" + bankAt, Code: selfCode, Key: keys["bank"].Public(),
		House: &kit.Bank{Code: houseCode, Key: keys["house"], Listen: houseAt}, Other: peerCodes[0], Account: payeeNumber, Name: "孙丽"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Failed > 0 {
		var text bytes.Buffer
		_ = report.Print(&text) // to memory
		t.Errorf("\n%s", text.String())
	}
}

// TestBrokenBanks breaks the bank's answers in one way at a time: the kit must see each.
func TestBrokenBanks(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir := store.TestDir(t)
	keys := makeKeys(t, dir)
	bankAt, houseAt := free(t), free(t)
	newProcess(t, "bank", dir, bankAt, houseAt, 1)
	up(ctx, t, bankAt)
	for name, broken := range map[string]struct {
		from, to int
		sees     string
	}{
		"takes everything": {400, 202, "refused: XML 1.0"}, "lets anybody in": {401, 202, "signature: none"}, "takes what others signed": {403, 202, "sender: Fr"},
		"keeps two contents under one id": {409, 202, "duplicate: the BizMsgIdr"}, "believes in ghosts": {422, 202, "unknown: a pacs.002"},
	} {
		proxy := &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) { // the host stays as it was signed
				r.SetURL(&url.URL{Scheme: "http", Host: bankAt})
				r.Out.Host = r.In.Host
			},
			ModifyResponse: func(r *http.Response) error {
				if r.StatusCode == broken.from {
					r.StatusCode = broken.to
				}
				return nil
			}}
		srv := httptest.NewServer(proxy)
		report, err := kit.JudgeBank(ctx, kit.BankConfig{URL: srv.URL, Code: selfCode, Key: keys["bank"].Public(), Wait: time.Second,
			House: &kit.Bank{Code: houseCode, Key: keys["house"], Listen: houseAt}, Other: peerCodes[0]})
		srv.Close()
		if err != nil {
			t.Fatal(err)
		}
		seen := slices.ContainsFunc(report.Cases, func(c conform.Case) bool { return strings.HasPrefix(c.Name, broken.sees) && !c.Holds })
		if !seen {
			t.Errorf("%s: not seen", name)
		}
	}
}

func makeKeys(t *testing.T, dir string) map[string]*signature.PrivateKey {
	t.Helper()
	keys := map[string]*signature.PrivateKey{}
	for _, name := range []string{"bank", "house"} {
		key, err := signature.Generate(signature.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		text, err := key.PEM()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name+".key"), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		keys[name] = key
	}
	return keys
}

// up waits until somebody listens.
func up(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	for {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			c.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("nobody listens at " + address)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

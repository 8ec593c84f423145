package client_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// selfSigned is a certificate as a program makes it for itself, and its PEM.
func selfSigned(t *testing.T, until time.Time) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.Add(-time.Hour), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestOverTLS: over a real connection the certificate alone lets its client in, and no other one does.
func TestOverTLS(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{Name: "clearing"})
	mine, text := selfSigned(t, b.now.Add(time.Hour))
	b.update(func(tx *store.Tx) error {
		_, err := b.AddKey(tx, k.ID, client.NewKey{Certificate: text})
		return err
	})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := b.Admit(r)
		if err != nil {
			fmt.Fprint(w, problem.Of(err).Code)
			return
		}
		fmt.Fprint(w, s.Name)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS13}
	server.StartTLS()
	defer server.Close()
	strange, _ := selfSigned(t, b.now.Add(time.Hour))
	for want, cert := range map[string]tls.Certificate{"clearing": mine, client.ErrCertificate.Code: strange} {
		c := server.Client()
		transport := c.Transport.(*http.Transport).Clone()
		transport.TLSClientConfig.Certificates = []tls.Certificate{cert}
		c.Transport = transport
		resp, err := c.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		transport.CloseIdleConnections()
		if string(got) != want {
			t.Errorf("answered %s, want %s", got, want)
		}
	}
}

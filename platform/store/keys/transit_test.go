package keys

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// transitServer is a small key service of the transit protocol: one key, named "bank", one token.
func transitServer(t *testing.T) *httptest.Server {
	t.Helper()
	key := testKey(t, 7)
	refuse := func(w http.ResponseWriter, status int, says string) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": []string{says}})
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in, out transitText
		if r.Header.Get("X-Vault-Token") != "let me in" {
			refuse(w, http.StatusForbidden, "permission denied")
			return
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			refuse(w, http.StatusBadRequest, err.Error())
			return
		}
		aad, _ := base64.StdEncoding.DecodeString(in.AssociatedData)
		switch r.URL.Path {
		case "/v1/transit/encrypt/bank":
			plain, _ := base64.StdEncoding.DecodeString(in.Plaintext)
			wrapped, _ := key.Wrap(r.Context(), plain, aad)
			out.Ciphertext = "vault:v1:" + base64.StdEncoding.EncodeToString(wrapped)
		case "/v1/transit/decrypt/bank":
			text, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(in.Ciphertext, "vault:v1:"))
			if err == nil {
				text, err = key.Unwrap(r.Context(), text, aad)
			}
			if err != nil {
				refuse(w, http.StatusBadRequest, "cipher: message authentication failed")
				return
			}
			out.Plaintext = base64.StdEncoding.EncodeToString(text)
		default:
			refuse(w, http.StatusNotFound, "encryption key not found")
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": out})
	}))
	t.Cleanup(s.Close)
	return s
}

func TestAKeyService(t *testing.T) {
	s := transitServer(t)
	t.Setenv("TONGHUI_KMS_TOKEN", "let me in")
	ring, err := Load("kms:" + s.URL + "/v1/transit/bank")
	if err != nil {
		t.Fatal(err)
	}
	file := sealed(t, ring, []byte("text"))
	if got, err := unsealed(ring, bytes.NewReader(file), "test"); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := unsealed(ring, bytes.NewReader(file), "other"); !errors.Is(err, ErrAltered) {
		t.Errorf("another purpose: %v", err)
	}
	if _, err := unsealed(NewRing(testKey(t, 1)), bytes.NewReader(file), "test"); !errors.Is(err, ErrWrongKey) {
		t.Errorf("a local key: %v", err)
	}
	for name, c := range map[string][2]string{
		"a wrong token": {s.URL + "/v1/transit/bank", "hello"}, "no such key": {s.URL + "/v1/transit/bonk", "let me in"},
		"no service": {"http://127.0.0.1:1/v1/transit/bank", "let me in"},
	} {
		tr, err := OpenTransit(c[0], c[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewRing(tr).Seal(context.Background(), &bytes.Buffer{}, "test"); !errors.Is(err, ErrService) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"bank", "ftp://host/v1/transit/bank", "https://host", "https://host/" + strings.Repeat("k", 80)} {
		if _, err := OpenTransit(bad, ""); !errors.Is(err, ErrService) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

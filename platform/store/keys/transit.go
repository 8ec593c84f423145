package keys

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// Transit is a master key that never leaves a key service: one that speaks the transit protocol of HashiCorp Vault
// and OpenBao (POST …/encrypt/KEY and …/decrypt/KEY, associated data, token in X-Vault-Token). Which version of the key
// wraps is the service's choice; it unwraps with all that it keeps.
type Transit struct {
	base  *url.URL // of the mount: https://host:8200/v1/transit
	key   string
	token string
	http  *http.Client
}

// OpenTransit takes the address https://host:8200/v1/transit/KEY. Nothing is asked of the service yet.
func OpenTransit(address, token string) (*Transit, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") == "" {
		return nil, ErrService.With(address, "the address is not of the form https://host:8200/v1/transit/KEY")
	}
	key := path.Base(u.Path)
	u.Path = path.Dir(u.Path)
	t := &Transit{base: u, key: key, token: token, http: &http.Client{Timeout: 10 * time.Second}}
	if len(t.ID()) > maxID {
		return nil, ErrService.With(address, "the key's name is too long")
	}
	return t, nil
}

// ID is the key's name in the service.
func (t *Transit) ID() string { return "kms-" + t.key }

type transitText struct {
	Plaintext      string `json:"plaintext,omitempty"`
	Ciphertext     string `json:"ciphertext,omitempty"`
	AssociatedData string `json:"associated_data,omitempty"`
}

// Wrap has the service encrypt.
func (t *Transit) Wrap(ctx context.Context, dataKey, aad []byte) ([]byte, error) {
	out, _, err := t.call(ctx, "encrypt", transitText{
		Plaintext: base64.StdEncoding.EncodeToString(dataKey), AssociatedData: base64.StdEncoding.EncodeToString(aad)})
	return []byte(out.Ciphertext), err
}

// Unwrap has the service decrypt.
func (t *Transit) Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error) {
	out, status, err := t.call(ctx, "decrypt", transitText{
		Ciphertext: string(wrapped), AssociatedData: base64.StdEncoding.EncodeToString(aad)})
	if status == http.StatusBadRequest { // the service's answer to a text that it did not make
		return nil, ErrAltered.Because(err)
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(out.Plaintext)
}

func (t *Transit) call(ctx context.Context, verb string, in transitText) (out transitText, status int, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return out, 0, err
	}
	where := t.base.JoinPath(verb, t.key).String()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, where, bytes.NewReader(body))
	if err != nil {
		return out, 0, err
	}
	req.Header.Set("X-Vault-Token", t.token)
	resp, err := t.http.Do(req)
	if err != nil {
		return out, 0, ErrService.With(t.base.Host, "no answer").Because(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return out, resp.StatusCode, ErrService.With(t.base.Host, "its answer broke off").Because(err)
	}
	var answer struct {
		Data   transitText `json:"data"`
		Errors []string    `json:"errors"`
	}
	err = json.Unmarshal(text, &answer)
	if resp.StatusCode != http.StatusOK || err != nil {
		says := fmt.Sprintf("status %d %s", resp.StatusCode, strings.Join(answer.Errors, "; "))
		return out, resp.StatusCode, ErrService.With(t.base.Host, strings.TrimSpace(says)).Because(err)
	}
	return answer.Data, resp.StatusCode, nil
}

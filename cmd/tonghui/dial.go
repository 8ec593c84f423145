package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"tonghui/base/problem"
	"tonghui/platform/auth/client"
)

// clientFlag is the file by which a command is let in as a program.
func clientFlag(fs *flag.FlagSet) *string {
	return fs.String("client-file", "", "file with CLIENT_ID SECRET of an API client; default DB.client / 接口客户端凭据文件")
}

// caller calls a server's API as a client of the bank.
type caller struct {
	base string
	http *http.Client // adds the access token, and gets a new one before it ends
}

// readClientFile reads the two words of a client's file, which nobody else may read.
func readClientFile(path string) (id, secret string, err error) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 || !info.Mode().IsRegular() {
		return "", "", errClientFile.With(path).Because(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", "", errClientFile.With(path).Because(err)
	}
	words := strings.Fields(string(text))
	if len(words) != 2 {
		return "", "", errClientFile.With(path)
	}
	return words[0], words[1], nil
}

// dial makes a caller of a server; the first call gets the access token (OAuth 2.0 client credentials).
func dial(ctx context.Context, server, clientFile string) (*caller, error) {
	id, secret, err := readClientFile(clientFile)
	if err != nil {
		return nil, err
	}
	base := strings.TrimRight(server, "/")
	c := clientcredentials.Config{ClientID: id, ClientSecret: secret, TokenURL: base + client.TokenPath, AuthStyle: oauth2.AuthStyleInHeader}
	return &caller{base, c.Client(ctx)}, nil
}

// call sends a request and reads its answer; a refusal comes back as the problem that the server stated.
func (c *caller) call(ctx context.Context, method, path, key string, body, answer any) error {
	var r io.Reader
	if raw, ok := body.([]byte); ok {
		r = bytes.NewReader(raw)
	} else if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, r)
	if err != nil {
		return errServer.With(c.base).Because(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.failed(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return errServer.With(c.base).Because(err)
	}
	if resp.StatusCode < 300 {
		return json.Unmarshal(b, answer)
	}
	return refusalOf(c.base, resp.StatusCode, b)
}

// failed is what keeps a request from being answered: the way to the server, or its refusal of a token.
func (c *caller) failed(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return refusalOf(c.base, refused.Response.StatusCode, refused.Body)
	}
	var way *url.Error // its text holds the address, which the sentence names already
	if errors.As(err, &way) {
		err = way.Err
	}
	return errServer.With(c.base).Because(err)
}

// refusalOf makes a server's refusal the command's own.
func refusalOf(server string, status int, text []byte) error {
	var p struct {
		Code     string          `json:"code"`
		DetailEN string          `json:"detailEn"`
		DetailZH string          `json:"detailZh"`
		Errors   []problem.Field `json:"errors"`
	}
	if json.Unmarshal(text, &p) != nil || p.Code == "" {
		return errServer.With(server).Because(fmt.Errorf("status %d", status))
	}
	kind := problem.Refused
	if status == http.StatusServiceUnavailable {
		kind = problem.Unavailable
	}
	refused := problem.New(kind, p.Code, p.DetailEN, p.DetailZH)
	refused.Fields = p.Errors
	return refused
}

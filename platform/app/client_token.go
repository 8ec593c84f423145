package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/limit"
)

// tokenForm documents the form of a request for a token.
type tokenForm struct {
	GrantType     string `json:"grant_type" enum:"client_credentials"`
	ClientID      string `json:"client_id,omitempty" doc:"Without HTTP Basic and without an assertion."`
	ClientSecret  string `json:"client_secret,omitempty" doc:"client_secret_post."`
	Assertion     string `json:"client_assertion,omitempty" doc:"private_key_jwt: a JWT signed with EdDSA (RFC 7523)."`
	AssertionType string `json:"client_assertion_type,omitempty" doc:"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"`
}

// tokenRefusal is RFC 6749's form of a refusal, with the bank's own words beside.
type tokenRefusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Code        string `json:"code"`
	DetailEN    string `json:"detailEn"`
	DetailZH    string `json:"detailZh"`
}

const formType = "application/x-www-form-urlencoded"

// maxTokenForm is enough for an assertion.
const maxTokenForm = 8 << 10

func (d clientDesk) tokenRoute(api huma.API) {
	RawCall[tokenForm, client.Grant](api, Operation{ID: "issueToken", Method: http.MethodPost, Path: client.TokenPath, EN: "Get an access token",
		ZH: "获取访问令牌", About: "OAuth 2.0 client credentials (RFC 6749, section 4.4), by secret (HTTP Basic or in the form), by a signed assertion " +
			"or by the certificate of the connection, to which the token is bound then (RFC 8705). Refusals have RFC 6749's form: `error`, " +
			"`error_description`, and beside them `code`, `detailEn` and `detailZh`.",
		Open: true, Media: []string{formType}, Binary: true, MaxBody: maxTokenForm, Problems: []*problem.Error{client.ErrTokenRequest,
			client.ErrGrantType, client.ErrScope, client.ErrCredentials, client.ErrAssertion, client.ErrCertificate, client.ErrSuspended,
			client.ErrOver, client.ErrReplayed, limit.ErrTooMany}}, d.issueToken)
}

func (d clientDesk) issueToken(_ context.Context, r *http.Request, body []byte) (*Raw, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return refuseToken(r, client.ErrTokenRequest)
	}
	g, err := d.clients.Token(r, form)
	if err != nil {
		return refuseToken(r, err)
	}
	out, err := encode(g)
	if err != nil {
		return nil, err
	}
	return &Raw{Status: http.StatusOK, Type: jsonType, Body: out, Header: http.Header{"Pragma": {"no-cache"}}}, nil
}

// refuseToken answers in RFC 6749's form where that has a word for it.
func refuseToken(r *http.Request, err error) (*Raw, error) {
	word, status := client.OAuthError(err)
	var p *problem.Error
	if word == "" || !errors.As(err, &p) {
		return nil, err
	}
	plain := strings.NewReplacer(`"`, "'", `\`, "/").Replace(p.EN) // the characters that the RFC allows
	out, err := encode(&tokenRefusal{word, plain, p.Code, p.EN, p.ZH})
	if err != nil {
		return nil, err
	}
	raw := &Raw{Status: status, Type: jsonType, Body: out, Header: http.Header{"Pragma": {"no-cache"}}}
	if status == http.StatusUnauthorized && r.Header.Get("Authorization") != "" {
		raw.Header["Www-Authenticate"] = []string{`Basic realm="tonghui"`}
	}
	return raw, nil
}

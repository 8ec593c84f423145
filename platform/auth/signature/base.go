package signature

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"
)

// base is the text that is signed (RFC 9421, section 2.5): a line for each component, in the order of the list, and the
// list itself with its parameters.
func base(r *http.Request, scheme string, list httpsfv.InnerList) ([]byte, error) {
	var b strings.Builder
	seen := map[string]bool{}
	for _, item := range list.Items {
		name, ok := item.Value.(string)
		if !ok || len(item.Params.Names()) > 0 || seen[name] || name != strings.ToLower(name) {
			return nil, ErrForm.With("components")
		}
		seen[name] = true
		value, ok := component(r, scheme, name)
		if !ok {
			return nil, ErrComponent.With(strconv.Quote(name))
		}
		b.WriteString(`"` + name + `": ` + value + "\n")
	}
	params, err := httpsfv.Marshal(list)
	if err != nil {
		return nil, ErrForm.With("parameters").Because(err)
	}
	b.WriteString(`"@signature-params": ` + params)
	return []byte(b.String()), nil
}

// component is the value of a part of the request; ok is false if it has none.
func component(r *http.Request, scheme, name string) (value string, ok bool) {
	if strings.HasPrefix(name, "@") {
		return derived(r, scheme, name)
	}
	switch name { // of which net/http keeps one apart and doesn't send the other as it stands in the header
	case "host":
		return r.Host, r.Host != ""
	case "content-length":
		return strconv.FormatInt(r.ContentLength, 10), r.ContentLength > 0
	}
	if strings.ContainsAny(name, "\"\\ \t") {
		return "", false
	}
	values := r.Header.Values(name)
	if len(values) == 0 {
		return "", false
	}
	trimmed := make([]string, len(values))
	for i, v := range values {
		if strings.ContainsAny(v, "\r\n") {
			return "", false
		}
		trimmed[i] = strings.Trim(v, " \t")
	}
	return strings.Join(trimmed, ", "), true
}

// derived is a component made of the request's line (RFC 9421, section 2.2).
func derived(r *http.Request, scheme, name string) (value string, ok bool) {
	switch name {
	case "@method":
		return r.Method, r.Method != ""
	case "@authority":
		return authority(r, scheme), true
	case "@scheme":
		return scheme, true
	case "@path":
		return path(r), true
	case "@query":
		return "?" + r.URL.RawQuery, true
	case "@target-uri":
		uri := scheme + "://" + authority(r, scheme) + path(r)
		if r.URL.RawQuery != "" || r.URL.ForceQuery {
			uri += "?" + r.URL.RawQuery
		}
		return uri, true
	}
	return "", false
}

func path(r *http.Request) string {
	if p := r.URL.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

// authority is the host that the client has asked, without the port that its scheme implies.
func authority(r *http.Request, scheme string) string {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	host = strings.ToLower(host)
	if scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}

// schemeOf is how the request came.
func schemeOf(r *http.Request, behind string) string {
	switch {
	case behind != "":
		return behind
	case r.TLS != nil, r.URL.Scheme == "https":
		return "https"
	}
	return "http"
}

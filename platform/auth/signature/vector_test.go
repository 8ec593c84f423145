package signature

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The request and key of RFC 9421, appendix B.2.6.
const (
	vectorKey = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n"
	vector    = `POST /foo?param=Value&Pet=dog HTTP/1.1
Host: example.com
Date: Tue, 20 Apr 2021 02:07:55 GMT
Content-Type: application/json
Content-Digest: sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
Content-Length: 18
Signature-Input: sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")` +
		`;created=1618884473;keyid="test-key-ed25519"
Signature: sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:

{"hello": "world"}`
	vectorBase = `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")` +
		`;created=1618884473;keyid="test-key-ed25519"`
)

// TestVectorOfTheStandard holds base, key and digest against the RFC's own example.
func TestVectorOfTheStandard(t *testing.T) {
	head, body, _ := strings.Cut(vector, "\n\n")
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body)))
	if err != nil {
		t.Fatal(err)
	}
	list, sig, err := parse(r.Header)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base(r, "https", list)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(vectorBase, string(text)); diff != "" {
		t.Errorf("the base differs (-RFC +ours):\n%s", diff)
	}
	key, err := ParsePublic([]byte(vectorKey))
	if err != nil {
		t.Fatal(err)
	}
	if !key.verify(text, sig) {
		t.Error("the RFC's signature does not verify")
	}
	if err := checkDigest(r.Header, []byte(body)); err != nil {
		t.Errorf("the RFC's digest is refused: %v", err)
	}
	sig[0] ^= 1
	if key.verify(text, sig) {
		t.Error("a changed signature verifies")
	}
}

// TestDerivedComponents: what RFC 9421, section 2.2, gives as examples, and what is easily got wrong.
func TestDerivedComponents(t *testing.T) {
	for _, c := range []struct{ url, scheme, name, want string }{
		{"https://www.example.com/path?param=value", "https", "@target-uri", "https://www.example.com/path?param=value"},
		{"https://www.example.com/path?param=value", "https", "@authority", "www.example.com"},
		{"https://WWW.Example.COM:443/path", "https", "@authority", "www.example.com"},
		{"http://www.example.com:443/path", "http", "@authority", "www.example.com:443"},
		{"http://www.example.com:80/path", "http", "@authority", "www.example.com"},
		{"https://www.example.com/path", "https", "@scheme", "https"},
		{"https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman", "https", "@query", "?param=value&foo=bar&baz=bat%2Dman"},
		{"https://www.example.com/path?", "https", "@query", "?"},
		{"https://www.example.com/path", "https", "@query", "?"},
		{"https://www.example.com", "https", "@path", "/"},
		{"https://www.example.com/a%2Fb/%E6%83%A0", "https", "@path", "/a%2Fb/%E6%83%A0"},
		{"https://www.example.com/a%2Fb?", "https", "@target-uri", "https://www.example.com/a%2Fb?"},
	} {
		r, err := http.NewRequest(http.MethodGet, c.url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := component(r, c.scheme, c.name); !ok || got != c.want {
			t.Errorf("%s of %s is %q, want %q", c.name, c.url, got, c.want)
		}
	}
	r, _ := http.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
	r.Header["X-List"] = []string{"  one ", "two"}
	if got, _ := component(r, "https", "x-list"); got != "one, two" {
		t.Errorf("two lines of a header are %q", got)
	}
	for _, name := range []string{"@status", "@query-param", "x-absent", "x list", "@signature-params"} {
		if got, ok := component(r, "https", name); ok {
			t.Errorf("%s has the value %q", name, got)
		}
	}
}

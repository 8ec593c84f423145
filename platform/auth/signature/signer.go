package signature

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// Signer is an http.RoundTripper that signs what it sends: put it into an http.Client as its Transport.
type Signer struct {
	Client string            // the client's id, as the bank has given it
	Key    *PrivateKey       // whose public half the bank knows
	Now    func() time.Time  // the clock
	Next   http.RoundTripper // what sends; default http.DefaultTransport
}

// RoundTrip signs a copy of the request and sends it.
func (s *Signer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil && r.Body != http.NoBody {
		var err error
		body, err = io.ReadAll(r.Body)
		if e := r.Body.Close(); err != nil || e != nil {
			return nil, joined(err, e)
		}
	}
	signed := r.Clone(r.Context())
	signed.Body, signed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(body) == 0 {
		signed.Body = http.NoBody
	}
	if err := Sign(signed, body, s.Client, s.Key, s.Now()); err != nil {
		return nil, err
	}
	next := s.Next
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(signed)
}

func joined(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// KeyID is how a client names its key: its own id and the key's thumbprint.
func KeyID(client string, key PublicKey) string { return client + "/" + key.Thumbprint() }

// Sign adds Content-Digest (if there is a body), Signature-Input and Signature to a request that is otherwise ready to be
// sent. It covers the parts of the address instead of @target-uri, so that it holds whether or not a proxy ends TLS.
func Sign(r *http.Request, body []byte, client string, key *PrivateKey, now time.Time) error {
	names := []string{"@method", "@authority", "@path", "@query"}
	if len(body) > 0 {
		r.Header.Set("Content-Digest", Digest(key.public.alg, body))
		names = append(names, "content-digest")
	}
	for _, name := range append([]string{"Content-Type"}, signedIfSent...) {
		if len(r.Header.Values(name)) > 0 {
			names = append(names, strings.ToLower(name))
		}
	}
	var nonce [24]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return err
	}
	list := httpsfv.InnerList{Params: httpsfv.NewParams()}
	for _, name := range names {
		list.Items = append(list.Items, httpsfv.NewItem(name))
	}
	list.Params.Add("created", now.Unix())
	list.Params.Add("keyid", KeyID(client, key.public))
	list.Params.Add("nonce", base64.RawURLEncoding.EncodeToString(nonce[:]))
	list.Params.Add("alg", string(key.public.alg))
	return signList(r, list, key)
}

// signList signs these components with these parameters.
func signList(r *http.Request, list httpsfv.InnerList, key *PrivateKey) error {
	text, err := base(r, schemeOf(r, ""), list)
	if err != nil {
		return err
	}
	sig, err := key.sign(text)
	if err != nil {
		return err
	}
	input, err := httpsfv.Marshal(list)
	if err != nil {
		return ErrForm.With("Signature-Input").Because(err)
	}
	r.Header.Set("Signature-Input", "sig1="+input)
	r.Header.Set("Signature", "sig1=:"+base64.StdEncoding.EncodeToString(sig)+":")
	return nil
}

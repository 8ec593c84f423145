package signature

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// Skew is how far a signer's clock may be from the bank's.
const Skew = 60 * time.Second

// The bounds of what a signature may bring.
const (
	maxHeader     = 4 << 10
	maxComponents = 24
	minNonce      = 16
	maxNonce      = 64
	maxKeyID      = 128
)

// Signed is a request whose signature has the right form, covers what it must and is of this minute. It proves nothing
// until Verify has said so.
type Signed struct {
	KeyID   string // client/thumbprint
	Client  string // the part before the slash
	Thumb   [32]byte
	Nonce   string
	Alg     Algorithm // that the request names; the key decides
	Created time.Time
	base    []byte
	sig     []byte
}

// Present reports whether a request is signed at all.
func Present(r *http.Request) bool {
	return len(r.Header["Signature"]) > 0 || len(r.Header["Signature-Input"]) > 0
}

// Read checks all of a signed request that can be checked without its key. body is the whole body as it was sent, nil for
// none. scheme is "https" behind a proxy that ends TLS, or "" to go by the connection.
func Read(r *http.Request, body []byte, now time.Time, scheme string) (*Signed, error) {
	list, sig, err := parse(r.Header)
	if err != nil {
		return nil, err
	}
	s := &Signed{sig: sig}
	if err := s.readParameters(list.Params, now); err != nil {
		return nil, err
	}
	if err := checkCovered(r, list, len(body) > 0); err != nil {
		return nil, err
	}
	if len(body) > 0 || covers(list, "content-digest") {
		if err := checkDigest(r.Header, body); err != nil {
			return nil, err
		}
	}
	s.base, err = base(r, schemeOf(r, scheme), list)
	return s, err
}

// Verify proves the signature by the key that KeyID names.
func (s *Signed) Verify(k PublicKey) error {
	switch {
	case s.Alg != k.alg:
		return ErrAlgorithm.With(string(s.Alg), string(k.alg))
	case !k.verify(s.base, s.sig):
		return ErrWrong
	}
	return nil
}

// parse reads the two headers, which must hold one and the same signature.
func parse(h http.Header) (list httpsfv.InnerList, sig []byte, err error) {
	inputs, err := dictionary(h, "Signature-Input")
	if err != nil {
		return list, nil, err
	}
	sigs, err := dictionary(h, "Signature")
	if err != nil {
		return list, nil, err
	}
	label := inputs.Names()[0]
	member, _ := inputs.Get(label)
	list, ok := member.(httpsfv.InnerList)
	if !ok || len(list.Items) > maxComponents {
		return list, nil, ErrForm.With("Signature-Input")
	}
	member, ok = sigs.Get(label)
	if !ok {
		return list, nil, ErrForm.With("label")
	}
	item, ok := member.(httpsfv.Item)
	if !ok {
		return list, nil, ErrForm.With("Signature")
	}
	if sig, ok = item.Value.([]byte); !ok {
		return list, nil, ErrForm.With("Signature")
	}
	return list, sig, nil
}

// dictionary reads a header of exactly one member.
func dictionary(h http.Header, name string) (*httpsfv.Dictionary, error) {
	values := h.Values(name)
	size := 0
	for _, v := range values {
		size += len(v)
	}
	if size == 0 || size > maxHeader {
		return nil, ErrForm.With(name)
	}
	d, err := httpsfv.UnmarshalDictionary(values)
	if err != nil || len(d.Names()) != 1 {
		return nil, ErrForm.With(name).Because(err)
	}
	return d, nil
}

// readParameters takes the parameters, each in its form, and refuses the signature of another time.
func (s *Signed) readParameters(p *httpsfv.Params, now time.Time) error {
	created, ok := integer(p, "created")
	if !ok {
		return ErrParameter.With("created")
	}
	s.Created = time.Unix(created, 0).UTC()
	if s.Nonce, ok = text(p, "nonce"); !ok || len(s.Nonce) < minNonce || len(s.Nonce) > maxNonce || !plain(s.Nonce) {
		return ErrParameter.With("nonce")
	}
	if s.KeyID, ok = text(p, "keyid"); !ok || len(s.KeyID) > maxKeyID || !s.readKeyID() {
		return ErrParameter.With("keyid")
	}
	alg, ok := text(p, "alg")
	if !ok {
		return ErrParameter.With("alg")
	}
	if s.Alg = Algorithm(alg); s.Alg != Ed25519 && s.Alg != SM2 {
		return ErrParameter.With("alg")
	}
	seconds := func(d time.Duration) int64 { return int64(d / time.Second) }
	now = now.Truncate(time.Second)
	switch off := now.Sub(s.Created); {
	case off > Skew:
		return ErrClockBehind.With(seconds(off), seconds(Skew))
	case off < -Skew:
		return ErrClockAhead.With(seconds(-off), seconds(Skew))
	}
	if _, given := p.Get("expires"); given {
		expires, ok := integer(p, "expires")
		if !ok {
			return ErrParameter.With("expires")
		}
		if late := now.Unix() - expires; late > 0 {
			return ErrExpired.With(late)
		}
	}
	return nil
}

// readKeyID takes client/thumbprint apart.
func (s *Signed) readKeyID() bool {
	client, thumb, ok := strings.Cut(s.KeyID, "/")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(thumb)
	if !ok || err != nil || len(sum) != len(s.Thumb) || client == "" || !plain(client) {
		return false
	}
	s.Client = client
	copy(s.Thumb[:], sum)
	return true
}

func integer(p *httpsfv.Params, name string) (int64, bool) {
	v, _ := p.Get(name)
	n, ok := v.(int64)
	return n, ok
}

func text(p *httpsfv.Params, name string) (string, bool) {
	v, _ := p.Get(name)
	s, ok := v.(string)
	return s, ok
}

// plain reports whether s holds nothing but letters, digits, '-' and '_'.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			continue
		}
		return false
	}
	return true
}

// Headers that must be signed where they are sent: each changes what the request does.
var signedIfSent = []string{"Idempotency-Key", "Tonghui-Hat"}

// checkCovered refuses a signature that leaves open what is asked for.
func checkCovered(r *http.Request, list httpsfv.InnerList, body bool) error {
	if !covers(list, "@method") {
		return ErrCovers.With("@method")
	}
	if !covers(list, "@target-uri") {
		for _, name := range []string{"@authority", "@path", "@query"} {
			if !covers(list, name) {
				return ErrCovers.With(name)
			}
		}
	}
	if body && len(r.Header.Values("Content-Digest")) == 0 {
		return ErrDigestMissing
	}
	if body && !covers(list, "content-digest") {
		return ErrCovers.With("content-digest")
	}
	for _, name := range signedIfSent {
		if len(r.Header.Values(name)) > 0 && !covers(list, strings.ToLower(name)) {
			return ErrCovers.With(strings.ToLower(name))
		}
	}
	return nil
}

func covers(list httpsfv.InnerList, name string) bool {
	for _, item := range list.Items {
		if item.Value == name {
			return true
		}
	}
	return false
}

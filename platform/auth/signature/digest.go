package signature

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"net/http"

	"github.com/dunglas/httpsfv"
	"github.com/emmansun/gmsm/sm3"
)

// Digest is the value of Content-Digest for a body, as a signer of this algorithm sends it: sha-256, or sm3 with SM2.
func Digest(alg Algorithm, body []byte) string {
	if alg == SM2 {
		sum := sm3.Sum(body)
		return "sm3=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
	}
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// checkDigest holds a body against the request's Content-Digest.
func checkDigest(h http.Header, body []byte) error {
	values := h.Values("Content-Digest")
	if len(values) == 0 {
		return ErrDigestMissing
	}
	given, err := httpsfv.UnmarshalDictionary(values)
	if err != nil {
		return ErrDigestMissing.Because(err)
	}
	known := false
	for _, name := range given.Names() {
		member, _ := given.Get(name)
		item, ok := member.(httpsfv.Item)
		if !ok {
			return ErrDigestMissing
		}
		sum, ok := item.Value.([]byte)
		if !ok {
			return ErrDigestMissing
		}
		want := digest(name, body)
		if want == nil {
			continue
		}
		if subtle.ConstantTimeCompare(want, sum) != 1 {
			return ErrDigestWrong
		}
		known = true
	}
	if !known {
		return ErrDigestMissing
	}
	return nil
}

// digest is nil for a function that the bank doesn't know.
func digest(name string, body []byte) []byte {
	switch name {
	case "sha-256":
		sum := sha256.Sum256(body)
		return sum[:]
	case "sha-512":
		sum := sha512.Sum512(body)
		return sum[:]
	case "sm3":
		sum := sm3.Sum(body)
		return sum[:]
	}
	return nil
}

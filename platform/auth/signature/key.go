package signature

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// Algorithm is how a key signs, in the words of the parameter alg.
type Algorithm string

// The algorithms.
const (
	Ed25519 Algorithm = "ed25519" // RFC 8032
	SM2     Algorithm = "sm2-sm3" // GB/T 32918.2 over SM3, user id 1234567812345678
)

// ParseAlgorithm reads an algorithm's name; "sm2" is short for SM2.
func ParseAlgorithm(name string) (Algorithm, error) {
	switch name {
	case string(Ed25519):
		return Ed25519, nil
	case "sm2", string(SM2):
		return SM2, nil
	}
	return "", ErrUnknownAlgorithm.With(name)
}

// PublicKey is a key with which the bank verifies. The zero value verifies nothing.
type PublicKey struct {
	alg Algorithm
	ed  ed25519.PublicKey
	sm  *ecdsa.PublicKey
	der []byte // SubjectPublicKeyInfo
}

const (
	publicPEM  = "PUBLIC KEY"
	privatePEM = "PRIVATE KEY"
	maxKeyText = 4 << 10
)

// ParsePublic reads a public key in PEM (SubjectPublicKeyInfo), or as a JWK: of RFC 8037 for Ed25519, and for SM2 one of
// kty "EC" and crv "SM2".
func ParsePublic(text []byte) (PublicKey, error) {
	if len(text) > maxKeyText {
		return PublicKey{}, ErrKeyForm
	}
	if block, _ := pem.Decode(text); block != nil && block.Type == publicPEM {
		return ParseDER(block.Bytes)
	}
	return parseJWK(text)
}

// ParseDER reads a SubjectPublicKeyInfo.
func ParseDER(der []byte) (PublicKey, error) {
	key, err := smx509.ParsePKIXPublicKey(der)
	if err != nil {
		return PublicKey{}, ErrKeyForm.Because(err)
	}
	return publicOf(key)
}

func publicOf(key any) (k PublicKey, err error) {
	switch key := key.(type) {
	case ed25519.PublicKey:
		k = PublicKey{alg: Ed25519, ed: key}
	case *ecdsa.PublicKey:
		if !sm2.IsSM2PublicKey(key) {
			return k, ErrKeyForm
		}
		k = PublicKey{alg: SM2, sm: key}
	default:
		return k, ErrKeyForm
	}
	if k.der, err = smx509.MarshalPKIXPublicKey(key); err != nil {
		return PublicKey{}, ErrKeyForm.Because(err)
	}
	return k, nil
}

func parseJWK(text []byte) (PublicKey, error) {
	var jwk struct{ Kty, Crv, X, Y, D string }
	if err := json.Unmarshal(text, &jwk); err != nil {
		return PublicKey{}, ErrKeyForm.Because(err)
	}
	x, errX := base64.RawURLEncoding.Strict().DecodeString(jwk.X)
	y, errY := base64.RawURLEncoding.Strict().DecodeString(jwk.Y)
	if errX != nil || errY != nil || len(x) != 32 || jwk.D != "" { // d: somebody hands out the private key
		return PublicKey{}, ErrKeyForm
	}
	switch {
	case jwk.Kty == "OKP" && jwk.Crv == "Ed25519" && len(y) == 0:
		return publicOf(ed25519.PublicKey(x))
	case jwk.Kty == "EC" && jwk.Crv == "SM2" && len(y) == 32:
		key, err := sm2.NewPublicKey(append(append([]byte{4}, x...), y...)) // refuses what isn't on the curve
		if err != nil {
			return PublicKey{}, ErrKeyForm.Because(err)
		}
		return publicOf(key)
	}
	return PublicKey{}, ErrKeyForm
}

// Algorithm is how the key verifies.
func (k PublicKey) Algorithm() Algorithm { return k.alg }

// DER is the key as SubjectPublicKeyInfo.
func (k PublicKey) DER() []byte { return k.der }

// PEM is the key in the form that ParsePublic reads.
func (k PublicKey) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: publicPEM, Bytes: k.der})
}

// Ed25519 is the key for other libraries; ok is false for one of another algorithm.
func (k PublicKey) Ed25519() (key ed25519.PublicKey, ok bool) { return k.ed, k.alg == Ed25519 }

// Thumbprint is the SHA-256 of DER, in base64url without padding: 43 characters that name the key.
func (k PublicKey) Thumbprint() string {
	sum := sha256.Sum256(k.der)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// verify reports whether sig is the key's signature of text.
func (k PublicKey) verify(text, sig []byte) bool {
	switch k.alg {
	case Ed25519:
		return ed25519.Verify(k.ed, text, sig)
	case SM2:
		return sm2.VerifyASN1WithSM2(k.sm, nil, text, sig)
	}
	return false
}

// PrivateKey is a key with which a client signs.
type PrivateKey struct {
	ed     ed25519.PrivateKey
	sm     *sm2.PrivateKey
	public PublicKey
}

// Generate makes a new key.
func Generate(alg Algorithm) (*PrivateKey, error) {
	switch alg {
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return privateOf(key)
	case SM2:
		key, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return privateOf(key)
	}
	return nil, ErrUnknownAlgorithm.With(string(alg))
}

// ParsePrivate reads a private key in PEM (PKCS #8).
func ParsePrivate(text []byte) (*PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != privatePEM {
		return nil, ErrPrivateForm
	}
	key, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrPrivateForm // without its cause, which might quote the key
	}
	return privateOf(key)
}

func privateOf(key any) (*PrivateKey, error) {
	var k PrivateKey
	var err error
	switch key := key.(type) {
	case ed25519.PrivateKey:
		k.ed = key
		k.public, err = publicOf(key.Public())
	case *sm2.PrivateKey:
		k.sm = key
		k.public, err = publicOf(&key.PublicKey)
	default:
		err = ErrPrivateForm
	}
	return &k, err
}

// Public is the half that the bank gets.
func (k *PrivateKey) Public() PublicKey { return k.public }

// Ed25519 is the key for other libraries; ok is false for one of another algorithm.
func (k *PrivateKey) Ed25519() (key ed25519.PrivateKey, ok bool) { return k.ed, k.ed != nil }

// PEM is the key as PKCS #8, in plain: keep it where nobody else reads it.
func (k *PrivateKey) PEM() ([]byte, error) {
	var key any = k.ed
	if k.sm != nil {
		key = k.sm
	}
	der, err := smx509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: privatePEM, Bytes: der}), nil
}

func (k *PrivateKey) sign(text []byte) ([]byte, error) {
	if k.sm != nil {
		return k.sm.Sign(rand.Reader, text, sm2.DefaultSM2SignerOpts)
	}
	return ed25519.Sign(k.ed, text), nil
}

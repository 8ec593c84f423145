package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// Sealer encrypts stored bytes. aad ties a sealed text to its place: it opens nowhere else.
type Sealer interface {
	Seal(plain, aad []byte) ([]byte, error)
	Open(sealed, aad []byte) ([]byte, error)
}

// AESSealer is AES-256-GCM with a random 96-bit nonce before each text. One key is good for 2^32 texts.
type AESSealer struct{ gcm cipher.AEAD }

// NewAESSealer takes a key of 32 random bytes.
func NewAESSealer(key []byte) (*AESSealer, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("the key must have 32 bytes, not %d", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return &AESSealer{gcm}, err
}

// Seal encrypts.
func (s *AESSealer) Seal(plain, aad []byte) ([]byte, error) {
	out := make([]byte, s.gcm.NonceSize(), s.gcm.NonceSize()+len(plain)+s.gcm.Overhead())
	_, _ = rand.Read(out)
	return s.gcm.Seal(out, out, plain, aad), nil
}

// Open decrypts; it fails if either the text or its place is not what was sealed.
func (s *AESSealer) Open(sealed, aad []byte) ([]byte, error) {
	n := s.gcm.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed text is too short")
	}
	return s.gcm.Open(nil, sealed[:n], sealed[n:], aad)
}

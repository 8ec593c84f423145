package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm4"

	"tonghui/platform/store/keys"
)

// Algorithm seals values; the number stands in each sealed value.
type Algorithm uint8

// The algorithms. A vault opens what either sealed; which one seals anew is that of the newest data key.
const (
	AES256GCM Algorithm = 1 // the default
	SM4GCM    Algorithm = 2 // GB/T 32907 in the mode of GB/T 36624: where the law asks for commercial cryptography (商用密码)

	hmacSHA256 Algorithm = 3 // index keys
)

// String is the algorithm's name as operators read it.
func (a Algorithm) String() string {
	switch a {
	case AES256GCM:
		return "AES-256-GCM"
	case SM4GCM:
		return "SM4-GCM"
	case hmacSHA256:
		return "HMAC-SHA256"
	}
	return fmt.Sprintf("algorithm %d", uint8(a))
}

// MarshalText writes the name into JSON.
func (a Algorithm) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// keyBytes is the length of the algorithm's keys.
func (a Algorithm) keyBytes() int {
	if a == SM4GCM {
		return sm4.BlockSize
	}
	return 32
}

func (a Algorithm) aead(key []byte) (cipher.AEAD, error) {
	if len(key) != a.keyBytes() {
		return nil, errors.New("vault: a key of the wrong length")
	}
	var block cipher.Block
	var err error
	switch a {
	case AES256GCM:
		block, err = aes.NewCipher(key)
	case SM4GCM:
		block, err = sm4.NewCipher(key)
	default:
		err = fmt.Errorf("vault: %s seals nothing", a)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Purpose is what a key does.
type Purpose int16

// The purposes, as in the table.
const (
	Sealing  Purpose = 1 // a data key
	Indexing Purpose = 2 // an index key
)

// MarshalText writes "data" or "index" into JSON.
func (p Purpose) MarshalText() ([]byte, error) {
	if p == Indexing {
		return []byte("index"), nil
	}
	return []byte("data"), nil
}

// KeyID numbers the keys of a bank in the order of their making, from 1; it stands in each sealed value.
type KeyID uint32

// Key is what an operator may know of a key.
type Key struct {
	ID        KeyID     `json:"id"`
	Purpose   Purpose   `json:"purpose"`
	Algorithm Algorithm `json:"algorithm"`
	MasterID  string    `json:"masterId"` // the master key that wraps it
	Made      time.Time `json:"made"`
	Active    time.Time `json:"active"` // the moment from which it is written
	Retired   time.Time `json:"retired,omitzero"`
	Current   bool      `json:"current"` // new values and marks are made under it

	wrapped []byte
}

// loaded is a key in memory.
type loaded struct {
	Key
	aead cipher.AEAD // of a data key
	raw  []byte      // of an index key
}

// bound is the purpose under which the ring wraps a key: a row can't be passed off as another.
func (k *Key) bound() string {
	return fmt.Sprintf("vault key %d, purpose %d, algorithm %d", k.ID, k.Purpose, k.Algorithm)
}

// newKey makes and wraps a key. It may ask a key service, so no update runs meanwhile.
func newKey(ctx context.Context, ring *keys.Ring, id KeyID, p Purpose, a Algorithm) (k Key, err error) {
	raw := make([]byte, a.keyBytes())
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	k = Key{ID: id, Purpose: p, Algorithm: a}
	k.wrapped, k.MasterID, err = ring.WrapKey(ctx, k.bound(), raw)
	return k, err
}

// load unwraps a key.
func (k *Key) load(ctx context.Context, ring *keys.Ring) (*loaded, error) {
	raw, err := ring.UnwrapKey(ctx, k.bound(), k.MasterID, k.wrapped)
	if err != nil {
		return nil, ErrMaster.With(k.ID, k.MasterID).Because(err)
	}
	l := &loaded{Key: *k, raw: raw}
	if k.Purpose == Sealing {
		l.aead, err = k.Algorithm.aead(raw)
		l.raw = nil
	}
	return l, err
}

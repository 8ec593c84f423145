package keys

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Wrapper is a master key, wherever it lives. Its ID is stable, at most 64 letters, and tells it from every other:
// files name it. aad must be the same for both calls.
type Wrapper interface {
	ID() string
	Wrap(ctx context.Context, dataKey, aad []byte) ([]byte, error)
	// Unwrap answers ErrAltered for what this key did not wrap, and ErrService when it can't tell.
	Unwrap(ctx context.Context, wrapped, aad []byte) ([]byte, error)
}

// MasterKey is a master key in this process's memory.
type MasterKey struct {
	id  string
	gcm cipher.AEAD
}

// keyBytes is the length of master and data keys.
const keyBytes = 32

// NewMasterKey takes 32 random bytes. What wraps is derived from them, so that the same bytes may serve another
// purpose elsewhere without touching this one.
func NewMasterKey(key []byte) (*MasterKey, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("keys: a master key has %d bytes, not %d", keyBytes, len(key))
	}
	wrapping, err := hkdf.Key(sha256.New, key, nil, "tonghui wrap data keys", keyBytes)
	if err != nil {
		return nil, err
	}
	id, err := hkdf.Key(sha256.New, key, nil, "tonghui id of a master key", 8)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(wrapping)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return &MasterKey{id: "local-" + hex.EncodeToString(id), gcm: gcm}, err
}

// ID is a fingerprint of the key.
func (m *MasterKey) ID() string { return m.id }

// Wrap encrypts a data key (AES-256-GCM, random nonce).
func (m *MasterKey) Wrap(_ context.Context, dataKey, aad []byte) ([]byte, error) {
	return m.gcm.Seal(nil, nil, dataKey, aad), nil
}

// Unwrap decrypts a data key.
func (m *MasterKey) Unwrap(_ context.Context, wrapped, aad []byte) ([]byte, error) {
	key, err := m.gcm.Open(nil, nil, wrapped, aad)
	if err != nil {
		return nil, ErrAltered.Because(err)
	}
	return key, nil
}

// Ring is the master key for new files, and the older ones that still open theirs. A nil *Ring encrypts nothing.
type Ring struct {
	current Wrapper
	all     map[string]Wrapper
}

// NewRing makes a ring.
func NewRing(current Wrapper, older ...Wrapper) *Ring {
	r := &Ring{current: current, all: map[string]Wrapper{}}
	for _, w := range append(older, current) {
		r.all[w.ID()] = w
	}
	return r
}

// ID is that of the key for new files, or "" for a nil ring.
func (r *Ring) ID() string {
	if r == nil {
		return ""
	}
	return r.current.ID()
}

// find gives the key that a file names.
func (r *Ring) find(id string) (Wrapper, error) {
	if r == nil {
		return nil, ErrNoKey.With(id)
	}
	if w, ok := r.all[id]; ok {
		return w, nil
	}
	return nil, ErrWrongKey.With(id, r.ID())
}

// Load reads a ring from where a command line names it: "" is no ring; "env:NAME" an environment variable;
// "kms:URL" a key service (see OpenTransit), whose token is in TONGHUI_KMS_TOKEN; all else a file. Files and variables
// hold 64 hex digits a line, the key for new files first.
func Load(source string) (*Ring, error) {
	if source == "" {
		return nil, nil
	}
	if url, ok := strings.CutPrefix(source, "kms:"); ok {
		t, err := OpenTransit(url, os.Getenv("TONGHUI_KMS_TOKEN"))
		if err != nil {
			return nil, err
		}
		return NewRing(t), nil
	}
	var text string
	if name, ok := strings.CutPrefix(source, "env:"); ok {
		if text = os.Getenv(name); text == "" {
			return nil, ErrKeyFile.With(source).Because(errors.New("the variable is empty"))
		}
	} else {
		b, err := os.ReadFile(source)
		if err != nil {
			return nil, ErrKeyFile.With(source).Because(err)
		}
		text = string(b)
	}
	ring, err := Parse(text)
	if err != nil {
		return nil, ErrKeyFile.With(source).Because(err)
	}
	return ring, nil
}

// Parse reads a ring from text: 64 hex digits a line, the key for new files first; empty lines and lines that begin
// with # don't count.
func Parse(text string) (*Ring, error) {
	var found []Wrapper
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		b, err := hex.DecodeString(line)
		if err != nil || len(b) != keyBytes {
			return nil, fmt.Errorf("line %d is not 64 hex digits", n) // never the line itself: it is a key, if a bad one
		}
		m, err := NewMasterKey(b)
		if err != nil {
			return nil, err
		}
		found = append(found, m)
	}
	if len(found) == 0 {
		return nil, errors.New("there is no key in it")
	}
	return NewRing(found[0], found[1:]...), nil
}

// newDataKey makes a key for one file.
func newDataKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	return key
}

// Generate makes a fresh master key, as Parse reads it.
func Generate() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program dies instead
	return hex.EncodeToString(b)
}

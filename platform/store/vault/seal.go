package vault

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"tonghui/platform/store"
)

// Place is where a value belongs; it opens nowhere else. Table and Column are the room's constants, Row is the row's id.
type Place struct {
	Table, Column string
	Row           store.ID
}

// The parts of a sealed value.
const (
	sealVersion = 1
	nameBytes   = 6 // version, algorithm, key
	nonceBytes  = 12
	tagBytes    = 16

	// Overhead is how many bytes a sealed value is longer than its plain text.
	Overhead = nameBytes + nonceBytes + tagBytes

	// MaxPlain bounds one value, in bytes; pictures and papers are stored files (package blob).
	MaxPlain = 64 << 10
)

// associated is what a value is bound to: its own beginning, and its place.
func (p Place) associated(name []byte) []byte {
	b := make([]byte, 0, nameBytes+12+len(p.Table)+len(p.Column))
	b = append(b, name...)
	for _, s := range []string{p.Table, p.Column} {
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return binary.BigEndian.AppendUint64(b, uint64(p.Row))
}

// Seal encrypts a value for its place, under the current data key. It does no I/O, but belongs before Update all the same: a
// closure may run several times. An empty value is sealed like any other.
func (v *Vault) Seal(p Place, plain []byte) ([]byte, error) {
	k := v.known.Load()
	if k == nil || len(k.seals) == 0 {
		return nil, ErrNotStarted
	}
	if len(plain) > MaxPlain {
		return nil, ErrTooLong.With(MaxPlain)
	}
	v.sealed.LoadOrStore(site{p.Table, p.Column}, true)
	return current(k.seals, v.st.Now()).seal(p, plain), nil
}

func (l *loaded) seal(p Place, plain []byte) []byte {
	b := make([]byte, nameBytes+nonceBytes, Overhead+len(plain))
	b[0], b[1] = sealVersion, byte(l.Algorithm)
	binary.BigEndian.PutUint32(b[2:], uint32(l.ID))
	nonce := b[nameBytes:]
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the process instead
	return l.aead.Seal(b, nonce, plain, p.associated(b[:nameBytes]))
}

// keyOf reads under which key a value is sealed.
func keyOf(p Place, sealed []byte) (KeyID, Algorithm, error) {
	if len(sealed) < Overhead {
		return 0, 0, ErrAltered.With(p.Table, p.Column)
	}
	a := Algorithm(sealed[1])
	if sealed[0] != sealVersion || a != AES256GCM && a != SM4GCM {
		return 0, 0, ErrNewer.With(p.Table, p.Column, sealed[0], sealed[1])
	}
	return KeyID(binary.BigEndian.Uint32(sealed[2:])), a, nil
}

// Open decrypts the value that stands at a place. ErrAltered says that it isn't what was sealed for this place, ErrUnknownKey
// that the bank has no such data key. A key that this process doesn't have yet, which Run makes rare, is loaded: that reads the
// store once and may ask the key service. So values are better opened when a View or an Update is over.
func (v *Vault) Open(p Place, sealed []byte) ([]byte, error) {
	if v.known.Load() == nil {
		return nil, ErrNotStarted
	}
	id, a, err := keyOf(p, sealed)
	if err != nil {
		return nil, err
	}
	l, err := v.dataKey(p, id)
	if err != nil {
		return nil, err
	}
	if l.Algorithm != a {
		return nil, ErrAltered.With(p.Table, p.Column)
	}
	plain, err := l.aead.Open(nil, sealed[nameBytes:nameBytes+nonceBytes], sealed[nameBytes+nonceBytes:],
		p.associated(sealed[:nameBytes]))
	if err != nil {
		return nil, ErrAltered.With(p.Table, p.Column).Because(err)
	}
	return plain, nil
}

// loadFor bounds the wait for a key that a value names and this process doesn't have yet.
const loadFor = 5 * time.Second

func (v *Vault) dataKey(p Place, id KeyID) (*loaded, error) {
	if l := v.known.Load().data[id]; l != nil {
		return l, nil
	}
	v.loading.Lock()
	defer v.loading.Unlock()
	if l := v.known.Load().data[id]; l != nil { // whoever held the lock has loaded it
		return l, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), loadFor)
	defer cancel()
	k, err := v.loadKeys(ctx, id)
	if err != nil {
		return nil, err
	}
	if l := k.data[id]; l != nil {
		return l, nil
	}
	return nil, ErrUnknownKey.With(p.Table, p.Column, id)
}

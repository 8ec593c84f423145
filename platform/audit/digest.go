package audit

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// Digest is the SHA-256 of a row, an object or a list of rows. The zero Digest says that there is none: before an
// object was made, after it was deleted.
type Digest [sha256.Size]byte

// IsZero reports whether there is none.
func (d Digest) IsZero() bool { return d == Digest{} }

// String is base64, as in records.
func (d Digest) String() string {
	if d.IsZero() {
		return ""
	}
	return base64.StdEncoding.EncodeToString(d[:])
}

// MarshalText makes base64 strings of digests in JSON.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads base64.
func (d *Digest) UnmarshalText(text []byte) error {
	*d = Digest{}
	if len(text) == 0 {
		return nil
	}
	b, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err == nil && len(b) != len(d) {
		return base64.CorruptInputError(len(text))
	}
	copy(d[:], b)
	return err
}

// Hasher makes the digest of a row from its columns, in an order that the room fixes once. Each column goes in with
// its type and length, so that no two different rows look alike. A Hasher may be used again after Start.
type Hasher struct{ b []byte }

// Start begins the digest of a row of this kind.
func (h *Hasher) Start(kind string) *Hasher {
	h.b = h.b[:0]
	return h.Text(kind)
}

// Int adds a number, an id, an amount in minor units or a time in microseconds.
func (h *Hasher) Int(v int64) *Hasher {
	h.b = binary.BigEndian.AppendUint64(append(h.b, 'i'), uint64(v))
	return h
}

// Text adds a string.
func (h *Hasher) Text(s string) *Hasher {
	h.b = binary.AppendUvarint(append(h.b, 't'), uint64(len(s)))
	h.b = append(h.b, s...)
	return h
}

// Bytes adds a binary column; nil is NULL.
func (h *Hasher) Bytes(v []byte) *Hasher {
	if v == nil {
		return h.Null()
	}
	h.b = binary.AppendUvarint(append(h.b, 'b'), uint64(len(v)))
	h.b = append(h.b, v...)
	return h
}

// Null adds a NULL.
func (h *Hasher) Null() *Hasher {
	h.b = append(h.b, 'n')
	return h
}

// Sum is the digest.
func (h *Hasher) Sum() Digest { return sha256.Sum256(h.b) }

// salted hides a digest that could be guessed from a small set of values (a name, a citizen id) behind a salt.
func salted(salt []byte, d Digest) Digest {
	if d.IsZero() {
		return d
	}
	var b [80]byte
	return sha256.Sum256(append(append(append(b[:0], "tonghui audit salted\n"...), salt...), d[:]...))
}

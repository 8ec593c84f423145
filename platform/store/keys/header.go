package keys

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
)

// The marks at both ends of a sealed file.
const (
	beginMark = "TONGHUIS"
	endMark   = "TONGHUIE"
)

// The version of the format and the algorithms. SM4-GCM (GB/T 32907, GB/T 36624) will be 2; no file says so yet.
const (
	formatVersion = 1
	aes256GCM     = 1
)

const (
	segmentBytes = 256 << 10
	sumBytes     = 8
	endBytes     = 16
	maxID        = 64
	maxWrapped   = 4 << 10
)

// header is the beginning of a sealed file.
type header struct {
	version, algorithm byte
	keyID              string
	wrapped            []byte
}

func (h *header) bytes() []byte {
	b := append([]byte(beginMark), h.version, h.algorithm)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.keyID)))
	b = append(b, h.keyID...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.wrapped)))
	b = append(b, h.wrapped...)
	sum := sha256.Sum256(b)
	return append(b, sum[:sumBytes]...)
}

// context is the associated data of key and text: what they are and what for. The key that wraps isn't in it, so
// that a rotation leaves the text alone.
func (h *header) context(purpose string) []byte {
	return append([]byte{h.version, h.algorithm}, purpose...)
}

// IsSealed reports whether a file that begins with these bytes (8 suffice) is a sealed one.
func IsSealed(begin []byte) bool { return bytes.HasPrefix(begin, []byte(beginMark)) }

// readHeader reads the header and nothing beyond it.
func readHeader(r io.Reader) (*header, error) {
	sum := sha256.New()
	both := io.TeeReader(r, sum)
	fixed := make([]byte, len(beginMark)+2)
	if n, err := io.ReadFull(both, fixed); err != nil {
		if !ended(err) {
			return nil, err
		}
		if n > 0 && bytes.HasPrefix([]byte(beginMark), fixed[:min(n, len(beginMark))]) {
			return nil, ErrCutShort.Because(err)
		}
		return nil, ErrNotSealed.Because(err)
	}
	if !IsSealed(fixed) {
		return nil, ErrNotSealed
	}
	h := &header{version: fixed[len(beginMark)], algorithm: fixed[len(beginMark)+1]}
	id, err := readSized(both, maxID)
	if err != nil {
		return nil, err
	}
	if h.wrapped, err = readSized(both, maxWrapped); err != nil {
		return nil, err
	}
	h.keyID = string(id)
	want := sum.Sum(nil)[:sumBytes]
	got := make([]byte, sumBytes)
	if err := readAll(r, got); err != nil {
		return nil, err
	}
	if !bytes.Equal(got, want) {
		return nil, ErrAltered
	}
	if h.version != formatVersion || h.algorithm != aes256GCM {
		return nil, ErrNewer.With(h.version, h.algorithm)
	}
	return h, nil
}

func readSized(r io.Reader, most int) ([]byte, error) {
	var size [2]byte
	if err := readAll(r, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	if n > most {
		return nil, ErrAltered
	}
	b := make([]byte, n)
	return b, readAll(r, b)
}

func readAll(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	if ended(err) {
		return ErrCutShort.Because(err)
	}
	return err
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// unwrap gives the file's data key.
func (r *Ring) unwrap(ctx context.Context, h *header, purpose string) ([]byte, error) {
	w, err := r.find(h.keyID)
	if err != nil {
		return nil, err
	}
	key, err := w.Unwrap(ctx, h.wrapped, h.context(purpose))
	if err != nil {
		return nil, err
	}
	if len(key) != keyBytes {
		return nil, ErrAltered
	}
	return key, nil
}

func aead(key []byte) (*subtle.AESGCMHKDF, error) {
	return subtle.NewAESGCMHKDF(key, "SHA256", keyBytes, segmentBytes, 0)
}

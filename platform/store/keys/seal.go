package keys

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// Seal begins a sealed file on w. What is written to the answer is encrypted; its Close writes the end, without
// which the file never opens whole, and leaves w open.
func (r *Ring) Seal(ctx context.Context, w io.Writer, purpose string) (io.WriteCloser, error) {
	if r == nil {
		return nil, errors.New("keys: a nil ring seals nothing")
	}
	h := &header{version: formatVersion, algorithm: aes256GCM, keyID: r.current.ID()}
	if len(h.keyID) > maxID {
		return nil, errors.New("keys: the master key's id is too long")
	}
	key := newDataKey()
	var err error
	if h.wrapped, err = r.current.Wrap(ctx, key, h.context(purpose)); err != nil {
		return nil, err
	}
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	out := &counter{w: w}
	if _, err := out.Write(h.bytes()); err != nil {
		return nil, err
	}
	text, err := a.NewEncryptingWriter(out, h.context(purpose))
	if err != nil {
		return nil, err
	}
	return &sealing{text, out}, nil
}

// sealing is a sealed file that is being written.
type sealing struct {
	text io.WriteCloser
	out  *counter
}

func (s *sealing) Write(p []byte) (int, error) { return s.text.Write(p) }

func (s *sealing) Close() error {
	if err := s.text.Close(); err != nil {
		return err
	}
	_, err := s.out.w.Write(end(s.out.n))
	return err
}

// end is the end mark of a file that has n bytes before it.
func end(n int64) []byte { return binary.BigEndian.AppendUint64([]byte(endMark), uint64(n)) }

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// KeyID tells under which master key a file is sealed, from its beginning; ErrNotSealed when it isn't.
func KeyID(r io.Reader) (string, error) {
	h, err := readHeader(r)
	if err != nil {
		return "", err
	}
	return h.keyID, nil
}

// Rewrap copies a sealed file so that the ring's current key opens it. The text stays as it is, so this is as fast
// as copying, and the end mark moves with the header's length. A file that the current key opens is copied too.
func (r *Ring) Rewrap(ctx context.Context, to io.Writer, from io.Reader, purpose string) error {
	h, err := readHeader(from)
	if err != nil {
		return err
	}
	key, err := r.unwrap(ctx, h, purpose)
	if err != nil {
		return err
	}
	body := &tail{r: from, n: int64(len(h.bytes()))}
	h.keyID = r.current.ID()
	if h.wrapped, err = r.current.Wrap(ctx, key, h.context(purpose)); err != nil {
		return err
	}
	out := &counter{w: to}
	if _, err := out.Write(h.bytes()); err != nil {
		return err
	}
	if _, err := io.Copy(out, body); err != nil {
		return err
	}
	_, err = to.Write(end(out.n))
	return err
}

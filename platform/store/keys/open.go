package keys

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"tonghui/base/problem"
)

// Open reads a sealed file. The answer gives only what is proven; io.EOF means that the file is whole.
func (r *Ring) Open(ctx context.Context, from io.Reader, purpose string) (io.Reader, error) {
	h, err := readHeader(from)
	if err != nil {
		return nil, err
	}
	key, err := r.unwrap(ctx, h, purpose)
	if err != nil {
		return nil, err
	}
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	t := &tail{r: from, n: int64(len(h.bytes()))}
	text, err := a.NewDecryptingReader(t, h.context(purpose))
	if err != nil {
		return nil, t.why(err)
	}
	return &opened{text, t}, nil
}

// opened turns what the library says into what happened to the file.
type opened struct {
	text io.Reader
	t    *tail
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.text.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = o.t.why(err)
	}
	return n, err
}

// tail reads up to the end mark, which it holds back and judges.
type tail struct {
	r    io.Reader
	n    int64 // bytes before the end mark, header included
	held []byte
	buf  []byte // what of held was given out is cut off from the front
	err  error  // final
}

func (t *tail) Read(p []byte) (int, error) {
	for len(t.held) <= endBytes && t.err == nil {
		t.fill()
	}
	n := copy(p, t.held[:max(0, len(t.held)-endBytes)])
	if n == 0 && len(p) > 0 {
		return 0, t.err
	}
	t.held = t.held[n:]
	t.n += int64(n)
	return n, nil
}

func (t *tail) fill() {
	if t.buf == nil {
		t.buf = make([]byte, 64<<10+endBytes)
	}
	kept := copy(t.buf, t.held)
	n, err := t.r.Read(t.buf[kept:])
	t.held = t.buf[:kept+n]
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		t.err = t.judge()
	default:
		t.err = err
	}
}

// judge looks at the end of the file: io.EOF if it is as it was written.
func (t *tail) judge() error {
	have := t.held[max(0, len(t.held)-endBytes):]
	size := t.n + int64(max(0, len(t.held)-endBytes))
	want := end(size)
	if bytes.Equal(have, want) {
		return io.EOF
	}
	if len(have) == endBytes && (string(have[:8]) == endMark || binary.BigEndian.Uint64(have[8:]) == uint64(size)) {
		return ErrAltered // half of the mark still fits: it was not cut
	}
	return ErrCutShort
}

// why explains a failure of the library. At the end of a file it is the end that tells; before it, a segment that
// doesn't prove was altered.
func (t *tail) why(err error) error {
	var p *problem.Error
	switch {
	case t.err != nil && !errors.Is(t.err, io.EOF):
		return t.err
	case errors.As(err, &p):
		return err
	}
	return ErrAltered.Because(err)
}

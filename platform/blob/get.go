package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// Get reads a file. Its reader proves what it gives: the last bytes come only after the digest of all is right, and
// ErrCorrupt comes instead of them when it isn't. Errors: ErrMissing for a digest that the bank doesn't know,
// ErrLost if the place lost it, and those of the place and of keys.
func (f *Files) Get(ctx context.Context, d Digest) (io.ReadCloser, File, error) {
	row, err := f.Stat(ctx, d)
	if err != nil {
		return nil, File{}, err
	}
	r, err := f.read(ctx, d, row.KeyID != "")
	return r, row, err
}

// read opens a file as it lies in the place.
func (f *Files) read(ctx context.Context, d Digest, sealed bool) (io.ReadCloser, error) {
	r, err := openIn(ctx, f.place, f.ring, d, sealed)
	if errors.Is(err, ErrMissing) {
		return nil, ErrLost.With(d).Because(err)
	}
	return r, err
}

// openIn opens a file of a place for proven reading.
func openIn(ctx context.Context, p Place, ring *keys.Ring, d Digest, sealed bool) (io.ReadCloser, error) {
	raw, err := p.Get(ctx, d.name(sealed))
	if err != nil {
		return nil, err
	}
	plain := io.Reader(raw)
	if sealed {
		if plain, err = ring.Open(ctx, raw, purpose); err != nil {
			_ = raw.Close()
			return nil, corrupt(d, err)
		}
	}
	return &proving{d: d, r: plain, c: raw, h: sha256.New()}, nil
}

// corrupt says of an altered sealed file what is said of a plain one.
func corrupt(d Digest, err error) error {
	if errors.Is(err, keys.ErrAltered) || errors.Is(err, keys.ErrCutShort) || errors.Is(err, keys.ErrNotSealed) {
		return ErrCorrupt.With(d).Because(err)
	}
	return err
}

// proving reads one piece ahead, so that the last one can be held back until the digest is known.
type proving struct {
	d    Digest
	r    io.Reader
	c    io.Closer
	h    hash.Hash
	have []byte    // may be handed out
	next []byte    // read, and held back
	bufs [2][]byte // of have and next, in turn
	err  error
}

const pieceBytes = 64 << 10

func (p *proving) Read(b []byte) (int, error) {
	for len(p.have) == 0 && p.err == nil {
		p.advance()
	}
	if len(p.have) == 0 {
		return 0, p.err
	}
	n := copy(b, p.have)
	p.have = p.have[n:]
	return n, nil
}

// advance reads a piece; the one before it may then be handed out.
func (p *proving) advance() {
	if p.bufs[0] == nil {
		p.bufs = [2][]byte{make([]byte, pieceBytes), make([]byte, pieceBytes)}
	}
	piece := p.bufs[0]
	n, err := 0, error(nil)
	for n < len(piece) && err == nil { // not io.ReadFull: a connection that broke off must not look like an end
		var m int
		m, err = p.r.Read(piece[n:])
		n += m
	}
	p.h.Write(piece[:n])
	switch {
	case err == nil:
		p.have, p.next = p.next, piece
		p.bufs[0], p.bufs[1] = p.bufs[1], p.bufs[0]
	case !errors.Is(err, io.EOF):
		p.err = corrupt(p.d, err)
	case digestOf(p.h) != p.d:
		p.err = ErrCorrupt.With(p.d)
	default: // all of it is proven
		p.next = append(p.next, piece[:n]...)
		p.have, p.next, p.err = p.next, nil, io.EOF
	}
}

func (p *proving) Close() error { return p.c.Close() }

// sealInto seals a proven plain text into a place under its name. If it breaks off or doesn't prove, nothing is kept.
func sealInto(ctx context.Context, p Place, ring *keys.Ring, d Digest, plain io.Reader) error {
	s, err := p.Spool()
	if err != nil {
		return err
	}
	w, err := ring.Seal(ctx, s, purpose)
	if err == nil {
		_, err = io.Copy(w, plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		Drop(s)
		return copyError(p, err)
	}
	return p.Keep(ctx, d.name(true), s)
}

// Stat tells what the bank knows of a file, without looking at its bytes.
func (f *Files) Stat(ctx context.Context, d Digest) (row File, err error) {
	if _, err := ParseDigest(string(d)); err != nil {
		return File{}, err
	}
	err = f.st.View(ctx, func(v *store.View) error {
		var ok bool
		row, ok, err = readRow(v, d)
		if err == nil && (!ok || row.State == Removing) {
			return ErrMissing.With(d)
		}
		return err
	})
	return row, err
}

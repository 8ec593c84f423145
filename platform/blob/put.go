package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math"
	"os"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Put keeps what r gives, up to its end, and returns its name. It costs one commit; what is put and not attached
// within a day is swept. Errors: ErrEmpty, ErrTooLarge, ErrBrokenOff, and those of the place.
func (f *Files) Put(ctx context.Context, r io.Reader, opt Options) (Ref, error) {
	if opt.MediaType == "" {
		opt.MediaType = "application/octet-stream"
	}
	if len(opt.MediaType) > 127 {
		return Ref{}, ErrMediaType
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	s, err := f.place.Spool()
	if err != nil {
		return Ref{}, err
	}
	ref, err := f.spool(ctx, s, r, opt)
	if err != nil {
		Drop(s)
		return Ref{}, err
	}
	return ref, f.enter(ctx, ref, s)
}

// spool computes the digest while the text goes to the spooled file, sealed if the bank has a key: no plain text
// touches the disk then.
func (f *Files) spool(ctx context.Context, s *os.File, r io.Reader, opt Options) (Ref, error) {
	h := sha256.New()
	in := &patient{ctx: ctx, r: r, left: min(opt.MaxBytes, math.MaxInt64-1) + 1}
	w, err := f.sealing(ctx, s)
	if err != nil {
		return Ref{}, err
	}
	n, err := io.Copy(io.MultiWriter(h, w), in)
	if err == nil {
		err = w.Close()
	}
	switch {
	case in.err != nil:
		if errors.Is(in.err, context.Canceled) || errors.Is(in.err, context.DeadlineExceeded) {
			return Ref{}, store.ErrGaveUp.Because(in.err)
		}
		var p *problem.Error
		if errors.As(in.err, &p) {
			return Ref{}, in.err
		}
		return Ref{}, ErrBrokenOff.Because(in.err)
	case err != nil:
		return Ref{}, copyError(f.place, err)
	case n > opt.MaxBytes:
		return Ref{}, ErrTooLarge.With(opt.MaxBytes)
	case n == 0:
		return Ref{}, ErrEmpty
	}
	return Ref{digestOf(h), n, opt.MediaType}, nil
}

// patient reads at most so many bytes, stops when its context ends, and remembers the source's error, so that it isn't
// taken for one of the disk.
type patient struct {
	ctx  context.Context
	r    io.Reader
	left int64
	err  error
}

func (p *patient) Read(b []byte) (int, error) {
	if p.err = p.ctx.Err(); p.err != nil {
		return 0, p.err
	}
	if p.left <= 0 {
		return 0, io.EOF
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		p.err = err
	}
	return n, err
}

// removalPatience is how long Put waits for a removal of the same content.
const removalPatience = 20 * time.Second

// enter makes the row, then moves the bytes in, if they aren't there already.
func (f *Files) enter(ctx context.Context, ref Ref, spooled *os.File) error {
	had, err := f.record(ctx, ref)
	if err != nil {
		Drop(spooled)
		return err
	}
	there, err := f.isThere(ctx, ref, had)
	if err != nil || there {
		Drop(spooled)
		return err
	}
	if err := f.place.Keep(ctx, ref.Digest.name(f.ring != nil), spooled); err != nil {
		return err
	}
	if had == f.ring.ID() {
		return nil
	}
	return f.st.Update(ctx, func(tx *store.Tx) error { return setKey(tx, ref.Digest, f.ring.ID()) })
}

// record makes sure of the row; had is the key under which the file is, or will be, sealed.
func (f *Files) record(ctx context.Context, ref Ref) (had string, err error) {
	bounded, cancel := context.WithTimeout(ctx, removalPatience)
	defer cancel()
	for {
		err := f.st.Update(ctx, func(tx *store.Tx) (err error) {
			had, err = enterRow(tx, ref, f.ring.ID())
			return err
		})
		if !errors.Is(err, ErrBeingRemoved) {
			return had, err
		}
		select { // a removal takes the time of deleting one file
		case <-bounded.Done():
			return "", err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// isThere looks for bytes of the right length. A sealed file's length isn't known to the row; its end mark is.
func (f *Files) isThere(ctx context.Context, ref Ref, keyID string) (bool, error) {
	o, err := f.place.Stat(ctx, ref.Digest.name(keyID != ""))
	if errors.Is(err, ErrMissing) {
		return false, nil
	}
	return err == nil && (keyID != "" && o.Size > ref.Size || keyID == "" && o.Size == ref.Size), err
}

// sealing is where plain text goes to become what lies in the place.
func (f *Files) sealing(ctx context.Context, s *os.File) (io.WriteCloser, error) {
	if f.ring == nil {
		return unsealed{s}, nil
	}
	w, err := f.ring.Seal(ctx, s, purpose)
	if err != nil {
		return nil, copyError(f.place, err)
	}
	return w, nil
}

// unsealed leaves closing to the place.
type unsealed struct{ io.Writer }

func (unsealed) Close() error { return nil }

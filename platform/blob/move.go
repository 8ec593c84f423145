package blob

import (
	"context"
	"errors"
	"io"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// Moved counts what a copy did.
type Moved struct {
	Files  int64 `json:"files"` // attached files of the bank
	Bytes  int64 `json:"bytes"` // their plain size
	Copied int64 `json:"copied"`
	There  int64 `json:"alreadyThere"`
}

// CopyTo copies every attached file that isn't there yet to another place, sealed under ring unless that is nil. It
// is the backup of the files: run after that of the database, it has all that the rows of that one need, and each
// run adds only what is new. Each file is proven while it is read.
func (f *Files) CopyTo(ctx context.Context, to Place, ring *keys.Ring) (m Moved, err error) {
	err = f.eachRow(ctx, func(row File) error {
		if row.State != Attached {
			return nil
		}
		m.Files, m.Bytes = m.Files+1, m.Bytes+row.Size
		_, err := to.Stat(ctx, row.Digest.name(ring != nil))
		switch {
		case err == nil:
			m.There++
			return nil
		case !errors.Is(err, ErrMissing):
			return err
		}
		r, err := f.read(ctx, row.Digest, row.KeyID != "")
		if err != nil {
			return err
		}
		defer r.Close()
		m.Copied++
		return write(ctx, to, ring, row.Digest, r)
	})
	return m, err
}

// CopyFrom is the restore: it brings every attached file that is missing here from a place that CopyTo filled, and
// seals it as this bank does. ring opens what lies there.
func (f *Files) CopyFrom(ctx context.Context, from Place, ring *keys.Ring) (m Moved, err error) {
	err = f.eachRow(ctx, func(row File) error {
		if row.State != Attached {
			return nil
		}
		m.Files, m.Bytes = m.Files+1, m.Bytes+row.Size
		if err := f.prove(ctx, row, false); err == nil {
			m.There++
			return nil
		} else if !errors.Is(err, ErrLost) && !errors.Is(err, ErrCorrupt) {
			return err
		}
		r, err := openEither(ctx, from, ring, row.Digest)
		if err != nil {
			return err
		}
		defer r.Close()
		m.Copied++
		if err := write(ctx, f.place, f.ring, row.Digest, r); err != nil || row.KeyID == f.ring.ID() {
			return err
		}
		return f.st.UpdateSlow(ctx, func(tx *store.Tx) error { return setKey(tx, row.Digest, f.ring.ID()) })
	})
	return m, err
}

// openEither opens a file of a place, sealed or plain.
func openEither(ctx context.Context, p Place, ring *keys.Ring, d Digest) (io.ReadCloser, error) {
	r, err := openIn(ctx, p, ring, d, true)
	if errors.Is(err, ErrMissing) {
		r, err = openIn(ctx, p, ring, d, false)
	}
	if errors.Is(err, ErrMissing) {
		return nil, ErrLost.With(d).Because(err)
	}
	return r, err
}

// write puts a proven plain text into a place. If it breaks off or doesn't prove, nothing is kept.
func write(ctx context.Context, to Place, ring *keys.Ring, d Digest, plain io.Reader) error {
	if ring != nil {
		return sealInto(ctx, to, ring, d, plain)
	}
	s, err := to.Spool()
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, plain); err != nil {
		Drop(s)
		return copyError(to, err)
	}
	return to.Keep(ctx, d.name(false), s)
}

// Rewrap brings every file under the ring's current key: data keys are wrapped anew, and files that lie plain are
// sealed. It may be broken off and run again; it returns how many files it moved.
func (f *Files) Rewrap(ctx context.Context) (moved int64, err error) {
	if f.ring == nil {
		return 0, keys.ErrKeyFile.With("(none)")
	}
	err = f.eachRow(ctx, func(row File) error {
		if row.KeyID == f.ring.ID() || row.State == Removing {
			return nil
		}
		if err := f.rewrap(ctx, row); err != nil {
			return err
		}
		moved++
		return nil
	})
	return moved, err
}

func (f *Files) rewrap(ctx context.Context, row File) error {
	if row.KeyID == "" {
		r, err := f.read(ctx, row.Digest, false)
		if err != nil {
			return err
		}
		defer r.Close()
		if err := sealInto(ctx, f.place, f.ring, row.Digest, r); err != nil {
			return err
		}
	} else if err := f.wrapAnew(ctx, row.Digest); err != nil {
		return err
	}
	err := f.st.UpdateSlow(ctx, func(tx *store.Tx) error { return setKey(tx, row.Digest, f.ring.ID()) })
	if err == nil && row.KeyID == "" {
		err = f.place.Remove(ctx, row.Digest.name(false))
	}
	return err
}

func (f *Files) wrapAnew(ctx context.Context, d Digest) error {
	r, err := f.place.Get(ctx, d.name(true))
	if err != nil {
		return err
	}
	defer r.Close()
	s, err := f.place.Spool()
	if err != nil {
		return err
	}
	if err := f.ring.Rewrap(ctx, s, r, purpose); err != nil {
		Drop(s)
		return copyError(f.place, corrupt(d, err))
	}
	return f.place.Keep(ctx, d.name(true), s)
}

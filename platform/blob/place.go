package blob

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"tonghui/base/problem"
)

// Place is where bytes lie under names like "sha256/ab/cd/ef": a folder or a bucket of S3. Backups go there too.
type Place interface {
	// Spool opens an empty file for what is to be kept, where writing it costs least.
	Spool() (*os.File, error)
	// Keep puts a spooled file under a name, instead of what may be there, durably and at once: a reader sees the old,
	// the new or nothing. The spooled file is gone afterwards, whatever happened.
	Keep(ctx context.Context, name string, spooled *os.File) error
	// Get reads; ErrMissing if there is nothing.
	Get(ctx context.Context, name string) (io.ReadCloser, error)
	// Stat asks; ErrMissing if there is nothing.
	Stat(ctx context.Context, name string) (Object, error)
	// Remove takes away; nothing there is no error.
	Remove(ctx context.Context, name string) error
	// List names what lies below a prefix ("" or ending in /), in no promised order.
	List(ctx context.Context, prefix string, each func(Object) error) error
	// String says where it is, without secrets.
	String() string
}

// Object is one file of a place.
type Object struct {
	Name    string
	Size    int64
	Changed time.Time
}

// Open finds a place by its address: s3://bucket/prefix (see OpenS3), else a folder, which is made if missing.
func Open(address string) (Place, error) {
	if strings.HasPrefix(address, "s3://") {
		return OpenS3(address)
	}
	return OpenFolder(address)
}

// Drop closes and removes a spooled file.
func Drop(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// placeError says what an error of the file system means.
func placeError(where string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrDiskFull.With(where).Because(err)
	}
	return ErrPlace.With(where).Because(err)
}

// copyError says what went wrong when a text was copied into a place: a problem of its source or key stays what it
// is, the rest is the file system's.
func copyError(to Place, err error) error {
	var p *problem.Error
	if errors.As(err, &p) {
		return err
	}
	return placeError(to.String(), err)
}

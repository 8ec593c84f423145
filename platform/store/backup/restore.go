package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"tonghui/base/problem"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// Stage is a restored SQLite bank beside the place where it will be, whole and checked. Commit gives it its name;
// until then nothing is there. Discard takes it away, and does nothing after Commit.
type Stage struct {
	Manifest Manifest
	Path     string // of the staged file
	target   string
}

// RestoreSQLite brings a SQLite backup back beside path, where nothing may be yet. The restored file's structure is
// checked; what only the bank's rules can tell is for `tonghui verify`.
func RestoreSQLite(ctx context.Context, r io.Reader, path string, ring *keys.Ring) (_ *Stage, err error) {
	if err := Vacant(path); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".restoring-*")
	if err != nil {
		return nil, writeError(path, err)
	}
	s := &Stage{Path: f.Name(), target: path}
	defer func() {
		if err != nil {
			_ = f.Close()
			s.Discard()
		}
	}()
	s.Manifest, err = Read(ctx, r, ring, func(m Manifest) (io.Writer, error) {
		if m.Tool != PagesTool {
			return nil, ErrOtherEngine.With(m.Engine, m.Tool, path)
		}
		return f, nil
	})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, writeError(path, err)
	}
	return s, s.check(ctx)
}

// Vacant refuses a path at which a database is, or the files beside one.
func Vacant(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			return ErrExists.With(path + suffix)
		} else if !os.IsNotExist(err) {
			return writeError(path, err)
		}
	}
	return nil
}

// check looks whether the restored file is a sound database of the bank that the manifest names.
func (s *Stage) check(ctx context.Context) error {
	db, err := sql.Open("sqlite", readOnly(s.Path, true))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	found, err := scanAll(ctx, db, func(r *sql.Rows) (text string, err error) { return text, r.Scan(&text) }, "PRAGMA quick_check(5)")
	if err != nil {
		return ErrDamagedSource.With("it can't be opened").Because(err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return ErrDamagedSource.With(strings.Join(found, "; "))
	}
	var m Manifest
	if err := describe(ctx, db, &m); err != nil {
		return notABank(s.Path, err)
	}
	if m.Bank != s.Manifest.Bank || m.Seq != s.Manifest.Seq {
		return ErrAltered.Because(fmt.Errorf("the manifest says bank %s up to %d, the database %s up to %d",
			s.Manifest.Bank, s.Manifest.Seq, m.Bank, m.Seq))
	}
	return nil
}

// Commit gives the restored bank its name, unless something has come there meanwhile.
func (s *Stage) Commit() error {
	if err := Vacant(s.target); err != nil {
		return err
	}
	if i, err := os.Stat(s.Path + "-wal"); err == nil && i.Size() > 0 {
		return writeError(s.target, errors.New("the staged database is still open: its log holds commits"))
	}
	err := unix.Renameat2(unix.AT_FDCWD, s.Path, unix.AT_FDCWD, s.target, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) { // a file system that can't promise it
		err = os.Link(s.Path, s.target)
	}
	if errors.Is(err, unix.EEXIST) {
		return ErrExists.With(s.target).Because(err)
	}
	if err != nil {
		return writeError(s.target, err)
	}
	s.Discard() // what was beside the staged file
	d, err := os.Open(filepath.Dir(s.target))
	if err != nil {
		return writeError(s.target, err)
	}
	defer d.Close()
	return writeError(s.target, d.Sync())
}

// Discard removes what is still at the staged path.
func (s *Stage) Discard() {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal", ".lock"} {
		_ = os.Remove(s.Path + suffix)
	}
}

// notABank says what an error in reading a database's own tables means.
func notABank(path string, err error) error {
	var p *problem.Error
	if err == nil || errors.As(err, &p) {
		return err
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff {
		case lib.SQLITE_ERROR: // no such table
			return ErrOtherProduct.With("?").Because(err)
		case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
			return store.ErrNotABank.Because(err)
		}
	}
	return ErrSource.With(path).Because(err)
}

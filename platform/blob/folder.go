package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder is a place on this machine's disk.
type Folder struct{ dir string }

// spoolFolder holds files on their way; on the same file system, so that a rename moves them.
const spoolFolder = ".spool"

// OpenFolder opens a folder, making it if it is missing.
func OpenFolder(dir string) (*Folder, error) {
	f := &Folder{dir: dir}
	if err := os.MkdirAll(filepath.Join(dir, spoolFolder), 0o700); err != nil {
		return nil, placeError(dir, err)
	}
	return f, nil
}

// String is the folder's path.
func (f *Folder) String() string { return f.dir }

// path refuses names that lead out of the folder; names are made by this program, or by a command line.
func (f *Folder) path(name string) (string, error) {
	if !fs.ValidPath(name) || name == "." || strings.HasPrefix(name, spoolFolder) {
		return "", ErrPlace.With(f.dir).Because(errors.New("the name " + name + " is not allowed"))
	}
	return filepath.Join(f.dir, filepath.FromSlash(name)), nil
}

// Spool opens a file beside the kept ones.
func (f *Folder) Spool() (*os.File, error) {
	s, err := os.CreateTemp(filepath.Join(f.dir, spoolFolder), "put-*")
	return s, placeError(f.dir, err)
}

// Keep syncs the file, moves it to its name and syncs the folders.
func (f *Folder) Keep(_ context.Context, name string, spooled *os.File) error {
	defer Drop(spooled)
	path, err := f.path(name)
	if err != nil {
		return err
	}
	if err := spooled.Sync(); err != nil {
		return placeError(f.dir, err)
	}
	if err := f.makeFolders(filepath.Dir(path)); err != nil {
		return placeError(f.dir, err)
	}
	if err := os.Rename(spooled.Name(), path); err != nil {
		return placeError(f.dir, err)
	}
	return placeError(f.dir, syncFolder(filepath.Dir(path)))
}

// makeFolders makes what is missing between the place and dir, each durable in its parent.
func (f *Folder) makeFolders(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if dir != f.dir {
		if err := f.makeFolders(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}

// Get opens a file.
func (f *Folder) Get(_ context.Context, name string) (io.ReadCloser, error) {
	path, err := f.path(name)
	if err != nil {
		return nil, err
	}
	r, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing.With(name).Because(err)
	}
	return r, placeError(f.dir, err)
}

// Stat looks at a file.
func (f *Folder) Stat(_ context.Context, name string) (Object, error) {
	path, err := f.path(name)
	if err != nil {
		return Object{}, err
	}
	i, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Object{}, ErrMissing.With(name).Because(err)
	}
	if err != nil {
		return Object{}, placeError(f.dir, err)
	}
	return Object{name, i.Size(), i.ModTime()}, nil
}

// Remove deletes a file.
func (f *Folder) Remove(_ context.Context, name string) error {
	path, err := f.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return placeError(f.dir, err)
	}
	return nil
}

// List walks the folder.
func (f *Folder) List(ctx context.Context, prefix string, each func(Object) error) error {
	root := filepath.Join(f.dir, filepath.FromSlash(prefix))
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && d.Name() == spoolFolder:
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		i, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(f.dir, path)
		if err != nil {
			return err
		}
		return each(Object{filepath.ToSlash(rel), i.Size(), i.ModTime()})
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// clean removes what puts that were broken off have left since before.
func (f *Folder) clean(before time.Time) error {
	left, err := os.ReadDir(filepath.Join(f.dir, spoolFolder))
	for _, d := range left {
		if i, e := d.Info(); e == nil && i.ModTime().Before(before) {
			err = errors.Join(err, os.Remove(filepath.Join(f.dir, spoolFolder, d.Name())))
		}
	}
	return placeError(f.dir, err)
}

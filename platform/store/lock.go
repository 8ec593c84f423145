package store

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// lockFile takes the database's write lock: an exclusive flock on a file beside it, which also tells who
// holds it and at which address it serves. The kernel drops it when the process ends, however it ends.
func lockFile(path, address string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if os.IsNotExist(err) {
			return nil, ErrNoDatabase.Because(err)
		}
		return nil, ErrReadOnly.Because(err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for range 5 { // ServerOf holds it for a moment when it looks
		if err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 256))
		_ = f.Close()
		return nil, ErrLocked.Because(fmt.Errorf("held by %s: %w", strings.TrimSpace(string(holder)), err))
	}
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d %s\n", os.Getpid(), address)
	}
	return f, nil
}

func unlockFile(f *os.File) {
	if f != nil {
		_ = f.Truncate(0)
		_ = f.Close()
	}
}

// ServerOf tells at which address a process serves the database at path, or "".
func ServerOf(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	f, err := os.Open(path + ".lock") //nolint:gosec // beside the database that the operator names
	if err != nil {
		return ""
	}
	defer f.Close()
	if unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) == nil {
		return "" // nobody holds it
	}
	b, _ := io.ReadAll(io.LimitReader(f, 256))
	_, address, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	return address
}

package engines

import (
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// prefix begins the names of our folders.
const prefix = "tonghui-engine-"

// folder makes a folder for a server, in memory when that has room, and removes those whose owner was killed: who owns a
// folder holds a lock in it, which falls with the process.
func folder(dir, name string) (made string, release func(), err error) {
	const memory, room = "/dev/shm", 4 << 30
	var st unix.Statfs_t
	if dir == "" && unix.Statfs(memory, &st) == nil && st.Bavail*uint64(st.Bsize) > room {
		dir = memory
	}
	if dir == "" {
		dir = os.TempDir()
	}
	sweep(dir)
	if made, err = os.MkdirTemp(dir, prefix+name+"-"); err != nil {
		return "", nil, err
	}
	release, err = lockFile(filepath.Join(made, "owner"), unix.LOCK_EX)
	return made, release, err
}

// sweep removes folders without an owner. One that was made this minute may not have its lock yet.
func sweep(dir string) {
	found, err := filepath.Glob(filepath.Join(dir, prefix+"*", "owner"))
	if err != nil {
		return
	}
	for _, name := range found {
		st, err := os.Stat(name)
		if err != nil || time.Since(st.ModTime()) < time.Minute {
			continue
		}
		if release, err := lockFile(name, unix.LOCK_EX|unix.LOCK_NB); err == nil {
			_ = os.RemoveAll(filepath.Dir(name))
			release()
		}
	}
}

// lockFile takes the only lock on a file; it falls with the process.
func lockFile(name string, how int) (release func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), how); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

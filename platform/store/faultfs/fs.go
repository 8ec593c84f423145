package faultfs

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Op is what SQLite asks of a file.
type Op uint8

// The calls that faults can hit.
const (
	Write Op = iota
	Sync
	Truncate
)

// File says which of a database's files is meant.
type File uint8

// The files of a database in WAL mode; the log's index is shared memory and never goes through the VFS.
const (
	Database File = iota
	Log
	Other
)

// Call is one request, before it is done.
type Call struct {
	Op     Op
	File   File
	N      int // counts the calls of this kind on this file since Inject, from 1
	Size   int // bytes to write
	Commit bool
}

// Fault is the fate of a call.
type Fault uint8

// The fates. A short write leaves half of its bytes; a full disk takes nothing.
const (
	None Fault = iota
	IOError
	ShortWrite
	DiskFull
)

// Event is one line of the trace.
type Event struct {
	What string // "write", "commit" (the log's frame that commits), "sync begin", "sync end", or a test's note
	File File
}

// FS is one registered VFS.
type FS struct {
	Name string // for Options.VFS

	real    uintptr // the operating system's VFS
	methods uintptr // of our files

	mu     sync.Mutex
	files  map[string]*image
	inject func(Call) Fault
	counts map[[2]uint8]int
	quota  int64 // of all files together; 0 for none
	trace  []Event
	traced bool
	rand   *rand.Rand
}

// image is what the disk holds of a file.
type image struct {
	kind    File
	durable []byte   // certainly
	pending []change // perhaps: not synced yet
	settled int      // changes that have left pending, ever
	size    int64    // as the process sees it
}

// change is a write, or a truncation when data is nil.
type change struct {
	at   int64
	data []byte
}

// Inject makes f decide the fate of each call from now on; nil lifts all faults.
func (fs *FS) Inject(f func(Call) Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.inject, fs.counts = f, map[[2]uint8]int{}
}

// Quota bounds the bytes of all files together; a write beyond it finds the disk full. 0 lifts it.
func (fs *FS) Quota(bytes int64) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.quota = bytes
}

// Used is the size of all files together.
func (fs *FS) Used() int64 {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.used()
}

func (fs *FS) used() (n int64) {
	for _, f := range fs.files {
		n += f.size
	}
	return n
}

// Trace begins a new trace.
func (fs *FS) Trace() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.trace, fs.traced = nil, true
}

// Note adds a test's own event to the trace.
func (fs *FS) Note(what string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.event(what, Other)
}

// Events is the trace so far.
func (fs *FS) Events() []Event {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return append([]Event(nil), fs.trace...)
}

func (fs *FS) event(what string, f File) {
	if fs.traced {
		fs.trace = append(fs.trace, Event{what, f})
	}
}

// PowerCut writes into dir what a power cut at this moment leaves of the database: exactly what has been synced,
// or, when torn, also a random part of what has not, down to single sectors.
func (fs *FS) PowerCut(dir string, torn bool) error {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for path, f := range fs.files {
		b := append([]byte(nil), f.durable...)
		if torn {
			for _, c := range f.pending {
				b = fs.maybe(b, c)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			return fmt.Errorf("crash image: %w", err)
		}
	}
	return nil
}

// sector is what a disk writes whole.
const sector = 512

// maybe applies a change that was not synced: all, nothing, or its first sectors.
func (fs *FS) maybe(b []byte, c change) []byte {
	switch fs.rand.IntN(4) {
	case 0:
		return b
	case 1:
		if c.data != nil {
			c.data = c.data[:fs.rand.IntN(len(c.data)/sector+1)*sector]
			if len(c.data) == 0 {
				return b
			}
		}
	}
	return c.apply(b)
}

func (c change) apply(b []byte) []byte {
	end := c.at + int64(len(c.data))
	if c.data == nil {
		end = min(end, int64(len(b)))
		return b[:end]
	}
	if n := end - int64(len(b)); n > 0 {
		b = append(b, make([]byte, n)...)
	}
	copy(b[c.at:], c.data)
	return b
}

// fate decides a call. Its lock is held.
func (fs *FS) fate(c Call) Fault {
	if fs.inject == nil {
		return None
	}
	k := [2]uint8{uint8(c.Op), uint8(c.File)}
	fs.counts[k]++
	c.N = fs.counts[k]
	return fs.inject(c)
}

// image finds or begins the record of a file. Its lock is held.
func (fs *FS) image(path string) *image {
	f, ok := fs.files[path]
	if !ok {
		f = &image{kind: Database}
		switch {
		case strings.HasSuffix(path, "-wal"):
			f.kind = Log
		case path == "" || strings.HasSuffix(path, "-journal"):
			f.kind = Other
		}
		f.durable, _ = os.ReadFile(path) // what was there before is taken as synced
		f.size = int64(len(f.durable))
		fs.files[path] = f
	}
	return f
}

// write records a write that has been done.
func (fs *FS) write(f *image, at int64, data []byte) {
	if len(data) == 0 {
		return
	}
	f.pending = append(f.pending, change{at, append([]byte(nil), data...)})
	f.size = max(f.size, at+int64(len(data)))
}

// begun counts the changes that a sync beginning now covers. Two connections may sync one file at a time.
func (f *image) begun() int { return f.settled + len(f.pending) }

// synced makes the changes up to a count durable, or leaves each to chance when the sync failed.
func (fs *FS) synced(f *image, upTo int, ok bool) {
	n := max(0, upTo-f.settled)
	f.settled += n
	for _, c := range f.pending[:n] {
		if ok {
			f.durable = c.apply(f.durable)
		} else {
			f.durable = fs.maybe(f.durable, c)
		}
	}
	f.pending = append([]change(nil), f.pending[n:]...)
}

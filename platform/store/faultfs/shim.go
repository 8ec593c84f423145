package faultfs

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"
)

// The C side. SQLite, translated to Go, calls a VFS through structs of C layout in C memory, whose function
// pointers are Go functions. A file of ours is a header followed by the wrapped VFS's file.
type header struct {
	methods uintptr
	_       uintptr
}

const headerSize = unsafe.Sizeof(header{})

// handle is one open file.
type handle struct {
	fs   *FS
	f    *image
	path string
}

var (
	systems sync.Map // of a VFS's address: *FS
	handles sync.Map // of a file's address: *handle
	serial  atomic.Int64
)

// New registers a VFS. It stays until the process ends, as SQLite keeps a pointer to it; seed decides about
// what has not been synced.
func New(seed uint64) (*FS, error) {
	tls := libc.NewTLS()
	fs := &FS{
		Name: fmt.Sprintf("faultfs%d", serial.Add(1)), files: map[string]*image{}, counts: map[[2]uint8]int{},
		real: lib.Xsqlite3_vfs_find(tls, 0), rand: rand.New(rand.NewPCG(seed, 1)),
	}
	name, err := libc.CString(fs.Name)
	if err != nil {
		return nil, err
	}
	fs.methods = libc.Xcalloc(tls, 1, types.Size_t(unsafe.Sizeof(lib.Tsqlite3_io_methods{})))
	own := libc.Xcalloc(tls, 1, types.Size_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	if fs.real == 0 || fs.methods == 0 || own == 0 {
		return nil, fmt.Errorf("faultfs: no memory or no file layer to wrap")
	}
	*at[lib.Tsqlite3_io_methods](fs.methods) = fileMethods()
	vfs := at[lib.Tsqlite3_vfs](own)
	*vfs = *at[lib.Tsqlite3_vfs](fs.real)
	vfs.FzName, vfs.FpNext = name, 0
	vfs.FszOsFile += int32(headerSize)
	vfs.FxOpen, vfs.FxDelete = pointer(xOpen), pointer(xDelete)
	systems.Store(own, fs)
	if rc := lib.Xsqlite3_vfs_register(tls, own, 0); rc != lib.SQLITE_OK {
		return nil, fmt.Errorf("faultfs: SQLite refuses the VFS: %d", rc)
	}
	return fs, nil
}

// at sees C memory as a Go value.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer makes a C function pointer of a top-level function, and function the reverse.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

// below is the wrapped file and its methods.
func below(file uintptr) (uintptr, *lib.Tsqlite3_io_methods) {
	p := file + headerSize
	return p, at[lib.Tsqlite3_io_methods](at[lib.Tsqlite3_file](p).FpMethods)
}

func handleOf(file uintptr) *handle {
	h, _ := handles.Load(file)
	return h.(*handle)
}

func xOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	s, _ := systems.Load(vfs)
	fs := s.(*FS)
	at[header](file).methods = 0
	open := function[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](at[lib.Tsqlite3_vfs](fs.real).FxOpen)
	path := ""
	if name != 0 {
		path = libc.GoString(name)
	}
	fs.mu.Lock()
	f := fs.image(path)
	fs.mu.Unlock()
	if rc := open(tls, fs.real, name, file+headerSize, flags, outFlags); rc != lib.SQLITE_OK {
		return rc
	}
	handles.Store(file, &handle{fs, f, path})
	at[header](file).methods = fs.methods
	return lib.SQLITE_OK
}

func xDelete(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32 {
	s, _ := systems.Load(vfs)
	fs := s.(*FS)
	remove := function[func(*libc.TLS, uintptr, uintptr, int32) int32](at[lib.Tsqlite3_vfs](fs.real).FxDelete)
	rc := remove(tls, fs.real, name, syncDir)
	if rc == lib.SQLITE_OK {
		fs.mu.Lock()
		delete(fs.files, libc.GoString(name))
		fs.mu.Unlock()
	}
	return rc
}

func xClose(tls *libc.TLS, file uintptr) int32 {
	p, m := below(file)
	handles.Delete(file)
	return function[func(*libc.TLS, uintptr) int32](m.FxClose)(tls, p)
}

func xWrite(tls *libc.TLS, file, buf uintptr, amount int32, offset int64) int32 {
	p, m := below(file)
	h := handleOf(file)
	fs, n := h.fs, amount
	data := unsafe.Slice(at[byte](buf), amount)
	// A frame of the log begins with a header of 24 bytes; the one that commits tells the database's size.
	commit := h.f.kind == Log && amount == 24 && data[4]|data[5]|data[6]|data[7] != 0
	fs.mu.Lock()
	defer fs.mu.Unlock()
	var failure int32
	switch fs.fate(Call{Op: Write, File: h.f.kind, Size: int(amount), Commit: commit}) {
	case IOError:
		return lib.SQLITE_IOERR_WRITE
	case DiskFull:
		return lib.SQLITE_FULL
	case ShortWrite:
		n, failure = amount/2, lib.SQLITE_IOERR_WRITE
	}
	if over := fs.used() + max(0, offset+int64(n)-h.f.size) - fs.quota; fs.quota > 0 && over > 0 && offset+int64(n) > h.f.size {
		n, failure = int32(max(0, int64(n)-over)), lib.SQLITE_FULL
	}
	if n > 0 {
		write := function[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](m.FxWrite)
		if rc := write(tls, p, buf, n, offset); rc != lib.SQLITE_OK {
			return rc
		}
		fs.write(h.f, offset, data[:n])
	}
	if failure == 0 && commit {
		fs.event("commit", Log)
	}
	return failure
}

func xTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	p, m := below(file)
	h := handleOf(file)
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	if h.fs.fate(Call{Op: Truncate, File: h.f.kind}) != None {
		return lib.SQLITE_IOERR_TRUNCATE
	}
	rc := function[func(*libc.TLS, uintptr, int64) int32](m.FxTruncate)(tls, p, size)
	if rc == lib.SQLITE_OK {
		h.f.pending = append(h.f.pending, change{at: size})
		h.f.size = size
	}
	return rc
}

func xSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	p, m := below(file)
	h := handleOf(file)
	fs := h.fs
	fs.mu.Lock()
	fs.event("sync begin", h.f.kind)
	upTo, fault := h.f.begun(), fs.fate(Call{Op: Sync, File: h.f.kind})
	fs.mu.Unlock()
	rc := int32(lib.SQLITE_IOERR_FSYNC)
	if fault == None {
		rc = function[func(*libc.TLS, uintptr, int32) int32](m.FxSync)(tls, p, flags)
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.synced(h.f, upTo, rc == lib.SQLITE_OK)
	if rc == lib.SQLITE_OK {
		fs.event("sync end", h.f.kind)
	}
	return rc
}

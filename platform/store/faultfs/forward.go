package faultfs

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// fileMethods is the table of our files: version 2, with shared memory for the log's index and without mapped reads.
func fileMethods() lib.Tsqlite3_io_methods {
	return lib.Tsqlite3_io_methods{
		FiVersion: 2,
		FxClose:   pointer(xClose), FxRead: pointer(xRead), FxWrite: pointer(xWrite), FxTruncate: pointer(xTruncate),
		FxSync: pointer(xSync), FxFileSize: pointer(xFileSize), FxLock: pointer(xLock), FxUnlock: pointer(xUnlock),
		FxCheckReservedLock: pointer(xCheckReservedLock), FxFileControl: pointer(xFileControl),
		FxSectorSize: pointer(xSectorSize), FxDeviceCharacteristics: pointer(xDeviceCharacteristics),
		FxShmMap: pointer(xShmMap), FxShmLock: pointer(xShmLock), FxShmBarrier: pointer(xShmBarrier),
		FxShmUnmap: pointer(xShmUnmap),
	}
}

// What passes through untouched.

func xRead(tls *libc.TLS, file, buf uintptr, amount int32, offset int64) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](m.FxRead)(tls, p, buf, amount, offset)
}

func xFileSize(tls *libc.TLS, file, size uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, uintptr) int32](m.FxFileSize)(tls, p, size)
}

func xLock(tls *libc.TLS, file uintptr, level int32) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32) int32](m.FxLock)(tls, p, level)
}

func xUnlock(tls *libc.TLS, file uintptr, level int32) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32) int32](m.FxUnlock)(tls, p, level)
}

func xCheckReservedLock(tls *libc.TLS, file, out uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, uintptr) int32](m.FxCheckReservedLock)(tls, p, out)
}

func xFileControl(tls *libc.TLS, file uintptr, op int32, arg uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32, uintptr) int32](m.FxFileControl)(tls, p, op, arg)
}

func xSectorSize(tls *libc.TLS, file uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr) int32](m.FxSectorSize)(tls, p)
}

func xDeviceCharacteristics(tls *libc.TLS, file uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr) int32](m.FxDeviceCharacteristics)(tls, p)
}

func xShmMap(tls *libc.TLS, file uintptr, page, size, extend int32, out uintptr) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32](m.FxShmMap)(tls, p, page, size, extend, out)
}

func xShmLock(tls *libc.TLS, file uintptr, offset, n, flags int32) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32, int32, int32) int32](m.FxShmLock)(tls, p, offset, n, flags)
}

func xShmBarrier(tls *libc.TLS, file uintptr) {
	p, m := below(file)
	function[func(*libc.TLS, uintptr)](m.FxShmBarrier)(tls, p)
}

func xShmUnmap(tls *libc.TLS, file uintptr, remove int32) int32 {
	p, m := below(file)
	return function[func(*libc.TLS, uintptr, int32) int32](m.FxShmUnmap)(tls, p, remove)
}

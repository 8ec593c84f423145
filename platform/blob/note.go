package blob

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"tonghui/platform/store"
)

// Noter hears of every change of what is attached to a file, in the update that makes it: the bank's audit log, by way of its
// wiring, since packages of one rank don't know each other. Its notes let `tonghui verify` hold each row to what it was.
type Noter interface {
	FileChanged(tx *store.Tx, c Change) error
}

// Change is one change of an attached file's row.
type Change struct {
	Verb          string   // "blob.attach" or "blob.detach"
	Object        string   // the digest's hex digits
	Version       int64    // rises with each change of the row
	Before, After [32]byte // digests of the row; zero where nothing is attached
}

// NoteTo makes the files tell a Noter what is attached and detached; before their first use.
func (f *Files) NoteTo(n Noter) *Files {
	f.noter = n
	return f
}

// object is how the audit log names a file: its names are shorter than digests with their prefix.
func (d Digest) object() string { return strings.TrimPrefix(string(d), sha256Prefix) }

// RowDigest is a SHA-256 over what the row says of an attached file; under which key it is sealed and when it changed
// are not part of it. It is zero where nothing is attached.
func (f *File) RowDigest() (d [32]byte) {
	if f.State != Attached {
		return d
	}
	b := []byte("tonghui.blob.1")
	for _, s := range []string{string(f.Digest), f.MediaType} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = binary.AppendVarint(binary.AppendVarint(b, f.Size), f.Links)
	return sha256.Sum256(b)
}

// AttachedDigests are the present row digests of these files, by the hex digits of their names; one with nothing attached is
// absent.
func AttachedDigests(q store.Querier, objects []string) (map[string][32]byte, error) {
	rows, err := rowsOf(q, objects)
	found := make(map[string][32]byte, len(rows))
	for i := range rows {
		if rows[i].State == Attached {
			found[rows[i].Digest.object()] = rows[i].RowDigest()
		}
	}
	return found, err
}

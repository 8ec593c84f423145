package blob

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"hash"
	"io/fs"
	"strings"
	"time"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the table of files.
func Schema() fs.FS {
	sub, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Digest names a file by its content: "sha256:" and 64 hex digits. SM3 (GB/T 32905) will get its own prefix.
type Digest string

const sha256Prefix = "sha256:"

// ParseDigest checks a digest that came from outside.
func ParseDigest(text string) (Digest, error) {
	rest, ok := strings.CutPrefix(text, sha256Prefix)
	b, err := hex.DecodeString(rest)
	if !ok || err != nil || len(b) != sha256.Size || rest != strings.ToLower(rest) {
		return "", ErrDigest
	}
	return Digest(text), nil
}

func digestOf(h hash.Hash) Digest { return Digest(sha256Prefix + hex.EncodeToString(h.Sum(nil))) }

// name is where a file lies in its place: fanned out, so that no folder grows too large to list.
func (d Digest) name(sealed bool) string {
	rest := strings.TrimPrefix(string(d), sha256Prefix)
	name := "sha256/" + rest[:2] + "/" + rest[2:4] + "/" + rest[4:]
	if sealed {
		name += sealedSuffix
	}
	return name
}

const sealedSuffix = ".sealed"

// digestOfName is the reverse of name; ok is false for what is no stored file.
func digestOfName(name string) (d Digest, sealed, ok bool) {
	plain, sealed := strings.CutSuffix(name, sealedSuffix)
	parts := strings.Split(plain, "/")
	if len(parts) != 4 || parts[0] != "sha256" {
		return "", false, false
	}
	d, err := ParseDigest(sha256Prefix + strings.Join(parts[1:], ""))
	return d, sealed, err == nil && d.name(sealed) == name
}

// purpose tells stored files from other sealed ones. What ties one to its name is the digest of its text.
const purpose = "blob"

// Ref is a file that was put in: what a room keeps beside its own row.
type Ref struct {
	Digest    Digest
	Size      int64 // bytes of the plain text
	MediaType string
}

// Options go with one file.
type Options struct {
	MediaType string // such as "image/png"; default application/octet-stream
	MaxBytes  int64  // default DefaultMaxBytes
}

// DefaultMaxBytes bounds a file unless its room says otherwise.
const DefaultMaxBytes = 32 << 20

// SweepAge is how long an upload may wait to be attached.
const SweepAge = 24 * time.Hour

// Files are the bank's stored files: rows in its database, bytes in a place.
type Files struct {
	st    *store.Store
	place Place
	ring  *keys.Ring
	noter Noter
}

// New makes the files of a bank whose database holds Schema. With a ring, files are encrypted at rest (落盘加密);
// those that lie there plain from before stay readable until Rewrap.
func New(st *store.Store, place Place, ring *keys.Ring) *Files {
	return &Files{st: st, place: place, ring: ring}
}

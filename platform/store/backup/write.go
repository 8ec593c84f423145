package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"tonghui/platform/store/keys"
)

// Source is a database that is being copied: SQLite or Server.
type Source interface {
	// Describe is the manifest of the snapshot, without what Write adds.
	Describe(ctx context.Context) (Manifest, error)
	// Stream writes the content.
	Stream(ctx context.Context, w io.Writer) error
	// Total is the content's length if it is known before, else 0.
	Total() int64
	Close() error
}

// WriteOptions go with a backup.
type WriteOptions struct {
	Ring     *keys.Ring              // seals it; nil leaves it readable
	Program  string                  // version
	Where    string                  // of w, for sentences
	Progress func(done, total int64) // bytes of the content
}

// purpose ties sealed files to backups.
const purpose = "backup"

const pieceBytes = 4 << 20

// Write writes one backup to w, which it doesn't close. Only when it returns without an error is what it wrote whole.
func Write(ctx context.Context, w io.Writer, src Source, opt WriteOptions) (Manifest, error) {
	m, err := src.Describe(ctx)
	if err != nil {
		return m, err
	}
	m.Format, m.Product, m.Program = format, product, opt.Program
	out := &packer{w: w}
	if err := out.begin(ctx, opt.Ring); err != nil {
		return m, writeError(opt.Where, err)
	}
	if err := out.beginning(m); err != nil {
		return m, writeError(opt.Where, err)
	}
	c := &content{out: out, hash: sha256.New(), made: m.Made, total: src.Total(), progress: opt.Progress}
	if err := src.Stream(ctx, c); err != nil {
		if c.err != nil {
			err = c.err // the source only passed on that the disk failed
		}
		return m, writeError(opt.Where, err)
	}
	if err := c.flush(); err != nil {
		return m, writeError(opt.Where, err)
	}
	m.Size, m.SHA256 = c.size, hex.EncodeToString(c.hash.Sum(nil))
	if _, err := out.member(manifestName, m); err != nil {
		return m, writeError(opt.Where, err)
	}
	return m, writeError(opt.Where, out.end())
}

// packer is the file's layers.
type packer struct {
	w    io.Writer
	seal io.WriteCloser // nil if it isn't sealed
	zip  *zstd.Encoder
	tar  *tar.Writer
}

func (p *packer) begin(ctx context.Context, ring *keys.Ring) (err error) {
	w := p.w
	if ring != nil {
		if p.seal, err = ring.Seal(ctx, w, purpose); err != nil {
			return err
		}
		w = p.seal
	}
	// The fastest level, one core: the bank works beside it.
	p.zip, err = zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return err
	}
	p.tar = tar.NewWriter(p.zip)
	return nil
}

func (p *packer) add(name string, b []byte, made time.Time) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: int64(len(b)), ModTime: made, Format: tar.FormatPAX}
	if err := p.tar.WriteHeader(h); err != nil {
		return err
	}
	_, err := p.tar.Write(b)
	return err
}

func (p *packer) member(name string, m Manifest) ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return b, p.add(name, b, m.Made)
}

// beginning writes what a reader acts upon before it has seen the end, with a digest of its own.
func (p *packer) beginning(m Manifest) error {
	b, err := p.member(beginName, m)
	if err != nil {
		return err
	}
	return p.add(beginSumName, sumLine(b), m.Made)
}

// The members' names.
const (
	beginName    = "begin.json"
	beginSumName = "begin.sha256"
	pieceName    = "content/%06d"
	manifestName = "manifest.json"
)

// sumLine is what the program sha256sum prints.
func sumLine(begin []byte) []byte {
	sum := sha256.Sum256(begin)
	return []byte(hex.EncodeToString(sum[:]) + "  " + beginName + "\n")
}

func (p *packer) end() error {
	for _, c := range []io.Closer{p.tar, p.zip, p.seal} {
		if c == nil { // it isn't sealed
			continue
		}
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}

// content cuts what a source writes into members.
type content struct {
	out      *packer
	hash     hash.Hash
	buf      []byte
	size     int64
	pieces   int
	made     time.Time
	total    int64
	progress func(done, total int64)
	err      error
}

func (c *content) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if c.buf == nil {
			c.buf = make([]byte, 0, pieceBytes)
		}
		n := min(len(rest), pieceBytes-len(c.buf))
		c.buf, rest = append(c.buf, rest[:n]...), rest[n:]
		if len(c.buf) == pieceBytes {
			if err := c.flush(); err != nil {
				return 0, err
			}
		}
	}
	return len(p), nil
}

func (c *content) flush() error {
	if len(c.buf) == 0 || c.err != nil {
		return c.err
	}
	c.pieces++
	c.hash.Write(c.buf)
	c.size += int64(len(c.buf))
	c.err = c.out.add(fmt.Sprintf(pieceName, c.pieces), c.buf, c.made)
	c.buf = c.buf[:0]
	if c.progress != nil {
		c.progress(c.size, c.total)
	}
	return c.err
}

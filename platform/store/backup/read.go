package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"tonghui/base/problem"
	"tonghui/platform/store/keys"
)

// Read reads a backup to its end and proves it. begun is told what it is before its content comes, and says where that
// goes; nil drops it, which is how a backup is checked. What was written there counts only if Read returns no error.
func Read(ctx context.Context, r io.Reader, ring *keys.Ring, begun func(Manifest) (io.Writer, error)) (Manifest, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	head, err := in.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return Manifest{}, err
	}
	text := io.Reader(in)
	switch {
	case keys.IsSealed(head):
		if text, err = ring.Open(ctx, in, purpose); err != nil {
			return Manifest{}, readError(err)
		}
	case bytes.HasPrefix(head, zstdMagic):
	default:
		return Manifest{}, ErrNotABackup
	}
	zip, err := zstd.NewReader(text, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return Manifest{}, readError(err)
	}
	defer zip.Close()
	u := &unpacker{tar: tar.NewReader(zip), begun: begun}
	m, err := u.run(ctx)
	if err != nil {
		return m, readError(err)
	}
	// Only the end proves that nothing is missing: the frame's check sum and the sealed file's last segment.
	if n, err := io.Copy(io.Discard, zip); err != nil || n > maxPadding {
		return m, readError(errors.Join(err, ErrAltered))
	}
	return m, nil
}

// maxPadding is what tar may write after its last member.
const maxPadding = 1 << 20

var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// readError says what an error of reading means; problems stay what they are, under the names that are a backup's own.
func readError(err error) error {
	var p *problem.Error
	switch {
	case errors.Is(err, keys.ErrCutShort):
		return ErrCutShort.Because(err)
	case errors.Is(err, keys.ErrAltered):
		return ErrAltered.Because(err)
	case errors.As(err, &p):
		return p
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrCutShort.Because(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return ErrAltered.Because(err)
}

// unpacker reads the members in their order.
type unpacker struct {
	tar   *tar.Reader
	begun func(Manifest) (io.Writer, error)
}

// maxManifest bounds what is read into memory of an unsealed file that may come from anywhere.
const maxManifest = 4 << 20

func (u *unpacker) run(ctx context.Context) (Manifest, error) {
	first, err := u.beginning()
	if err != nil {
		return first, err
	}
	if err := first.judge(); err != nil {
		return first, err
	}
	to := io.Discard
	if u.begun != nil {
		if to, err = u.begun(first); err != nil {
			return first, err
		}
	}
	hash := sha256.New()
	var size int64
	for piece := 1; ; piece++ {
		if err := ctx.Err(); err != nil {
			return first, err
		}
		h, err := u.tar.Next()
		if err != nil {
			return first, err // io.EOF: there is no manifest
		}
		if h.Name == manifestName {
			break
		}
		if h.Name != fmt.Sprintf(pieceName, piece) {
			return first, ErrAltered
		}
		out := &sink{w: to}
		n, err := io.Copy(io.MultiWriter(hash, out), u.tar)
		size += n
		if err != nil {
			return first, err
		}
	}
	var last Manifest
	b, err := u.small()
	if err == nil {
		last, err = decode(b)
	}
	if err != nil {
		return first, err
	}
	if size != last.Size || hex.EncodeToString(hash.Sum(nil)) != last.SHA256 || last.Bank != first.Bank || last.Tool != first.Tool {
		return last, ErrAltered
	}
	return last, nil
}

// sink marks errors of where the content goes, so that they aren't taken for the backup's.
type sink struct{ w io.Writer }

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	return n, writeError("the restored database", err)
}

// beginning reads the first two members; the digest tells a changed byte from a backup of something else.
func (u *unpacker) beginning() (Manifest, error) {
	var text [2][]byte
	for i, name := range []string{beginName, beginSumName} {
		h, err := u.tar.Next()
		if err != nil {
			return Manifest{}, err
		}
		if h.Name != name {
			return Manifest{}, ErrAltered
		}
		if text[i], err = u.small(); err != nil {
			return Manifest{}, err
		}
	}
	if !bytes.Equal(text[1], sumLine(text[0])) {
		return Manifest{}, ErrAltered
	}
	return decode(text[0])
}

// small reads a member into memory.
func (u *unpacker) small() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(u.tar, maxManifest+1))
	if err == nil && len(b) > maxManifest {
		err = ErrAltered
	}
	return b, err
}

func decode(b []byte) (m Manifest, err error) {
	if err := json.Unmarshal(b, &m); err != nil {
		return m, ErrAltered.Because(err)
	}
	return m, nil
}

package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

// Exporter takes signed checkpoints out of the database: a file, or a bucket of another party. Put is durable when it
// returns; the same name may come again with more cosignatures.
type Exporter interface {
	Put(ctx context.Context, name string, signed []byte) error
}

// Keeper is an Exporter that can show what it has: the newest checkpoint of a log by its origin, nil if none. The
// sequencer asks it before it signs on top of a database that it does not know.
type Keeper interface {
	Newest(ctx context.Context, origin string) ([]byte, error)
}

var errExport = problem.New(problem.Unavailable, "audit.export",
	"The checkpoint file %s can't be used. It must be a file of checkpoints that the bank may read and append to.",
	"检查点文件 %s 无法使用。该文件应为检查点文件，且本行进程可读、可追加。")

// File is an append-only file of signed checkpoints, one note after the other, each followed by an empty line. Keep
// it on another disk or machine than the database.
type File struct {
	path string
	mu   sync.Mutex
	f    *os.File
}

// OpenFile opens the checkpoint file at path, or makes it. What a crash has left half written at its end is cut off.
func OpenFile(path string) (*File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the operator's own choice
	if err != nil {
		return nil, errExport.With(path).Because(err)
	}
	text, err := io.ReadAll(f)
	if err == nil {
		if _, rest := splitNotes(text); len(rest) > 0 {
			if len(rest) > len(text)-len(rest) && len(rest) > maxNote {
				err = fmt.Errorf("it doesn't hold checkpoints")
			} else {
				err = f.Truncate(int64(len(text) - len(rest)))
			}
		}
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		_ = f.Close()
		return nil, errExport.With(path).Because(err)
	}
	return &File{path: path, f: f}, nil
}

// maxNote is longer than any note here.
const maxNote = 8192

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // of the file above
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Put appends a checkpoint and syncs it.
func (f *File) Put(_ context.Context, _ string, signed []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.f.Write(append(signed[:len(signed):len(signed)], '\n')); err != nil {
		return errExport.With(f.path).Because(err)
	}
	if err := f.f.Sync(); err != nil {
		return errExport.With(f.path).Because(err)
	}
	return nil
}

// Newest is the largest checkpoint of a log in the file.
func (f *File) Newest(_ context.Context, origin string) ([]byte, error) {
	notes, err := ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	var newest []byte
	size := int64(-1)
	for _, n := range notes {
		body, _, _ := strings.Cut(string(n), "\n\n")
		c, err := checkpoint.Parse(body + "\n")
		if err == nil && c.Origin == origin && c.Size >= size {
			newest, size = n, c.Size
		}
	}
	return newest, nil
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

// ReadFile reads the notes of a checkpoint file. One that is half written at the end is left out.
func ReadFile(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errExport.With(path).Because(err)
	}
	if err != nil {
		return nil, errExport.With(path).Because(err)
	}
	notes, _ := splitNotes(text)
	if len(notes) == 0 && len(text) > maxNote {
		return nil, errExport.With(path).Because(fmt.Errorf("it holds no checkpoint"))
	}
	return notes, nil
}

// splitNotes cuts a file into notes; rest is what is no whole note at its end.
func splitNotes(text []byte) (notes [][]byte, rest []byte) {
	for {
		i := bytes.Index(text, []byte("\n\n"))
		if i < 0 {
			return notes, text
		}
		j := bytes.Index(text[i+2:], []byte("\n\n"))
		if j < 0 {
			return notes, text
		}
		end := i + 2 + j + 1
		notes, text = append(notes, text[:end:end]), text[end+1:]
	}
}

// Publish brings the newest checkpoint out of the database: first to the witnesses for their cosignatures, then to
// the exporter. A witness that doesn't answer is counted and doesn't hold it up. Only the process that leads does it.
func (l *Log) Publish(ctx context.Context) error {
	l.publishing.Lock()
	defer l.publishing.Unlock()
	if l.stats.Leading.Load() == 0 {
		return nil
	}
	var row checkpointRow
	var ok bool
	err := l.st.View(ctx, func(v *store.View) (err error) {
		row, ok, err = newestCheckpoint(v)
		return err
	})
	if err != nil || !ok || row.size == l.published && l.whole {
		return err
	}
	lines, refused := l.cosign(ctx, row.note)
	if lines != "" {
		row.note = append(row.note[:len(row.note):len(row.note)], lines...)
		if err := l.st.UpdateSlow(ctx, func(tx *store.Tx) error { return updateCheckpoint(tx, &row) }); err != nil {
			return err
		}
	}
	if l.cfg.Exporter != nil && (lines != "" || row.size != l.published) {
		if err := l.cfg.Exporter.Put(ctx, fmt.Sprintf("checkpoints/%020d", row.size), row.note); err != nil {
			l.stats.ExportErrors.Add(1)
			return errors.Join(err, refused)
		}
		l.stats.Exported.Store(row.size)
	}
	l.published, l.whole = row.size, refused == nil
	return refused
}

// cosign asks all witnesses at once whose cosignature a note lacks, and joins their lines.
func (l *Log) cosign(ctx context.Context, msg []byte) (lines string, err error) {
	var keys []note.Verifier
	for _, w := range l.cfg.Witnesses {
		keys = append(keys, w.Key())
	}
	signed, err := checkpoint.Open(msg, l.verifier, keys...)
	if err != nil {
		return "", err
	}
	has := map[string]bool{}
	for _, c := range signed.Cosignatures {
		has[c.Witness] = true
	}
	type answer struct {
		line string
		err  error
	}
	var answers []*answer
	var wg sync.WaitGroup
	for _, w := range l.cfg.Witnesses {
		if has[w.Name()] {
			continue
		}
		a := &answer{}
		answers = append(answers, a)
		wg.Go(func() {
			a.line, a.err = w.Cosign(ctx, l.verifier, msg, l.proveSizes(ctx))
		})
	}
	wg.Wait()
	for _, a := range answers {
		switch {
		case a.err == nil:
			lines += a.line
			l.stats.Cosigned.Add(1)
		default:
			l.stats.WitnessErrors.Add(1)
			err = errors.Join(err, a.err)
			if errors.Is(a.err, witness.ErrAhead) || errors.Is(a.err, witness.ErrForked) {
				l.stats.Contradicted.Store(1)
			}
		}
	}
	return lines, err
}

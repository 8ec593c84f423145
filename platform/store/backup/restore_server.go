package backup

import (
	"archive/tar"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"tonghui/platform/store/keys"
)

// stagingSuffix names the database in which a restore is put together.
const stagingSuffix = "_restoring"

// RestoreServer brings a dump back into a database that is new or empty. Everything is proven first, then loaded
// into a database beside it (NAME_restoring), and its tables move over in one statement; if anything fails before that, the
// target is as it was.
func RestoreServer(ctx context.Context, r io.Reader, at string, ring *keys.Ring) (m Manifest, err error) {
	a, err := parseAddress(at)
	if err != nil {
		return m, err
	}
	db, err := a.open(ctx, "")
	if err != nil {
		return m, err
	}
	defer func() { _ = db.Close() }()
	if found, err := tables(ctx, db, a.name); err != nil || len(found) > 0 {
		if err == nil {
			err = ErrExists.With(a)
		}
		return m, err
	}
	dir, err := os.MkdirTemp("", "tonghui-restore-")
	if err != nil {
		return m, writeError(os.TempDir(), err)
	}
	defer os.RemoveAll(dir)
	content, err := os.Create(filepath.Join(dir, "content"))
	if err != nil {
		return m, writeError(dir, err)
	}
	defer content.Close()
	m, err = Read(ctx, r, ring, func(m Manifest) (io.Writer, error) {
		if m.Tool != DumpTool && m.Tool != DumplingTool {
			return nil, ErrOtherEngine.With(m.Engine, m.Tool, a)
		}
		return content, nil
	})
	if err != nil {
		return m, err
	}
	l := &loader{a: a, db: db, dir: dir, staging: a.name + stagingSuffix}
	if err := l.load(ctx, content, m); err != nil {
		return m, err
	}
	return m, l.move(ctx)
}

// loader fills the staging database.
type loader struct {
	a       address
	db      *sql.DB
	dir     string
	staging string
}

func (l *loader) exec(ctx context.Context, text string) error {
	if _, err := l.db.ExecContext(ctx, text); err != nil {
		return ErrTool.With("the server", err).Because(err)
	}
	return nil
}

func quoted(name string) string { return "`" + name + "`" }

func (l *loader) load(ctx context.Context, content *os.File, m Manifest) error {
	for _, text := range []string{"DROP DATABASE IF EXISTS " + quoted(l.staging), "CREATE DATABASE " + quoted(l.staging)} {
		if err := l.exec(ctx, text); err != nil {
			return err
		}
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return writeError(l.dir, err)
	}
	client, err := find("mariadb")
	if err != nil {
		return err
	}
	options, err := l.a.options(l.dir)
	if err != nil {
		return err
	}
	feed := func(in io.Reader) error {
		c := exec.CommandContext(ctx, client, //nolint:gosec // the operator's own tool and database
			"--defaults-extra-file="+options, "--binary-mode",
			"--default-character-set=utf8mb4", "--max-allowed-packet=1G", l.staging)
		c.Stdin = in
		return run(c)
	}
	if m.Tool == DumpTool {
		err = feed(content)
	} else {
		err = l.feedFolder(content, feed)
	}
	if err != nil {
		return err
	}
	return l.check(ctx, m)
}

// feedFolder unpacks dumpling's folder and feeds its files: tables first, then rows.
func (l *loader) feedFolder(content io.Reader, feed func(io.Reader) error) error {
	folder := filepath.Join(l.dir, "dump")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return writeError(l.dir, err)
	}
	root, err := os.OpenRoot(folder) // names in an archive lead nowhere else
	if err != nil {
		return writeError(l.dir, err)
	}
	defer func() { _ = root.Close() }()
	names, err := unpack(root, content)
	if err != nil {
		return err
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(order(a)+a, order(b)+b) })
	for _, name := range names {
		if order(name) == "" {
			continue
		}
		f, err := root.Open(name)
		if err != nil {
			return writeError(folder, err)
		}
		err = feed(f)
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// order sorts dumpling's files; "" is for those that aren't fed: its metadata, and the making of a database that has
// the old name.
func order(name string) string {
	switch {
	case !strings.HasSuffix(name, ".sql"), strings.HasSuffix(name, "-schema-create.sql"):
		return ""
	case strings.HasSuffix(name, "-schema.sql"):
		return "1"
	}
	return "2"
}

func unpack(root *os.Root, content io.Reader) (names []string, err error) {
	for t := tar.NewReader(content); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, ErrAltered.Because(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		f, err := root.Create(h.Name)
		if err == nil {
			_, err = io.Copy(f, t) //nolint:gosec // proven already: as long as the backup says
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			return nil, writeError(root.Name(), err)
		}
		names = append(names, h.Name)
	}
}

// check looks whether what was loaded is the bank that the manifest names.
func (l *loader) check(ctx context.Context, m Manifest) error {
	db, err := l.a.open(ctx, l.staging)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var found Manifest
	if err := describe(ctx, db, &found); err != nil {
		return ErrTool.With(m.Tool, "what it wrote has no bank in it").Because(err)
	}
	if found.Bank != m.Bank || len(found.Schemas) < len(m.Schemas) {
		return ErrAltered.Because(fmt.Errorf("the manifest says bank %s, the content %s", m.Bank, found.Bank))
	}
	return nil
}

// move gives the tables their place.
func (l *loader) move(ctx context.Context) error {
	names, err := tables(ctx, l.db, l.staging)
	if err != nil {
		return err
	}
	moves := make([]string, len(names))
	for i, t := range names {
		moves[i] = quoted(l.staging) + "." + quoted(t) + " TO " + quoted(l.a.name) + "." + quoted(t)
	}
	for _, text := range []string{"CREATE DATABASE IF NOT EXISTS " + quoted(l.a.name), "RENAME TABLE " + strings.Join(moves, ", "),
		"DROP DATABASE " + quoted(l.staging)} {
		if err := l.exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// RestoreDataDir brings a copy made by mariadb-backup back as a new data folder, prepared, on which a server of the same
// version can be started.
func RestoreDataDir(ctx context.Context, r io.Reader, dir string, ring *keys.Ring) (m Manifest, err error) {
	if _, err := os.Lstat(dir); err == nil {
		return m, ErrExists.With(dir)
	}
	staged, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".restoring-")
	if err != nil {
		return m, writeError(dir, err)
	}
	defer os.RemoveAll(staged) // after the rename there is nothing there
	unstream, err := find("mbstream")
	if err != nil {
		return m, err
	}
	prepare, err := find(HotCopyTool)
	if err != nil {
		return m, err
	}
	if m, err = extract(ctx, r, unstream, staged, ring); err != nil {
		return m, err
	}
	c := exec.CommandContext(ctx, prepare, "--prepare", "--target-dir="+staged) //nolint:gosec // the operator's own tool
	if err := run(c); err != nil {
		return m, err
	}
	if _, err := os.Lstat(dir); err == nil {
		return m, ErrExists.With(dir)
	}
	return m, writeError(dir, os.Rename(staged, dir))
}

// extract pipes the content into the tool that unpacks it.
func extract(ctx context.Context, r io.Reader, unstream, staged string, ring *keys.Ring) (Manifest, error) {
	in, out := io.Pipe()
	c := exec.CommandContext(ctx, unstream, "-x", "-C", staged) //nolint:gosec // the operator's own tool
	c.Stdin = in
	done := make(chan error, 1)
	go func() {
		err := run(c)
		_ = in.CloseWithError(errors.Join(err, io.ErrClosedPipe))
		done <- err
	}()
	m, err := Read(ctx, r, ring, func(m Manifest) (io.Writer, error) {
		if m.Tool != HotCopyTool {
			return nil, ErrOtherEngine.With(m.Engine, m.Tool, staged)
		}
		return out, nil
	})
	_ = out.CloseWithError(err) // nil is the end
	if failed := <-done; failed != nil && (err == nil || errors.Is(err, io.ErrClosedPipe)) {
		err = failed
	}
	return m, err
}

// DrillSuffix ends the name of the database in which a drill on a server takes place.
const DrillSuffix = "_drill"

// DrillDatabase is the address of the second database of a drill, beside that of the bank.
func DrillDatabase(at string) (string, error) {
	a, err := parseAddress(at)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(at)
	if err != nil {
		return "", ErrAddress
	}
	u.Path = "/" + a.name + DrillSuffix
	return u.String(), nil
}

// DropDrill removes what a drill restored, and nothing else: a name without DrillSuffix is refused.
func DropDrill(ctx context.Context, at string) error {
	a, err := parseAddress(at)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(a.name, DrillSuffix) {
		return ErrExists.With(a)
	}
	db, err := a.open(ctx, "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	l := &loader{db: db}
	return l.exec(ctx, "DROP DATABASE IF EXISTS "+quoted(a.name))
}

package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// install says how each program is got.
var install = map[string]string{
	DumpTool: "apt install mariadb-client", "mariadb": "apt install mariadb-client",
	HotCopyTool: "apt install mariadb-backup", "mbstream": "apt install mariadb-backup",
	DumplingTool: "go build github.com/pingcap/tidb/dumpling/cmd/dumpling",
}

// find looks for a program; TONGHUI_DUMPLING and the like name it elsewhere than in PATH.
func find(name string) (string, error) {
	if path := os.Getenv("TONGHUI_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))); path != "" {
		name = path
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", ErrNoTool.With(filepath.Base(name), install[filepath.Base(name)]).Because(err)
	}
	return path, nil
}

// chooseTool takes the tool that fits the engine. mariadb-dump doesn't work with TiDB: it goes back to a savepoint that
// TiDB has dropped.
func chooseTool(engine, tool string) (name, bin string, err error) {
	switch tool {
	case "":
		if tool = DumpTool; engine == TiDB {
			tool = DumplingTool
		}
	case DumpTool, HotCopyTool, DumplingTool:
		if (engine == TiDB) != (tool == DumplingTool) {
			return "", "", ErrToolEngine.With(tool, engine)
		}
	default:
		return "", "", ErrNoTool.With(tool, DumpTool+", "+HotCopyTool+", "+DumplingTool)
	}
	bin, err = find(tool)
	return tool, bin, err
}

// run runs a tool and answers its last words if it fails.
func run(c *exec.Cmd) error {
	var says lastWords
	c.Stderr = &says
	err := c.Run()
	if err != nil {
		return ErrTool.With(filepath.Base(c.Path), says.String()).Because(err)
	}
	return nil
}

// lastWords keeps the end of what a tool says.
type lastWords struct{ b []byte }

func (l *lastWords) Write(p []byte) (int, error) {
	l.b = append(l.b, p...)
	if len(l.b) > 2*maxWords {
		l.b = append([]byte(nil), l.b[len(l.b)-maxWords:]...)
	}
	return len(p), nil
}

const maxWords = 600

// String is the end, as one line.
func (l *lastWords) String() string {
	b := l.b[max(0, len(l.b)-maxWords):]
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(b), "?")), " ")
}

// Stream runs the tool.
func (s *Server) Stream(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp("", "tonghui-backup-")
	if err != nil {
		return writeError(os.TempDir(), err)
	}
	defer os.RemoveAll(dir)
	options, err := s.at.options(dir)
	if err != nil {
		return err
	}
	switch s.tool {
	case HotCopyTool:
		return s.hotCopy(ctx, w, dir, options)
	case DumplingTool:
		return s.dumpling(ctx, w, dir)
	}
	return s.dump(ctx, w, options)
}

// dump runs mariadb-dump: one transaction with one snapshot, row by row, so that nobody waits for it.
func (s *Server) dump(ctx context.Context, w io.Writer, options string) error {
	end := &ending{w: w}
	c := exec.CommandContext(ctx, s.bin, //nolint:gosec // the operator's own tool and database
		"--defaults-extra-file="+options, "--single-transaction", "--quick",
		"--skip-lock-tables", "--hex-blob", "--no-tablespaces", "--default-character-set=utf8mb4", "--max-allowed-packet=1G", s.at.name)
	c.Stdout = end
	err := run(c)
	if end.err != nil {
		return end.err // the tool only noticed that nobody reads it any more
	}
	if err == nil && !bytes.Contains(end.last, []byte("-- Dump completed")) {
		err = ErrTool.With(DumpTool, "its output has no end")
	}
	return err
}

// ending passes on and remembers the last bytes, in which the tool says that it is done.
type ending struct {
	w    io.Writer
	last []byte
	err  error
}

func (e *ending) Write(p []byte) (int, error) {
	e.last = append(e.last, p[max(0, len(p)-128):]...)
	e.last = e.last[max(0, len(e.last)-128):]
	n, err := e.w.Write(p)
	if err != nil {
		e.err = err
	}
	return n, err
}

// hotCopy runs mariadb-backup, which reads the server's files: it runs on the server's machine, as a user who may read
// them, and copies the whole server.
func (s *Server) hotCopy(ctx context.Context, w io.Writer, dir, options string) error {
	var data string
	if err := s.db.QueryRowContext(ctx, "SELECT @@datadir").Scan(&data); err != nil {
		return ErrSource.With(s.at).Because(err)
	}
	out := &ending{w: w}
	c := exec.CommandContext(ctx, s.bin, //nolint:gosec // the operator's own tool and database
		"--defaults-extra-file="+options, "--backup", "--stream=mbstream",
		"--datadir="+data, "--target-dir="+dir)
	c.Stdout = out
	err := run(c)
	if out.err != nil {
		return out.err
	}
	return err
}

// dumpling runs TiDB's dumpling, whose folder becomes a tar. It takes its password on the command line only, where
// other users of this machine can read it while it runs: give backups a user of their own.
func (s *Server) dumpling(ctx context.Context, w io.Writer, dir string) error {
	out := filepath.Join(dir, "dump")
	args := []string{"-h", s.at.host, "-P", s.at.port, "-u", s.at.user, "-B", s.at.name, "-o", out, "--filetype", "sql",
		"-t", "2", "-F", "64MiB", "--status-addr", "127.0.0.1:0", "--loglevel", "error"}
	if s.at.password != "" {
		args = append(args, "-p", s.at.password)
	}
	c := exec.CommandContext(ctx, s.bin, args...) //nolint:gosec // the operator's own tool and database
	if err := run(c); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, "metadata")); err != nil { // written last
		return ErrTool.With(DumplingTool, "its output has no end").Because(err)
	}
	t := tar.NewWriter(w)
	if err := t.AddFS(os.DirFS(out)); err != nil {
		return err
	}
	return t.Close()
}

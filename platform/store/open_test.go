package store

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// childHolds opens the bank and serves until its input ends.
func childHolds(path string) error {
	s, err := Open(ctx, path, Options{Address: "127.0.0.1:8080", CacheMB: 16})
	if err != nil {
		return err
	}
	if _, err := s.Migrate(ctx, "test", testSchema); err != nil {
		return err
	}
	if err := insert(s, "child"); err != nil {
		return err
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return s.Close()
}

// Two processes: the second is refused and told where the first serves; it may look, and sees what is committed.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(TestDir(t), "bank.db")
	link := filepath.Join(TestDir(t), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if a := ServerOf(path); a != "" {
		t.Errorf("served at %q before anything exists", a)
	}
	_, in, out := startChild(t, "hold", path)
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); line != "open\n" {
		t.Fatal(line, err)
	}
	for _, name := range []string{path, link} {
		if a := ServerOf(name); a != "127.0.0.1:8080" {
			t.Errorf("%s is served at %q", name, a)
		}
		_, err := Open(ctx, name, Options{})
		wantErr(t, err, ErrLocked)
	}
	s, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	wantWords(t, s, "child")
	wantErr(t, insert(s, "x"), ErrReadOnly)
	s.AddBuffer(func() Buffer { return NewAppender("t_rows", "id", "word") }) // rooms do it whatever the store is
	if s.Queued() != 0 || seqOf(t, s) != 1<<63-1 {
		t.Error(s.Queued(), seqOf(t, s))
	}
	wantErr(t, s.Migrated(ctx, testSchema), nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close() // the child ends
	if rest, err := io.ReadAll(lines); len(rest) > 0 || err != nil {
		t.Errorf("%q %v", rest, err)
	}
	var w *Store
	for range 1000 { // the child may still be on its way out
		if w, err = Open(ctx, link, Options{}); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if w.Path() != path {
		t.Errorf("path %s, want %s", w.Path(), path)
	}
	wantWords(t, w, "child")
}

func foreign(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE theirs (a)"); err != nil {
		t.Fatal(err)
	}
}

// What is not a bank is refused and not touched.
func TestNotABank(t *testing.T) {
	dir := TestDir(t)
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database at all\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	theirs := filepath.Join(dir, "theirs.db")
	foreign(t, theirs)
	other := filepath.Join(dir, "other.db")
	foreign(t, other)
	db, _ := sql.Open("sqlite", other)
	if _, err := db.Exec("CREATE TABLE store_bank (id, product); INSERT INTO store_bank VALUES (1, 'other')"); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	for _, path := range []string{text, theirs, other, dir} {
		before, _ := os.ReadFile(path)
		for _, ro := range []bool{false, true} {
			_, err := Open(ctx, path, Options{ReadOnly: ro})
			wantErr(t, err, ErrNotABank)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s was changed", path)
		}
	}
	_, err := Open(ctx, filepath.Join(dir, "none.db"), Options{ReadOnly: true})
	wantErr(t, err, ErrNoDatabase)
	_, err = Open(ctx, filepath.Join(dir, "no", "folder.db"), Options{})
	wantErr(t, err, ErrNoDatabase)
	if _, err = Open(ctx, filepath.Join(dir, "vfs.db"), Options{VFS: "none"}); err == nil {
		t.Error("opened through a VFS that doesn't exist")
	}
	// A refused opening holds nothing: the same path opens afterwards.
	if err := os.Remove(text); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Close(), nil)
}

// mount runs mount(8) and skips the test where that is not allowed.
func mount(t *testing.T, at string, args ...string) {
	t.Helper()
	if out, err := exec.Command("mount", append(args, at)...).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: mounting is not allowed here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", at).Run() })
}

func TestReadOnlyDisk(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir, "-t", "tmpfs", "-o", "size=8m", "tmpfs")
	path := filepath.Join(dir, "bank.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.Migrate(ctx, "test", testSchema); err != nil {
		t.Fatal(err)
	}
	wantErr(t, insert(s, "a"), nil)
	wantErr(t, s.Close(), nil)
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: remounting is not allowed here: %v %s", err, out)
	}
	_, err = Open(ctx, path, Options{})
	wantErr(t, err, ErrReadOnly)
	_, err = Open(ctx, filepath.Join(dir, "new.db"), Options{})
	wantErr(t, err, ErrReadOnly)
	ro, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	wantWords(t, ro, "a")
}

func schema(files ...string) Schema {
	m := fstest.MapFS{}
	for i, text := range files {
		m[fmt.Sprintf("%03d_x.sql", i+1)] = &fstest.MapFile{Data: []byte(text)}
	}
	return Schema{Module: "x", Files: m}
}

func TestMigrate(t *testing.T) {
	SQLiteOnly(t, "the interrupted step is made by SQLite's rules")
	s := Test(t)
	one := "CREATE TABLE x_a (a BIGINT NOT NULL PRIMARY KEY); -- its rows\n"
	two := "CREATE TABLE x_b (b VARCHAR(3) NOT NULL DEFAULT 'INT;');\nCREATE INDEX x_bb ON x_b (b);\n"
	wantErr(t, s.Migrated(ctx, schema(one)), ErrNotMigrated)
	for i, want := range []string{"[x/001_x.sql]", "[]"} {
		if got, err := s.Migrate(ctx, "v1", schema(one)); fmt.Sprint(got) != want || err != nil {
			t.Errorf("%d: %v %v", i, got, err)
		}
	}
	// Interrupted between its steps: the second statement fails, then is mended without a change to the first.
	if err := s.Update(ctx, func(tx *Tx) error { _, err := tx.Exec("CREATE TABLE x_bb (z)"); return err }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Migrate(ctx, "v2", schema(one, two)); len(got) != 0 || err == nil || !strings.Contains(err.Error(), "step 2") {
		t.Errorf("%v %v", got, err)
	}
	wantErr(t, s.Migrated(ctx, schema(one, two)), ErrNotMigrated)
	if err := s.Update(ctx, func(tx *Tx) error { _, err := tx.Exec("DROP TABLE x_bb"); return err }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Migrate(ctx, "v2", schema(one, two)); fmt.Sprint(got) != "[x/002_x.sql]" || err != nil {
		t.Errorf("%v %v", got, err)
	}
	wantErr(t, s.Migrated(ctx, schema(one, two)), nil)
	// What a newer version has added does no harm to the one before; what it has taken away does.
	if got, err := s.Migrate(ctx, "v1", schema(one)); len(got) != 0 || err != nil {
		t.Errorf("%v %v", got, err)
	}
	newer := Schema{Module: "x", Files: fstest.MapFS{"003_fewer.contract.sql": {Data: []byte("DROP TABLE x_a;")}}}
	if _, err := s.Migrate(ctx, "v2", schema(one, two), newer); err != nil {
		t.Fatal(err)
	}
	_, err := s.Migrate(ctx, "v1", schema(one))
	wantErr(t, err, ErrNewerSchema)
	if !strings.Contains(err.Error(), "v2") {
		t.Errorf("%v doesn't name the version", err)
	}
	wantErr(t, s.Migrated(ctx, schema(one, two+" ")), ErrChangedSchema)
	if _, err := s.Migrate(ctx, "v1", schema("-- nothing")); err == nil {
		t.Error("an empty migration was taken")
	}
	if _, err := s.Migrate(ctx, "v1", Schema{"x", fstest.MapFS{"1.sql": {Mode: os.ModeDir}}}); err == nil {
		t.Error("a folder was read as a migration")
	}
}

func TestToSQLite(t *testing.T) {
	for in, want := range map[string]string{
		"CREATE TABLE a (b BIGINT NOT NULL PRIMARY KEY, c VARCHAR(8) NOT NULL)": "CREATE TABLE a (b INTEGER NOT NULL PRIMARY KEY, c TEXT CHECK (length(c) <= 8) NOT NULL) STRICT",
		"create table a (b INT, c VARBINARY(32), PRIMARY KEY (b, c))":           "create table a (b INTEGER, c BLOB CHECK (length(c) <= 32), PRIMARY KEY (b, c)) STRICT, WITHOUT ROWID",
		"CREATE TABLE a (b BIGINT, PRIMARY KEY (b))":                            "CREATE TABLE a (b INTEGER, PRIMARY KEY (b)) STRICT",
		"CREATE TABLE a (b CHAR(3), c LONGTEXT, d MEDIUMBLOB, e BINARY(2))":     "CREATE TABLE a (b TEXT CHECK (length(b) <= 3), c TEXT, d BLOB, e BLOB CHECK (length(e) <= 2)) STRICT",
		"ALTER TABLE a ADD COLUMN d VARCHAR(4) NOT NULL DEFAULT 'BIGINT'":       "ALTER TABLE a ADD COLUMN d TEXT CHECK (length(d) <= 4) NOT NULL DEFAULT 'BIGINT'",
		"CREATE INDEX i ON a (b)":                                               "CREATE INDEX i ON a (b)",
	} {
		if got := toSQLite(in); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestStatements(t *testing.T) {
	text := "-- a; b\nCREATE TABLE x (a VARCHAR(9) DEFAULT 'it''s; -- no comment'); -- trailing; one\n\nINSERT INTO `a;b` VALUES (\"c;d\");\nDELETE FROM x -- last"
	want := []string{"CREATE TABLE x (a VARCHAR(9) DEFAULT 'it''s; -- no comment')", "INSERT INTO `a;b` VALUES (\"c;d\")", "DELETE FROM x"}
	if got := statements(text); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("%q", got)
	}
}

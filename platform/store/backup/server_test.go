package backup

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// onServer skips unless a database server is named: these tests are about its tools.
func onServer(t *testing.T) {
	t.Helper()
	if store.TestDSN() == "" {
		t.Skip("needs a database server: go run ./internal/engines/run mariadb -- go test ./platform/store/backup")
	}
}

// serverBank is a bank on the server of the tests.
func serverBank(t *testing.T) *bank {
	t.Helper()
	b := &bank{path: store.TestDatabase(t)}
	var err error
	if b.st, err = store.Open(t.Context(), b.path, store.Options{Readers: 2}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.st.Close() })
	if _, err := b.st.Migrate(t.Context(), "test", pairs); err != nil {
		t.Fatal(err)
	}
	return b
}

// toolFor is the tool for the server of the tests, which must be installed.
func toolFor(t *testing.T, at string) string {
	t.Helper()
	src, err := OpenServer(t.Context(), at, "", nil)
	if errors.Is(err, ErrNoTool) {
		t.Skip(err, " TONGHUI_DUMPLING may hold its path.")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	return src.tool
}

func serverBackup(t *testing.T, at, tool string, ring *keys.Ring) ([]byte, Manifest, error) {
	t.Helper()
	src, err := OpenServer(t.Context(), at, tool, nil)
	if err != nil {
		return nil, Manifest{}, err
	}
	defer src.Close()
	var out bytes.Buffer
	m, err := Write(t.Context(), &out, src, WriteOptions{Ring: ring, Program: "test", Where: "memory"})
	return out.Bytes(), m, err
}

func TestServerThereAndBack(t *testing.T) {
	onServer(t)
	b := serverBank(t)
	b.write(t, 20)
	tool := toolFor(t, b.path)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				b.write(t, 5)
			}
		}
	}()
	before := b.n.Load()
	file, m, err := serverBackup(t, b.path, "", ringOf(t, 1))
	after := b.n.Load()
	close(stop)
	<-done
	if err != nil || m.Tool != tool || m.Size == 0 || m.Seq == 0 {
		t.Fatalf("%+v %v", m, err)
	}
	to := store.TestDatabase(t)
	if _, err := RestoreServer(t.Context(), bytes.NewReader(file), to, ringOf(t, 1)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, to); n < before || n > after+1 {
		t.Errorf("%d pairs in the backup; there were %d before and %d after it", n, before, after)
	}
	if _, next, err := serverBackup(t, to, "", nil); err != nil || next.Bank != m.Bank {
		t.Errorf("bank %s became %s, %v", m.Bank, next.Bank, err)
	}
	refusedRestores(t, b.path, file)
}

// refusedRestores must leave an existing bank and a new place as they are.
func refusedRestores(t *testing.T, existing string, file []byte) {
	t.Helper()
	if _, err := RestoreServer(t.Context(), bytes.NewReader(file), existing, ringOf(t, 1)); !errors.Is(err, ErrExists) {
		t.Errorf("over a bank: %v", err)
	}
	to := store.TestDatabase(t)
	for name, c := range map[string]struct {
		file []byte
		ring *keys.Ring
		want error
	}{
		"cut short": {file[:len(file)-100], ringOf(t, 1), ErrCutShort}, "wrong key": {file, ringOf(t, 2), keys.ErrWrongKey},
		"altered": {append(bytes.Clone(file[:len(file)/2]), append([]byte{file[len(file)/2] ^ 1}, file[len(file)/2+1:]...)...), ringOf(t, 1), ErrAltered},
	} {
		if _, err := RestoreServer(t.Context(), bytes.NewReader(c.file), to, c.ring); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, err := parseAddress(to)
	if err != nil {
		t.Fatal(err)
	}
	db, err := a.open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range []string{a.name, a.name + stagingSuffix} {
		if left, err := tables(t.Context(), db, name); err != nil || len(left) != 0 {
			t.Errorf("a refused restore left %v in %s, %v", left, name, err)
		}
	}
}

func TestDrillsOnAServer(t *testing.T) {
	at, err := DrillDatabase("mysql://bank:p%40ss@host:3307/city?tls=true")
	if err != nil || at != "mysql://bank:p%40ss@host:3307/city_drill?tls=true" {
		t.Errorf("%s %v", at, err)
	}
	if _, err := DrillDatabase("bank.db"); !errors.Is(err, ErrAddress) {
		t.Errorf("a file: %v", err)
	}
	if err := DropDrill(t.Context(), "mysql://bank@host/city"); !errors.Is(err, ErrExists) {
		t.Errorf("the bank itself would be dropped: %v", err)
	}
	onServer(t)
	b := serverBank(t)
	b.write(t, 3)
	toolFor(t, b.path)
	file, _, err := serverBackup(t, b.path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if at, err = DrillDatabase(b.path); err != nil {
		t.Fatal(err)
	}
	if _, err := RestoreServer(t.Context(), bytes.NewReader(file), at, nil); err != nil {
		t.Fatal(err)
	}
	if n := count(t, at); n != 3 {
		t.Errorf("%d pairs", n)
	}
	if err := DropDrill(t.Context(), at); err != nil {
		t.Error(err)
	}
	if _, err := store.Open(t.Context(), at, store.Options{ReadOnly: true}); err == nil {
		t.Error("the drill's database is still there")
	}
}

// TestHotCopy copies the whole server with mariadb-backup and prepares the copy.
func TestHotCopy(t *testing.T) {
	onServer(t)
	b := serverBank(t)
	src, err := OpenServer(t.Context(), b.path, HotCopyTool, nil)
	if errors.Is(err, ErrToolEngine) || errors.Is(err, ErrNoTool) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var data string
	if err := src.db.QueryRow("SELECT @@datadir").Scan(&data); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(data, "ibdata1")); err != nil {
		t.Skipf("the server's files can't be read from here: %v", err)
	}
	b.write(t, 20)
	var file bytes.Buffer
	m, err := Write(t.Context(), &file, src, WriteOptions{Ring: ringOf(t, 1), Where: "memory"})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(store.TestDir(t), "data")
	cut := file.Bytes()[:file.Len()/2]
	if _, err := RestoreDataDir(t.Context(), bytes.NewReader(cut), dir, ringOf(t, 1)); !errors.Is(err, ErrCutShort) {
		t.Errorf("cut short: %v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 0 {
		t.Errorf("a refused restore left %d things, %v", len(left), err)
	}
	back, err := RestoreDataDir(t.Context(), bytes.NewReader(file.Bytes()), dir, ringOf(t, 1))
	if err != nil || back.SHA256 != m.SHA256 {
		t.Fatal(err)
	}
	for _, name := range []string{"ibdata1", src.at.name + "/trial_pairs.ibd"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := RestoreDataDir(t.Context(), bytes.NewReader(file.Bytes()), dir, ringOf(t, 1)); !errors.Is(err, ErrExists) {
		t.Errorf("over a data folder: %v", err)
	}
	if _, err := RestoreServer(t.Context(), bytes.NewReader(file.Bytes()), store.TestDatabase(t), ringOf(t, 1)); !errors.Is(err, ErrOtherEngine) {
		t.Errorf("a hot copy into a running server: %v", err)
	}
}

func TestServersThatAreRefused(t *testing.T) {
	onServer(t)
	shop := store.TestDatabase(t)
	a, err := parseAddress(shop)
	if err != nil {
		t.Fatal(err)
	}
	db, err := a.open(t.Context(), a.name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE orders (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := serverBackup(t, shop, "", nil); !errors.Is(err, ErrOtherProduct) {
		t.Errorf("a shop's database: %v", err)
	}
	wrong := a
	wrong.user, wrong.password = "nobody", "hunter2"
	at := strings.Replace(wrong.String(), "nobody@", "nobody:hunter2@", 1)
	if _, _, err := serverBackup(t, at, "", nil); !errors.Is(err, ErrSource) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong password: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv("TONGHUI_DUMPLING", "")
	if _, _, err := serverBackup(t, shop, "", nil); !errors.Is(err, ErrNoTool) || !strings.Contains(err.Error(), "nstall") {
		t.Errorf("no tool: %v", err)
	}
}

// TestAToolThatFails gives the tools' places to programs that fail in known ways.
func TestAToolThatFails(t *testing.T) {
	dir := t.TempDir()
	script := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	script("mariadb-dump", "echo 'CREATE TABLE half'; exit 0")
	script("dies", "echo 'Access denied for user' >&2; exit 2")
	s := &Server{tool: DumpTool, bin: filepath.Join(dir, "mariadb-dump"), at: address{host: "localhost", port: "1", name: "bank"}, db: new(sql.DB)}
	if err := s.Stream(t.Context(), io.Discard); !errors.Is(err, ErrTool) || !strings.Contains(err.Error(), "no end") {
		t.Errorf("output without an end: %v", err)
	}
	s.bin = filepath.Join(dir, "dies")
	if err := s.Stream(t.Context(), io.Discard); !errors.Is(err, ErrTool) || !strings.Contains(err.Error(), "Access denied") {
		t.Errorf("a tool that dies: %v", err)
	}
	s.bin = filepath.Join(dir, "mariadb-dump")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	if err := writeError("disk", s.Stream(context.Background(), full)); !errors.Is(err, ErrDiskFull) {
		t.Errorf("a full disk: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	a, err := parseAddress("mysql://bank:p%40ss@db.example:3307/tonghui")
	if err != nil || a.password != "p@ss" || a.String() != "mysql://bank@db.example:3307/tonghui" {
		t.Errorf("%v %v", a, err)
	}
	if a, err := parseAddress("mysql://bank@/tonghui?socket=/run/db.sock"); err != nil || a.String() != "mysql://bank@/run/db.sock/tonghui" {
		t.Errorf("%v %v", a, err)
	}
	for _, bad := range []string{"", "bank.db", "mysql://host", "mysql://host/", "mysql://host/a/b", "mysql://host/a`b", "mysql://:secret@/x", "mysql://a:sec ret@h%zz/x"} {
		if _, err := parseAddress(bad); !errors.Is(err, ErrAddress) || strings.Contains(err.Error(), "sec") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for engine, tool := range map[string]string{TiDB: HotCopyTool, MariaDB: DumplingTool} {
		if _, _, err := chooseTool(engine, tool); !errors.Is(err, ErrToolEngine) {
			t.Errorf("%s with %s: %v", engine, tool, err)
		}
	}
	if _, _, err := chooseTool(MariaDB, "abacus"); !errors.Is(err, ErrNoTool) {
		t.Errorf("an unknown tool: %v", err)
	}
	if got := engineOf("8.0.11-TiDB-v8.5.0"); got != TiDB {
		t.Error(got)
	}
	if engineOf("10.11.6-MariaDB") != MariaDB || engineOf("8.4.0") != MySQL {
		t.Error("engines are told apart wrongly")
	}
}

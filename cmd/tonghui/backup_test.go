package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"

	tonghui "tonghui"
	"tonghui/platform/blob"
	"tonghui/platform/observe"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// keyFile makes a master key.
func keyFile(t *testing.T, b byte) string {
	t.Helper()
	t.Setenv("TONGHUI_NICE", "0") // the tests' process goes on
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(path, []byte(hex.EncodeToString(bytes.Repeat([]byte{b}, 32))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// smallBank is a bank with some entries.
func smallBank(t *testing.T, dir string) string {
	t.Helper()
	db, data := filepath.Join(dir, "bank.db"), filepath.Join(dir, "data")
	for _, args := range [][]string{{"import", "generate", data, "--accounts", "20", "--months", "2"}, {"import", "pkdd99", data, "--db", db}} {
		if code, _, errs := cli(t, args...); code != 0 {
			t.Fatal(errs)
		}
	}
	return db
}

// must runs a command line that has to succeed, and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := cli(t, args...)
	if code != 0 {
		t.Fatalf("%s: exit %d\n%s%s", args, code, out, errs)
	}
	return out
}

// TestBackupAndRestore is an operator's day: a backup beside the running server, a restore, verification, a drill.
func TestBackupAndRestore(t *testing.T) {
	store.SQLiteOnly(t, "the path of a file is in every line")
	dir := store.TestDir(t)
	db, key := smallBank(t, dir), keyFile(t, 1)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan int, 1)
	go func() {
		code, _, _ := cliContext(ctx, "serve", "--db", db, "--addr", "localhost:0", "--json", "--log-level", "error")
		served <- code
	}()
	for i := 0; store.ServerOf(db) == ""; i++ {
		if i > 500 {
			t.Fatal("the server does not start")
		}
		time.Sleep(10 * time.Millisecond)
	}
	kept := filepath.Join(dir, "kept")
	var first struct {
		File  string
		KeyID string
	}
	if err := json.Unmarshal([]byte(must(t, "backup", "--db", db, "--to", kept, "--key-file", key, "--json")), &first); err != nil || first.KeyID == "" {
		t.Fatal(first, err)
	}
	must(t, "backup", "--db", db, "--to", filepath.Join(kept, "named.tbk"))
	must(t, "drill", "--db", db, "--key-file", key, "--dir", dir)
	noted, err := observe.ReadBackup(backupNote(db))
	if err != nil || noted.Last.IsZero() || noted.Bytes == 0 || noted.Drilled.Before(noted.Last) || noted.Failures != 0 {
		t.Errorf("noted for the metrics: %+v %v", noted, err)
	}
	stop()
	if code := <-served; code != 0 {
		t.Errorf("serve: exit %d", code)
	}

	restored := filepath.Join(dir, "restored.db")
	if out := must(t, "restore", kept, "--db", restored, "--key-file", key); !strings.Contains(out, "verify --full --db "+restored) {
		t.Errorf("no hint what to do next:\n%s", out)
	}
	must(t, "verify", "--full", "--db", restored)
	cut := filepath.Join(dir, "cut.tbk")
	whole, err := os.ReadFile(first.File)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, whole[:len(whole)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := filepath.Join(dir, "new.db")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"over a bank", []string{"restore", kept, "--db", restored, "--key-file", key}, 1, "新位置"},
		{"over a backup", []string{"backup", "--db", db, "--to", filepath.Join(kept, "named.tbk")}, 1, "新位置"},
		{"without the key", []string{"restore", first.File, "--db", nowhere}, 3, "--key-file"},
		{"wrong key", []string{"restore", first.File, "--db", nowhere, "--key-file", keyFile(t, 2)}, 3, "另一把密钥"},
		{"a key that is none", []string{"backup", "--db", db, "--to", kept, "--key-file", "main.go"}, 3, "openssl"},
		{"cut short", []string{"restore", cut, "--db", nowhere, "--key-file", key}, 3, "不完整"},
		{"no backup there", []string{"restore", filepath.Join(dir, "data"), "--db", nowhere}, 1, "没有备份"},
		{"no such folder", []string{"restore", filepath.Join(dir, "none"), "--db", nowhere}, 1, "没有备份"},
		{"no database", []string{"backup", "--db", nowhere, "--to", kept}, 1, "没有数据库"},
		{"no target", []string{"backup", "--db", db}, 1, "--to"},
		{"a drill on a server's address without a name", []string{"drill", "--db", "mysql://bank@localhost"}, 1, "mysql://"},
		{"a drill without room", []string{"drill", "--db", db, "--dir", filepath.Join(dir, "none")}, 3, "--dir"},
	} {
		if code, out, errs := cli(t, c.args...); code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: exit %d (want %d), no %q in\n%s%s", c.name, code, c.code, c.says, out, errs)
		}
		if _, err := os.Stat(nowhere); !os.IsNotExist(err) {
			t.Fatalf("%s: something is at the new place", c.name)
		}
	}
	if noted, err = observe.ReadBackup(backupNote(db)); err != nil || noted.Failures == 0 {
		t.Errorf("failures noted: %+v %v", noted, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*restoring*")); err != nil || len(left) != 0 {
		t.Errorf("left: %v %v", left, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "tonghui-drill-*")); err != nil || len(left) != 0 {
		t.Errorf("left: %v %v", left, err)
	}
}

// s3Backend mends one thing of the server: an empty delimiter in a request is none.
type s3Backend struct{ *s3mem.Backend }

func (b s3Backend) ListBucket(ctx context.Context, name string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	if prefix != nil && prefix.Delimiter == "" {
		prefix.HasDelimiter = false
	}
	return b.Backend.ListBucket(ctx, name, prefix, page)
}

func TestBackupToS3(t *testing.T) {
	store.SQLiteOnly(t, "the path of a file is in every line")
	back := s3mem.New()
	if err := back.CreateBucket(t.Context(), "backups"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(s3Backend{back}, gofakes3.WithV4Auth(map[string]string{"bank": "secret"})).Server())
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "bank")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("TONGHUI_S3_ENDPOINT", server.URL)
	dir := store.TestDir(t)
	db, key := smallBank(t, dir), keyFile(t, 1)
	for range 2 {
		must(t, "backup", "--db", db, "--to", "s3://backups/one?region=us-east-1", "--key-file", key)
	}
	restored := filepath.Join(dir, "restored.db")
	must(t, "restore", "s3://backups/one?region=us-east-1", "--db", restored, "--key-file", key)
	must(t, "verify", "--full", "--db", restored)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "guess")
	if code, out, errs := cli(t, "backup", "--db", db, "--to", "s3://backups/one?region=us-east-1", "--key-file", key); code != 3 || !strings.Contains(out+errs, "凭据") {
		t.Errorf("a wrong secret: exit %d\n%s%s", code, out, errs)
	}
}

// TestBackupWithFiles takes stored files along, sealed under the same key.
func TestBackupWithFiles(t *testing.T) {
	store.SQLiteOnly(t, "the path of a file is in every line")
	dir := store.TestDir(t)
	db, key, places := smallBank(t, dir), keyFile(t, 1), filepath.Join(dir, "files")
	ref := attachFile(t, db, places, key, "借款合同")
	kept := filepath.Join(dir, "kept")
	for _, says := range []string{"新增 1", "新增 0"} { // the second backup adds nothing
		if out := must(t, "backup", "--db", db, "--to", kept, "--key-file", key, "--blobs", places); !strings.Contains(out, says) {
			t.Errorf("no %q in\n%s", says, out)
		}
	}
	if out := must(t, "drill", "--db", db, "--dir", dir, "--key-file", key, "--blobs", places); !strings.Contains(out, "文件 1") {
		t.Errorf("the drill did not read the file:\n%s", out)
	}
	restored, files := filepath.Join(dir, "restored.db"), filepath.Join(dir, "restored-files")
	must(t, "restore", kept, "--db", restored, "--key-file", key, "--blobs", files)
	if text := readFile(t, restored, files, key, ref.Digest); text != "借款合同" {
		t.Errorf("%q came back", text)
	}
	if err := os.RemoveAll(filepath.Join(kept, "blobs", "sha256")); err != nil {
		t.Fatal(err)
	}
	nowhere := filepath.Join(dir, "new.db")
	code, out, errs := cli(t, "restore", kept, "--db", nowhere, "--key-file", key, "--blobs", files+"2")
	if _, err := os.Stat(nowhere); code != 3 || !strings.Contains(out+errs, "不在存放处") || !os.IsNotExist(err) {
		t.Errorf("a backup without its files: exit %d, %v\n%s%s", code, err, out, errs)
	}
}

func openFiles(t *testing.T, db, place, key string) (*store.Store, *blob.Files) {
	t.Helper()
	st, err := store.Open(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := blob.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Load(key)
	if err != nil {
		t.Fatal(err)
	}
	return st, blob.New(st, p, ring)
}

func attachFile(t *testing.T, db, place, key, text string) blob.Ref {
	t.Helper()
	b, err := tonghui.Open(t.Context(), db, store.Options{}, tonghui.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Store.Close()
	p, err := blob.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Load(key)
	if err != nil {
		t.Fatal(err)
	}
	files := b.Files(p, ring) // which notes what is attached
	ref, err := files.Put(t.Context(), strings.NewReader(text), blob.Options{})
	if err == nil {
		err = b.Store.Update(t.Context(), func(tx *store.Tx) error { return files.Attach(tx, ref) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func readFile(t *testing.T, db, place, key string, d blob.Digest) string {
	t.Helper()
	st, files := openFiles(t, db, place, key)
	defer st.Close()
	r, _, err := files.Get(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestBackupOfAServer is the operator's day on a database server.
func TestBackupOfAServer(t *testing.T) {
	if store.TestDSN() == "" {
		t.Skip("needs a database server: go run ./internal/engines/run mariadb -- go test ./cmd/tonghui")
	}
	dir := store.TestDir(t)
	db, key, data := store.TestDatabase(t), keyFile(t, 1), filepath.Join(dir, "data")
	must(t, "import", "generate", data, "--accounts", "20", "--months", "2")
	must(t, "import", "pkdd99", data, "--db", db)
	kept := filepath.Join(dir, "kept")
	code, out, errs := cli(t, "backup", "--db", db, "--to", kept, "--key-file", key)
	if code == 3 && strings.Contains(errs, "dumpling") {
		t.Skip(errs, "TONGHUI_DUMPLING may hold its path")
	}
	if code != 0 {
		t.Fatalf("backup: exit %d\n%s%s", code, out, errs)
	}
	to := store.TestDatabase(t)
	must(t, "restore", kept, "--db", to, "--key-file", key)
	must(t, "verify", "--full", "--db", to)
	must(t, "drill", "--db", db, "--key-file", key, "--dir", dir)
	if code, _, errs := cli(t, "restore", kept, "--db", to, "--key-file", key); code != 1 || !strings.Contains(errs, "新位置") {
		t.Errorf("over a bank: exit %d\n%s", code, errs)
	}
}

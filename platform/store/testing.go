package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Test opens a fresh, migrated database for one test and closes it afterwards. The file lies on /dev/shm
// where there is one: a real file with a write-ahead log, at the price of memory. Where TONGHUI_TEST_DSN names a server, it
// is a database of its own there.
func Test(t testing.TB, schemas ...Schema) *Store {
	t.Helper()
	return TestOptions(t, Options{CacheMB: 16, Readers: 4}, schemas...)
}

// TestOptions is Test with options.
func TestOptions(t testing.TB, opt Options, schemas ...Schema) *Store {
	t.Helper()
	if TestDSN() != "" {
		return testServer(t, opt, schemas)
	}
	path := filepath.Join(TestDir(t), "bank.db")
	if err := os.WriteFile(path, testTemplate(t, schemas), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Migrate(context.Background(), "test", schemas...); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestRound is t for one round of a property test: end runs what the round has given to its Cleanup, so that the next round
// may have its database. Rounds that only ended with the test would each hold one of their own.
func TestRound(t testing.TB) (round testing.TB, end func()) {
	r := &testRound{TB: t}
	return r, r.end
}

type testRound struct {
	testing.TB
	ends []func()
}

func (r *testRound) Cleanup(f func()) { r.ends = append(r.ends, f) }

func (r *testRound) end() {
	for len(r.ends) > 0 {
		last := r.ends[len(r.ends)-1]
		r.ends = r.ends[:len(r.ends)-1]
		last()
	}
}

// templates holds the files of migrated databases by the digests of their schemas.
var templates sync.Map

// testTemplate is the file of a database with these schemas.
func testTemplate(t testing.TB, schemas []Schema) []byte {
	t.Helper()
	migrations, err := plan(schemas, SQLite)
	if err != nil {
		t.Fatal(err)
	}
	var key strings.Builder
	for _, m := range migrations {
		key.WriteString(m.module + "/" + m.file + " " + m.digest + "\n")
	}
	if b, ok := templates.Load(key.String()); ok {
		return b.([]byte)
	}
	path := filepath.Join(TestDir(t), "template.db")
	s, err := Open(context.Background(), path, Options{CacheMB: 16, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Migrate(context.Background(), "test", schemas...)
	if e := s.Close(); err != nil || e != nil {
		t.Fatal(err, e)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	templates.Store(key.String(), b)
	return b
}

// TestDir is a folder for one test, in memory where possible.
func TestDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "tonghui-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

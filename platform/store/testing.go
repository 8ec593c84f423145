package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Test opens a fresh, migrated database for one test and closes it afterwards. The file lies on /dev/shm
// where there is one: a real file with a write-ahead log, at the price of memory.
func Test(t testing.TB, schemas ...Schema) *Store {
	t.Helper()
	return TestOptions(t, Options{CacheMB: 16, Readers: 4}, schemas...)
}

// TestOptions is Test with options.
func TestOptions(t testing.TB, opt Options, schemas ...Schema) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(TestDir(t), "bank.db"), opt)
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

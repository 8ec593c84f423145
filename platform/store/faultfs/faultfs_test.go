package faultfs_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"tonghui/platform/store/faultfs"
)

func open(t *testing.T, fs *faultfs.FS, path string) *sql.DB {
	t.Helper()
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(0)"
	if fs != nil {
		dsn += "&vfs=" + fs.Name
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func count(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A power cut keeps what was committed and loses what a failed sync did not keep, torn or not.
func TestPowerCut(t *testing.T) {
	fs, err := faultfs.New(1)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, fs, filepath.Join(t.TempDir(), "x.db"))
	fs.Trace()
	for _, text := range []string{"CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	last := ""
	for _, e := range fs.Events() {
		if e.File == faultfs.Log {
			last = e.What
		}
	}
	if last != "sync end" {
		t.Errorf("the last event on the log is %q: the commit was not synced", last)
	}
	for _, torn := range []bool{false, true} {
		dir := t.TempDir()
		if err := fs.PowerCut(dir, torn); err != nil {
			t.Fatal(err)
		}
		if n := count(t, open(t, nil, filepath.Join(dir, "x.db"))); n != 2 {
			t.Errorf("torn %v: %d rows after the power cut, want 2", torn, n)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		op    faultfs.Op
		fault faultfs.Fault
	}{
		"write error": {faultfs.Write, faultfs.IOError},
		"short write": {faultfs.Write, faultfs.ShortWrite},
		"disk full":   {faultfs.Write, faultfs.DiskFull},
		"sync error":  {faultfs.Sync, faultfs.IOError},
	} {
		t.Run(name, func(t *testing.T) {
			fs, err := faultfs.New(2)
			if err != nil {
				t.Fatal(err)
			}
			db := open(t, fs, filepath.Join(t.TempDir(), "x.db"))
			if _, err := db.Exec("CREATE TABLE t (a)"); err != nil {
				t.Fatal(err)
			}
			fs.Inject(func(c faultfs.Call) faultfs.Fault {
				if c.Op == tc.op && c.File == faultfs.Log && c.N == 1 {
					return tc.fault
				}
				return faultfs.None
			})
			if _, err := db.Exec("INSERT INTO t VALUES (1)"); err == nil {
				t.Error("the fault was not felt")
			}
			fs.Inject(nil)
			if _, err := db.Exec("INSERT INTO t VALUES (2)"); err != nil {
				t.Fatal(err)
			}
			if n := count(t, db); n != 1 {
				t.Errorf("%d rows, want 1", n)
			}
		})
	}
}

func TestQuota(t *testing.T) {
	fs, err := faultfs.New(3)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, fs, filepath.Join(t.TempDir(), "x.db"))
	if _, err := db.Exec("CREATE TABLE t (a)"); err != nil {
		t.Fatal(err)
	}
	fs.Quota(fs.Used() + 20_000)
	if _, err := db.Exec("INSERT INTO t VALUES (zeroblob(100000))"); err == nil {
		t.Error("the quota was not felt")
	}
	fs.Quota(0)
	if _, err := db.Exec("INSERT INTO t VALUES (zeroblob(100000))"); err != nil {
		t.Fatal(err)
	}
}

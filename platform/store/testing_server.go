package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// TestDSN is the server on which tests run, mysql://user:password@host:port/, or "" for SQLite.
func TestDSN() string { return os.Getenv("TONGHUI_TEST_DSN") }

// SQLiteOnly skips a test that is about the file, when the tests run on a server.
func SQLiteOnly(t testing.TB, why string) {
	t.Helper()
	if TestDSN() != "" {
		t.Skipf("runs on SQLite only: %s", why)
	}
}

// TestDatabase makes an empty database on the server of TONGHUI_TEST_DSN and returns its address; it is dropped after the
// test.
func TestDatabase(t testing.TB) string {
	t.Helper()
	dsn, err := newTestDatabase()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = onTestServer(func(db *sql.DB) error { _, err := db.Exec("DROP DATABASE " + databaseOf(dsn)); return err })
	})
	return dsn
}

// Making tables takes a server long, TiDB seconds. So a migrated database is emptied after its test and serves the
// next one of this process with the same schemas.
var testDatabases = struct {
	sync.Mutex
	made int
	free map[string][]string // by the schemas' digests
}{free: map[string][]string{}}

func newTestDatabase() (dsn string, err error) {
	testDatabases.Lock()
	testDatabases.made++
	name := fmt.Sprintf("tonghui_test_%d_%d", os.Getpid(), testDatabases.made)
	testDatabases.Unlock()
	err = onTestServer(func(db *sql.DB) error {
		if _, err := db.Exec("DROP DATABASE IF EXISTS " + name); err != nil {
			return err
		}
		_, err := db.Exec("CREATE DATABASE " + name)
		return err
	})
	return strings.TrimSuffix(TestDSN(), "/") + "/" + name, err
}

// onTestServer runs f on a connection without the store.
func onTestServer(f func(*sql.DB) error) error {
	cfg, err := parseDSN(strings.TrimSuffix(TestDSN(), "/") + "/mysql")
	if err != nil {
		return err
	}
	cfg.InterpolateParams = true
	db, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		return err
	}
	defer db.Close()
	return f(db)
}

func testServer(t testing.TB, opt Options, schemas []Schema) *Store {
	t.Helper()
	key := schemasKey(t, schemas)
	testDatabases.Lock()
	var dsn string
	if free := testDatabases.free[key]; len(free) > 0 {
		dsn, testDatabases.free[key] = free[len(free)-1], free[:len(free)-1]
	}
	testDatabases.Unlock()
	if dsn == "" {
		var err error
		if dsn, err = newTestDatabase(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(context.Background(), dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := emptied(dsn); err != nil {
			t.Logf("the test's database can't be used again: %v", err)
			return
		}
		testDatabases.Lock()
		testDatabases.free[key] = append(testDatabases.free[key], dsn)
		testDatabases.Unlock()
	})
	if _, err := s.Migrate(context.Background(), "test", schemas...); err != nil {
		t.Fatal(err)
	}
	return s
}

func schemasKey(t testing.TB, schemas []Schema) string {
	t.Helper()
	migrations, err := plan(schemas, MySQL)
	if err != nil {
		t.Fatal(err)
	}
	var key strings.Builder
	for _, m := range migrations {
		key.WriteString(m.module + "/" + m.file + " " + m.digest + "\n")
	}
	return key.String()
}

// emptied takes all rows out of a test's database, the store's own too, but not the record of migrations.
func emptied(dsn string) error {
	name := databaseOf(dsn)
	return onTestServer(func(db *sql.DB) error {
		rows, err := db.Query("SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name", name)
		type table struct {
			name string
			rows sql.NullInt64
		}
		tables, err := Collect(rows, err, func(s Scanner) (t table, err error) {
			err = s.Scan(&t.name, &t.rows)
			return t, err
		})
		if err != nil {
			return err
		}
		for _, t := range tables {
			text := "DELETE FROM "
			switch {
			case t.name == "store_migrations":
				continue
			case t.rows.Int64 > 5000:
				text = "TRUNCATE TABLE "
			}
			if _, err := db.Exec(text + name + "." + t.name); err != nil {
				return err
			}
		}
		_, err = db.Exec("INSERT INTO " + name + ".store_bank (id, product, bank_date, fence, day_open, id_high) VALUES (1, 'tonghui', 0, 0, 0, 0)")
		return err
	})
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
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
	defer func() { _ = db.Close() }()
	return f(db)
}

func testServer(t testing.TB, opt Options, schemas []Schema) *Store {
	t.Helper()
	s, err := Open(context.Background(), TestMigrated(t, schemas...), opt)
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

// TestMigrated is TestDatabase for a test that opens its store itself, also several times: the address of a database for these
// schemas alone. It may have served an earlier test, and has no rows but the record of migrations then.
func TestMigrated(t testing.TB, schemas ...Schema) string {
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
	t.Cleanup(func() {
		if err := emptied(dsn); err != nil {
			t.Logf("the test's database can't be used again: %v", err)
			return
		}
		testDatabases.Lock()
		testDatabases.free[key] = append(testDatabases.free[key], dsn)
		testDatabases.Unlock()
	})
	return dsn
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

// emptied takes all rows out of a test's database, the store's own too, but not the record of migrations. Most tables are
// empty already, and one question tells which, where a statement for each table would take TiDB a second.
func emptied(dsn string) error {
	name := databaseOf(dsn)
	return onTestServer(func(db *sql.DB) error {
		rows, err := db.Query("SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name <> 'store_migrations' ORDER BY table_name", name)
		tables, err := Collect(rows, err, Value[string])
		if err != nil {
			return err
		}
		for i, t := range tables {
			tables[i] = name + "." + t
		}
		holds, full := make([]bool, len(tables)), make([]any, len(tables))
		for i := range holds {
			full[i] = &holds[i]
		}
		question := "SELECT EXISTS(SELECT 1 FROM " + strings.Join(tables, "), EXISTS(SELECT 1 FROM ") + ")"
		if err := db.QueryRow(question).Scan(full...); err != nil {
			return err
		}
		for i, t := range tables {
			if !holds[i] {
				continue
			}
			if err := emptyTable(db, t); err != nil {
				return err
			}
		}
		_, err = db.Exec("INSERT INTO " + name + ".store_bank (id, product, bank_date, fence, day_open, id_high) VALUES (1, 'tonghui', 0, 0, 0, 0)") //nolint:gosec // the name is ours
		return err
	})
}

// emptyTable deletes some rows, and cuts off many, which is slow for few.
func emptyTable(db *sql.DB, table string) error {
	const few = 5000
	done, err := db.Exec("DELETE FROM " + table + " LIMIT " + strconv.Itoa(few)) //nolint:gosec // the name is ours
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == few {
		_, err = db.Exec("TRUNCATE TABLE " + table)
	}
	return err
}

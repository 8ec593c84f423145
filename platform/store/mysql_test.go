package store

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/base/problem"
)

// onServer is a test's own database on the server of TONGHUI_TEST_DSN.
func onServer(t *testing.T, opt Options) *Store {
	t.Helper()
	needServer(t)
	return TestOptions(t, opt, testSchema)
}

func needServer(t *testing.T) {
	t.Helper()
	if TestDSN() == "" {
		t.Skip("runs on a server only: set TONGHUI_TEST_DSN=mysql://user:password@host:port/")
	}
}

// second opens a further process's store on the same database.
func second(t *testing.T, dsn string, opt Options) *Store {
	t.Helper()
	s, err := Open(ctx, dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func count(t testing.TB, s *Store, query string, args ...any) (n int64) {
	t.Helper()
	if err := s.View(ctx, func(v *View) (err error) {
		n, _, err = One(v, Value[int64], query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// Transfers between counters from two processes with several lanes each, which lock in no order, so that deadlocks come:
// nothing is lost and nothing appears.
func TestLanesConserve(t *testing.T) {
	s := onServer(t, Options{Lanes: 3})
	stores := []*Store{s, second(t, s.path, Options{Lanes: 3})}
	const names = 6
	if err := s.Update(ctx, func(tx *Tx) error {
		for i := range names {
			if _, err := tx.Exec("INSERT INTO t_counters (name, n) VALUES (?, ?)", fmt.Sprint("c", i), 1000); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 12 {
		all.Go(func() {
			for range 25 {
				from, to := fmt.Sprint("c", rand.N(names)), fmt.Sprint("c", rand.N(names))
				if from == to {
					continue
				}
				err := stores[worker%2].Update(ctx, func(tx *Tx) error {
					for name, by := range map[string]int64{from: -1, to: 1} {
						rows, err := tx.Lock("SELECT n FROM t_counters WHERE name IN (?, ?) ORDER BY name", name, "-"+name)
						n, err := Collect(rows, err, Value[int64])
						if err != nil {
							return err
						}
						if _, err := tx.Exec("UPDATE t_counters SET n = ? WHERE name = ?", n[0]+by, name); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	got := count(t, s, "SELECT SUM(n) FROM t_counters")
	t.Logf("%d conflicts", stores[0].stats.Conflicts.Load()+stores[1].stats.Conflicts.Load())
	if got != names*1000 {
		t.Errorf("sum %d", got)
	}
}

// A key that two lanes insert at once, from their buffers, is there once; the other gets ErrDuplicate.
func TestRaceForAKey(t *testing.T) {
	s := onServer(t, Options{Lanes: 4})
	slot := s.AddBuffer(func() Buffer { return NewAppender("t_rows", "id", "word") })
	for round := range 20 {
		word := fmt.Sprint("w", round)
		var won, lost int
		var mutex sync.Mutex
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				err := s.Update(ctx, func(tx *Tx) error {
					tx.Buffer(slot).(*Appender).Add(int64(tx.NewID()), word)
					return nil
				})
				mutex.Lock()
				defer mutex.Unlock()
				switch {
				case err == nil:
					won++
				case errors.Is(err, ErrDuplicate):
					lost++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 || lost != 3 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	}
}

// While an exclusive update runs no other one does, and the bank date that it sets is everybody's at once.
func TestExclusive(t *testing.T) {
	s := onServer(t, Options{Lanes: 3})
	other := second(t, s.path, Options{Lanes: 2})
	if err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO t_counters (name, n) VALUES ('day', 0)")
		tx.SetBankDate(0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for range 20 {
				st := []*Store{s, other}[worker%2]
				err := st.Update(ctx, func(tx *Tx) error {
					date, _ := tx.BankDate()
					n, _, err := One(tx, Value[int64], "SELECT n FROM t_counters WHERE name = 'day'") // plainly
					if err == nil && n != int64(date) {
						err = fmt.Errorf("row says %d, bank date %d", n, date)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for day := 1; day <= 5; day++ {
		err := []*Store{s, other}[day%2].Update(ctx, func(tx *Tx) error {
			if err := tx.Exclusive(); err != nil {
				return err
			}
			date, _ := tx.BankDate()
			tx.SetBankDate(date + 1)
			_, err := tx.Exec("UPDATE t_counters SET n = n + 1 WHERE name = 'day'")
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	if n := count(t, s, "SELECT n FROM t_counters WHERE name = 'day'"); n != 5 {
		t.Errorf("day %d", n)
	}
}

// What lies at or below a Seq doesn't grow.
func TestSeqIsSettled(t *testing.T) {
	s := onServer(t, Options{Lanes: 3})
	other := second(t, s.path, Options{Lanes: 3})
	var all sync.WaitGroup
	done := make(chan struct{})
	for worker := range 6 {
		all.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				if err := insert([]*Store{s, other}[worker%2], fmt.Sprint(worker, "-", i)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	type point struct {
		seq Seq
		n   int64
	}
	var points []point
	for i := range 10 {
		seq := seqOf(t, []*Store{s, other}[i%2])
		points = append(points, point{seq, count(t, s, "SELECT COUNT(*) FROM t_rows WHERE id <= ?", int64(seq))})
	}
	close(done)
	all.Wait()
	for i, p := range points {
		if n := count(t, s, "SELECT COUNT(*) FROM t_rows WHERE id <= ?", int64(p.seq)); n != p.n {
			t.Errorf("%d rows, later %d", p.n, n)
		}
		if i > 0 && p.seq <= points[i-1].seq {
			t.Error("seq fell")
		}
	}
}

// Two processes with one node number: the second is refused. After the first has been silent, another takes the number,
// and the first writes nothing any more.
func TestNodes(t *testing.T) {
	needServer(t)
	s := TestOptions(t, Options{Node: 7, Address: "bank-7.example:8080"}, testSchema)
	_, err := Open(ctx, s.path, Options{Node: 7})
	wantErr(t, err, ErrNodeTaken)
	if err == nil || !strings.Contains(err.Error(), "bank-7.example:8080") {
		t.Errorf("who has it? %v", err)
	}
	free := second(t, s.path, Options{})
	if free.e.(*mysqlEngine).node == 7 {
		t.Error("a taken number is not free")
	}
	if err := insert(s, "a"); err != nil {
		t.Fatal(err)
	}
	if err := onTestServer(func(db *sql.DB) error {
		_, err := db.Exec("UPDATE " + databaseOf(s.path) + ".store_nodes SET beat_at = beat_at - 60000000 WHERE node = 7")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	heir := second(t, s.path, Options{Node: 7})
	wantErr(t, insert(s, "b"), ErrNodeLost)
	if !s.NodeLost() || heir.NodeLost() {
		t.Error("who is lost?")
	}
	if err := insert(heir, "c"); err != nil {
		t.Error(err)
	}
	wantWords(t, heir, "a c")
}

// What can be wrong with an address, a user, a database or a server, each with its own answer and nothing written.
func TestBadServers(t *testing.T) {
	for dsn, want := range map[string]*problem.Error{
		"mysql://":                       ErrBadDSN,
		"mysql://bank@localhost":         ErrBadDSN,
		"mysql://bank@localhost/a/b":     ErrBadDSN,
		"mysql://bank@localhost/a?x=1":   ErrBadDSN,
		"mysql://bank@localhost/a b":     ErrBadDSN,
		"mysql://bank:se%ret@[::1/tong":  ErrBadDSN,
		"mysql://b:secret@127.0.0.1:1/a": ErrUnreachable,
	} {
		_, err := Open(ctx, dsn, Options{})
		wantErr(t, err, want)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is shown: %v", err)
		}
	}
	needServer(t)
	base := strings.TrimSuffix(TestDSN(), "/")
	at := strings.LastIndex(base, "@")
	name := databaseOf(TestDatabase(t))
	for dsn, want := range map[string]*problem.Error{
		base + "/tonghui_none":                          ErrNoSchema,
		"mysql://nobody:wrong" + base[at:] + "/" + name: ErrNoRights,
	} {
		_, err := Open(ctx, dsn, Options{})
		wantErr(t, err, want)
	}
	err := onTestServer(func(db *sql.DB) error {
		for _, text := range []string{
			"CREATE TABLE " + name + ".wp_posts (id BIGINT PRIMARY KEY)",
			"DROP USER IF EXISTS reader", "CREATE USER reader IDENTIFIED BY 'reads'", "GRANT SELECT ON *.* TO reader",
		} {
			if _, err := db.Exec(text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(ctx, base+"/"+name, Options{})
	wantErr(t, err, ErrNotABank)
	empty := databaseOf(TestDatabase(t))
	_, err = Open(ctx, "mysql://reader:reads"+base[at:]+"/"+empty, Options{})
	wantErr(t, err, ErrNoRights)
	_, err = Open(ctx, base+"/"+empty, Options{ReadOnly: true})
	wantErr(t, err, ErrNotABank)
	_ = onTestServer(func(db *sql.DB) error { _, err := db.Exec("DROP USER reader"); return err })
}

// A server whose settings or clock don't fit is refused in words that name them.
func TestUnfitServers(t *testing.T) {
	for version, want := range map[string]string{
		"10.11.19-MariaDB-0+deb12u1":               "mariadb 10.11",
		"5.5.5-10.6.1-MariaDB":                     "mariadb 5.5",
		"8.0.11-TiDB-v8.4.0-this-is-a-placeholder": "tidb 8.4",
		"8.0.11-TiDB-None":                         "tidb 0.0",
		"8.4.3":                                    "mysql 8.4",
		"8.0.11-TiDB-v7.5.1-serverless-2024":       "tidb 7.5",
	} {
		if e, major, minor := engineOf(version); fmt.Sprintf("%s %d.%d", e, major, minor) != want {
			t.Errorf("%s: %s %d.%d", version, e, major, minor)
		}
	}
	s := onServer(t, Options{Lanes: 1})
	e := s.e.(*mysqlEngine)
	err := e.with(ctx, func(c *sql.Conn) error {
		if err := e.checkClock(ctx, c); err != nil {
			t.Error(err)
		}
		if _, err := c.ExecContext(ctx, "SET timestamp = 1000000000"); err != nil {
			return err
		}
		return e.checkClock(ctx, c)
	})
	wantErr(t, err, ErrClockSkew)
	err = e.with(ctx, func(c *sql.Conn) error {
		if _, err := c.ExecContext(ctx, "SET SESSION sql_mode = ''"); err != nil {
			return err
		}
		return wants(ctx, c, "sql_mode", "sql_mode", "STRICT_TRANS_TABLES")
	})
	wantErr(t, err, ErrUnfit)
	if e.engine == TiDB {
		off := func(v string) {
			_ = onTestServer(func(db *sql.DB) error {
				_, err := db.Exec("SET GLOBAL tidb_enable_check_constraint = " + v)
				return err
			})
		}
		off("OFF")
		defer off("ON")
		wantErr(t, e.with(ctx, func(c *sql.Conn) error { return e.checkKind(ctx, c) }), ErrUnfit)
	}
}

// Texts are compared byte for byte and refused when too long, on every engine.
func TestTextKeys(t *testing.T) {
	s := testStore(t)
	for _, word := range []string{"a", "A", "a ", "á", "ａ", "é", "e\u0301"} {
		if err := insert(s, word); err != nil {
			t.Errorf("%q: %v", word, err)
		}
	}
	if err := insert(s, "a"); !errors.Is(err, ErrDuplicate) {
		t.Errorf("%v", err)
	}
	if err := insert(s, "ninechars"); err == nil {
		t.Error("a word of nine fits eight")
	}
	if err := insert(s, "通惠通惠通惠通惠"); err != nil { // characters, not bytes
		t.Error(err)
	}
}

// The second process migrates at the same time as the first, and both end up with the same tables.
func TestMigrateTogether(t *testing.T) {
	needServer(t)
	dsn := TestDatabase(t)
	var all sync.WaitGroup
	var applied [3][]string
	for i := range applied {
		all.Go(func() {
			s, err := Open(ctx, dsn, Options{Lanes: 1})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if applied[i], err = s.Migrate(ctx, "v1", testSchema); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(applied[0]) + len(applied[1]) + len(applied[2]); n != 1 {
		t.Errorf("applied %v", applied)
	}
	s := second(t, dsn, Options{Lanes: 1})
	// A definition that was made but not recorded, as when a process dies between the two.
	if err := s.Update(ctx, func(tx *Tx) error { _, err := tx.Exec("UPDATE store_migrations SET steps = steps - 1"); return err }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Migrate(ctx, "v1", testSchema); len(got) != 1 || err != nil {
		t.Errorf("%v %v", got, err)
	}
}

// An unreachable server is waited for a while; then callers are told, and served again once it is back.
func TestServerGoesAway(t *testing.T) {
	needServer(t)
	p := newProxy(t)
	s := second(t, p.dsn(TestDatabase(t)), Options{Lanes: 2, unreachable: 300 * time.Millisecond})
	if _, err := s.Migrate(ctx, "v1", testSchema); err != nil {
		t.Fatal(err)
	}
	if err := insert(s, "a"); err != nil {
		t.Fatal(err)
	}
	p.refuse(true)
	p.cut()
	wantErr(t, insert(s, "b"), ErrUnreachable)
	wantErr(t, s.View(ctx, func(*View) error { return nil }), ErrUnreachable)
	p.refuse(false)
	if err := insert(s, "c"); err != nil {
		t.Error(err)
	}
	p.cut() // in the pools, unnoticed
	if err := insert(s, "d"); err != nil {
		t.Error(err)
	}
	wantWords(t, s, "a c d")
}

// The connection breaks around COMMIT: before the server has it, and after. The update takes effect once and its caller
// learns the truth.
func TestCommitAnswerLost(t *testing.T) {
	needServer(t)
	for _, forwarded := range []bool{false, true} {
		p := newProxy(t)
		s := second(t, p.dsn(TestDatabase(t)), Options{Lanes: 1})
		if _, err := s.Migrate(ctx, "v1", testSchema); err != nil {
			t.Fatal(err)
		}
		runs := 0
		p.atCommit(forwarded)
		if err := s.Update(ctx, func(tx *Tx) error { runs++; return insertRow(tx, "once") }); err != nil {
			t.Errorf("forwarded %v: %v", forwarded, err)
		}
		wantWords(t, s, "once")
		if s.stats.Resolved.Load() != 1 || runs != map[bool]int{false: 2, true: 1}[forwarded] {
			t.Errorf("forwarded %v: %d resolved, %d runs", forwarded, s.stats.Resolved.Load(), runs)
		}
	}
}

package store

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/problem"
)

func TestMain(m *testing.M) {
	if os.Getenv(childRole) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

var testSchema = Schema{Module: "t", Files: fstest.MapFS{"001_t.sql": {Data: []byte(`
CREATE TABLE t_rows (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(8) NOT NULL UNIQUE);
CREATE TABLE t_counters (name VARCHAR(8) NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE t_big (id BIGINT NOT NULL PRIMARY KEY, body LONGBLOB NOT NULL);
CREATE TABLE t_parents (id BIGINT NOT NULL PRIMARY KEY);
`)}, "002_deferred.sqlite.sql": {Data: []byte(`
CREATE TABLE t_kids (id BIGINT NOT NULL PRIMARY KEY, parent BIGINT NOT NULL REFERENCES t_parents (id) DEFERRABLE INITIALLY DEFERRED);
`)}}}

// testStore is a store whose updates run one after the other on every engine.
func testStore(t testing.TB) *Store {
	t.Helper()
	return TestOptions(t, Options{CacheMB: 16, Readers: 4, Lanes: 1}, testSchema)
}

var (
	ctx     = context.Background()
	errBoom = errors.New("boom")
)

func insertRow(tx *Tx, word string) error {
	_, err := tx.Exec("INSERT INTO t_rows (id, word) VALUES (?, ?)", int64(tx.NewID()), word)
	return err
}

// insert books one row in an update of its own.
func insert(s *Store, word string) error {
	return s.Update(ctx, func(tx *Tx) error { return insertRow(tx, word) })
}

// words reads all rows in the order of their ids.
func words(t testing.TB, s *Store) string {
	t.Helper()
	var got []string
	if err := s.View(ctx, func(v *View) (err error) {
		got, err = All(v, Value[string], "SELECT word FROM t_rows ORDER BY id")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, " ")
}

func wantWords(t testing.TB, s *Store, want string) {
	t.Helper()
	if got := words(t, s); got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
}

func wantErr(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("error %v, want %v", got, want)
	}
}

// together runs closures in one group, in their order, and returns their errors.
func together(t testing.TB, s *Store, fns ...func(*Tx) error) []error {
	t.Helper()
	gate, in := make(chan struct{}), make(chan struct{})
	go func() {
		_ = s.Update(ctx, func(*Tx) error { close(in); <-gate; return nil })
	}()
	<-in
	us := make([]*update, len(fns))
	for i, fn := range fns {
		us[i] = &update{ctx: ctx, fn: fn, done: make(chan struct{})}
		s.fast <- us[i]
	}
	close(gate)
	errs := make([]error, len(fns))
	for i, u := range us {
		<-u.done
		errs[i] = u.err
	}
	return errs
}

func TestUpdateAndRefusal(t *testing.T) {
	s := testStore(t)
	if err := insert(s, "a"); err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Update(ctx, func(tx *Tx) error { return errors.Join(insertRow(tx, "b"), errBoom) }), errBoom)
	wantErr(t, insert(s, "a"), ErrDuplicate)
	if err := insert(s, "too long a word"); err == nil {
		t.Error("length is not checked")
	}
	wantWords(t, s, "a")
}

// Every problem has a sentence in both languages that ends as a sentence does.
func TestProblems(t *testing.T) {
	for _, err := range []*problem.Error{ErrBusy, ErrClosed, ErrDiskFull, ErrReadOnly, ErrDisk, ErrLocked, ErrNewerSchema,
		ErrChangedSchema, ErrNotMigrated, ErrNotABank, ErrNoDatabase, ErrGaveUp, ErrSlowRead, errLost, errBadID} {
		if !strings.HasSuffix(err.EN, ".") || !strings.HasSuffix(err.ZH, "。") || !strings.HasPrefix(err.Code, "store.") {
			t.Errorf("%s: %q %q", err.Code, err.EN, err.ZH)
		}
	}
}

func TestTxCarriesTheRequest(t *testing.T) {
	now := time.Date(1993, 1, 1, 9, 0, 0, 1500, time.UTC)
	s := TestOptions(t, Options{Lanes: 1, Clock: func() time.Time { return now }}, testSchema)
	who := Actor{Person: "7", Hat: "teller", Client: "counter"}
	c := WithIdempotencyKey(WithActor(ctx, who), "key-1")
	err := s.Update(c, func(tx *Tx) error {
		if tx.Actor() != who || who.String() != "7/teller/counter" || tx.IdempotencyKey() != "key-1" {
			t.Errorf("actor %v, key %q", tx.Actor(), tx.IdempotencyKey())
		}
		if want := now.Truncate(time.Microsecond); !tx.Now().Equal(want) {
			t.Errorf("now %v, want %v", tx.Now(), want)
		}
		return nil
	})
	if err != nil || !s.Now().Equal(now.Truncate(time.Microsecond)) {
		t.Error(err, s.Now())
	}
}

func TestLockNeedsOrder(t *testing.T) {
	s := testStore(t)
	err := s.Update(ctx, func(tx *Tx) error {
		if err := insertRow(tx, "a"); err != nil {
			return err
		}
		if _, err := tx.Lock("SELECT word FROM t_rows"); err == nil {
			t.Error("Lock took a query without an order")
		}
		rows, err := tx.Lock("SELECT word FROM t_rows ORDER BY id")
		got, err := Collect(rows, err, Value[string])
		if len(got) != 1 {
			t.Errorf("locked %v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a closure keeps of its Tx is of no use after it.
func TestTxEnds(t *testing.T) {
	s := testStore(t)
	var kept *Tx
	if err := s.Update(ctx, func(tx *Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	_, err := kept.Exec("DELETE FROM t_rows")
	wantErr(t, err, errOutside)
	_, err = kept.Query("SELECT 1")
	wantErr(t, err, errOutside)
	_, err = kept.Peeker().Query("SELECT 1")
	wantErr(t, err, errOutside)
	wantErr(t, kept.Savepoint(func() error { return nil }), errOutside)
	defer func() {
		if recover() == nil {
			t.Error("an id was made outside an update")
		}
	}()
	kept.NewID()
}

func TestRows(t *testing.T) {
	s := testStore(t)
	for _, w := range []string{"a", "b", "c"} {
		if err := insert(s, w); err != nil {
			t.Fatal(err)
		}
	}
	const byWord = "SELECT word FROM t_rows WHERE word IN ("
	err := s.View(ctx, func(v *View) error {
		got, err := All(v, Value[string], byWord+Marks(2)+") ORDER BY word", "c", "a")
		if len(got) != 2 || err != nil {
			t.Errorf("%v %v", got, err)
		}
		if got, err := All(v, Value[string], byWord+Marks(0)+")"); len(got) != 0 || err != nil {
			t.Errorf("%v %v", got, err)
		}
		if w, ok, err := One(v, Value[string], byWord+"?)", "b"); w != "b" || !ok || err != nil {
			t.Error(w, ok, err)
		}
		if _, ok, err := One(v, Value[string], byWord+"?)", "x"); ok || err != nil {
			t.Error(ok, err)
		}
		if _, _, err := One(v, Value[int64], byWord+"?)", "b"); err == nil {
			t.Error("a word became a number")
		}
		if _, err := All(v, Value[int64], "SELECT word FROM t_rows"); err == nil {
			t.Error("a word became a number")
		}
		if _, _, err := One(v, Value[int64], "SELECT nothing"); err == nil {
			t.Error("no such column was found")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

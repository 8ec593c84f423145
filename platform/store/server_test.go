package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/go-sql-driver/mysql"

	"tonghui/base/problem"
)

// What a server says becomes a problem that tells the caller whether to try again; what nobody foresaw stays as it is.
func TestServerErrors(t *testing.T) {
	for _, c := range []struct {
		number uint16
		says   string
		want   error
	}{
		{1213, "Deadlock found when trying to get lock", ErrConflict},
		{1412, "Table definition has changed, please retry transaction", ErrConflict},
		{9007, "Write conflict", ErrConflict},
		{1105, "pessimistic lock wait timeout", ErrConflict},
		{1105, "Information schema is changed during the execution", ErrConflict},
		{1105, "rpc error: code = Unavailable", ErrUnreachable},
		{8501, "Commit's outcome is unknown", ErrUnreachable},
		{1053, "Server shutdown in progress", ErrUnreachable},
		{1062, "Duplicate entry", ErrDuplicate},
		{1586, "Duplicate entry", ErrDuplicate},
		{1045, "Access denied for user", ErrNoRights},
		{1049, "Unknown database", ErrNoSchema},
		{1114, "The table is full", ErrDiskFull},
		{1792, "Cannot execute statement in a READ ONLY transaction", ErrReadOnly},
		{1969, "Query execution was interrupted (max_statement_time exceeded)", ErrSlowRead},
		{1317, "Query execution was interrupted, maximum statement execution time exceeded", ErrSlowRead},
		{1317, "Query execution was interrupted", ErrGaveUp},
	} {
		said := &mysql.MySQLError{Number: c.number, Message: c.says}
		if err := classify(fmt.Errorf("reading: %w", said)); !errors.Is(err, c.want) || !errors.Is(err, said) {
			t.Errorf("%d %s: %v, want %v", c.number, c.says, err, c.want)
		}
	}
	if err := classify(driver.ErrBadConn); !errors.Is(err, ErrUnreachable) {
		t.Errorf("a dead connection: %v", err)
	}
	var as *problem.Error
	said := &mysql.MySQLError{Number: 1054, Message: "Unknown column"}
	if err := classify(said); !errors.Is(err, said) || errors.As(err, &as) {
		t.Errorf("a mistake in SQL: %v", err)
	}
}

// lockList notes which rows it was asked to lock ahead.
type lockList struct {
	Buffer
	locked []int64
}

func (l *lockList) LockAll(_ *Tx, ids []int64) error { l.locked = append(l.locked, ids...); return nil }
func (l *lockList) Locked() []int64                  { return l.locked }

// What the updates of one group foresee is locked before the first of them runs: once each, in order, whoever named it.
func TestLocksAhead(t *testing.T) {
	s := onServer(t, Options{Lanes: 1})
	var l *lockList
	slot := s.AddBuffer(func() Buffer { l = &lockList{Buffer: NewAppender("t_rows", "id", "word")}; return l })
	if err := s.Update(ctx, func(tx *Tx) error { tx.Buffer(slot); return nil }); err != nil || len(l.locked) != 0 {
		t.Fatalf("%v; one that names nothing locks %v", err, l.locked)
	}
	w, both := s.lanes[0], []*update{
		{ctx: WithLocks(WithLocks(ctx, slot, []int64{7, 3}), slot, []int64{5})},
		{ctx: WithLocks(ctx, slot, []int64{3, 1})},
	}
	if err := w.lockAhead(both[:1]); err != nil || len(l.locked) != 0 {
		t.Errorf("%v; one alone locks by itself, not %v", err, l.locked)
	}
	if err := w.lockAhead(both); err != nil || !slices.Equal(l.locked, []int64{1, 3, 5, 7}) {
		t.Errorf("%v; locked %v", err, l.locked)
	}
	w.learn() // the group is lost: the next attempt locks all that this one had reached, though nobody foresees it
	l.locked = nil
	if err := w.lockAhead(both[:1]); err != nil || !slices.Equal(l.locked, []int64{1, 3, 5, 7}) {
		t.Errorf("%v; after a loss it locked %v", err, l.locked)
	}
	w.wants = nil
}

// An update that loses every time runs while all others wait, and is answered like any other.
func TestLastResort(t *testing.T) {
	s := onServer(t, Options{Lanes: 2})
	runs := 0
	if err := s.Update(ctx, func(tx *Tx) error {
		if runs++; !tx.w.alone {
			tx.w.lose(ErrConflict)
			return nil
		}
		return insertRow(tx, "patient")
	}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "SELECT COUNT(*) FROM t_rows"); n != 1 || runs < aloneConflicts || s.stats.LastResorts.Load() != 1 {
		t.Errorf("%d rows after %d runs, %d last resorts", n, runs, s.stats.LastResorts.Load())
	}
}

// A process of the old version writes nothing once a newer one has taken away what it needs.
func TestOutdated(t *testing.T) {
	needServer(t)
	s := second(t, TestDatabase(t), Options{Lanes: 1})
	if _, err := s.Migrate(ctx, "v1", testSchema); err != nil {
		t.Fatal(err)
	}
	e := s.e.(*mysqlEngine)
	if e.outdated() {
		t.Fatal("outdated from the start")
	}
	later := second(t, s.path, Options{Lanes: 1})
	newer := Schema{Module: "more", Files: fstest.MapFS{"001_gone.contract.sql": {Data: []byte("UPDATE t_counters SET n = 0;")}}}
	if _, err := later.Migrate(ctx, "v2", testSchema, newer); err != nil {
		t.Fatal(err)
	}
	if !e.outdated() {
		t.Error("it has not noticed")
	}
	if err := s.Update(ctx, func(tx *Tx) error { return insertRow(tx, "late") }); !errors.Is(err, ErrNewerSchema) {
		t.Errorf("%v", err)
	}
	if n := count(t, later, "SELECT COUNT(*) FROM t_rows"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// An update sees what its context carries, and its ids name its lane.
func TestUpdateKnowsItsPlace(t *testing.T) {
	s := testStore(t)
	type key struct{}
	if err := s.Update(context.WithValue(ctx, key{}, "v"), func(tx *Tx) error {
		if tx.Value(key{}) != "v" || tx.Value("key") != nil {
			t.Errorf("values %v, %v", tx.Value(key{}), tx.Value("key"))
		}
		if lane := tx.NewID().Lane(); lane != tx.Lane() || (lane != 0) != tx.Shared() {
			t.Errorf("an id of lane %d in lane %d", lane, tx.Lane())
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A round's database is free for the next one as soon as the round ends, the last of its cleanups first.
func TestRounds(t *testing.T) {
	var said []int
	var paths []string
	for range 2 {
		r, end := TestRound(t)
		r.Cleanup(func() { said = append(said, 1) })
		r.Cleanup(func() { said = append(said, 2) })
		s := testStore(r)
		if n := count(t, s, "SELECT COUNT(*) FROM t_rows"); n != 0 {
			t.Errorf("%d rows of an earlier round", n)
		}
		if err := s.Update(ctx, func(tx *Tx) error { return insertRow(tx, "mine") }); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, s.path)
		end()
		if err := s.Update(ctx, func(*Tx) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Errorf("the round has ended: %v", err)
		}
	}
	if !slices.Equal(said, []int{2, 1, 2, 1}) || TestDSN() != "" && paths[0] != paths[1] {
		t.Errorf("ends %v, databases %v", said, paths)
	}
}

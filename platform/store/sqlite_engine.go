package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"tonghui/base/calendar"
)

// sqliteEngine is the embedded database: one file, one process, one lane.
type sqliteEngine struct {
	s         *Store
	path      string
	immutable bool // the file can't change: see open

	held       *os.File // the lock
	db         *sql.DB  // the writer's
	pool       *sql.DB  // the readers'
	checkpoint *checkpointer

	seq atomic.Int64 // highest id of a committed group
}

func newSQLite(s *Store) *sqliteEngine {
	e := &sqliteEngine{s: s, path: s.path}
	// One file has one lock, whatever names lead to it.
	if target, err := filepath.EvalSymlinks(s.path); err == nil {
		e.path = target
	}
	s.path = e.path
	return e
}

func (e *sqliteEngine) kind() Engine { return SQLite }

func (e *sqliteEngine) open(ctx context.Context) (err error) {
	// The log's size changes at every commit, its timestamps don't matter: fdatasync keeps the same promise for less.
	_, _ = sqlite.Fdatasync(true)
	readOnly := e.s.opt.ReadOnly
	found, err := os.Stat(e.path)
	switch {
	case err == nil && !found.Mode().IsRegular():
		return ErrNotABank.Because(fmt.Errorf("%s is no file", e.path))
	case err != nil && readOnly:
		return ErrNoDatabase.Because(err)
	}
	if !readOnly {
		if e.held, err = lockFile(e.path, e.s.opt.Address); err != nil {
			return err
		}
	}
	if err := e.openForReading(); err != nil {
		return err
	}
	if readOnly || found != nil && found.Size() > 0 {
		err = e.inspect(ctx)
	}
	if readOnly && errors.Is(err, ErrReadOnly) && !exists(e.path+"-wal") {
		// A bank that was closed, on a disk that takes no writes: not even the log's index can be made, and nobody
		// changes the file.
		e.immutable = true
		_ = e.pool.Close()
		if err = e.openForReading(); err == nil {
			err = e.inspect(ctx)
		}
	}
	if err != nil || readOnly {
		return err
	}
	return e.openForWriting(ctx)
}

func (e *sqliteEngine) openForReading() (err error) {
	if e.pool, err = sql.Open("sqlite", e.dsn(true)); err != nil {
		return classify(err)
	}
	e.pool.SetMaxIdleConns(-1) // a connection that is given back is closed
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (e *sqliteEngine) openForWriting(ctx context.Context) (err error) {
	if e.db, err = sql.Open("sqlite", e.dsn(false)); err != nil {
		return classify(err)
	}
	e.db.SetMaxOpenConns(1)
	e.db.SetMaxIdleConns(-1)
	return e.s.startLanes(ctx, 1)
}

// inspect refuses a file that is not a bank's, before anything is written to it. An empty database is a bank
// that was about to be made.
func (e *sqliteEngine) inspect(ctx context.Context) error {
	return e.s.View(ctx, func(v *View) error {
		return inspect(v, e.s.opt.ReadOnly, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
	})
}

func inspect(v *View, readOnly bool, tablesQuery string) error {
	tables, err := All(v, Value[string], tablesQuery)
	if err != nil || len(tables) == 0 && !readOnly {
		return err
	}
	for _, t := range tables {
		if t == "store_bank" {
			product, _, err := One(v, Value[string], "SELECT product FROM store_bank WHERE id = 1")
			if err == nil && product != "" && product != productName {
				err = ErrNotABank
			}
			return err
		}
	}
	return ErrNotABank
}

// openWriter gives the writer a connection and reads what it must know.
func (e *sqliteEngine) openWriter(ctx context.Context, w *writer) error {
	c, err := newConn(ctx, e.db)
	if err != nil {
		return classify(err)
	}
	if err := e.prepareWriter(ctx, w, c); err != nil {
		_ = c.close()
		return classify(err)
	}
	w.c = c
	if e.checkpoint == nil {
		if e.checkpoint, err = newCheckpointer(e); err != nil {
			_ = c.close()
			w.c = nil
			return err
		}
	}
	return nil
}

// idHighShift: store_bank counts the reserved ids in units of 32, as ids were cut before lanes came.
const idHighShift = idLow - idNodeBits

func (e *sqliteEngine) prepareWriter(ctx context.Context, w *writer, c *conn) error {
	if err := bootstrapSQLite(ctx, c); err != nil {
		return err
	}
	var date, fence, open, high int64
	row := c.c.QueryRowContext(ctx, "SELECT bank_date, fence, day_open, id_high FROM store_bank WHERE id = 1")
	if err := row.Scan(&date, &fence, &open, &high); err != nil {
		return err
	}
	high = (high + 1<<idHighShift - 1) >> idHighShift
	*w.day = bankDay{date: calendar.Date(date), fence: fence, set: open == 1}
	w.ids.lane = int64(e.s.opt.Node) << idLaneBits
	w.ids.last = max(w.ids.last, high)
	w.idHigh, w.idSaved = high, high
	e.seq.Store(w.ids.last<<idLow | (1<<idLow - 1))
	return c.c.Raw(func(dc any) error {
		hooks := dc.(sqlite.HookRegisterer)
		hooks.RegisterRollbackHook(func() { w.rolledBack = true })
		hooks.RegisterCommitHook(func() int32 {
			if w.committing {
				return 0
			}
			return 1 // no statement commits by itself: see the traps above writer
		})
		return nil
	})
}

func (e *sqliteEngine) begin(w *writer) error {
	w.rolledBack = false
	_, err := w.c.exec("BEGIN IMMEDIATE")
	return err
}

// idsAhead is how many ids are reserved at a time: those of one second.
const idsAhead = 1000 << idSeqBits

// finish reserves ids before they reach the disk in a row, so that a clock that goes back over a restart makes no
// id twice.
func (e *sqliteEngine) finish(w *writer, tx *Tx) error {
	if w.ids.last > w.idHigh {
		high := w.ids.last + idsAhead
		if err := tx.WriteOut("UPDATE store_bank SET id_high = ? WHERE id = 1", high<<idHighShift); err != nil {
			return err
		}
		w.idHigh = high
	}
	return nil
}

func (e *sqliteEngine) commit(w *writer) error {
	w.committing = true
	_, err := w.c.exec("COMMIT")
	w.committing = false
	if err == nil {
		w.idSaved = w.idHigh
		e.seq.Store(w.ids.last<<idLow | (1<<idLow - 1))
	}
	return err
}

// lostBy asks SQLite, which refuses a BEGIN inside a transaction.
func (e *sqliteEngine) lostBy(w *writer, _ error) bool {
	if w.rolledBack {
		return true
	}
	if _, err := w.c.exec("BEGIN"); err != nil {
		return false
	}
	_, _ = w.c.exec("ROLLBACK")
	return true
}

func (e *sqliteEngine) after(w *writer) { e.checkpoint.after(w) }

func (e *sqliteEngine) lock(query string) string { return query }

func (e *sqliteEngine) beginView(c *conn) error {
	_, err := c.exec("BEGIN")
	return err
}

func (e *sqliteEngine) schema(text string) string { return toSQLite(text) }

// define runs a step and records it in one transaction.
func (e *sqliteEngine) define(ctx context.Context, m *migration, step int, version string) error {
	return e.s.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(e.schema(m.steps[step])); err != nil {
			return m.failed(step, err)
		}
		return m.record(tx, step, version)
	})
}

func (e *sqliteEngine) alone(_ context.Context, f func() error) error { return f() }

func (e *sqliteEngine) settled(context.Context) (Seq, error) { return Seq(e.seq.Load()), nil }

func (e *sqliteEngine) readers() *sql.DB { return e.pool }

func (e *sqliteEngine) close() (err error) {
	if e.checkpoint != nil {
		e.checkpoint.stop()
	}
	// The last one to go folds the log and removes it.
	for _, w := range e.s.lanes {
		if w.c != nil {
			_ = w.c.close()
		}
	}
	if e.checkpoint != nil {
		e.checkpoint.close()
	}
	for _, db := range []*sql.DB{e.db, e.pool} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	unlockFile(e.held)
	return err
}

// classifySQLite knows the errors of SQLite's driver; nil is none of them.
func classifySQLite(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return nil
	}
	switch se.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return errors.Join(ErrDuplicate, err)
	}
	switch se.Code() & 0xff {
	case lib.SQLITE_FULL:
		return ErrDiskFull.Because(err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return ErrReadOnly.Because(err)
	case lib.SQLITE_IOERR:
		return ErrDisk.Because(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return ErrBusy.Because(err)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return ErrNotABank.Because(err)
	case lib.SQLITE_CANTOPEN:
		return ErrReadOnly.Because(err)
	case lib.SQLITE_INTERRUPT:
		return ErrGaveUp.Because(err)
	}
	return err
}

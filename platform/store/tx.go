package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tonghui/base/calendar"
)

// Tx is one update. It carries what the update may know of the world: its time, the bank date, the actor
// and the request's idempotency key. It is valid inside its closure only.
type Tx struct {
	w      *writer
	u      *update
	now    time.Time
	levels []level // savepoints, the update's own first
	after  []func()
	sqlErr bool // a statement failed: the writer asks whether the transaction still stands
}

// level is a savepoint. In SQL it is opened only when a statement needs it: updates that only add to
// buffers cost no statement at all.
type level struct {
	marks []int
	open  bool
}

// Now is the time of this update, fixed, UTC, to the microsecond.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is who writes.
func (tx *Tx) Actor() Actor { return ActorOf(tx.u.ctx) }

// IdempotencyKey is the request's key, or "".
func (tx *Tx) IdempotencyKey() string { return IdempotencyKeyOf(tx.u.ctx) }

// NewID makes the next id; ids rise in the order of commits.
func (tx *Tx) NewID() ID { return tx.w.newID() }

// BankDate is the open bank date; ok is false when the bank has not opened its first day.
func (tx *Tx) BankDate() (d calendar.Date, ok bool) { return tx.w.day.date, tx.w.day.set }

// Fence counts the changes of the bank date; a posting stamps a date only under the fence it read.
func (tx *Tx) Fence() int64 { return tx.w.day.fence }

// SetBankDate moves the bank date and raises the fence. Only the ledger's day verbs call it.
func (tx *Tx) SetBankDate(d calendar.Date) { tx.w.day.move(d) }

// Careful says that this run comes after a duplicate key or a lost transaction. Rooms that insert
// optimistically (trusting a unique key instead of asking first) ask first when it is set.
func (tx *Tx) Careful() bool { return tx.w.careful }

// AfterCommit runs f once, after this update is on disk, before Update returns to its caller.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Query reads what this and all earlier updates wrote; buffers are written out first.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.reachSQL(); err != nil {
		return nil, err
	}
	return tx.Peek(query, args...)
}

// Peek reads the tables without writing buffers out. It is for buffers' owners, who know what their own
// memory adds to the answer.
func (tx *Tx) Peek(query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.w.c.query(context.Background(), query, args...)
	if err != nil {
		tx.sqlErr = true
	}
	return rows, err
}

// Peeker gives Peek the shape of a Querier.
func (tx *Tx) Peeker() Querier { return peeker{tx} }

type peeker struct{ tx *Tx }

func (p peeker) Query(query string, args ...any) (*sql.Rows, error) { return p.tx.Peek(query, args...) }

// Exec writes; it returns the number of rows changed. A duplicate key comes back as ErrDuplicate, and the
// closure may go on.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if err := tx.reachSQL(); err != nil {
		return 0, err
	}
	r, err := tx.w.c.exec(query, args...)
	if err != nil {
		tx.sqlErr = true
		return 0, err
	}
	return r.RowsAffected()
}

// Lock reads rows for update. The query must state its order, so that two updates lock in the same one.
// What it returns is current; a plain Query on an engine with snapshots may not be. On SQLite, where
// updates run one by one, it is a plain read.
func (tx *Tx) Lock(query string, args ...any) (*sql.Rows, error) {
	if !strings.Contains(strings.ToUpper(query), "ORDER BY") {
		return nil, fmt.Errorf("store: Lock needs ORDER BY: %s", query)
	}
	return tx.Query(query, args...)
}

// WriteOut runs a buffer's statement. Only Flush methods call it.
func (tx *Tx) WriteOut(query string, args ...any) error {
	_, err := tx.w.c.exec(query, args...)
	if err == nil {
		return nil
	}
	tx.sqlErr = true
	if errors.Is(err, ErrDuplicate) && !tx.w.careful {
		// Whose row it was can't be told here: run the group again, one flush an update.
		tx.w.rerun = true
		return errors.Join(errRerun, err)
	}
	return err
}

// Savepoint runs f; if f fails, everything that f did is undone and the update may go on.
func (tx *Tx) Savepoint(f func() error) error {
	tx.levels = append(tx.levels, level{marks: tx.w.marks()})
	err := f()
	return tx.leave(err)
}

// leave closes the innermost level: keeps it when err is nil, undoes it otherwise. It returns err, or what
// went wrong in undoing.
func (tx *Tx) leave(err error) error {
	n := len(tx.levels) - 1
	l := tx.levels[n]
	if err == nil && tx.w.careful {
		// In careful mode each update writes out its own rows, so that a duplicate is its own.
		err = tx.reachSQL()
		l = tx.levels[n]
	}
	tx.levels = tx.levels[:n]
	if err == nil {
		if l.open {
			if _, e := tx.w.c.exec(releaseText[min(n, maxLevels-1)]); e != nil {
				tx.sqlErr = true
				return e
			}
		}
		return nil
	}
	if l.open {
		if e := tx.w.undo(n); e != nil {
			tx.w.lost = e
			err = errors.Join(err, e)
		}
	}
	tx.w.cut(l.marks)
	return err
}

// reachSQL opens the savepoints that are still only in memory and writes the buffers out, in the order
// that lets each savepoint undo exactly its own rows.
func (tx *Tx) reachSQL() error {
	if len(tx.levels) == 0 {
		return errors.New("store: Tx used outside its closure")
	}
	for i := range tx.levels {
		l := &tx.levels[i]
		if l.open {
			continue
		}
		if i >= maxLevels {
			return errors.New("store: savepoints nested too deep")
		}
		if err := tx.w.flush(tx, l.marks); err != nil {
			return err
		}
		if _, err := tx.w.c.exec(savepointText[i]); err != nil {
			tx.sqlErr = true
			return err
		}
		l.open = true
	}
	return tx.w.flush(tx, nil)
}

// maxLevels bounds nested savepoints.
const maxLevels = 8

var savepointText, releaseText, rollbackText = func() (s, r, b [maxLevels]string) {
	for i := range maxLevels {
		s[i] = fmt.Sprintf("SAVEPOINT u%d", i)
		r[i] = fmt.Sprintf("RELEASE u%d", i)
		b[i] = fmt.Sprintf("ROLLBACK TO u%d", i)
	}
	return
}()

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
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
	over   bool // the closure has ended
}

// level is a savepoint. In SQL it is opened only when a statement needs it: updates that only add to
// buffers cost no statement at all.
type level struct {
	marks []int
	after int // hooks before it
	open  bool
}

// Now is the time of this update, fixed, UTC, to the microsecond.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is who writes.
func (tx *Tx) Actor() Actor { return ActorOf(tx.u.ctx) }

// Value is what the update's context carries under a key, for rooms that put it there.
func (tx *Tx) Value(key any) any { return tx.u.ctx.Value(key) }

// IdempotencyKey is the request's key, or "".
func (tx *Tx) IdempotencyKey() string { return IdempotencyKeyOf(tx.u.ctx) }

// NewID makes the next id; ids rise in the order of commits.
func (tx *Tx) NewID() ID {
	tx.mustRun()
	return tx.w.ids.next(tx.w.s.now())
}

// NewIDAfter is NewID, higher than another id, also one that a process with a later clock has made.
func (tx *Tx) NewIDAfter(id ID) ID {
	tx.mustRun()
	tx.w.ids.last = max(tx.w.ids.last, int64(id)>>idLow)
	return tx.NewID()
}

// BankDate is the open bank date; ok is false when the bank has not opened its first day.
func (tx *Tx) BankDate() (d calendar.Date, ok bool) { return tx.w.day.date, tx.w.day.set }

// Fence counts the changes of the bank date; a posting stamps a date only under the fence it read.
func (tx *Tx) Fence() int64 { return tx.w.day.fence }

// SetBankDate moves the bank date and raises the fence, when no other update runs (see Exclusive). Only the ledger's
// day verbs call it.
func (tx *Tx) SetBankDate(d calendar.Date) {
	tx.mustRun()
	if err := tx.Exclusive(); err != nil {
		return // the transaction is lost with it, and the update runs again
	}
	tx.w.day.move(d)
}

// Shared says that other updates, of this process and others, run beside this one. What is read then holds at the
// moment of reading only, unless it is locked (Lock, PeekLock, Exclusive), and nothing may be kept for the next group.
func (tx *Tx) Shared() bool { return tx.w.s.e.kind().Shared() }

// Lane numbers the writers that run at the same time, of all processes, from 0 to 255; rows that every update changes
// are striped by it. On SQLite there is one writer, so it is 0.
func (tx *Tx) Lane() int {
	if !tx.Shared() {
		return 0
	}
	return int(tx.w.ids.lane)
}

// Buffer is this lane's instance of a room's buffer.
func (tx *Tx) Buffer(slot Slot) Buffer { return tx.w.buffers[slot] }

// Exclusive keeps all other updates out until this one has ended: it waits for those that run, of this process and others.
// It is for rare verbs (a day's state, a period's close) on which every posting rests: these read plainly what only
// exclusive updates change. Call it first: on a shared engine the update begins anew then, alone, and the error that
// Exclusive returns ends the run that asked.
func (tx *Tx) Exclusive() error {
	if err := tx.usable(); err != nil || tx.w.alone || !tx.Shared() {
		return err
	}
	tx.u.exclusive = true
	tx.w.lose(errExclusive)
	return errExclusive
}

// Careful says that this run comes after a duplicate key or a lost transaction. Rooms that insert
// optimistically (trusting a unique key instead of asking first) ask first when it is set.
func (tx *Tx) Careful() bool { return tx.w.careful }

// AfterCommit runs f once, after this update is on disk, before Update returns to its caller. A savepoint that
// fails takes its hooks with it.
func (tx *Tx) AfterCommit(f func()) {
	tx.mustRun()
	tx.after = append(tx.after, f)
}

// mustRun guards what has no error to return.
func (tx *Tx) mustRun() {
	if tx.over {
		panic(errOutside)
	}
}

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
	if err := tx.usable(); err != nil {
		return nil, err
	}
	rows, err := tx.w.c.query(context.Background(), query, args...)
	if err != nil {
		return nil, tx.w.failed(err)
	}
	return rows, nil
}

// exec runs one statement of the transaction, if that still stands.
func (tx *Tx) exec(query string, args ...any) (driver.Result, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	r, err := tx.w.c.exec(query, args...)
	if err != nil {
		return nil, tx.w.failed(err)
	}
	return r, nil
}

func (tx *Tx) usable() error {
	if tx.over {
		return errOutside
	}
	return tx.w.standing()
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
	r, err := tx.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Lock reads rows for update: until this update has ended, no other one changes them or locks them. The query must
// state its order, so that two updates lock in the same one. On SQLite, where updates run one by one, it is a
// plain read.
func (tx *Tx) Lock(query string, args ...any) (*sql.Rows, error) {
	if err := tx.reachSQL(); err != nil {
		return nil, err
	}
	return tx.PeekLock(query, args...)
}

// PeekLock is Lock without writing buffers out; see Peek.
func (tx *Tx) PeekLock(query string, args ...any) (*sql.Rows, error) {
	if !strings.Contains(query, "ORDER BY") {
		return nil, fmt.Errorf("store: Lock needs ORDER BY: %s", query)
	}
	return tx.Peek(tx.w.s.e.lock(query), args...)
}

// WriteOut runs a buffer's statement. Only Flush methods call it.
func (tx *Tx) WriteOut(query string, args ...any) error {
	_, err := tx.WriteOutRows(query, args...)
	return err
}

// WriteOutRows is WriteOut for a statement whose number of changed rows matters.
func (tx *Tx) WriteOutRows(query string, args ...any) (int64, error) {
	r, err := tx.exec(query, args...)
	if err == nil {
		return r.RowsAffected()
	}
	switch {
	case !tx.w.careful && tx.w.rerun == nil:
		// Whose row it was can't be told here: the group runs again, one flush an update. See Tx.Careful.
		tx.w.rerun = err
	case tx.Shared() && errors.Is(err, ErrDuplicate) && tx.w.raced < maxRaced:
		// It wasn't there when the room asked: another lane was quicker by a hair. It is there now.
		tx.w.raced++
		tx.w.lose(ErrConflict.Because(err))
	}
	return 0, err
}

// maxRaced is how often a row that turns up between asking and writing makes an update run again; a room that doesn't
// ask at all gets its ErrDuplicate then.
const maxRaced = 2

// Savepoint runs f; if f fails, everything that f did is undone and the update may go on.
func (tx *Tx) Savepoint(f func() error) (err error) {
	if tx.over {
		return errOutside
	}
	depth := len(tx.levels)
	tx.levels = append(tx.levels, level{marks: tx.w.marks(), after: len(tx.after)})
	ended := false
	defer func() {
		if !ended { // a panic: whatever f had open inside is undone with it
			tx.levels = tx.levels[:depth+1]
			_ = tx.leave(errPanic)
		}
	}()
	err = f()
	ended = true
	return tx.leave(err)
}

var errPanic = errors.New("store: panic in a savepoint")

// leave closes the innermost level: keeps it when err is nil, undoes it otherwise. It returns err, or what
// went wrong in undoing.
func (tx *Tx) leave(err error) error {
	n := len(tx.levels) - 1
	if err != nil && tx.Shared() {
		_ = tx.w.failed(err) // also what showed in reading rows: the server may have rolled back
	}
	switch {
	case tx.w.careful && err == nil:
		// In careful mode each update writes out its own rows, so that a duplicate is its own.
		err = tx.reachSQL()
	case !tx.w.careful && err != nil && tx.w.rerun == nil && tx.w.standing() == nil && tx.w.passed(tx.levels[n].marks):
		// It failed for a reason that may rest on rows which would have been refused: written out they show it.
		_ = tx.reachSQL()
	}
	if err != nil {
		tx.w.c.closeRows() // whoever reads them has ended
	}
	l := tx.levels[n]
	tx.levels = tx.levels[:n]
	if err == nil {
		if l.open {
			if _, e := tx.exec(releaseText[n]); e != nil {
				tx.w.lose(e)
				return e
			}
		}
		return nil
	}
	if l.open && tx.w.standing() == nil {
		if e := tx.w.undo(n); e != nil {
			tx.w.lose(e)
			err = errors.Join(err, e)
		}
	}
	tx.w.cut(l.marks)
	tx.after = tx.after[:l.after]
	return err
}

// reachSQL opens the savepoints that are still only in memory and writes the buffers out, in the order
// that lets each savepoint undo exactly its own rows.
func (tx *Tx) reachSQL() error {
	if len(tx.levels) == 0 || tx.over {
		return errOutside
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
		if _, err := tx.exec(savepointText[i]); err != nil {
			return err
		}
		l.open = true
	}
	return tx.w.flush(tx, nil)
}

// maxLevels bounds nested savepoints.
const maxLevels = 32

var savepointText, releaseText, rollbackText = func() (s, r, b [maxLevels]string) {
	for i := range maxLevels {
		s[i] = fmt.Sprintf("SAVEPOINT u%d", i)
		r[i] = fmt.Sprintf("RELEASE SAVEPOINT u%d", i)
		b[i] = fmt.Sprintf("ROLLBACK TO SAVEPOINT u%d", i)
	}
	return
}()

package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"tonghui/base/problem"
)

// The commit pipeline
//
// What must hold.
//
//	(1) No acknowledgement before its sync: Update returns nil only after COMMIT has come back, and COMMIT
//	    under synchronous=FULL comes back only after the write-ahead log has been synced.
//	(2) All or nothing, each for itself: an update that fails leaves no trace and harms no neighbour.
//	(3) Serial: updates see each other's effects in the order in which they ran, as if each had committed
//	    alone before the next began.
//	(4) Bounded: the queues have a fixed size; a full queue refuses at once.
//
// Why a group. One sync costs 100 µs and more, one booked transfer 10 µs. The obvious writer (lock, BEGIN,
// change, COMMIT, unlock) spends nine tenths of its time waiting for the disk and books 4,000 a second. So one
// goroutine owns the only writing connection, takes whatever waits (no timer: while one group syncs, the
// next one gathers by itself), and lets the whole group share one COMMIT.
//
// The steps, for each group:
//
//	take     one update, then those that were waiting at that moment, up to maxGroup; at most one of them
//	         from the slow lane, so that the end of day never holds up a customer by more than one chunk
//	begin    BEGIN IMMEDIATE
//	run      each closure in turn; before each, see whether its caller has given up. Its rows gather in
//	         Buffers; a savepoint is opened in SQL only if the closure itself reaches for SQL
//	undo     if it fails: ROLLBACK TO its savepoint, if one is open, and Cut the buffers back to its mark
//	flush    every Buffer writes out its rows as multi-row statements
//	commit   COMMIT, which syncs
//	answer   every caller, successes and refusals alike: also a refusal rests on what has just become durable
//
// The three traps.
//
//	A client that gives up mid-group. A statement interrupted by its context rolls back the whole
//	transaction in SQLite, and with it the neighbours' work. So statements here run under a context that no
//	client can cancel; cancellation is looked at between closures, and an update that has begun runs to its end.
//
//	An error that takes the transaction down. Disk full, I/O errors and some others roll back everything, not
//	just the savepoint. After any failed statement the writer proves that the transaction still stands: a
//	BEGIN must be refused. If it is not, the updates that are not yet answered (all of the group's) run
//	again, each in a group of its own.
//
//	A closure that reads what its own buffer holds. Tx.Query writes every buffer out first, opening the
//	savepoint between the rows of earlier updates and its own, so that undoing it takes back its own only.
//
// What can fail, and what then:
//
//	closure returns an error       its savepoint and marks undone; group goes on; caller gets its error
//	closure panics                 the same, as an internal problem, with the stack in the log
//	statement fails, tx stands     the same
//	statement fails, tx is lost    ROLLBACK; caches cut to the last commit; each update alone, again
//	duplicate key at flush         ROLLBACK; group again in careful mode, where each update flushes its
//	                               own rows inside its savepoint and so owns its duplicates
//	disk full at flush or commit   ROLLBACK; each update alone, again; those that still don't fit get
//	                               store.disk_full; nothing needs repair once space is free
//	I/O error at flush or commit   ROLLBACK; the connection is thrown away and opened anew, since the page cache
//	                               can't be trusted after a failed sync; callers get store.disk_error,
//	                               which says to repeat with the same key: the frames of a commit whose
//	                               sync failed may or may not survive a crash
//	process or power dies          SQLite recovers the log up to the last whole commit; what was
//	                               acknowledged is in it by (1)
type writer struct {
	s          *Store
	c          *conn
	fast, slow chan *update
	quit       chan struct{}
	done       chan struct{}

	buffers []Buffer
	day     *bankDay
	ids     idMaker
	idHigh  int64 // ids up to here are reserved on disk

	careful bool  // see Tx.Careful
	rerun   bool  // a flush met a duplicate: the group must run again
	lost    error // a savepoint could not be undone: the transaction can't be trusted

	seq atomic.Int64 // highest id of a committed group
}

// update is one waiting closure.
type update struct {
	ctx   context.Context
	fn    func(*Tx) error
	done  chan struct{}
	err   error
	after []func()
	begun bool
}

// maxGroup bounds the updates of one commit, maxRows the buffered rows after which a group takes no more.
const (
	maxGroup = 2048
	maxRows  = 16384
)

// loop is the writer's goroutine.
func (w *writer) loop() {
	defer close(w.done)
	slowTurn := false
	group := make([]*update, 0, maxGroup)
	for {
		group = group[:0]
		var first *update
		if slowTurn {
			select {
			case first = <-w.slow:
			default:
			}
		}
		if first == nil {
			select {
			case first = <-w.fast:
			case first = <-w.slow:
			case <-w.quit:
				if !w.drain(group) {
					return
				}
				continue
			}
		}
		group = append(group, first)
		for n := len(w.fast); n > 0 && len(group) < w.s.opt.maxGroup(); n-- {
			group = append(group, <-w.fast)
		}
		slowTurn = !slowTurn
		w.commit(group)
		w.s.checkpoint.poke()
	}
}

// drain commits what still waits at shutdown; false when nothing does.
func (w *writer) drain(group []*update) bool {
	for len(group) < maxGroup {
		select {
		case u := <-w.fast:
			group = append(group, u)
			continue
		case u := <-w.slow:
			group = append(group, u)
			continue
		default:
		}
		break
	}
	if len(group) == 0 {
		return false
	}
	w.commit(group)
	return true
}

// commit runs a group to its end and answers all of it.
func (w *writer) commit(group []*update) {
	started := time.Now()
	w.careful = w.s.opt.Careful
	for len(group) > 0 {
		n, err := w.try(group)
		if errors.Is(err, errRerun) && !w.careful {
			w.s.stats.Reruns.Add(1)
			w.careful = true
			continue
		}
		if err != nil && len(group[:n]) > 1 && !errors.Is(err, ErrDisk) {
			// The transaction was lost: each update again, alone, so that the one at fault falls alone.
			w.s.stats.Reruns.Add(1)
			w.careful = true
			for i := range group[:n] {
				one := group[i : i+1]
				_, err := w.try(one)
				w.answer(one, err)
			}
		} else {
			w.answer(group[:n], err)
		}
		group = group[n:]
	}
	w.s.stats.note(started)
}

// answer ends updates; a group error overrides their own.
func (w *writer) answer(group []*update, err error) {
	for _, u := range group {
		if err != nil {
			u.err, u.after = err, nil
		}
		close(u.done)
	}
	w.s.stats.Updates.Add(int64(len(group)))
}

// try runs updates in one transaction and commits it. n is how many of the group it took: it stops early
// when the buffers have grown to maxRows.
func (w *writer) try(group []*update) (n int, err error) {
	w.rerun, w.lost = false, nil
	if err := w.begin(); err != nil {
		return len(group), w.abandon(err)
	}
	for n < len(group) {
		u := group[n]
		n++
		u.err = w.run(u)
		if w.rerun {
			return len(group[:n]), w.abandon(errRerun)
		}
		if w.lost != nil {
			return n, w.abandon(w.lost)
		}
		if w.pending() > maxRows {
			break
		}
	}
	flushTx := &Tx{w: w, u: group[0], now: w.s.now()}
	if err := w.flush(flushTx, nil); err != nil {
		return n, w.abandon(err)
	}
	if _, err := w.c.exec("COMMIT"); err != nil {
		return n, w.abandon(err)
	}
	for _, b := range w.buffers {
		b.Committed()
	}
	w.seq.Store(w.ids.last<<idNodeBits | (1<<idNodeBits - 1))
	w.s.stats.Groups.Add(1)
	return n, nil
}

// begin opens the transaction and reserves ids, so that a clock that goes back over a restart makes no
// id twice.
func (w *writer) begin() error {
	if w.c == nil {
		if err := w.s.openWriter(w); err != nil {
			return err
		}
	}
	if _, err := w.c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	const ahead = 10_000 << idSeqBits // ten seconds
	if now := (w.s.now().UnixMilli() - idEpoch) << idSeqBits; max(now, w.ids.last)+ahead/2 > w.idHigh {
		high := max(now, w.ids.last) + ahead
		if _, err := w.c.exec("UPDATE store_bank SET id_high = ? WHERE id = 1", high); err != nil {
			return err
		}
		w.idHigh = high
	}
	return nil
}

func (w *writer) newID() ID { return w.ids.next(w.s.now()) }

// run executes one closure between its marks.
func (w *writer) run(u *update) (err error) {
	if u.ctx.Err() != nil {
		return ErrGaveUp.Because(u.ctx.Err())
	}
	tx := &Tx{w: w, u: u, now: w.s.now(), levels: make([]level, 0, 2)}
	err = tx.Savepoint(func() error { return protect(tx, u.fn) })
	if tx.sqlErr && !w.rerun && w.lost == nil && !w.stands() {
		w.lost = errLost.Because(err)
	}
	tx.levels, u.after = nil, tx.after
	if err != nil {
		u.after = nil
	}
	return err
}

var errLost = problem.New(problem.Unavailable, "store.transaction_lost",
	"The database gave up a group of writes. Nothing was booked; try again.",
	"数据库放弃了一组写入,本次未记账。请重试。")

// protect turns a panic of a closure into its error.
func protect(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in update: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// stands proves that the transaction still exists: SQLite refuses a BEGIN inside one.
func (w *writer) stands() bool {
	if _, err := w.c.exec("BEGIN"); err == nil {
		_, _ = w.c.exec("ROLLBACK")
		return false
	}
	return true
}

// undo takes back everything since savepoint n was opened, and closes it.
func (w *writer) undo(n int) error {
	if _, err := w.c.exec(rollbackText[n]); err != nil {
		return err
	}
	_, err := w.c.exec(releaseText[n])
	return err
}

// abandon rolls the group back and brings the caches to the last commit. It returns err, classified.
func (w *writer) abandon(err error) error {
	for _, b := range w.buffers {
		b.Cut(0)
		b.Committed()
	}
	w.idHigh = 0
	if w.c == nil {
		return err
	}
	_, _ = w.c.exec("ROLLBACK") // fails when the error has rolled back already
	if errors.Is(err, ErrDisk) || errors.Is(err, ErrNotABank) {
		_ = w.c.close()
		w.c = nil // begin opens a new one
	}
	return err
}

func (w *writer) marks() []int {
	m := make([]int, len(w.buffers))
	for i, b := range w.buffers {
		m[i] = b.Mark()
	}
	return m
}

func (w *writer) cut(marks []int) {
	for i, b := range w.buffers {
		b.Cut(marks[i])
	}
}

// flush writes out every buffer up to its mark, or all of it for nil marks.
func (w *writer) flush(tx *Tx, marks []int) error {
	for i, b := range w.buffers {
		upTo := b.Mark()
		if marks != nil {
			upTo = marks[i]
		}
		if err := b.Flush(tx, upTo); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) pending() (n int) {
	for _, b := range w.buffers {
		n += b.Mark()
	}
	return n
}

package store

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
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
//	         from the slow lane, in every second group at most while customers wait, so that the end of day
//	         never holds up a customer by more than one chunk
//	begin    BEGIN IMMEDIATE
//	run      each closure in turn; before each, see whether its caller has given up. Its rows gather in
//	         Buffers; a savepoint is opened in SQL only if the closure itself reaches for SQL. After maxRun
//	         of running, or maxRows of rows, the rest of the group makes the next one
//	undo     if it fails: write out what it has buffered, since its reason may rest on a row that is a
//	         duplicate; ROLLBACK TO its savepoint, if one is open; Cut the buffers back to its mark
//	flush    every Buffer writes out its rows as multi-row statements; ids that were handed out are reserved
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
//	just the savepoint, and a closure that carries on would then write on its own, outside any transaction.
//	SQLite's rollback hook tells when that happens; after any failed statement the writer also proves that
//	the transaction still stands: a BEGIN must be refused. From then on the Tx takes no more statements, and
//	a commit hook refuses every commit but the writer's own. The updates that are not yet answered (all of the
//	group's) run again, each in a group of its own.
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
//	other refusal at flush         the same
//	disk full at flush or commit   ROLLBACK; each update alone, again; those that still don't fit get
//	                               store.disk_full; nothing needs repair once space is free
//	I/O error before the commit    ROLLBACK; the connection is opened anew, since its page cache can't be
//	                               trusted; each update alone, again, until two in a row have failed
//	I/O error at the commit        ROLLBACK; the connection is opened anew; callers get store.disk_error,
//	                               which says to repeat with the same key: the frames of a commit whose
//	                               sync failed may or may not survive a crash. While the process lives they
//	                               stay dead (see newCheckpointer), and the next commit overwrites them
//	closure ends the goroutine     ROLLBACK; all of the group refused; the writer starts anew
//	process or power dies          SQLite recovers the log up to the last whole commit; what was
//	                               acknowledged is in it by (1)
//
// On a shared engine (MySQL protocol) a process has several writers, its lanes, which take from the same queues, and
// other processes have theirs. A group is then one transaction among many; mysql.go tells what that changes. In short:
// rows are locked before a decision rests on them, and a group that loses against another runs again.
type writer struct {
	s      *Store
	number int // of this lane in its process
	c      *conn
	done   chan struct{} // closed when the loop has ended

	running bool       // the loop was started
	mutex   sync.Mutex // a running group against AddBuffer
	buffers []Buffer
	day     *bankDay
	ids     idMaker
	idHigh  int64     // SQLite: ids up to here are reserved in this transaction,
	idSaved int64     // and on disk
	group   []*update // taken and not yet answered

	facts groupFacts // of the running group, for its span

	careful bool  // see Tx.Careful
	raced   int   // runs in careful mode that met another lane's row; see Tx.WriteOutRows
	rerun   error // a flush was refused: the group must run again, carefully
	lost    error // the transaction is gone or can't be trusted

	// What SQLite's hooks tell and ask.
	rolledBack bool // the transaction has ended without the writer's doing
	committing bool // the writer's own COMMIT is running

	// What a lane of a shared engine knows of its row.
	groupNo int64
	alone   bool             // the next transaction keeps all others out from its beginning
	wants   map[Slot][]int64 // what this group had locked when it was lost; see locks.go
}

// update is one waiting closure.
type update struct {
	ctx   context.Context
	fn    func(*Tx) error
	done  chan struct{}
	state atomic.Int32 // waiting, begun or gaveUp
	err   error
	after []func()
	trace *updateTrace // nil if nobody asked

	exclusive bool // it asked to be alone; only its lane touches this once it has begun
}

// An update is begun or given up, never both: whoever leaves waiting first decides.
const (
	waiting = iota
	begun
	gaveUp
)

// maxGroup bounds the updates of one commit; after maxRows buffered rows or maxRun of running closures a group
// takes no more.
const (
	maxGroup = 2048
	maxRows  = 16384
	maxRun   = 20 * time.Millisecond
)

// loop is the writer's goroutine.
func (w *writer) loop() {
	over := false
	defer func() {
		if p := recover(); p != nil {
			panic(p) // a fault of the store or of a Buffer: better no bank than a wrong one
		}
		if !over {
			w.revive()
			return
		}
		close(w.done)
	}()
	fast := w.s.fast
	for slowTurn := false; ; slowTurn = !slowTurn {
		first := w.take(slowTurn)
		if first == nil {
			over = true
			return
		}
		group := w.group[:0]
		group = append(group, first)
		group = takeMore(group, fast, w.s.opt.maxGroup())
		w.commit(group)
		clear(group)
		w.group = group[:0]
		w.s.e.after(w)
	}
}

// takeMore adds what is waiting at this moment. Another lane may be quicker.
func takeMore(group []*update, from chan *update, most int) []*update {
	for n := len(from); n > 0 && len(group) < most; n-- {
		select {
		case u := <-from:
			group = append(group, u)
		default:
			return group
		}
	}
	return group
}

// take waits for an update; nil when the store is closing and nothing waits any more.
func (w *writer) take(slowTurn bool) (u *update) {
	lanes := [2]chan *update{w.s.fast, w.s.slow}
	if slowTurn {
		lanes[0], lanes[1] = lanes[1], lanes[0]
	}
	for _, lane := range lanes {
		select {
		case u = <-lane:
			return u
		default:
		}
	}
	select {
	case u = <-w.s.fast:
	case u = <-w.s.slow:
	case <-w.s.quit:
		select { // what came in before the door was shut
		case u = <-w.s.fast:
		case u = <-w.s.slow:
		default:
		}
	}
	return u
}

// revive starts the writer anew after a closure has ended its goroutine (runtime.Goexit, as t.Fatal does).
func (w *writer) revive() {
	w.mutex.Lock()
	err := w.abandon(errLost.Because(errGoexit))
	w.mutex.Unlock()
	group := w.group
	w.group = nil
	w.answer(group, err)
	go w.loop()
}

// pending is the number of rows that wait in buffers.
func (w *writer) pending() (n int) {
	for _, b := range w.buffers {
		n += b.Mark()
	}
	return n
}

func (w *writer) marks() []int {
	m := make([]int, len(w.buffers))
	for i, b := range w.buffers {
		m[i] = b.Mark()
	}
	return m
}

// passed tells whether a buffer has moved on since the marks.
func (w *writer) passed(marks []int) bool {
	for i, b := range w.buffers {
		if b.Mark() > marks[i] {
			return true
		}
	}
	return false
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

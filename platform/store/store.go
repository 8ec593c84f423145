package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"tonghui/base/calendar"
)

// Options tune a store; the zero value is right for a bank.
type Options struct {
	Clock    func() time.Time // default time.Now
	Queue    int              // waiting updates per lane before ErrBusy; default 8192
	Readers  int              // reading connections; default 4 per core, at least 4
	CacheMB  int              // page cache of the writing connection; default 64
	ReadOnly bool             // for looking at a bank that another process serves: no lock, no writer
	Node     int              // 0 to 31, part of every id; two processes of one database differ in it
	VFS      string           // SQLite VFS by name, for tests that inject faults
	NoGroup  bool             // one update a commit, for tests that compare
	Careful  bool             // always run in careful mode, for tests that compare
	Address  string           // written into the lock file, so that the command line finds the server

	maxView         time.Duration // for tests; default maxView
	walFold, walMax int64         // for tests; defaults walFold, walMax
}

func (o *Options) maxGroup() int {
	if o.NoGroup {
		return 1
	}
	return maxGroup
}

// withDefaults fills in what is left open.
func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Queue == 0 {
		o.Queue = 8192
	}
	if o.Readers == 0 {
		o.Readers = max(4, 4*runtime.NumCPU())
	}
	if o.CacheMB == 0 {
		o.CacheMB = 64
	}
	if o.maxView == 0 {
		o.maxView = maxView
	}
	if o.walFold == 0 {
		o.walFold, o.walMax = walFold, walMax
	}
	return o
}

// Store is one open database.
type Store struct {
	path string
	opt  Options

	immutable bool // the file can't change: see open

	lock *os.File
	db   *sql.DB
	w    *writer

	readers    chan *conn // one token a reader; nil stands for one that is not open
	readerPool *sql.DB
	checkpoint *checkpointer
	stats      Stats

	mu      sync.RWMutex // orders sends into the lanes before closing
	closing atomic.Bool
	quit    chan struct{} // closed when closing
	closed  sync.Once
	failure error // of Close
}

// Open opens the database file at path, creating it if it is missing, and takes its lock. It doesn't
// migrate: call Migrate with the modules' schemas before the first Update. A file that holds something else than
// a bank is refused and not touched.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	if opt.Node < 0 || opt.Node >= 1<<idNodeBits {
		return nil, fmt.Errorf("store: node %d is not between 0 and %d", opt.Node, 1<<idNodeBits-1)
	}
	// One file has one lock, whatever names lead to it.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	// The log's size changes at every commit, its timestamps don't matter: fdatasync keeps the same promise for less.
	_, _ = sqlite.Fdatasync(true)
	s := &Store{path: path, opt: opt.withDefaults(), quit: make(chan struct{})}
	s.readers = make(chan *conn, s.opt.Readers)
	for range s.opt.Readers {
		s.readers <- nil // opened when first needed
	}
	if err := s.open(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	found, err := os.Stat(s.path)
	switch {
	case err == nil && !found.Mode().IsRegular():
		return ErrNotABank.Because(fmt.Errorf("%s is no file", s.path))
	case err != nil && s.opt.ReadOnly:
		return ErrNoDatabase.Because(err)
	}
	if !s.opt.ReadOnly {
		if s.lock, err = lockFile(s.path, s.opt.Address); err != nil {
			return err
		}
	}
	if err := s.openForReading(); err != nil {
		return err
	}
	if s.opt.ReadOnly || found != nil && found.Size() > 0 {
		err = s.inspect(ctx)
	}
	if s.opt.ReadOnly && errors.Is(err, ErrReadOnly) && !exists(s.path+"-wal") {
		// A bank that was closed, on a disk that takes no writes: not even the log's index can be made, and nobody
		// changes the file.
		s.immutable = true
		_ = s.readerPool.Close()
		if err = s.openForReading(); err == nil {
			err = s.inspect(ctx)
		}
	}
	if err != nil || s.opt.ReadOnly {
		return err
	}
	return s.openForWriting()
}

func (s *Store) openForReading() (err error) {
	if s.readerPool, err = sql.Open("sqlite", s.dsn(true)); err != nil {
		return classify(err)
	}
	s.readerPool.SetMaxIdleConns(-1) // a connection that is given back is closed
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s *Store) openForWriting() (err error) {
	if s.db, err = sql.Open("sqlite", s.dsn(false)); err != nil {
		return classify(err)
	}
	s.db.SetMaxOpenConns(1)
	s.db.SetMaxIdleConns(-1)
	w := &writer{
		s: s, day: &bankDay{}, done: make(chan struct{}),
		fast: make(chan *update, s.opt.Queue), slow: make(chan *update, s.opt.Queue),
	}
	w.buffers = []Buffer{w.day}
	if err := s.openWriter(w); err != nil {
		return err
	}
	if s.checkpoint, err = newCheckpointer(s); err != nil {
		_ = w.c.close()
		return err
	}
	s.w = w
	go w.loop()
	return nil
}

// inspect refuses a file that is not a bank's, before anything is written to it. An empty database is a bank
// that was about to be made.
func (s *Store) inspect(ctx context.Context) error {
	return s.View(ctx, func(v *View) error {
		tables, err := All(v, Value[string], "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
		if err != nil || len(tables) == 0 && !s.opt.ReadOnly {
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
	})
}

// openWriter gives the writer a connection and reads what it must know.
func (s *Store) openWriter(w *writer) error {
	ctx := context.Background()
	c, err := newConn(ctx, s.db)
	if err != nil {
		return classify(err)
	}
	if err := s.prepareWriter(ctx, w, c); err != nil {
		_ = c.close()
		return classify(err)
	}
	w.c = c
	return nil
}

func (s *Store) prepareWriter(ctx context.Context, w *writer, c *conn) error {
	if err := bootstrap(ctx, c); err != nil {
		return err
	}
	var date, fence, open, high int64
	row := c.c.QueryRowContext(ctx, "SELECT bank_date, fence, day_open, id_high FROM store_bank WHERE id = 1")
	if err := row.Scan(&date, &fence, &open, &high); err != nil {
		return err
	}
	*w.day = bankDay{date: calendar.Date(date), fence: fence, set: open == 1}
	w.ids.node = int64(s.opt.Node)
	w.ids.last = max(w.ids.last, high)
	w.idHigh, w.idSaved = high, high
	w.seq.Store(w.ids.last<<idNodeBits | (1<<idNodeBits - 1))
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

// AddBuffer makes a room's buffer take part in every group; rooms call it when they are built, before the
// first Update, and never inside one. Buffers are flushed in the order of their adding.
func (s *Store) AddBuffer(b Buffer) {
	if s.w != nil {
		s.w.mutex.Lock()
		s.w.buffers = append(s.w.buffers, b)
		s.w.mutex.Unlock()
	}
}

// Update runs fn in the next group and returns when it is on disk, or has left no trace. It is the only way
// to write. The context carries the actor and the idempotency key; a caller that gives up while fn waits gets
// ErrGaveUp and fn never runs; once fn has begun, cancelling the context doesn't stop it. fn may run more than
// once and must not call Update.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	return s.submit(ctx, false, fn)
}

// UpdateSlow is Update in the slower lane, for long work cut into chunks of at most 20 ms.
func (s *Store) UpdateSlow(ctx context.Context, fn func(*Tx) error) error {
	return s.submit(ctx, true, fn)
}

func (s *Store) submit(ctx context.Context, slow bool, fn func(*Tx) error) error {
	if s.w == nil {
		return ErrReadOnly
	}
	u := &update{ctx: ctx, fn: fn, done: make(chan struct{})}
	lane := s.w.fast
	if slow {
		lane = s.w.slow
	}
	s.mu.RLock()
	if s.closing.Load() {
		s.mu.RUnlock()
		return ErrClosed
	}
	select {
	case lane <- u:
		s.mu.RUnlock()
	default:
		s.mu.RUnlock()
		s.stats.Refused.Add(1)
		return ErrBusy
	}
	select {
	case <-u.done:
	case <-ctx.Done():
		if u.state.CompareAndSwap(waiting, gaveUp) {
			return ErrGaveUp.Because(context.Cause(ctx))
		}
		<-u.done
	}
	if u.err != nil {
		return u.err
	}
	for _, f := range u.after {
		f()
	}
	return nil
}

// Close waits for the updates that are in the queues and for the views that run, then closes the database.
// It must not be called inside an update or a view.
func (s *Store) Close() error {
	s.closed.Do(func() { s.failure = s.shut() })
	return s.failure
}

func (s *Store) shut() error {
	s.mu.Lock()
	s.closing.Store(true)
	s.mu.Unlock()
	close(s.quit)
	if s.w != nil {
		<-s.w.done
		s.checkpoint.stop()
	}
	for range s.opt.Readers {
		if c := <-s.readers; c != nil {
			_ = c.close()
		}
	}
	if s.w != nil {
		// The last one to go folds the log and removes it.
		if s.w.c != nil {
			_ = s.w.c.close()
		}
		s.checkpoint.close()
	}
	var err error
	for _, db := range []*sql.DB{s.db, s.readerPool} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	unlockFile(s.lock)
	return classify(err)
}

// Seq is the point up to which everything is committed; a reader that stays at or below it reads a set
// that doesn't grow.
func (s *Store) Seq() Seq {
	if s.w == nil {
		return Seq(1<<63 - 1)
	}
	return Seq(s.w.seq.Load())
}

// Path is the database file.
func (s *Store) Path() string { return s.path }

// Queued is the number of updates that wait.
func (s *Store) Queued() int {
	if s.w == nil {
		return 0
	}
	return len(s.w.fast) + len(s.w.slow)
}

// Stats are the store's counters since it was opened.
func (s *Store) Stats() *Stats { return &s.stats }

// Now is the store's clock.
func (s *Store) Now() time.Time { return s.now() }

func (s *Store) now() time.Time { return s.opt.Clock().UTC().Truncate(time.Microsecond) }

// warn logs what the store mends by itself but an operator should know.
func warn(msg string, err error) { slog.Warn(msg, "error", err) }

package store

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"tonghui/base/calendar"
)

// Options tune a store; the zero value is right for a bank.
type Options struct {
	Clock    func() time.Time // default time.Now
	Queue    int              // waiting updates per lane before ErrBusy; default 8192
	Readers  int              // reading connections; default 4 per core, at least 4
	CacheMB  int              // page cache of the writing connection; default 256
	ReadOnly bool             // for looking at a bank that another process serves: no lock, no writer
	Node     int              // 0 to 31, part of every id; two processes of one database differ in it
	VFS      string           // SQLite VFS by name, for tests that inject faults
	NoGroup  bool             // one update a commit, for tests that compare
	Careful  bool             // always run in careful mode, for tests that compare
	Address  string           // written into the lock file, so that the command line finds the server
}

func (o *Options) maxGroup() int {
	if o.NoGroup {
		return 1
	}
	return maxGroup
}

// Store is one open database.
type Store struct {
	path string
	opt  Options
	lock *os.File
	db   *sql.DB
	w    *writer

	readers    chan *conn
	readerPool *sql.DB
	checkpoint *checkpointer
	stats      Stats

	mu     sync.RWMutex // guards closed against sends
	closed bool
}

// Open opens the database file at path, creating it if it is missing, and takes its lock. It doesn't
// migrate: call Migrate with the modules' schemas before the first Update.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Queue == 0 {
		opt.Queue = 8192
	}
	if opt.Readers == 0 {
		opt.Readers = max(4, 4*runtime.NumCPU())
	}
	if opt.CacheMB == 0 {
		opt.CacheMB = 256
	}
	s := &Store{path: path, opt: opt, readers: make(chan *conn, opt.Readers)}
	if err := s.open(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.opt.ReadOnly {
		if _, err := os.Stat(s.path); err != nil {
			return ErrNoDatabase.Because(err)
		}
	} else if s.lock, err = lockFile(s.path, s.opt.Address); err != nil {
		return err
	}
	s.readerPool, err = sql.Open("sqlite", s.dsn(true))
	if err != nil {
		return classify(err)
	}
	s.readerPool.SetMaxIdleConns(s.opt.Readers)
	for range s.opt.Readers {
		s.readers <- nil // opened when first needed
	}
	if s.opt.ReadOnly {
		return s.View(ctx, func(v *View) error {
			_, _, err := One(v, Value[int64], "SELECT id_high FROM store_bank WHERE id = 1")
			return err
		})
	}
	if s.db, err = sql.Open("sqlite", s.dsn(false)); err != nil {
		return classify(err)
	}
	s.db.SetMaxOpenConns(1)
	w := &writer{
		s: s, day: &bankDay{},
		fast: make(chan *update, s.opt.Queue), slow: make(chan *update, s.opt.Queue),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	w.buffers = []Buffer{w.day}
	if err := s.openWriter(w); err != nil {
		return err
	}
	s.w = w
	s.checkpoint = newCheckpointer(s)
	go w.loop()
	return nil
}

// openWriter gives the writer a connection and reads what it must know.
func (s *Store) openWriter(w *writer) error {
	ctx := context.Background()
	c, err := newConn(ctx, s.db)
	if err != nil {
		return classify(err)
	}
	if err := bootstrap(ctx, c); err != nil {
		_ = c.close()
		return err
	}
	var date, fence, open, high int64
	row := c.c.QueryRowContext(ctx, "SELECT bank_date, fence, day_open, id_high FROM store_bank WHERE id = 1")
	if err := row.Scan(&date, &fence, &open, &high); err != nil {
		_ = c.close()
		return classify(err)
	}
	*w.day = bankDay{date: calendar.Date(date), fence: fence, set: open == 1}
	w.ids.node = int64(s.opt.Node) & (1<<idNodeBits - 1)
	w.ids.last = max(w.ids.last, high)
	w.idHigh = 0
	w.c = c
	w.seq.Store(w.ids.last<<idNodeBits | (1<<idNodeBits - 1))
	return nil
}

// AddBuffer makes a room's buffer take part in every group; rooms call it when they are built, before the
// first Update. Buffers are flushed in the order of their adding.
func (s *Store) AddBuffer(b Buffer) {
	if s.w != nil {
		s.w.buffers = append(s.w.buffers, b)
	}
}

// Update runs fn in the next group and returns when it is on disk, or has left no trace. It is the only way
// to write. The context carries the actor and the idempotency key; once fn has begun, cancelling the
// context doesn't stop it. fn may run more than once and must not call Update.
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
	if s.closed {
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
	<-u.done
	if u.err != nil {
		return u.err
	}
	for _, f := range u.after {
		f()
	}
	return nil
}

// Close waits for the updates that are in the queues, then closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	if s.w != nil {
		close(s.w.quit)
		<-s.w.done
		s.checkpoint.stop()
		if s.w.c != nil {
			_ = s.w.c.close()
		}
	}
	for len(s.readers) > 0 {
		if c := <-s.readers; c != nil {
			_ = c.close()
		}
	}
	var err error
	if s.readerPool != nil {
		err = s.readerPool.Close()
	}
	if s.db != nil {
		err = s.db.Close()
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

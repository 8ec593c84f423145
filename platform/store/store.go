package store

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Options tune a store; the zero value is right for a bank.
type Options struct {
	Clock    func() time.Time // default time.Now
	Queue    int              // waiting updates per lane before ErrBusy; default 8192
	Readers  int              // reading connections; default 4 per core, at least 4
	CacheMB  int              // page cache of the writing connection; default 64
	ReadOnly bool             // for looking at a bank that another process serves: no lock, no writer
	Node     int              // 0 to 31, part of every id; on a shared engine 0 takes a free one, others are claimed
	Lanes    int              // writers of this process on a shared engine, 1 to 8; default 4
	VFS      string           // SQLite VFS by name, for tests that inject faults
	NoGroup  bool             // one update a commit, for tests that compare
	Careful  bool             // always run in careful mode, for tests that compare
	Address  string           // written into the lock file (or the node's row), so that others find the server

	realTime bool // the clock is the machine's own

	maxView         time.Duration // for tests; default maxView
	unreachable     time.Duration // for tests; default unreachableFor
	walFold, walMax int64         // for tests; defaults walFold, walMax
}

func (o *Options) maxGroup() int {
	if o.NoGroup {
		return 1
	}
	return maxGroup
}

// withDefaults fills in what is left open.
func (o Options) withDefaults(shared bool) Options {
	if o.realTime = o.Clock == nil; o.realTime {
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
	if o.unreachable == 0 {
		o.unreachable = unreachableFor
	}
	if o.walFold == 0 {
		o.walFold, o.walMax = walFold, walMax
	}
	switch {
	case !shared:
		o.Lanes = 1
	case o.Lanes <= 0:
		o.Lanes = defaultLanes
	}
	o.Lanes = min(o.Lanes, 1<<idLaneBits)
	return o
}

// defaultLanes is enough to work on one group while another waits for its commit, on a server not far away.
const defaultLanes = 4

// Store is one open database.
type Store struct {
	path string
	opt  Options
	e    engine

	fast, slow chan *update // what waits, for all lanes
	lanes      []*writer
	makers     []func() Buffer // of the rooms' buffers, by Slot

	plan  atomic.Pointer[[]migration] // what this program knows of the schema, from the first Migrate or Migrated on
	pool  chan *conn                  // readers: one token each; nil stands for one that is not open
	stats Stats

	mu      sync.RWMutex // orders sends into the queues before closing
	closing atomic.Bool
	quit    chan struct{} // closed when closing
	closed  sync.Once
	failure error // of Close
}

// Open opens a bank's database: a file by its path, which it creates if it is missing and whose lock it takes, or one
// on a server by its address (mysql://user:password@host:port/name), where it takes a node number. It doesn't
// migrate: call Migrate with the modules' schemas before the first Update. What holds something else than a bank is
// refused and not touched.
func Open(ctx context.Context, name string, opt Options) (*Store, error) {
	if opt.Node < 0 || opt.Node >= 1<<idNodeBits {
		return nil, fmt.Errorf("store: node %d is not between 0 and %d", opt.Node, 1<<idNodeBits-1)
	}
	s := &Store{path: name, quit: make(chan struct{})}
	s.opt = opt.withDefaults(IsDSN(name))
	s.pool = make(chan *conn, s.opt.Readers)
	for range s.opt.Readers {
		s.pool <- nil // opened when first needed
	}
	s.fast, s.slow = make(chan *update, s.opt.Queue), make(chan *update, s.opt.Queue)
	if IsDSN(name) {
		s.e = &mysqlEngine{s: s}
	} else {
		s.e = newSQLite(s)
	}
	if err := s.e.open(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// startLanes opens the writers. What is opened already is closed by Close if a later one fails.
func (s *Store) startLanes(ctx context.Context, n int) error {
	for i := range n {
		w := &writer{s: s, number: i, day: &bankDay{}, done: make(chan struct{})}
		w.buffers = []Buffer{w.day}
		if err := s.e.openWriter(ctx, w); err != nil {
			return err
		}
		s.lanes = append(s.lanes, w)
	}
	for _, w := range s.lanes {
		w.running = true
		go w.loop()
	}
	return nil
}

// AddBuffer makes a room's buffer take part in every group; each lane gets an instance of its own, which Tx.Buffer
// hands out. Rooms call it when they are built, before the first Update, and never inside one. Buffers are flushed
// in the order of their adding.
func (s *Store) AddBuffer(instance func() Buffer) Slot {
	s.makers = append(s.makers, instance)
	for _, w := range s.lanes {
		w.mutex.Lock()
		w.buffers = append(w.buffers, instance())
		w.mutex.Unlock()
	}
	return Slot(len(s.makers)) // the first of a lane's buffers is the store's own
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
	if s.opt.ReadOnly {
		return ErrReadOnly
	}
	ctx, traced := startUpdate(ctx, slow)
	err := s.wait(&update{ctx: ctx, fn: fn, done: make(chan struct{}), trace: traced}, slow)
	traced.end(err)
	return err
}

// wait puts an update into its queue and returns its outcome.
func (s *Store) wait(u *update, slow bool) error {
	lane := s.fast
	if slow {
		lane = s.slow
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
	case <-u.ctx.Done():
		if u.state.CompareAndSwap(waiting, gaveUp) {
			return ErrGaveUp.Because(context.Cause(u.ctx))
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
	for _, w := range s.lanes {
		if w.running {
			<-w.done
		}
	}
	for range s.opt.Readers {
		if c := <-s.pool; c != nil {
			_ = c.close()
		}
	}
	return classify(s.e.close())
}

// Seq is a point up to which everything is committed; a reader that stays at or below it reads a set
// that doesn't grow. On a shared engine every lane waits for a moment, so it is for checks and backups, not for pages.
func (s *Store) Seq(ctx context.Context) (Seq, error) {
	if s.opt.ReadOnly {
		return Seq(1<<63 - 1), nil
	}
	return s.e.settled(ctx)
}

// Engine is the kind of database.
func (s *Store) Engine() Engine { return s.e.kind() }

// Path is the database file, or the address with its password hidden.
func (s *Store) Path() string { return HidePassword(s.path) }

// Queued is the number of updates that wait.
func (s *Store) Queued() int {
	return len(s.fast) + len(s.slow)
}

// Stats are the store's counters since it was opened.
func (s *Store) Stats() *Stats { return &s.stats }

// Now is the store's clock.
func (s *Store) Now() time.Time { return s.now() }

func (s *Store) now() time.Time { return s.opt.Clock().UTC().Truncate(time.Microsecond) }

// warn logs what the store mends by itself but an operator should know.
func warn(msg string, err error) { slog.Warn(msg, "error", err) }

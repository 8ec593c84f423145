package store

import (
	"context"
	"encoding/binary"
	"os"
	"sync"
	"time"
)

// The write-ahead log is folded back into the database beside the writer, on a connection of its own, so that no
// customer waits for it. Under unbroken load the log's end runs ahead of that for ever, and the log would grow; so
// beyond walMax the writer itself, between two groups, folds the little that is left and starts the log anew.
const (
	walFold = 16 << 20  // bytes not yet folded from which the checkpointer works
	walMax  = 128 << 20 // bytes of log from which the writer restarts it
)

// A restart must wait for readers of the old log. The writer waits this long at most, and after a vain attempt
// leaves the log growing for a while, longer each time: a view may last ten seconds, a customer shall not wait for it.
const (
	restartWaitMS     = 50
	shortRestartPause = 100 * time.Millisecond
	longRestartPause  = 2 * time.Second
)

type checkpointer struct {
	e     *sqliteEngine
	wake  chan struct{}
	quit  chan struct{}
	done  sync.WaitGroup
	mutex sync.Mutex // one checkpoint at a time
	index *os.File   // the log's index, -shm
	c     *conn
	rest  time.Time     // no restart before this
	pause time.Duration // after the next vain attempt
}

// newCheckpointer opens the checkpointer's own connection. It stays open as long as the store: while one connection
// is open, SQLite never rebuilds the log's index, so a commit whose sync failed can't come back to life behind
// the caches of the rooms when the writer's connection is opened anew.
func newCheckpointer(e *sqliteEngine) (*checkpointer, error) {
	c := &checkpointer{e: e, wake: make(chan struct{}, 1), quit: make(chan struct{}), pause: shortRestartPause}
	var err error
	if c.c, err = newConn(context.Background(), e.pool); err != nil {
		return nil, classify(err)
	}
	if _, err = c.c.exec("SELECT id_high FROM store_bank WHERE id = 1"); err != nil { // opens the log
		_ = c.c.close()
		return nil, err
	}
	c.done.Add(1)
	go c.loop()
	return c, nil
}

// after is called by the writer after each group: it wakes the checkpointer if there is enough to fold, and
// restarts an overlong log.
func (c *checkpointer) after(w *writer) {
	log, folded := c.frames()
	if log*pageSize >= c.e.s.opt.walMax && w.c != nil && !time.Now().Before(c.rest) {
		if c.mutex.TryLock() {
			c.restart(w)
			c.mutex.Unlock()
		}
		return // or the checkpointer is at work: see after the next group
	}
	if (log-folded)*pageSize >= c.e.s.opt.walFold {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// restart folds the rest of the log on the writer's connection and makes the next commit start it anew.
func (c *checkpointer) restart(w *writer) {
	busy := true
	_, err := w.c.exec(busyText(restartWaitMS))
	if err == nil {
		busy, err = checkpoint(w.c, "RESTART")
	}
	_, _ = w.c.exec(busyText(busyWaitMS))
	c.e.s.stats.Checkpoints.Add(1)
	if err != nil {
		warn("the write-ahead log could not be restarted", err)
	}
	if err == nil && !busy {
		c.pause = shortRestartPause
		return
	}
	c.rest = time.Now().Add(c.pause)
	c.pause = min(2*c.pause, longRestartPause)
}

func checkpoint(c *conn, mode string) (busy bool, err error) {
	rows, err := c.query(context.Background(), "PRAGMA wal_checkpoint("+mode+")")
	all, err := Collect(rows, err, func(s Scanner) (n int64, err error) {
		var log, folded int64
		err = s.Scan(&n, &log, &folded)
		return n, err
	})
	c.closeRows()
	return len(all) != 1 || all[0] != 0, err
}

// stop ends the work; the connection is closed by close, after the writer's.
func (c *checkpointer) stop() {
	close(c.quit)
	c.done.Wait()
}

// close is the last to touch the database: closing the index's file would otherwise drop the process's locks on it.
func (c *checkpointer) close() {
	_ = c.c.close()
	if c.index != nil {
		_ = c.index.Close()
	}
}

func (c *checkpointer) loop() {
	defer c.done.Done()
	for {
		select {
		case <-c.quit:
			return
		case <-c.wake:
		}
		if err := c.fold(); err != nil {
			warn("checkpoint failed; the write-ahead log keeps growing until it succeeds", err)
			select { // a full disk doesn't get better by hammering on it
			case <-c.quit:
				return
			case <-time.After(time.Second):
			}
		}
	}
}

// frames reads how many frames the log has and how many of them are folded, from the log's index: mxFrame at byte
// 16 and nBackfill at byte 96 of the documented format (sqlite.org/walformat.html, section 2.1), in the machine's
// byte order. Only the writer calls it.
func (c *checkpointer) frames() (log, folded int64) {
	if c.index == nil {
		f, err := os.Open(c.e.s.path + "-shm")
		if err != nil {
			return 0, 0
		}
		c.index = f
	}
	var b [100]byte
	if _, err := c.index.ReadAt(b[:], 0); err != nil {
		return 0, 0
	}
	return int64(binary.NativeEndian.Uint32(b[16:])), int64(binary.NativeEndian.Uint32(b[96:]))
}

// fold runs one checkpoint that waits for nobody.
func (c *checkpointer) fold() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	_, err := checkpoint(c.c, "PASSIVE")
	c.e.s.stats.Checkpoints.Add(1)
	return err
}

package store

import (
	"context"
	"os"
	"sync"
	"time"
)

// The write-ahead log is folded back into the database beside the writer, on a connection of its own, so
// that no customer waits for it. Under unbroken load the log's end runs away from that; past walMax the
// checkpointer also waits for the writer's lock (a moment without writers) and starts the log anew.
const (
	walFold = 16 << 20  // fold from this size on
	walMax  = 256 << 20 // beyond it, hold the writer for the rest
)

type checkpointer struct {
	s     *Store
	wake  chan struct{}
	quit  chan struct{}
	done  sync.WaitGroup
	mutex sync.Mutex
}

func newCheckpointer(s *Store) *checkpointer {
	c := &checkpointer{s: s, wake: make(chan struct{}, 1), quit: make(chan struct{})}
	c.done.Add(1)
	go c.loop()
	return c
}

// poke says that a group has committed.
func (c *checkpointer) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *checkpointer) stop() {
	close(c.quit)
	c.done.Wait()
}

func (c *checkpointer) loop() {
	defer c.done.Done()
	for {
		select {
		case <-c.quit:
			return
		case <-c.wake:
		}
		size := c.walSize()
		if size < walFold {
			continue
		}
		mode := "PASSIVE"
		if size > walMax {
			mode = "RESTART"
		}
		if err := c.fold(mode); err != nil {
			warn("checkpoint failed; the write-ahead log keeps growing until it succeeds", err)
			select { // a full disk doesn't get better by hammering on it
			case <-c.quit:
				return
			case <-time.After(time.Second):
			}
		}
	}
}

func (c *checkpointer) walSize() int64 {
	fi, err := os.Stat(c.s.path + "-wal")
	if err != nil {
		return 0
	}
	return fi.Size()
}

// fold runs one checkpoint. A RESTART that can't get past readers within its busy time is no error.
func (c *checkpointer) fold(mode string) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	conn, err := c.s.readerPool.Conn(context.Background())
	if err != nil {
		return classify(err)
	}
	defer conn.Close()
	var busy, log, folded int64
	err = conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &folded)
	c.s.stats.Checkpoints.Add(1)
	return classify(err)
}

package store

import (
	"context"
	"database/sql"
	"time"
)

// maxView bounds a read snapshot: a longer one would keep the log from being folded back. Long reads go
// page by page, up to a fixed Seq.
const maxView = 10 * time.Second

// View is one read snapshot.
type View struct {
	c   *conn
	ctx context.Context
	now time.Time
}

// View runs fn over a snapshot of everything committed so far, for at most ten seconds.
func (s *Store) View(ctx context.Context, fn func(*View) error) error {
	var c *conn
	select {
	case c = <-s.readers:
	case <-ctx.Done():
		return ErrGaveUp.Because(ctx.Err())
	}
	defer func() { s.readers <- c }()
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return ErrClosed
	}
	if c == nil {
		n, err := newConn(context.Background(), s.readerPool)
		if err != nil {
			return classify(err)
		}
		c = n
	}
	s.stats.Views.Add(1)
	ctx, cancel := context.WithTimeout(ctx, maxView)
	defer cancel()
	if _, err := c.exec("BEGIN"); err != nil {
		_ = c.close()
		c = nil
		return err
	}
	err := fn(&View{c: c, ctx: ctx, now: s.now()})
	if _, e := c.exec("COMMIT"); e != nil {
		_ = c.close()
		c = nil
	}
	return classify(err)
}

// Query reads; it ends with the view's context.
func (v *View) Query(query string, args ...any) (*sql.Rows, error) {
	return v.c.query(v.ctx, query, args...)
}

// Now is when the view began.
func (v *View) Now() time.Time { return v.now }

// Context ends with the caller's or after ten seconds.
func (v *View) Context() context.Context { return v.ctx }

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
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

// View runs fn over a snapshot of everything committed so far, for at most ten seconds. Rows that fn leaves open
// are closed when it returns.
func (s *Store) View(ctx context.Context, fn func(*View) error) error {
	c, err := s.reader(ctx)
	if err != nil {
		return err
	}
	whole := false // the connection is fit for the next view
	defer func() {
		if !whole && c != nil { // an error, or a panic of fn
			_ = c.close()
			c = nil
		}
		s.pool <- c
	}()
	if c, err = s.beginView(c); err != nil {
		return err
	}
	s.stats.Views.Add(1)
	bounded, cancel := context.WithTimeout(ctx, s.opt.maxView)
	defer cancel()
	err = fn(&View{c: c, ctx: bounded, now: s.now()})
	c.closeRows()
	if _, e := c.exec("COMMIT"); e == nil {
		whole = true
	}
	if err != nil && bounded.Err() != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return ErrSlowRead.Because(err)
	}
	return classify(err)
}

// beginView opens the snapshot, on a new connection if the old one has died.
func (s *Store) beginView(c *conn) (*conn, error) {
	if c != nil {
		err := s.e.beginView(c)
		if !errors.Is(err, ErrUnreachable) {
			return c, err
		}
		_ = c.close()
	}
	c, err := newConn(context.Background(), s.e.readers())
	if err != nil {
		return nil, classify(err)
	}
	return c, s.e.beginView(c)
}

// reader takes a connection, or the right to open one.
func (s *Store) reader(ctx context.Context) (*conn, error) {
	if s.closing.Load() {
		return nil, ErrClosed
	}
	select {
	case c := <-s.pool:
		return c, nil
	case <-s.quit:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ErrGaveUp.Because(ctx.Err())
	}
}

// Query reads; it ends with the view's context.
func (v *View) Query(query string, args ...any) (*sql.Rows, error) {
	if text := strings.TrimSpace(query); v.c.single && (len(text) < 6 || !strings.EqualFold(text[:6], "SELECT") && !strings.EqualFold(text[:4], "WITH")) {
		return nil, fmt.Errorf("store: a view only reads: %s", query)
	}
	return v.c.query(v.ctx, query, args...)
}

// Now is when the view began.
func (v *View) Now() time.Time { return v.now }

// Context ends with the caller's or after ten seconds.
func (v *View) Context() context.Context { return v.ctx }

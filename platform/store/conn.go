package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// conn is one database connection with its prepared statements. Reads go through database/sql; writes, of which
// there are many more, go to the driver itself, which measured 1.3 times faster for multi-row statements.
type conn struct {
	c     *sql.Conn
	stmts map[string]*reading
	used  []*reading  // those with rows handed out since the last closeRows
	extra []*sql.Rows // rows of statements that were already being read
	raw   map[string]driver.Stmt
	args  []driver.NamedValue // scratch

	single bool // the protocol carries one result at a time: no statement while rows are being read

	broken error // the first error of rows that were closed since the transaction began
}

// reading is a prepared query and the last rows that it gave out.
type reading struct {
	stmt *sql.Stmt
	rows *sql.Rows
}

// maxStatements bounds the prepared statements of a connection; texts are constants of the program, so a
// connection that reaches it has met generated texts and starts over.
const maxStatements = 1024

func newConn(ctx context.Context, db *sql.DB) (*conn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, stmts: map[string]*reading{}, raw: map[string]driver.Stmt{}}, nil
}

func (c *conn) prepare(query string) (*reading, error) {
	if r, ok := c.stmts[query]; ok {
		return r, nil
	}
	if len(c.stmts) >= maxStatements {
		c.forget()
	}
	s, err := c.c.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, query)
	}
	r := &reading{stmt: s}
	c.stmts[query] = r
	return r, nil
}

// query reads. The rows are closed by closeRows at the latest.
func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	r, err := c.prepare(query)
	if err != nil {
		return nil, classify(err)
	}
	if r.rows != nil {
		if _, err := r.rows.Columns(); err == nil {
			// Still being read, in a loop around this call: a statement can be in one place only.
			rows, err := c.c.QueryContext(ctx, query, args...)
			if err == nil {
				c.extra = append(c.extra, rows)
			}
			return rows, classify(err)
		}
	}
	rows, err := r.stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, classify(err)
	}
	if r.rows != nil {
		c.end(r.rows)
	} else {
		c.used = append(c.used, r)
	}
	r.rows = rows
	return rows, nil
}

// errOpenRows is a mistake of the program that SQLite forgives and a server's connection doesn't.
var errOpenRows = errors.New("store: a statement while rows of another are being read; read them all first (store.All)")

// ready refuses a statement between the rows of another where the protocol can't carry it.
func (c *conn) ready() error {
	if !c.single {
		return nil
	}
	for _, r := range c.used {
		if r.rows != nil {
			if _, err := r.rows.Columns(); err == nil {
				return errOpenRows
			}
		}
	}
	return nil
}

// end closes rows and remembers what went wrong with them, also in skipping the rest: a deadlock that shows there has
// rolled the transaction back, and the next statement would commit by itself.
func (c *conn) end(rows *sql.Rows) {
	failed := rows.Err()
	if err := rows.Close(); failed == nil {
		failed = err
	}
	if c.broken == nil {
		c.broken = classify(failed)
	}
}

// readFailed is the error of a query that failed while its rows were being read.
func (c *conn) readFailed() error {
	if c.broken != nil {
		return c.broken
	}
	for _, r := range c.used {
		if r.rows != nil && r.rows.Err() != nil {
			return classify(r.rows.Err())
		}
	}
	for _, rows := range c.extra {
		if rows.Err() != nil {
			return classify(rows.Err())
		}
	}
	return nil
}

// closeRows closes what a closure has left open, so that nothing of it outlives its transaction.
func (c *conn) closeRows() {
	for _, r := range c.used {
		c.end(r.rows)
		r.rows = nil
	}
	c.used = c.used[:0]
	for _, r := range c.extra {
		c.end(r)
	}
	clear(c.extra)
	c.extra = c.extra[:0]
}

// exec runs a statement that returns no rows. It can't be cancelled. Arguments must be what a driver takes
// (int64, float64, bool, []byte, string, time.Time, nil) or integers of another size.
func (c *conn) exec(query string, args ...any) (r driver.Result, err error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	err = c.c.Raw(func(dc any) error {
		s, err := c.prepareRaw(dc.(driver.Conn), query)
		if err != nil {
			return err
		}
		c.args = c.args[:0]
		for i, a := range args {
			switch v := a.(type) {
			case int64, string, []byte, nil, bool:
			case int:
				a = int64(v)
			default:
				if a, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
					return err
				}
			}
			c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
		}
		r, err = s.(driver.StmtExecContext).ExecContext(context.Background(), c.args)
		clear(c.args)
		return err
	})
	return r, classify(err)
}

// execText runs a statement that can't be prepared on every engine: the words of transactions.
func (c *conn) execText(query string) (r driver.Result, err error) {
	err = c.c.Raw(func(dc any) error {
		r, err = dc.(driver.ExecerContext).ExecContext(context.Background(), query, nil)
		return err
	})
	return r, classify(err)
}

// prepareRaw prepares on the driver's connection; it is called inside Raw.
func (c *conn) prepareRaw(dc driver.Conn, query string) (driver.Stmt, error) {
	if s, ok := c.raw[query]; ok {
		return s, nil
	}
	if len(c.raw) >= maxStatements {
		c.forgetRaw()
	}
	s, err := dc.Prepare(query)
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, query)
	}
	c.raw[query] = s
	return s, nil
}

// forget drops the prepared queries; rows that are being read keep theirs until they are closed.
func (c *conn) forget() {
	for _, r := range c.stmts {
		if r.rows != nil {
			c.extra = append(c.extra, r.rows)
		}
		_ = r.stmt.Close()
	}
	clear(c.stmts)
	clear(c.used)
	c.used = c.used[:0]
}

func (c *conn) forgetRaw() {
	for _, s := range c.raw {
		_ = s.Close()
	}
	clear(c.raw)
}

func (c *conn) close() error {
	c.closeRows()
	c.forget()
	_ = c.c.Raw(func(any) error { c.forgetRaw(); return nil })
	return c.c.Close()
}

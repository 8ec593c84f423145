package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// conn is one database connection with its prepared statements. Reads go through database/sql; writes, of which
// there are many more, go to the driver itself, which measured 1.3 times faster for multi-row statements.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
	raw   map[string]driver.Stmt
	args  []driver.NamedValue // scratch
}

// maxStatements bounds the prepared statements of a connection; texts are constants of the program, so a
// connection that reaches it has met generated texts and starts over.
const maxStatements = 1024

func newConn(ctx context.Context, db *sql.DB) (*conn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, stmts: map[string]*sql.Stmt{}, raw: map[string]driver.Stmt{}}, nil
}

func (c *conn) prepare(query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		c.forget()
	}
	s, err := c.c.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, query)
	}
	c.stmts[query] = s
	return s, nil
}

// exec runs a statement that returns no rows. It can't be cancelled. Arguments must be what a driver takes
// (int64, float64, bool, []byte, string, time.Time, nil) or integers of another size.
func (c *conn) exec(query string, args ...any) (r driver.Result, err error) {
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

func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, classify(err)
	}
	r, err := s.QueryContext(ctx, args...)
	return r, classify(err)
}

func (c *conn) forget() {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	clear(c.stmts)
}

func (c *conn) forgetRaw() {
	for _, s := range c.raw {
		_ = s.Close()
	}
	clear(c.raw)
}

func (c *conn) close() error {
	c.forget()
	_ = c.c.Raw(func(any) error { c.forgetRaw(); return nil })
	return c.c.Close()
}

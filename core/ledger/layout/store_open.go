package layout

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"modernc.org/sqlite"
)

// Settings are the knobs of the database that the trial turns. Zero means the value in the comment.
type Settings struct {
	Path           string
	PageSize       int    // 4096
	CacheMB        int    // 64
	AutoCheckpoint int    // pages; 0 leaves SQLite's 1000, negative turns it off
	RowsPerInsert  int    // 64
	Balances       string // "upsert", "replace" or "update"; upsert
	Conflict       string // "OR ROLLBACK" or "OR FAIL": what an insert does, instead of aborting its statement only
	Without        string // "unique", "balances", "segments" or "exceptions": leave it out, to learn what it costs
	Unsorted       bool   // write the balances in the order of the batch, not by account
	Fsync          bool   // commit by fsync(2) instead of fdatasync(2)
}

func (s Settings) withDefaults() Settings {
	if s.PageSize == 0 {
		s.PageSize = 4096
	}
	if s.CacheMB == 0 {
		s.CacheMB = 64
	}
	if s.RowsPerInsert == 0 {
		s.RowsPerInsert = 64
	}
	if s.Balances == "" {
		s.Balances = "upsert"
	}
	return s
}

// conn is one connection, used without database/sql's pool: the trial binds prepared statements straight to it.
type conn struct {
	raw      driver.Conn
	stmt     map[string]*statement
	conflict string
}

// statement is a prepared statement with its arguments, filled in place.
type statement struct {
	exec  driver.StmtExecContext
	query driver.StmtQueryContext
	args  []driver.NamedValue
	row   []driver.Value
}

func open(s Settings) (*conn, error) {
	if _, err := sqlite.Fdatasync(!s.Fsync); err != nil {
		return nil, err
	}
	raw, err := (&sqlite.Driver{}).Open(s.Path)
	if err != nil {
		return nil, err
	}
	c := &conn{raw: raw, stmt: map[string]*statement{}, conflict: s.Conflict}
	for _, pragma := range []string{
		fmt.Sprintf("PRAGMA page_size=%d", s.PageSize),
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA busy_timeout=10000",
		fmt.Sprintf("PRAGMA cache_size=-%d", s.CacheMB*1024),
		"PRAGMA temp_store=MEMORY",
	} {
		if err := c.run(pragma); err != nil {
			return nil, err
		}
	}
	if s.AutoCheckpoint != 0 {
		if err := c.run(fmt.Sprintf("PRAGMA wal_autocheckpoint=%d", max(s.AutoCheckpoint, 0))); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *conn) close() error { return c.raw.Close() }

// prepare gives the statement of a text, prepared once for the connection.
func (c *conn) prepare(text string) (*statement, error) {
	if st := c.stmt[text]; st != nil {
		return st, nil
	}
	prepared, err := c.raw.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("%w in %.120s", err, text)
	}
	st := &statement{exec: prepared.(driver.StmtExecContext), query: prepared.(driver.StmtQueryContext)}
	st.args = make([]driver.NamedValue, strings.Count(text, "?"))
	for i := range st.args {
		st.args[i].Ordinal = i + 1
	}
	c.stmt[text] = st
	return st, nil
}

// run executes a statement. The context can't be cancelled: the driver would start a goroutine for every call.
func (c *conn) run(text string, args ...driver.Value) error {
	st, err := c.prepare(text)
	if err != nil {
		return err
	}
	for i, v := range args {
		st.args[i].Value = v
	}
	if strings.HasPrefix(text, "PRAGMA") {
		return c.each(text, args, func([]driver.Value) (bool, error) { return true, nil })
	}
	_, err = st.exec.ExecContext(context.Background(), st.args)
	return err
}

// each calls give for every row until it answers false. The row is reused.
func (c *conn) each(text string, args []driver.Value, give func(row []driver.Value) (bool, error)) error {
	st, err := c.prepare(text)
	if err != nil {
		return err
	}
	for i, v := range args {
		st.args[i].Value = v
	}
	rows, err := st.query.QueryContext(context.Background(), st.args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if st.row == nil {
		st.row = make([]driver.Value, len(rows.Columns()))
	}
	for {
		if err := rows.Next(st.row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if more, err := give(st.row); err != nil || !more {
			return err
		}
	}
}

// one reads the first row, or nil when there is none. It is valid until the text runs again.
func (c *conn) one(text string, args ...driver.Value) ([]driver.Value, error) {
	var found []driver.Value
	err := c.each(text, args, func(row []driver.Value) (bool, error) {
		found = row
		return false, nil
	})
	return found, err
}

// number reads a column that may be NULL as 0.
func number(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

func bytesOf(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}

func textOf(v driver.Value) string {
	s, _ := v.(string)
	return s
}

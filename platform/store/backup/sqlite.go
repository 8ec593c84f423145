package backup

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver

	"tonghui/platform/store"
)

// Checkpointer reads the audit log's newest signed note; nil if there is none. It is handed in from above: this
// package doesn't know the audit log's tables. m.Schemas tells whether the bank has them.
type Checkpointer func(m Manifest, q store.Querier) ([]byte, error)

// queryer is a connection or a pool.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// querier gives it the store's shape.
type querier struct {
	ctx context.Context
	q   queryer
}

// Query reads.
func (q querier) Query(query string, args ...any) (*sql.Rows, error) {
	return q.q.QueryContext(q.ctx, query, args...)
}

// SQLite is one snapshot of a SQLite bank, read beside whoever serves it, without its lock.
type SQLite struct {
	path       string
	db         *sql.DB
	conn       *sql.Conn
	checkpoint Checkpointer
	made       time.Time
	pages      int64
	pageBytes  int64
}

// OpenSQLite begins the snapshot. Keep it no longer than needed: until Close the write-ahead log of a bank that is
// being served can't start anew.
func OpenSQLite(ctx context.Context, path string, checkpoint Checkpointer) (*SQLite, error) {
	if i, err := os.Stat(path); err != nil || !i.Mode().IsRegular() {
		return nil, store.ErrNoDatabase.Because(errors.Join(err, fmt.Errorf("%s is no file", path)))
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	s := &SQLite{path: path, checkpoint: checkpoint}
	err := s.begin(ctx, false)
	if err != nil && errors.Is(notABank(path, err), ErrSource) {
		if _, e := os.Stat(path + "-wal"); os.IsNotExist(e) {
			// A bank that was closed, on a disk that takes no writes: nobody changes it.
			_ = s.Close()
			err = s.begin(ctx, true)
		}
	}
	if err != nil {
		_ = s.Close()
		return nil, notABank(path, err)
	}
	return s, nil
}

func (s *SQLite) begin(ctx context.Context, immutable bool) (err error) {
	if s.db, err = sql.Open("sqlite", readOnly(s.path, immutable)); err != nil {
		return err
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	s.made = time.Now().UTC().Truncate(time.Microsecond)
	if err := s.conn.QueryRowContext(ctx, "PRAGMA page_size").Scan(&s.pageBytes); err != nil {
		return err
	}
	return s.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&s.pages) // the first read: here the snapshot begins
}

func readOnly(path string, immutable bool) string {
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(ON)", "wal_autocheckpoint(0)", "cache_size(-8192)"}}
	if immutable {
		q.Set("immutable", "1")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// Describe reads what the manifest says of the bank.
func (s *SQLite) Describe(ctx context.Context) (Manifest, error) {
	m := Manifest{Engine: SQLiteEngine, Tool: PagesTool, Made: s.made}
	if err := describe(ctx, s.conn, &m); err != nil {
		return m, notABank(s.path, err)
	}
	return m, notABank(s.path, s.checkpoint.into(&m, querier{ctx, s.conn}))
}

func (c Checkpointer) into(m *Manifest, q store.Querier) (err error) {
	if c != nil {
		m.Checkpoint, err = c(*m, q)
	}
	return err
}

// Total is the file's length.
func (s *SQLite) Total() int64 { return s.pages * s.pageBytes }

// Stream writes the file page by page, as the snapshot has it.
func (s *SQLite) Stream(ctx context.Context, w io.Writer) error {
	rows, err := s.conn.QueryContext(ctx, "SELECT pgno, data FROM sqlite_dbpage('main')")
	if err != nil {
		return ErrSource.With(s.path).Because(err)
	}
	defer rows.Close()
	var next, number int64
	var page sql.RawBytes
	for next = 1; rows.Next(); next++ {
		if err := rows.Scan(&number, &page); err != nil {
			return ErrSource.With(s.path).Because(err)
		}
		if number != next || int64(len(page)) != s.pageBytes {
			return ErrSource.With(s.path).Because(fmt.Errorf("page %d has %d bytes where page %d was due", number, len(page), next))
		}
		if _, err := w.Write(page); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return ErrSource.With(s.path).Because(err)
	}
	if next-1 != s.pages {
		return ErrSource.With(s.path).Because(fmt.Errorf("%d of %d pages could be read", next-1, s.pages))
	}
	return nil
}

// Close ends the snapshot.
func (s *SQLite) Close() error {
	var err error
	if s.conn != nil {
		_, _ = s.conn.ExecContext(context.Background(), "ROLLBACK")
		err = s.conn.Close()
		s.conn = nil
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
		s.db = nil
	}
	return err
}

// describe reads the store's own tables, which every engine has.
func describe(ctx context.Context, q queryer, m *Manifest) error {
	found, err := scanAll(ctx, q, func(r *sql.Rows) (name string, err error) {
		return name, r.Scan(&name, &m.BankDate, &m.Seq)
	}, "SELECT product, bank_date, id_high FROM store_bank WHERE id = 1")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0] != product {
		return ErrOtherProduct.With(fmt.Sprint(found))
	}
	first := int64(0)
	m.Schemas, err = scanAll(ctx, q, func(r *sql.Rows) (sc Schema, err error) {
		var at int64
		err = r.Scan(&sc.Module, &sc.File, &sc.Digest, &sc.Version, &at)
		if first == 0 || at < first {
			first = at
		}
		return sc, err
	}, "SELECT module, file, digest, version, applied_at FROM store_migrations ORDER BY module, file")
	// The microsecond in which the bank got its first table tells it from others.
	sum := sha256.Sum256([]byte("tonghui bank made at " + strconv.FormatInt(first, 10)))
	m.Bank = hex.EncodeToString(sum[:6])
	return err
}

func scanAll[T any](ctx context.Context, q queryer, scan func(*sql.Rows) (T, error), query string) (out []T, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

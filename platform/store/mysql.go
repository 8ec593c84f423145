//tidy:float a server's time limit is in seconds; no money is in it

package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

// The shared engine (MySQL protocol: MariaDB, TiDB, MySQL)
//
// Several processes, with several lanes each, write into one database at once. Each lane runs groups as writer.go
// describes; a group is one transaction, so simple transfers of many customers share one commit here too. What the
// file lock and the single writer give on SQLite comes from rows here:
//
//	store_nodes   a process claims a row, its node number, and renews its beat; who lost it writes nothing any more
//	store_lanes   a lane locks its own row when it begins a group and writes the group's number into it
//	store_leases  who does a named piece of work at present
//
// The lane's row does four things for one round trip.
//
//	Fence. It names the process that holds it. A process which was cut off for so long that another one took its
//	node finds a stranger there and stops.
//
//	Truth after a broken COMMIT. When the connection breaks before the answer to COMMIT, the lane reads its row on a
//	new connection, with a lock, which waits until the server has ended the old transaction in one way or the other. The
//	group's number stands in it if, and only if, the group is in the database.
//
//	Bank date. It holds the open bank date and its fence, so reading them costs nothing.
//
//	Stop. What must not run beside any posting (a day's state, the bank date, a period's close) locks all lanes'
//	rows, before its own: it waits for the groups that run and keeps the next ones out. See Tx.Exclusive. A shared lock on one
//	common row would do the same on MariaDB; TiDB has none that doesn't shut out its like.
//
// Isolation. Updates run in READ COMMITTED: a plain SELECT sees what is committed at that moment, so what is read after a
// lock is current. Under snapshot isolation it would still show the state at the transaction's beginning: the room for
// write skew that house rules forbid. Every row that a decision rests on is locked or written. Views read one
// snapshot (REPEATABLE READ).
//
// Conflicts. A deadlock, a lock that is not to be had in time, or a failed certification (Galera) rolls the group back, and
// it runs again: four times as it is, having locked first what it had reached (locks.go), then update by update, each up to
// sixteen times, with growing, jittered pauses, and at last while all others wait. A server that went away is waited for five
// seconds. What still fails gets store.conflict or store.unreachable.
type mysqlEngine struct {
	s      *Store
	engine Engine
	holder string // this process, in nodes, lanes and leases
	node   int64

	db   *sql.DB // the lanes'
	pool *sql.DB // the readers'

	lost  atomic.Bool           // the node was taken over
	stale atomic.Pointer[error] // a newer version has taken away what this program needs
	quit  chan struct{}
	done  chan struct{}
}

func (e *mysqlEngine) kind() Engine { return e.engine }

// Timeouts. A lock that is not to be had means a conflict; the server's answer may take as long as that and a little more.
const (
	lockWaitSeconds = 5
	dialTimeout     = 3 * time.Second
	answerTimeout   = 20 * time.Second
)

// parseDSN turns mysql://user:password@host:port/name?options into the driver's form.
func parseDSN(dsn string) (*mysql.Config, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, ErrBadDSN.With(HidePassword(dsn))
	}
	name := strings.TrimPrefix(u.Path, "/")
	if u.Host == "" && u.Query().Get("socket") == "" || name == "" || strings.Contains(name, "/") || !databaseName.MatchString(name) {
		return nil, ErrBadDSN.With(HidePassword(dsn))
	}
	c := mysql.NewConfig()
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" {
		c.Addr = u.Hostname() + ":3306"
	}
	for key, values := range u.Query() {
		switch key {
		case "socket":
			c.Net, c.Addr = "unix", values[0]
		case "tls": // true, false, skip-verify, preferred
			c.TLSConfig = values[0]
		default:
			return nil, ErrBadDSN.With(HidePassword(dsn) + ": " + key)
		}
	}
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = name
	c.ClientFoundRows = true
	c.Timeout, c.ReadTimeout, c.WriteTimeout = dialTimeout, answerTimeout, answerTimeout
	c.Collation = "utf8mb4_bin"
	c.Logger = quiet{}
	c.CheckConnLiveness = false // a dead connection shows at BEGIN, which is repeated
	return c, nil
}

var databaseName = regexp.MustCompile(`^[A-Za-z0-9_$-]{1,64}$`)

// quiet drops the driver's remarks on broken connections; the store reports what matters.
type quiet struct{}

func (quiet) Print(...any) {}

// HidePassword makes an address printable.
func HidePassword(dsn string) string {
	if !IsDSN(dsn) {
		return dsn
	}
	at := strings.LastIndexByte(dsn, '@')
	if at < 0 {
		return dsn
	}
	user, _, had := strings.Cut(dsn[len(dsnScheme):at], ":")
	if !had {
		return dsn
	}
	return dsnScheme + user + ":***" + dsn[at:]
}

// sqlMode is what every connection runs under: what doesn't fit is refused, never cut.
const sqlMode = "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

// session is a connector that sets each connection up.
type session struct {
	driver.Connector
	texts []string
}

func (e *mysqlEngine) connector(c *mysql.Config, isolation string) (*session, error) {
	base, err := mysql.NewConnector(c)
	if err != nil {
		return nil, ErrBadDSN.With(err)
	}
	return &session{base, []string{
		"SET SESSION sql_mode = '" + sqlMode + "'",
		"SET SESSION TRANSACTION ISOLATION LEVEL " + isolation,
		"SET SESSION innodb_lock_wait_timeout = " + strconv.Itoa(lockWaitSeconds),
		"SET SESSION autocommit = 1",
	}}, nil
}

// Connect opens a connection and sets it up.
func (s *session) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := s.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range s.texts {
		if _, err := c.(driver.ExecerContext).ExecContext(ctx, text, nil); err != nil {
			_ = c.Close()
			return nil, err
		}
	}
	return c, nil
}

func (e *mysqlEngine) open(ctx context.Context) error {
	e.engine = MySQL
	cfg, err := parseDSN(e.s.path)
	if err != nil {
		return err
	}
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return err
	}
	e.holder = hex.EncodeToString(id[:])
	writing, err := e.connector(cfg, "READ COMMITTED")
	if err != nil {
		return err
	}
	reading, err := e.connector(cfg, "REPEATABLE READ")
	if err != nil {
		return err
	}
	e.db, e.pool = sql.OpenDB(writing), sql.OpenDB(reading)
	e.db.SetMaxIdleConns(-1) // a connection that is given back is closed
	e.pool.SetMaxIdleConns(-1)
	if err := e.checkServer(ctx); err != nil {
		return err
	}
	// A process that hangs inside a transaction must not hold rows for longer than its node stays its own.
	switch e.engine {
	case MariaDB:
		writing.texts = append(writing.texts, "SET SESSION idle_transaction_timeout = 10")
	case TiDB:
		writing.texts = append(writing.texts, "SET SESSION tidb_idle_transaction_timeout = 10")
	default: // MySQL has no such setting: its wait_timeout is the operator's
	}
	// A view that takes too long ends on the server too.
	bound := "SET SESSION max_execution_time = " + strconv.FormatInt(e.s.opt.maxView.Milliseconds(), 10)
	if e.engine == MariaDB {
		bound = "SET SESSION max_statement_time = " + strconv.FormatFloat(e.s.opt.maxView.Seconds(), 'f', 3, 64)
	}
	reading.texts = append(reading.texts, bound)
	lost := retries{most: aloneConflicts} // while another process makes the tables
	for again := true; again; again = errors.Is(err, ErrConflict) && lost.again(e.s, err) {
		err = e.s.View(ctx, func(v *View) error {
			return inspect(v, e.s.opt.ReadOnly,
				"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name")
		})
	}
	if err != nil || e.s.opt.ReadOnly {
		return err
	}
	if err := e.bootstrap(ctx); err != nil {
		return err
	}
	if err := e.claimNode(ctx); err != nil {
		return err
	}
	e.quit, e.done = make(chan struct{}), make(chan struct{})
	go e.beat() //nolint:gosec // it lives as long as the store, not as the call that opened it
	return e.s.startLanes(ctx, e.s.opt.Lanes)
}

// with runs f on a connection of its own.
func (e *mysqlEngine) with(ctx context.Context, f func(*sql.Conn) error) error {
	c, err := e.db.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer func() { _ = c.Close() }()
	return classify(f(c))
}

// transaction runs f in one transaction on a connection of its own, again after conflicts.
func (e *mysqlEngine) transaction(ctx context.Context, f func(*sql.Tx) error) error {
	lost := retries{most: aloneConflicts}
	for {
		err := e.with(ctx, func(c *sql.Conn) error {
			tx, err := c.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			if err := f(tx); err != nil {
				_ = tx.Rollback()
				return err
			}
			return tx.Commit()
		})
		if !errors.Is(err, ErrConflict) || !lost.again(e.s, err) {
			return err
		}
	}
}

func (e *mysqlEngine) lock(query string) string { return query + " FOR UPDATE" }

func (e *mysqlEngine) beginView(c *conn) error {
	c.single = true
	_, err := c.execText("START TRANSACTION WITH CONSISTENT SNAPSHOT")
	return err
}

func (e *mysqlEngine) readers() *sql.DB { return e.pool }

func (e *mysqlEngine) after(*writer) {}

func (e *mysqlEngine) close() (err error) {
	for _, w := range e.s.lanes {
		if w.c != nil {
			_ = w.c.close()
		}
	}
	if e.quit != nil {
		close(e.quit)
		<-e.done
		e.leave()
	}
	for _, db := range []*sql.DB{e.db, e.pool} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return err
}

// lostBy: the server has rolled back after a deadlock; after a lock timeout it has not, but the group starts over all the
// same, so that it doesn't hold what others wait for; after a broken connection nothing is known but that nothing
// was committed.
func (e *mysqlEngine) lostBy(_ *writer, err error) bool {
	return errors.Is(err, ErrConflict) || errors.Is(err, ErrUnreachable) || errors.Is(err, ErrNodeLost)
}

// alone takes the database's lock for migrations; the server drops it when the connection ends.
func (e *mysqlEngine) alone(ctx context.Context, f func() error) error {
	return e.with(ctx, func(c *sql.Conn) error {
		name := "tonghui:" + databaseOf(e.s.path)
		for {
			var got sql.NullInt64
			if err := c.QueryRowContext(ctx, "SELECT GET_LOCK(?, 5)", name[:min(64, len(name))]).Scan(&got); err != nil {
				return err
			}
			if got.Int64 == 1 {
				break
			}
		}
		defer func() {
			_, _ = c.ExecContext(context.Background(), "DO RELEASE_LOCK(?)", name[:min(64, len(name))])
		}()
		return f()
	})
}

func databaseOf(dsn string) string {
	if u, err := url.Parse(dsn); err == nil {
		return strings.TrimPrefix(u.Path, "/")
	}
	return dsn
}

// bootstrap makes the store's own tables.
func (e *mysqlEngine) bootstrap(ctx context.Context) error {
	return e.alone(ctx, func() error {
		return e.with(ctx, func(c *sql.Conn) error {
			for _, text := range []string{tableBank, tableMigrations, tableLeases, tableNodes, tableLanes} {
				if _, err := c.ExecContext(ctx, e.schema(text)); err != nil {
					return err
				}
			}
			var n int64
			err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM store_bank").Scan(&n)
			if err == nil && n == 0 {
				_, err = c.ExecContext(ctx, insertBank)
			}
			return err
		})
	})
}

// textCollation compares text byte for byte, the spaces at its end too.
func (e *mysqlEngine) textCollation() string {
	if e.engine == MariaDB {
		return "utf8mb4_nopad_bin"
	}
	return "utf8mb4_0900_bin"
}

// schema adds what MySQL leaves to the server's settings.
func (e *mysqlEngine) schema(text string) string {
	if !createTable.MatchString(text) {
		return text
	}
	return strings.TrimRight(text, " \t\n;") + " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE " + e.textCollation()
}

// define runs a step. The server commits each definition by itself, so a process that dies between the definition and its
// record leaves one that is there but not counted: it is taken for done when it is met again.
func (e *mysqlEngine) define(ctx context.Context, m *migration, step int, version string) error {
	text := m.steps[step]
	if definition.MatchString(text) {
		err := e.with(ctx, func(c *sql.Conn) error {
			_, err := c.ExecContext(ctx, e.schema(text))
			return err
		})
		var me *mysql.MySQLError
		if err != nil && (!errors.As(err, &me) || !thereAlready[me.Number]) {
			return m.failed(step, err)
		}
		return e.s.Update(ctx, func(tx *Tx) error { return m.record(tx, step, version) })
	}
	return e.s.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(text); err != nil {
			return m.failed(step, err)
		}
		return m.record(tx, step, version)
	})
}

var definition = regexp.MustCompile(`(?i)^\s*(CREATE|ALTER|DROP|RENAME)\b`)

// thereAlready: table exists, unknown table (dropped), duplicate column, duplicate key name, can't drop.
var thereAlready = map[uint16]bool{1050: true, 1051: true, 1060: true, 1061: true, 1091: true}

// fmtNode names a process for messages.
func fmtNode(holder, address string) string {
	if address == "" {
		return holder
	}
	return fmt.Sprintf("%s, %s", address, holder)
}

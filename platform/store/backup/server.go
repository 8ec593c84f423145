package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Server is a bank on a database server, copied by one of the server's own tools.
type Server struct {
	at     address
	engine string
	tool   string
	bin    string // of the tool
	db     *sql.DB
	made   time.Time

	checkpoint Checkpointer
}

// address is a parsed mysql://user:password@host:port/name?socket=PATH.
type address struct {
	user, password   string
	host, port, name string
	socket           string
}

func parseAddress(text string) (a address, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "mysql" {
		return a, ErrAddress // never with the cause: it may quote the password
	}
	a = address{user: u.User.Username(), host: u.Hostname(), port: u.Port(), name: strings.TrimPrefix(u.Path, "/"),
		socket: u.Query().Get("socket")}
	a.password, _ = u.User.Password()
	if a.port == "" {
		a.port = "3306"
	}
	if a.host == "" && a.socket == "" || a.name == "" || strings.ContainsAny(a.name, "/`\x00") {
		return a, ErrAddress
	}
	return a, nil
}

// String is the address without the password.
func (a address) String() string {
	if a.socket != "" {
		return "mysql://" + a.user + "@" + a.socket + "/" + a.name
	}
	return "mysql://" + a.user + "@" + net.JoinHostPort(a.host, a.port) + "/" + a.name
}

// open connects to a database of the server; "" to none.
func (a address) open(ctx context.Context, name string) (*sql.DB, error) {
	c := mysql.NewConfig()
	c.Net, c.Addr = "tcp", net.JoinHostPort(a.host, a.port)
	if a.socket != "" {
		c.Net, c.Addr = "unix", a.socket
	}
	c.User, c.Passwd, c.DBName = a.user, a.password, name
	c.Timeout = 10 * time.Second
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, ErrAddress
	}
	db := sql.OpenDB(connector)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, ErrSource.With(a).Because(err)
	}
	return db, nil
}

// options writes the file that tells the tools where to go and who asks: on a command line everybody could read the
// password.
func (a address) options(dir string) (string, error) {
	path := filepath.Join(dir, "client.cnf")
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
	}
	text := "[client]\nuser=" + quote(a.user) + "\npassword=" + quote(a.password) + "\n"
	if a.socket != "" {
		text += "socket=" + quote(a.socket) + "\n"
	} else {
		text += "host=" + quote(a.host) + "\nport=" + a.port + "\nprotocol=tcp\n"
	}
	return path, writeError(path, os.WriteFile(path, []byte(text), 0o600))
}

// engineOf tells the servers apart by what they say of themselves.
func engineOf(version string) string {
	switch {
	case strings.Contains(version, "TiDB"):
		return TiDB
	case strings.Contains(version, "MariaDB"):
		return MariaDB
	}
	return MySQL
}

// OpenServer connects to a bank on a database server. tool is DumpTool, HotCopyTool or DumplingTool; "" takes
// dumpling for TiDB, else mariadb-dump.
func OpenServer(ctx context.Context, at, tool string, checkpoint Checkpointer) (_ *Server, err error) {
	s := &Server{made: time.Now().UTC().Truncate(time.Microsecond), checkpoint: checkpoint}
	if s.at, err = parseAddress(at); err != nil {
		return nil, err
	}
	if s.db, err = s.at.open(ctx, s.at.name); err != nil {
		return nil, err
	}
	var version string
	if err := s.db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		_ = s.db.Close()
		return nil, ErrSource.With(s.at).Because(err)
	}
	s.engine = engineOf(version)
	if s.tool, s.bin, err = chooseTool(s.engine, tool); err != nil {
		_ = s.db.Close()
		return nil, err
	}
	return s, nil
}

// Describe reads what the manifest says of the bank, just before the tool begins.
func (s *Server) Describe(ctx context.Context) (Manifest, error) {
	m := Manifest{Engine: s.engine, Tool: s.tool, Made: s.made}
	if err := describe(ctx, s.db, &m); err != nil {
		return m, s.says(err)
	}
	highest, err := scanAll(ctx, s.db, func(r *sql.Rows) (n sql.NullInt64, err error) { return n, r.Scan(&n) },
		"SELECT MAX(last_id) FROM store_lanes")
	if err == nil && len(highest) == 1 {
		m.Seq = max(m.Seq, highest[0].Int64)
	}
	if err == nil {
		err = s.checkpoint.into(&m, querier{ctx, s.db})
	}
	return m, s.says(err)
}

// says turns the server's errors into sentences.
func (s *Server) says(err error) error {
	var e *mysql.MySQLError
	if errors.As(err, &e) && (e.Number == noSuchTable || e.Number == noSuchColumn) {
		return ErrOtherProduct.With("?").Because(err)
	}
	if err != nil && !errors.Is(err, ErrOtherProduct) {
		return ErrSource.With(s.at).Because(err)
	}
	return err
}

// The server's numbers for what a database of another product lacks.
const (
	noSuchTable  = 1146
	noSuchColumn = 1054
)

// Total is not known before.
func (s *Server) Total() int64 { return 0 }

// Close disconnects.
func (s *Server) Close() error { return s.db.Close() }

// tables names the tables of a database.
func tables(ctx context.Context, db *sql.DB, name string) ([]string, error) {
	return scanAll(ctx, db, func(r *sql.Rows) (t string, err error) { return t, r.Scan(&t) },
		fmt.Sprintf("SELECT table_name FROM information_schema.tables WHERE table_schema = '%s' ORDER BY table_name",
			strings.ReplaceAll(name, "'", "''")))
}

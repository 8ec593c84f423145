package engines

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tidbSettings keep the server quiet and small. Transactions are pessimistic by its default. Tables share regions: a test
// makes hundreds of small ones, and a region each would cost more than the tests.
const tidbSettings = `split-table = false
temp-dir = %[1]q
tmp-storage-path = %[1]q
[log]
level = "error"
[log.file]
filename = ""
[status]
report-status = %[2]t
status-host = "127.0.0.1"
status-port = %[3]d
[instance]
tidb_slow_log_threshold = 10000
[performance]
run-auto-analyze = false
`

// TiDB starts TiDB in one process over its own single-copy store (unistore). It speaks and decides as TiDB does, but keeps
// locks in memory and is no proof of durability.
func TiDB(ctx context.Context, opt Options) (*Server, error) {
	program, err := Tool(ctx, "tidb-server")
	if err != nil {
		return nil, err
	}
	s, err := newServer("tidb", opt)
	if err != nil {
		return nil, err
	}
	s.ready = func(ctx context.Context, s *Server) error { return s.prepareTiDB(ctx) }
	if err := s.configureTiDB(program, 0, "--store=unistore", "--path="+s.data()); err != nil {
		return nil, closing(s, err)
	}
	s.command = append(s.command, opt.Settings...)
	if err := s.Start(ctx); err != nil {
		return nil, closing(s, err)
	}
	return s, nil
}

// configureTiDB writes the settings and the command line; status is the port of its status page, 0 for none.
func (s *Server) configureTiDB(program string, status int, args ...string) error {
	settings := filepath.Join(s.dir, "settings.toml")
	text := fmt.Sprintf(tidbSettings, filepath.Join(s.dir, "temp"), status != 0, max(status, 1))
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return err
	}
	_, port, _ := strings.Cut(s.Addr, ":")
	s.command = append([]string{program, "--config=" + settings, "--host=127.0.0.1", "-P=" + port, "--socket=",
		"--advertise-address=127.0.0.1"}, args...)
	return nil
}

// prepareTiDB makes the bank's user and turns on what the bank relies on; the first time by root, who has no password
// until then.
func (s *Server) prepareTiDB(ctx context.Context) error {
	if !listens(ctx, s.Addr) {
		return fmt.Errorf("nothing listens on %s", s.Addr)
	}
	if s.Exec(ctx, "SELECT 1") == nil {
		return nil
	}
	return execAs(ctx, "root@tcp("+s.Addr+")/?timeout=3s",
		"SET GLOBAL tidb_enable_check_constraint = ON", // CHECK is parsed and ignored otherwise
		"SET GLOBAL tidb_enable_auto_analyze = OFF",    // tests ask for plans by index, not for luck with a clock
		"CREATE USER IF NOT EXISTS "+user+"@'127.0.0.1' IDENTIFIED BY "+quoted(s.password),
		"GRANT ALL ON *.* TO "+user+"@'127.0.0.1' WITH GRANT OPTION",
		"ALTER USER root@'%' IDENTIFIED BY "+quoted(s.password),
	)
}

// quoted is a text of letters and digits as SQL.
func quoted(text string) string { return strings.ReplaceAll(strconv.Quote(text), `"`, "'") }

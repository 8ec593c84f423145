package engines

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of DSN and Driver
)

// Options say how a server is started; the zero value is what the tests use.
type Options struct {
	// Dir is where the server's folder is made: memory when there are 4 GiB of it, else the folder for temporary files.
	Dir string
	// Settings are further arguments of the server, "--name=value", and win over ours.
	Settings []string
}

// user is the one that the bank logs in as.
const user = "tonghui"

// Server is one running server. Its methods are for one goroutine at a time.
type Server struct {
	Name     string // mariadb, tidb, pd1 …
	Addr     string // 127.0.0.1:port
	dir      string // data, log and settings; removed by Close
	hold     func() // lets go of the folder
	password string
	command  []string
	owner    *syscall.Credential // who it runs as; nil is whoever we are
	process  *process
	ready    func(context.Context, *Server) error // nil as soon as it answers
}

// startWithin is the time a server may take until it answers, on a busy machine.
const startWithin = 2 * time.Minute

func newServer(name string, opt Options) (*Server, error) {
	dir, hold, err := folder(opt.Dir, name)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	var secret [9]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return nil, err
	}
	return &Server{
		Name: name, Addr: fmt.Sprintf("127.0.0.1:%d", port), dir: dir, hold: hold, password: hex.EncodeToString(secret[:]), ready: answers,
	}, nil
}

// Start starts the server again after Kill or Stop, on the same folder and port, and waits until it answers.
func (s *Server) Start(ctx context.Context) error {
	if s.process != nil {
		return fmt.Errorf("%s runs already", s.Name)
	}
	p, err := launch(s.command, filepath.Join(s.dir, "log"), s.owner)
	if err != nil {
		return err
	}
	s.process = p
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for {
		err := s.ready(ctx, s)
		if err == nil {
			return nil
		}
		select {
		case <-p.ended:
			s.process = nil
			return fmt.Errorf("%s ended at its start: %w\n%s", s.Name, p.err, s.LogTail())
		case <-ctx.Done():
			s.process = nil
			p.kill()
			return fmt.Errorf("%s does not answer: %w\n%s", s.Name, errors.Join(ctx.Err(), err), s.LogTail())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Kill ends the server as a crash does (kill -9).
func (s *Server) Kill() {
	if s.process != nil {
		s.process.kill()
		s.process = nil
	}
}

// Stop lets the server end by itself, as an operator would; one that does not in 30 s is killed and named.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	p := s.process
	s.process = nil
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(30 * time.Second):
		p.kill()
		return fmt.Errorf("%s did not stop and was killed\n%s", s.Name, s.LogTail())
	}
}

// Freeze stops the server's process without ending it, as a machine that hangs; Thaw lets it go on.
func (s *Server) Freeze() error { return s.process.signal(syscall.SIGSTOP) }

// Thaw ends a Freeze.
func (s *Server) Thaw() error { return s.process.signal(syscall.SIGCONT) }

// Close kills the server and removes its folder.
func (s *Server) Close() error {
	s.Kill()
	defer s.hold()
	return os.RemoveAll(s.dir)
}

// Running reports whether the process is there.
func (s *Server) Running() bool { return s.process != nil && !s.process.over() }

// Pid is the process's number; 0 when it does not run.
func (s *Server) Pid() int {
	if s.process == nil {
		return 0
	}
	return s.process.cmd.Process.Pid
}

// Dir is the server's folder.
func (s *Server) Dir() string { return s.dir }

// DSN is the address of a database of the server, as the bank takes it; "" leaves the database open.
func (s *Server) DSN(database string) string { return s.DSNBy(s.Addr, database) }

// DSNBy is DSN through another address, such as a Proxy's.
func (s *Server) DSNBy(addr, database string) string {
	return fmt.Sprintf("mysql://%s:%s@%s/%s", user, s.password, addr, database)
}

// Open connects as the bank does, with plain database/sql, through any address.
func (s *Server) Open(addr, database string) (*sql.DB, error) {
	return sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s)/%s?timeout=3s&readTimeout=20s&clientFoundRows=true", user, s.password, addr, database))
}

// Exec runs statements, one after the other, on a connection of its own.
func (s *Server) Exec(ctx context.Context, texts ...string) error {
	return execAs(ctx, fmt.Sprintf("%s:%s@tcp(%s)/?timeout=3s", user, s.password, s.Addr), texts...)
}

func execAs(ctx context.Context, dsn string, texts ...string) error {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	for _, text := range texts {
		if _, err := c.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// answers is the usual ready: a statement by the bank's user.
func answers(ctx context.Context, s *Server) error {
	if !listens(ctx, s.Addr) {
		return fmt.Errorf("nothing listens on %s", s.Addr)
	}
	return s.Exec(ctx, "SELECT 1")
}

func listens(ctx context.Context, addr string) bool {
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// LogTail is the end of the server's log, for messages.
func (s *Server) LogTail() string {
	b, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-25):], "\n")
}

var ports struct {
	sync.Mutex
	given map[int]bool
}

// freePort finds a port below the range from which outgoing connections take theirs: a server that is started again
// must find its port free.
func freePort() (int, error) {
	ports.Lock()
	defer ports.Unlock()
	if ports.given == nil {
		ports.given = map[int]bool{}
	}
	var pick [2]byte
	for range 200 {
		if _, err := rand.Read(pick[:]); err != nil {
			return 0, err
		}
		port := 12000 + (int(pick[0])<<8|int(pick[1]))%20000
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil || ports.given[port] {
			continue
		}
		_ = l.Close()
		ports.given[port] = true
		return port, nil
	}
	return 0, errors.New("no free port between 12000 and 32000 on 127.0.0.1")
}

func freePorts(n int) ([]int, error) {
	found := make([]int, n)
	for i := range found {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		found[i] = port
	}
	return found, nil
}

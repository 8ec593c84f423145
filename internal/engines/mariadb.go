package engines

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// MariaDB starts a MariaDB server of the machine's own package.
func MariaDB(ctx context.Context, opt Options) (*Server, error) {
	s, err := newMariaDB("mariadb", opt, nil)
	if err != nil {
		return nil, err
	}
	if err := s.install(); err != nil {
		return nil, closing(s, err)
	}
	if err := s.Start(ctx); err != nil {
		return nil, closing(s, err)
	}
	return s, nil
}

// closing removes what a failed start left.
func closing(s *Server, err error) error {
	_ = s.Close()
	return err
}

// need finds a program of the machine, also where only root's PATH looks.
func need(name, pack string) (string, error) {
	if found, err := exec.LookPath(name); err == nil {
		return found, nil
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"} {
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("%s is missing: install the package %s (apt-get install %s), then try again", name, pack, pack)
}

// newMariaDB settles the command line of a server; its folder is still empty. An owner is who it runs as.
func newMariaDB(name string, opt Options, owner *syscall.Credential) (*Server, error) {
	program, err := need("mariadbd", "mariadb-server")
	if err != nil {
		return nil, err
	}
	s, err := newServer(name, opt)
	if err != nil {
		return nil, err
	}
	s.owner = owner
	_, port, _ := strings.Cut(s.Addr, ":")
	s.command = []string{program, "--no-defaults",
		"--datadir=" + s.data(), "--bind-address=127.0.0.1", "--port=" + port,
		"--socket=" + filepath.Join(s.dir, "socket"), "--pid-file=" + filepath.Join(s.dir, "pid"),
		"--skip-name-resolve", "--max-connections=1000", "--max-allowed-packet=64M",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
		"--innodb-buffer-pool-size=512M", "--innodb-log-file-size=256M", "--innodb-flush-log-at-trx-commit=1",
	}
	if os.Geteuid() == 0 && s.owner == nil {
		s.command = append(s.command, "--user=root") // it refuses to be root unless told so
	}
	s.command = append(s.command, opt.Settings...)
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// install makes the server's own tables and the bank's user, who may do everything; root keeps to the socket.
func (s *Server) install() error {
	program, err := need("mariadb-install-db", "mariadb-server")
	if err != nil {
		return err
	}
	args := []string{"--no-defaults", "--datadir=" + s.data(), "--auth-root-authentication-method=socket",
		"--skip-test-db", "--skip-name-resolve"}
	if os.Geteuid() == 0 && s.owner == nil {
		args = append(args, "--user=root")
	}
	sql := filepath.Join(s.dir, "user.sql")
	text := fmt.Sprintf("FLUSH PRIVILEGES;\n"+ // grants are off until then
		"CREATE USER IF NOT EXISTS %[1]s@'127.0.0.1' IDENTIFIED BY '%[2]s';\n"+
		"GRANT ALL ON *.* TO %[1]s@'127.0.0.1' WITH GRANT OPTION;\n", user, s.password)
	if err := os.WriteFile(sql, []byte(text), 0o600); err != nil {
		return err
	}
	if s.owner != nil {
		for _, name := range []string{s.dir, sql} {
			if err := os.Chown(name, int(s.owner.Uid), int(s.owner.Gid)); err != nil {
				return err
			}
		}
	}
	cmd := exec.Command(program, append(args, "--extra-file="+sql)...) //nolint:gosec // the command line is ours
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	return nil
}

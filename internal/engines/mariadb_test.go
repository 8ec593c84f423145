package engines

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mariaDB starts a server, or skips where there is none.
func mariaDB(t *testing.T) *Server {
	t.Helper()
	if _, err := need("mariadbd", "mariadb-server"); err != nil {
		t.Skip(err)
	}
	return closed[*Server](t)(MariaDB(t.Context(), Options{}))
}

func TestMariaDBComesBack(t *testing.T) {
	s := mariaDB(t)
	if err := s.Exec(t.Context(), "CREATE DATABASE d", "CREATE TABLE d.t (id BIGINT PRIMARY KEY)", "INSERT INTO d.t (id) VALUES (7)"); err != nil {
		t.Fatal(err)
	}
	for _, end := range []func() error{func() error { s.Kill(); return nil }, s.Stop} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if s.Running() || listens(t.Context(), s.Addr) {
			t.Fatal("still there")
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		db, err := s.Open(s.Addr, "d")
		if err != nil {
			t.Fatal(err)
		}
		var id int64
		if err := db.QueryRow("SELECT id FROM t").Scan(&id); err != nil || id != 7 {
			t.Fatal(id, err)
		}
		_ = db.Close()
	}
	if !strings.HasPrefix(s.DSN("d"), "mysql://tonghui:") || !strings.HasSuffix(s.DSN("d"), "@"+s.Addr+"/d") {
		t.Error(s.DSN("d"))
	}
}

func TestServerSaysWhyItDoesNotStart(t *testing.T) {
	if _, err := need("mariadbd", "mariadb-server"); err != nil {
		t.Skip(err)
	}
	s, err := MariaDB(t.Context(), Options{Settings: []string{"--no-such-setting=1"}})
	if err == nil {
		_ = s.Close()
		t.Fatal("started")
	}
	if !strings.Contains(err.Error(), "no-such-setting") {
		t.Error(err)
	}
}

// The command hands on the address and the exit code, and leaves no server behind: not after its own end, nor after a
// signal, nor when it is killed.
func TestRun(t *testing.T) {
	if _, err := need("mariadbd", "mariadb-server"); err != nil {
		t.Skip(err)
	}
	run := filepath.Join(t.TempDir(), "run")
	if out, err := exec.Command("go", "build", "-o", run, "./run").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	script := `echo "$TONGHUI_TEST_DSN $TONGHUI_TEST_ENGINE"; grep -l -a mariadbd /proc/[0-9]*/comm | while read -r f; do
		p=${f%/comm}; [ "$(awk '/^PPid/ {print $2}' "$p/status")" = "$PPID" ] && echo "server ${p#/proc/}"; done; `
	for _, test := range []struct {
		name, script string
		signal       syscall.Signal
		code         int
	}{
		{"ends", "exit 0", 0, 0},
		{"fails", "exit 7", 0, 7},
		{"is asked to stop", "echo ready; exec sleep 600", syscall.SIGTERM, 1},
		{"is killed", "echo ready; exec sleep 600", syscall.SIGKILL, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			f, err := os.Create(out)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			cmd := exec.Command(run, "mariadb", "--", "bash", "-c", script+test.script)
			cmd.Stdout = f
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if test.signal != 0 {
				until(t, func() bool { b, _ := os.ReadFile(out); return bytes.Contains(b, []byte("ready")) })
				_ = cmd.Process.Signal(test.signal)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(b), "mysql://tonghui:") || !strings.Contains(string(b), "/ mariadb\n") {
				t.Errorf("the command was told %s", b)
			}
			_, rest, found := strings.Cut(string(b), "server ")
			if !found {
				t.Fatalf("no server seen: %s", b)
			}
			number, _, _ := strings.Cut(rest, "\n")
			pid, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			until(t, func() bool { return syscall.Kill(pid, 0) != nil })
		})
	}
}

func until(t *testing.T, f func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not happen within 30 s")
		}
	}
}

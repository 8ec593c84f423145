package upgrade

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/internal/engines"
)

// build builds a release.
func build(t *testing.T, number int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), fmt.Sprint("release", number))
	cmd := exec.Command("go", "build", "-ldflags", fmt.Sprintf("-X main.release=%d", number), "-o", name, "./release")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// server is a process of a release that serves.
type server struct {
	t       *testing.T
	name    string
	in      io.Closer
	written atomic.Int64
	refused atomic.Pointer[string]
	ended   chan struct{}
	errors  bytes.Buffer
}

func serve(t *testing.T, release, dsn string, first int64) *server {
	t.Helper()
	cmd := exec.Command(release, dsn, "serve", fmt.Sprint(first))
	s := &server{t: t, name: filepath.Base(release), ended: make(chan struct{})}
	cmd.Stderr = &s.errors
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if s.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			switch word, rest, _ := strings.Cut(lines.Text(), " "); word {
			case "wrote":
				s.written.Add(1)
			case "refused":
				s.refused.Store(&rest)
			}
		}
		_ = cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-s.ended
	})
	return s
}

// goesOn wants more acknowledged notes of it.
func (s *server) goesOn() {
	s.t.Helper()
	for want, end := s.written.Load()+50, time.Now().Add(time.Minute); s.written.Load() < want; time.Sleep(5 * time.Millisecond) {
		select {
		case <-s.ended:
			s.t.Fatalf("%s ended: %s", s.name, s.errors.String())
		default:
		}
		if time.Now().After(end) {
			s.t.Fatalf("%s does not go on: %d notes", s.name, s.written.Load())
		}
	}
}

// end waits until it has ended, and tells with which refusal.
func (s *server) end() string {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		s.t.Fatalf("%s does not end", s.name)
	}
	if r := s.refused.Load(); r != nil {
		return *r
	}
	return ""
}

func migrate(t *testing.T, release, dsn, verb string) {
	t.Helper()
	if out, err := exec.Command(release, dsn, verb).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", verb, err, out)
	}
}

func TestRollingUpgrade(t *testing.T) {
	db, err := engines.MariaDB(t.Context(), engines.Options{})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Exec(t.Context(), "CREATE DATABASE bank"); err != nil {
		t.Fatal(err)
	}
	dsn := db.DSN("bank")
	old, next := build(t, 1), build(t, 2)
	const apart = 10_000_000 // between the notes of two processes

	migrate(t, old, dsn, "expand")
	first := serve(t, old, dsn, 1)
	first.goesOn()

	migrate(t, next, dsn, "expand")
	first.goesOn() // the running one does not notice
	second := serve(t, next, dsn, apart)
	second.goesOn()
	anew := serve(t, old, dsn, 2*apart) // a previous one that fell over and is started again
	anew.goesOn()
	_ = anew.in.Close()
	if refused := anew.end(); refused != "" {
		t.Errorf("between expand and contract the previous version is refused: %s", refused)
	}
	first.goesOn()

	migrate(t, next, dsn, "contract")
	if refused := first.end(); refused != "store.newer_schema" {
		t.Errorf("after the contract the running previous version says %q: %s", refused, first.errors.String())
	}
	late := serve(t, old, dsn, 3*apart)
	if refused := late.end(); refused != "store.newer_schema" || late.written.Load() > 0 {
		t.Errorf("after the contract a new start of the previous version says %q, %d notes", refused, late.written.Load())
	}
	second.goesOn()
	third := serve(t, next, dsn, 4*apart)
	third.goesOn()
	_, _ = second.in.Close(), third.in.Close()
	second.end()
	third.end()
	count(t, db, apart, map[int64]int64{
		0: first.written.Load(), 1: second.written.Load(), 2: anew.written.Load(), 4: third.written.Load(),
	})
}

// count compares what each process was told with what is there.
func count(t *testing.T, s *engines.Server, apart int64, want map[int64]int64) {
	t.Helper()
	db, err := s.Open(s.Addr, "bank")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT id DIV ?, COUNT(*), MIN(kind), MAX(kind) FROM upgrade_notes GROUP BY id DIV ?", apart, apart)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all int64
	for rows.Next() {
		var process, n int64
		var least, most string
		if err := rows.Scan(&process, &n, &least, &most); err != nil {
			t.Fatal(err)
		}
		kind := map[int64]string{0: "plain", 2: "plain", 1: "marked", 4: "marked"}[process]
		if n != want[process] || least != kind || most != kind {
			t.Errorf("process %d was told of %d notes; %d are there, kinds %s to %s", process, want[process], n, least, most)
		}
		all += n
		delete(want, process)
	}
	if err := rows.Err(); err != nil || len(want) > 0 {
		t.Error("no notes of", want, err)
	}
	var n int64
	if err := db.QueryRow("SELECT n FROM upgrade_sums").Scan(&n); err != nil || n != all {
		t.Errorf("%d notes, %d counted, %v", all, n, err)
	}
}

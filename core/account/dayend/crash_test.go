package dayend

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// The crash test's child is this test binary again, with the database's path in the environment.
const crashEnv = "TONGHUI_DAYEND_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		crashChild(path)
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

// crashOptions let another process take over soon.
var crashOptions = Options{LeaseTTL: 100 * time.Millisecond}

// toldStep is the counting step; it says on the standard output when a chunk is on disk.
func toldStep() Step {
	s := countStep()
	inner := s.Chunk
	s.Chunk = func(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
		tx.AfterCommit(func() { fmt.Println("ok") })
		return inner(ctx, tx, d, cursor)
	}
	return s
}

// crashChild works the run until it is done or the process is killed.
func crashChild(path string) {
	st, err := store.Open(ctx, path, store.Options{CacheMB: 16})
	if err == nil {
		b := &bank{st: st}
		b.build(crashOptions, toldStep())
		for err = b.Work(ctx); errors.Is(err, store.ErrLeaseHeld); err = b.Work(ctx) {
			time.Sleep(10 * time.Millisecond) // the killed one's lease must run out
		}
	}
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("done")
	_ = st.Close()
}

// TestCrash kills the working process with -9 again and again, after a few chunks each time: the run goes on behind the last chunk
// that was committed, and in the end everything was done once.
func TestCrash(t *testing.T) {
	store.SQLiteOnly(t, "the child opens the database file")
	file := path(t)
	st, err := store.Open(ctx, file, store.Options{CacheMB: 16})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Migrate(ctx, "test", schemas...)
	b := &bank{TB: t, st: st}
	b.must(err)
	b.build(crashOptions, toldStep())
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, date("2026-03-02"))
	})
	r := b.start()
	b.must(st.Close())
	kills, acknowledged := 0, 0
	for done := false; !done; {
		chunks, ended := killAfter(t, file, 4)
		acknowledged += chunks
		if done = ended; !done {
			kills++
		}
	}
	if st, err = store.Open(ctx, file, store.Options{CacheMB: 16}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	b = &bank{TB: t, st: st}
	b.build(crashOptions, toldStep())
	got := b.get(r.Date)
	p := got.Steps[0]
	if got.State != Done || p.Done != things || p.Chunks != things/10 || b.number("SELECT COUNT(*) FROM work_done") != things {
		t.Errorf("after %d kills: %+v", kills, got)
	}
	if kills < 3 || acknowledged > things/10 {
		t.Errorf("%d kills, %d chunks acknowledged: the test shows nothing", kills, acknowledged)
	}
	t.Logf("%d kills", kills)
}

// killAfter runs the child and kills it after some chunks; ended says that it was done before.
func killAfter(t *testing.T, file string, chunks int) (n int, ended bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crashEnv+"="+file)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	in := bufio.NewScanner(out)
	for in.Scan() {
		switch line := in.Text(); {
		case line == "done":
			ended = true
		case strings.HasPrefix(line, "error"):
			t.Fatal(line)
		default:
			if n++; n == chunks {
				_ = cmd.Process.Signal(syscall.SIGKILL)
			}
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !ended && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
		t.Fatalf("the child was not killed: %v", err)
	}
	return n, ended
}

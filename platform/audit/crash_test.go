package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// childDir is the variable that makes the test binary play the bank: a folder with its database, key and checkpoints.
const childDir = "TONGHUI_AUDIT_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, child(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// child writes lines and things and sequences as fast as it can, until it is killed.
func child(dir string) error {
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16})
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx, "test", auditSchema, roomSchema); err != nil {
		return err
	}
	key, err := LoadOrMakeKey(filepath.Join(dir, "log.key"), "bank.example/audit")
	if err != nil {
		return err
	}
	file, err := OpenFile(filepath.Join(dir, "checkpoints"))
	if err != nil {
		return err
	}
	r := newRoom(st, Config{Key: key, Every: time.Millisecond, ExportEvery: time.Millisecond, Lease: time.Millisecond,
		Exporter: file, Logger: slog.New(slog.DiscardHandler)})
	go r.log.Run(context.Background())
	fmt.Println("ready")
	for i := int64(0); ; i++ {
		err := st.Update(ctx, func(tx *store.Tx) error {
			for range 1 + i%40 {
				if err := r.line(tx, i); err != nil {
					return err
				}
			}
			return r.put(tx, "t_things", "t.thing", thing{1 + i%9, "x", i})
		})
		if err != nil {
			return err
		}
	}
}

// Killed at any moment, the sequencer leaves a log that proves, that continues every checkpoint it has let out, and that
// the next one goes on from.
func TestCrash(t *testing.T) {
	store.SQLiteOnly(t, "the killed process has a file")
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	dir := store.TestDir(t)
	for range rounds {
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if !bufio.NewScanner(out).Scan() {
			t.Fatal("the child does not start")
		}
		time.Sleep(rand.N(60 * time.Millisecond)) // the moment of the kill
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		checkCrashed(t, dir)
	}
}

func checkCrashed(t *testing.T, dir string) {
	t.Helper()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	key, err := LoadOrMakeKey(filepath.Join(dir, "log.key"), "bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(filepath.Join(dir, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	notes, err := ReadFile(filepath.Join(dir, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	r := newRoom(st, Config{Key: key, Exporter: file})
	wantClean(t, r.check(t, CheckOptions{Full: true, Outside: notes}))
	until(t, "the dead process's lease runs out", func() bool {
		r.sequence(t)
		return r.log.Stats().Leading.Load() == 1
	})
	if n := r.log.Stats().Pending.Load(); n != 0 {
		t.Errorf("%d notes were left behind", n)
	}
	wantClean(t, r.check(t, CheckOptions{Full: true, Outside: notes}))
	defer r.log.release(ctx)
	signed, err := r.log.Checkpoint(ctx)
	if errors.Is(err, ErrNoCheckpoint) && r.check(t, CheckOptions{}).Size == 0 {
		return // killed before its first update
	}
	if err != nil {
		t.Fatal(err)
	}
	now, err := checkpoint.Open(signed, testVerifier(t, key))
	if err != nil {
		t.Fatal(err)
	}
	if report := r.check(t, CheckOptions{}); report.Size != now.Size {
		t.Errorf("%d records, %d signed", report.Size, now.Size)
	}
}

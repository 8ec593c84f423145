package store

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// childBooks writes rows from several goroutines, straight and through a buffer, and prints each number once its
// update has returned.
func childBooks(path string) error {
	s, err := Open(ctx, path, Options{CacheMB: 16, walFold: 64 << 10, walMax: 256 << 10})
	if err != nil {
		return err
	}
	if _, err := s.Migrate(ctx, "test", testSchema); err != nil {
		return err
	}
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	var mu sync.Mutex
	var wg sync.WaitGroup
	out := bufio.NewReader(os.Stdin)
	first, err := out.ReadString('\n')
	if err != nil {
		return err
	}
	next, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for range 8 {
		wg.Go(func() {
			for {
				mu.Lock()
				n := next
				next++
				mu.Unlock()
				err := s.Update(ctx, func(tx *Tx) error {
					word := strconv.Itoa(n)
					if n%3 == 0 {
						return insertRow(tx, word)
					}
					rows.Add(int64(tx.NewID()), word)
					if n%7 == 0 {
						return errBoom // leaves no trace
					}
					return nil
				})
				if err == nil {
					_, _ = os.Stdout.WriteString(strconv.Itoa(n) + "\n") // one write: not torn by the kill
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// Killed at random moments, a process leaves every row that it has acknowledged, once, and none that it refused.
func TestCrash(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("TONGHUI_CRASH")); err == nil && n > 0 {
		rounds = n
	} else if testing.Short() {
		rounds = 3
	}
	path := filepath.Join(TestDir(t), "bank.db")
	acked := map[string]bool{}
	next := 1
	for round := range rounds {
		cmd, in, out := startChild(t, "book", path)
		fmt.Fprintln(in, next)
		lines := bufio.NewScanner(out)
		kill := time.AfterFunc(time.Hour, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
			line := lines.Text()
			if line == "ready" {
				kill.Reset(rand.N(40 * time.Millisecond))
				continue
			}
			n, err := strconv.Atoi(line)
			if err != nil {
				t.Fatalf("the child says %q", line)
			}
			acked[line] = true
			next = max(next, n+100)
		}
		_ = cmd.Wait()
		checkCrash(t, path, acked, round)
	}
	if len(acked) < rounds {
		t.Errorf("only %d rows were acknowledged in %d rounds", len(acked), rounds)
	}
	t.Logf("%d rounds, %d acknowledged rows", rounds, len(acked))
}

func checkCrash(t *testing.T, path string, acked map[string]bool, round int) {
	t.Helper()
	s, err := Open(ctx, path, Options{CacheMB: 16})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer s.Close()
	if err := s.Migrated(ctx, testSchema); err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, w := range strings.Fields(words(t, s)) {
		found[w]++
		if n, _ := strconv.Atoi(w); n%3 != 0 && n%7 == 0 {
			t.Errorf("round %d: row %s was refused and is there", round, w)
		}
	}
	for w := range acked {
		if found[w] != 1 {
			t.Fatalf("round %d: row %s was acknowledged and is there %d times", round, w, found[w])
		}
	}
	if err := s.View(ctx, func(v *View) error {
		ok, _, err := One(v, Value[string], "PRAGMA integrity_check")
		if ok != "ok" {
			t.Errorf("round %d: %s", round, ok)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

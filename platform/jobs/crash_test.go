package jobs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"tonghui/platform/store"
)

// The crash test: processes that enqueue and work are killed at any moment; in the end every job that was acknowledged
// has had its effects, once. On a server two processes work at a time, so that the dead one's jobs are taken over by
// the living.

const childDatabase = "TONGHUI_JOBS_TEST_DATABASE"

func TestMain(m *testing.M) {
	if db := os.Getenv(childDatabase); db != "" {
		if err := work(db); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const crashChunks = 5

// crashWorkers are one of each sort; each makes effects that can be counted.
func crashWorkers() []Worker {
	soon := Exponential(time.Millisecond, 20*time.Millisecond)
	return []Worker{
		{Kind: "till.do", MaxAttempts: 1 << 30, Backoff: soon, Do: func(tx *store.Tx, r *Run) error { return effect(tx, r, "do") }},
		{Kind: "till.handle", MaxAttempts: 1 << 30, Backoff: soon, Handle: func(c context.Context, r *Run) error {
			if r.Attempt%3 == 1 {
				return errors.New("not at the first time")
			}
			return r.Complete(c, func(tx *store.Tx) error { return effect(tx, r, "handle") })
		}},
		{Kind: "till.chunk", Concurrency: 4, MaxAttempts: 1 << 30, Backoff: soon, Chunk: func(tx *store.Tx, c *Chunk) error {
			if c.Done++; c.Done == crashChunks {
				c.Finish()
			}
			return effect(tx, c.Run, "chunk")
		}},
	}
}

func crashQueue(st *store.Store) (*Queue, error) {
	q := New(st, Options{Poll: 20 * time.Millisecond, LeaseTTL: 500 * time.Millisecond})
	return q, q.Register(crashWorkers()...)
}

// work is a child: it works, and enqueues jobs whose ids it prints once they are committed.
func work(db string) error {
	st, err := store.Open(ctx, db, store.Options{CacheMB: 16})
	if err != nil {
		return err
	}
	q, err := crashQueue(st)
	if err != nil {
		return err
	}
	if err := q.Start(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	for i := 0; ; i++ {
		var ids [3]ID
		err := st.Update(ctx, func(tx *store.Tx) (err error) {
			for n, w := range crashWorkers() {
				if ids[n], err = q.Enqueue(tx, Job{Kind: w.Kind, Payload: i}); err != nil {
					return err
				}
			}
			return q.Events().Publish(tx, "crash", i)
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, "enqueue:", err)
			continue
		}
		// One write: not torn by the kill.
		_, _ = os.Stdout.WriteString(ids[0].String() + "\n" + ids[1].String() + "\n" + ids[2].String() + "\n")
	}
}

// runChild lets a child work until it is killed, and returns the ids that it acknowledged.
func runChild(t *testing.T, db string, life time.Duration) (ids []ID) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Error(err)
		return nil
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childDatabase+"="+db)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Error(err)
		return nil
	}
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return nil
	}
	kill := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "ready" {
			kill.Reset(life)
			continue
		}
		if id, err := store.ParseID(lines.Text()); err == nil {
			ids = append(ids, id)
		} else {
			t.Errorf("the child says %q", lines.Text())
		}
	}
	kill.Stop()
	_ = cmd.Wait()
	return ids
}

func TestCrash(t *testing.T) {
	rounds := 10
	if n, err := strconv.Atoi(os.Getenv("TONGHUI_CRASH")); err == nil && n > 0 {
		rounds = n
	} else if testing.Short() {
		rounds = 3
	}
	db, together := filepath.Join(store.TestDir(t), "bank.db"), 1
	if store.TestDSN() != "" {
		db, together = store.TestDatabase(t), 2
	}
	st, err := store.Open(ctx, db, store.Options{CacheMB: 16})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(ctx, "test", Schema(), effectSchema); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	results := make(chan []ID)
	for range together {
		go func() {
			var ids []ID
			for range rounds {
				ids = append(ids, runChild(t, db, 20*time.Millisecond+rand.N(120*time.Millisecond))...)
			}
			results <- ids
		}()
	}
	acked := map[ID]bool{}
	for range together {
		for _, id := range <-results {
			acked[id] = true
		}
	}
	if len(acked) < 3*rounds {
		t.Errorf("only %d jobs were acknowledged in %d rounds", len(acked), rounds)
	}
	checkCrash(t, db, acked)
}

// checkCrash works off what is left and counts the effects.
func checkCrash(t *testing.T, db string, acked map[ID]bool) {
	t.Helper()
	st, err := store.Open(ctx, db, store.Options{CacheMB: 16})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	q, err := crashQueue(st)
	if err != nil {
		t.Fatal(err)
	}
	start(t, q)
	left := int64(1) << 62 // many rounds leave much to do: what counts is that it gets less
	for left > 0 {
		before := left
		eventually(t, "more is done", func() bool {
			left = count(t, st, "SELECT COUNT(*) FROM jobs_queue") + count(t, st, "SELECT COUNT(*) FROM jobs_unsent")
			return left < before
		})
	}
	type row struct {
		job  ID
		word string
		n    int
	}
	found := map[ID]row{}
	if err := st.View(ctx, func(v *store.View) error {
		rows, err := store.All(v, func(s store.Scanner) (r row, err error) {
			err = s.Scan(&r.job, &r.word, &r.n)
			return r, err
		}, "SELECT job, word, COUNT(*) FROM till_effects GROUP BY job, word ORDER BY job")
		for _, r := range rows {
			if _, twice := found[r.job]; twice {
				t.Errorf("job %s had effects of two kinds", r.job)
			}
			found[r.job] = r
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for id := range acked {
		if _, ok := found[id]; !ok {
			t.Errorf("job %s was acknowledged and had no effect", id)
		}
	}
	for id, r := range found {
		if want := map[string]int{"do": 1, "handle": 1, "chunk": crashChunks}[r.word]; r.n != want {
			t.Errorf("job %s of %s had %d effects, want %d", id, r.word, r.n, want)
		}
		if s := stateOf(t, q, id); s != Done {
			t.Errorf("job %s is %s", id, s)
		}
	}
	events := count(t, st, "SELECT COUNT(*) FROM jobs_events")
	if last := count(t, st, "SELECT MAX(seq) FROM jobs_events"); events != last || events*3 != int64(len(found)) {
		t.Errorf("%d events up to number %d, for %d jobs", events, last, len(found))
	}
	t.Logf("%d jobs acknowledged, %d found", len(acked), len(found))
}

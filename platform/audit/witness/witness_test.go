package witness

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

var ctx = context.Background()

func clock() time.Time { return time.Unix(1_790_000_000, 0) }

type fatal interface {
	Helper()
	Fatal(args ...any)
}

func key(t fatal, name string) *checkpoint.Key {
	t.Helper()
	k, err := checkpoint.GenerateKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func logKey(t fatal, k *checkpoint.Key) note.Verifier {
	t.Helper()
	v, err := checkpoint.ParseVerifier(k.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func witnessKey(t fatal, k *checkpoint.Key) note.Verifier {
	t.Helper()
	v, err := checkpoint.ParseCosigner(k.CosignerKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// open starts a witness on a state file; stop lets another one have it.
func open(t testing.TB, path string, wit *checkpoint.Key, logs ...*checkpoint.Key) (url string, stop func()) {
	t.Helper()
	state, err := OpenState(path)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Key: wit, State: state, Now: clock}
	for _, l := range logs {
		c.Logs = append(c.Logs, logKey(t, l))
	}
	srv := httptest.NewServer(New(c))
	var once sync.Once
	stop = func() { once.Do(func() { srv.Close(); _ = state.Close() }) }
	t.Cleanup(stop)
	return srv.URL, stop
}

func TestConform(t *testing.T) {
	wit, log := key(t, "witness.example/w1"), key(t, "bank.example/audit")
	url, _ := open(t, filepath.Join(t.TempDir(), "state"), wit, log)
	cases, err := Conform(ctx, url, log, witnessKey(t, wit))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Err != nil {
			t.Errorf("%s: %v", c.Name, c.Err)
		}
	}
	if len(cases) < 20 {
		t.Errorf("only %d cases", len(cases))
	}
	if _, err := Conform(ctx, url, log, witnessKey(t, wit)); !errors.Is(err, errUsed) {
		t.Errorf("a used log: %v", err)
	}
}

// A kit that finds nothing proves nothing: a witness that signs everything fails it.
func TestConformFindsACareless(t *testing.T) {
	wit, log := key(t, "witness.example/w1"), key(t, "bank.example/audit")
	srv := httptest.NewServer(careless{wit})
	defer srv.Close()
	cases, err := Conform(ctx, srv.URL, log, witnessKey(t, wit))
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, c := range cases {
		if c.Err != nil {
			failed++
		}
	}
	if failed < 10 {
		t.Errorf("a witness that signs everything fails only %d of %d cases", failed, len(cases))
	}
}

// growing drives a client through a log's sizes.
func cosign(t fatal, c *Client, log *checkpoint.Key, tr *tree, size int64) error {
	t.Helper()
	msg, err := checkpoint.Sign(checkpoint.Checkpoint{Origin: log.Name(), Size: size, Root: tr.root(size)}, log)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Cosign(ctx, logKey(t, log), msg, func(old, size int64) (tlog.TreeProof, error) { return tr.prove(old, size), nil })
	return err
}

// A witness that is started anew still knows what it has cosigned: it refuses the fork and the older state.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	wit, log := key(t, "witness.example/w1"), key(t, "bank.example/audit")
	var tr, fork tree
	tr.grow(30, "leaf ")
	fork.grow(30, "other ")
	url, stop := open(t, path, wit, log)
	c := NewClient(url, witnessKey(t, wit))
	for _, size := range []int64{7, 7, 20} {
		if err := cosign(t, c, log, &tr, size); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenState(path); !errors.Is(err, ErrStateLocked) {
		t.Errorf("two witnesses on one state: %v", err)
	}
	stop()
	url, _ = open(t, path, wit, log)
	c = NewClient(url, witnessKey(t, wit)) // a client that knows nothing
	if err := cosign(t, c, log, &tr, 12); !errors.Is(err, ErrAhead) || !strings.Contains(err.Error(), "20") {
		t.Errorf("an older state: %v", err)
	}
	if err := cosign(t, c, log, &fork, 25); !errors.Is(err, ErrForked) {
		t.Errorf("a fork: %v", err)
	}
	if err := cosign(t, c, log, &fork, 20); !errors.Is(err, ErrForked) {
		t.Errorf("a fork of the same size: %v", err)
	}
	if err := cosign(t, c, log, &tr, 25); err != nil {
		t.Errorf("the true history: %v", err)
	}
}

// What can't be kept is not cosigned.
func TestStateNotWritable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "w")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	wit, log := key(t, "witness.example/w1"), key(t, "bank.example/audit")
	url, _ := open(t, filepath.Join(dir, "state"), wit, log)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	var tr tree
	tr.grow(3, "leaf ")
	c := NewClient(url, witnessKey(t, wit))
	if err := cosign(t, c, log, &tr, 3); !errors.Is(err, ErrNoAnswer) || !strings.Contains(err.Error(), "503") {
		t.Errorf("%v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := cosign(t, c, log, &tr, 2); err != nil {
		t.Errorf("what was not cosigned counts: %v", err)
	}
}

func TestDamagedState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	for _, text := range []string{"", "{", `{"a": "b"}`, `{"a": "b\n1\nAAAA\n\n"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenState(path); !errors.Is(err, ErrStateFile) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Whatever two histories a log shows in whatever order, all that is cosigned fits into one.
func TestNeverBothHistories(t *testing.T) {
	base := store.TestDir(t) // every cosignature is synced
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(base, "w")
		if err != nil {
			rt.Fatal(err)
		}
		state, err := OpenState(filepath.Join(dir, "state"))
		if err != nil {
			rt.Fatal(err)
		}
		defer state.Close()
		wit, log := key(rt, "witness.example/w1"), key(rt, "bank.example/audit")
		w := New(Config{Key: wit, Logs: []note.Verifier{logKey(rt, log)}, State: state, Now: clock})
		shared := rapid.Int64Range(0, 12).Draw(rt, "shared")
		var trees [2]tree
		for i := range trees {
			trees[i].grow(shared, "leaf ")
			trees[i].grow(24, fmt.Sprint("fork ", i, " "))
		}
		signed := map[int64]tlog.Hash{}
		last, owner := int64(0), -1
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			which := rapid.IntRange(0, 1).Draw(rt, "tree")
			size := rapid.Int64Range(1, 24).Draw(rt, "size")
			old := rapid.Int64Range(0, size).Draw(rt, "old")
			if rapid.Bool().Draw(rt, "informed") {
				old = min(last, size)
			}
			tr := &trees[which]
			msg, err := checkpoint.Sign(checkpoint.Checkpoint{Origin: log.Name(), Size: size, Root: tr.root(size)}, log)
			if err != nil {
				rt.Fatal(err)
			}
			r := request{old: old, note: msg}
			if old > 0 && old < size {
				r.proof = tr.prove(old, size)
			}
			_, _, err = w.add(r.bytes())
			if should := old == last && (size <= shared || last <= shared || owner == which || owner < 0); (err == nil) != should {
				rt.Fatalf("size %d after %d (tree %d, owner %d, shared %d): %v", size, last, which, owner, shared, err)
			}
			if err != nil {
				continue
			}
			if was, ok := signed[size]; ok && was != tr.root(size) {
				rt.Fatalf("two roots of size %d", size)
			}
			signed[size], last = tr.root(size), size
			if size > shared {
				owner = which
			}
		}
	})
}

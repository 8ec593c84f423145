package audit

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

// Two sequencers beside traffic: one leads, nothing is numbered twice, nothing is left behind.
func TestTwoSequencers(t *testing.T) {
	key := testKey(t)
	quiet := slog.New(slog.DiscardHandler)
	r := testRoom(t, Config{Key: key, Every: time.Millisecond, Lease: 200 * time.Millisecond, Logger: quiet})
	second := New(r.st, Config{Key: key, Every: time.Millisecond, Lease: 200 * time.Millisecond, Logger: quiet})
	run, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { r.log.Run(run) })
	wg.Go(func() { second.Run(run) })
	for w := range int64(4) {
		wg.Go(func() {
			for i := range int64(40) {
				r.update(t, func(tx *store.Tx) error {
					for range 1 + (i+w)%7 {
						if err := r.line(tx, i); err != nil {
							return err
						}
					}
					return r.put(tx, "t_things", "t.thing", thing{1 + (i+w)%5, "x", i*10 + w})
				})
			}
		})
	}
	size := func() (n int64) {
		_ = r.st.View(ctx, func(v *store.View) (err error) { n, err = treeSize(v); return err })
		return n
	}
	until(t, "all 160 updates have their records", func() bool { return size() >= 320 })
	if a, b := r.log.Stats().Leading.Load(), second.Stats().Leading.Load(); a+b != 1 {
		t.Errorf("%d and %d lead", a, b)
	}
	stop()
	wg.Wait()
	report := r.check(t, CheckOptions{Full: true})
	wantClean(t, report)
	if got := r.log.Stats().Sequenced.Load() + second.Stats().Sequenced.Load(); got != report.Size {
		t.Errorf("%d numbered, %d there", got, report.Size)
	}
}

// A sequencer that has slept while another took its lease writes nothing more.
func TestLostLease(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	st := store.TestOptions(t, store.Options{Clock: clock, CacheMB: 16, Readers: 4}, auditSchema, roomSchema)
	key := testKey(t)
	r := newRoom(st, Config{Key: key})
	second := New(st, Config{Key: key})
	r.fill(t)
	if _, err := second.Sequence(ctx); err != nil || second.Stats().Leading.Load() != 0 {
		t.Errorf("the second leads beside the first: %v", err)
	}
	ahead.Store(int64(time.Hour))
	if _, err := second.Sequence(ctx); err != nil || second.Stats().Leading.Load() != 1 {
		t.Fatalf("the second does not take over: %v", err)
	}
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 1) })
	r.log.renewed = st.Now() // it believes that it has just renewed
	if _, err := r.log.Sequence(ctx); !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("the first goes on: %v", err)
	}
	if n, err := second.Sequence(ctx); err != nil || n != 1 {
		t.Errorf("the second numbered %d: %v", n, err)
	}
	wantClean(t, r.check(t, CheckOptions{Full: true}))
}

// A clock that jumps, either way, harms neither numbers nor signatures; checkpoints don't go back in time.
func TestClockJumps(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	st := store.TestOptions(t, store.Options{Clock: clock, CacheMB: 16, Readers: 4}, auditSchema, roomSchema)
	r := newRoom(st, Config{Key: testKey(t)})
	for i := range 12 {
		ahead.Store(int64(time.Duration(rand.N(96)-48) * time.Hour))
		r.update(t, func(tx *store.Tx) error {
			if err := r.line(tx, int64(i)); err != nil {
				return err
			}
			return r.put(tx, "t_things", "t.thing", thing{1, "x", int64(i)})
		})
		r.sequence(t)
	}
	report := r.check(t, CheckOptions{Full: true})
	wantClean(t, report)
	if report.Size != 24 {
		t.Errorf("%d records", report.Size)
	}
	var last time.Time
	if err := st.View(ctx, func(v *store.View) error {
		rows, err := checkpointRows(v, 0, 100)
		for _, c := range rows {
			if c.signedAt.Before(last) {
				t.Errorf("a checkpoint of %s after one of %s", c.signedAt, last)
			}
			last = c.signedAt
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A key that isn't the one that signed so far numbers and signs nothing; a log under a new name may go on.
func TestAnotherKey(t *testing.T) {
	r := testRoom(t, Config{})
	r.fill(t)
	r.log.release(ctx)
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 1) })
	thief := New(r.st, Config{Key: testKey(t)})
	if n, err := thief.Sequence(ctx); !errors.Is(err, checkpoint.ErrKey) || n != 0 || thief.Stats().Leading.Load() != 0 {
		t.Errorf("%d, %v", n, err)
	}
	report, err := thief.Check(ctx, CheckOptions{Full: true})
	if err != nil || report.Errors == 0 || report.Findings[0].Code != "checkpoint_signature" {
		t.Errorf("%+v, %v", report.Findings, err)
	}
	fresh, err := checkpoint.GenerateKey("bank.example/audit2")
	if err != nil {
		t.Fatal(err)
	}
	next := newRoom(r.st, Config{Key: fresh})
	if n, err := next.log.Sequence(ctx); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	wantClean(t, next.check(t, CheckOptions{Full: true}))
}

// Without a key notes are kept; with one they are numbered later.
func TestKeyComesLater(t *testing.T) {
	st := store.Test(t, auditSchema, roomSchema)
	r := newRoom(st, Config{})
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 1) })
	if _, err := r.log.Sequence(ctx); !errors.Is(err, ErrNoKey) {
		t.Errorf("%v", err)
	}
	report := r.check(t, CheckOptions{Full: true})
	if report.Errors != 0 || report.Notices != 1 || report.Findings[0].Code != "no_key" {
		t.Errorf("%v", report.Findings)
	}
	later := New(st, Config{Key: testKey(t)})
	if n, err := later.Sequence(ctx); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
}

// bank is a room with a witness and a checkpoint file.
type bank struct {
	*room
	wit   *checkpoint.Key
	state *witness.State
	srv   *httptest.Server
	file  string
}

func witnessed(t *testing.T) *bank {
	t.Helper()
	dir := store.TestDir(t)
	key := testKey(t)
	wit, err := checkpoint.GenerateKey("witness.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	state, err := witness.OpenState(filepath.Join(dir, "state"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = state.Close() })
	srv := httptest.NewServer(witness.New(witness.Config{Key: wit, Logs: []note.Verifier{testVerifier(t, key)}, State: state,
		Now: time.Now, Log: slog.New(slog.DiscardHandler)}))
	t.Cleanup(srv.Close)
	v, err := checkpoint.ParseCosigner(wit.CosignerKey())
	if err != nil {
		t.Fatal(err)
	}
	b := &bank{wit: wit, state: state, srv: srv, file: filepath.Join(dir, "checkpoints")}
	f, err := OpenFile(b.file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	b.room = testRoom(t, Config{Key: key, Exporter: f, Witnesses: []*witness.Client{witness.NewClient(srv.URL, v)}})
	return b
}

func TestPublishWithWitness(t *testing.T) {
	b := witnessed(t)
	for range 3 {
		b.fill(t)
		if err := b.log.Publish(ctx); err != nil {
			t.Fatal(err)
		}
	}
	notes, err := ReadFile(b.file)
	if err != nil || len(notes) != 3 {
		t.Fatal(len(notes), err)
	}
	v, err := checkpoint.ParseCosigner(b.wit.CosignerKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		s, err := checkpoint.Open(n, b.log.verifier, v)
		if err != nil || len(s.Cosignatures) != 1 {
			t.Errorf("%+v, %v", s, err)
		}
	}
	wantClean(t, b.check(t, CheckOptions{Full: true, Outside: notes, Witnesses: []note.Verifier{v}}))
	// The witness's own newest checkpoint serves as well.
	wantClean(t, b.check(t, CheckOptions{Outside: [][]byte{b.state.Last("bank.example/audit").Note}}))
	if s := b.log.Stats(); s.Cosigned.Load() != 3 || s.WitnessErrors.Load() != 0 || s.Exported.Load() != s.Size.Load() {
		t.Errorf("cosigned %d, errors %d", s.Cosigned.Load(), s.WitnessErrors.Load())
	}
	// A witness that is away is counted, and the export goes on without it.
	b.srv.Close()
	b.fill(t)
	if err := b.log.Publish(ctx); !errors.Is(err, witness.ErrNoAnswer) {
		t.Errorf("%v", err)
	}
	if notes, _ = ReadFile(b.file); len(notes) != 4 || b.log.Stats().WitnessErrors.Load() != 1 {
		t.Errorf("%d checkpoints, %d errors", len(notes), b.log.Stats().WitnessErrors.Load())
	}
}

// A bank that was put back and goes on in another history is refused by its witness.
func TestWitnessRefusesTheOtherHistory(t *testing.T) {
	b := witnessed(t)
	b.fill(t)
	if err := b.log.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	c := b.log.cfg
	c.Exporter = nil
	other := newRoom(store.Test(t, auditSchema, roomSchema), c)
	other.update(t, func(tx *store.Tx) error { return other.line(tx, 1) })
	other.sequence(t)
	if err := other.log.Publish(ctx); !errors.Is(err, witness.ErrAhead) {
		t.Errorf("a shorter one: %v", err)
	}
	for range 2 {
		other.fill(t)
	}
	if err := other.log.Publish(ctx); !errors.Is(err, witness.ErrForked) || other.log.Stats().Contradicted.Load() != 1 {
		t.Errorf("a longer one: %v", err)
	}
}

// What a crash left half written at the end of the file is cut off; a file of something else is left alone.
func TestCheckpointFile(t *testing.T) {
	path := filepath.Join(store.TestDir(t), "checkpoints")
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key := testKey(t)
	put := func(size int64) {
		msg, err := checkpoint.Sign(checkpoint.Checkpoint{Origin: key.Name(), Size: size}, key)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Put(ctx, "", msg); err != nil {
			t.Fatal(err)
		}
	}
	put(1)
	put(2)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut < len(whole); cut += 5 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		g, err := OpenFile(path)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		notes, err := ReadFile(path)
		if err != nil || len(notes) > 1 {
			t.Errorf("cut at %d: %d notes, %v", cut, len(notes), err)
		}
		f = g
		put(3)
		if notes, _ := ReadFile(path); len(notes) == 0 || string(notes[len(notes)-1]) == "" {
			t.Errorf("cut at %d: nothing after it", cut)
		}
		if newest, err := g.Newest(ctx, key.Name()); err != nil || newest == nil {
			t.Errorf("cut at %d: %v", cut, err)
		}
		_ = g.Close()
	}
	foreign := make([]byte, 3*maxNote)
	if err := os.WriteFile(path, foreign, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(path); !errors.Is(err, errExport) {
		t.Errorf("another file: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(foreign)) {
		t.Errorf("another file was changed: %v", err)
	}
}

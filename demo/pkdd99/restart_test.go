package pkdd99

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// faint is a context that ends when it has been looked at so many times.
type faint struct {
	context.Context
	left atomic.Int64
}

func (f *faint) Err() error {
	if f.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestRestart gives up at random points, again and again: the books are those of one quiet import.
func TestRestart(t *testing.T) {
	dir, g := generated(t, GenerateOptions{Accounts: 25, Months: fewer(4, 2), Seed: 11})
	quiet := newBank(t)
	calm := imported(t, quiet, dir)
	want := books(t, quiet)
	rng := rand.New(rand.NewPCG(5, 5))
	for range fewer(4, 1) {
		d := newBank(t)
		booked, gaveUp := int64(0), 0
		for attempt := range 7 {
			ctx := &faint{Context: context.Background()}
			ctx.left.Store(1 + rng.Int64N(g.Transactions*3/2))
			if attempt == 6 {
				ctx.left.Store(1 << 40)
			}
			r, err := Import(ctx, d, dir, Options{})
			if r != nil {
				booked += r.Booked
			}
			if err != nil {
				if !errors.Is(err, store.ErrGaveUp) {
					t.Fatal(err)
				}
				gaveUp++
				continue
			}
			if r.Booked+r.AlreadyBooked != calm.Booked || booked != calm.Booked || r.History.Exact != calm.History.Exact {
				t.Fatalf("%d booked in all; last %+v", booked, r)
			}
		}
		if got := books(t, d); got != want || gaveUp == 0 {
			t.Fatalf("after giving up %d times the books differ: %d and %d bytes", gaveUp, len(got), len(want))
		}
	}
}

// childDir, childBank and childLooks tell a child process of this test what to import where, and after how many looks at
// its context it is killed.
const (
	childDir   = "TONGHUI_TEST_PKDD99_DIR"
	childBank  = "TONGHUI_TEST_PKDD99_BANK"
	childLooks = "TONGHUI_TEST_PKDD99_LOOKS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir, os.Getenv(childBank)))
	}
	os.Exit(m.Run())
}

func openBank(path string) (Deps, error) {
	ctx := context.Background()
	st, err := store.Open(ctx, path, store.Options{CacheMB: 16})
	if err != nil {
		return Deps{}, err
	}
	_, err = st.Migrate(ctx, "test", schemas...)
	return Deps{Store: st, Ledger: ledger.New(st)}, err
}

func child(dir, path string) int {
	looks, err := strconv.ParseInt(os.Getenv(childLooks), 10, 64)
	if err != nil {
		panic(err)
	}
	d, err := openBank(path)
	if err == nil {
		ctx := &doomed{Context: context.Background()}
		ctx.left.Store(looks)
		_, err = Import(ctx, d, dir, Options{})
	}
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	return 0
}

// doomed is a context that kills its process (-9) a moment after it has been looked at so many times: between two
// statements, within one, or while a commit is on its way.
type doomed struct {
	context.Context
	left atomic.Int64
}

func (d *doomed) Err() error {
	if d.left.Add(-1) == 0 {
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			panic(err)
		}
		time.AfterFunc(rand.N(5*time.Millisecond), func() { _ = self.Kill() })
	}
	return nil
}

// TestKilled kills an importing process with -9 at random moments, then imports again.
func TestKilled(t *testing.T) {
	dir, g := generated(t, GenerateOptions{Accounts: 60, Months: fewer(6, 2), Seed: 21})
	quiet := newBank(t)
	calm := imported(t, quiet, dir)
	want := books(t, quiet)
	path := filepath.Join(store.TestDir(t), "bank.db")
	if store.TestDSN() != "" {
		path = store.TestMigrated(t, schemas...)
	}
	killed := 0
	for range fewer(8, 3) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir, childBank+"="+path, fmt.Sprint(childLooks, "=", 1+rand.Int64N(g.Transactions)))
		cmd.Stderr = os.Stderr
		var exit *exec.ExitError
		if err := cmd.Run(); errors.As(err, &exit) && !exit.Exited() {
			killed++
		} else if err != nil {
			t.Error(err)
		}
	}
	if killed == 0 {
		t.Error("no process was killed at its work")
	}
	d, err := openBank(path)
	must(t, err)
	r := imported(t, d, dir)
	if r.Booked+r.AlreadyBooked != calm.Booked || r.Refused != calm.Refused || r.History.AccountDays() != calm.History.AccountDays() {
		t.Errorf("%+v", r)
	}
	if got := books(t, d); got != want {
		t.Errorf("the books differ: %d and %d bytes", len(got), len(want))
	}
	proved(t, d)
	must(t, d.Store.Close())
	t.Logf("%d killed; %d were booked before the last run, %d in it", killed, r.AlreadyBooked, r.Booked)
}

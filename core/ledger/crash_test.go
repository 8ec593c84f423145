package ledger

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// The crash test's child is this test binary again, with the database's path in the environment.
const crashEnv = "TONGHUI_CRASH_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		crashChild(path)
		return
	}
	// Fewer histories than rapid's default keep the normal run short; RAPID_CHECKS or -rapid.checks asks for more.
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "25"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// crashAccounts are the accounts of the crash test: cash and ten deposits.
const crashAccounts = 10

// crashChild posts singles and batches until it is killed. It prints the references of each update after the
// update has been acknowledged, one line an update.
func crashChild(path string) {
	st, err := store.Open(ctx, path, store.Options{CacheMB: 16})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	l := New(st)
	var out sync.Mutex
	var wg sync.WaitGroup
	run := os.Getpid()
	cash, err := l.AccountByNumber(ctx, "cash")
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	for g := range 8 {
		wg.Go(func() {
			deposit, err := l.AccountByNumber(ctx, fmt.Sprint("d", g))
			for i := 0; err == nil; i++ {
				size := 1 + i%3*40
				refs := make([]string, size)
				err = st.Update(ctx, func(tx *store.Tx) error {
					es := make([]*Entry, size)
					for j := range es {
						refs[j] = fmt.Sprintf("%d.%d.%d.%d", run, g, i, j)
						es[j] = transfer(refs[j], cash.ID, deposit.ID, money.Amount(j+1))
					}
					if size == 1 {
						h := Hold{Account: deposit.ID, Kind: "h", Reference: refs[0], Amount: 1, ExpiresAt: tx.Now().Add(time.Hour)}
						if err := l.Post(tx, es[0]); err != nil {
							return err
						}
						return l.PlaceHold(tx, &h)
					}
					_, err := l.PostBatch(tx, Atomic, es)
					return err
				})
				if err == nil {
					out.Lock()
					fmt.Println("ok " + strings.Join(refs, " "))
					out.Unlock()
				}
			}
			fmt.Println("error", err)
			os.Exit(1)
		})
	}
	wg.Wait()
}

// TestCrash kills a posting process with -9 at random moments: every acknowledged entry is there exactly once, no
// update is there by half, and the books prove. TONGHUI_CRASH sets the number of kills.
func TestCrash(t *testing.T) {
	kills := 20
	if s := os.Getenv("TONGHUI_CRASH"); s != "" {
		n, err := strconv.Atoi(s)
		must(t, err)
		kills = n
	} else if testing.Short() {
		kills = 3
	}
	b := newBankAt(t, filepath.Join(t.TempDir(), "bank.db"), store.Options{CacheMB: 16}, Options{})
	b.account("cash", "1001", NoFloor)
	for i := range crashAccounts {
		b.account(fmt.Sprint("d", i), "2011", AtLeast(0))
	}
	must(t, b.st.Close())
	acknowledged := 0
	for k := range kills {
		lines := killOnce(t, b.path, time.Duration(20+rand.IntN(180))*time.Millisecond)
		b.open(store.Options{CacheMB: 16, Clock: time.Now})
		b.survived(lines)
		acknowledged += len(lines)
		if k%20 == 19 || k == kills-1 {
			b.clean()
		} else {
			must(t, b.Verify(ctx, b.st, b.seq()))
		}
		must(t, b.st.Close())
	}
	if acknowledged == 0 {
		t.Error("no update was acknowledged before any kill: the test shows nothing")
	}
	t.Logf("%d kills, %d acknowledged updates", kills, acknowledged)
}

// killOnce runs the child, kills it some time after its first acknowledgement, and returns what it acknowledged.
func killOnce(t *testing.T, path string, after time.Duration) (lines []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crashEnv+"="+path)
	out, err := cmd.StdoutPipe()
	must(t, err)
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break // a line cut by the kill was not acknowledged to anybody
		}
		if strings.HasPrefix(line, "error") {
			t.Fatal(line)
		}
		if lines = append(lines, strings.TrimPrefix(strings.TrimSpace(line), "ok ")); len(lines) == 1 {
			time.AfterFunc(after, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the child was not killed: %v", err)
	}
	return lines
}

// survived wants all entries of the acknowledged updates there once, and every update there whole or not at all.
func (b *bank) survived(lines []string) {
	b.Helper()
	for _, line := range lines {
		refs := strings.Fields(line)
		i := strings.LastIndexByte(refs[0], '.')
		n := b.number("SELECT COUNT(*) FROM ledger_entries WHERE kind = 'transfer' AND reference >= ? AND reference < ?",
			refs[0][:i]+".", refs[0][:i]+"/")
		if int(n) != len(refs) {
			b.Fatalf("update %s was acknowledged with %d entries, %d are there", refs[0][:i], len(refs), n)
		}
	}
	var half []string
	b.must(b.st.View(ctx, func(v *store.View) error {
		refs, err := store.All(v, store.Value[string], "SELECT reference FROM ledger_entries")
		sizes := map[string]int{}
		for _, r := range refs {
			sizes[strings.TrimRight(r, "0123456789")]++
		}
		for update, n := range sizes {
			if n != 1 && n != 41 && n != 81 {
				half = append(half, update)
			}
		}
		return err
	}))
	if len(half) > 0 {
		b.Fatalf("updates are there by half: %v", half)
	}
	lonely := b.number(`SELECT COUNT(*) FROM ledger_holds h LEFT JOIN ledger_entries e ON e.kind = 'transfer' AND
		e.reference = h.reference WHERE e.id IS NULL`)
	if lonely > 0 {
		b.Fatalf("%d holds are there without the entry of their update", lonely)
	}
}

// TestCrashDiskFull fills a small file system under the bank: a clear refusal, no trace, and the bank goes on after
// space is freed.
func TestCrashDiskFull(t *testing.T) {
	store.SQLiteOnly(t, "the disk is the server's")
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("SKIPPED: the disk-full test mounts a small tmpfs, which this user may not: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	b := newBankAt(t, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16}, Options{})
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, 2<<20), 0o600))
	booked, refused := 0, 0
	long := strings.Repeat("摘要", 60)
	batch := func(i int) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			var es []*Entry
			for j := range 100 {
				e := transfer(fmt.Sprint(i, ".", j), cash, deposit, 1)
				e.Summary = long
				es = append(es, e)
			}
			_, err := b.PostBatch(tx, Atomic, es)
			return err
		})
	}
	for i := 0; refused < 5 && i < 1000; i++ {
		switch err := batch(i); {
		case err == nil:
			booked++
		case errors.Is(err, store.ErrDiskFull) || errors.Is(err, store.ErrDisk):
			refused++
		default:
			t.Fatal(err)
		}
	}
	if refused == 0 || booked == 0 {
		t.Fatalf("%d batches booked, %d refused", booked, refused)
	}
	must(t, os.Remove(ballast))
	must(t, batch(5000))
	if got := b.balance(deposit); got.Booked != money.Amount(100*(booked+1)) {
		t.Errorf("balance %d after %d batches", got.Booked, booked+1)
	}
	b.clean()
}

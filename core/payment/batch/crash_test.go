package batch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/blob"
	"tonghui/platform/store"
)

type order = payment.Order

// call is one call of PayMany; paying stands before the payments.
type call struct {
	ctx context.Context
	tx  *store.Tx
	in  []payment.Instruction
}

type paying func(c call) ([]*order, []error, error)

func (p paying) PayMany(ctx context.Context, tx *store.Tx, in []payment.Instruction) ([]*order, []error, error) {
	return p(call{ctx, tx, in})
}

var errCrash = errors.New("the machine stopped")

// TestNothingTwiceNothingLost: whatever chunk fails, before its payments or after them, and however often, each line is paid once;
// and what everybody has adds up to what was there.
func TestNothingTwiceNothingLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		n := rapid.IntRange(1, 900).Draw(rt, "lines")
		poor := rapid.IntRange(0, 3).Draw(rt, "accounts closed meanwhile")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		var mu sync.Mutex
		crashes := rapid.IntRange(0, 8).Draw(rt, "crashes")
		b := newBankOf(round, func(p Payments) Payments {
			return paying(func(c call) ([]*order, []error, error) {
				mu.Lock()
				what := rng.IntN(3)
				if crashes == 0 {
					what = 2
				} else {
					crashes--
				}
				mu.Unlock()
				if what == 0 {
					return nil, nil, errCrash
				}
				orders, errs, err := p.PayMany(c.ctx, c.tx, c.in)
				if what == 1 {
					err = errCrash
				}
				return orders, errs, err
			})
		})
		people := b.staff(n)
		one := b.uploaded(table(n))
		b.fund(b.payer.ID, one.Total)
		b.must(b.decide(one.ID, PassAll))
		b.must(b.approve(one.ID))
		closed := map[int]bool{}
		for range poor {
			i := rng.IntN(n)
			if !closed[i] {
				b.ok(func(tx *store.Tx) error { return b.led.CloseAccount(tx, people[i].ID) })
			}
			closed[i] = true
		}
		b.started()
		one = b.wait(one.ID)
		if int(one.Paid) != n-len(closed) || int(one.Failed) != len(closed) {
			rt.Fatalf("%d lines, %d closed: %+v", n, len(closed), one)
		}
		b.adds(rt, one, people, closed)
	})
}

// adds holds the balances against the file.
func (b *bank) adds(t interface{ Fatalf(string, ...any) }, one *Batch, people []account.Account, closed map[int]bool) {
	b.Helper()
	var sum money.Amount
	for i, a := range people {
		want := money.Amount((i+1)*100 + (i+1)%100)
		if closed[i] {
			want = 0
		}
		got := b.balance(a.ID).Booked
		if got != want {
			t.Fatalf("line %d paid %s, want %s", i+2, got, want)
		}
		sum += got
	}
	payer := b.balance(b.payer.ID)
	if sum != one.PaidAmount || payer.Booked+sum != one.Total || payer.Held != 0 {
		t.Fatalf("paid %s, row %s, the payer has %+v of %s", sum, one.PaidAmount, payer, one.Total)
	}
}

// TestAtOnce: of uploads, checks, approvals and retries made at one moment exactly one has its effect.
func TestAtOnce(t *testing.T) {
	b := newBank(t)
	people := b.staff(300)
	var ids [8]store.ID
	at(8, func(i int) {
		one, err := b.Upload(by(ctx, maker), Submission{Kind: Payroll, Account: b.payer.ID}, []byte(table(300)))
		if err == nil {
			ids[i] = one.ID
		} else if !errors.Is(err, ErrSameFile) && !errors.Is(err, ErrState) {
			t.Error(err)
		}
	})
	var id store.ID
	for _, one := range ids {
		if one != 0 && id != 0 && one != id {
			t.Fatalf("two batches of one file: %s and %s", id, one)
		}
		id = max(id, one)
	}
	if id == 0 { // each found the others at it: the file again goes on
		id = b.uploaded(table(300)).ID
	}
	once := func(what string, do func() error) {
		n := 0
		var mu sync.Mutex
		at(8, func(int) {
			err := do()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				n++
			case !errors.Is(err, ErrState):
				t.Errorf("%s: %v", what, err)
			}
		})
		if n != 1 {
			t.Fatalf("%s: %d times", what, n)
		}
	}
	one, err := b.read(ctx, id)
	b.must(err)
	b.fund(b.payer.ID, 2*one.Total)
	once("check", func() error { return b.decide(id, PassAll) })
	once("approve", func() error { return b.approve(id) })
	if held := b.balance(b.payer.ID).Held; held != one.Total {
		t.Errorf("held %s of %s", held, one.Total)
	}
	b.started()
	one = b.wait(id)
	if one.State != Done || b.balance(b.payer.ID).Booked != one.Total || b.balance(people[299].ID).Booked != 300_00 {
		t.Errorf("ended: %+v", one)
	}
}

func at(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// The crash test's child is this test binary again, with the bank's folder in the environment.
const crashEnv = "TONGHUI_BATCH_CRASH_CHILD"

const crashLines = 5_000

// TestKilled kills the process that pays, again and again at random moments, until another has paid all.
func TestKilled(t *testing.T) {
	store.SQLiteOnly(t, "its child opens the test's own file")
	dir := store.TestDir(t)
	b := bankAt(t, dir, nil)
	b.ok(func(tx *store.Tx) error { return nil })
	one := b.uploaded(table(crashLines))
	b.fund(b.payer.ID, one.Total)
	b.must(b.decide(one.ID, PassAll))
	b.must(b.approve(one.ID))
	b.must(b.st.Close())
	kills := 0
	for kills < 6 {
		self, err := os.Executable()
		b.must(err)
		child := exec.Command(self)
		child.Env = append(os.Environ(), crashEnv+"="+dir)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		b.must(err)
		b.must(child.Start())
		paid := bufio.NewScanner(out) // a line for each piece that the child pays
		for range 1 + rand.IntN(8) {
			paid.Scan()
		}
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond) // somewhere in the next one
		_ = child.Process.Kill()
		_, _ = io.Copy(io.Discard, out)
		err = child.Wait()
		if err == nil {
			break // it paid the rest before its time
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatal(err)
		}
		kills++
	}
	b = bankAt(t, dir, nil)
	now, err := b.read(ctx, one.ID)
	b.must(err)
	if kills == 0 || now.Paid == 0 {
		t.Fatalf("killed %d times, and %d lines were paid before: nothing was tried", kills, now.Paid)
	}
	t.Logf("killed %d times, %d of %d lines paid then", kills, now.Paid, now.Lines)
	if !now.State.ended() {
		b.started()
		b.wait(one.ID)
	}
	if now = b.proved(one.ID); now.State != Done || now.Paid != crashLines {
		t.Fatalf("ended: %+v", now)
	}
	people := make([]account.Account, crashLines)
	for i := range people {
		people[i] = b.reg.byNumber[number(i)]
	}
	b.adds(t, now, people, nil)
}

// bankAt opens the bank of a folder, or makes it there.
func bankAt(t testing.TB, dir string, between func(Payments) Payments) *bank {
	b := &bank{TB: t}
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16})
	b.must(err)
	b.st = st
	t.Cleanup(func() { _ = st.Close() })
	fresh, err := st.Migrate(ctx, "test", schemas...)
	b.must(err)
	place, err := blob.OpenFolder(filepath.Join(dir, "files"))
	b.must(err)
	b.build(place, between)
	if len(fresh) > 0 {
		b.ok(func(tx *store.Tx) error {
			if err := b.led.SeedChart(tx); err != nil {
				return err
			}
			if err := b.led.OpenDay(tx, 20_514); err != nil {
				return err
			}
			_, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0101", Name: "金库"})
			return err
		})
		b.open(firm, "100000000000000", "惠民公司")
		b.staff(crashLines)
	}
	b.load()
	return b
}

// load fills the register from the ledger.
func (b *bank) load() {
	for after := ledger.AccountID(0); ; {
		found, err := b.led.Accounts(ctx, ledger.AccountFilter{}, after, 500)
		b.must(err)
		for _, a := range found {
			after = a.ID
			if a.Number == "cash" {
				b.cash = a.ID
				continue
			}
			b.reg.add(account.Account{ID: a.ID, Number: a.Number, Name: a.Name, Owner: firm, Kind: account.Demand, Currency: "CNY", Branch: "0101", State: account.Active})
		}
		if len(found) < 500 {
			b.payer = b.reg.byNumber["100000000000000"]
			return
		}
	}
}

// crashChild pays until it is killed, or until all is paid.
func crashChild(dir string) {
	b := bankAt(&childTest{}, dir, func(p Payments) Payments {
		return paying(func(c call) ([]*order, []error, error) {
			fmt.Println("pays", len(c.in))
			return p.PayMany(c.ctx, c.tx, c.in)
		})
	})
	b.must(b.q.Start(ctx))
	<-b.ended
	_ = b.q.Stop(ctx)
	_ = b.st.Close()
}

// childTest is what stands for a test in the child.
type childTest struct{ testing.TB }

func (*childTest) Helper()        {}
func (*childTest) Cleanup(func()) {}
func (*childTest) Fatal(args ...any) {
	fmt.Println(args...)
	os.Exit(3)
}

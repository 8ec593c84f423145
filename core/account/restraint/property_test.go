package restraint

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestMain keeps the ordinary run short: fewer histories than rapid's default, unless RAPID_CHECKS asks for more.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestConserves: whatever is ordered, deducted, released, drawn and paid in any order, no money appears or goes, the protected amount
// stays, and every document has its effect once.
func TestConserves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		accounts := []ledger.AccountID{b.account("a", wang, 1_000), b.account("b", wang, 500), b.account("c", li, 0)}
		const kept = 200
		b.mark(accounts[0], Salary, kept)
		var all []store.ID
		var done []Request
		paid := money.Amount(1_500)
		for i := range rapid.IntRange(1, 30).Draw(rt, "steps") {
			amount := money.Amount(rapid.SampledFrom([]int{1, 149, 350, 500, 801, 900, 1_001}).Draw(rt, "amount"))
			at := accounts[rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(rt, "account")]
			var in Request
			switch what := rapid.SampledFrom([]int{5, 5, 5, 5, 3, 3, 2, 1, 0}).Draw(rt, "what"); {
			case what == 0:
				b.must(b.pay(b.cash, at, amount))
				paid += amount
				continue
			case what == 1:
				_, err := b.living(accounts[0], fmt.Sprint(i), amount, accounts[1])
				b.refusal(err)
				continue
			case what == 2 && len(done) > 0: // a document shown again changes nothing
				before := b.balance(b.court)
				one, err := b.do(done[rapid.IntRange(0, len(done)-1).Draw(rt, "again")])
				if err != nil || !one.Replayed || b.balance(b.court) != before {
					rt.Errorf("a document shown again: %v", err)
				}
				continue
			case what <= 4 || len(all) == 0:
				in = b.order([]Authority{Court, Tax, Pledge}[rapid.IntRange(0, 2).Draw(rt, "kind")], func(in *Request) {
					in.Amount = amount
					if in.Account = store.ID(at); rapid.Bool().Draw(rt, "party") {
						in.Account, in.Party = 0, wang
					}
				})
			default:
				one, err := b.Get(ctx, all[rapid.IntRange(0, len(all)-1).Draw(rt, "which")])
				b.must(err)
				in = b.next(one, []Measure{Deduct, Deduct, Release}[rapid.IntRange(0, 2).Draw(rt, "measure")], amountOf(amount))
			}
			before := b.balance(accounts[0])
			one, err := b.do(in)
			if b.refusal(err); err != nil {
				continue
			}
			done = append(done, in)
			if in.Measure == Freeze {
				all = append(all, one.ID)
			}
			if after := b.balance(accounts[0]); after < before && after < kept-b.drawn(accounts[0]) {
				rt.Errorf("a deduction left %d of the protected amount", after)
			}
		}
		sum := b.balance(b.court)
		for _, id := range accounts {
			sum += b.balance(id)
		}
		if sum != paid || b.balance(b.cash) != paid {
			rt.Errorf("%d was paid in, %d is there", paid, sum)
		}
		b.proved()
	})
}

func (b *bank) drawn(id ledger.AccountID) (used money.Amount) {
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		used, err = livingUsed(v, id, period(v))
		return err
	}))
	return used
}

// refusal fails on what is no refusal but a fault.
func (b *bank) refusal(err error) {
	b.Helper()
	if k := problem.KindOf(err); err != nil && (k == problem.Internal || k == problem.Unavailable) {
		b.Fatal(err)
	}
}

// TestTogether: of many deductions at once, under documents of their own and under the same one, no more is taken than is frozen
// and each document once.
func TestTogether(t *testing.T) {
	b := newBank(t)
	a := b.account("a", wang, 1_000)
	one := b.done(b.order(Court, func(in *Request) { in.Account, in.Amount = store.ID(a), 700 }))
	same := b.next(one, Deduct, func(in *Request) { in.Amount, in.Version = 100, 0 })
	ins := []Request{same, same, same}
	for range 9 {
		ins = append(ins, b.next(one, Deduct, func(in *Request) { in.Amount, in.Version = 100, 0 }))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := map[string]bool{}
	for _, in := range ins {
		wg.Go(func() {
			_, err := b.do(in)
			switch {
			case err == nil:
				mu.Lock()
				taken[in.Document] = true
				mu.Unlock()
			case !errors.Is(err, ErrShort) && !errors.Is(err, ErrEnded) && !errors.Is(err, ErrDocumentUsed):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(taken) != 7 || b.balance(b.court) != 700 || b.balance(a) != 300 {
		t.Errorf("%d documents took %d, %d left", len(taken), b.balance(b.court), b.balance(a))
	}
	b.proved()
}

// TestLivingTogether: draws at once stay within the month's amount.
func TestLivingTogether(t *testing.T) {
	b := newBank(t)
	a, other := b.account("a", wang, 5_000), b.account("b", wang, 0)
	b.mark(a, Salary, 1_000)
	b.done(b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(a), true }))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			if _, err := b.living(a, fmt.Sprint(i/2), 300, other); err != nil && !errors.Is(err, ErrLivingUsed) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if b.balance(other) != 900 || b.drawn(a) != 900 {
		t.Errorf("drawn %d, noted %d", b.balance(other), b.drawn(a))
	}
	b.advance(time.Hour)
	b.proved()
}

package history

import (
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestJumpingClocks lets the processes' clocks jump hours forth and back, about thirty times a second, while they post: ids
// stay unique, an account's entries keep rising with its sequence, and bank dates come from the bank alone.
func TestJumpingClocks(t *testing.T) {
	s := newStage(t, database(t), kind("jump"), 4, 1000)
	s.plan.Mix, s.plan.Ops, s.plan.Common = map[Verb]int{Post: 20, Batch: 4, Hold: 4, Release: 2, Reverse: 2, Day: 1}, 60, 1
	var all []*proc
	for i := range processes() {
		all = append(all, s.start(func(p *Plan) { p.Opt.JumpHours = int64(2 + i) }))
	}
	s.wait(3*time.Second, all...)
	s.sentence()
}

// TestSkewedClocks: two processes' clocks are as far apart as the bank allows.
func TestSkewedClocks(t *testing.T) {
	shared(t)
	s := newStage(t, database(t), kind("skew"), 2, 1000)
	s.plan.Mix = map[Verb]int{Post: 10, Freeze: 6, Unfreeze: 7, Hold: 2, Release: 2}
	s.plan.Ops = 60
	a := s.start(func(p *Plan) { p.Opt.SkewMillis = 500 })
	b := s.start(func(p *Plan) { p.Opt.SkewMillis = -400 })
	s.wait(3*time.Second, a, b)
	s.sentence()
}

// TestWaitingOrder: of two judicial freezes the one that came first is in force and the later one waits (轮候), also when the
// clock of the process that made the later one is behind.
func TestWaitingOrder(t *testing.T) {
	shared(t)
	s := newStage(t, database(t), kind("wait"), 1, 1000)
	for i, skew := range []int64{1500, -1500} {
		b, err := OpenBank(ctx, s.plan.DSN, Tuning{SkewMillis: skew}.options(), s.plan.Kind, s.plan.Hot)
		s.must(err)
		t.Cleanup(func() { s.must(b.Store.Close()) }) // both run at the same time, as two nodes
		op := &Op{Ref: s.plan.Kind + []string{".first", ".second"}[i], Verb: Freeze, Account: s.plan.Accounts[0],
			Freeze: int(ledger.Judicial), Amount: []money.Amount{10, 20}[i]}
		s.judge.hear(&line{Try: op})
		r := b.Do(ctx, op)
		s.judge.hear(&line{Got: &r})
	}
	b, err := OpenBank(ctx, s.plan.DSN, store.Options{}, s.plan.Kind)
	s.must(err)
	a, err := b.Ledger.Account(ctx, ledger.AccountID(s.plan.Accounts[0]))
	s.must(err)
	s.must(b.Store.Close())
	if a.Balance.Frozen != 10 {
		t.Errorf("%d is frozen: not the first freeze is in force", a.Balance.Frozen)
	}
	s.sentence()
}

package account

import (
	"strconv"
	"sync"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// withdraw is one withdrawal in an update of its own.
func (b *bank) withdraw(id ledger.AccountID, w Withdrawal) (out Withdrawn, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		out, err = b.Withdraw(ctx, tx, id, w)
		return err
	})
	return out, err
}

// TestTimeDepositBroken: a part leaves early at the demand rate, once; the rest keeps its terms to the end.
func TestTimeDepositBroken(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 10_000_00)
	a := b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 10_000_00, From: own.ID})
	if *a.MaturesOn != calendar.MustOf(2027, 3, 2) || !a.Terms.Rate.Equal(money.RateBP(150)) {
		t.Fatalf("terms %+v", a)
	}
	b.toDay(calendar.MustOf(2026, 6, 10)) // 100 days
	w, err := b.withdraw(a.ID, Withdrawal{Amount: 4_000_00, Reference: "w1"})
	b.must(err)
	if !w.Broken || w.Interest != 1_11 || w.PaidTo != own.ID { // 4000 × 0.10 % × 100/360
		t.Errorf("part %+v", w)
	}
	if again, err := b.withdraw(a.ID, Withdrawal{Amount: 4_000_00, Reference: "w1"}); err != nil || !again.Replayed || again.Interest != w.Interest {
		t.Errorf("again %+v %v", again, err)
	}
	if b.balance(own.ID) != 4_001_11 || b.balance(a.ID) != 6_000_00 {
		t.Errorf("paid %d, left %d", b.balance(own.ID), b.balance(a.ID))
	}
	if _, err := b.withdraw(a.ID, Withdrawal{Amount: 1_000_00, Reference: "w2"}); !is(err, ErrPartials) {
		t.Errorf("a second part: %v", err)
	}
	b.toDay(calendar.MustOf(2027, 3, 12)) // ten days after maturity, and the day's end has not seen to it
	w, err = b.withdraw(a.ID, Withdrawal{Reference: "w3"})
	b.must(err)
	if w.Broken || w.Amount != 6_000_00 || w.Interest != 90_00+17 { // 6000 × 1.5 %, and ten days by the demand rate
		t.Errorf("rest %+v", w)
	}
	if got := b.get(a.ID); got.State != Closed || got.Terms.Principal != 0 {
		t.Errorf("it stands: %+v", got)
	}
	b.clean()
}

func TestWithdrawRefusals(t *testing.T) {
	b := newBank(t)
	own, lis := b.demand(wang, 200_000_00), b.demand(li, 100)
	a := b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 10_000_00, From: own.ID})
	n := b.opened(NewAccount{Owner: wang, Product: "notice7", Amount: 100_000_00, From: own.ID})
	for name, c := range map[string]struct {
		id   ledger.AccountID
		w    Withdrawal
		want *problem.Error
	}{
		"no reference":      {a.ID, Withdrawal{}, ErrReference},
		"negative":          {a.ID, Withdrawal{Amount: -1, Reference: "r"}, ErrAmount},
		"more than it has":  {a.ID, Withdrawal{Amount: 10_000_01, Reference: "r"}, ErrWithdraw},
		"leaves too little": {a.ID, Withdrawal{Amount: 9_999_00, Reference: "r"}, ErrWithdraw},
		"to another's":      {a.ID, Withdrawal{To: lis.ID, Reference: "r"}, ErrPayTo},
		"to itself":         {a.ID, Withdrawal{To: a.ID, Reference: "r"}, ErrPayTo},
		"no deposit":        {own.ID, Withdrawal{Amount: 1, To: own.ID, Reference: "r"}, ErrNotFixed},
		"unknown":           {5, Withdrawal{Reference: "r"}, ErrUnknown},
		"unknown notice":    {n.ID, Withdrawal{Amount: 50_000_00, Notice: 5, Reference: "r"}, ErrUnknownNotice},
	} {
		before := b.count("ledger_entries") + b.count("account_withdrawals")
		if _, err := b.withdraw(c.id, c.w); !is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want.Code)
		}
		if after := b.count("ledger_entries") + b.count("account_withdrawals"); after != before {
			t.Errorf("%s left a trace", name)
		}
	}
	b.ok(func(tx *store.Tx) error {
		return b.led.PlaceFreeze(tx, &ledger.Freeze{Account: a.ID, Kind: ledger.Judicial, Reference: "f", Whole: true, Authority: "某法院",
			Document: "1号", ExpiresAt: tx.Now().AddDate(1, 0, 0)})
	})
	if _, err := b.withdraw(a.ID, Withdrawal{Reference: "r"}); !is(err, ledger.ErrFrozen) {
		t.Errorf("a frozen deposit: %v", err)
	}
	b.clean()
}

// TestNoticeDeposit: drawn after notice it earns the rate of the day; without, the demand rate.
func TestNoticeDeposit(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 300_000_00)
	a := b.opened(NewAccount{Owner: wang, Product: "notice7", Amount: 300_000_00, From: own.ID})
	give := func(amount money.Amount) (n NoticeOf, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
			n, err = b.GiveNotice(tx, a.ID, amount)
			return err
		})
		return n, err
	}
	b.toDay(day1 + 30)
	n, err := give(100_000_00)
	b.must(err)
	if n.DueOn != day1+37 {
		t.Errorf("due on %s", n.DueOn)
	}
	if _, err := give(200_000_01); !is(err, ErrNoticed) {
		t.Errorf("more than is left: %v", err)
	}
	if _, err := b.withdraw(a.ID, Withdrawal{Amount: 100_000_00, Notice: n.ID, Reference: "early"}); !is(err, ErrNotDue) {
		t.Errorf("before its day: %v", err)
	}
	if _, err := b.withdraw(a.ID, Withdrawal{Amount: 200_000_01, Reference: "noticed"}); !is(err, ErrNoticed) {
		t.Errorf("what is announced: %v", err)
	}
	b.toDay(day1 + 37)
	if _, err := b.withdraw(a.ID, Withdrawal{Amount: 90_000_00, Notice: n.ID, Reference: "other"}); !is(err, ErrNoticed) {
		t.Errorf("another amount than announced: %v", err)
	}
	w, err := b.withdraw(a.ID, Withdrawal{Amount: 100_000_00, Notice: n.ID, Reference: "w1"})
	b.must(err)
	if w.Broken || w.Interest != 77_08 { // 100000 × 0.75 % × 37/360
		t.Errorf("noticed %+v", w)
	}
	w, err = b.withdraw(a.ID, Withdrawal{Reference: "w2"})
	b.must(err)
	if !w.Broken || w.Interest != 20_56 || b.get(a.ID).State != Closed { // 200000 × 0.10 % × 37/360
		t.Errorf("without notice %+v", w)
	}
	b.clean()
}

// TestMaturity: at the end of its day a deposit is paid out, or renewed with its interest at the new rate; one whose money is frozen
// waits, and keeps nobody else waiting.
func TestMaturity(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 30_000_00)
	paid := b.opened(NewAccount{Owner: wang, Product: "time3m", Amount: 10_000_00, From: own.ID})
	rolled := b.opened(NewAccount{Owner: wang, Product: "time3m", Amount: 10_000_00, From: own.ID, Renew: true})
	frozen := b.opened(NewAccount{Owner: wang, Product: "time3m", Amount: 10_000_00, From: own.ID})
	b.ok(func(tx *store.Tx) error {
		return b.led.PlaceFreeze(tx, &ledger.Freeze{Account: frozen.ID, Kind: ledger.Judicial, Reference: "f", Whole: true, Authority: "某法院",
			Document: "1号", ExpiresAt: tx.Now().AddDate(1, 0, 0)})
	})
	ends := calendar.MustOf(2026, 6, 2)
	b.toDay(ends - 1)
	if done := b.endOf(ends - 1); done["account.mature"] != 0 {
		t.Errorf("matured a day early: %v", done)
	}
	b.rates.at["time.3m"] = money.RateBP(60)
	if done := b.endOf(ends); done["account.mature"] != 2 {
		t.Errorf("matured %v", done)
	}
	if b.balance(own.ID) != 10_020_00 || b.get(paid.ID).State != Closed { // 10000 × 0.8 % / 4
		t.Errorf("paid out %d, %+v", b.balance(own.ID), b.get(paid.ID))
	}
	r := b.get(rolled.ID)
	if b.balance(rolled.ID) != 10_020_00 || r.Terms.Principal != 10_020_00 || *r.MaturesOn != calendar.MustOf(2026, 9, 2) ||
		*r.Terms.From != ends || !r.Terms.Rate.Equal(money.RateBP(60)) {
		t.Errorf("renewed %+v with %d", r, b.balance(rolled.ID))
	}
	if f := b.get(frozen.ID); f.State != Active || b.balance(frozen.ID) != 10_000_00 {
		t.Errorf("frozen %+v", f)
	}
	if len(b.told) != 2 {
		t.Errorf("told %v", b.told)
	}
	b.ok(func(tx *store.Tx) error { // a step that runs again for the same day finds nothing
		_, n, err := b.matureChunk(ctx, tx, ends, "")
		if n != 0 {
			t.Errorf("matured %d again", n)
		}
		return err
	})
	b.clean()
}

// TestWithdrawAtOnce: of many who withdraw all of one deposit under references of their own, one is paid.
func TestWithdrawAtOnce(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 10_000_00)
	a := b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 10_000_00, From: own.ID})
	var wg sync.WaitGroup
	var mu sync.Mutex
	paid := 0
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := b.withdraw(a.ID, Withdrawal{Reference: "w" + strconv.Itoa(i)})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				paid++
			} else if !is(err, ErrClosed) {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if paid != 1 || b.balance(own.ID) != 10_000_00 {
		t.Errorf("paid %d times, %d", paid, b.balance(own.ID))
	}
	b.clean()
}

package account

import (
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// TestEarning: with the bank's real room of interest a demand account is closed with what it has earned by ACT/360, and a time
// deposit pays its posted rate for whole months.
func TestEarning(t *testing.T) {
	b := newBank(t)
	b.o.Interest = Earning(b.interest)
	b.ok(func(tx *store.Tx) error { return b.interest.Found(tx) })
	a := b.demand(wang, 100_000_00)
	to := b.demand(wang, 0)
	d := b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 10_000_00, From: a.ID})
	if !d.Terms.Rate.Equal(money.RateBP(95)) {
		t.Errorf("rate %s", d.Terms.Rate.Percent())
	}
	b.toDay(day1 + 1)
	got, err := b.close(a.ID, to.ID)
	b.must(err)
	if got.State != Closed || b.balance(to.ID) != 90_000_13 { // 90000 × 0.05 % × 1/360 = 0.125
		t.Errorf("closed with %d", b.balance(to.ID))
	}
	if _, err := b.withdraw(d.ID, Withdrawal{Reference: "w"}); !is(err, ErrPayTo) {
		t.Errorf("to an account that has closed: %v", err)
	}
	b.toDay(calendar.MustOf(2027, 3, 2))
	w, err := b.withdraw(d.ID, Withdrawal{To: to.ID, Reference: "w"})
	b.must(err)
	if w.Interest != 95_00 || w.Broken {
		t.Errorf("matured %+v", w)
	}
	b.clean()
}

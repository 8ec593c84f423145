package interest

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestQuarter: a deposit of 10,000 yuan at 0.35 % earns from the day it comes up to the settlement day, and has its interest on the
// 21st, which then earns too.
func TestQuarter(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	b.must(b.rate(flat("demand", date("2026-03-02"), 3_500)))
	id := b.open("d1", "demand")
	b.move(id, 10_000_00, 0)
	b.close(date("2026-03-20"))
	if a := b.earned(id); a.Earned != 1_75 || a.Through != date("2026-03-19") || a.From != date("2026-03-02") || a.Percent != 3_500 {
		t.Errorf("before the settlement: %+v", a) // 18 nights
	}
	b.close(date("2026-03-21"))
	if got := b.balance(id); got != 10_001_85 { // 19 nights: 1.847
		t.Errorf("on the 21st the account holds %d", got)
	}
	lines, err := b.led.Postings(ctx, id, 0, 1)
	b.must(err)
	if l := lines[0]; l.Kind != "interest" || l.BankDate != date("2026-03-21") || l.ValueDate != date("2026-03-21") || l.Amount != 1_85 {
		t.Errorf("the credit is %+v", l)
	}
	if booked, earned := b.payable(); booked != 0 || !earned.IsZero() {
		t.Errorf("payable %d, earned %v after the settlement", booked, earned)
	}
	b.close(date("2026-06-21"))
	if got := b.balance(id); got != 10_010_80 { // 92 nights of 10,001.85: 8.9461
		t.Errorf("after the second quarter the account holds %d", got)
	}
	b.proves()
}

// oracle is the interest of an account by rational numbers, from nothing but its postings and the rates.
type oracle struct {
	began    calendar.Date
	postings []event         // value date and amount, those of settlements too
	rates    map[int]*Change // by number of the change
}

// night is the annual rate's millionths × balance of one night.
func (o *oracle) night(d calendar.Date) *big.Int {
	balance := money.Amount(0)
	for _, p := range o.postings {
		if p.date <= d {
			balance += p.amount
		}
	}
	var holds *Change
	for i := range len(o.rates) {
		if r := o.rates[i]; r.From <= d && (holds == nil || r.From >= holds.From) {
			holds = r
		}
	}
	sum := new(big.Int)
	if balance <= 0 || holds == nil {
		return sum
	}
	for i, t := range holds.Tiers {
		top := balance
		if i+1 < len(holds.Tiers) {
			top = min(balance, holds.Tiers[i+1].From)
		}
		switch {
		case holds.Mode == Marginal && balance > t.From:
			sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(top-t.From)), big.NewInt(int64(t.Percent))))
		case holds.Mode == Whole && balance >= t.From:
			sum.Mul(big.NewInt(int64(balance)), big.NewInt(int64(t.Percent)))
		}
	}
	return sum
}

func (o *oracle) between(from, to calendar.Date) *big.Int {
	sum := new(big.Int)
	for d := max(from, o.began); d < to; d++ {
		sum.Add(sum, o.night(d))
	}
	return sum
}

func (s Sum) big() *big.Int {
	x := new(big.Int).Lsh(big.NewInt(s.hi), 64)
	return x.Add(x, new(big.Int).SetUint64(s.lo))
}

// TestAgainstClosedFormula: months of postings valued today, before and later, of tiers, changes and corrections of rates, and of
// settlements, on every calendar day or on business days only: what each account has earned is the closed formula's to the last
// unit, each credit is that rounded, and the general ledger holds the sum.
func TestAgainstClosedFormula(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		var business *calendar.Calendar
		if rapid.Bool().Draw(rt, "business") {
			business = calendar.China()
		}
		from := anyDate("2024-01-10", "2024-03-15").Draw(rt, "from")
		b := newBank(round, from, business)
		h := &history{T: rt, bank: b, from: from}
		h.begin()
		for range rapid.IntRange(3, 25).Draw(rt, "days") {
			h.day()
		}
		b.close(max(b.today(), date("2024-03-19")))
		for range 5 {
			h.day()
		}
		b.proves()
	})
}

func TestRefusals(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	b.must(b.rate(flat("demand", date("2026-03-02"), 500)))
	for _, c := range []struct {
		change Change
		want   error
	}{
		{flat("demand", date("2026-03-01"), 400), ErrPastRate}, // dated yesterday
		{flat("demand", date("2026-03-02"), 400), ErrPastRate}, // today
		{flat("demand", date("2026-03-03"), 500), ErrSameRate},
		{flat("demand", date("2029-03-03"), 400), ErrFarRate},
		{flat("new", date("2026-03-01"), 400), ErrPastRate},
		{flat("Bad code", date("2026-03-03"), 400), ErrCode},
		{flat("demand", date("2026-03-03"), -1), ErrRateText},
		{Change{Code: "demand", From: date("2026-03-03")}, ErrTiers},
		{Change{Code: "demand", From: date("2026-03-03"), Tiers: []Tier{{From: 5}}}, ErrTiers},
		{Change{Code: "demand", From: date("2026-03-03"), Tiers: []Tier{{}, {}}}, ErrTiers},
		{Change{Code: "demand", From: date("2026-03-03"), Mode: 9, Tiers: []Tier{{}}}, ErrMode},
		{Change{Code: "demand", From: date("2026-03-03"), Correction: true, Tiers: []Tier{{}}}, ErrNotCorrection},
		{Change{Code: "demand", From: date("2023-03-03"), Correction: true, Tiers: []Tier{{}}}, ErrFarRate},
	} {
		if err := b.rate(c.change); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.change, err, c.want)
		}
	}
	id := b.open("d1", "demand")
	update := func(f func(tx *store.Tx) error) error { return b.st.Update(ctx, f) }
	begin := func(f func(*Terms)) error {
		return update(func(tx *store.Tx) error {
			terms := Terms{Account: 77, Branch: "0001", Currency: "CNY", Product: "p", RateCode: "demand", From: date("2026-03-02")}
			f(&terms)
			return b.Begin(tx, terms)
		})
	}
	for i, c := range []struct {
		change func(*Terms)
		want   error
	}{
		{func(t *Terms) { t.From-- }, ErrBeginPast}, {func(t *Terms) { t.Product = "" }, ErrTerms},
		{func(t *Terms) { t.RateCode = "none" }, ErrNoRate}, {func(t *Terms) { t.Plan = Time }, ErrTerms},
		{func(t *Terms) { t.Matures = t.From + 1 }, ErrTerms}, {func(t *Terms) { t.Account = id }, ErrTwice},
	} {
		if err := begin(c.change); !errors.Is(err, c.want) && !(errors.Is(c.want, ErrTwice) && errors.Is(err, store.ErrDuplicate)) {
			t.Errorf("terms %d: %v, want %v", i, err, c.want)
		}
	}
	finish := func(id ledger.AccountID, on calendar.Date) error {
		return update(func(tx *store.Tx) error {
			_, err := b.End(tx, id, on)
			return err
		})
	}
	for i, got := range []error{finish(5, date("2026-03-02")), finish(id, date("2026-03-03")), finish(id, date("2026-03-02")), finish(id, date("2026-03-02"))} {
		if want := []error{ErrUnknown, ErrEndDate, nil, ErrEnded}[i]; !errors.Is(got, want) {
			t.Errorf("end %d: %v, want %v", i, got, want)
		}
	}
	if _, err := b.Accrued(ctx, 5); !errors.Is(err, ErrUnknown) {
		t.Errorf("accrued of nothing: %v", err)
	}
}

// TestEnd: an account that closes gets what it earned up to the night before, also while the day before is still closing.
func TestEnd(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	b.must(b.rate(flat("demand", date("2026-03-02"), 3_600)))
	b.must(b.rate(flat("time.1y", date("2026-03-02"), 15_000)))
	plain, early, moved := b.open("d1", "demand"), b.open("t1", "time.1y", func(t *Terms) {
		t.Plan, t.Matures = Time, date("2027-03-02")
	}), b.open("d2", "demand")
	for _, id := range []ledger.AccountID{plain, early, moved} {
		b.move(id, 1_000_000_00, 0)
	}
	b.close(date("2026-03-12"))
	b.move(moved, 1_000_000_00, 0) // earns in the night that closes
	r := b.flip()
	b.move(moved, -500_000_00, 0) // doesn't any more
	ends := func(id ledger.AccountID, want money.Amount) {
		t.Helper()
		b.ok(func(tx *store.Tx) error {
			got, err := b.End(tx, id, date("2026-03-13"))
			if got != want {
				err = errors.Join(err, fmt.Errorf("account %s was due %d, want %d", id, got, want))
			}
			return err
		})
	}
	ends(plain, 110_00) // 11 nights of 10.00
	ends(early, 110_00) // broken: the demand rate
	ends(moved, 120_00) // and one more of 10.00
	b.work(r.Date)
	b.close(date("2026-03-14"))
	if booked, earned := b.payable(); booked != 0 || !earned.IsZero() {
		t.Errorf("payable %d, earned %v after all have ended", booked, earned)
	}
	if a := b.earned(moved); a.Earned != 0 || a.Ended == nil {
		t.Errorf("an ended account: %+v", a)
	}
	b.proves()
}

// TestMatured: a time deposit is paid by years and the demand rate behind them, whatever was accrued by days.
func TestMatured(t *testing.T) {
	b := newBank(t, date("2026-03-02"), nil)
	b.must(b.rate(flat("demand", date("2026-03-02"), 3_600)))
	b.must(b.rate(flat("time.3m", date("2026-03-02"), 12_000)))
	id := b.open("t1", "time.3m", func(t *Terms) { t.Plan, t.Matures = Time, date("2026-04-02") })
	b.move(id, 1_000_000_00, 0)
	b.must(b.rate(flat("time.3m", date("2026-03-05"), 1_000))) // not for it
	b.close(date("2026-04-04"))
	if a := b.earned(id); a.Earned != 31*33_33+10+2*10_00 && a.Earned != 1_053_33 {
		t.Errorf("accrued %d", a.Earned) // 31 days at 33.333 and two at 10.00
	}
	b.ok(func(tx *store.Tx) error {
		got, err := b.End(tx, id, date("2026-04-04"))
		if got != 1_020_00 { // a month at 1.2 %, and two days
			t.Errorf("paid %d", got)
		}
		return err
	})
	b.close(date("2026-04-05"))
	if booked, _ := b.payable(); booked != 0 {
		t.Errorf("payable %d is left", booked)
	}
	b.proves()
}

// TestFrozenForCredits: interest that an account can't take stays earned.
func TestFrozenForCredits(t *testing.T) {
	b := newBank(t, date("2026-03-18"), nil)
	b.must(b.rate(flat("demand", date("2026-03-18"), 3_600)))
	id, other := b.open("d1", "demand"), b.open("d2", "demand")
	b.move(id, 1_000_000_00, 0)
	b.move(other, 1_000_000_00, 0)
	b.ok(func(tx *store.Tx) error { return b.led.SetLimits(tx, id, ledger.Limits{CreditFrozen: true}) })
	b.close(date("2026-03-22"))
	if b.balance(id) != 1_000_000_00 || b.balance(other) != 1_000_030_00 || b.earned(id).Earned != 40_00 {
		t.Errorf("the frozen account holds %d and earned %d, the other holds %d", b.balance(id), b.earned(id).Earned, b.balance(other))
	}
	b.proves()
}

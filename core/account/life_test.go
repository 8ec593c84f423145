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

func (b *bank) close(id, to ledger.AccountID) (a Account, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		a, err = b.Close(ctx, tx, id, to, "客户申请")
		return err
	})
	return a, err
}

// TestClose: what is left goes with its interest to another account of the owner, once.
func TestClose(t *testing.T) {
	b := newBank(t)
	a, to, lis := b.demand(wang, 100_00), b.demand(wang, 0), b.demand(li, 0)
	for name, c := range map[string]ledger.AccountID{"nowhere": 0, "itself": a.ID, "another's": lis.ID} {
		if _, err := b.close(a.ID, c); !is(err, ErrRemainder) {
			t.Errorf("to %s: %v", name, err)
		}
	}
	for range 2 { // again answers the same
		got, err := b.close(a.ID, to.ID)
		b.must(err)
		if got.State != Closed || *got.ClosedOn != day1 {
			t.Errorf("closed %+v", got)
		}
	}
	if b.balance(to.ID) != 100_07 || b.balance(a.ID) != 0 {
		t.Errorf("moved %d, left %d", b.balance(to.ID), b.balance(a.ID))
	}
	if err := b.mayPay(a.ID, 1, App); !is(err, ErrClosed) {
		t.Errorf("a closed account pays: %v", err)
	}
	b.clean()
}

// TestCloseRefusals: nothing is closed on which something hangs.
func TestCloseRefusals(t *testing.T) {
	b := newBank(t)
	to := b.demand(wang, 1_000_00)
	held, hooked, fixed := b.demand(wang, 100_00), b.demand(wang, 0), b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 50_00, From: to.ID})
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	general := b.opened(NewAccount{Owner: firm, Product: "general"})
	sub := b.opened(NewAccount{Owner: firm, Product: "virtual", Parent: general.ID, Title: "案"})
	b.ok(func(tx *store.Tx) error {
		return b.led.PlaceHold(tx, &ledger.Hold{Account: held.ID, Kind: "card", Reference: "h", Amount: 1, ExpiresAt: tx.Now().AddDate(0, 0, 1)})
	})
	errCards := problem.New(problem.Refused, "card.stands", "A card stands.", "仍有卡片。")
	b.OnClose(func(_ store.Querier, a Account) error {
		if a.ID == hooked.ID {
			return errCards
		}
		return nil
	})
	for name, c := range map[string]struct {
		id   ledger.AccountID
		want *problem.Error
	}{
		"held": {held.ID, ErrHeld}, "a card": {hooked.ID, errCards}, "a deposit": {fixed.ID, ErrFixed}, "basic first": {basic.ID, ErrBasicLast},
		"with virtual accounts": {general.ID, ErrChildren}, "unknown": {7, ErrUnknown},
	} {
		if _, err := b.close(c.id, to.ID); !is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want.Code)
		}
	}
	b.refused(ErrReason, func(tx *store.Tx) error {
		_, err := b.Close(ctx, tx, to.ID, 0, " ")
		return err
	})
	b.fund(sub.ID, 5_00)
	if _, err := b.close(sub.ID, 0); err != nil || b.balance(general.ID) != 5_00 { // what is left of a virtual account falls to its real one
		t.Errorf("the real account holds %d: %v", b.balance(general.ID), err)
	}
	if _, err := b.close(general.ID, basic.ID); err != nil || b.balance(basic.ID) != 5_07 {
		t.Errorf("the basic account holds %d: %v", b.balance(basic.ID), err)
	}
	b.clean()
}

// TestCloseAtOnce: many close one account while money still comes into it: either it comes before the closing, or it is refused.
func TestCloseAtOnce(t *testing.T) {
	b := newBank(t)
	a, to := b.demand(wang, 100_00), b.demand(wang, 0)
	var wg sync.WaitGroup
	var mu sync.Mutex
	came := money.Amount(0)
	for i := range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if i%3 == 0 {
				if got, err := b.close(a.ID, to.ID); err != nil || got.State != Closed {
					t.Errorf("%+v %v", got, err)
				}
				return
			}
			err := b.st.Update(ctx, func(tx *store.Tx) error {
				return b.led.Post(tx, transfer("cash", "in-"+strconv.Itoa(i), b.cash, a.ID, 1_00, ""))
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				came += 1_00
			} else if !is(err, ledger.ErrAccountClosed) {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if got := b.balance(to.ID); got != 100_07+came || b.balance(a.ID) != 0 {
		t.Errorf("moved %d, %d came in", got, came)
	}
	b.clean()
}

func (b *bank) mayPay(id ledger.AccountID, amount money.Amount, channel string) error {
	return b.st.View(ctx, func(v *store.View) error {
		a, err := b.Get(v, id)
		if err != nil {
			return err
		}
		return b.MayPay(v, a, amount, channel)
	})
}

// TestMayPay goes through states, kinds, channels and limits by level.
func TestMayPay(t *testing.T) {
	b := newBank(t)
	own, lis := b.demand(wang, 100_000_00), b.demand(li, 100)
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	general := b.opened(NewAccount{Owner: firm, Product: "general"})
	fixed := b.opened(NewAccount{Owner: wang, Product: "time1y", Amount: 50_00, From: own.ID})
	escrow := b.opened(NewAccount{Owner: wang, Product: "escrow", Purpose: "预付费", PayTo: own.ID, Conditions: []string{"验收"}})
	brief := b.opened(NewAccount{Owner: firm, Product: "temporary", Ends: day(2026, 3, 3)})
	for _, c := range []struct {
		id      ledger.AccountID
		amount  money.Amount
		channel string
		want    *problem.Error
	}{
		{own.ID, 500_000_00, App, nil}, {own.ID, 500_000_01, App, ErrSingle}, {own.ID, 50_000_01, Kiosk, ErrSingle}, {own.ID, 1, "telex", ErrChannel},
		{own.ID, 0, App, ErrAmount}, {own.ID, -1, App, ErrAmount}, {lis.ID, 2_000_00, App, nil}, {lis.ID, 2_000_01, App, ErrSingle},
		{own.ID, 1, Cash, nil}, {basic.ID, 1, Cash, nil}, {general.ID, 1, Cash, ErrNoCash}, {general.ID, 1, App, nil}, {general.ID, 1, Kiosk, ErrChannel},
		{fixed.ID, 1, Counter, ErrFixed}, {escrow.ID, 1, Counter, ErrGuarded}, {brief.ID, 1, Counter, nil},
	} {
		err := b.mayPay(c.id, c.amount, c.channel)
		if c.want == nil && err != nil || c.want != nil && !is(err, c.want) {
			t.Errorf("%d from %s by %s: %v", c.amount, c.id, c.channel, err)
		}
	}
	b.toDay(day1 + 2)
	if err := b.mayPay(brief.ID, 1, Counter); !is(err, ErrExpired) {
		t.Errorf("after its last day: %v", err)
	}
	b.refused(ErrClosed, func(tx *store.Tx) error { return b.MayReceive(tx, Account{State: Closed}) })
	b.refused(ErrFixed, func(tx *store.Tx) error { return b.MayReceive(tx, Account{State: Active, Kind: Time}) })
	b.clean()
}

// TestLowerLimit: a customer lowers her limits and can't raise them; the bank can.
func TestLowerLimit(t *testing.T) {
	b := newBank(t)
	a := b.demand(wang, 0)
	sum := func(n money.Amount) *money.Amount { return &n }
	lower := func(l Limit) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.LowerLimit(tx, a.ID, l)
			return err
		})
	}
	b.must(lower(Limit{Channel: App, SingleMax: sum(100_00), DayMax: sum(500_00)}))
	if err := b.mayPay(a.ID, 100_01, App); !is(err, ErrSingle) {
		t.Errorf("above her own limit: %v", err)
	}
	b.must(lower(Limit{Channel: App, SingleMax: sum(50_00), DayMax: sum(500_00)}))
	for _, l := range []Limit{{Channel: App, SingleMax: sum(50_01), DayMax: sum(500_00)}, {Channel: App, DayMax: sum(500_00)}, {Channel: App, SingleMax: sum(1)}} {
		if err := lower(l); !is(err, ErrLimitHigher) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	for _, l := range []Limit{{Channel: "telex", SingleMax: sum(1)}, {SingleMax: sum(-1)}, {Level: upTo(1), SingleMax: sum(1)}} {
		if err := lower(l); !is(err, ErrLimit) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	b.ok(func(tx *store.Tx) error {
		_, err := b.SetLimit(tx, a.ID, Limit{Channel: App})
		return err
	})
	b.must(b.mayPay(a.ID, 100_01, App))
	b.clean()
}

// TestDormancy: a year without an own act, and for a person under ten yuan; nothing leaves, whoever posts; money comes in.
func TestDormancy(t *testing.T) {
	b := newBank(t)
	poor, rich, used, basic := b.demand(wang, 9_99), b.demand(wang, 10_00), b.demand(wang, 1), b.opened(NewAccount{Owner: firm, Product: "basic"})
	b.fund(basic.ID, 1_000_00)
	b.toDay(calendar.MustOf(2026, 9, 1))
	for range 2 {
		b.ok(func(tx *store.Tx) error { return b.Touch(tx, used.ID) })
	}
	if got := b.get(used.ID).LastUseOn; got != calendar.MustOf(2026, 9, 1) {
		t.Errorf("last used on %s", got)
	}
	last := calendar.MustOf(2027, 3, 1)
	b.toDay(last)
	if done := b.endOf(last); done["account.dormancy"] != 0 {
		t.Errorf("a day early: %v", done)
	}
	if done := b.endOf(last + 1); done["account.dormancy"] != 2 {
		t.Errorf("fell %v", done)
	}
	for id, want := range map[ledger.AccountID]State{poor.ID: Dormant, rich.ID: Active, used.ID: Active, basic.ID: Dormant} {
		if got := b.get(id).State; got != want {
			t.Errorf("account %s is %s, want %s", id, got, want)
		}
	}
	if err := b.mayPay(poor.ID, 1, App); !is(err, ErrDormant) {
		t.Errorf("pays: %v", err)
	}
	b.refused(ledger.ErrDebitFrozen, func(tx *store.Tx) error {
		return b.led.Post(tx, transfer("test", "out", poor.ID, rich.ID, 1, ""))
	})
	b.fund(poor.ID, 5_00)
	if _, err := b.close(poor.ID, rich.ID); !is(err, ErrDormant) {
		t.Errorf("closed while dormant: %v", err)
	}
	b.ok(func(tx *store.Tx) error {
		_, err := b.Reactivate(tx, poor.ID, "本人到网点")
		return err
	})
	b.must(b.mayPay(poor.ID, 1, App))
	b.refused(ErrNotDormant, func(tx *store.Tx) error {
		_, err := b.Reactivate(tx, poor.ID, "本人到网点")
		return err
	})
	b.ok(func(tx *store.Tx) error { return b.led.Post(tx, transfer("test", "out", poor.ID, rich.ID, 1, "")) })
	b.clean()
}

// TestZeroBalance: it pays within its quota, and stands at zero after the day's end.
func TestZeroBalance(t *testing.T) {
	b := newBank(t)
	treasury := b.opened(NewAccount{Owner: office, Product: "treasury"})
	b.fund(treasury.ID, 10_000_00)
	z := b.opened(NewAccount{Owner: office, Product: "zero", Funds: treasury.ID, Quota: 3_000_00})
	payee := b.demand(wang, 0)
	b.ok(func(tx *store.Tx) error { return b.led.Post(tx, transfer("test", "1", z.ID, payee.ID, 2_500_00, "")) })
	b.refused(ledger.ErrInsufficient, func(tx *store.Tx) error {
		return b.led.Post(tx, transfer("test", "2", z.ID, payee.ID, 500_01, ""))
	})
	b.toDay(day1 + 1)
	b.ok(func(tx *store.Tx) error { // next day's traffic doesn't touch what the day's end settles
		return b.led.Post(tx, transfer("test", "3", z.ID, payee.ID, 100_00, ""))
	})
	for range 2 { // again after a restart
		b.ok(func(tx *store.Tx) error {
			_, _, err := b.sweepChunk(ctx, tx, day1, "")
			return err
		})
	}
	asOf, err := b.led.BalanceAsOf(ctx, z.ID, day1)
	b.must(err)
	if asOf != 0 || b.balance(z.ID) != -100_00 || b.balance(treasury.ID) != 7_500_00 {
		t.Errorf("at the end of the day %d, now %d, treasury %d", asOf, b.balance(z.ID), b.balance(treasury.ID))
	}
	b.fund(z.ID, 300_00) // a refund comes in: it goes to the treasury
	b.toDay(day1 + 2)
	b.ok(func(tx *store.Tx) error {
		_, n, err := b.sweepChunk(ctx, tx, day1+1, "")
		if n != 1 {
			t.Errorf("swept %d", n)
		}
		return err
	})
	if b.balance(z.ID) != 0 || b.balance(treasury.ID) != 7_700_00 {
		t.Errorf("after the refund %d, treasury %d", b.balance(z.ID), b.balance(treasury.ID))
	}
	b.ok(func(tx *store.Tx) error {
		_, err := b.SetQuota(tx, z.ID, 1_00)
		return err
	})
	b.refused(ledger.ErrInsufficient, func(tx *store.Tx) error {
		return b.led.Post(tx, transfer("test", "4", z.ID, payee.ID, 1_01, ""))
	})
	b.clean()
}

// TestEscrow: money leaves to the beneficiary only, when all conditions are met, once for each reference.
func TestEscrow(t *testing.T) {
	b := newBank(t)
	seller := b.demand(wang, 0)
	e := b.opened(NewAccount{Owner: firm, Product: "escrow", Purpose: "二手房交易", PayTo: seller.ID, Conditions: []string{"过户登记完成", "交接完成"}})
	b.fund(e.ID, 1_000_000_00)
	release := func(reference string) (r Released, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
			r, err = b.Release(tx, e.ID, reference)
			return err
		})
		return r, err
	}
	satisfy := func(place int, evidence string) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Satisfy(tx, e.ID, place, evidence)
			return err
		})
	}
	b.must(satisfy(1, "不动产登记证明 2026-001"))
	b.must(satisfy(1, "不动产登记证明 2026-001"))
	for _, c := range []struct {
		err  error
		want *problem.Error
	}{{satisfy(1, "另一份证明"), ErrMet}, {satisfy(3, "证明"), ErrCondition}, {satisfy(0, "证明"), ErrCondition}, {satisfy(2, ""), ErrEvidence}} {
		if !is(c.err, c.want) {
			t.Errorf("%v, want %s", c.err, c.want.Code)
		}
	}
	if _, err := release("r1"); !is(err, ErrUnmet) {
		t.Errorf("with one open: %v", err)
	}
	if _, err := b.close(e.ID, seller.ID); !is(err, ErrGuarded) {
		t.Errorf("closed with money in it: %v", err)
	}
	b.must(satisfy(2, "交接单 7 号"))
	var wg sync.WaitGroup
	for range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if r, err := release("r1"); err != nil || r.Amount != 1_000_000_00 {
				t.Errorf("released %+v %v", r, err)
			}
		}()
	}
	wg.Wait()
	if b.balance(seller.ID) != 1_000_000_00 || b.balance(e.ID) != 0 {
		t.Errorf("paid %d", b.balance(seller.ID))
	}
	if _, err := release("r2"); !is(err, ErrEmpty) {
		t.Errorf("nothing left: %v", err)
	}
	if _, err := b.close(e.ID, 0); !is(err, ErrRemainder) { // the last interest has come in at its closing
		t.Errorf("closing with interest: %v", err)
	}
	b.refused(ErrNotGuarded, func(tx *store.Tx) error {
		_, err := b.Release(tx, seller.ID, "r1")
		return err
	})
	b.clean()
}

// TestVirtual: each case has its own number and balance, and the real account shows the sum.
func TestVirtual(t *testing.T) {
	b := newBank(t)
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	b.fund(basic.ID, 10_00)
	for i := range 5 {
		a := b.opened(NewAccount{Owner: firm, Product: "virtual", Parent: basic.ID, Title: "案" + strconv.Itoa(i)})
		b.fund(a.ID, money.Amount(i)*100)
	}
	d, err := b.Detail(ctx, basic.ID)
	b.must(err)
	if d.Balance.Booked != 10_00 || d.Together == nil || *d.Together != 20_00 {
		t.Errorf("together %v with %d", d.Together, d.Balance.Booked)
	}
	subs, err := view(ctx, b.Deposits, func(v *store.View) ([]Sub, error) { return b.Subs(v, basic.ID, 0, 3) })
	b.must(err)
	if len(subs) != 3 || subs[2].Booked != 2_00 || subs[2].Title != "案2" {
		t.Errorf("subs %+v", subs)
	}
	b.clean()
}

// TestPassbook: the lines since the last print, each with its place; a full book is followed by the next.
func TestPassbook(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 1_000_00)
	p := b.opened(NewAccount{Owner: wang, Product: "passbook", Amount: 100, From: own.ID})
	for range 29 {
		b.fund(p.ID, 1_00)
	}
	book, found, err := b.Unprinted(ctx, p.ID, 100)
	b.must(err)
	if book.Printed != 0 || len(found) != 30 || found[0].Balance != 100 || found[29].Balance != 30_00 || found[23].Row != 24 || found[24].Page != 2 || found[24].Row != 1 {
		t.Fatalf("%+v, %d lines, last %+v", book, len(found), found[len(found)-1])
	}
	printTo := func(printed, upTo int64) (book Book, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
			book, err = b.Print(tx, p.ID, printed, upTo)
			return err
		})
		return book, err
	}
	if book, err = printTo(0, 20); err != nil || book.Place != 20 {
		t.Errorf("printed %+v %v", book, err)
	}
	for _, c := range [][2]int64{{0, 20}, {20, 31}, {20, 19}} {
		if _, err := printTo(c[0], c[1]); !is(err, ErrPrinted) {
			t.Errorf("print %v: %v", c, err)
		}
	}
	_, found, err = b.Unprinted(ctx, p.ID, 4)
	b.must(err)
	if len(found) != 4 || found[0].Sequence != 21 || found[3].Row != 24 {
		t.Errorf("after the print %+v", found)
	}
	full := Book{Number: 1, Printed: 400, Place: LinesPerPage * PagesPerBook}
	if next := full.next(401); next != (Book{Number: 2, Printed: 401, Place: 1}) {
		t.Errorf("after a full book %+v", next)
	}
	if _, _, err := b.Unprinted(ctx, own.ID, 1); !is(err, ErrPassbook) {
		t.Errorf("without a passbook: %v", err)
	}
	b.clean()
}

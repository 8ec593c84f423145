package card

import (
	"context"
	"errors"
	"flag"
	"os"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/platform/store"
)

// TestPurchase: held, captured in parts, refunded in parts; repeated, each moves nothing more.
func TestPurchase(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 100_000)
	r := b.shop("A1", one, number, 60_000)
	a := b.answers(r, Approved)
	if got := b.balance(b.hers); got.Held != 60_000 || *got.Available != 40_000 {
		t.Errorf("held: %+v", got)
	}
	if again := b.answers(r, Approved); again.ID != a.ID || b.balance(b.hers).Held != 60_000 {
		t.Error("asked again it held again")
	}
	other := r
	other.Amount++
	_, err := b.Authorise(ctx, other)
	b.wants(err, ErrReference)

	m, err := b.Capture(ctx, b.order("A1", "C1", 20_000, false))
	b.must(err)
	if again, err := b.Capture(ctx, b.order("A1", "C1", 20_000, false)); err != nil || again.ID != m.ID || !again.Replayed {
		t.Errorf("captured again: %+v, %v", again, err)
	}
	_, err = b.Capture(ctx, b.order("A1", "C1", 20_001, false))
	b.wants(err, ErrReference)
	_, err = b.Capture(ctx, b.order("A1", "C2", 40_001, false))
	b.wants(err, ErrTooMuch)
	_, err = b.Capture(ctx, b.order("A1", "C2", 30_000, true))
	b.must(err)
	_, err = b.Capture(ctx, b.order("A1", "C3", 1, false))
	b.wants(err, ErrEnded)
	if got := b.balance(b.hers); got.Held != 0 || got.Booked != 50_000 || b.balance(b.acq.Account).Booked != 50_000 {
		t.Errorf("captured: %+v", got)
	}
	_, err = b.Refund(ctx, b.order("A1", "F1", 25_000, false))
	b.must(err)
	_, err = b.Refund(ctx, b.order("A1", "F2", 25_001, false))
	b.wants(err, ErrTooMuch)
	_, err = b.Refund(ctx, b.order("A1", "F2", 0, false))
	b.must(err)
	if b.balance(b.hers).Booked != 100_000 || b.balance(b.acq.Account).Booked != 0 {
		t.Error("not all came back")
	}
	sum := map[string]money.Amount{}
	for _, s := range b.spends {
		if s.Refund == "" {
			sum[s.Reference] += s.Amount
		} else {
			sum[s.Reference] -= s.Amount
		}
	}
	for reference, left := range sum {
		if left != 0 || len(sum) != 2 {
			t.Errorf("rewards of %s: %d are left", reference, left)
		}
	}
	b.sound()
}

// TestReversal: gives up what is held, may be repeated, and may come first.
func TestReversal(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 100_000)
	b.answers(b.shop("A1", one, number, 60_000), Approved)
	for range 2 {
		a, err := b.Reverse(ctx, b.order("A1", "", 0, false))
		if err != nil || a.State != Reversed || b.balance(b.hers).Held != 0 {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	_, err := b.Capture(ctx, b.order("A1", "C1", 0, false))
	b.wants(err, ErrEnded)
	_, err = b.Reverse(ctx, b.order("A2", "", 0, false))
	b.must(err)
	b.answers(b.shop("A2", one, number, 100), Invalid)
	b.answers(b.shop("A3", one, number, 100), Approved)
	_, err = b.Capture(ctx, b.order("A3", "C3", 40, false))
	b.must(err)
	a, err := b.Reverse(ctx, b.order("A3", "", 0, false))
	if err != nil || a.State != Captured || b.balance(b.hers).Booked != 99_960 || b.balance(b.hers).Held != 0 {
		t.Errorf("partly captured: %+v, %v", a, err)
	}
	b.sound()
}

// TestExpiry: what isn't captured in time comes free, and can't be captured any more.
func TestExpiry(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 100_000)
	b.answers(b.shop("A1", one, number, 60_000), Approved)
	_, err := b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) { return b.Close(c, tx, id, "") }, one.ID)
	b.wants(err, ErrOpenHolds)
	b.advance(holdDays * 24 * time.Hour)
	_, err = b.Capture(ctx, b.order("A1", "C1", 0, false))
	b.wants(err, ErrEnded)
	_, _, err = b.led.Tick(ctx)
	b.must(err)
	if b.balance(b.hers).Held != 0 {
		t.Error("still held")
	}
	if a := b.answers(b.shop("A1", one, number, 60_000), Approved); a.State != Lapsed {
		t.Errorf("state %s", a.State)
	}
	_, err = b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) { return b.Close(c, tx, id, "") }, one.ID)
	b.must(err)
	b.sound()
}

// TestResponses: every reason to decline has its response, and moves nothing.
func TestResponses(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 20_000_00)
	h := one.holder(number)
	cvv, err := b.o.HSM.CVV(ctx, h, one.expiry(), printedService)
	b.must(err)
	wrongCVV := string('0'+(cvv[0]-'0'+1)%10) + cvv[1:]
	n := 0
	for name, c := range map[string]struct {
		change func(*Request)
		want   Response
	}{
		"all right":            {func(*Request) {}, Approved},
		"unknown number":       {func(r *Request) { r.Number = "6299990000000000000" }, NoSuchCard},
		"no number":            {func(r *Request) { r.Number = "7" }, NoSuchCard},
		"no PIN":               {func(r *Request) { r.PIN = nil }, WrongPIN},
		"contactless":          {func(r *Request) { r.PIN, r.Channel = nil, Contactless }, Approved},
		"over its limit":       {func(r *Request) { r.PIN, r.Channel, r.Amount = nil, Contactless, 1_000_01 }, WrongPIN},
		"online, no CVV":       {func(r *Request) { r.PIN, r.Channel = nil, Online }, WrongCVV},
		"online, wrong CVV":    {func(r *Request) { r.PIN, r.Channel, r.CVV = nil, Online, wrongCVV }, WrongCVV},
		"online":               {func(r *Request) { r.PIN, r.Channel, r.CVV, r.Expiry = nil, Online, cvv, one.expiry() }, Approved},
		"other expiry":         {func(r *Request) { r.Expiry = "2901" }, ExpiredCard},
		"other currency":       {func(r *Request) { r.Currency = "USD" }, NotAllowed},
		"too much at once":     {func(r *Request) { r.Amount = 50_000_01 }, OverAmount},
		"too much at machines": {func(r *Request) { r.Channel, r.Amount = ATM, 5_000_01 }, OverAmount},
		"no money":             {func(r *Request) { r.Amount = 30_000_00 }, NoFunds},
	} {
		n++
		r := b.shop("T"+ref(n), one, number, 100)
		c.change(&r)
		if a, err := b.Authorise(ctx, r); err != nil || a.Response != c.want {
			t.Errorf("%s: %+v, %v; want %s", name, a, err, c.want)
		}
	}
	if held := b.balance(b.hers).Held; held != 300 {
		t.Errorf("held %d", held)
	}
	a := b.accounts[b.hers]
	a.State = account.Dormant
	b.accounts[b.hers] = a
	b.answers(b.shop("dormant", one, number, 100), NotAllowed)
	_, err = b.done(b.Freeze, one.ID)
	b.must(err)
	b.answers(b.shop("frozen", one, number, 100), RestrictedUse)
	_, err = b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
		return b.ReportLoss(c, tx, id, Written, "")
	}, one.ID)
	b.must(err)
	b.answers(b.shop("lost", one, number, 100), LostCard)
	b.sound()
}

// TestWrongPINs: counted also in declined purchases, a right one in between begins anew, and the third wrong one blocks.
func TestWrongPINs(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 100_000)
	ask := func(i int, pin string, want Response) {
		t.Helper()
		r := b.shop(ref(i), one, number, 100)
		p := b.typed(pin, one, number)
		r.PIN = &p
		b.answers(r, want)
	}
	for i, c := range []struct {
		pin  string
		want Response
	}{{"100001", WrongPIN}, {"100002", WrongPIN}, {goodPIN, Approved}, {"100003", WrongPIN}, {"100004", WrongPIN}, {"100005", PINTries},
		{goodPIN, PINTries}} {
		ask(i, c.pin, c.want)
	}
	ask(0, "100001", WrongPIN) // a repeated message isn't a new guess
	b.sound()
}

// TestBadRequests are no declines.
func TestBadRequests(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	for _, change := range []func(*Request){func(r *Request) { r.Amount = 0 }, func(r *Request) { r.Amount = -5 }, func(r *Request) { r.Reference = "" },
		func(r *Request) { r.Channel = "fax" }, func(r *Request) { r.Category = "12" }, func(r *Request) { r.Acquirer = 0 }} {
		r := b.shop("B", one, number, 100)
		change(&r)
		_, err := b.Authorise(ctx, r)
		b.wants(err, ErrRequest)
	}
	_, err := b.Capture(ctx, b.order("none", "C", 0, false))
	b.wants(err, ErrNoAuthorisation)
}

// TestDayLimitTogether: many at once never spend more than the day's limit, and none is declined below it.
func TestDayLimitTogether(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 10_000_00)
	var group sync.WaitGroup
	var mu sync.Mutex
	approved := 0
	for i := range 40 { // contactless: 3,000 yuan a day
		r := Request{Acquirer: b.acq.ID, Reference: ref(i), Number: number, Channel: Contactless, Amount: 200_00, Currency: "CNY"}
		group.Go(func() {
			a, err := b.Authorise(ctx, r)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			} else if a.Response == Approved {
				approved++
			}
		})
	}
	group.Wait()
	if approved != 15 || b.balance(b.hers).Held != 3_000_00 {
		t.Errorf("%d approved, %d held of %s", approved, b.balance(b.hers).Held, one.Number)
	}
	b.sound()
}

// TestSameReferenceTogether: one message that comes many times at once holds once and is captured once.
func TestSameReferenceTogether(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	b.paysIn(b.hers, 1_000_00)
	r := b.shop("A1", one, number, 100_00)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := b.Authorise(ctx, r); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for range 10 {
		group.Go(func() {
			if _, err := b.Capture(ctx, b.order("A1", "C1", 60_00, false)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := b.balance(b.hers); got.Held != 40_00 || got.Booked != 940_00 {
		t.Errorf("%+v", got)
	}
	b.sound()
}

// TestMain keeps the ordinary run short: fewer histories than rapid's default, unless RAPID_CHECKS asks for more.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestConserved: whatever happens in whatever order, repeated or not, deposits and what the bank owes the acquirer sum to what was
// paid in, nothing goes below zero, and the room's invariants hold.
func TestConserved(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		type plastic struct {
			one    *Card
			number string
		}
		var cards []plastic
		for _, a := range []money.Amount{1, 2} {
			acc := b.hers
			if a == 2 {
				acc = b.his
			}
			one, number := b.inUse(acc)
			cards = append(cards, plastic{one, number})
			b.paysIn(acc, 5_000_00)
		}
		amount := func() money.Amount { return money.Amount(rapid.Int64Range(1, 2_500_00).Draw(rt, "amount")) }
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			auth, order := ref(rapid.IntRange(0, 4).Draw(rt, "authorisation")), "O"+ref(rapid.IntRange(0, 9).Draw(rt, "order"))
			var err error
			switch rapid.IntRange(0, 4).Draw(rt, "verb") {
			case 0, 1:
				p := cards[rapid.IntRange(0, 1).Draw(rt, "card")]
				_, err = b.Authorise(ctx, b.shop(auth, p.one, p.number, amount()))
			case 2:
				_, err = b.Capture(ctx, b.order(auth, order, amount(), rapid.Bool().Draw(rt, "final")))
			case 3:
				_, err = b.Refund(ctx, b.order(auth, order, amount(), false))
			case 4:
				_, err = b.Reverse(ctx, b.order(auth, "", 0, false))
			}
			if err != nil && !refusal(err) {
				rt.Fatal(err)
			}
		}
		sum := b.balance(b.hers).Booked + b.balance(b.his).Booked + b.balance(b.acq.Account).Booked
		if sum != 10_000_00 {
			rt.Fatalf("%d, not what was paid in", sum)
		}
		b.sound()
	})
}

func refusal(err error) bool {
	for _, e := range []error{ErrReference, ErrNoAuthorisation, ErrEnded, ErrTooMuch} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

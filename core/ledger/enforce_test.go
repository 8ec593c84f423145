package ledger

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/platform/store"
)

func (b *bank) freeze(f Freeze) (*Freeze, error) {
	if f.ExpiresAt.IsZero() {
		f.ExpiresAt = b.clock.now().Add(24 * time.Hour)
	}
	f.Authority, f.Document = "朝阳区人民法院", f.Reference
	err := b.st.Update(ctx, func(tx *store.Tx) error { return b.PlaceFreeze(tx, &f) })
	return &f, err
}

func (b *bank) enforce(id FreezeID, e *Entry) (f *Freeze, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		f, err = b.Enforce(tx, id, e)
		return err
	})
	return f, err
}

// TestEnforce: money leaves from under a freeze, weaker ones don't hinder it, and what waits behind takes its place.
func TestEnforce(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	debtor := b.account("debtor", "2011", Limits{Floor: new(money.Amount), DebitFrozen: true})
	court := b.account("court", "2011", AtLeast(0))
	b.must(b.post(transfer("in", cash, debtor, 1_000)))
	first, err := b.freeze(Freeze{Account: debtor, Kind: Judicial, Reference: "1", Amount: 600})
	b.must(err)
	second, err := b.freeze(Freeze{Account: debtor, Kind: Judicial, Reference: "2", Whole: true})
	b.must(err)
	_, err = b.freeze(Freeze{Account: debtor, Kind: StopPayment, Reference: "3", Whole: true})
	b.must(err)
	take := func(ref string, amount money.Amount) *Entry { return transfer(ref, debtor, court, amount) }
	for _, c := range []struct {
		id   FreezeID
		e    *Entry
		want error
	}{
		{second.ID, take("w", 1), ErrFreezeWaiting}, {first.ID, take("x", 601), ErrFreezeShort},
		{first.ID, transfer("y", court, cash, 1), ErrFreezeEntry}, {7, take("z", 1), ErrUnknownFreeze},
	} {
		if _, err := b.enforce(c.id, c.e); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	for range 2 { // the second time answers the first
		f, err := b.enforce(first.ID, take("a", 250))
		b.must(err)
		if f.Amount != 350 || f.State != InForce {
			t.Errorf("after a part: %+v", f)
		}
	}
	f, err := b.enforce(first.ID, take("b", 350))
	b.must(err)
	if f.State != Ended {
		t.Errorf("after all of it: %+v", f)
	}
	f, err = b.enforce(second.ID, take("c", 400))
	b.must(err)
	if f.State != InForce || !f.Whole {
		t.Errorf("the next: %+v", f)
	}
	if _, err := b.enforce(second.ID, take("d", 1)); !errors.Is(err, ErrInsufficient) {
		t.Errorf("from an empty account: %v", err)
	}
	if _, err := b.enforce(first.ID, take("e", 1)); !errors.Is(err, ErrFreezeEnded) {
		t.Errorf("under an ended one: %v", err)
	}
	b.must(b.post(transfer("more", cash, debtor, 90)))
	if err := b.post(take("f", 1)); !errors.Is(err, ErrDebitFrozen) {
		t.Errorf("the stop is gone: %v", err)
	}
	b.must(b.st.Update(ctx, func(tx *store.Tx) error { return b.PostExempt(tx, debtor, take("g", 40)) }))
	a, err := b.Account(ctx, debtor)
	b.must(err)
	if a.Balance.Booked != 50 || !a.Balance.FrozenAll || *a.Balance.Available != 0 {
		t.Errorf("at the end: %+v", a.Balance)
	}
	b.proved()
}

func (b *bank) proved() {
	b.Helper()
	r, err := b.Check(ctx, CheckOptions{Full: true})
	b.must(err)
	b.must(r.Problem())
}

func TestExtendFreeze(t *testing.T) {
	b := newBank(t)
	a := b.account("a", "2011", AtLeast(0))
	f, err := b.freeze(Freeze{Account: a, Kind: Judicial, Reference: "1", Amount: 5})
	b.must(err)
	extend := func(until time.Time) error {
		return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.ExtendFreeze(tx, f.ID, until); return err })
	}
	if err := extend(f.ExpiresAt); !errors.Is(err, ErrFreezeExtension) {
		t.Errorf("to the same end: %v", err)
	}
	b.must(extend(f.ExpiresAt.Add(time.Hour)))
	b.clock.advance(24*time.Hour + time.Minute)
	if _, n, err := b.Tick(ctx); err != nil || n != 0 {
		t.Errorf("ended %d, %v", n, err)
	}
	b.clock.advance(time.Hour)
	if err := extend(b.clock.now().Add(time.Hour)); !errors.Is(err, ErrFreezeEnded) {
		t.Errorf("after its end: %v", err)
	}
	if _, n, err := b.Tick(ctx); err != nil || n != 1 {
		t.Errorf("ended %d, %v", n, err)
	}
	b.proved()
}

// TestEnforceConserves: whatever is frozen, released and enforced, no money appears or goes, nothing leaves beyond what is there,
// and the sums of freezes stay those of their rows.
func TestEnforceConserves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, done := store.TestRound(t)
		defer done()
		b := newBank(round)
		cash := b.account("cash", "1001", NoFloor)
		debtor := b.account("debtor", "2011", AtLeast(0))
		court := b.account("court", "2011", AtLeast(0))
		b.must(b.post(transfer("in", cash, debtor, 1_000)))
		var fs []FreezeID
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			amount := money.Amount(rapid.IntRange(1, 700).Draw(rt, "amount"))
			ref := fmt.Sprint(i)
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				f := Freeze{Account: debtor, Kind: FreezeKind(rapid.IntRange(1, 3).Draw(rt, "kind")), Reference: ref, Amount: amount}
				if rapid.Bool().Draw(rt, "whole") {
					f.Whole, f.Amount = true, 0
				}
				made, err := b.freeze(f)
				b.must(err)
				fs = append(fs, made.ID)
			case 1:
				if err := b.post(transfer(ref, debtor, cash, amount)); fault(err) {
					b.must(err)
				}
			default:
				if len(fs) == 0 {
					continue
				}
				e := transfer(ref, debtor, court, amount)
				if _, err := b.enforce(fs[rapid.IntRange(0, len(fs)-1).Draw(rt, "which")], e); fault(err) {
					b.must(err)
				}
			}
		}
		var sum money.Amount
		for _, id := range []AccountID{debtor, court} {
			a, err := b.Account(ctx, id)
			b.must(err)
			if a.Balance.Booked < 0 {
				rt.Errorf("%s is overdrawn: %d", a.Number, a.Balance.Booked)
			}
			sum += a.Balance.Booked
		}
		a, err := b.Account(ctx, cash)
		b.must(err)
		if a.Balance.Booked != sum {
			rt.Errorf("deposits are %d, cash %d", sum, a.Balance.Booked)
		}
		b.proved()
	})
}

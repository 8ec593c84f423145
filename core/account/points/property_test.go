package points

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// TestConserved: whatever happens in whatever order, repeated or not, balances are the sums of entries, batches hold what theirs sum
// to, and stock plus what was taken and not given back is what there was.
func TestConserved(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		o := newOffice(round)
		o.plain()
		o.item("TEA", 70, 8)
		var orders []store.ID
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			n := rapid.IntRange(0, 6).Draw(rt, "event")
			reference, party := fmt.Sprint("e", n), []auth.Party{wang, li}[n%2]
			var err error
			switch rapid.IntRange(0, 5).Draw(rt, "verb") {
			case 0, 1:
				_, err = o.earn(Event{Party: party, Kind: CardSpend, Amount: money.Amount(rapid.Int64Range(1, 300_00).Draw(rt, "amount")), Reference: reference})
			case 2:
				_, err = o.refund(reference, fmt.Sprint("r", rapid.IntRange(0, 9).Draw(rt, "refund")), money.Amount(rapid.Int64Range(1, 300_00).Draw(rt, "back")))
			case 3:
				var r *Redemption
				if r, err = o.redeem(party, "TEA", rapid.Int64Range(1, 3).Draw(rt, "quantity")); err == nil {
					orders = append(orders, r.ID)
				}
			case 4:
				if len(orders) > 0 {
					_, err = o.with(orders[rapid.IntRange(0, len(orders)-1).Draw(rt, "order")], o.Cancel)
				}
			case 5:
				o.advance(time.Duration(rapid.IntRange(0, 400).Draw(rt, "days")) * 24 * time.Hour)
				o.endOfDay(dayOf(o.now()))
			}
			if err != nil && !refusal(err) {
				rt.Fatal(err)
			}
		}
		left := o.stock("TEA")
		for _, id := range orders {
			r, _, err := redemption(o, id)
			o.must(err)
			if r.State != Cancelled {
				left += r.Quantity
			}
		}
		if left != 8 {
			rt.Fatalf("%d teas", left)
		}
		o.sound()
	})
}

func redemption(o *office, id store.ID) (r *Redemption, found bool, err error) {
	err = o.st.View(ctx, func(v *store.View) error {
		r, found, err = redemptionByID(v, id)
		return err
	})
	return r, found, err
}

func refusal(err error) bool {
	for _, e := range []error{ErrReference, ErrRefund, ErrTooFew, ErrStock, ErrEnded} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

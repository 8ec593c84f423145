package card

import (
	"context"
	"fmt"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// checkPage is how many authorisations one snapshot of a check reads.
const checkPage = 500

// Check proves for every authorisation up to a point that its movements sum to what it says was captured and refunded, that the
// ledger booked each movement, and that every counter is the sum of its authorisations. It reads page by page.
func (c *Cards) Check(ctx context.Context, st *store.Store, upTo store.Seq) error {
	if err := pages(ctx, st, upTo, balancesAfter, func(b balance) store.ID { return b.id }, func(b balance) error { return b.check() }); err != nil {
		return err
	}
	if err := pages(ctx, st, upTo, movementsAfter, func(m *Movement) store.ID { return m.ID },
		func(m *Movement) error { return c.booked(ctx, m) }); err != nil {
		return err
	}
	return st.View(ctx, func(v *store.View) error {
		wrong, found, err := wrongCounter(v)
		if err == nil && found {
			err = fmt.Errorf("card: the counter of card %s doesn't equal its authorisations", wrong)
		}
		return err
	})
}

// pages reads what there is up to a point in pages of their own, and checks each.
func pages[T any](ctx context.Context, st *store.Store, upTo store.Seq, read func(store.Querier, store.ID, store.ID, int) ([]T, error),
	id func(T) store.ID, check func(T) error) error {
	for after := store.ID(0); ; {
		var page []T
		if err := st.View(ctx, func(v *store.View) (err error) {
			page, err = read(v, after, upTo, checkPage)
			return err
		}); err != nil {
			return err
		}
		for _, one := range page {
			if err := check(one); err != nil {
				return err
			}
		}
		if len(page) < checkPage {
			return nil
		}
		after = id(page[len(page)-1])
	}
}

// booked compares a movement with its entry.
func (c *Cards) booked(ctx context.Context, m *Movement) error {
	e, err := c.led.Entry(ctx, m.Entry)
	if err != nil {
		return err
	}
	amount, kind := m.Amount, entryCapture
	if m.Kind == Refund {
		amount, kind = -amount, entryRefund
	}
	if e.Kind != kind || e.Reference != m.ID.String() || e.Postings[0].Amount != amount {
		return fmt.Errorf("card: entry %s isn't what movement %s says", e.ID, m.ID)
	}
	return nil
}

// balance is an authorisation beside the sums of its movements.
type balance struct {
	id                         store.ID
	amount, captured, refunded money.Amount // as the row says
	movedIn, movedBack         money.Amount // by its movements
}

func (b *balance) check() error {
	switch {
	case b.captured != b.movedIn || b.refunded != b.movedBack:
		return fmt.Errorf("card: authorisation %s says captured %d and refunded %d, its movements %d and %d", b.id, b.captured, b.refunded, b.movedIn,
			b.movedBack)
	case b.refunded > b.captured || b.captured > b.amount:
		return fmt.Errorf("card: authorisation %s of %d has %d captured and %d refunded", b.id, b.amount, b.captured, b.refunded)
	}
	return nil
}

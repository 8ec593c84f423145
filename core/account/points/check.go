package points

import (
	"context"
	"fmt"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// checkPage is how many accounts or batches one snapshot reads.
const checkPage = 500

// Check proves that each account's balance is the sum of its entries, each batch's rest the sum of its entries and no more than was
// earned, and that an account differs from its batches by what it owes only.
func (p *Points) Check(ctx context.Context, st *store.Store, _ store.Seq) error {
	for after := auth.Party(0); ; {
		page, err := readPage(ctx, st, func(v *store.View) ([]sums, error) { return sumsAfter(v, after, checkPage) })
		if err != nil {
			return err
		}
		for _, s := range page {
			if after = s.party; s.balance != s.entries || s.batches != s.ledgerBatch || s.balance > s.batches {
				return fmt.Errorf("points: account %s has %d, its entries sum to %d, its batches hold %d and their entries %d", s.party, s.balance,
					s.entries, s.batches, s.ledgerBatch)
			}
		}
		if len(page) < checkPage {
			break
		}
	}
	for after := store.ID(0); ; {
		var last store.ID
		wrong, err := readPage(ctx, st, func(v *store.View) (wrong []store.ID, err error) {
			wrong, last, err = wrongBatches(v, after, checkPage)
			return wrong, err
		})
		if err != nil || last == 0 {
			return err
		}
		if len(wrong) > 0 {
			return fmt.Errorf("points: batch %s doesn't hold what its entries sum to", wrong[0])
		}
		after = last
	}
}

func readPage[T any](ctx context.Context, st *store.Store, read func(*store.View) ([]T, error)) (page []T, err error) {
	err = st.View(ctx, func(v *store.View) error {
		page, err = read(v)
		return err
	})
	return page, err
}

package batch

import (
	"context"
	"fmt"

	"tonghui/platform/store"
)

// Prove checks every batch up to a fixed sequence: its lines add up to its figures, its results to what was paid and what
// failed, no line was paid twice, and one that is over keeps nothing held. It is run by `tonghui verify`.
func (s *Batches) Prove(ctx context.Context, st *store.Store, upTo store.Seq) error {
	for after := store.ID(0); ; {
		done := false
		err := st.View(ctx, func(v *store.View) error {
			found, err := batchesAfter(v, after, upTo, 1)
			if err != nil || len(found) == 0 {
				done = true
				return err
			}
			after = found[0].ID
			return prove(v, found[0])
		})
		if err != nil || done {
			return err
		}
	}
}

func prove(q store.Querier, b *Batch) error {
	if b.State == Reading {
		return nil
	}
	read := *b
	if err := sumLines(q, &read); err != nil {
		return err
	}
	if read.Lines != b.Lines || read.Total != b.Total || read.Bad != b.Bad || read.Doubtful != b.Doubtful {
		return fmt.Errorf("batch %s: its lines are %d of %s, its row says %d of %s", b.ID, read.Lines, read.Total, b.Lines, b.Total)
	}
	all, err := tallies(q, b.ID)
	if err != nil {
		return err
	}
	paid, failed, paidAmount, failedAmount := b.checkSums(all)
	if paid != b.Paid || paidAmount != b.PaidAmount || failed != b.Failed || failedAmount != b.FailedAmount {
		return fmt.Errorf("batch %s: results say %d paid (%s) and %d failed (%s), its row %d (%s) and %d (%s)", b.ID, paid, paidAmount,
			failed, failedAmount, b.Paid, b.PaidAmount, b.Failed, b.FailedAmount)
	}
	if n, err := paidTwice(q, b.ID); err != nil || n > 0 {
		return fmt.Errorf("batch %s: %d lines were paid twice: %w", b.ID, n, errorOr(err))
	}
	over := b.State == Done || b.State == Partly
	if over && (b.Paid+b.Failed != b.ToPay || b.PaidAmount+b.FailedAmount != b.ToPayAmount) {
		return fmt.Errorf("batch %s is %s: %d lines paid and %d failed of %d", b.ID, b.State, b.Paid, b.Failed, b.ToPay)
	}
	if b.State.ended() && (b.hold != 0 || b.left != 0) {
		return fmt.Errorf("batch %s is %s and still holds %s", b.ID, b.State, b.left)
	}
	return nil
}

func errorOr(err error) error {
	if err == nil {
		return ErrUnknown
	}
	return err
}

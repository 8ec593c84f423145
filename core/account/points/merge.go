package points

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// OnMerge follows a merge of two parties that were one person: what is left in the batches of the one that is gone goes to batches of the
// other with the same ends, what it owes goes with it, and so do its events, so that a later refund takes from where the points are.
func (p *Points) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	a, b, err := lockBoth(tx, keep, gone)
	if err != nil {
		return err
	}
	batches, err := lockBatches(tx, gone)
	if err != nil {
		return err
	}
	reference := gone.String() + "-" + keep.String()
	for _, from := range batches {
		left := from.Remains
		to := &Batch{ID: tx.NewID(), Party: keep, Earned: left, ExpiresOn: from.ExpiresOn, MadeAt: tx.Now()}
		if err := insertBatch(tx, to); err != nil {
			return err
		}
		if err := p.book(tx, b, from, Moved, reference, -left); err != nil {
			return err
		}
		if err := p.book(tx, a, to, Moved, reference, left); err != nil {
			return err
		}
	}
	if owed := b.balance; owed < 0 { // all batches are empty
		if err := p.book(tx, b, nil, Moved, reference, -owed); err != nil {
			return err
		}
		if err := p.book(tx, a, nil, Moved, reference, owed); err != nil {
			return err
		}
	}
	if err := moveEvents(tx, keep, gone); err != nil {
		return err
	}
	if err := writeAccount(tx, a); err != nil {
		return err
	}
	return writeAccount(tx, b)
}

// lockBoth locks two accounts in the order of their parties.
func lockBoth(tx *store.Tx, keep, gone auth.Party) (a, b *account, err error) {
	low, err := lockAccount(tx, min(keep, gone))
	if err != nil {
		return nil, nil, err
	}
	high, err := lockAccount(tx, max(keep, gone))
	if err != nil {
		return nil, nil, err
	}
	if keep < gone {
		return &low, &high, nil
	}
	return &high, &low, nil
}

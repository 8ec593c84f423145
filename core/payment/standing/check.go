package standing

import (
	"context"
	"fmt"

	"tonghui/platform/store"
)

// Prove checks every order up to a fixed sequence: as many runs paid as it says, each occurrence at most once, none beyond the
// next. It is run by `tonghui verify`.
func (s *Orders) Prove(ctx context.Context, st *store.Store, upTo store.Seq) error {
	for after := store.ID(0); ; {
		done := false
		err := st.View(ctx, func(v *store.View) error {
			found, err := ordersAfter(v, after, upTo, 100)
			done = len(found) == 0
			for _, o := range found {
				after = o.ID
				if err := prove(v, o); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil || done {
			return err
		}
	}
}

func prove(q store.Querier, o *Order) error {
	runs, err := runsOf(q, o.ID, 0, 1_000_000)
	if err != nil {
		return err
	}
	paid := map[int64]bool{}
	for _, r := range runs {
		if r.State == RunPaid && paid[r.Occurrence] {
			return fmt.Errorf("standing order %s: occurrence %d was paid twice", o.ID, r.Occurrence)
		}
		if r.Occurrence > o.Occurrence {
			return fmt.Errorf("standing order %s: occurrence %d was tried before its turn", o.ID, r.Occurrence)
		}
		if r.State == RunPaid {
			paid[r.Occurrence] = true
		}
	}
	if int64(len(paid)) != o.Paid {
		return fmt.Errorf("standing order %s: %d occurrences were paid, its row says %d", o.ID, len(paid), o.Paid)
	}
	return nil
}

package clearing

import (
	"context"
	"fmt"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// Check proves that what the transfers say was settled is what the ledger has on the settlement account by the clearing, and
// that each message has its bytes. It runs for `tonghui verify`.
func (c *Clearing) Check(ctx context.Context, st *store.Store, upTo store.Seq) error {
	return st.View(ctx, func(v *store.View) error {
		bad, ok, err := messageWithoutBody(v, upTo)
		if err != nil {
			return err
		}
		if ok {
			return fmt.Errorf("clearing: message %s has lost its bytes", bad)
		}
		t, ok, err := oddTransfer(v, upTo)
		if err != nil {
			return err
		}
		if ok {
			return fmt.Errorf("clearing: transfer %s is %s, which its times don't say", t.ID, t.State)
		}
		return nil
	})
}

// Settled is what has been settled in all: what came in less what went out, and the balance of the settlement account must have
// moved by as much.
func (c *Clearing) Settled(q store.Querier) (money.Amount, error) { return settledSum(q) }

package history

import (
	"context"
	"fmt"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// underLease posts under a lease until it is lost. The lease is not renewed: whoever wants it can have it when it has run
// out, and from then on nothing more of this process may stand.
func (c *crew) underLease(ctx context.Context) {
	lease, err := c.b.Store.TakeLease(ctx, c.p.Lease, time.Duration(c.p.LeaseFor)*time.Millisecond)
	if err != nil {
		_ = c.tell(line{Wrong: "lease: " + err.Error()})
		return
	}
	for n := 0; ; n++ {
		select {
		case <-c.stop:
			return
		default:
		}
		op := UnderLease(c.p, fmt.Sprint(c.p.Name, ".lease.", n))
		_ = c.tell(line{Try: op})
		r, err := c.b.DoUnder(ctx, lease, op)
		_ = c.tell(line{Got: &r})
		if err != nil {
			_ = c.tell(line{Lost: problem.Of(err).Code})
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// UnderLease is what is done under a lease: one fen from cash to the first deposit.
func UnderLease(p *Plan, ref string) *Op {
	return &Op{Ref: ref, Verb: Post, Entries: []Entry{{Legs: []Leg{{Account: p.Cash, Amount: 1}, {Account: p.Accounts[0], Amount: -1}}}}}
}

// DoUnder does an operation in an update that rests on a lease.
func (b *Bank) DoUnder(ctx context.Context, lease *store.Lease, op *Op) (Result, error) {
	var r Result
	err := b.Store.Update(ctx, func(tx *store.Tx) error {
		r = Result{Ref: op.Ref, Outcome: Done}
		if err := tx.Hold(lease); err != nil {
			return err
		}
		return b.run(tx, op, &r)
	})
	if err != nil {
		return Result{Ref: op.Ref, Outcome: Refused, Code: problem.Of(err).Code}, err
	}
	return r, nil
}

// OrderOn are the references of an account's entries, in the order of their commits.
func OrderOn(ctx context.Context, b *Bank, account int64) (refs []string, err error) {
	all, err := steps(ctx, b, account)
	for i := range all {
		refs = append(refs, all[i].Ref)
	}
	return refs, err
}

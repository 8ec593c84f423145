package payment

import (
	"context"
	"fmt"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare orders and links with the audit log.
func (p *Payments) AuditSources() []audit.Source {
	return []audit.Source{
		{Kind: string(OrderKind), Table: "payment_orders", Salted: true, Digests: orderDigests, Objects: orderObjects},
		{Kind: aliasKind, Table: "payment_aliases", Salted: true, Digests: aliasDigests, Objects: aliasObjects},
	}
}

// checkPage is how many orders one snapshot reads.
const checkPage = 500

// Check proves the orders: one that took money has its entry, which moved its amount from payer to payee, one that gave it back has
// the entry of that too, one that is proposed or refused has none; and what the payers' rows say was used today is the sum of
// the day's orders. It reads in short snapshots beside the running bank.
func (p *Payments) Check(ctx context.Context, _ *store.Store, upTo store.Seq) error {
	after := store.ID(0)
	for {
		var page []*Order
		err := p.st.View(ctx, func(v *store.View) (err error) {
			page, err = ordersBetween(v, after, upTo, checkPage)
			return err
		})
		if err != nil || len(page) == 0 {
			if err == nil {
				err = p.checkUse(ctx)
			}
			return err
		}
		for _, o := range page {
			if err := p.checkOrder(ctx, o); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

// checkOrder holds an order against its entries.
func (p *Payments) checkOrder(ctx context.Context, o *Order) error {
	none := o.State == Proposed || o.State == Refused || o.Kind == Return && o.State != Held || o.Kind == Incoming && o.State == Returned
	if none != (o.Entry == 0) {
		return fmt.Errorf("payment: order %s is %s, with entry %d", o.Number, o.State, o.Entry)
	}
	gaveBack := o.Kind != Incoming && o.Kind != Return && (o.State == Rejected || o.State == Returned)
	if gaveBack != (o.back != 0) {
		return fmt.Errorf("payment: order %s is %s, with entry %d giving back", o.Number, o.State, o.back)
	}
	for _, one := range []struct {
		id     ledger.EntryID
		amount money.Amount
	}{{o.Entry, o.Amount}, {o.back, o.Amount}} {
		if one.id == 0 {
			continue
		}
		e, err := p.led.Entry(ctx, one.id)
		if err != nil {
			return fmt.Errorf("payment: entry %s of order %s: %w", one.id, o.Number, err)
		}
		if e.Reference != o.Number || !moves(e, one.amount, o.Fee) {
			return fmt.Errorf("payment: entry %s doesn't move what order %s says", one.id, o.Number)
		}
	}
	return nil
}

// moves reports whether an entry moves an amount, with or without the fee.
func moves(e *ledger.Entry, amount, fee money.Amount) bool {
	first := e.Postings[0].Amount
	second := -e.Postings[1].Amount
	return (first == amount || first == amount+fee) && (second == amount || second == amount+fee)
}

// checkUse compares what payers have used with the day's orders.
func (p *Payments) checkUse(ctx context.Context) error {
	after := payerKey{-1, 0}
	for {
		var page []*payer
		err := p.st.View(ctx, func(v *store.View) (err error) {
			if page, err = payersAfter(v, after, checkPage); err != nil {
				return err
			}
			for _, x := range page {
				sums, err := usedBy(v, x)
				if err != nil {
					return err
				}
				if x.key.person < 0 && x.total() <= sum(sums) {
					continue // an account's counter runs only while the account has a limit
				}
				if sums != x.used {
					return fmt.Errorf("payment: payer %s/%s has used %v by the orders of %s, and %v by the counter", x.key.party, x.key.person,
						sums, x.day, x.used)
				}
			}
			return nil
		})
		if err != nil || len(page) < checkPage {
			return err
		}
		after = page[len(page)-1].key
	}
}

// usedBy sums the orders that count against a payer's limits on her row's day.
func usedBy(q store.Querier, x *payer) (sums [channels]money.Amount, err error) {
	parts, err := sumsOf(q, x)
	for _, s := range parts {
		sums[s.channel.index()] += s.amount
	}
	return sums, err
}

func sum(parts [channels]money.Amount) (all money.Amount) {
	for _, a := range parts {
		all += a
	}
	return all
}

// channelSum is a channel's part.
type channelSum struct {
	channel Channel
	amount  money.Amount
	orders  int64
}

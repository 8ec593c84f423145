package payment

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// payers is the room's memory of who pays: what each has used of her limits on the bank date, and what she paid to whom lately.
// It is a store.Buffer of one lane. On SQLite, where one process writes, a payer stays in memory; elsewhere loading locks her
// row (or makes it) until the group ends, so that two processes never let the same limit be used twice (write skew).
type payers struct {
	shared bool
	known  map[payerKey]*payer
	saved  []saved
	dirty  []*payer // rows to write
	group  []*payer // rows written in this group: a savepoint that is undone may have taken them back
	rows   *store.RowTexts
}

// maxKnown bounds the payers in memory.
const maxKnown = 200_000

// payerKey is a payer as a whole (person 0) or one of a firm's people.
type payerKey struct{ party, person auth.Party }

// payer is a row of payment_payers and what goes with it.
type payer struct {
	key     payerKey
	day     calendar.Date
	used    [channels]money.Amount
	orders  int64
	own     Own
	version int64

	lately map[paidKey]time.Time // payments by hand of the last minutes; nil: not loaded
	prune  int                   // size at which lately is looked through

	queued  bool // in dirty
	written bool // in group
}

// paidKey is a payee and an amount.
type paidKey struct {
	number string
	amount money.Amount
}

// paid is one such payment.
type paid struct {
	key paidKey
	at  int64
}

// saved is a payer before a change.
type saved struct {
	p      *payer
	made   bool // it wasn't in memory
	day    calendar.Date
	used   [channels]money.Amount
	orders int64
	own    Own
	ver    int64
	paid   bool // lately[key] was changed
	key    paidKey
	before time.Time
}

func newPayers(shared bool) *payers {
	return &payers{shared: shared, known: map[payerKey]*payer{}, rows: newPayerRows()}
}

// Mark is the number of changes kept.
func (b *payers) Mark() int { return len(b.saved) }

// Cut undoes the changes after a mark.
func (b *payers) Cut(mark int) {
	for i := len(b.saved) - 1; i >= mark; i-- {
		s := &b.saved[i]
		switch {
		case s.made && b.shared: // its row may have been made, or its lock lost, with what is undone
			delete(b.known, s.p.key)
		case s.made:
		case s.paid:
			if s.before.IsZero() {
				delete(s.p.lately, s.key)
			} else {
				s.p.lately[s.key] = s.before
			}
		default:
			s.p.day, s.p.used, s.p.orders, s.p.own, s.p.version = s.day, s.used, s.orders, s.own, s.ver
		}
	}
	clear(b.saved[mark:])
	b.saved = b.saved[:mark]
	for _, p := range b.group {
		if b.known[p.key] == p {
			b.queue(p)
		}
	}
}

// Flush writes the rows of all payers that have changed.
func (b *payers) Flush(tx *store.Tx, _ int) error {
	live := b.dirty[:0]
	for _, p := range b.dirty {
		if b.known[p.key] == p {
			live = append(live, p)
		} else {
			p.queued = false
		}
	}
	b.dirty = live
	for len(b.dirty) > 0 {
		n, text := b.rows.Next(tx, len(b.dirty))
		args := make([]any, 0, 10*n)
		for _, p := range b.dirty[:n] {
			args = p.appendRow(args)
		}
		if err := tx.WriteOut(text, args...); err != nil {
			return err
		}
		for _, p := range b.dirty[:n] {
			p.queued = false
			if !p.written {
				p.written = true
				b.group = append(b.group, p)
			}
		}
		b.dirty = b.dirty[n:]
	}
	b.dirty = nil
	return nil
}

// Committed ends the group.
func (b *payers) Committed() {
	for _, p := range b.group {
		p.written = false
	}
	clear(b.group)
	clear(b.saved)
	b.group, b.saved = b.group[:0], b.saved[:0]
	if b.shared || len(b.known) > maxKnown {
		b.known = map[payerKey]*payer{}
		b.dirty = nil
	}
}

// LockAll locks the rows of payers before the updates of a group run; see store.Locker. A payer who has none yet is met later.
func (b *payers) LockAll(tx *store.Tx, ids []int64) error {
	rows, err := lockPayers(tx, ids)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if b.known[p.key] == nil {
			b.known[p.key] = p
		}
	}
	return nil
}

// Locked are the payers that the running group has locked.
func (b *payers) Locked() (ids []int64) {
	for k := range b.known {
		if k.person == 0 {
			ids = append(ids, int64(k.party))
		}
	}
	return ids
}

func (b *payers) queue(p *payer) {
	if !p.queued {
		p.queued = true
		b.dirty = append(b.dirty, p)
	}
}

// of is a payer, loaded and locked until the group ends, with her use of the bank date.
func (b *payers) of(tx *store.Tx, key payerKey) (*payer, error) {
	p := b.known[key]
	if p == nil {
		var err error
		if p, err = loadPayer(tx, key); err != nil {
			return nil, err
		}
		b.known[key] = p
		b.saved = append(b.saved, saved{p: p, made: true})
	}
	day, _ := tx.BankDate()
	if p.day != day {
		b.keep(p)
		p.day, p.used, p.orders = day, [channels]money.Amount{}, 0
	}
	return p, nil
}

// keep saves a payer before a change.
func (b *payers) keep(p *payer) {
	b.saved = append(b.saved, saved{p: p, day: p.day, used: p.used, orders: p.orders, own: p.own, ver: p.version})
}

// use adds to what a payer has used; a negative amount gives back what a rejected order had used.
func (b *payers) use(p *payer, c Channel, amount money.Amount, orders int64) {
	b.keep(p)
	i := c.index()
	p.used[i] = max(0, p.used[i]+amount)
	p.orders = max(0, p.orders+orders)
	b.queue(p)
}

// repeated reports whether the payer ordered the same by hand within the last minutes.
func (b *payers) repeated(tx *store.Tx, p *payer, key paidKey) (bool, error) {
	if p.lately == nil {
		p.lately = map[paidKey]time.Time{}
		rows, err := paidSince(tx.Peeker(), p.key.party, tx.Now().Add(-repeatWithin))
		if err != nil {
			p.lately = nil
			return false, err
		}
		for _, r := range rows {
			if at := timeOf(r.at); at.After(p.lately[r.key]) {
				p.lately[r.key] = at
			}
		}
		p.prune = len(p.lately) + 1000
	}
	at, ok := p.lately[key]
	return ok && tx.Now().Sub(at) < repeatWithin, nil
}

// remember keeps what was paid, for repeated.
func (b *payers) remember(tx *store.Tx, p *payer, key paidKey) {
	if p.lately == nil {
		return
	}
	if len(p.lately) >= p.prune {
		for k, at := range p.lately {
			if tx.Now().Sub(at) >= repeatWithin {
				delete(p.lately, k)
			}
		}
		p.prune = 2*len(p.lately) + 1000
	}
	b.saved = append(b.saved, saved{p: p, paid: true, key: key, before: p.lately[key]})
	p.lately[key] = tx.Now()
}

// repeatWithin is how long the same amount to the same payee counts as perhaps a mistake.
const repeatWithin = 10 * time.Minute

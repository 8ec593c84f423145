package card

import (
	"context"
	"errors"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// The kinds of the ledger's entries.
const (
	entryCapture = "card.capture"
	entryRefund  = "card.refund"
)

// found reads and locks an authorisation with its card: the card first, as authorising does.
func (c *Cards) found(tx *store.Tx, acquirer store.ID, reference string) (*Authorisation, error) {
	a, ok, err := authorisationByReference(tx, acquirer, reference)
	if err != nil || !ok {
		return nil, errors.Join(err, missing(ok))
	}
	if a.Card != 0 {
		if _, err := c.locked(tx, a.Card); err != nil {
			return nil, err
		}
	}
	return lockAuthorisation(tx, a.ID)
}

func missing(ok bool) error {
	if ok {
		return nil
	}
	return ErrNoAuthorisation
}

// first is the movement that stands under an order's reference already.
func first(tx *store.Tx, o *Order, a *Authorisation, kind MovementKind) (*Movement, error) {
	m, ok, err := movementByReference(tx, o.Acquirer, o.Reference)
	if err != nil || !ok {
		return nil, err
	}
	if m.Authorisation != a.ID || m.Kind != kind || o.Amount != 0 && m.Amount != o.Amount {
		return nil, ErrReference
	}
	m.Replayed = true
	return m, nil
}

// Capture takes money that is held to the account in which the bank owes the acquirer (请款, 预授权完成). Several captures may share an
// authorisation; the final one gives up the rest.
func (c *Cards) Capture(ctx context.Context, o Order) (m *Movement, err error) {
	if !referenceOK(o.Reference) || o.Amount < 0 {
		return nil, ErrRequest
	}
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		m, err = c.capture(tx, o)
		return err
	})
	return m, err
}

func (c *Cards) capture(tx *store.Tx, o Order) (*Movement, error) {
	a, err := c.found(tx, o.Acquirer, o.Authorisation)
	if err != nil {
		return nil, err
	}
	if was, err := first(tx, &o, a, Capture); err != nil || was != nil {
		return was, err
	}
	if a.State != Held || !a.ExpiresAt.After(tx.Now()) {
		return nil, ErrEnded
	}
	if o.Amount == 0 {
		o.Amount, o.Final = a.Left(), true
	}
	if o.Amount > a.Left() {
		return nil, ErrTooMuch.With(a.Left())
	}
	before := a.Digest()
	e := &ledger.Entry{Kind: entryCapture, Summary: a.Merchant, Capture: &ledger.Capture{Hold: a.hold, Final: o.Final}}
	m, err := c.move(tx, &o, a, Capture, e, o.Amount)
	if err != nil {
		return nil, err
	}
	a.Captured += o.Amount
	if rest := a.Left(); o.Final || rest == 0 {
		if rest > 0 {
			if err := restore(tx, a, rest, 0); err != nil {
				return nil, err
			}
		}
		a.State = Captured
	}
	if err := updateAuthorisation(tx, a); err != nil {
		return nil, err
	}
	if err := c.noteAuthorisation(tx, "capture", before, a); err != nil {
		return nil, err
	}
	return m, c.reward(tx, a, m)
}

// move books amount from the card's account to the acquirer's, back when it is a refund, and keeps the movement.
func (c *Cards) move(tx *store.Tx, o *Order, a *Authorisation, kind MovementKind, e *ledger.Entry, amount money.Amount) (*Movement, error) {
	acq, ok, err := acquirerByID(tx, o.Acquirer)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrAcquirer
	}
	m := &Movement{ID: tx.NewIDAfter(max(a.moved, a.ID)), Acquirer: o.Acquirer, Reference: o.Reference, Authorisation: a.ID, Kind: kind, Amount: amount,
		Final: kind == Capture && o.Final, MadeAt: tx.Now()}
	if kind == Refund {
		amount = -amount
	}
	e.Reference = m.ID.String()
	e.Postings = []ledger.Posting{{Account: a.Account, Amount: amount}, {Account: acq.Account, Amount: -amount}} // deposits and payables are liabilities
	if err := c.led.Post(tx, e); err != nil {
		return nil, err
	}
	m.Entry, a.moved = e.ID, m.ID
	if err := insertMovement(tx, m); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			err = ErrReference // under another authorisation, at the same moment
		}
		return nil, err
	}
	if c.o.Audit == nil {
		return m, nil
	}
	return m, c.o.Audit.Cover(tx, audit.Cover{Verb: "card." + string(kind), Kind: objectMovement, ID: m.ID, Digest: m.Digest()})
}

// reward tells whoever rewards spending. Cash isn't spent.
func (c *Cards) reward(tx *store.Tx, a *Authorisation, m *Movement) error {
	if c.o.Earn == nil || a.Channel == ATM {
		return nil
	}
	one, err := c.Get(tx, a.Card)
	if err != nil {
		return err
	}
	s := Spend{Party: one.Owner, Account: a.Account, Amount: m.Amount, Category: a.Category, Reference: "card." + a.ID.String() + "." + m.ID.String()}
	if m.Kind == Capture {
		return c.o.Earn(tx, s)
	}
	// A refund is taken from the authorisation's captures in their order, as far as each reaches.
	captures, err := movementsOf(tx, a.ID, Capture)
	if err != nil {
		return err
	}
	skip, left := a.Refunded-m.Amount, m.Amount
	for _, k := range captures {
		free := k.Amount - min(k.Amount, skip)
		skip -= k.Amount - free
		take := min(free, left)
		if take == 0 {
			continue
		}
		left -= take
		s.Amount, s.Reference, s.Refund = take, "card."+a.ID.String()+"."+k.ID.String(), m.ID.String()
		if err := c.o.Earn(tx, s); err != nil {
			return err
		}
	}
	return nil
}

// Reverse gives up what an authorisation still holds (冲正, 预授权撤销). It may be repeated, and come before the authorisation itself:
// then that is declined when it comes.
func (c *Cards) Reverse(ctx context.Context, o Order) (a *Authorisation, err error) {
	if !referenceOK(o.Authorisation) {
		return nil, ErrRequest
	}
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		a, err = c.reverse(tx, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.shown(c.st.Now()), nil
}

func (c *Cards) reverse(tx *store.Tx, o Order) (*Authorisation, error) {
	a, err := c.found(tx, o.Acquirer, o.Authorisation)
	if errors.Is(err, ErrNoAuthorisation) {
		return c.reversedFirst(tx, o)
	}
	if err != nil || a.State != Held || !a.ExpiresAt.After(tx.Now()) {
		return a, err
	}
	before, left := a.Digest(), a.Left()
	if _, err := c.led.ReleaseHold(tx, a.hold); err != nil {
		return nil, err
	}
	times := int64(1)
	a.State = Reversed
	if a.Captured > 0 {
		a.State, times = Captured, 0
	}
	if err := restore(tx, a, left, times); err != nil {
		return nil, err
	}
	if err := updateAuthorisation(tx, a); err != nil {
		return nil, err
	}
	return a, c.noteAuthorisation(tx, "reverse", before, a)
}

// reversedFirst keeps a reference from being authorised later.
func (c *Cards) reversedFirst(tx *store.Tx, o Order) (*Authorisation, error) {
	a := &Authorisation{ID: tx.NewID(), Acquirer: o.Acquirer, Reference: o.Authorisation, Channel: POS, Currency: "CNY", Response: Invalid,
		State: Reversed, version: 1, MadeAt: tx.Now(), ExpiresAt: tx.Now(), day: dayOf(tx.Now())}
	err := insertAuthorisation(tx, a)
	if errors.Is(err, store.ErrDuplicate) {
		err = store.ErrConflict.Because(err)
	}
	if err != nil {
		return nil, err
	}
	return a, c.noteAuthorisation(tx, "reverse", audit.Digest{}, a)
}

// Refund gives captured money back to the card's account (退货), in full or in parts.
func (c *Cards) Refund(ctx context.Context, o Order) (m *Movement, err error) {
	if !referenceOK(o.Reference) || o.Amount < 0 {
		return nil, ErrRequest
	}
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		m, err = c.refund(tx, o)
		return err
	})
	return m, err
}

func (c *Cards) refund(tx *store.Tx, o Order) (*Movement, error) {
	a, err := c.found(tx, o.Acquirer, o.Authorisation)
	if err != nil {
		return nil, err
	}
	if was, err := first(tx, &o, a, Refund); err != nil || was != nil {
		return was, err
	}
	left := a.Captured - a.Refunded
	if o.Amount == 0 {
		o.Amount = left
	}
	if o.Amount > left || o.Amount == 0 {
		return nil, ErrTooMuch.With(left)
	}
	before := a.Digest()
	m, err := c.move(tx, &o, a, Refund, &ledger.Entry{Kind: entryRefund, Summary: a.Merchant}, o.Amount)
	if err != nil {
		return nil, err
	}
	a.Refunded += o.Amount
	if err := updateAuthorisation(tx, a); err != nil {
		return nil, err
	}
	if err := c.noteAuthorisation(tx, "refund", before, a); err != nil {
		return nil, err
	}
	return m, c.reward(tx, a, m)
}

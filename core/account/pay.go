package account

import (
	"sync"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// MayPay refuses a payment by what needs no counter: the account's state and kind, the channel, and the limit of a single payment.
// Whether the money is there the ledger says in the posting; what was paid today the payments count, against Bound. Errors:
// ErrAmount, ErrClosed, ErrDormant, ErrFixed, ErrGuarded, ErrExpired, ErrNoCash, ErrChannel, ErrSingle.
func (d *Deposits) MayPay(q store.Querier, a Account, amount money.Amount, channel string) error {
	_, err := d.PayWithin(q, a, amount, channel)
	return err
}

// PayWithin is MayPay that also answers the Bound by which it judged, for who counts the day too.
func (d *Deposits) PayWithin(q store.Querier, a Account, amount money.Amount, channel string) (b Limit, err error) {
	if amount <= 0 {
		return b, ErrAmount
	}
	if err := a.standing(); err != nil {
		return b, err
	}
	switch {
	case a.Kind.fixed():
		return b, ErrFixed
	case a.Kind.guarded():
		return b, ErrGuarded
	case a.Kind == Temporary && d.today(q) > *a.MaturesOn:
		return b, ErrExpired
	}
	if b, err = d.Bound(q, a, channel); err != nil {
		return b, err
	}
	if b.SingleMax != nil && amount > *b.SingleMax {
		return b, ErrSingle.With(money.Of(*b.SingleMax, a.Currency).Decimal())
	}
	return b, nil
}

// Bound is what may leave an account by a channel: the narrowest of the product's limits for the owner's level and of the owner's
// own. Errors: ErrNoCash, ErrChannel where nothing may leave by it.
func (d *Deposits) Bound(q store.Querier, a Account, channel string) (Limit, error) {
	p, err := d.Product(a.Product, d.today(q))
	if err != nil {
		return Limit{}, err
	}
	if !p.reachable(channel) {
		if channel == Cash {
			return Limit{}, ErrNoCash
		}
		return Limit{}, ErrChannel
	}
	level, err := d.o.Parties.Level(q, a.Owner)
	if err != nil {
		return Limit{}, err
	}
	b := p.bound(level, channel)
	own, err := limitsOf(q, a.ID)
	for _, l := range own {
		if l.Channel == "" || l.Channel == channel {
			b.SingleMax, b.DayMax = narrowest(b.SingleMax, l.SingleMax), narrowest(b.DayMax, l.DayMax)
		}
	}
	return b, err
}

// MayReceive refuses money that an account can't take: it is closed, or a deposit with fixed terms. A dormant account takes money.
func (d *Deposits) MayReceive(_ store.Querier, a Account) error {
	switch {
	case a.State == Closed:
		return ErrClosed
	case a.Kind.fixed():
		return ErrFixed
	}
	return nil
}

// LowerLimit sets a limit of the owner's own for a channel ("" every one): no higher than the one that she has, so that who has her
// telephone can't raise it. Errors: ErrLimit, ErrLimitHigher.
func (d *Deposits) LowerLimit(tx *store.Tx, id ledger.AccountID, l Limit) (Account, error) {
	return d.limit(tx, id, l, true)
}

// SetLimit sets the same for the bank, in both directions: nil in both takes it away.
func (d *Deposits) SetLimit(tx *store.Tx, id ledger.AccountID, l Limit) (Account, error) {
	return d.limit(tx, id, l, false)
}

func (d *Deposits) limit(tx *store.Tx, id ledger.AccountID, l Limit, lower bool) (Account, error) {
	if l.Level != nil || l.Channel != "" && !contains(channels, l.Channel) || !boundOK(l.SingleMax) || !boundOK(l.DayMax) {
		return Account{}, ErrLimit
	}
	a, err := d.locked(tx, id)
	if err != nil {
		return a, err
	}
	if a.State == Closed {
		return a, ErrClosed
	}
	if lower {
		own, err := limitsOf(tx, id)
		if err != nil {
			return a, err
		}
		for _, was := range own {
			if was.Channel == l.Channel && (higher(l.SingleMax, was.SingleMax) || higher(l.DayMax, was.DayMax)) {
				return a, ErrLimitHigher
			}
		}
	}
	if err := putLimit(tx, id, &l); err != nil {
		return a, err
	}
	return a, d.note(tx, audit.Note{Verb: "account.limit", Kind: KindAccount, Object: id.String(), Reason: l.Channel})
}

// higher reports whether a limit would rise.
func higher(now, was *money.Amount) bool { return was != nil && (now == nil || *now > *was) }

// touches remembers which accounts were used today, so that Touch writes once a day.
type touches struct {
	mu  sync.Mutex
	on  calendar.Date
	ids map[ledger.AccountID]struct{}
}

// mostTouches bounds it; a full one begins anew.
const mostTouches = 500_000

func (t *touches) has(id ledger.AccountID, on calendar.Date) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.ids[id]
	return ok && t.on == on
}

func (t *touches) add(id ledger.AccountID, on calendar.Date) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if on > t.on || t.ids == nil || len(t.ids) >= mostTouches {
		t.on, t.ids = on, map[ledger.AccountID]struct{}{}
	}
	if on == t.on {
		t.ids[id] = struct{}{}
	}
}

// Touch says that the owner has used the account by an act of her own: it won't fall dormant for a year. It writes at most once a
// day for each account, and nothing is noted of it. An account of another room is left alone.
func (d *Deposits) Touch(tx *store.Tx, id ledger.AccountID) error {
	today := d.today(tx)
	if d.touched.has(id, today) {
		return nil
	}
	tx.AfterCommit(func() { d.touched.add(id, today) })
	return markUse(tx, id, today)
}

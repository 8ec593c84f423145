package ledger

import (
	"errors"
	"slices"
	"time"

	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// FreezeKind is why money is out of reach. The order is that of priority: what a creditor gets first.
type FreezeKind uint8

// The kinds of freeze, the strongest first.
const (
	Judicial    FreezeKind = iota + 1 // 司法冻结, by a court or another authority with that power
	Pledge                            // 质押
	StopPayment                       // 止付, by the bank or on the customer's word
)

var freezeKinds = [...]string{Judicial: "judicial", Pledge: "pledge", StopPayment: "stop_payment"}

// MarshalText is the kind's word.
func (k FreezeKind) MarshalText() ([]byte, error) { return []byte(freezeKinds[k]), nil }

// UnmarshalText reads the kind's word.
func (k *FreezeKind) UnmarshalText(b []byte) error {
	for i := Judicial; i <= StopPayment; i++ {
		if freezeKinds[i] == string(b) {
			*k = i
			return nil
		}
	}
	return ErrFreezeKind
}

// FreezeState is where a freeze stands.
type FreezeState uint8

// The states of a freeze.
const (
	InForce FreezeState = iota + 1
	Waiting             // 轮候: behind another judicial freeze, takes effect when that one ends
	Ended
)

var freezeStates = [...]string{InForce: "in_force", Waiting: "waiting", Ended: "ended"}

// MarshalText is the state's word.
func (s FreezeState) MarshalText() ([]byte, error) { return []byte(freezeStates[s]), nil }

// Freeze (冻结) takes money of an account out of reach: an amount, which may exceed the balance and then also
// catches what comes in, or everything (Whole). Freezes add up, except that one judicial freeze behind
// another waits its turn and adds nothing until the first has ended.
type Freeze struct {
	ID          FreezeID     `json:"id"`
	Account     AccountID    `json:"account"`
	Kind        FreezeKind   `json:"kind"`
	Reference   string       `json:"reference"`
	Ordered     money.Amount `json:"ordered"` // the amount it was made with; 0 when Whole
	Amount      money.Amount `json:"amount"`  // what it still freezes
	Whole       bool         `json:"whole"`
	State       FreezeState  `json:"state"`
	Authority   string       `json:"authority"` // who ordered it
	Document    string       `json:"document"`  // the number of its document (文书号)
	MadeAt      time.Time    `json:"madeAt"`
	EffectiveAt *time.Time   `json:"effectiveAt,omitempty"`
	ExpiresAt   time.Time    `json:"expiresAt"`
	EndedAt     *time.Time   `json:"endedAt,omitempty"`
	Replayed    bool         `json:"replayed,omitempty"`
}

// maxFrozen bounds a freeze so that sums of freezes stay far from overflow: a hundred trillion yuan.
const maxFrozen money.Amount = 10_000_000_000_000_000

// allFrozen bounds their sum, which stays there: it is beyond what any account may spend, and a sum that wrapped would
// set money free.
const allFrozen = 100 * maxFrozen

// arrange decides which freezes are in force, strongest first, and what they take together. It is pure. The
// slice holds an account's freezes that have not ended.
func arrange(fs []*Freeze, now time.Time) (frozen money.Amount, all bool) {
	slices.SortFunc(fs, func(a, b *Freeze) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	judicial := false
	for _, f := range fs {
		if f.Kind == Judicial && judicial {
			f.State = Waiting
			continue
		}
		judicial = judicial || f.Kind == Judicial
		if f.State != InForce {
			f.State, f.EffectiveAt = InForce, &now
		}
		if f.Whole {
			all = true
		} else {
			frozen = min(frozen+f.Amount, allFrozen)
		}
	}
	return frozen, all
}

// PlaceFreeze freezes money. It is idempotent by kind and reference. A freeze never fails for lack of money.
func (l *Ledger) PlaceFreeze(tx *store.Tx, f *Freeze) error {
	if f.Kind < Judicial || f.Kind > StopPayment || f.Authority == "" || f.Document == "" ||
		len(f.Authority) > 120 || len(f.Document) > 120 {
		return ErrFreezeKind
	}
	if len(f.Reference) == 0 || len(f.Reference) > MaxReference {
		return ErrReference
	}
	if f.Whole != (f.Amount == 0) || f.Amount < 0 || f.Amount > maxFrozen {
		return ErrAmountNotPositive
	}
	s, unknown := l.state(tx, f.Account) // before anything is read that another of the account's verbs may change
	if fault(unknown) {
		return unknown
	}
	was, found, err := freezeByReference(tx, f.Kind, f.Reference)
	if err != nil {
		return err
	}
	if found {
		if was.Account != f.Account || was.Document != f.Document || was.Whole != f.Whole || was.Ordered != f.Amount {
			return ErrDuplicateReference.With(freezeKinds[f.Kind], f.Reference)
		}
		*f = *was
		f.Replayed = true
		return nil
	}
	if !f.ExpiresAt.After(tx.Now()) {
		return ErrHoldExpiry
	}
	if unknown != nil {
		return unknown
	}
	if s.limits.ended {
		return ErrAccountClosed.With(s.id)
	}
	before, err := freezesOf(tx, s.id)
	if err != nil {
		return err
	}
	last := FreezeID(0) // turns follow ids
	for _, g := range before {
		last = max(last, g.ID)
	}
	f.ID, f.MadeAt, f.State = FreezeID(tx.NewIDAfter(store.ID(last))), tx.Now(), Waiting
	f.ExpiresAt = f.ExpiresAt.UTC().Truncate(time.Microsecond)
	f.Ordered = f.Amount
	if err := insertFreeze(tx, f); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // another process was first, with another account: ours is locked
			err = ErrDuplicateReference.With(freezeKinds[f.Kind], f.Reference)
		}
		return err
	}
	if err := l.rearrange(tx, s, f); err != nil {
		return err
	}
	return l.note(tx, "ledger.place_freeze", kindFreeze, f.ID.String(), audit.Digest{}, f)
}

// Unfreeze releases an amount of a freeze, or all of it when amount is nil. A waiting freeze may take its place.
func (l *Ledger) Unfreeze(tx *store.Tx, id FreezeID, amount *money.Amount) (*Freeze, error) {
	f, err := l.lockedFreeze(tx, id)
	if err != nil {
		return nil, err
	}
	if f.State == Ended {
		return nil, ErrFreezeEnded.With(id)
	}
	before := l.digest(f)
	switch {
	case amount == nil:
		end(f, tx.Now())
	case *amount <= 0:
		return nil, ErrAmountNotPositive
	case f.Whole || *amount > f.Amount:
		return nil, ErrFreezeRelease.With(id)
	default:
		if f.Amount -= *amount; f.Amount == 0 {
			end(f, tx.Now())
		}
	}
	if err := updateFreeze(tx, f); err != nil {
		return nil, err
	}
	s, err := l.state(tx, f.Account)
	if err != nil {
		return nil, err
	}
	if err := l.rearrange(tx, s, f); err != nil {
		return nil, err
	}
	return f, l.note(tx, "ledger.unfreeze", kindFreeze, f.ID.String(), before, f)
}

// lockedFreeze reads a freeze after its account is locked, so that it is what it will be until the commit.
func (l *Ledger) lockedFreeze(tx *store.Tx, id FreezeID) (*Freeze, error) {
	for again := tx.Shared(); ; again = false {
		f, ok, err := freezeByID(tx, id)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return nil, ErrUnknownFreeze.With(id)
		case !again:
			return f, nil
		}
		if _, err := l.state(tx, f.Account); err != nil {
			return nil, err
		}
	}
}

// ExpireFreezes ends up to limit freezes whose time has come, and returns how many.
func (l *Ledger) ExpireFreezes(tx *store.Tx, limit int) (int, error) {
	due, err := lockedDue(l, tx, func() ([]*Freeze, error) { return dueFreezes(tx, tx.Now(), limit) },
		func(f *Freeze) AccountID { return f.Account })
	if err != nil {
		return 0, err
	}
	for _, f := range due {
		before := l.digest(f)
		end(f, tx.Now())
		if err := updateFreeze(tx, f); err != nil {
			return 0, err
		}
		s, err := l.state(tx, f.Account)
		if err != nil {
			return 0, err
		}
		if err := l.rearrange(tx, s, f); err != nil {
			return 0, err
		}
		if err := l.note(tx, "ledger.expire_freeze", kindFreeze, f.ID.String(), before, f); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func end(f *Freeze, now time.Time) { f.State, f.EndedAt = Ended, &now }

// rearrange settles an account's freezes after a change; f, the changed one, is brought up to date.
func (l *Ledger) rearrange(tx *store.Tx, s *state, f *Freeze) error {
	fs, err := freezesOf(tx, s.id)
	if err != nil {
		return err
	}
	before := make(map[FreezeID]FreezeState, len(fs))
	digests := map[FreezeID]audit.Digest{}
	for _, g := range fs {
		before[g.ID], digests[g.ID] = g.State, l.digest(g)
	}
	frozen, all := arrange(fs, tx.Now())
	l.bookOf(tx).save(s)
	s.frozen, s.frozenAll = frozen, all
	for _, g := range fs {
		if g.ID == f.ID {
			*f = *g
		}
		if g.State == before[g.ID] {
			continue
		}
		if err := updateFreeze(tx, g); err != nil {
			return err
		}
		if g.ID != f.ID { // f is noted by its verb
			if err := l.note(tx, "ledger.queue_freeze", kindFreeze, g.ID.String(), digests[g.ID], g); err != nil {
				return err
			}
		}
	}
	return nil
}

package ledger

import (
	"time"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// HoldState is where a hold stands.
type HoldState uint8

// The states of a hold.
const (
	HoldActive   HoldState = iota + 1
	HoldCaptured           // its last capture took or released the rest
	HoldReleased
	HoldExpired
)

var holdStates = [...]string{HoldActive: "active", HoldCaptured: "captured", HoldReleased: "released", HoldExpired: "expired"}

// MarshalText is the state's word.
func (s HoldState) MarshalText() ([]byte, error) { return []byte(holdStates[s]), nil }

// Hold (预授权) reserves money of an account until it is captured in full or in parts, released, or expires.
// All amounts are in minor units on the account's normal side.
type Hold struct {
	ID        HoldID       `json:"id"`
	Account   AccountID    `json:"account"`
	Kind      string       `json:"kind"`
	Reference string       `json:"reference"`
	Amount    money.Amount `json:"amount"`
	Captured  money.Amount `json:"captured"`
	Released  money.Amount `json:"released"`
	State     HoldState    `json:"state"`
	MadeAt    time.Time    `json:"madeAt"`
	ExpiresAt time.Time    `json:"expiresAt"`
	Summary   string       `json:"summary,omitempty"`
	Replayed  bool         `json:"replayed,omitempty"`
}

// Left is what the hold still reserves.
func (h *Hold) Left() money.Amount {
	if h.State != HoldActive {
		return 0
	}
	return h.Amount - h.Captured - h.Released
}

// PlaceHold reserves h.Amount on h.Account until h.ExpiresAt. It is idempotent by kind and reference: the same
// again answers the hold as it stands.
func (l *Ledger) PlaceHold(tx *store.Tx, h *Hold) error {
	if len(h.Kind) == 0 || len(h.Kind) > MaxKind {
		return ErrKind
	}
	if len(h.Reference) == 0 || len(h.Reference) > MaxReference {
		return ErrReference
	}
	if h.Amount <= 0 {
		return ErrAmountNotPositive
	}
	if utf8.RuneCountInString(h.Summary) > MaxSummary {
		return ErrSummary.With(MaxSummary)
	}
	was, found, err := holdByReference(tx, h.Kind, h.Reference)
	if err != nil {
		return err
	}
	if found {
		if was.Account != h.Account || was.Amount != h.Amount {
			return ErrDuplicateReference.With(h.Kind, h.Reference)
		}
		*h = *was
		h.Replayed = true
		return nil
	}
	if !h.ExpiresAt.After(tx.Now()) {
		return ErrHoldExpiry
	}
	s, err := l.state(tx, h.Account)
	if err != nil {
		return err
	}
	if s.limits.ended {
		return ErrAccountClosed.With(s.id)
	}
	if err := s.mayReserve(h.Amount); err != nil {
		return err
	}
	held, err := s.held.Add(h.Amount)
	if err != nil {
		return err
	}
	l.book.save(s)
	s.held = held
	h.ID, h.MadeAt, h.State = HoldID(tx.NewID()), tx.Now(), HoldActive
	h.ExpiresAt = h.ExpiresAt.UTC().Truncate(time.Microsecond)
	h.Captured, h.Released = 0, 0
	return insertHold(tx, h)
}

// mayReserve says whether an amount may be held: as if it were to leave now.
func (s *state) mayReserve(amount money.Amount) error {
	if s.class.sign() > 0 && s.limits.noCredit || s.class.sign() < 0 && s.limits.noDebit {
		if s.class.sign() > 0 {
			return ErrCreditFrozen.With(s.id)
		}
		return ErrDebitFrozen.With(s.id)
	}
	return s.mayMove(-s.class.sign()*amount, 0)
}

// ReleaseHold gives what a hold still reserves back to the account. Releasing it again answers the same.
func (l *Ledger) ReleaseHold(tx *store.Tx, id HoldID) (*Hold, error) {
	h, err := l.hold(tx, id)
	if err != nil {
		return nil, err
	}
	if h.State == HoldReleased {
		h.Replayed = true
		return h, nil
	}
	if h.State != HoldActive {
		return nil, ErrHoldEnded.With(id)
	}
	return h, l.endHold(tx, h, HoldReleased)
}

// ExpireHolds ends up to limit holds whose time has come, and returns how many. A ticker calls it until jobs do.
func (l *Ledger) ExpireHolds(tx *store.Tx, limit int) (int, error) {
	due, err := dueHolds(tx, tx.Now(), limit)
	if err != nil {
		return 0, err
	}
	for _, h := range due {
		if err := l.endHold(tx, h, HoldExpired); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (l *Ledger) endHold(tx *store.Tx, h *Hold, state HoldState) error {
	s, err := l.state(tx, h.Account)
	if err != nil {
		return err
	}
	l.book.save(s)
	s.held -= h.Left()
	h.Released += h.Left()
	h.State = state
	return updateHold(tx, h)
}

func (l *Ledger) hold(q store.Querier, id HoldID) (*Hold, error) {
	h, ok, err := holdByID(q, id)
	if err == nil && !ok {
		err = ErrUnknownHold.With(id)
	}
	return h, err
}

// capture decides an entry that takes its money from a hold, and takes it.
func (p *poster) capture(e *Entry) error {
	h, err := p.l.hold(p.tx, e.Capture.Hold)
	if err != nil {
		return err
	}
	if h.State != HoldActive || !h.ExpiresAt.After(p.tx.Now()) {
		return ErrHoldEnded.With(h.ID)
	}
	take, relief, err := e.captures(h)
	if err != nil {
		return err
	}
	if err := e.decide(h, relief); err != nil {
		return err
	}
	s := p.l.book.accounts[h.Account]
	p.l.book.save(s)
	s.held -= relief
	h.Captured += take
	if e.Capture.Final || h.Left() == 0 {
		h.Released += h.Left()
		h.State = HoldCaptured
	}
	e.Hold = h.ID
	return updateHold(p.tx, h)
}

// captures is what an entry takes from a hold, and by how much the account's held amount goes down: the same,
// or all that is left if the capture is final.
func (e *Entry) captures(h *Hold) (take, relief money.Amount, err error) {
	for i := range e.Postings {
		if p := &e.Postings[i]; p.Account == h.Account {
			if take, err = take.Sub(p.account.class.sign() * p.Amount); err != nil {
				return 0, 0, err
			}
		}
	}
	if take <= 0 {
		return 0, 0, ErrHoldAccount.With(h.ID)
	}
	if take > h.Left() {
		return 0, 0, ErrHoldExceeded.With(h.ID)
	}
	if e.Capture.Final {
		return take, h.Left(), nil
	}
	return take, take, nil
}

// state brings an account's state into memory.
func (l *Ledger) state(tx *store.Tx, id AccountID) (*state, error) {
	if l.book.accounts[id] == nil {
		if err := l.book.load(tx, []AccountID{id}); err != nil {
			return nil, err
		}
	}
	if s := l.book.accounts[id]; s != nil {
		return s, nil
	}
	return nil, ErrUnknownAccount.With(id)
}

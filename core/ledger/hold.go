package ledger

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/platform/audit"
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
	s, unknown := l.state(tx, h.Account) // before anything is read that another of the account's verbs may change
	if fault(unknown) {
		return unknown
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
	if unknown != nil {
		return unknown
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
	h.ID, h.MadeAt, h.State = HoldID(tx.NewID()), tx.Now(), HoldActive
	h.ExpiresAt = h.ExpiresAt.UTC().Truncate(time.Microsecond)
	h.Captured, h.Released = 0, 0
	if err := insertHold(tx, h); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // another process was first, with another account: ours is locked
			err = ErrDuplicateReference.With(h.Kind, h.Reference)
		}
		return err
	}
	l.bookOf(tx).save(s)
	s.held = held
	return l.note(tx, "ledger.place_hold", kindHold, h.ID.String(), audit.Digest{}, h)
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
	h, err := l.lockedHold(tx, id)
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
	return h, l.endHold(tx, "ledger.release_hold", h, HoldReleased)
}

// ExpireHolds ends up to limit holds whose time has come, and returns how many. A ticker calls it until jobs do.
func (l *Ledger) ExpireHolds(tx *store.Tx, limit int) (int, error) {
	due, err := lockedDue(l, tx, func() ([]*Hold, error) { return dueHolds(tx, tx.Now(), limit) },
		func(h *Hold) AccountID { return h.Account })
	if err != nil {
		return 0, err
	}
	for _, h := range due {
		if err := l.endHold(tx, "ledger.expire_hold", h, HoldExpired); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// lockedDue reads what is due, locks the accounts that it stands on, and reads it again: only then nobody else can end it
// too. What became due on other accounts in between is left to the next call.
func lockedDue[T any](l *Ledger, tx *store.Tx, read func() ([]T, error), account func(T) AccountID) ([]T, error) {
	due, err := read()
	if err != nil || len(due) == 0 {
		return nil, err
	}
	ids := make([]AccountID, len(due))
	for i := range due {
		ids[i] = account(due[i])
	}
	b := l.bookOf(tx)
	if err := b.need(tx, ids); err != nil || !tx.Shared() {
		return due, err
	}
	due, err = read()
	return slices.DeleteFunc(due, func(t T) bool { return b.accounts[account(t)] == nil }), err
}

func (l *Ledger) endHold(tx *store.Tx, verb string, h *Hold, state HoldState) error {
	s, err := l.state(tx, h.Account)
	if err != nil {
		return err
	}
	before := l.digest(h)
	l.bookOf(tx).save(s)
	s.held -= h.Left()
	h.Released += h.Left()
	h.State = state
	if err := updateHold(tx, h); err != nil {
		return err
	}
	return l.note(tx, verb, kindHold, h.ID.String(), before, h)
}

func (l *Ledger) hold(q store.Querier, id HoldID) (*Hold, error) {
	h, ok, err := holdByID(q, id)
	if err == nil && !ok {
		err = ErrUnknownHold.With(id)
	}
	return h, err
}

// lockedHold reads a hold after its account is locked, so that it is what it will be until the commit.
func (l *Ledger) lockedHold(tx *store.Tx, id HoldID) (*Hold, error) {
	h, err := l.hold(tx, id)
	if err != nil || !tx.Shared() {
		return h, err
	}
	if _, err := l.state(tx, h.Account); err != nil {
		return nil, err
	}
	return l.hold(tx, id)
}

// capture decides an entry that takes its money from a hold, and takes it. The entry's accounts are locked, and
// a hold on another account is refused, so the hold can't be ended by another process meanwhile.
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
	before := p.l.digest(h)
	s := p.book.accounts[h.Account]
	p.book.save(s)
	s.held -= relief
	h.Captured += take
	if e.Capture.Final || h.Left() == 0 {
		h.Released += h.Left()
		h.State = HoldCaptured
	}
	e.Hold = h.ID
	if err := updateHold(p.tx, h); err != nil {
		return err
	}
	return p.l.note(p.tx, "ledger.capture_hold", kindHold, h.ID.String(), before, h)
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

// Lock locks accounts until the commit, in the order of their ids. An update with several verbs on different accounts calls
// it first, for all of them: otherwise two such updates may wait for each other, and one of them has to run again.
// Unknown and buffered accounts are left out. On SQLite it only loads.
func (l *Ledger) Lock(tx *store.Tx, ids ...AccountID) error {
	e := Entry{Postings: make([]Posting, len(ids))}
	for i, id := range ids {
		e.Postings[i].Account = id
	}
	return l.lock(tx, &e)
}

// state brings an account's state into memory and locks it until the commit. A buffered account is one no longer.
func (l *Ledger) state(tx *store.Tx, id AccountID) (*state, error) {
	b := l.bookOf(tx)
	if buffered, err := b.isBuffered(tx, id); err != nil {
		return nil, err
	} else if buffered {
		if err := l.unbuffer(tx, id); err != nil {
			return nil, err
		}
	}
	if b.accounts[id] == nil {
		if err := b.load(tx, []AccountID{id}); err != nil {
			return nil, err
		}
	}
	if s := b.accounts[id]; s != nil {
		return s, nil
	}
	return nil, ErrUnknownAccount.With(id)
}

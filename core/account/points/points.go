package points

import (
	"context"
	"errors"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The kinds of objects of this room.
const (
	ObjectRedemption auth.Kind = "points.redemption"
	kindParty        auth.Kind = "party.party"

	objectEntry = "points.entry"
	objectItem  = "points.item"
	objectRule  = "points.rule"
)

// Options are what the room needs; all may be absent.
type Options struct {
	Audit *audit.Log
}

// Points keeps points.
type Points struct {
	st *store.Store
	o  Options
}

// New makes the room.
func New(st *store.Store, o Options) *Points { return &Points{st: st, o: o} }

func (p *Points) note(tx *store.Tx, n audit.Note) error {
	if p.o.Audit == nil {
		return nil
	}
	return p.o.Audit.Note(tx, n)
}

// EntryKind is what an entry does.
type EntryKind string

// The kinds.
const (
	Earned   EntryKind = "earn"
	Taken    EntryKind = "reverse" // by a refund
	Repaid   EntryKind = "repay"   // what was earned pays what was owed: one entry out of the batch, one into the debt
	Redeemed EntryKind = "redeem"
	Returned EntryKind = "return" // of a cancelled redemption
	Ended    EntryKind = "expire"
	Moved    EntryKind = "merge" // from a party that was the same person
)

// Entry is a row of the points' ledger.
type Entry struct {
	ID        store.ID      `json:"id"`
	Party     auth.Party    `json:"party"`
	Batch     store.ID      `json:"batch,omitzero" doc:"Absent: what the account owes."`
	Kind      EntryKind     `json:"kind" enum:"earn,reverse,repay,redeem,return,expire,merge"`
	Reference string        `json:"reference"`
	Amount    int64         `json:"amount"`
	Balance   int64         `json:"balance" doc:"Of the account after it."`
	Day       calendar.Date `json:"day"`
	MadeAt    time.Time     `json:"madeAt"`
}

// Digest is the row's for the audit log.
func (e *Entry) Digest() audit.Digest {
	var h audit.Hasher
	return h.Start(objectEntry).Int(int64(e.ID)).Int(int64(e.Party)).Int(int64(e.Batch)).Text(string(e.Kind)).Text(e.Reference).Int(e.Amount).
		Int(e.Balance).Int(int64(e.Day)).Int(e.MadeAt.UnixMicro()).Sum()
}

// Batch are points that end together.
type Batch struct {
	ID        store.ID      `json:"id"`
	Party     auth.Party    `json:"party"`
	Earned    int64         `json:"earned"`
	Remains   int64         `json:"remains"`
	ExpiresOn calendar.Date `json:"expiresOn" doc:"Their last day."`
	MadeAt    time.Time     `json:"madeAt"`
}

// account is an account whose row is locked.
type account struct {
	party   auth.Party
	balance int64
	head    store.ID // its last entry
	version int64
}

// book adds an entry to a locked account, and to a batch if one is given. The caller writes the account.
func (p *Points) book(tx *store.Tx, a *account, b *Batch, kind EntryKind, reference string, amount int64) error {
	if amount == 0 {
		return nil
	}
	a.balance += amount
	a.head = tx.NewIDAfter(a.head)
	e := &Entry{ID: a.head, Party: a.party, Kind: kind, Reference: reference, Amount: amount, Balance: a.balance, Day: dayOf(tx.Now()),
		MadeAt: tx.Now()}
	if b != nil {
		e.Batch = b.ID
		b.Remains += amount
		if err := updateBatch(tx, b); err != nil {
			return err
		}
	}
	if err := insertEntry(tx, e); err != nil {
		return err
	}
	if p.o.Audit == nil {
		return nil
	}
	return p.o.Audit.Cover(tx, audit.Cover{Verb: "points." + string(kind), Kind: objectEntry, ID: e.ID, Digest: e.Digest()})
}

// event is what earned, and what was taken back of it.
type event struct {
	Event
	id               store.ID
	rule             store.ID
	refunded         money.Amount
	points, reversed int64
	batch            store.ID
	day              calendar.Date
}

// Earn gives what an event earns, in the update of what it rewards; the same event again gives nothing more. It locks the party's
// account, so the caller should have locked what is its own before. An event that no rule rewards is remembered with no points.
func (p *Points) Earn(tx *store.Tx, e Event) (points int64, err error) {
	if e.Account = 0; e.Kind == "" {
		e.Kind = Payment
	}
	if e.Party == 0 || e.Amount <= 0 || len(e.Kind) > 12 || e.Reference == "" || len(e.Reference) > 64 || len(e.Category) > 4 {
		return 0, ErrEvent
	}
	a, err := lockAccount(tx, e.Party)
	if err != nil {
		return 0, err
	}
	was, found, err := lockEvent(tx, e.Reference)
	if err != nil || found {
		if err == nil && was.Event != e {
			err = ErrReference
		}
		return was.points, err
	}
	now := event{Event: e, id: tx.NewID(), day: dayOf(tx.Now())}
	rules, err := rulesOn(tx, now.day)
	if err != nil {
		return 0, err
	}
	var b *Batch
	if base, bonus := choose(rules, &e, now.day); base != nil {
		now.rule = base.ID
		if now.points, err = capped(tx, &now, base, worth(base, bonus, e.Amount)); err != nil {
			return 0, err
		}
		if now.points > 0 {
			b = &Batch{ID: tx.NewID(), Party: e.Party, Earned: now.points, ExpiresOn: base.ends(now.day), MadeAt: tx.Now()}
			now.batch = b.ID
		}
	}
	if err := insertEvent(tx, &now); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // for another party, at the same moment
			err = ErrReference
		}
		return 0, err
	}
	if b == nil {
		return 0, nil
	}
	if err := insertBatch(tx, b); err != nil {
		return 0, err
	}
	held, err := heldBy(tx, e.Party)
	if err != nil {
		return 0, err
	}
	owed := held - a.balance // batches hold more than the balance by what is owed
	if err := p.book(tx, &a, b, Earned, e.Reference, now.points); err != nil {
		return 0, err
	}
	if pays := min(owed, now.points); pays > 0 {
		if err := p.book(tx, &a, b, Repaid, e.Reference, -pays); err != nil {
			return 0, err
		}
		if err := p.book(tx, &a, nil, Repaid, e.Reference, pays); err != nil {
			return 0, err
		}
	}
	return now.points, writeAccount(tx, &a)
}

// capped cuts what a rule gives to what its caps still allow the party.
func capped(tx *store.Tx, e *event, r *Rule, points int64) (int64, error) {
	for _, c := range []struct {
		most int64
		from calendar.Date
	}{{r.CapDay, e.day}, {r.CapMonth, e.day.StartOfMonth()}} {
		if c.most == 0 {
			continue
		}
		had, err := earnedSince(tx, e.Party, r.ID, c.from)
		if err != nil {
			return 0, err
		}
		points = max(0, min(points, c.most-had))
	}
	return points, nil
}

// Refund takes back what an event earned for the part of it that was given back; refund names the giving back, and again takes nothing
// more. A full refund takes back exactly what was earned. Points that were used already are owed. An event that earned nothing, or
// that was never told, has nothing to take back.
func (p *Points) Refund(tx *store.Tx, reference, refund string, amount money.Amount) (taken int64, err error) {
	if amount <= 0 || refund == "" || len(refund) > 64 {
		return 0, ErrEvent
	}
	party, found, err := partyOfEvent(tx, reference)
	if err != nil || !found {
		return 0, err
	}
	a, err := lockAccount(tx, party)
	if err != nil {
		return 0, err
	}
	e, _, err := lockEvent(tx, reference)
	if err == nil && e.Party != party { // merged at this moment
		err = store.ErrConflict
	}
	if err != nil {
		return 0, err
	}
	was, done, err := refundOf(tx, reference, refund)
	if err != nil || done {
		if err == nil && was != amount {
			err = ErrReference
		}
		return 0, err
	}
	if amount > e.Amount-e.refunded {
		return 0, ErrRefund
	}
	if err := insertRefund(tx, reference, refund, amount); err != nil {
		return 0, err
	}
	e.refunded += amount
	kept := share(e.points, e.Amount-e.refunded, e.Amount)
	taken = e.points - kept - e.reversed
	e.reversed += taken
	if err := updateEvent(tx, &e); err != nil {
		return 0, err
	}
	if err := p.take(tx, &a, e.batch, Taken, refund, taken, true); err != nil {
		return 0, err
	}
	return taken, writeAccount(tx, &a)
}

// take takes points out of an account's batches: from one first, if it is named, then in the order of their ends. What isn't there is
// owed, if that is allowed.
func (p *Points) take(tx *store.Tx, a *account, first store.ID, kind EntryKind, reference string, points int64, owe bool) error {
	if points == 0 {
		return nil
	}
	batches, err := lockBatches(tx, a.party)
	if err != nil {
		return err
	}
	for i, b := range batches {
		if b.ID == first {
			batches = append([]*Batch{b}, append(batches[:i:i], batches[i+1:]...)...)
			break
		}
	}
	for _, b := range batches {
		n := min(points, b.Remains)
		if err := p.book(tx, a, b, kind, reference, -n); err != nil {
			return err
		}
		if points -= n; points == 0 {
			return nil
		}
	}
	if !owe {
		return ErrTooFew.With(points, int64(0)) // the caller has looked before
	}
	return p.book(tx, a, nil, kind, reference, -points)
}

// view reads one snapshot.
func view[T any](ctx context.Context, p *Points, read func(*store.View) (T, error)) (out T, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}

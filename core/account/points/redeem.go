package points

import (
	"context"
	"errors"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/account/dayend"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Item is something that points are given for.
type Item struct {
	ID      store.ID `json:"id"`
	Code    string   `json:"code" example:"TEA"`
	NameZH  string   `json:"nameZh"`
	NameEN  string   `json:"nameEn"`
	Price   int64    `json:"price" doc:"Points for one."`
	Stock   int64    `json:"stock" doc:"How many are left."`
	Offered bool     `json:"offered"`
	Version int64    `json:"version"`
}

// Digest is the row's for the audit log.
func (i *Item) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(objectItem).Int(int64(i.ID)).Text(i.Code).Text(i.NameZH).Text(i.NameEN).Int(i.Price).Int(i.Stock).Int(i.Version)
	if i.Offered {
		h.Int(1)
	}
	return h.Sum()
}

// RedemptionState is where a redemption stands.
type RedemptionState string

// The states.
const (
	Ordered   RedemptionState = "ordered"
	Delivered RedemptionState = "delivered"
	Cancelled RedemptionState = "cancelled"
)

var redemptionStates = []RedemptionState{"", Ordered, Delivered, Cancelled}

// Redemption is what somebody took for points.
type Redemption struct {
	ID       store.ID        `json:"id"`
	Party    auth.Party      `json:"party"`
	Item     store.ID        `json:"item"`
	Quantity int64           `json:"quantity"`
	Points   int64           `json:"points" doc:"All that it took."`
	State    RedemptionState `json:"state" enum:"ordered,delivered,cancelled"`
	MadeAt   time.Time       `json:"madeAt"`
	EndedAt  *time.Time      `json:"endedAt,omitempty"`

	version int64
}

// AuthScope is to whom it belongs.
func (r *Redemption) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{r.Party}}, string(ObjectRedemption) + "/" + r.ID.String()
}

// Digest is the row's for the audit log.
func (r *Redemption) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(string(ObjectRedemption)).Int(int64(r.ID)).Int(int64(r.Party)).Int(int64(r.Item)).Int(r.Quantity).Int(r.Points).Text(string(r.State)).
		Int(r.MadeAt.UnixMicro()).Int(r.version)
	if r.EndedAt != nil {
		h.Int(r.EndedAt.UnixMicro())
	}
	return h.Sum()
}

// SetRule adds a dated rule. What was earned before it stands.
func (p *Points) SetRule(tx *store.Tx, r Rule) (*Rule, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if r.From.Before(dayOf(tx.Now())) {
		return nil, ErrRulePast
	}
	r.ID = tx.NewID()
	if err := insertRule(tx, &r); errors.Is(err, store.ErrDuplicate) {
		return nil, ErrRuleTaken
	} else if err != nil {
		return nil, err
	}
	return &r, p.note(tx, audit.Note{Verb: "points.set_rule", Kind: objectRule, Object: r.ID.String()})
}

// PutItem adds an item to the catalogue, or changes the one of its code; version is that which was seen, 0 for a new one.
func (p *Points) PutItem(tx *store.Tx, i Item) (*Item, error) {
	if i.Code == "" || len(i.Code) > 24 || !named(i.NameZH) || !named(i.NameEN) || i.Price < 1 || i.Price > mostPoints || i.Stock < 0 || i.Stock > mostPoints {
		return nil, ErrItem
	}
	was, found, err := lockItemByCode(tx, i.Code)
	if err != nil {
		return nil, err
	}
	if was.Version != i.Version {
		return nil, ErrVersion
	}
	var before audit.Digest
	i.ID, i.Version = was.ID, i.Version+1
	if found {
		before = was.Digest()
		err = updateItem(tx, &i)
	} else {
		i.ID = tx.NewID()
		err = insertItem(tx, &i)
	}
	if errors.Is(err, store.ErrDuplicate) {
		err = ErrVersion
	}
	if err != nil {
		return nil, err
	}
	return &i, p.noteItem(tx, "put_item", before, &i)
}

func (p *Points) noteItem(tx *store.Tx, verb string, before audit.Digest, i *Item) error {
	return p.note(tx, audit.Note{Verb: "points." + verb, Kind: objectItem, Object: i.ID.String(), Version: i.Version, Before: before, After: i.Digest()})
}

func (p *Points) noteRedemption(tx *store.Tx, verb string, before audit.Digest, r *Redemption) error {
	return p.note(tx, audit.Note{Verb: "points." + verb, Kind: string(ObjectRedemption), Object: r.ID.String(), Version: r.version, Before: before,
		After: r.Digest(), Salted: true})
}

// maxQuantity is how many pieces one redemption takes.
const maxQuantity = 99

// Redeem takes an item for points (兑换): account, then item, each locked, so that neither points nor stock go twice.
func (p *Points) Redeem(_ context.Context, tx *store.Tx, party auth.Party, code string, quantity int64) (*Redemption, error) {
	if quantity < 1 || quantity > maxQuantity {
		return nil, ErrQuantity
	}
	a, err := lockAccount(tx, party)
	if err != nil {
		return nil, err
	}
	item, found, err := lockItemByCode(tx, code)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, ErrUnknownItem
	case !item.Offered:
		return nil, ErrNotOffered
	case item.Stock < quantity:
		return nil, ErrStock.With(item.Stock)
	}
	need := item.Price * quantity
	if need > a.balance {
		return nil, ErrTooFew.With(need, a.balance)
	}
	r := &Redemption{ID: tx.NewID(), Party: party, Item: item.ID, Quantity: quantity, Points: need, State: Ordered, MadeAt: tx.Now(), version: 1}
	if err := p.take(tx, &a, 0, Redeemed, r.ID.String(), need, false); err != nil {
		return nil, err
	}
	before := item.Digest()
	item.Stock -= quantity
	item.Version++
	if err := updateItem(tx, &item); err != nil {
		return nil, err
	}
	if err := insertRedemption(tx, r); err != nil {
		return nil, err
	}
	if err := p.noteItem(tx, "redeem", before, &item); err != nil {
		return nil, err
	}
	if err := p.noteRedemption(tx, "redeem", audit.Digest{}, r); err != nil {
		return nil, err
	}
	return r, writeAccount(tx, &a)
}

// graceDays is how long points are good that come back to a batch that has ended meanwhile.
const graceDays = 30

// Cancel gives points and stock of a redemption back that isn't delivered yet. Cancelling it again answers the same.
func (p *Points) Cancel(_ context.Context, tx *store.Tx, id store.ID) (*Redemption, error) {
	seen, found, err := redemptionByID(tx, id)
	if err != nil || !found {
		return nil, orElse(err, ErrUnknownRedemption)
	}
	a, err := lockAccount(tx, seen.Party)
	if err != nil {
		return nil, err
	}
	r, err := lockRedemption(tx, id)
	switch {
	case err != nil:
		return nil, err
	case r.State == Cancelled:
		return r, nil
	case r.State != Ordered:
		return nil, ErrEnded
	}
	item, err := lockItem(tx, r.Item)
	if err != nil {
		return nil, err
	}
	if err := p.giveBack(tx, &a, r); err != nil {
		return nil, err
	}
	itemBefore := item.Digest()
	item.Stock += r.Quantity
	item.Version++
	if err := updateItem(tx, &item); err != nil {
		return nil, err
	}
	if err := p.noteItem(tx, "cancel", itemBefore, &item); err != nil {
		return nil, err
	}
	if err := writeAccount(tx, &a); err != nil {
		return nil, err
	}
	return r, p.end(tx, r, "cancel", Cancelled)
}

// giveBack returns a redemption's points to the batches that they came from.
func (p *Points) giveBack(tx *store.Tx, a *account, r *Redemption) error {
	taken, err := entriesOf(tx, r.Party, Redeemed, r.ID.String())
	if err != nil {
		return err
	}
	today := dayOf(tx.Now())
	for _, e := range taken {
		b, err := lockBatch(tx, e.Batch)
		if err != nil {
			return err
		}
		if b.ExpiresOn.Before(today) {
			b.ExpiresOn = today.Add(graceDays)
		}
		if err := p.book(tx, a, b, Returned, r.ID.String(), -e.Amount); err != nil {
			return err
		}
	}
	return nil
}

func (p *Points) end(tx *store.Tx, r *Redemption, verb string, state RedemptionState) error {
	before, now := r.Digest(), tx.Now()
	r.State, r.EndedAt = state, &now
	r.version++
	if err := updateRedemption(tx, r); err != nil {
		return err
	}
	return p.noteRedemption(tx, verb, before, r)
}

// Deliver says that a redemption has been handed over.
func (p *Points) Deliver(_ context.Context, tx *store.Tx, id store.ID) (*Redemption, error) {
	r, err := lockRedemption(tx, id)
	switch {
	case err != nil:
		return nil, err
	case r.State == Delivered:
		return r, nil
	case r.State != Ordered:
		return nil, ErrEnded
	}
	return r, p.end(tx, r, "deliver", Delivered)
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// expireChunk is how many batches one chunk of the end of day ends.
const expireChunk = 100

// Steps are the points' work at the end of a bank date: batches end with their last day.
func (p *Points) Steps() []dayend.Step {
	return []dayend.Step{{Name: "points.expire", EN: "End points whose last day has come", ZH: "积分到期清零",
		Chunk: func(_ context.Context, tx *store.Tx, d calendar.Date, _ string) (string, int, error) {
			due, err := dueBatches(tx, d, expireChunk) // what has ended is due no more, so each chunk begins anew
			if err != nil {
				return "", 0, err
			}
			for _, b := range due {
				if err := p.expire(tx, b, d); err != nil {
					return "", 0, err
				}
			}
			if len(due) < expireChunk {
				return "", len(due), nil
			}
			return "more", len(due), nil
		}}}
}

func (p *Points) expire(tx *store.Tx, due *Batch, d calendar.Date) error {
	a, err := lockAccount(tx, due.Party)
	if err != nil {
		return err
	}
	b, err := lockBatch(tx, due.ID)
	if err != nil || b.ExpiresOn.After(d) {
		return err
	}
	if err := p.book(tx, &a, b, Ended, b.ID.String(), -b.Remains); err != nil {
		return err
	}
	return writeAccount(tx, &a)
}

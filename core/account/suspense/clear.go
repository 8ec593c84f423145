package suspense

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead  auth.Permission = "suspense.read"
	mayClear auth.Permission = "suspense.clear"
)

// ActClear needs four eyes: a clearing beyond the threshold, or any other that somebody proposes.
const ActClear = "suspense.clear"

// EntryClear is the ledger's kind of the entries by which items leave suspense.
const EntryClear = "suspense.clear"

// Clearing books an item, or a part of it, where it belongs.
type Clearing struct {
	Item      store.ID         `json:"item"`
	Version   int64            `json:"version"` // of the item as the maker has seen it; 0 doesn't ask
	Reference string           `json:"reference"`
	Amount    money.Amount     `json:"amount"` // 0: all that is left
	To        ledger.AccountID `json:"to"`     // 0: back to where it came from (退回)
	Reason    string           `json:"reason"`
}

// Clear carries a clearing out that one person may do. ErrThreshold beyond that.
func (d *Desk) Clear(tx *store.Tx, c Clearing) (*Item, error) { return d.clear(tx, c, false) }

// clear books a clearing; the same reference again answers the item as it stands.
func (d *Desk) clear(tx *store.Tx, c Clearing, decided bool) (*Item, error) {
	if strings.TrimSpace(c.Reason) == "" || utf8.RuneCountInString(c.Reason) > 500 || !textOK(c.Reference, 40) {
		return nil, ErrReason
	}
	it, err := lockItem(tx, c.Item)
	if err != nil {
		return nil, err
	}
	was, found, err := moveByReference(tx, c.Item, c.Reference)
	switch {
	case err != nil:
		return nil, err
	case found && (c.Amount != 0 && was.Amount != c.Amount || c.To != 0 && was.To != c.To || (was.Kind == "return") != (c.To == 0)):
		return nil, ErrReference.With(c.Reference)
	case found:
		it.Replayed = true
		return it, nil
	}
	if err := d.may(tx, it, &c, decided); err != nil {
		return nil, err
	}
	m := &Move{ID: tx.NewID(), Kind: "clear", Reference: c.Reference, Amount: c.Amount, To: c.To, MadeAt: tx.Now(), Person: actor(tx),
		Reason: c.Reason, item: it.ID}
	if c.To == 0 {
		if err := d.sendBack(tx, it, m); err != nil {
			return nil, err
		}
	}
	return it, d.carryOut(tx, it, m)
}

// carryOut books a move and brings its item up to date.
func (d *Desk) carryOut(tx *store.Tx, it *Item, m *Move) error {
	if _, suspense, err := placeOf(tx, m.To); err != nil || suspense {
		if err == nil {
			err = ErrTo
		}
		return err
	}
	e := entry(EntryClear, it.ID.String()+"-"+m.Reference, it.Account, m.To, m.Amount, it.Side, "销账："+m.Reason)
	if err := d.led.Post(tx, e); err != nil {
		return err
	}
	m.Entry = e.ID
	if err := insertMove(tx, m); err != nil {
		return err
	}
	before := it.Digest()
	if it.Left -= m.Amount; it.Left == 0 {
		if it.State = Cleared; m.Kind == "return" {
			it.State = Returned
		}
	}
	it.Version++
	if err := updateItem(tx, it); err != nil {
		return err
	}
	if err := d.note(tx, "suspense."+m.Kind, it, before, m.Reason); err != nil {
		return err
	}
	return d.tell(tx, it, m.Kind)
}

// may refuses a clearing that can't be; an amount that isn't given becomes all that is left.
func (d *Desk) may(q store.Querier, it *Item, c *Clearing, decided bool) error {
	if c.Amount == 0 {
		c.Amount = it.Left
	}
	threshold, err := d.o.Threshold(q)
	switch {
	case err != nil:
		return err
	case it.State != Open:
		return ErrDone
	case c.Version != 0 && c.Version != it.Version:
		return ErrVersion
	case c.Amount < 0 || c.Amount > it.Left:
		return ErrAmount.With(money.Of(it.Left, it.Currency))
	case c.Amount > threshold && !decided:
		return ErrThreshold.With(money.Of(threshold, it.Currency))
	case c.To == 0 && c.Amount != it.Left:
		return ErrAmount.With(money.Of(it.Left, it.Currency)) // what goes back goes back whole
	}
	return nil
}

// sendBack asks the room that knows where an item came from.
func (d *Desk) sendBack(tx *store.Tx, it *Item, m *Move) (err error) {
	room, _, _ := strings.Cut(it.Code, ".")
	r := d.o.Returners[room]
	if r == nil {
		return ErrReturn.With(it.Code)
	}
	m.Kind = "return"
	m.To, err = r.Return(tx, it)
	return err
}

// Assign says who looks for an item's home.
func (d *Desk) Assign(tx *store.Tx, id store.ID, version int64, to auth.Party) (*Item, error) {
	it, err := lockItem(tx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case it.State != Open:
		return nil, ErrDone
	case version != 0 && version != it.Version:
		return nil, ErrVersion
	}
	before := it.Digest()
	it.Assigned = to
	it.Version++
	if err := updateItem(tx, it); err != nil {
		return nil, err
	}
	return it, d.note(tx, "suspense.assign", it, before, "")
}

// Acts are what the register of approvals runs for this room; New declares them to it.
func (d *Desk) Acts() []approval.Act {
	return []approval.Act{{Kind: ActClear, EN: "Clear a suspense item", ZH: "挂账销账", Permission: mayClear, StepUp: true,
		Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			var c Clearing
			if err := json.Unmarshal(payload, &c); err != nil {
				return nil, ErrRequest.Because(err)
			}
			it, err := d.clear(tx, c, true)
			if err != nil {
				return nil, err
			}
			return json.Marshal(it)
		}, Describe: d.describe}}
}

func (d *Desk) describe(ctx context.Context, payload json.RawMessage) []approval.Line {
	var c Clearing
	if json.Unmarshal(payload, &c) != nil {
		return nil
	}
	it, err := d.Get(ctx, c.Item)
	if err != nil {
		return nil
	}
	to := "退回 Return"
	if c.To != 0 {
		to = c.To.String()
	}
	if c.Amount == 0 {
		c.Amount = it.Left
	}
	return []approval.Line{{EN: "Item", ZH: "挂账", Value: it.Code + " " + it.Object}, {EN: "Why it waits", ZH: "挂账原因", Value: it.Why},
		{EN: "Amount", ZH: "金额", Old: money.Of(it.Left, it.Currency).String(), Value: money.Of(c.Amount, it.Currency).String()},
		{EN: "To account", ZH: "入账账户", Value: to}, {EN: "Reason", ZH: "理由", Value: c.Reason}}
}

var errRehearsed = errors.New("suspense: rehearsed")

// Propose registers a clearing for four eyes after a rehearsal: what can't be done is refused to who proposes it.
func (d *Desk) Propose(tx *store.Tx, c Clearing) (*approval.Approval, error) {
	if d.o.Approvals == nil {
		return nil, ErrFourEyes
	}
	err := tx.Savepoint(func() error {
		it, err := d.clear(tx, c, true)
		switch {
		case err != nil:
			return err
		case it.Replayed:
			return ErrReference.With(c.Reference)
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return nil, err
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	a, err := d.o.Approvals.Propose(tx, approval.Proposal{Kind: ActClear, Object: Kind + "/" + c.Item.String(), Payload: payload, Reason: c.Reason})
	return &a, err
}

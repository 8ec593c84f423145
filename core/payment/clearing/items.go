package clearing

import (
	"tonghui/core/payment/iso20022"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// TopicAlarm is where items are told (告警).
const TopicAlarm = "clearing/alarm"

// item opens an item once for its kind, message and payment, with an alarm.
func (c *Clearing) item(tx *store.Tx, kind string, message store.ID, uetr, detail string) error {
	i := &Item{ID: tx.NewID(), Kind: kind, Message: message, UETR: uetr, State: open, Detail: iso20022.Text(detail, 500), OpenedAt: tx.Now(), Version: 1}
	fresh, err := insertItem(tx, i)
	if err != nil || !fresh {
		return err
	}
	if err := c.note(tx, audit.Note{Verb: "clearing.item", Kind: "clearing.item", Object: i.ID.String(), Version: 1, Reason: kind}); err != nil {
		return err
	}
	return c.o.Queue.Events().Publish(tx, TopicAlarm, map[string]any{"item": i.ID, "kind": kind, "uetr": uetr})
}

// CloseItem ends an item with what was found.
func (c *Clearing) CloseItem(tx *store.Tx, id store.ID, note string) (*Item, error) {
	if n := len([]rune(note)); n == 0 || n > 500 {
		return nil, ErrReason
	}
	i, err := lockItem(tx, id)
	if err != nil {
		return nil, err
	}
	if i.State != open {
		return nil, ErrState.With(i.State)
	}
	now := tx.Now()
	i.State, i.Note, i.ClosedAt, i.ClosedBy = closed, note, &now, who(tx)
	if err := updateItem(tx, i); err != nil {
		return nil, err
	}
	return i, c.note(tx, audit.Note{Verb: "clearing.close_item", Kind: "clearing.item", Object: i.ID.String(), Version: i.Version, Reason: note})
}

// who is who acts, for a column.
func who(tx *store.Tx) string { return iso20022.Text(tx.Actor().String(), 80) }

func (c *Clearing) note(tx *store.Tx, n audit.Note) error {
	if c.o.Audit == nil {
		return nil
	}
	return c.o.Audit.Note(tx, n)
}

// HoldMessage keeps a message from being sent until it is released.
func (c *Clearing) HoldMessage(tx *store.Tx, id store.ID, reason string) (*Message, error) {
	return c.turn(tx, id, "hold", queued, held, reason)
}

// ReleaseMessage lets a message that was held be sent.
func (c *Clearing) ReleaseMessage(tx *store.Tx, id store.ID, reason string) (*Message, error) {
	return c.turn(tx, id, "release", held, queued, reason)
}

// RetryMessage has a refused message tried again, the same bytes.
func (c *Clearing) RetryMessage(tx *store.Tx, id store.ID, reason string) (*Message, error) {
	m, err := c.turn(tx, id, "retry", refused, queued, reason)
	if err != nil {
		return nil, err
	}
	return m, c.enqueueSend(tx, m.ID)
}

func (c *Clearing) turn(tx *store.Tx, id store.ID, verb, from, to, reason string) (*Message, error) {
	if n := len([]rune(reason)); n == 0 || n > 500 {
		return nil, ErrReason
	}
	m, err := lockMessage(tx, id)
	if err != nil {
		return nil, err
	}
	if m.Side != out || m.State != from {
		return nil, ErrState.With(m.State)
	}
	m.State = to
	if err := updateMessage(tx, m); err != nil {
		return nil, err
	}
	return m, c.note(tx, audit.Note{Verb: "clearing." + verb, Kind: "clearing.message", Object: m.ID.String(), Reason: reason})
}

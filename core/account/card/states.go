package card

import (
	"context"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/account/dayend"
	"tonghui/platform/store"
)

// Freeze lets nothing be authorised until its holder unfreezes it (临时锁卡). What was authorised before can still be captured.
func (c *Cards) Freeze(_ context.Context, tx *store.Tx, id store.ID) (*Card, error) {
	return c.do(tx, id, "freeze", "", func(one *Card) error {
		if one.State != Active {
			return one.wrong()
		}
		one.State = Frozen
		return nil
	})
}

// Unfreeze ends that.
func (c *Cards) Unfreeze(_ context.Context, tx *store.Tx, id store.ID) (*Card, error) {
	return c.do(tx, id, "unfreeze", "", func(one *Card) error {
		if one.State != Frozen {
			return one.wrong()
		}
		one.State = Active
		return nil
	})
}

// ReportLoss stops a card whose holder has lost it (挂失). A written report takes an oral one's place.
func (c *Cards) ReportLoss(_ context.Context, tx *store.Tx, id store.ID, how Loss, reason string) (*Card, error) {
	if how != Oral && how != Written {
		return nil, ErrLoss
	}
	return c.do(tx, id, "report_loss", reason, func(one *Card) error {
		if one.State.over() || one.State == Lost && (one.Loss == Written || how == Oral) {
			return one.wrong()
		}
		now := tx.Now()
		one.State, one.Loss, one.LostAt = Lost, how, &now
		return nil
	})
}

// Found ends a report of a loss (解挂): the holder has the card again and has shown it and her document. It is frozen, for her to
// unfreeze, or not activated if it never was.
func (c *Cards) Found(_ context.Context, tx *store.Tx, id store.ID, reason string) (*Card, error) {
	if !saysWhy(reason) {
		return nil, ErrReason
	}
	return c.do(tx, id, "found", reason, func(one *Card) error {
		if one.State != Lost {
			return one.wrong()
		}
		one.found()
		return nil
	})
}

func (c *Card) found() {
	c.State, c.Loss, c.LostAt = Frozen, "", nil
	if c.ActivatedAt == nil {
		c.State = Issued
	}
}

// Close ends a card (销卡). ErrOpenHolds while one of its authorisations is open.
func (c *Cards) Close(_ context.Context, tx *store.Tx, id store.ID, reason string) (*Card, error) {
	return c.do(tx, id, "close", reason, func(one *Card) error {
		if one.State.over() {
			return one.wrong()
		}
		open, err := openAuthorisations(tx, id, tx.Now())
		if err != nil {
			return err
		}
		if open {
			return ErrOpenHolds
		}
		now := tx.Now()
		one.State, one.EndedAt = Closed, &now
		return nil
	})
}

// dueChunk is how many cards one chunk of the end of day ends.
const dueChunk = 100

// Steps are the cards' work at the end of a bank date: cards end with their last day, and oral reports of losses lapse.
func (c *Cards) Steps() []dayend.Step {
	return []dayend.Step{{Name: "card.due", EN: "End expired cards and lapsed loss reports", ZH: "银行卡到期与口头挂失失效",
		Chunk: func(_ context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
			after := store.ID(0)
			if cursor != "" {
				var err error
				if after, err = store.ParseID(cursor); err != nil {
					return "", 0, err
				}
			}
			ids, err := cardsDue(tx, int64(d), oralBefore(d).UnixMicro(), after, dueChunk)
			if err != nil {
				return "", 0, err
			}
			for _, id := range ids {
				if err := c.due(tx, id, d); err != nil {
					return "", 0, err
				}
			}
			if len(ids) < dueChunk {
				return "", len(ids), nil
			}
			return ids[len(ids)-1].String(), len(ids), nil
		}}}
}

// oralBefore is the moment before which an oral report must have been made to lapse with day d.
func oralBefore(d calendar.Date) time.Time { return d.Add(1 - OralDays).In(china) }

func (c *Cards) due(tx *store.Tx, id store.ID, d calendar.Date) error {
	one, err := c.locked(tx, id)
	if err != nil {
		return err
	}
	before, now := one.Digest(), tx.Now()
	switch {
	case !one.State.over() && one.State != Lost && one.ExpiresOn.Before(d):
		one.State, one.EndedAt = Expired, &now
		return c.change(tx, "expire", before, one, "")
	case one.State == Lost && one.Loss == Oral && one.LostAt.Before(oralBefore(d)):
		one.found()
		return c.change(tx, "loss_lapsed", before, one, "")
	}
	return nil
}

package card

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"tonghui/core/account/card/hsm"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// PublicKey is what a pad agrees its keys with.
func (c *Cards) PublicKey(ctx context.Context) ([]byte, error) {
	if c.o.HSM == nil {
		return nil, ErrHSM
	}
	return c.o.HSM.PublicKey(ctx)
}

// opened is a card with its number, read before an update.
func (c *Cards) opened(ctx context.Context, id store.ID) (*Card, hsm.Holder, error) {
	if c.o.HSM == nil {
		return nil, hsm.Holder{}, ErrHSM
	}
	one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, id) })
	if err != nil {
		return nil, hsm.Holder{}, err
	}
	number, err := c.number(one)
	return one, one.holder(number), err
}

// SetPIN gives a card that has none its first PIN (设密), chosen by its holder.
func (c *Cards) SetPIN(ctx context.Context, id store.ID, chosen hsm.Block) (*Card, error) {
	was, h, err := c.opened(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case was.State.over():
		return nil, was.wrong()
	case was.HasPIN:
		return nil, ErrPINSet
	}
	ref, err := c.o.HSM.Reference(ctx, chosen, h)
	if err != nil {
		return nil, err
	}
	var one *Card
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		one, err = c.do(tx, id, "set_pin", "", func(one *Card) error {
			switch {
			case one.State.over():
				return one.wrong()
			case len(one.pin) > 0:
				return ErrPINSet
			}
			one.keep(ref)
			return nil
		})
		return err
	})
	return one, err
}

func (c *Card) keep(ref hsm.Reference) {
	c.pin, c.tries = ref, 0
	c.HasPIN, c.PINBlocked = len(ref) > 0, false
}

// ChangePIN replaces a PIN by another whose holder knows the old one (改密).
func (c *Cards) ChangePIN(ctx context.Context, id store.ID, old, chosen hsm.Block) (*Card, error) {
	_, h, err := c.opened(ctx, id)
	if err != nil {
		return nil, err
	}
	ref, err := c.o.HSM.Reference(ctx, chosen, h)
	if err != nil {
		return nil, err
	}
	if _, err := c.VerifyPIN(ctx, id, old); err != nil {
		return nil, err
	}
	var one *Card
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		one, err = c.do(tx, id, "change_pin", "", func(one *Card) error {
			if one.State.over() || one.PINBlocked {
				return one.wrong()
			}
			one.keep(ref)
			return nil
		})
		return err
	})
	return one, err
}

// judgement is what the security module said of a PIN, before the update in which it counts.
type judgement struct {
	given, right bool
	ref          hsm.Reference // against which it was verified
}

func (c *Cards) judge(ctx context.Context, one *Card, h hsm.Holder, b *hsm.Block) (j judgement, err error) {
	if b == nil || !one.HasPIN {
		return j, nil
	}
	if c.o.HSM == nil {
		return j, ErrHSM
	}
	j.given, j.ref = true, one.pin
	if j.right, err = c.o.HSM.Verify(ctx, *b, h, one.pin); errors.Is(err, hsm.ErrBlock) {
		err = nil // what can't be read counts as a wrong PIN, so that guesses can't hide as damage
	}
	return j, err
}

// count lets a judgement count on a locked card: nil when the PIN is right and not blocked. changed says that the row has to be
// written. Whoever asks at the same time waits for the row, so that no more than three guesses are ever judged good or bad.
func (c *Card) count(j judgement) (changed bool, err error) {
	switch {
	case len(c.pin) == 0 || !j.given:
		return false, ErrPINMissing
	case c.tries >= maxTries:
		return false, ErrPINBlocked
	case string(j.ref) != string(c.pin): // changed meanwhile
		return false, ErrVersion
	case j.right:
		changed = c.tries > 0
		c.tries = 0
		return changed, nil
	}
	c.tries++
	if c.PINBlocked = c.tries >= maxTries; c.PINBlocked {
		return true, ErrPINBlocked
	}
	return true, ErrPIN
}

// VerifyPIN says whose card it is if the PIN in the block is right: nil error. ErrPIN for a wrong one, which is counted; ErrPINBlocked
// after three; a state error for a card that is lost, frozen or over. The answer comes after the count is on disk.
func (c *Cards) VerifyPIN(ctx context.Context, id store.ID, b hsm.Block) (auth.Party, error) {
	was, h, err := c.opened(ctx, id)
	if err != nil {
		return 0, err
	}
	j, err := c.judge(ctx, was, h, &b)
	if err != nil {
		return 0, err
	}
	var refusal error
	var holder auth.Party
	err = c.st.Update(ctx, func(tx *store.Tx) error {
		refusal = nil
		one, err := c.locked(tx, id)
		if err != nil {
			return err
		}
		holder = one.Holder
		if one.State.over() || one.State == Lost {
			refusal = one.wrong()
			return nil
		}
		before := one.Digest()
		var changed bool
		if changed, refusal = one.count(j); !changed {
			return nil
		}
		return c.change(tx, "pin_try", before, one, "")
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return 0, err
	}
	return holder, nil
}

// Enter is a card and a typed PIN as a credential, for signing in at a terminal: it is VerifyPIN by number, for an active card.
// The PIN becomes a block of the security module's at once. An unknown number is answered like a wrong PIN.
func (c *Cards) Enter(ctx context.Context, number, pin string) (auth.Party, error) {
	public, err := c.PublicKey(ctx)
	if err != nil {
		return 0, err
	}
	pad, err := hsm.NewPad(public)
	if err != nil {
		return 0, err
	}
	b, err := pad.Block(pin, hsm.ByNumber, number)
	if err != nil {
		return 0, ErrPIN
	}
	one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.ByNumber(v, number) })
	switch {
	case errors.Is(err, ErrUnknown):
		return 0, ErrPIN
	case err != nil:
		return 0, err
	case one.State != Active && one.State != Frozen:
		return 0, one.wrong()
	}
	return c.VerifyPIN(ctx, one.ID, b)
}

// ActReset is the act that resets a PIN: two people, since whoever can reset a PIN alone can take the money.
const ActReset = "card.reset_pin"

// Reset is its payload.
type Reset struct {
	Card store.ID `json:"card"`
}

// Acts are what of this room needs four eyes.
func (c *Cards) Acts() []approval.Act {
	return []approval.Act{{Kind: ActReset, EN: "Reset a card's PIN", ZH: "重置银行卡密码", Permission: mayDesk, StepUp: true,
		Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			var r Reset
			if err := json.Unmarshal(payload, &r); err != nil {
				return nil, ErrUnknown.Because(err)
			}
			_, err := c.resetPIN(tx, r.Card)
			return nil, err
		},
		Describe: func(ctx context.Context, payload json.RawMessage) []approval.Line {
			var r Reset
			if json.Unmarshal(payload, &r) != nil {
				return nil
			}
			one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, r.Card) })
			if err != nil {
				return nil
			}
			return []approval.Line{{EN: "Card", ZH: "卡号", Value: one.Number}, {EN: "Holder", ZH: "持卡人", Value: one.Holder.String()}}
		}}}
}

// resetPIN takes a PIN away; the holder chooses another.
func (c *Cards) resetPIN(tx *store.Tx, id store.ID) (*Card, error) {
	return c.do(tx, id, "reset_pin", "", func(one *Card) error {
		if one.State.over() {
			return one.wrong()
		}
		one.keep(nil)
		return nil
	})
}

// ProposeReset asks a second person to reset a PIN (密码重置), whose holder stands at the counter with her document.
func (c *Cards) ProposeReset(tx *store.Tx, id store.ID, reason string) (*approval.Approval, error) {
	one, err := c.Get(tx, id)
	switch {
	case err != nil:
		return nil, err
	case one.State.over():
		return nil, one.wrong()
	case c.o.Approvals == nil:
		return nil, ErrFourEyes
	case !saysWhy(reason):
		return nil, ErrReason
	}
	payload, err := json.Marshal(Reset{Card: id})
	if err != nil {
		return nil, err
	}
	a, err := c.o.Approvals.Propose(tx, approval.Proposal{Kind: ActReset, Object: string(ObjectCard) + "/" + id.String(), Payload: payload,
		Reason: reason, About: one.Holder})
	return &a, err
}

func saysWhy(reason string) bool {
	n := utf8.RuneCountInString(reason)
	return n >= 1 && n <= 200 && utf8.ValidString(reason)
}

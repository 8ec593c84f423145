package card

import (
	"context"
	"errors"
	"regexp"
	"time"
	"unicode/utf8"

	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

var categoryForm = regexp.MustCompile(`^([0-9]{4})?$`)

// check refuses what is no request; what is one and can't be approved is declined instead.
func (r *Request) check() error {
	if r.Acquirer == 0 || !referenceOK(r.Reference) || r.Amount <= 0 || !known(r.Channel) || !categoryForm.MatchString(r.Category) ||
		utf8.RuneCountInString(r.Merchant) > 60 || len(r.Terminal) > 16 || !utf8.ValidString(r.Merchant+r.Terminal) || !r.Currency.Valid() {
		return ErrRequest
	}
	return nil
}

func referenceOK(s string) bool { return len(s) >= 1 && len(s) <= 64 && utf8.ValidString(s) }

// verified is what was found out before the update: by whom, and whether PIN and CVV are right.
type verified struct {
	card     store.ID // 0: no card has the number
	pin      judgement
	cvv      bool // it was right
	cvvGiven bool
}

// Authorise decides on a request (授权): approved, the amount is held on the card's account until it is captured, reversed or expires.
// A decline is an answer and no error. The same reference again answers the same; another request under it is ErrReference.
func (c *Cards) Authorise(ctx context.Context, r Request) (*Authorisation, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	seen, err := c.verify(ctx, &r)
	if err != nil {
		return nil, err
	}
	var a *Authorisation
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		a, err = c.authorise(tx, &r, seen)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.shown(c.st.Now()), nil
}

func (c *Cards) verify(ctx context.Context, r *Request) (seen verified, err error) {
	number, err := ident.ParseCard(r.Number)
	if err != nil {
		return seen, nil // no card has it
	}
	one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.byNumber(v, string(number), r.Expiry) })
	if errors.Is(err, ErrUnknown) {
		return seen, nil
	}
	if err != nil {
		return seen, err
	}
	seen.card = one.ID
	h := one.holder(string(number))
	if seen.pin, err = c.judge(ctx, one, h, r.PIN); err != nil {
		return seen, err
	}
	if seen.cvvGiven = r.CVV != ""; seen.cvvGiven {
		if c.o.HSM == nil {
			return seen, ErrHSM
		}
		seen.cvv, err = c.o.HSM.VerifyCVV(ctx, h, one.expiry(), printedService, r.CVV)
	}
	return seen, err
}

func (c *Cards) authorise(tx *store.Tx, r *Request, seen verified) (*Authorisation, error) {
	var one *Card
	if seen.card != 0 {
		var err error
		if one, err = c.locked(tx, seen.card); err != nil {
			return nil, err
		}
	}
	if was, found, err := authorisationByReference(tx, r.Acquirer, r.Reference); err != nil || found {
		if err == nil && !was.same(r, seen.card) {
			err = ErrReference
		}
		return was, err
	}
	days := holdDays
	if r.Long {
		days = longHoldDays
	}
	a := &Authorisation{ID: tx.NewID(), Acquirer: r.Acquirer, Reference: r.Reference, Card: seen.card, Channel: r.Channel, Amount: r.Amount,
		Currency: r.Currency, Merchant: r.Merchant, Category: r.Category, Terminal: r.Terminal, State: Declined, Response: NoSuchCard,
		MadeAt: tx.Now(), ExpiresAt: tx.Now().Add(time.Duration(days) * 24 * time.Hour), day: dayOf(tx.Now()), version: 1}
	if one != nil {
		a.Account = one.Account
	}
	if err := insertAuthorisation(tx, a); err != nil {
		if errors.Is(err, store.ErrDuplicate) { // the same reference, at the same moment, in another process
			err = store.ErrConflict.Because(err)
		}
		return nil, err
	}
	if one != nil {
		if err := c.decide(tx, one, r, seen, a); err != nil {
			return nil, err
		}
		if err := updateAuthorisation(tx, a); err != nil {
			return nil, err
		}
	}
	return a, c.noteAuthorisation(tx, "authorise", audit.Digest{}, a)
}

func (c *Cards) noteAuthorisation(tx *store.Tx, verb string, before audit.Digest, a *Authorisation) error {
	return c.note(tx, audit.Note{Verb: "card." + verb, Kind: objectAuthorisation, Object: a.ID.String(), Version: a.version,
		Before: before, After: a.Digest(), Salted: true})
}

// decide fills in the response and, approved, takes from the counters and places the hold.
func (c *Cards) decide(tx *store.Tx, one *Card, r *Request, seen verified, a *Authorisation) (err error) {
	if a.Response = one.standing(r, a); a.Response != Approved {
		return nil
	}
	if a.Response, err = c.identity(tx, one, r, seen); err != nil || a.Response != Approved {
		return err
	}
	spent, err := lockSpent(tx, one.ID, a.day, r.Channel)
	if err != nil {
		return err
	}
	l := one.Limits[r.Channel]
	sum, err := spent.amount.Add(r.Amount)
	switch {
	case r.Amount > l.Each || err != nil || sum > l.Day:
		a.Response = OverAmount
		return nil
	case spent.times >= timesADay:
		a.Response = OverTimes
		return nil
	}
	if a.Response, err = c.reserve(tx, r, a); err != nil || a.Response != Approved {
		return err
	}
	a.State = Held
	spent.amount, spent.times = sum, spent.times+1
	return writeSpent(tx, &spent)
}

// standing looks at the card alone.
func (c *Card) standing(r *Request, a *Authorisation) Response {
	switch {
	case c.Kind != Debit:
		return NotAllowed
	case c.State == Lost:
		return LostCard
	case c.State == Frozen:
		return RestrictedUse
	case c.State == Expired || c.ExpiresOn.Before(a.day) || r.Expiry != "" && r.Expiry != c.expiry():
		return ExpiredCard
	case c.State.over():
		return NoSuchCard
	case c.State == Issued:
		return NotActivated
	case c.Limits[r.Channel].Day == 0 || r.Currency != c.Currency:
		return NotAllowed
	}
	return Approved
}

// identity looks at what shows that the holder is there: the PIN at machines, the printed value online. A wrong PIN counts.
func (c *Cards) identity(tx *store.Tx, one *Card, r *Request, seen verified) (Response, error) {
	if r.Channel == Online && !seen.cvvGiven || seen.cvvGiven && !seen.cvv {
		return WrongCVV, nil
	}
	needed := r.Channel == ATM || r.Channel == POS || r.Channel == Contactless && r.Amount > freeOfPIN
	if r.PIN == nil && !needed {
		return Approved, nil
	}
	before := one.Digest()
	changed, refusal := one.count(seen.pin)
	if changed {
		if err := c.change(tx, "pin_try", before, one, ""); err != nil {
			return Honour, err
		}
	}
	switch {
	case refusal == nil:
		return Approved, nil
	case errors.Is(refusal, ErrPINBlocked):
		return PINTries, nil
	case errors.Is(refusal, ErrVersion):
		return TryAgain, nil
	}
	return WrongPIN, nil
}

// accountChannel is the accounts' word for what comes by card, whatever the card's own channel.
const accountChannel = "card"

// reserve asks the account and places the hold.
func (c *Cards) reserve(tx *store.Tx, r *Request, a *Authorisation) (Response, error) {
	acc, err := c.o.Accounts.Get(tx, a.Account)
	if err != nil {
		return Honour, err
	}
	if err := c.o.Accounts.MayPay(tx, acc, r.Amount, accountChannel); err != nil {
		if fault(err) {
			return Honour, err
		}
		return NotAllowed, nil
	}
	if err := c.o.Accounts.Touch(tx, a.Account); err != nil {
		return Honour, err
	}
	h := &ledger.Hold{Account: a.Account, Kind: "card.authorise", Reference: a.ID.String(), Amount: r.Amount, ExpiresAt: a.ExpiresAt,
		Summary: r.Merchant}
	err = tx.Savepoint(func() error { return c.led.PlaceHold(tx, h) })
	a.hold = h.ID
	switch {
	case err == nil:
		return Approved, nil
	case fault(err):
		return Honour, err
	}
	a.hold = 0
	switch problem.Of(err).Code {
	case ledger.ErrInsufficient.Code:
		return NoFunds, nil
	case ledger.ErrFrozen.Code, ledger.ErrDebitFrozen.Code:
		return RestrictedUse, nil
	}
	return Honour, nil
}

// fault says that an error is the bank's own, not a refusal.
func fault(err error) bool {
	k := problem.KindOf(err)
	return k == problem.Internal || k == problem.Unavailable || k == problem.Conflict
}

// restore gives an amount back to the counter of an authorisation's day: what is reversed was not spent.
func restore(tx *store.Tx, a *Authorisation, amount money.Amount, times int64) error {
	spent, err := lockSpent(tx, a.Card, a.day, a.Channel)
	if err != nil {
		return err
	}
	spent.amount -= amount
	spent.times -= times
	a.restored += amount
	return writeSpent(tx, &spent)
}

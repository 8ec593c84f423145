package card

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// NewCard is what issuing a card needs.
type NewCard struct {
	Account ledger.AccountID
	Kind    Kind       // default Debit
	Holder  auth.Party // default the account's owner
}

// numberDigits is the length of a new number.
const numberDigits = 19

// freshNumber makes a random number of the bank's own, so that no number tells of another.
func (c *Cards) freshNumber() (ident.Card, error) {
	var b strings.Builder
	for range numberDigits - 1 - len(c.o.BIN) {
		n, err := rand.Int(rand.Reader, big.NewInt(10))
		if err != nil {
			return "", err
		}
		b.WriteByte(byte('0' + n.Int64()))
	}
	return ident.NewCard(c.o.BIN, b.String())
}

// Issue makes a card on an account (发卡). It is sent out not activated and without a PIN.
func (c *Cards) Issue(_ context.Context, tx *store.Tx, n NewCard) (*Card, error) {
	if n.Kind == "" {
		n.Kind = Debit
	}
	if n.Kind != Debit {
		return nil, ErrKind
	}
	a, err := c.o.Accounts.Get(tx, n.Account)
	if err != nil {
		return nil, err
	}
	if a.State != account.Active || !payable(a.Kind) {
		return nil, ErrAccount
	}
	if n.Holder == 0 {
		n.Holder = a.Owner
	}
	if err := c.mayHold(tx, a, n.Holder); err != nil {
		return nil, err
	}
	one := &Card{Kind: n.Kind, Sequence: 1, Owner: a.Owner, Holder: n.Holder, Account: a.ID, Branch: a.Branch, Currency: a.Currency,
		ExpiresOn: lastDay(dayOf(tx.Now())), State: Issued, Limits: DefaultLimits(), IssuedAt: tx.Now(), Version: 1}
	if err := c.give(tx, one); err != nil {
		return nil, err
	}
	if c.o.Issued != nil {
		if err := c.o.Issued(tx, one.Holder); err != nil {
			return nil, err
		}
	}
	return one, c.noteCard(tx, "issue", audit.Digest{}, one, "")
}

// mayHold lets a person's card be held by her, and by who else may; an organisation has no hand to hold one, so somebody who acts
// for it must be named.
func (c *Cards) mayHold(q store.Querier, a account.Account, holder auth.Party) error {
	if body := a.Holder == account.ForFirm || a.Holder == account.ForAgency; holder == a.Owner && !body {
		return nil
	}
	if holder == a.Owner || c.o.MayHold == nil {
		return ErrHolder
	}
	may, err := c.o.MayHold(q, a, holder)
	if err == nil && !may {
		err = ErrHolder
	}
	return err
}

// payable says whether a card can be drawn on accounts of a kind.
func payable(k account.Kind) bool {
	return k == account.Demand || k == account.Basic || k == account.General || k == account.ZeroBalance
}

// lastDay is a new card's.
func lastDay(today calendar.Date) calendar.Date { return today.AddYears(yearsValid).EndOfMonth() }

// give numbers and inserts a new card. Numbers are random, so that two lanes meet by chance only; the unique index has the last word.
func (c *Cards) give(tx *store.Tx, one *Card) error {
	for range 5 {
		number, err := c.freshNumber()
		if err != nil {
			return err
		}
		taken, err := lockMarks(tx, c.o.Vault.Marks(numberKind, string(number)))
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		if err := c.insert(tx, one, string(number)); !errors.Is(err, store.ErrDuplicate) {
			return err
		}
	}
	return ErrNumbers
}

func (c *Cards) insert(tx *store.Tx, one *Card, number string) (err error) {
	one.ID, one.Number = tx.NewID(), ident.Card(number).Mask()
	one.mark = c.o.Vault.Mark(numberKind, number)
	if one.sealed, err = c.o.Vault.Seal(vault.Place{Table: cardTable, Column: numberColumn, Row: one.ID}, []byte(number)); err != nil {
		return err
	}
	return insertCard(tx, one)
}

// Replace ends a card and makes another with a new number on the same account (补卡, 换号): after a loss, or because the number became
// known to others. The new one has neither PIN nor activation.
func (c *Cards) Replace(_ context.Context, tx *store.Tx, id store.ID, reason string) (*Card, error) {
	if !saysWhy(reason) {
		return nil, ErrReason
	}
	old, err := c.locked(tx, id)
	if err != nil {
		return nil, err
	}
	if old.State.over() {
		return nil, old.wrong()
	}
	before := old.Digest()
	next := *old
	next.Sequence, next.State, next.Version, next.Replaces, next.ReplacedBy = 1, Issued, 1, old.ID, 0
	next.pin, next.tries, next.HasPIN, next.PINBlocked = nil, 0, false, false
	next.Loss, next.LostAt, next.ActivatedAt, next.EndedAt = "", nil, nil, nil
	next.IssuedAt, next.ExpiresOn = tx.Now(), lastDay(dayOf(tx.Now()))
	if err := c.give(tx, &next); err != nil {
		return nil, err
	}
	if err := c.noteCard(tx, "issue", audit.Digest{}, &next, reason); err != nil {
		return nil, err
	}
	now := tx.Now()
	old.State, old.EndedAt, old.ReplacedBy = Replaced, &now, next.ID
	return &next, c.change(tx, "replace", before, old, reason)
}

// Renew makes the next card under the same number (到期换卡), with the old one's PIN. The old one serves until the new one is activated,
// or its own last day.
func (c *Cards) Renew(ctx context.Context, id store.ID) (*Card, error) {
	was, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, id) })
	if err != nil {
		return nil, err
	}
	number, err := c.number(was)
	if err != nil {
		return nil, err
	}
	var next Card
	err = c.st.Update(ctx, func(tx *store.Tx) error {
		old, err := c.locked(tx, id)
		if err != nil {
			return err
		}
		today := dayOf(tx.Now())
		switch {
		case old.State != Active && old.State != Expired || old.ReplacedBy != 0:
			return old.wrong()
		case old.ExpiresOn.AddMonths(-renewMonths).After(today):
			return ErrRenew
		}
		before := old.Digest()
		next = *old
		next.Sequence, next.State, next.Version, next.Replaces = old.Sequence+1, Issued, 1, old.ID
		next.ActivatedAt, next.EndedAt, next.IssuedAt, next.ExpiresOn = nil, nil, tx.Now(), lastDay(today)
		if err := c.insert(tx, &next, number); err != nil {
			return err
		}
		if err := c.noteCard(tx, "issue", audit.Digest{}, &next, ""); err != nil {
			return err
		}
		old.ReplacedBy = next.ID
		return c.change(tx, "renew", before, old, "")
	})
	if err != nil {
		return nil, err
	}
	return &next, nil
}

// Activate puts a card into use (激活). A renewed one takes its forerunner's place.
func (c *Cards) Activate(_ context.Context, tx *store.Tx, id store.ID) (*Card, error) {
	one, err := c.Get(tx, id)
	if err != nil {
		return nil, err
	}
	if one.Replaces != 0 && one.Sequence > 1 { // the elder first, so that two updates lock in one order
		if err := c.retire(tx, one.Replaces); err != nil {
			return nil, err
		}
	}
	return c.do(tx, id, "activate", "", func(one *Card) error {
		switch {
		case one.State != Issued:
			return one.wrong()
		case one.ExpiresOn.Before(dayOf(tx.Now())):
			one.State = Expired
			return one.wrong()
		case len(one.pin) == 0:
			return ErrPINMissing
		}
		now := tx.Now()
		one.State, one.ActivatedAt = Active, &now
		return nil
	})
}

// retire ends a renewed card's forerunner.
func (c *Cards) retire(tx *store.Tx, id store.ID) error {
	old, err := c.locked(tx, id)
	if err != nil || old.State.over() {
		return err
	}
	before, now := old.Digest(), tx.Now()
	old.State, old.EndedAt = Replaced, &now
	return c.change(tx, "retire", before, old, "")
}

// Embossing is what the maker of the physical card needs. It leaves the bank once, and is kept nowhere.
type Embossing struct {
	Number, Expiry string
	CVV            string // on the stripe
	CVV2           string // printed
}

// ServiceCode says how a card may be used (ISO/IEC 7813): in the country and abroad, chip first, PIN where possible.
const ServiceCode = "220"

// printedService is the service code of the printed CVV.
const printedService = "000"

// Emboss gives what is put onto a card that is not activated yet.
func (c *Cards) Emboss(ctx context.Context, id store.ID) (e Embossing, err error) {
	one, err := view(ctx, c, func(v *store.View) (*Card, error) { return c.Get(v, id) })
	switch {
	case err != nil:
		return e, err
	case one.State != Issued:
		return e, one.wrong()
	case c.o.HSM == nil:
		return e, ErrHSM
	}
	if e.Number, err = c.number(one); err != nil {
		return e, err
	}
	e.Expiry = one.expiry()
	if e.CVV, err = c.o.HSM.CVV(ctx, one.holder(e.Number), e.Expiry, ServiceCode); err != nil {
		return e, err
	}
	if e.CVV2, err = c.o.HSM.CVV(ctx, one.holder(e.Number), e.Expiry, printedService); err != nil {
		return e, err
	}
	return e, c.st.Update(ctx, func(tx *store.Tx) error {
		now, err := c.locked(tx, id)
		if err != nil {
			return err
		}
		return c.noteCard(tx, "emboss", now.Digest(), now, "")
	})
}

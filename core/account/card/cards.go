package card

import (
	"context"

	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// Accounts is what cards need of the deposit accounts behind them.
type Accounts interface {
	Get(q store.Querier, id ledger.AccountID) (account.Account, error)
	// MayPay refuses what the account's state, product or level doesn't allow.
	MayPay(q store.Querier, a account.Account, amount money.Amount, channel string) error
	// Touch records an act of the owner's own.
	Touch(tx *store.Tx, id ledger.AccountID) error
}

// Spend is money that a card has spent at a merchant, or got back, for whoever rewards it.
type Spend struct {
	Party     auth.Party
	Account   ledger.AccountID
	Amount    money.Amount // captured, or refunded
	Category  string       // of the merchant, ISO 18245 (商户类别码)
	Reference string       // names the capture; of a refund, the capture's authorisation
	Refund    string       // names the refund; "" for spending
}

// Options are what a bank's cards need.
type Options struct {
	Vault     *vault.Vault
	HSM       hsm.HSM // nil: no PIN can be set or verified
	Accounts  Accounts
	Audit     *audit.Log         // nil: nothing is noted
	Approvals *approval.Register // nil: no PIN can be reset
	BIN       string             // default DemoBIN
	// MayHold says whether a party other than the account's owner may hold a card that draws on it. nil: nobody may.
	MayHold func(q store.Querier, a account.Account, holder auth.Party) (bool, error)
	// Issued hears of each new holder, in the update: who has a card can sign in at terminals by it. nil: nobody.
	Issued func(tx *store.Tx, holder auth.Party) error
	Earn   func(tx *store.Tx, s Spend) error     // hears of captures and refunds, in their update; nil: nobody
	Named  func(s *auth.Subject) (client string) // of an acquirer's program; nil: its client id
}

// DemoBIN begins the numbers of a bank that has none of its own yet: no issuer has it. A real one is given by the network
// (ISO/IEC 7812; in China 银联 62).
const DemoBIN = "629999"

// Cards issues cards and answers for what is done with them.
type Cards struct {
	st  *store.Store
	led *ledger.Ledger
	o   Options
}

// The column of the numbers.
const (
	cardTable    = "card_cards"
	numberColumn = "number_sealed"
	numberKind   = "card.number" // of marks
)

// New makes the room. Call it before the store's first update.
func New(st *store.Store, led *ledger.Ledger, o Options) *Cards {
	if o.BIN == "" {
		o.BIN = DemoBIN
	}
	if o.Named == nil {
		o.Named = func(s *auth.Subject) string { return s.Client }
	}
	c := &Cards{st: st, led: led, o: o}
	if o.Vault != nil {
		o.Vault.AddColumn(vault.Column{Table: cardTable, Column: numberColumn, Key: "id", Mark: &vault.MarkColumn{Column: "number_mark",
			Of: func(_ string, plain []byte) (string, string) { return numberKind, string(plain) }}})
	}
	if o.Approvals != nil {
		o.Approvals.Add(c.Acts()...)
	}
	return c
}

// Get is a card. ErrUnknown if there is none.
func (c *Cards) Get(q store.Querier, id store.ID) (*Card, error) {
	one, ok, err := cardByID(q, id)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return one, err
}

// ByNumber is the card that a number names now: of one that was renewed the card in use, else the newest. ErrUnknown for a
// number that the bank never gave; the number itself appears in no error.
func (c *Cards) ByNumber(q store.Querier, number string) (*Card, error) {
	return c.byNumber(q, number, "")
}

// byNumber takes the card that ends in a month (YYMM) where that is known.
func (c *Cards) byNumber(q store.Querier, number, expiry string) (*Card, error) {
	all, err := cardsByMarks(q, c.o.Vault.Marks(numberKind, number))
	if err != nil {
		return nil, err
	}
	var best *Card
	for _, one := range all { // the newest first
		switch {
		case expiry != "" && one.expiry() == expiry:
			return one, nil
		case best == nil, best.rank() < one.rank():
			best = one
		}
	}
	if best == nil {
		return nil, ErrUnknown
	}
	return best, nil
}

// rank orders cards of one number by their use.
func (c *Card) rank() int {
	switch {
	case c.State.over():
		return 0
	case c.State == Issued:
		return 1
	}
	return 2
}

// number opens a card's number. Do it outside of updates.
func (c *Cards) number(one *Card) (string, error) {
	b, err := c.o.Vault.Open(vault.Place{Table: cardTable, Column: numberColumn, Row: one.ID}, one.sealed)
	return string(b), err
}

// locked reads a card for update: until the commit nobody else changes it, its counters or its PIN's tries.
func (c *Cards) locked(tx *store.Tx, id store.ID) (*Card, error) {
	one, ok, err := lockCard(tx, id)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return one, err
}

// change writes a locked card and notes it.
func (c *Cards) change(tx *store.Tx, verb string, before audit.Digest, one *Card, reason string) error {
	one.Version++
	if err := updateCard(tx, one); err != nil {
		return err
	}
	return c.noteCard(tx, verb, before, one, reason)
}

func (c *Cards) noteCard(tx *store.Tx, verb string, before audit.Digest, one *Card, reason string) error {
	return c.note(tx, audit.Note{Verb: "card." + verb, Kind: string(ObjectCard), Object: one.ID.String(), Version: one.Version,
		Before: before, After: one.Digest(), Salted: true, Reason: reason})
}

func (c *Cards) note(tx *store.Tx, n audit.Note) error {
	if c.o.Audit == nil {
		return nil
	}
	return c.o.Audit.Note(tx, n)
}

// do locks a card, lets f judge and change it, and keeps it.
func (c *Cards) do(tx *store.Tx, id store.ID, verb, reason string, f func(one *Card) error) (*Card, error) {
	one, err := c.locked(tx, id)
	if err != nil {
		return nil, err
	}
	before := one.Digest()
	if err := f(one); err != nil {
		return nil, err
	}
	return one, c.change(tx, verb, before, one, reason)
}

// view reads one snapshot.
func view[T any](ctx context.Context, c *Cards, read func(*store.View) (T, error)) (out T, err error) {
	err = c.st.View(ctx, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}

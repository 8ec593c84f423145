package collect

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"
	"strings"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// passPrefix begins every pass of this bank; scanners tell wallets apart by it.
const passPrefix = "86"

// newNumber draws a pass: the prefix, 15 random digits, and a Luhn digit (ISO/IEC 7812-1, annex B).
func newNumber() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000_000))
	if err != nil {
		panic(err) // never: the program dies instead
	}
	digits := n.String()
	digits = passPrefix + strings.Repeat("0", 15-len(digits)) + digits
	return digits + string(rune('0'+luhn(digits)))
}

// luhn is the check digit behind these digits.
func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

// checkNumber refuses what can't be a pass before anything is looked up.
func checkNumber(number string) error {
	if len(number) != 18 || !strings.HasPrefix(number, passPrefix) || strings.Trim(number, "0123456789") != "" ||
		int(number[17]-'0') != luhn(number[:17]) {
		return ErrPass
	}
	return nil
}

// pass is its row.
type pass struct {
	id, owner store.ID
	account   ledger.AccountID
	expires   int64
	used      bool
}

// Show makes a pass of an account (出示付款码), good for a minute and once. number comes from NewNumber, before the update.
func (c *Collect) Show(tx *store.Tx, account ledger.AccountID, by auth.Party, number string) (*Pass, error) {
	if _, err := c.o.Accounts.Get(tx, account); err != nil {
		return nil, err
	}
	if err := checkNumber(number); err != nil {
		return nil, err
	}
	p := &Pass{ID: tx.NewID(), Account: account, Number: number, ExpiresAt: tx.Now().Add(passFor)}
	mark := sha256.Sum256([]byte(number))
	if err := insertPass(tx, p, mark[:], by); err != nil {
		return nil, err
	}
	return p, dropPasses(tx, tx.Now().Add(-24*passFor))
}

// NewNumber draws the number of a pass.
func (*Collect) NewNumber() string { return newNumber() }

// Charge is what a shop asks of a pass.
type Charge struct {
	Number    string           // of the pass
	To        ledger.AccountID // the shop's account
	Title     string           // what the payer reads; "" the account's name
	Amount    money.Amount
	Note      string
	Reference string // the shop's number of the bill, unique for ever
}

// Charged is what came of it: at once a collection, or an ask that the payer must confirm.
type Charged struct {
	Collection *Collection `json:"collection,omitempty"`
	Ask        *Ask        `json:"ask,omitempty" doc:"The payer must confirm it; read it again until its state changes."`
}

// ChargePass charges a pass (扫顾客付款码). The same reference answers what was made the first time. Errors: ErrPass, ErrAmount,
// ErrReference, ErrReferenceUsed, ErrOwnCode, ErrTitle; those of payments.
func (c *Collect) ChargePass(ctx context.Context, tx *store.Tx, in Charge) (*Charged, error) {
	to, err := c.o.Accounts.Get(tx, in.To)
	if err != nil {
		return nil, err
	}
	if in.Title == "" {
		in.Title = cut(to.Name, 25)
	}
	switch {
	case !referenceForm.MatchString(in.Reference):
		return nil, ErrReference
	case in.Amount <= 0 || in.Amount > maxAmount:
		return nil, ErrAmount
	case utf8.RuneCountInString(in.Title) > 25 || utf8.RuneCountInString(in.Note) > 60:
		return nil, ErrTitle
	}
	if err := checkNumber(in.Number); err != nil {
		return nil, err
	}
	mark := sha256.Sum256([]byte(in.Number))
	p, err := lockPass(tx, mark[:])
	if err != nil {
		return nil, err
	}
	if was, err := c.charged(tx, to.Owner, in, p); was != nil || err != nil {
		return was, err
	}
	if p.used || tx.Now().UnixMicro() >= p.expires {
		return nil, ErrPass
	}
	if p.account == in.To {
		return nil, ErrOwnCode
	}
	if err := usePass(tx, p.id); err != nil {
		return nil, err
	}
	on, _ := tx.BankDate()
	most, err := c.o.Unasked(tx, on)
	if err != nil {
		return nil, err
	}
	if in.Amount > most {
		a := &Ask{ID: tx.NewID(), Title: in.Title, Amount: in.Amount, Note: in.Note, State: Open, MadeAt: tx.Now(), ExpiresAt: tx.Now().Add(askFor),
			pass: p.id, payer: p.owner, payerAccount: p.account, payee: to.Owner, payeeAccount: in.To, branch: string(to.Branch), reference: in.Reference}
		if err := insertAsk(tx, a); err != nil {
			return nil, err
		}
		return &Charged{Ask: a}, c.tell(tx, "collect.asked", a)
	}
	col := &Collection{Pass: p.id, Payee: to.Owner, PayeeAccount: in.To, Payer: p.owner, payerAccount: p.account, Branch: string(to.Branch),
		Title: in.Title, Note: in.Note, Amount: in.Amount, Reference: in.Reference}
	// The pass itself is the payer's consent, given within a minute (小额免密); account, limits and rules are asked all the same.
	if err := c.book(ctx, tx, col, payment.Web, false); err != nil {
		return nil, err
	}
	return &Charged{Collection: col}, nil
}

// charged is the answer of the first time, for the same shop, pass and content.
func (c *Collect) charged(tx *store.Tx, payee auth.Party, in Charge, p pass) (*Charged, error) {
	col, err := collectionByReference(tx, payee, in.Reference)
	if err == nil {
		if col.Pass != p.id || col.Amount != in.Amount || col.PayeeAccount != in.To {
			return nil, ErrReferenceUsed
		}
		return &Charged{Collection: col}, nil
	}
	if !errors.Is(err, ErrUnknown) {
		return nil, err
	}
	a, err := askByReference(tx, payee, in.Reference)
	if err == nil {
		if a.pass != p.id || a.Amount != in.Amount || a.payeeAccount != in.To {
			return nil, ErrReferenceUsed
		}
		return &Charged{Ask: a}, nil
	}
	if errors.Is(err, ErrUnknownAsk) {
		err = nil
	}
	return nil, err
}

// Confirm lets an ask be paid (确认付款), by its payer; Decline ends it. Errors: ErrUnknownAsk, ErrDecided, ErrExpired; those of
// payments.
func (c *Collect) Confirm(ctx context.Context, tx *store.Tx, id store.ID) (*Ask, error) {
	a, err := lockAsk(tx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case a.State == Paid:
		return a, nil
	case a.State != Open:
		return nil, ErrDecided
	case !tx.Now().Before(a.ExpiresAt):
		return nil, ErrExpired
	}
	col := &Collection{Pass: a.pass, Payee: a.payee, PayeeAccount: a.payeeAccount, Payer: a.payer, payerAccount: a.payerAccount,
		Branch: a.branch, Title: a.Title, Note: a.Note, Amount: a.Amount, Reference: a.reference}
	if err := c.book(ctx, tx, col, payment.Web, false); err != nil {
		return nil, err
	}
	a.State, a.Collection = Paid, col.ID
	return a, updateAsk(tx, a)
}

// Decline ends an ask without a payment.
func (c *Collect) Decline(tx *store.Tx, id store.ID) (*Ask, error) {
	a, err := lockAsk(tx, id)
	switch {
	case err != nil:
		return nil, err
	case a.State == Stopped:
		return a, nil
	case a.State != Open:
		return nil, ErrDecided
	}
	a.State = Stopped
	if err := updateAsk(tx, a); err != nil {
		return nil, err
	}
	return a, c.tell(tx, "collect.declined", a)
}

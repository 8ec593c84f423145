package collect

import (
	"context"
	"errors"
	"regexp"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// NewCode is what makes a code.
type NewCode struct {
	Account  ledger.AccountID
	Title    string        // what the payer reads; "" the account's name
	Category string        // ISO 18245; "" 5999, miscellaneous shops
	Amount   money.Amount  // of one bill; 0: the payer says
	Note     string        // what for
	For      time.Duration // how long a code of one bill lives; 0: 15 minutes
}

var fourDigits = regexp.MustCompile(`^[0-9]{4}$`)

// maxAmount bounds one collection: 5 million yuan.
const maxAmount money.Amount = 5_000_000_00

// Make makes a code (生成收款码): for one bill if an amount is given, else to be printed. Errors: ErrTitle, ErrCategory, ErrAmount,
// ErrExpiry; those of the account.
func (c *Collect) Make(tx *store.Tx, n NewCode) (*Code, error) {
	a, err := c.o.Accounts.Get(tx, n.Account)
	if err != nil {
		return nil, err
	}
	if a.State == account.Closed {
		return nil, ErrStopped
	}
	if n.Title == "" {
		n.Title = cut(a.Name, 25)
	}
	if n.Category == "" {
		n.Category = "5999"
	}
	switch {
	case utf8.RuneCountInString(n.Title) > 25 || utf8.RuneCountInString(n.Note) > 60:
		return nil, ErrTitle
	case !fourDigits.MatchString(n.Category):
		return nil, ErrCategory
	case n.Amount < 0 || n.Amount > maxAmount:
		return nil, ErrAmount
	case n.For < 0 || n.For > 30*24*time.Hour || n.For > 0 && (n.For < time.Minute || n.Amount == 0):
		return nil, ErrExpiry
	}
	one := &Code{ID: tx.NewID(), Account: n.Account, Owner: a.Owner, Branch: string(a.Branch), Title: n.Title, Category: n.Category,
		Amount: n.Amount, Note: n.Note, Once: n.Amount > 0, State: Open, MadeAt: tx.Now()}
	if one.Once {
		if n.For == 0 {
			n.For = 15 * time.Minute
		}
		end := tx.Now().Add(n.For)
		one.ExpiresAt = &end
	}
	if err := insertCode(tx, one); err != nil {
		return nil, err
	}
	one.Text = write(one)
	return one, c.note(tx, "collect.make", KindCode, one.ID, audit.Digest{}, one.Digest(), "")
}

// Stop ends a code (停用): nobody pays by it any more. Errors: ErrUnknownCode, ErrDecided.
func (c *Collect) Stop(tx *store.Tx, id store.ID) (*Code, error) {
	one, err := lockCode(tx, id)
	if err != nil {
		return nil, err
	}
	if one.State != Open {
		return nil, ErrDecided
	}
	return one, c.endCode(tx, one, Stopped, "collect.stop")
}

func (c *Collect) endCode(tx *store.Tx, one *Code, to State, verb string) error {
	before := one.Digest()
	now := tx.Now()
	one.State, one.EndedAt = to, &now
	if err := updateCode(tx, one); err != nil {
		return err
	}
	return c.note(tx, verb, KindCode, one.ID, before, one.Digest(), "")
}

// stateAt is a code's state at a moment: one for a bill expires by itself.
func (one *Code) stateAt(t time.Time) State {
	if one.State == Open && one.ExpiresAt != nil && !t.Before(*one.ExpiresAt) {
		return Expired
	}
	return one.State
}

// payable refuses a code that can't be paid now.
func (one *Code) payable(t time.Time) error {
	switch one.stateAt(t) {
	case Paid:
		return ErrPaid
	case Stopped:
		return ErrStopped
	case Expired:
		return ErrExpired
	}
	return nil
}

// parse finds the code that a text stands for: ErrText, ErrOtherBank.
func parse(text string) (store.ID, error) {
	p, err := read(text)
	if err != nil {
		return 0, ErrText
	}
	if p.code == "" {
		if p.network == "" {
			return 0, ErrText
		}
		return 0, ErrOtherBank.With(p.network)
	}
	id, err := store.ParseID(p.code)
	if err != nil {
		return 0, ErrText
	}
	return id, nil
}

// Look tells who is paid by a code (扫码识别), for a payer; on is the bank date. Errors: ErrText, ErrOtherBank, ErrUnknownCode, ErrStopped, ErrExpired,
// ErrPaid.
func (c *Collect) Look(q store.Querier, now time.Time, on calendar.Date, text string, payer auth.Party) (*Offer, error) {
	id, err := parse(text)
	if err != nil {
		return nil, err
	}
	one, err := codeByID(q, id)
	if err != nil {
		return nil, err
	}
	if err := one.payable(now); err != nil {
		return nil, err
	}
	a, err := c.o.Accounts.Get(q, one.Account)
	if err != nil {
		return nil, err
	}
	o := &Offer{Code: one.ID, Title: one.Title, Amount: one.Amount, Note: one.Note, Once: one.Once}
	if o.Name, err = c.maskName(q, a); err != nil {
		return nil, err
	}
	if !one.Once {
		o.Left, err = c.printedLeft(q, on, payer)
	}
	return o, err
}

// Payment is what pays by a code.
type Payment struct {
	Text      string           // the code's text
	From      ledger.AccountID // the payer's account
	By        auth.Party       // for whom
	Amount    money.Amount     // 0 for a code of one bill
	Reference string           // the payer's own, unique; a second one answers the first collection
	Channel   payment.Channel
}

var referenceForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Pay pays by a code (扫码付款). Errors: those of Look; ErrAmount, ErrOtherAmount, ErrPrinted, ErrOwnCode, ErrReference; those of
// payments.
func (c *Collect) Pay(ctx context.Context, tx *store.Tx, p Payment) (*Collection, error) {
	id, err := parse(p.Text)
	if err != nil {
		return nil, err
	}
	if !referenceForm.MatchString(p.Reference) {
		return nil, ErrReference
	}
	one, err := lockCode(tx, id)
	if err != nil {
		return nil, err
	}
	reference := "c" + one.ID.String() + "-" + p.By.String() + "-" + p.Reference
	if one.Once {
		reference = "c" + one.ID.String()
	}
	if len(reference) > 64 {
		return nil, ErrReference
	}
	if was, err := collectionByReference(tx, one.Owner, reference); err == nil {
		if was.Payer != p.By || p.Amount != 0 && p.Amount != was.Amount {
			return nil, ErrPaid
		}
		return was, nil
	} else if !errors.Is(err, ErrUnknown) {
		return nil, err
	}
	if err := one.payable(tx.Now()); err != nil {
		return nil, err
	}
	amount, err := one.amount(p.Amount)
	if err != nil {
		return nil, err
	}
	if one.Account == p.From {
		return nil, ErrOwnCode
	}
	if !one.Once {
		if err := c.usePrinted(tx, p.By, amount); err != nil {
			return nil, err
		}
	}
	col := &Collection{Code: one.ID, Payee: one.Owner, PayeeAccount: one.Account, Payer: p.By, payerAccount: p.From, Branch: one.Branch,
		Title: one.Title, Note: one.Note, Amount: amount, Reference: reference}
	if err := c.book(ctx, tx, col, p.Channel, false); err != nil {
		return nil, err
	}
	if one.Once {
		return col, c.endCode(tx, one, Paid, "collect.paid")
	}
	return col, nil
}

// amount is what is to be paid, by the code or by who pays.
func (one *Code) amount(given money.Amount) (money.Amount, error) {
	switch {
	case one.Amount > 0 && given != 0 && given != one.Amount:
		return 0, ErrOtherAmount.With(yuan(one.Amount))
	case one.Amount > 0:
		return one.Amount, nil
	case given <= 0 || given > maxAmount:
		return 0, ErrAmount
	}
	return given, nil
}

// usePrinted takes from what a person may give to printed codes today.
func (c *Collect) usePrinted(tx *store.Tx, payer auth.Party, amount money.Amount) error {
	on, _ := tx.BankDate()
	most, err := c.o.PrintedDaily(tx, on)
	if err != nil {
		return err
	}
	was, err := lockPrinted(tx, payer, on)
	if err != nil {
		return err
	}
	if was+amount > most {
		return ErrPrinted.With(yuan(most), yuan(max(0, most-was)))
	}
	return putPrinted(tx, payer, on, was+amount)
}

func (c *Collect) printedLeft(q store.Querier, on calendar.Date, payer auth.Party) (money.Amount, error) {
	most, err := c.o.PrintedDaily(q, on)
	if err != nil {
		return 0, err
	}
	was, err := printedOf(q, payer, on)
	return max(0, most-was), err
}

// book makes the order and the collection.
func (c *Collect) book(ctx context.Context, tx *store.Tx, col *Collection, channel payment.Channel, confirmed bool) error {
	col.ID, col.MadeAt = tx.NewID(), tx.Now()
	col.BankDate, _ = tx.BankDate()
	order, err := c.o.Payments.Pay(ctx, tx, payment.Instruction{Kind: payment.Collection, Reference: col.ID.String(), From: col.payerAccount,
		ToAccount: col.PayeeAccount, Amount: col.Amount, Currency: "CNY", Purpose: col.Title, Note: col.Note, Channel: channel, By: col.Payer,
		Confirmed: confirmed, Batch: col.ID, Again: true})
	if err != nil {
		return err
	}
	if order.State != payment.Settled {
		return ErrNotAtOnce
	}
	col.Payment = order.ID
	if err := insertCollection(tx, col); err != nil {
		return err
	}
	if err := c.note(tx, "collect.collect", KindCollection, col.ID, audit.Digest{}, col.Digest(), ""); err != nil {
		return err
	}
	return c.tell(tx, "collect.collected", col)
}

package account

import (
	"errors"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// FeeOpening is the item of the tariff that a product with it costs at its opening.
const FeeOpening = "account.open"

// The chart codes of the bank's own accounts that the room books to.
const (
	codeFees     ledger.Code = "6021"
	codeInterest ledger.Code = "6411"
)

// Charging takes a fee from an account.
type Charging struct {
	Account   ledger.AccountID
	Item      string       // of the tariff
	Amount    money.Amount // that the fee is computed of, where it depends on one
	Reference string       // charging again under it answers the same
}

// Charged is a fee that was taken.
type Charged struct {
	Fee      money.Amount   `json:"fee" doc:"Minor units; 0: nothing was due and nothing is booked."`
	Entry    ledger.EntryID `json:"entry,omitzero"`
	Replayed bool           `json:"replayed,omitempty"`
}

// Charge takes what an item of the public tariff costs today from an account, and books it as the branch's income. It is the only way
// in which a fee is taken. Errors: ErrReference, ErrClosed, and the ledger's, such as insufficient funds.
func (d *Deposits) Charge(tx *store.Tx, c Charging) (Charged, error) {
	if c.Reference == "" || len(c.Reference) > 64 {
		return Charged{}, ErrReference
	}
	a, err := d.Get(tx, c.Account)
	if err != nil {
		return Charged{}, err
	}
	if a.State == Closed {
		return Charged{}, ErrClosed
	}
	fee, err := d.Fee(tx, c.Item, c.Amount, d.today(tx), a)
	if err != nil || fee == 0 {
		return Charged{}, err
	}
	income, err := d.book(tx, codeFees, a.Branch, a.Currency, "FEE", "手续费收入")
	if err != nil {
		return Charged{}, err
	}
	e := transfer("account.fee", c.Reference, a.ID, income, fee, "手续费 "+c.Item)
	e.Branch = a.Branch
	if err := d.led.Post(tx, e); err != nil {
		return Charged{}, err
	}
	out := Charged{Fee: fee, Entry: e.ID, Replayed: e.Replayed}
	if e.Replayed {
		return out, nil
	}
	return out, d.note(tx, audit.Note{Verb: "account.charge", Kind: KindAccount, Object: a.ID.String(), Reason: c.Item})
}

// book is the bank's own account of a code, branch and currency: "6021-0001-CNY-FEE". It is opened when it is first needed, buffered,
// so that no two fees wait for each other.
func (d *Deposits) book(tx *store.Tx, code ledger.Code, branch ledger.Branch, currency money.Currency, word, name string) (ledger.AccountID, error) {
	number := string(code) + "-" + string(branch) + "-" + string(currency) + "-" + word
	if id, ok := d.books.Load(number); ok {
		return id.(ledger.AccountID), nil
	}
	id, ok, err := bookByNumber(tx, number)
	if err != nil {
		return 0, err
	}
	if !ok {
		a, err := d.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: currency, Branch: branch, Name: name,
			Limits: ledger.NoFloor, Buffered: true})
		if err != nil {
			return 0, err
		}
		id = a.ID
		if err := insertBook(tx, number, id); err != nil {
			if errors.Is(err, store.ErrDuplicate) { // another process was first
				err = store.ErrConflict.Because(err)
			}
			return 0, err
		}
	}
	tx.AfterCommit(func() { d.books.Store(number, id) })
	return id, nil
}

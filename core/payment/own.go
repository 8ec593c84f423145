package payment

import (
	"sync"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// ownKey names one of the bank's own accounts.
type ownKey struct {
	word     string // transit, fee, suspense
	branch   ledger.Branch
	currency money.Currency
}

// ownCodes are the general-ledger codes of the bank's own accounts.
var ownCodes = map[string]ledger.Code{"transit": "3001", "fee": "6021", "suspense": "2241"}

// ownNames are their names.
var ownNames = map[string]string{"transit": "支付在途清算", "fee": "支付手续费收入", "suspense": "来账挂账"}

// bankAccounts remembers the bank's own accounts, once they are committed.
type bankAccounts struct{ known sync.Map } // ownKey → ledger.AccountID

// ownAccount is an account of the bank, opened when it is first wanted. Found opens them ahead, buffered.
func (p *Payments) ownAccount(tx *store.Tx, word string, branch ledger.Branch, c money.Currency) (ledger.AccountID, error) {
	k := ownKey{word, branch, c}
	if id, ok := p.own.known.Load(k); ok {
		return id.(ledger.AccountID), nil
	}
	id, ok, err := ownAccount(tx, k)
	if err != nil {
		return 0, err
	}
	if !ok {
		n := ledger.NewAccount{Number: k.number(), Code: ownCodes[word], Currency: c, Branch: branch, Name: ownNames[word]}
		a, err := p.led.OpenAccount(tx, n)
		if err != nil {
			return 0, err
		}
		id = a.ID
		if err := insertOwnAccount(tx, k, id); err != nil {
			return 0, err
		}
	}
	tx.AfterCommit(func() { p.own.known.Store(k, id) })
	return id, nil
}

// number is "3001-0001-transit", with the currency behind it unless that is the yuan.
func (k ownKey) number() string {
	n := string(ownCodes[k.word]) + "-" + string(k.branch) + "-" + k.word
	if k.currency != "CNY" {
		n += "-" + string(k.currency)
	}
	return n
}

// Found opens a branch's accounts for payments and lets them be booked to without waiting for one another. Repeating it changes
// nothing.
func (p *Payments) Found(tx *store.Tx, branch ledger.Branch) error {
	if err := tx.Exclusive(); err != nil { // as buffering asks for it anyway, and first
		return err
	}
	for _, word := range []string{"transit", "fee", "suspense"} {
		id, err := p.ownAccount(tx, word, branch, "CNY")
		if err != nil {
			return err
		}
		if err := p.led.SetBuffered(tx, id, true); err != nil {
			return err
		}
	}
	return nil
}

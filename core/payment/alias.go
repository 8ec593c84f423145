package payment

import (
	"errors"
	"time"

	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Alias is a phone number under which its owner takes payments (手机号收款).
type Alias struct {
	ID      store.ID         `json:"id"`
	Phone   string           `json:"phone" doc:"Masked."`
	Account ledger.AccountID `json:"account"`
	Since   time.Time        `json:"since"`

	party  auth.Party
	mark   []byte
	sealed []byte
	ended  int64
}

// aliasKind is a link as an object of audit records.
const aliasKind = "payment.alias"

// Link lets a party take payments under her phone number, on one account of hers; linking it again moves it to another account.
// Errors: ErrPhone, ErrNotYourPhone, ErrPhoneTaken, ErrNotYours.
func (p *Payments) Link(tx *store.Tx, party auth.Party, phone string, id ledger.AccountID) (*Alias, error) {
	normal, err := normalPhone(phone)
	if err != nil {
		return nil, err
	}
	marks := p.d.Vault.Marks(phoneKind, normal)
	if p.d.OwnsPhone != nil {
		own, err := p.d.OwnsPhone(tx, party, marks)
		if err != nil {
			return nil, err
		}
		if !own {
			return nil, ErrNotYourPhone
		}
	}
	a, err := p.d.Accounts.Get(tx, id)
	if unknown(err) || err == nil && (a.Owner != party || a.State == account.Closed) {
		return nil, ErrNotYours
	}
	if err != nil {
		return nil, err
	}
	was, err := lockAlias(tx, marks)
	if err != nil {
		return nil, err
	}
	if was != nil {
		if was.party != party {
			return nil, ErrPhoneTaken
		}
		if err := p.endAlias(tx, was); err != nil {
			return nil, err
		}
	}
	l := &Alias{ID: tx.NewID(), Phone: maskPhone(normal), Account: id, Since: tx.Now(), party: party, mark: marks[0]}
	if l.sealed, err = p.d.Vault.Seal(l.place(), []byte(normal)); err != nil {
		return nil, err
	}
	if err := insertAlias(tx, l); errors.Is(err, store.ErrDuplicate) {
		return nil, ErrPhoneTaken
	} else if err != nil {
		return nil, err
	}
	return l, p.note(tx, audit.Note{Verb: "payment.link", Kind: aliasKind, Object: l.ID.String(), Version: 1, After: l.Digest(), Salted: true})
}

// Unlink ends a link of a party's: ErrUnknownAlias.
func (p *Payments) Unlink(tx *store.Tx, party auth.Party, id store.ID) error {
	l, err := lockAliasByID(tx, id)
	if err != nil {
		return err
	}
	if l == nil || l.party != party || l.ended != 0 {
		return ErrUnknownAlias
	}
	return p.endAlias(tx, l)
}

func (p *Payments) endAlias(tx *store.Tx, l *Alias) error {
	before := l.Digest()
	l.ended = tx.Now().UnixMicro()
	if err := endAliasRow(tx, l); err != nil {
		return err
	}
	return p.note(tx, audit.Note{Verb: "payment.unlink", Kind: aliasKind, Object: l.ID.String(), Version: 2, Before: before, After: l.Digest(), Salted: true})
}

// Aliases are a party's linked phone numbers, masked.
func (p *Payments) Aliases(q store.Querier, party auth.Party) ([]*Alias, error) {
	all, err := aliasesOf(q, party)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		normal, err := p.d.Vault.Open(l.place(), l.sealed)
		if err != nil {
			return nil, err
		}
		l.Phone = maskPhone(string(normal))
	}
	return all, nil
}

// accountOfPhone is the account that takes payments under a number: ErrNoAccount.
func (p *Payments) accountOfPhone(q store.Querier, normal string) (ledger.AccountID, error) {
	if p.d.Vault == nil {
		return 0, ErrNoAccount
	}
	l, err := aliasByMark(q, p.d.Vault.Marks(phoneKind, normal))
	if err != nil {
		return 0, err
	}
	if l == nil {
		return 0, ErrNoAccount
	}
	return l.Account, nil
}

// Digest is the link's for the audit log; not over what rotation of keys changes.
func (l *Alias) Digest() audit.Digest {
	var h audit.Hasher
	return h.Start(aliasKind).Int(int64(l.ID)).Int(int64(l.party)).Int(int64(l.Account)).Int(l.Since.UnixMicro()).Int(l.ended).Sum()
}

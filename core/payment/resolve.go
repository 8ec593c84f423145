package payment

import (
	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// look finds accounts: one by one, or out of what was read for many at once.
type look interface {
	get(id ledger.AccountID) (account.Account, error)
	byNumber(number string) (account.Account, error)
}

// plain asks the register of accounts each time.
type plain struct {
	a Accounts
	q store.Querier
}

func (l plain) get(id ledger.AccountID) (account.Account, error) { return l.a.Get(l.q, id) }
func (l plain) byNumber(number string) (account.Account, error)  { return l.a.ByNumber(l.q, number) }

// resolved is a payee of this bank.
type resolved struct {
	account account.Account
	number  string // as the order keeps it: an account's number, a card's masked one
	phone   string // masked; "" unless she was named by it
}

// here reports whether a bank code is this bank's, or none.
func (p *Payments) here(bank string) bool { return bank == "" || bank == p.d.Bank.String() }

// resolve finds a payee's account: ErrNoAccount if there is none that can be paid to.
func (p *Payments) resolve(q store.Querier, l look, to *Payee, known ledger.AccountID) (r resolved, err error) {
	switch {
	case known != 0:
		r.account, err = l.get(known)
		r.number = r.account.Number
	case to.Phone != "":
		var normal string
		if normal, err = normalPhone(to.Phone); err != nil {
			return r, err
		}
		r.phone = maskPhone(normal)
		var id ledger.AccountID
		if id, err = p.accountOfPhone(q, normal); err == nil {
			r.account, err = l.get(id)
		}
	default:
		r, err = p.byNumber(q, l, digits(to.Account))
	}
	if unknown(err) || err == nil && r.account.State == account.Closed {
		return r, ErrNoAccount
	}
	return r, err
}

// byNumber is an account by its own number or that of a card.
func (p *Payments) byNumber(q store.Querier, l look, number string) (r resolved, err error) {
	r.number = number
	if r.account, err = l.byNumber(number); !unknown(err) || p.d.Cards == nil {
		return r, err
	}
	card, notCard := ident.ParseCard(number)
	if notCard != nil {
		return r, err
	}
	id, ok, failed := p.d.Cards.AccountOf(q, card.String())
	if failed != nil || !ok {
		return r, problemOr(failed, ErrNoAccount)
	}
	r.number = maskCard(card.String())
	r.account, err = l.get(id)
	return r, err
}

func problemOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// unknown reports whether an error says that there is no such thing.
func unknown(err error) bool { return err != nil && problem.KindOf(err) == problem.NotFound }

// compare is the check of the payee's name (户名核验). Who is named by phone number, or is the payer herself, needs no name.
func (in *Instruction) compare(from *account.Account, r *resolved) (Result, error) {
	if in.To.Name == "" {
		if in.To.Phone == "" && in.ToAccount == 0 && r.account.Owner != from.Owner {
			return Unchecked, ErrPayeeName
		}
		return Unchecked, nil
	}
	result := compareNames(in.To.Name, r.account.Name)
	switch {
	case result == NoMatch:
		return result, ErrName
	case result == Close && !in.NameClose:
		return result, ErrNameClose
	}
	return result, nil
}

// holds refuses a payer's account that isn't theirs for whom the order is made.
func (p *Payments) holds(q store.Querier, a *account.Account, by auth.Party) error {
	if by == 0 || by == a.Owner {
		return nil
	}
	if p.d.Holder != nil {
		ok, err := p.d.Holder(q, a.ID, by)
		if ok || err != nil {
			return err
		}
	}
	return ErrNotYours
}

// known is what was read for many orders at once.
type known struct {
	plain
	ids     map[ledger.AccountID]account.Account
	numbers map[string]account.Account
}

func (k *known) get(id ledger.AccountID) (account.Account, error) {
	if a, ok := k.ids[id]; ok {
		return a, nil
	}
	a, err := k.plain.get(id)
	if err == nil {
		k.ids[id] = a
	}
	return a, err
}

func (k *known) byNumber(number string) (account.Account, error) {
	if a, ok := k.numbers[number]; ok {
		return a, nil
	}
	a, err := k.plain.byNumber(number)
	if err == nil {
		k.numbers[number], k.ids[a.ID] = a, a
	}
	return a, err
}

// readAhead reads the accounts of many orders, if the register of accounts can give many at once.
func (p *Payments) readAhead(q store.Querier, ins []Instruction) (*known, error) {
	k := &known{plain: plain{p.d.Accounts, q}, ids: map[ledger.AccountID]account.Account{}, numbers: map[string]account.Account{}}
	many, ok := p.d.Accounts.(ManyAccounts)
	if !ok {
		return k, nil
	}
	ids, numbers := map[ledger.AccountID]bool{}, map[string]bool{}
	for i := range ins {
		in := &ins[i]
		ids[in.From] = true
		switch {
		case in.ToAccount != 0:
			ids[in.ToAccount] = true
		case in.To.Account != "" && p.here(in.To.Bank):
			numbers[digits(in.To.Account)] = true
		}
	}
	delete(ids, 0)
	var err error
	if k.ids, err = many.GetMany(q, keysOf(ids)); err != nil {
		return nil, err
	}
	k.numbers, err = many.ByNumbers(q, keysOf(numbers))
	return k, err
}

func keysOf[K comparable](m map[K]bool) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

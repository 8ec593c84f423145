package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// found makes the bank with its customers and their sessions, and closes it again.
func (p *payLoad) found(ctx context.Context, path string) (err error) {
	b, err := p.c.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Store.Close()) }()
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "bench", Client: "bench"})
	deposits := account.New(b.Store, b.Ledger, account.Options{Parties: b.Parties})
	if err := deposits.Seed(ctx); err != nil {
		return err
	}
	cash, err := p.openPlain(ctx, b)
	if err != nil {
		return err
	}
	for i := range payers {
		if err := p.payer(ctx, b, deposits, cash, i); err != nil {
			return err
		}
	}
	for i := 0; i < payees; i += 100 {
		if err := p.payees(ctx, b, deposits, i, 100); err != nil {
			return err
		}
	}
	p.program, err = register(ctx, b.Store, b.Clients, "bench", []client.NewKey(nil), auth.ClientLedger)
	return err
}

// openPlain opens the reference's accounts, as `bench ledger` has them, and the one from which customers are given money.
func (p *payLoad) openPlain(ctx context.Context, b *AuthBank) (cash ledger.AccountID, err error) {
	open := func(tx *store.Tx, code ledger.Code, first, n int) error {
		ns := make([]ledger.NewAccount, n)
		for i := range ns {
			ns[i] = ledger.NewAccount{Number: fmt.Sprintf("B%s%08d", code, first+i), Code: code, Currency: "CNY", Branch: ledger.Branch(b.Branch), Name: "bench",
				Limits: ledger.AtLeast(-1 << 40)}
		}
		as, err := b.Ledger.OpenAccounts(tx, ns)
		for _, a := range as {
			p.plain = append(p.plain, a.ID)
		}
		return err
	}
	err = b.Store.Update(ctx, func(tx *store.Tx) error { p.plain = nil; return open(tx, "1003", 0, 1) })
	if err != nil {
		return 0, err
	}
	cash = p.plain[0]
	p.plain = nil
	for n := 0; n < p.c.Accounts; n = len(p.plain) {
		if err := b.Store.Update(ctx, func(tx *store.Tx) error {
			p.plain = p.plain[:n]
			return open(tx, "2011", n, min(5_000, p.c.Accounts-n))
		}); err != nil {
			return 0, err
		}
	}
	return cash, nil
}

// customer registers somebody whom the bank knows by her number, and opens her a demand account.
func (p *payLoad) customer(ctx context.Context, tx *store.Tx, b *AuthBank, deposits *account.Deposits, name string, serial int) (auth.Party, account.Account, error) {
	number := citizen(serial)
	id, err := b.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: name, Branch: b.Branch,
		Identifiers: []party.NewValue{{Kind: party.CitizenID, Value: number}}})
	if err != nil {
		return 0, account.Account{}, err
	}
	if _, err := b.Parties.Verify(ctx, tx, id, party.Verification{Level: party.Declared, Risk: party.Low, RiskReason: "measured",
		Evidence: party.Evidence{Registry: true}}); err != nil {
		return 0, account.Account{}, err
	}
	a, err := deposits.Open(ctx, tx, account.NewAccount{Owner: id, Product: "demand", Currency: "CNY", Branch: ledger.Branch(b.Branch)})
	return id, a, err
}

// citizen makes the n-th identity number of the load: right by its check digit, and nobody's on purpose.
func citizen(n int) string {
	rng := rand.New(rand.NewPCG(uint64(n), 1)) // a birthday each, so that no two are alike
	return ident.GenerateCitizenID(rng, calendar.MustOf(1960, 1, 1)+calendar.Date(n), ident.Female).String()
}

// payer makes a customer with money, who is signed in by a password of her own.
func (p *payLoad) payer(ctx context.Context, b *AuthBank, deposits *account.Deposits, cash ledger.AccountID, i int) error {
	login, code := fmt.Sprintf("payer%d", i), ""
	var own account.Account
	err := b.Store.Update(ctx, func(tx *store.Tx) error {
		id, a, err := p.customer(ctx, tx, b, deposits, fmt.Sprintf("付款人%d", i), i)
		if err != nil {
			return err
		}
		own = a
		if err := b.Ledger.Post(tx, &ledger.Entry{Kind: "bench", Reference: login, Postings: []ledger.Posting{
			{Account: cash, Amount: 190_000}, {Account: a.ID, Amount: -190_000}}}); err != nil {
			return err
		}
		code, err = b.SignIn.Invite(tx, id, login)
		return err
	})
	if err != nil {
		return err
	}
	from := signin.Caller{Address: fmt.Sprintf("2001:db8:%x::1", i), Agent: "bench"} // each from a network of her own
	g, err := b.SignIn.Activate(ctx, from, login, code, fmt.Sprintf("measured payments of number %d", i))
	if err != nil {
		return err
	}
	cookie := b.SignIn.Cookies(g)[0]
	p.people = append(p.people, payerOf{account: own.ID, csrf: signin.CSRFHeader + ": " + g.CSRF(),
		cookie: (&http.Cookie{Name: cookie.Name, Value: cookie.Value}).String()}) //nolint:gosec // in a request, which carries no attributes
	return nil
}

// payees opens accounts to be paid to.
func (p *payLoad) payees(ctx context.Context, b *AuthBank, deposits *account.Deposits, first, n int) error {
	return b.Store.Update(ctx, func(tx *store.Tx) error {
		p.others = p.others[:first]
		for i := first; i < first+n; i++ {
			name := fmt.Sprintf("收款人%d", i)
			_, a, err := p.customer(ctx, tx, b, deposits, name, payers+i)
			if err != nil {
				return err
			}
			p.others = append(p.others, payeeOf{a.Number, name})
		}
		return nil
	})
}

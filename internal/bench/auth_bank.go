package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// AuthBank is an open bank: its rooms as Auth needs them. Who opens it has given it its chart and a bank date.
type AuthBank struct {
	Store   *store.Store
	Ledger  *ledger.Ledger
	Parties *party.Parties
	SignIn  *signin.SignIn
	Clients *client.Clients
	Branch  string // where accounts and customers are kept
}

// found makes the bank, its customers with their sessions and the client, and closes it again.
func (a *authLoad) found(ctx context.Context, path string) (err error) {
	b, err := a.c.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Store.Close()) }()
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "bench", Client: "bench"})
	for i := range authConnections {
		if err := a.customer(ctx, b, i); err != nil {
			return err
		}
	}
	for n := len(a.all); n < a.c.Accounts; n = len(a.all) {
		if err := b.Store.Update(ctx, func(tx *store.Tx) error {
			ids, err := openFor(tx, b, "bench", n, min(5_000, a.c.Accounts-n))
			a.all = append(a.all[:n], ids...)
			return err
		}); err != nil {
			return err
		}
	}
	if a.key, err = signature.Generate(signature.Ed25519); err != nil {
		return err
	}
	keys := []client.NewKey{{Name: "bench", Public: string(a.key.Public().PEM())}}
	a.reader, err = register(ctx, b.Store, b.Clients, "bench", keys, auth.ClientReader)
	return err
}

// customer registers one with her accounts, and signs her in by a password of her own.
func (a *authLoad) customer(ctx context.Context, b *AuthBank, i int) error {
	login, code, own := fmt.Sprintf("customer%d", i), "", []ledger.AccountID(nil)
	err := b.Store.Update(ctx, func(tx *store.Tx) error {
		id, err := b.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: fmt.Sprintf("客户%d", i), Branch: b.Branch})
		if err != nil {
			return err
		}
		if own, err = openFor(tx, b, login, i*authAccounts, authAccounts); err != nil {
			return err
		}
		for _, account := range own {
			if err := b.Parties.Hold(tx, account, id, party.AccountOwner); err != nil {
				return err
			}
		}
		code, err = b.SignIn.Invite(tx, id, login)
		return err
	})
	if err != nil {
		return err
	}
	from := signin.Caller{Address: fmt.Sprintf("2001:db8:%x::1", i), Agent: "bench"} // each from a network of her own
	g, err := b.SignIn.Activate(ctx, from, login, code, fmt.Sprintf("measured reads of number %d", i))
	if err != nil {
		return err
	}
	cookie := b.SignIn.Cookies(g)[0]
	a.cookies = append(a.cookies, (&http.Cookie{Name: cookie.Name, Value: cookie.Value}).String()) //nolint:gosec // in a request, which carries no attributes
	a.own, a.all = append(a.own, own), append(a.all, own...)
	return nil
}

// openFor opens n deposit accounts, numbered from first.
func openFor(tx *store.Tx, b *AuthBank, name string, first, n int) (ids []ledger.AccountID, err error) {
	ns := make([]ledger.NewAccount, n)
	for i := range ns {
		ns[i] = ledger.NewAccount{Number: fmt.Sprintf("B%08d", first+i), Code: "2011", Currency: "CNY", Branch: ledger.Branch(b.Branch), Name: name,
			Limits: ledger.AtLeast(0)}
	}
	as, err := b.Ledger.OpenAccounts(tx, ns)
	for _, a := range as {
		ids = append(ids, a.ID)
	}
	return ids, err
}

package card_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

// deposits are the accounts behind the cards: here one, of party 1001.
type deposits struct{ id ledger.AccountID }

func (d deposits) Get(store.Querier, ledger.AccountID) (account.Account, error) {
	return account.Account{ID: d.id, Owner: auth.Party(1001), Kind: account.Demand, Currency: "CNY", Branch: "0001", State: account.Active}, nil
}
func (deposits) MayPay(store.Querier, account.Account, money.Amount, string) error { return nil }
func (deposits) Touch(*store.Tx, ledger.AccountID) error                           { return nil }

// A card is issued, gets its PIN, and pays at a shop.
func Example() {
	ctx := context.Background()
	st, v, done := bank(ctx)
	defer done()
	led := ledger.New(st)
	accounts := &deposits{}
	module := hsm.NewSoftware(st, v)
	cards := card.New(st, led, card.Options{Vault: v, HSM: module, Accounts: accounts})

	var shop *card.Acquirer
	var one *card.Card
	if err := st.Update(ctx, func(tx *store.Tx) (err error) {
		if accounts.id, err = deposit(tx, led); err != nil {
			return err
		}
		if shop, err = cards.AddAcquirer(tx, "SHOP", "client-1", "惠民收单", "0001"); err != nil {
			return err
		}
		one, err = cards.Issue(ctx, tx, card.NewCard{Account: accounts.id})
		return err
	}); err != nil {
		log.Fatal(err)
	}
	made, _ := cards.Emboss(ctx, one.ID) // what stands on the plastic

	public, _ := cards.PublicKey(ctx)
	pad, _ := hsm.NewPad(public)
	chosen, _ := pad.Block("135790", hsm.ByCard, one.ID.String())
	if _, err := cards.SetPIN(ctx, one.ID, chosen); err != nil {
		log.Fatal(err)
	}
	if err := st.Update(ctx, func(tx *store.Tx) error {
		_, err := cards.Activate(ctx, tx, one.ID)
		return err
	}); err != nil {
		log.Fatal(err)
	}

	typed, _ := pad.Block("135790", hsm.ByNumber, made.Number)
	a, err := cards.Authorise(ctx, card.Request{Acquirer: shop.ID, Reference: "20260302-1", Number: made.Number, PIN: &typed, Channel: card.POS,
		Amount: 128_00, Currency: "CNY", Merchant: "惠民超市", Category: "5411"})
	fmt.Println(a.Response, a.ResponseEN, err)
	m, err := cards.Capture(ctx, card.Order{Acquirer: shop.ID, Authorisation: "20260302-1", Reference: "20260302-1C"})
	fmt.Println(m.Kind, m.Amount, err)
	// Output:
	// 00 approved <nil>
	// capture 12800 <nil>
}

// deposit is an account with 1,000 yuan.
func deposit(tx *store.Tx, led *ledger.Ledger) (ledger.AccountID, error) {
	for _, c := range []ledger.ChartCode{{Code: "1001", Class: ledger.Asset, NameZH: "现金", NameEN: "Cash"},
		{Code: "2011", Class: ledger.Liability, NameZH: "存款", NameEN: "Deposits"},
		{Code: card.PayableCode, Class: ledger.Liability, NameZH: "其他应付款", NameEN: "Payables"}} {
		if err := led.DefineCode(tx, c); err != nil {
			return 0, err
		}
	}
	if err := led.OpenDay(tx, calendar.MustOf(2026, 3, 2)); err != nil {
		return 0, err
	}
	opened, err := led.OpenAccounts(tx, []ledger.NewAccount{{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0001", Name: "cash"},
		{Number: "6230", Code: "2011", Currency: "CNY", Branch: "0001", Name: "王芳", Limits: ledger.AtLeast(0)}})
	if err != nil {
		return 0, err
	}
	return opened[1].ID, led.Post(tx, &ledger.Entry{Kind: "cash", Reference: "1", Postings: []ledger.Posting{
		{Account: opened[0].ID, Amount: 1_000_00}, {Account: opened[1].ID, Amount: -1_000_00}}})
}

// bank is a fresh store with a vault.
func bank(ctx context.Context) (*store.Store, *vault.Vault, func()) {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		log.Fatal(err)
	}
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "ledger", Files: ledger.Schema()}, store.Schema{Module: "card", Files: card.Schema()},
		store.Schema{Module: "vault", Files: vault.Schema()}); err != nil {
		log.Fatal(err)
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	master, err := keys.NewMasterKey(raw)
	if err != nil {
		log.Fatal(err)
	}
	v, err := vault.New(st, keys.NewRing(master), vault.Options{})
	if err == nil {
		err = v.Start(ctx)
	}
	if err != nil {
		log.Fatal(err)
	}
	return st, v, func() {
		_ = st.Close()
		_ = os.RemoveAll(dir)
	}
}

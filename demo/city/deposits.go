package city

import (
	"context"
	"errors"

	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/card/hsm"
	"tonghui/core/account/dayend"
	"tonghui/core/account/restraint"
	"tonghui/core/account/suspense"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/batch"
	"tonghui/core/payment/collect"
	"tonghui/core/payment/standing"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Money are the rooms in which money is kept and moved. All of them must be there.
type Money struct {
	Accounts   *account.Deposits
	DayEnd     *dayend.DayEnd
	Cards      *card.Cards
	HSM        hsm.HSM
	Restraints *restraint.Restraints
	Suspense   *suspense.Desk
	Payments   *payment.Payments
	Standing   *standing.Orders
	Batches    *batch.Batches
	Collect    *collect.Collect

	// Furnish gives the bank its rates, products and accounts, once it has a bank date.
	Furnish func(ctx context.Context) error
}

// deposits says that the city's people and firms hold real deposit accounts: the bank has the rooms, and knows its customers well
// enough.
func (w *works) deposits() bool { return w.Money != nil && w.Pictures }

// productOf is what a planned account is opened as.
func productOf(p planned) account.NewAccount {
	n := account.NewAccount{Product: "demand", Currency: "CNY", Branch: ledger.Branch(p.branch), Reference: "city-" + p.key}
	switch {
	case p.key == "yunhe/general":
		n.Product = "general"
	case p.key == "caizheng":
		n.Product = "treasury"
	case p.key == "caizheng/budget":
		n.Product, n.Quota = "zero", 20_000_000*yuan
	case p.product == firmly || p.product == fiscal:
		n.Product = "basic"
	}
	return n
}

// deposit opens a customer's account. Two of the products ask for money at the opening, or for an account behind them.
func (w *works) deposit(p planned) error {
	n := productOf(p)
	n.Owner = w.party(p.owner)
	return w.onceAs("sunli", auth.StaffHat, "account/"+p.key, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
		if n.Product == "zero" {
			n.Funds = w.account("caizheng")
		}
		a, err := w.Money.Accounts.Open(ctx, tx, n)
		return store.ID(a.ID), err
	})
}

// account is the id of an account of the plan.
func (w *works) account(key string) ledger.AccountID { return ledger.AccountID(w.made["account/"+key]) }

// cardPIN is that of every card of the city: the published demo PIN.
const cardPIN = "135790"

// cards gives some people cards, in use; two of them can be put into the terminal.
func (w *works) cards() error {
	if !w.deposits() {
		return nil
	}
	for _, who := range []string{"lijing", "liguizhen", "wangjianjun", "zhangwei", "chenxiaoyu", "liuyang"} {
		err := w.onceAs("sunli", auth.StaffHat, "bankcard/"+who, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			c, err := w.Money.Cards.Issue(ctx, tx, card.NewCard{Account: w.account(who)})
			if err != nil {
				return 0, err
			}
			return c.ID, nil
		})
		if err != nil {
			return err
		}
		if err := w.useCard(who); err != nil {
			return err
		}
	}
	return nil
}

// useCard gives a card its PIN, publishes its number with the logins, and puts it into use.
func (w *works) useCard(who string) error {
	id := w.made["bankcard/"+who]
	err := w.afterAs(who, auth.SelfHat, "pin/"+who, func(ctx context.Context) (store.ID, error) {
		on, err := w.Money.Cards.Emboss(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := w.choosePIN(ctx, id, on.Number); err != nil {
			return 0, err
		}
		return 0, w.once(w.ctx, "cardline/"+who, func(tx *store.Tx) (store.ID, error) {
			return 0, insertLine(tx, &Line{Kind: CardLine, Face: auth.KioskFace, Login: on.Number, Word: cardPIN, Person: w.party(who),
				ZH: nameOf(who) + "的借记卡，卡号与密码", EN: "Debit card of " + who + ", number and PIN"})
		})
	})
	if err != nil {
		return err
	}
	return w.onceAs("sunli", auth.StaffHat, "carduse/"+who, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
		_, err := w.Money.Cards.Activate(ctx, tx, id)
		return 0, err
	})
}

// choosePIN types the demo PIN, unless an interrupted build did already.
func (w *works) choosePIN(ctx context.Context, id store.ID, number string) error {
	public, err := w.Money.HSM.PublicKey(ctx)
	if err != nil {
		return err
	}
	pad, err := hsm.NewPad(public)
	if err != nil {
		return err
	}
	block, err := pad.Block(cardPIN, "", number)
	if err != nil {
		return err
	}
	if _, err := w.Money.Cards.SetPIN(ctx, id, block); err != nil && !errors.Is(err, card.ErrPINSet) {
		return err
	}
	return nil
}

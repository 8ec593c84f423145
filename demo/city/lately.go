package city

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/restraint"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/batch"
	"tonghui/core/payment/collect"
	"tonghui/core/payment/standing"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// lately is what happens today, so that every desk has something on it.
func (w *works) lately() error {
	if !w.deposits() {
		return nil
	}
	for _, part := range []func() error{w.saves, w.acquirer, w.transfers, w.standingOrders, w.collections, w.payrolls, w.frozen} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// saves opens deposits out of what people have.
func (w *works) saves() error {
	for _, s := range []struct {
		who, product string
		amount       money.Amount
	}{{"lijing", "time1y", 5_000 * yuan}, {"wangjianjun", "time3y", 8_000 * yuan}, {"liguizhen", "time3m", 2_000 * yuan},
		{"zhaoguoqiang", "passbook", 1_000 * yuan}} {
		err := w.onceAs(s.who, auth.SelfHat, "saved/"+s.who, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			a, err := w.Money.Accounts.Open(ctx, tx, account.NewAccount{Owner: w.party(s.who), Product: s.product, Currency: "CNY",
				Branch: ledger.Branch(branchOf(s.who)), Amount: s.amount, From: w.account(s.who), Renew: s.who == "lijing", Reference: "city-saved-" + s.who})
			return store.ID(a.ID), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func branchOf(key string) auth.Branch {
	for i := range humans {
		if humans[i].key == key {
			return humans[i].branch
		}
	}
	return headOffice
}

// acquirer is a program of shops, through which cards are used.
func (w *works) acquirer() error {
	err := w.onceAs("chenjianguo", auth.StaffHat, "acquirer", func(_ context.Context, tx *store.Tx) (store.ID, error) {
		secret, hash := client.NewSecret()
		c, err := w.Clients.Register(tx, client.Registration{Name: "惠民收单", Party: w.party("datong"), Roles: []auth.Role{auth.ClientAcquirer}})
		if err != nil {
			return 0, err
		}
		if _, err := w.Clients.RotateSecret(tx, c.ID, hash); err != nil {
			return 0, err
		}
		a, err := w.Money.Cards.AddAcquirer(tx, "HMSD", c.ID.String(), "惠民收单", ledger.Branch(headOffice))
		if err != nil {
			return 0, err
		}
		return a.ID, insertLine(tx, &Line{Kind: ClientLine, Login: c.ID.String(), Word: secret, ZH: "接口客户端：收单机构，编号与密钥串",
			EN: "API client of an acquirer of cards, id and secret: POST " + client.TokenPath})
	})
	if err != nil {
		return err
	}
	return w.after(w.ctx, "spent", func(ctx context.Context) (store.ID, error) { return 0, w.spends(ctx) })
}

// spends are purchases by card: each gives points. Their references make a repetition harmless.
func (w *works) spends(ctx context.Context) error {
	logins, err := w.Logins(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, l := range logins.Lines {
		if l.Kind != CardLine || len(l.Login) < 16 {
			continue
		}
		for i, s := range []struct {
			shop, category string
			yuan           int64
		}{{"运河里咖啡", "5814", 38}, {"物美超市通州店", "5411", 216}, {"万达影城通州", "7832", 96}} {
			n++
			reference := fmt.Sprintf("city-%d-%d", n, i)
			got, err := w.Money.Cards.Authorise(ctx, card.Request{Acquirer: w.made["acquirer"], Reference: reference, Number: l.Login, Channel: card.Contactless,
				Amount: money.Amount(s.yuan) * yuan, Currency: "CNY", Merchant: s.shop, Category: s.category, Terminal: "T0001"})
			if err != nil {
				return err
			}
			if got.State != card.Held {
				continue
			}
			if _, err := w.Money.Cards.Capture(ctx, card.Order{Acquirer: w.made["acquirer"], Authorisation: reference, Reference: reference + "-c", Final: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// transfers are payments of today, in the bank and to others.
func (w *works) transfers() error {
	for i, t := range []struct {
		who, to, bank string
		yuan          int64
		purpose       string
	}{
		{"lijing", "zhangwei", "", 260, "周末聚餐"}, {"lijing", "chenxiaoyu", "", 1_200, "归还借款"}, {"zhangwei", "lijing", "", 88, "电影票"},
		{"wangjianjun", "huanglan", "", 3_000, "装修款"}, {"zhangwei", "", "313331002028", 500, "给妹妹"}, {"lijing", "", "313121001015", 800, "学费"},
	} {
		err := w.onceAs(t.who, auth.SelfHat, fmt.Sprint("paid/", i), func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			in := payment.Instruction{Kind: payment.Transfer, Reference: fmt.Sprint("city-", i), From: w.account(t.who), Amount: money.Amount(t.yuan) * yuan,
				Currency: "CNY", Purpose: t.purpose, Channel: payment.Web, By: w.party(t.who)}
			if t.to != "" {
				in.ToAccount = w.account(t.to)
				in.To.Name = nameOf(t.to)
			} else {
				in.To = payment.Payee{Account: "6228480402564890018", Name: "周敏", Bank: t.bank}
			}
			o, err := w.Money.Payments.Pay(ctx, tx, in)
			if err != nil {
				return 0, err
			}
			return o.ID, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// standingOrders are set up by two people.
func (w *works) standingOrders() error {
	for _, s := range []struct {
		who, to string
		yuan    int64
		day     int
		purpose string
	}{{"lijing", "liguizhen", 1_500, 12, "给妈妈的生活费"}, {"chenxiaoyu", "guoaihua", 3_600, 2, "房租"}} {
		if _, stands := w.made["standing/"+s.who]; stands {
			continue
		}
		to, err := w.number(s.to)
		if err != nil {
			return err
		}
		err = w.afterAs(s.who, auth.SelfHat, "standing/"+s.who, func(ctx context.Context) (store.ID, error) {
			r := standing.Request{Account: w.account(s.who), To: payment.Payee{Account: to, Name: nameOf(s.to)}, Amount: money.Amount(s.yuan) * yuan,
				Currency: "CNY", Purpose: s.purpose, Plan: standing.Plan{Every: standing.Monthly, Day: s.day, First: w.tomorrow()}}
			if err := w.Money.Standing.Ready(ctx, &r); err != nil {
				return 0, err
			}
			return 0, w.Store.Update(ctx, func(tx *store.Tx) error {
				_, err := w.Money.Standing.Make(tx, r)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *works) tomorrow() calendar.Date { return calendar.Date(w.made["today"]) + 1 }

// number is that of an account of the plan.
func (w *works) number(key string) (number string, err error) {
	err = w.Store.View(w.ctx, func(v *store.View) error {
		a, err := w.Money.Accounts.Get(v, w.account(key))
		number = a.Number
		return err
	})
	return number, err
}

// collections are a restaurant's: its printed code, and guests who pay by it.
func (w *works) collections() error {
	var code *collect.Code
	err := w.onceAs("fengli", auth.FirmHat, "code/luhe", func(_ context.Context, tx *store.Tx) (id store.ID, err error) {
		code, err = w.Money.Collect.Make(tx, collect.NewCode{Account: w.account("luhe"), Title: "潞河人家（运河店）", Category: "5812"})
		if err != nil {
			return 0, err
		}
		return code.ID, nil
	})
	if err != nil || code == nil {
		return err // in a build that goes on the guests have paid, or stay away
	}
	for i, g := range []struct {
		who  string
		yuan int64
	}{{"lijing", 68}, {"zhangwei", 126}, {"chenxiaoyu", 45}, {"liuyang", 88}} {
		err := w.onceAs(g.who, auth.SelfHat, "meal/"+g.who, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			c, err := w.Money.Collect.Pay(ctx, tx, collect.Payment{Text: code.Text, From: w.account(g.who), By: w.party(g.who),
				Amount: money.Amount(g.yuan) * yuan, Reference: fmt.Sprint("city", i), Channel: payment.Web})
			if err != nil {
				return 0, err
			}
			return c.ID, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// payrolls are files of wages: one waits for the checker of the trading company.
func (w *works) payrolls() error {
	if _, stands := w.made["batch/yunhe"]; stands {
		return nil
	}
	var file strings.Builder
	file.WriteString("账号,户名,金额,用途\n")
	for i, who := range []string{"lijing", "zhangwei", "huanglan", "chenxiaoyu", "tianye"} {
		number, err := w.number(who)
		if err != nil {
			return err
		}
		fmt.Fprintf(&file, "%s,%s,%d.00,工资\n", number, nameOf(who), 9_200+1_350*i)
	}
	return w.afterAs("lijing", auth.FirmHat, "batch/yunhe", func(ctx context.Context) (store.ID, error) {
		b, err := w.Money.Batches.Upload(ctx, batch.Submission{Kind: batch.Payroll, Account: w.account("yunhe"), Purpose: "工资", FileName: "工资表.csv"},
			[]byte(file.String()))
		if err != nil {
			return 0, err
		}
		return b.ID, nil
	})
}

// frozen is an order of the court that another accountant must decide.
func (w *works) frozen() error {
	return w.afterAs("fengyan", auth.StaffHat, "freeze", func(ctx context.Context) (store.ID, error) {
		scan, err := w.Money.Restraints.Upload(ctx, picture(418))
		if err != nil {
			return 0, err
		}
		return 0, w.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := w.Money.Restraints.Propose(tx, restraint.Request{Measure: restraint.Freeze, Kind: restraint.Court, Case: "（2026）京0112执418号",
				Paper: restraint.Paper{Authority: "北京市通州区人民法院", Document: "（2026）京0112执418号之一", File: scan.Digest, Officers: []restraint.Officer{
					{Name: "杨帆", Number: "01120018"}, {Name: "朱琳", Number: "01120036"}}},
				Account: store.ID(w.account("dongmen")), Amount: 50_000 * yuan, Until: w.Store.Now().Add(300 * 24 * time.Hour).Truncate(time.Second),
				Reason: "协助冻结存款通知书"})
			return err
		})
	})
}

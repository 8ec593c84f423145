package history

import (
	"context"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// firstDay is a few days before the end of a month, so that histories come to close a period.
var firstDay = calendar.MustOf(2026, 3, 28)

// Begin makes what a history starts with: the chart and the first bank date if the bank has none, cash without a floor, a hot
// account that is buffered, and deposits with money on them. It fills in the plan.
func Begin(ctx context.Context, p *Plan, deposits int, each money.Amount) error {
	b, err := OpenBank(ctx, p.DSN, store.Options{CacheMB: 16}, p.Kind)
	if err != nil {
		return err
	}
	defer func() { _ = b.Store.Close() }()
	return b.Store.Update(ctx, func(tx *store.Tx) error {
		p.Accounts = nil
		for _, c := range []ledger.ChartCode{{Code: "1001", Class: ledger.Asset, NameZH: "库存现金", NameEN: "Cash"},
			{Code: "2011", Class: ledger.Liability, NameZH: "吸收存款", NameEN: "Deposits"},
			{Code: "6021", Class: ledger.Income, NameZH: "手续费收入", NameEN: "Fees"}} {
			if err := b.Ledger.DefineCode(tx, c); err != nil {
				return err
			}
		}
		if _, open := tx.BankDate(); !open {
			if err := b.Ledger.OpenDay(tx, firstDay); err != nil {
				return err
			}
			b.note(tx, &Step{Ref: "begin", Verb: Day, Date: int64(firstDay)}, 0)
		}
		open := func(name string, code ledger.Code, l ledger.Limits, sign money.Amount, hot bool) (int64, error) {
			a, err := b.Ledger.OpenAccount(tx, ledger.NewAccount{Number: p.Kind + "." + name, Code: code, Currency: "CNY", Branch: "0001",
				Name: name, Limits: l, Buffered: hot})
			if err != nil {
				return 0, err
			}
			if !hot {
				b.note(tx, &Step{Ref: "begin", Verb: Open, Limits: &l, Sign: sign}, int64(a.ID))
			}
			return int64(a.ID), nil
		}
		if p.Cash, err = open("cash", "1001", ledger.NoFloor, 1, false); err != nil {
			return err
		}
		if p.Hot, err = open("fees", "6021", ledger.NoFloor, -1, true); err != nil {
			return err
		}
		for i := range deposits {
			id, err := open(fmt.Sprint("deposit", i), "2011", ledger.AtLeast(0), -1, false)
			if err != nil {
				return err
			}
			p.Accounts = append(p.Accounts, id)
			op := &Op{Ref: fmt.Sprint("begin", i), Verb: Post, Entries: []Entry{{Legs: []Leg{{Account: p.Cash, Amount: each},
				{Account: id, Amount: -each}}}}}
			if err := b.post(tx, op, &Result{}); err != nil {
				return err
			}
		}
		return nil
	})
}

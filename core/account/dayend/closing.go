package dayend

import (
	"context"
	"errors"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// yearEnd moves the year's profit on the last bank date of a year (年终结转): when the open date lies in another one.
func (d *DayEnd) yearEnd() Step {
	return Step{Name: "dayend.year", EN: "Move the year's profit", ZH: "年终损益结转",
		Chunk: func(ctx context.Context, tx *store.Tx, date calendar.Date, cursor string) (string, int, error) {
			open, _ := tx.BankDate()
			if open.Year() == date.Year() {
				return "", 0, nil
			}
			if cursor == "" {
				return "move", 0, d.profitAccounts(ctx, tx, date)
			}
			if err := tx.Exclusive(); err != nil {
				return "", 0, err
			}
			entries, err := d.led.YearEnd(tx, date.Year(), d.o.Profit)
			return "", len(entries), err
		}}
}

// profitAccounts opens the account of the year's profit wherever a branch has income or expense in a currency and none yet.
func (d *DayEnd) profitAccounts(ctx context.Context, tx *store.Tx, date calendar.Date) error {
	codes, err := d.led.Codes(ctx)
	if err != nil {
		return err
	}
	result := map[ledger.Code]bool{}
	for _, c := range codes {
		result[c.Code] = c.Class == ledger.Income || c.Class == ledger.Expense
	}
	totals, err := d.led.TrialBalance(ctx, date)
	if err != nil {
		return err
	}
	type place struct {
		branch   ledger.Branch
		currency money.Currency
	}
	seen := map[place]bool{}
	for _, t := range totals {
		p := place{t.Branch, t.Currency}
		if !result[t.Code] || seen[p] {
			continue
		}
		seen[p] = true
		number := fmt.Sprintf("%s-%s-profit-%s", d.o.Profit, t.Branch, t.Currency)
		_, err := d.led.AccountByNumber(ctx, number)
		if errors.Is(err, ledger.ErrUnknownAccount) {
			_, err = d.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: d.o.Profit, Currency: t.Currency, Branch: t.Branch,
				Name: "本年利润", Limits: ledger.NoFloor})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// closing ends the date: nothing books into it any more (结账).
func (d *DayEnd) closing() Step {
	return Step{Name: "dayend.close", EN: "Close the bank date", ZH: "会计日期结账",
		Chunk: func(_ context.Context, tx *store.Tx, date calendar.Date, _ string) (string, int, error) {
			return "", 1, d.led.CloseDay(tx, date)
		}}
}

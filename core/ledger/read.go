package ledger

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Account reads an account with its balance.
func (l *Ledger) Account(ctx context.Context, id AccountID) (*Account, error) {
	return view(ctx, l, func(v *store.View) (*Account, error) {
		p, err := positionByID(v, id)
		if err != nil {
			return nil, err
		}
		return &p.Account, nil
	})
}

// AccountByNumber reads the account with a number.
func (l *Ledger) AccountByNumber(ctx context.Context, number string) (*Account, error) {
	return view(ctx, l, func(v *store.View) (*Account, error) {
		p, err := positionByNumber(v, number)
		if err != nil {
			return nil, err
		}
		return &p.Account, nil
	})
}

// BalanceAsOf is an account's booked balance at the end of a bank date, on its normal side.
func (l *Ledger) BalanceAsOf(ctx context.Context, id AccountID, d calendar.Date) (money.Amount, error) {
	return l.balanceAt(ctx, id, d, byBankDate)
}

// BalanceAtValue is an account's balance at the end of a value date (起息日): what earns interest overnight.
func (l *Ledger) BalanceAtValue(ctx context.Context, id AccountID, d calendar.Date) (money.Amount, error) {
	return l.balanceAt(ctx, id, d, byValueDate)
}

func (l *Ledger) balanceAt(ctx context.Context, id AccountID, d calendar.Date, by basis) (money.Amount, error) {
	return view(ctx, l, func(v *store.View) (money.Amount, error) {
		p, err := positionByID(v, id)
		if err != nil {
			return 0, err
		}
		raw, err := l.asOf(v, p, d, by)
		if err == nil && p.Balance.Pending > 0 {
			upTo := [2]calendar.Date{calendar.MaxDate, calendar.MaxDate + MaxValueShift}
			upTo[by] = d
			var sum money.Amount
			if sum, _, err = pendingSum(v, p.ID, upTo[byBankDate], upTo[byValueDate]); err == nil {
				raw, err = raw.Add(sum)
			}
		}
		return p.Class.sign() * raw, err
	})
}

// Entry reads an entry.
func (l *Ledger) Entry(ctx context.Context, id EntryID) (*Entry, error) {
	return view(ctx, l, func(v *store.View) (*Entry, error) {
		e, ok, err := entryByID(v, id)
		if err == nil && !ok {
			err = ErrUnknownEntry.With(id)
		}
		return e, err
	})
}

// Postings is a page of an account's lines, newest first, before a sequence (0: from the newest). Balances are
// those at the time of booking.
func (l *Ledger) Postings(ctx context.Context, id AccountID, before int64, limit int) ([]Line, error) {
	return view(ctx, l, func(v *store.View) ([]Line, error) {
		p, err := positionByID(v, id)
		if err != nil {
			return nil, err
		}
		top := p.Balance.Sequence
		if before > 0 {
			top = min(top, before-1)
		}
		atoms, err := l.layout.newest(v, p, top, limit)
		out := make([]Line, len(atoms))
		for i := range atoms {
			out[i] = lineOf(&atoms[i], p.Class.sign())
		}
		return out, err
	})
}

// TrialBalance (试算平衡表) is the general ledger up to a bank date: what each code moved in all.
func (l *Ledger) TrialBalance(ctx context.Context, d calendar.Date) ([]Total, error) {
	return view(ctx, l, func(v *store.View) ([]Total, error) { return totalsUpTo(v, d) })
}

// Days are the bank dates before one, newest first.
func (l *Ledger) Days(ctx context.Context, before calendar.Date, limit int) ([]Day, error) {
	return view(ctx, l, func(v *store.View) ([]Day, error) { return days(v, before, limit) })
}

// Codes is the chart of accounts.
func (l *Ledger) Codes(ctx context.Context) ([]ChartCode, error) {
	return view(ctx, l, func(v *store.View) ([]ChartCode, error) { return codes(v) })
}

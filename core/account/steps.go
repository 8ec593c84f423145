package account

import (
	"context"
	"errors"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Pieces of a step: a chunk of these many lasts well under 20 ms.
const (
	maturing = 20
	sweeping = 20
	looking  = 100
)

// Steps is the room's work at the end of a bank date: deposits that mature, zero-balance accounts, accounts that fall dormant.
// They come before interest is accrued: a sweep books into the day that closes.
func (d *Deposits) Steps() []dayend.Step {
	return []dayend.Step{
		{Name: "account.mature", EN: "Renew or pay out time deposits that mature", ZH: "定期存款到期转存或支付", Chunk: d.matureChunk},
		{Name: "account.sweep", EN: "Settle zero-balance accounts with the treasury", ZH: "零余额账户与国库清算", Chunk: d.sweepChunk},
		{Name: "account.dormancy", EN: "Find accounts that their owners have left alone", ZH: "久悬账户识别", Chunk: d.dormancyChunk},
	}
}

func placeOf(cursor string) (ledger.AccountID, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	return ledger.AccountID(n), err
}

// next is the cursor behind a piece, "" when it was the last.
func nextOf(found []Account, limit int) string {
	if len(found) < limit {
		return ""
	}
	return found[len(found)-1].ID.String()
}

// each works on a piece one by one: what a rule of the bank refuses (a freeze, a closed account) is left for people to see to, and
// keeps nobody else waiting.
func (d *Deposits) each(tx *store.Tx, found []Account, work func(Account) (bool, error)) (n int, err error) {
	for _, a := range found {
		done := false
		err := tx.Savepoint(func() (err error) {
			done, err = work(a)
			return err
		})
		switch k := problem.KindOf(err); {
		case err == nil && done:
			n++
		case err != nil && k != problem.Refused && k != problem.Conflict && k != problem.NotFound:
			return n, err
		}
	}
	return n, nil
}

func (d *Deposits) matureChunk(_ context.Context, tx *store.Tx, on calendar.Date, cursor string) (string, int, error) {
	after, err := placeOf(cursor)
	if err != nil {
		return "", 0, err
	}
	found, err := ending(tx, on, after, maturing)
	if err != nil {
		return "", 0, err
	}
	n, err := d.each(tx, found, func(a Account) (bool, error) { return true, d.mature(tx, a.ID, a.Terms.PayTo, on) })
	return nextOf(found, maturing), n, err
}

// mature renews a time deposit with its interest at the rate of the day, or pays both to the agreed account.
func (d *Deposits) mature(tx *store.Tx, id, to ledger.AccountID, on calendar.Date) error {
	a, err := d.locked(tx, id, to)
	if err != nil {
		return err
	}
	if a.State != Active || a.Kind != Time || a.MaturesOn == nil || *a.MaturesOn > on {
		return nil
	}
	interest, err := d.timeInterest(a.Terms.Principal, &a)
	if err != nil {
		return err
	}
	if a.Terms.Renew {
		return d.renew(tx, a, interest, on)
	}
	b, ok, err := accountByID(tx, to)
	if err != nil {
		return err
	}
	if !ok || b.State == Closed || b.Owner != a.Owner {
		return ErrPayTo
	}
	was := a
	e, err := d.payout(tx, &a, a.Terms.Principal, interest, to, "account.mature", id.String()+"-"+a.MaturesOn.String(), "定期到期")
	if err != nil {
		return err
	}
	e.BankDate = on
	if err := d.led.Post(tx, e); err != nil {
		return err
	}
	a.Terms.Principal = 0
	if err := d.end(tx, &a); err != nil {
		return err
	}
	if err := d.change(tx, "mature", &was, &a, ""); err != nil {
		return err
	}
	return d.tell(tx, &a, "matured")
}

// renew begins another term (自动转存) on the day of maturity, with principal and interest, at that day's rate.
func (d *Deposits) renew(tx *store.Tx, a Account, interest money.Amount, on calendar.Date) error {
	was := a
	from := *a.MaturesOn
	p, err := d.Product(a.Product, from)
	if err != nil {
		return err
	}
	rate, err := d.rateAt(tx, p.RateCode, from, a.Terms.Principal)
	if err != nil {
		return err
	}
	if interest > 0 {
		expense, err := d.book(tx, codeInterest, a.Branch, a.Currency, "DEPOSIT", "定期及通知存款利息支出")
		if err != nil {
			return err
		}
		e := transfer("account.renew", a.ID.String()+"-"+from.String(), expense, a.ID, interest, "定期转存利息")
		e.Branch, e.BankDate = a.Branch, on
		if err := d.led.Post(tx, e); err != nil {
			return err
		}
	}
	ends := from.AddMonths(a.Terms.TermMonths)
	if a.Terms.Principal, err = a.Terms.Principal.Add(interest); err != nil {
		return err
	}
	a.Terms.From, a.Terms.Rate, a.Terms.Partials, a.MaturesOn = &from, &rate, 0, &ends
	if err := d.change(tx, "renew", &was, &a, ""); err != nil {
		return err
	}
	return d.tell(tx, &a, "renewed")
}

func (d *Deposits) sweepChunk(ctx context.Context, tx *store.Tx, on calendar.Date, cursor string) (string, int, error) {
	after, err := placeOf(cursor)
	if err != nil {
		return "", 0, err
	}
	found, err := ofKind(tx, ZeroBalance, after, sweeping)
	if err != nil {
		return "", 0, err
	}
	n := 0
	for i := range found {
		moved, err := d.sweep(ctx, tx, &found[i], on)
		if err != nil {
			return "", n, err
		}
		if moved {
			n++
		}
	}
	return nextOf(found, sweeping), n, nil
}

// sweep brings a zero-balance account to zero at the end of a day: the treasury account pays what it has paid, or takes what has come
// in. A treasury account that can't pay stops the end of the day: the account may not stand open overnight.
func (d *Deposits) sweep(ctx context.Context, tx *store.Tx, a *Account, on calendar.Date) (bool, error) {
	if err := d.led.Lock(tx, a.ID, a.funds); err != nil {
		return false, err
	}
	// The day is closing: what is booked into it was committed before this update, but for the day's own steps.
	left, err := d.led.BalanceAsOf(ctx, a.ID, on)
	if err != nil || left == 0 {
		return false, err
	}
	e := transfer("account.sweep", a.ID.String()+"-"+on.String(), a.ID, a.funds, left, "零余额账户日终清算")
	if left < 0 {
		e.Postings[0], e.Postings[1] = ledger.Posting{Account: a.funds, Amount: -left}, ledger.Posting{Account: a.ID, Amount: left}
	}
	e.Branch, e.BankDate = a.Branch, on
	if err := d.led.Post(tx, e); err != nil && !errors.Is(err, ledger.ErrDuplicateReference) {
		return false, err
	}
	return true, nil
}

func (d *Deposits) dormancyChunk(_ context.Context, tx *store.Tx, on calendar.Date, cursor string) (string, int, error) {
	after, err := placeOf(cursor)
	if err != nil {
		return "", 0, err
	}
	found, err := idle(tx, on.AddMonths(-dormantMonths), after, looking)
	if err != nil {
		return "", 0, err
	}
	n, err := d.each(tx, found, func(a Account) (bool, error) {
		if !a.Kind.mayFall() {
			return false, nil
		}
		return d.fall(tx, a.ID, on)
	})
	return nextOf(found, looking), n, err
}

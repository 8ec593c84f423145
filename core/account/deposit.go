package account

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// NoticeOf is the announcement of a withdrawal (支取通知).
type NoticeOf struct {
	ID      store.ID         `json:"id"`
	Account ledger.AccountID `json:"account"`
	Amount  money.Amount     `json:"amount"`
	GivenOn calendar.Date    `json:"givenOn"`
	DueOn   calendar.Date    `json:"dueOn" doc:"From this day on it may be drawn."`
	State   string           `json:"state" enum:"open,drawn"`
}

// GiveNotice announces that a part of a notice deposit will be drawn after the product's notice period. Source: 通知存款管理办法
// (银发〔1999〕3号) 第五条: 存款人须提前通知，约定支取存款日期和金额.
func (d *Deposits) GiveNotice(tx *store.Tx, id ledger.AccountID, amount money.Amount) (NoticeOf, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return NoticeOf{}, err
	}
	if err := a.standing(); err != nil {
		return NoticeOf{}, err
	}
	if a.Kind != Notice {
		return NoticeOf{}, ErrNotFixed
	}
	p, err := d.Product(a.Product, a.OpenedOn)
	if err != nil {
		return NoticeOf{}, err
	}
	given, err := openNotices(tx, id)
	if err != nil {
		return NoticeOf{}, err
	}
	left := a.Terms.Principal
	for _, n := range given {
		left -= n.Amount
	}
	if amount <= 0 || amount > left {
		return NoticeOf{}, ErrNoticed
	}
	today := d.today(tx)
	n := NoticeOf{ID: tx.NewID(), Account: id, Amount: amount, GivenOn: today, DueOn: today.Add(p.NoticeDays), State: "open"}
	if err := insertNotice(tx, &n); err != nil {
		return n, err
	}
	if err := d.Touch(tx, id); err != nil {
		return n, err
	}
	return n, d.note(tx, audit.Note{Verb: "account.give_notice", Kind: KindAccount, Object: id.String(), Reason: n.ID.String()})
}

// Withdrawal takes money out of a time or notice deposit.
type Withdrawal struct {
	Amount    money.Amount     // 0: all of it
	To        ledger.AccountID // absent: where it was agreed to go
	Notice    store.ID         // of a notice deposit, the notice that it follows; absent: drawn without one
	Reference string           // withdrawing again under it answers the same
}

// Withdrawn is what a withdrawal paid.
type Withdrawn struct {
	ID       store.ID         `json:"id"`
	Account  ledger.AccountID `json:"account"`
	Amount   money.Amount     `json:"amount" doc:"Principal, minor units."`
	Interest money.Amount     `json:"interest"`
	PaidTo   ledger.AccountID `json:"paidTo"`
	On       calendar.Date    `json:"on"`
	Broken   bool             `json:"broken" doc:"It earned the demand rate: 提前支取, or drawn without notice."`
	Replayed bool             `json:"replayed,omitempty"`

	reference string
}

// Withdraw pays a time or notice deposit out, in whole or in part, to an account of the owner. What is broken early earns the demand
// rate of the day (储蓄管理条例第二十四条); a time deposit that is broken in part keeps its terms for the rest, once or as often as
// its product says. What is drawn after maturity earned its rate until then, and the demand rate after it (第二十三条).
func (d *Deposits) Withdraw(_ context.Context, tx *store.Tx, id ledger.AccountID, w Withdrawal) (Withdrawn, error) {
	if w.Reference == "" || len(w.Reference) > 64 {
		return Withdrawn{}, ErrReference
	}
	if w.Amount < 0 {
		return Withdrawn{}, ErrAmount
	}
	seen, err := d.Get(tx, id)
	if err != nil {
		return Withdrawn{}, err
	}
	if w.To == 0 {
		w.To = seen.Terms.PayTo
	}
	a, err := d.locked(tx, id, w.To)
	if err != nil {
		return Withdrawn{}, err
	}
	was, found, err := withdrawalByReference(tx, id, w.Reference)
	if err != nil {
		return Withdrawn{}, err
	}
	if found {
		if w.Amount != 0 && was.Amount != w.Amount || was.PaidTo != w.To {
			return Withdrawn{}, ErrTaken
		}
		was.Replayed = true
		return was, nil
	}
	b := breaking{d: d, tx: tx, w: w, was: a, a: a, today: d.today(tx)}
	if err := b.look(); err != nil {
		return Withdrawn{}, err
	}
	return b.pay()
}

// breaking is one withdrawal while it is being made.
type breaking struct {
	d      *Deposits
	tx     *store.Tx
	w      Withdrawal
	was, a Account
	p      Product
	today  calendar.Date
	broken bool
	notice *NoticeOf
}

// look checks that the withdrawal may be made, and settles the amount.
func (b *breaking) look() (err error) {
	if !b.a.Kind.fixed() {
		return ErrNotFixed
	}
	if err := b.a.standing(); err != nil {
		return err
	}
	if b.p, err = b.d.Product(b.a.Product, b.a.OpenedOn); err != nil {
		return err
	}
	if b.w.Amount == 0 {
		b.w.Amount = b.a.Terms.Principal
	}
	left := b.a.Terms.Principal - b.w.Amount
	if b.w.Amount > b.a.Terms.Principal || left > 0 && left < b.p.MinOpen {
		return ErrWithdraw.With(money.Of(b.p.MinOpen, b.a.Currency).Decimal())
	}
	to, ok, err := accountByID(b.tx, b.w.To)
	if err != nil {
		return err
	}
	if !ok || to.Owner != b.a.Owner || to.Currency != b.a.Currency || to.State != Active || to.Kind.fixed() || to.Kind.guarded() {
		return ErrPayTo
	}
	if b.a.Kind == Notice {
		return b.noticed()
	}
	b.broken = b.today < *b.a.MaturesOn
	if left > 0 && b.broken && b.a.Terms.Partials >= b.p.Partials {
		return ErrPartials.With(b.p.Partials)
	}
	return nil
}

// noticed finds the notice that the withdrawal follows.
func (b *breaking) noticed() error {
	given, err := openNotices(b.tx, b.a.ID)
	if err != nil {
		return err
	}
	b.broken = b.w.Notice == 0
	noticed := money.Amount(0)
	for i := range given {
		if noticed += given[i].Amount; given[i].ID == b.w.Notice {
			b.notice = &given[i]
		}
	}
	switch {
	case b.broken && b.w.Amount > b.a.Terms.Principal-noticed && b.w.Amount < b.a.Terms.Principal:
		return ErrNoticed // what is announced stays for its day, unless all is drawn
	case b.broken:
		return nil
	case b.notice == nil:
		return ErrUnknownNotice
	case b.today < b.notice.DueOn:
		return ErrNotDue.With(b.notice.DueOn)
	case b.w.Amount != b.notice.Amount:
		return ErrNoticed
	}
	return nil
}

// interest is what the withdrawn part has earned.
func (b *breaking) interest() (money.Amount, error) {
	from, amount := *b.a.Terms.From, b.w.Amount
	demand, err := b.d.rateAt(b.tx, DemandRate, b.today, amount)
	switch {
	case err != nil:
		return 0, err
	case b.broken:
		return actual(amount, demand, from, b.today)
	case b.a.Kind == Notice:
		rate, err := b.d.rateAt(b.tx, b.p.RateCode, b.today, amount)
		if err != nil {
			return 0, err
		}
		return actual(amount, rate, from, b.today)
	}
	earned, err := b.d.timeInterest(amount, &b.a)
	if err != nil {
		return 0, err
	}
	after, err := actual(amount, demand, *b.a.MaturesOn, b.today)
	if err != nil {
		return 0, err
	}
	return earned.Add(after)
}

// actual is simple interest by ACT/360 from a day (its night counted) to another (算头不算尾).
func actual(amount money.Amount, rate money.Rate, from, to calendar.Date) (money.Amount, error) {
	if to <= from || rate.IsZero() {
		return 0, nil
	}
	return amount.TimesFraction(rate, int64(to.Sub(from)), 360)
}

// timeInterest is what an amount of a time deposit earns over its whole term.
func (d *Deposits) timeInterest(amount money.Amount, a *Account) (money.Amount, error) {
	if d.o.Interest == nil || a.Terms.Rate == nil || a.Terms.Rate.IsZero() {
		return 0, nil
	}
	return d.o.Interest.TimeDeposit(amount, *a.Terms.Rate, *a.Terms.From, *a.MaturesOn)
}

// pay books principal and interest, and closes what is empty.
func (b *breaking) pay() (Withdrawn, error) {
	interest, err := b.interest()
	if err != nil {
		return Withdrawn{}, err
	}
	out := Withdrawn{ID: b.tx.NewID(), Account: b.a.ID, Amount: b.w.Amount, Interest: interest, PaidTo: b.w.To, On: b.today, Broken: b.broken,
		reference: b.w.Reference}
	if err := insertWithdrawal(b.tx, &out); err != nil {
		return out, err
	}
	if b.notice != nil {
		if err := endNotice(b.tx, b.notice.ID); err != nil {
			return out, err
		}
	}
	e, err := b.d.payout(b.tx, &b.a, b.w.Amount, interest, b.w.To, "account.withdraw", out.ID.String(), "定期支取")
	if err != nil {
		return out, err
	}
	if err := b.d.led.Post(b.tx, e); err != nil {
		return out, err
	}
	b.a.Terms.Principal -= b.w.Amount
	if b.a.Kind == Time && b.broken && b.a.Terms.Principal > 0 {
		b.a.Terms.Partials++
	}
	if b.a.Terms.Principal == 0 {
		if err := dropNotices(b.tx, b.a.ID); err != nil {
			return out, err
		}
		if err := b.d.end(b.tx, &b.a); err != nil {
			return out, err
		}
	}
	return out, b.d.change(b.tx, "withdraw", &b.was, &b.a, "")
}

// payout is the entry that pays principal and interest of a deposit to an account.
func (d *Deposits) payout(tx *store.Tx, a *Account, principal, interest money.Amount, to ledger.AccountID, kind, reference, summary string) (*ledger.Entry, error) {
	e := transfer(kind, reference, a.ID, to, principal, summary)
	e.Branch = a.Branch
	if interest == 0 {
		return e, nil
	}
	expense, err := d.book(tx, codeInterest, a.Branch, a.Currency, "DEPOSIT", "定期及通知存款利息支出")
	if err != nil {
		return nil, err
	}
	sum, err := principal.Add(interest)
	if err != nil {
		return nil, err
	}
	e.Postings[1].Amount = -sum
	e.Postings = append(e.Postings, ledger.Posting{Account: expense, Amount: interest})
	return e, nil
}

// end marks an account closed, in the ledger too, which refuses while anything is left.
func (d *Deposits) end(tx *store.Tx, a *Account) error {
	if err := d.led.CloseAccount(tx, a.ID); err != nil {
		return err
	}
	today := d.today(tx)
	a.State, a.ClosedOn = Closed, &today
	return nil
}

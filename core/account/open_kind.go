package account

import (
	"errors"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// kind looks at what only some kinds of account have, and refuses it for the others.
func (o *opening) kind() error {
	n := &o.n
	if err := o.others(); err != nil {
		return err
	}
	switch o.p.Kind {
	case Time, Notice:
		return o.deposit()
	case Basic, General, Special, Temporary:
		return o.unit()
	case ZeroBalance:
		return o.zero()
	case Custody, Escrow:
		return o.guard()
	case Virtual:
		// Locked, so that the real account isn't closed meanwhile.
		parent, err := o.d.locked(o.tx, n.Parent)
		if err != nil && !errors.Is(err, ErrUnknown) {
			return err
		}
		if err != nil || parent.Owner != n.Owner || parent.Currency != n.Currency || parent.State != Active || !parent.Kind.bears() {
			return ErrParent
		}
		if n.Title == "" {
			return ErrTitle
		}
		o.a.Parent = n.Parent
	}
	return nil
}

// others refuses terms that the kind doesn't know: nobody is to believe that they were agreed.
func (o *opening) others() error {
	n, k := &o.n, o.p.Kind
	switch {
	case n.Parent != 0 && k != Virtual:
		return ErrParent
	case len(n.Conditions) > 0 && !k.guarded(), n.PayTo != 0 && !k.guarded() && !k.fixed():
		return ErrBeneficiary
	case (n.Funds != 0 || n.Quota != 0) && k != ZeroBalance:
		return ErrFunds
	case n.Ends != nil && k != Temporary:
		return ErrEnds.With(o.today)
	case n.Purpose != "" && !named(n.Purpose, 200), n.Purpose == "" && (k == Special || k.guarded()):
		return ErrPurpose
	case len(n.Permit) > 40 || n.Permit != "" && !named(n.Permit, 40):
		return ErrNeedsBasic
	}
	return nil
}

// deposit agrees the terms of a time or notice deposit: the rate of a time deposit is that of today, for its whole term
// (储蓄管理条例第二十二条: 定期储蓄存款按存单开户日挂牌公告的利率计付利息); a notice deposit earns the rate of the day on which it is drawn.
func (o *opening) deposit() error {
	n := &o.n
	if n.Amount == 0 {
		return ErrMinOpen.With(money.Of(max(1, o.p.MinOpen), n.Currency).Decimal())
	}
	if n.PayTo == 0 {
		n.PayTo = n.From
	}
	if to, err := o.own(n.PayTo); err != nil || to.Kind.fixed() || to.Kind.guarded() {
		return ErrPayTo
	}
	from := o.today
	o.a.Terms = Terms{From: &from, Principal: n.Amount, PayTo: n.PayTo}
	if o.p.Kind == Notice {
		return nil
	}
	ends := from.AddMonths(o.p.TermMonths)
	o.a.MaturesOn = &ends
	o.a.Terms.TermMonths, o.a.Terms.Renew = o.p.TermMonths, n.Renew
	rate, err := o.d.rateAt(o.tx, o.p.RateCode, from, n.Amount)
	o.a.Terms.Rate = &rate
	return err
}

// unit looks at a unit's settlement accounts. One basic account a firm (办法第四条); general and the others rest on it (第十二条,
// 第十九条); special accounts are for a purpose (第十三条); temporary ones end within two years (第三十六条).
func (o *opening) unit() error {
	n := &o.n
	all, err := lockAccountsOf(o.tx, n.Owner)
	if err != nil {
		return err
	}
	basic := false
	for i := range all {
		basic = basic || all[i].Kind == Basic && all[i].State != Closed
	}
	switch {
	case o.p.Kind == Basic && (basic || n.Permit != ""):
		return ErrBasicStands
	case (o.p.Kind == General || o.p.Kind == Special) && !basic && n.Permit == "":
		return ErrNeedsBasic
	}
	o.a.Terms.Permit = n.Permit
	if o.p.Kind != Temporary {
		return nil
	}
	last := o.today.AddMonths(o.p.TermMonths)
	if n.Ends == nil || *n.Ends <= o.today || *n.Ends > last {
		return ErrEnds.With(last)
	}
	ends := *n.Ends
	o.a.MaturesOn = &ends
	return nil
}

// zero looks at a zero-balance account: who pays for it and how far (零余额账户, 财政国库管理制度改革试点方案 财库〔2001〕24号).
func (o *opening) zero() error {
	n := &o.n
	funds, ok, err := accountByID(o.tx, n.Funds)
	switch {
	case err != nil:
		return err
	case !ok || funds.Kind != Treasury || funds.State != Active || funds.Currency != n.Currency || n.Quota <= 0 || n.Quota > most || n.Amount != 0:
		return ErrFunds
	}
	o.a.funds, o.a.Terms.Quota = n.Funds, n.Quota
	return nil
}

// guard looks at a custody or escrow account: to whom its money goes, and when.
func (o *opening) guard() error {
	n := &o.n
	to, ok, err := accountByID(o.tx, n.PayTo)
	switch {
	case err != nil:
		return err
	case !ok || to.State != Active || to.Currency != n.Currency || to.Kind.fixed() || to.Kind.guarded() || len(n.Conditions) == 0 || len(n.Conditions) > 20:
		return ErrBeneficiary
	}
	for _, c := range n.Conditions {
		if !named(c, 200) {
			return ErrBeneficiary
		}
	}
	o.a.Terms.PayTo = n.PayTo
	return nil
}

// rateAt is the rate of a code on a day; no code earns nothing.
func (d *Deposits) rateAt(q store.Querier, code string, on calendar.Date, amount money.Amount) (money.Rate, error) {
	if d.o.Interest == nil || code == "" {
		return money.Rate{}, nil
	}
	return d.o.Interest.RateAt(q, code, on, amount)
}

package account

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/store"
)

// When an account falls dormant: a year without an own act of its owner (人民币银行结算账户管理办法第五十六条: 单位银行结算账户一年未发生收付活动
// 且未欠开户银行债务, 转入久悬未取专户管理); a person's only with less than ten yuan in it, and none of a kind that is left alone by its
// nature.
const (
	dormantMonths = 12
	dormantBelow  = money.Amount(10_00)
)

// mayFall reports whether accounts of a kind fall dormant.
func (k Kind) mayFall() bool { return k == Demand || k == Passbook || k.corporate() }

// fall makes an account dormant, if it has come to that on a day: nothing leaves it from then on, whoever posts.
func (d *Deposits) fall(tx *store.Tx, id ledger.AccountID, on calendar.Date) (bool, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return false, err
	}
	if a.State != Active || !a.Kind.mayFall() || a.LastUseOn > on.AddMonths(-dormantMonths) {
		return false, nil
	}
	p, err := positionOf(tx, id)
	if err != nil {
		return false, err
	}
	children, err := openChildren(tx, id)
	if err != nil || children > 0 || a.Holder == ForPerson && p.booked >= dormantBelow || p.booked < 0 || p.held > 0 {
		return false, err
	}
	limits := p.limits
	limits.DebitFrozen = true
	if err := d.led.SetLimits(tx, id, limits); err != nil {
		return false, err
	}
	was := a
	a.State = Dormant
	if err := d.change(tx, "fall_dormant", &was, &a, ""); err != nil {
		return false, err
	}
	return true, d.tell(tx, &a, "dormant")
}

// Reactivate makes a dormant account active again (激活): its owner has been seen. Errors: ErrNotDormant, ErrClosed, ErrReason.
func (d *Deposits) Reactivate(tx *store.Tx, id ledger.AccountID, reason string) (Account, error) {
	if !named(reason, 200) || len([]rune(reason)) < 2 {
		return Account{}, ErrReason
	}
	a, err := d.locked(tx, id)
	if err != nil {
		return a, err
	}
	switch a.State {
	case Closed:
		return a, ErrClosed
	case Active:
		return a, ErrNotDormant
	}
	p, err := positionOf(tx, id)
	if err != nil {
		return a, err
	}
	limits := p.limits
	limits.DebitFrozen = false
	if err := d.led.SetLimits(tx, id, limits); err != nil {
		return a, err
	}
	was := a
	a.State, a.LastUseOn = Active, d.today(tx)
	return a, d.change(tx, "reactivate", &was, &a, reason)
}

// Reclassify sets a person's account's ceiling by her present level (个人银行账户分类): after she was verified anew it has other limits
// than at its opening. Source: 银发〔2016〕302号.
func (d *Deposits) Reclassify(tx *store.Tx, id ledger.AccountID) (Account, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return a, err
	}
	if err := a.standing(); err != nil {
		return a, err
	}
	if a.Holder != ForPerson {
		return a, ErrHolder
	}
	level, err := d.o.Parties.Level(tx, a.Owner)
	if err != nil {
		return a, err
	}
	p, err := positionOf(tx, id)
	if err != nil {
		return a, err
	}
	limits := p.limits
	limits.Ceiling = party.ClassOf(level).BalanceMax
	if err := d.led.SetLimits(tx, id, limits); err != nil {
		return a, err
	}
	was := a
	return a, d.change(tx, "reclassify", &was, &a, "")
}

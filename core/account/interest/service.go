package interest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// kindRate is what a row of rates is to the audit log.
const kindRate = "interest.rate"

// The general-ledger codes that interest is booked to.
const (
	codeExpense ledger.Code = "6411" // 利息支出
	codePayable ledger.Code = "2231" // 应付利息
)

// Interest is the interest of the bank's deposits.
type Interest struct {
	st   *store.Store
	led  *ledger.Ledger
	o    Options
	slot store.Slot

	mu    sync.Mutex
	pools map[string]*pool // by key; what is in them never changes but booked, which is not read from here

	page atomic.Int64 // accounts that one piece of the accrual reads
}

// Options tune the room.
type Options struct {
	Audit     *audit.Log         // takes a note of each change of a rate; nil: none
	Approvals *approval.Register // a rate is proposed by one and approved by another; nil: only SetRate changes rates
}

// New makes the room. It must be called before the store's first Update, once.
func New(st *store.Store, led *ledger.Ledger, o Options) *Interest {
	in := &Interest{st: st, led: led, o: o, pools: map[string]*pool{}}
	in.slot = st.AddBuffer(func() store.Buffer { return newRows() })
	in.page.Store(maxPage)
	if o.Approvals != nil {
		o.Approvals.Add(in.Acts()...)
	}
	return in
}

// Terms are how an account earns.
type Terms struct {
	Account  ledger.AccountID
	Branch   ledger.Branch
	Currency money.Currency
	Product  string        // the product's code, at most 32 bytes; interest is accrued per product
	Plan     Plan          // 0 is Demand
	RateCode string        // the code whose rates the account earns
	From     calendar.Date // 起息日: the first night; the open bank date or later
	Matures  calendar.Date // 到期日 of a time deposit
	RestCode string        // of a time or notice deposit: what it earns when broken, or after maturity; "" is DemandCode
	Fixed    PPM           // of a time deposit: the agreed rate; 0 is what RateCode pays on From
}

// DemandCode is the rate of demand deposits (活期存款挂牌利率).
const DemandCode = "demand"

// Begin lets an account earn, in the update that opens it. ErrTerms, ErrBeginPast, ErrNoRate, ErrTwice.
func (in *Interest) Begin(tx *store.Tx, t Terms) error {
	a, p, err := in.prepare(tx, &t)
	if err != nil {
		return err
	}
	if p, err = in.poolFor(tx, p); err != nil {
		return err
	}
	a.pool = p.id
	if tx.Careful() {
		if _, ok, err := stateByID(tx, a.id); err != nil || ok {
			if ok {
				err = ErrTwice.With(a.id)
			}
			return err
		}
	}
	tx.Buffer(in.slot).(*store.Appender).Add(a.values()...)
	return nil
}

// prepare checks terms and makes of them an account and the key of its pool.
func (in *Interest) prepare(tx *store.Tx, t *Terms) (*state, *pool, error) {
	if t.Plan == 0 {
		t.Plan = Demand
	}
	if t.RestCode == "" {
		t.RestCode = DemandCode
	}
	if t.Account <= 0 || t.Branch == "" || t.Product == "" || len(t.Product) > 32 || !t.Currency.Valid() || t.Plan > Notice ||
		!rateCode.MatchString(t.RateCode) || !rateCode.MatchString(t.RestCode) || (t.Plan == Time) != (t.Matures > t.From && t.Matures != 0) ||
		t.Fixed < 0 || t.Fixed > MaxPPM || t.Fixed > 0 && t.Plan != Time {
		return nil, nil, ErrTerms
	}
	open, ok := tx.BankDate()
	if !ok {
		return nil, nil, ledger.ErrNoOpenDay
	}
	if t.From < open {
		return nil, nil, ErrBeginPast.With(t.From, open)
	}
	a := &state{id: t.Account, plan: t.Plan, began: t.From, paidTo: t.From, since: t.From, day: t.From - 1}
	p := &pool{branch: t.Branch, product: t.Product, currency: t.Currency, code: t.RateCode, settles: t.Plan == Demand}
	if t.Plan != Demand || t.Fixed == 0 {
		rate, err := in.RateAt(tx, t.RateCode, t.From)
		if err != nil {
			return nil, nil, err
		}
		if t.Plan == Time {
			if a.fixed = t.Fixed; a.fixed == 0 {
				a.fixed = rate.Tiers[0].Percent
			}
			a.matures, p.code = t.Matures, t.RestCode
		}
	}
	return a, p, nil
}

func (p *pool) key() string {
	return fmt.Sprintf("%s/%s/%s/%s/%v", p.branch, p.product, p.currency, p.code, p.settles)
}

// poolFor finds the pool of these terms, or makes it with its two accounts in the general ledger.
func (in *Interest) poolFor(tx *store.Tx, want *pool) (*pool, error) {
	key := want.key()
	in.mu.Lock()
	p := in.pools[key]
	in.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, ok, err := poolByKey(tx, want)
	if err == nil && !ok {
		p, err = in.makePool(tx, want)
		if errors.Is(err, store.ErrDuplicate) { // another process was first
			if p, ok, err = poolByKey(tx, want); err == nil && !ok {
				err = store.ErrConflict
			}
		}
	}
	if err != nil {
		return nil, err
	}
	tx.AfterCommit(func() {
		in.mu.Lock()
		in.pools[key] = p
		in.mu.Unlock()
	})
	return p, nil
}

func (in *Interest) makePool(tx *store.Tx, want *pool) (*pool, error) {
	p := *want
	p.id = tx.NewID()
	word := strconv.FormatInt(int64(p.id), 36)
	number := func(code ledger.Code) string { return fmt.Sprintf("%s-%s-%s", code, p.branch, word) }
	name := func(what string) string { return what + " " + p.product + " " + string(p.currency) }
	as, err := in.led.OpenAccounts(tx, []ledger.NewAccount{
		{Number: number(codeExpense), Code: codeExpense, Currency: p.currency, Branch: p.branch, Name: name("利息支出"), Limits: ledger.NoFloor},
		{Number: number(codePayable), Code: codePayable, Currency: p.currency, Branch: p.branch, Name: name("应付利息"), Limits: ledger.NoFloor},
	})
	if err != nil {
		return nil, err
	}
	p.expense, p.payable = as[0].ID, as[1].ID
	return &p, insertPool(tx, &p)
}

// RateAt is the rate of a code that holds on a day: ErrNoRate.
func (in *Interest) RateAt(q store.Querier, code string, on calendar.Date) (Rate, error) {
	rows, err := ratesOf(q, code)
	if err != nil {
		return Rate{}, err
	}
	r := curveOf(rows).At(on)
	if r == nil {
		return Rate{}, ErrNoRate.With(code, on)
	}
	return *r, nil
}

// Accrued is what an account has earned and not been paid yet (应计利息).
type Accrued struct {
	Account  ledger.AccountID `json:"account"`
	Plan     Plan             `json:"plan"`
	RateCode string           `json:"rateCode" example:"demand"`
	Percent  PPM              `json:"percent" doc:"A year's interest on the present balance, in percent." example:"0.35"`
	Balance  money.Amount     `json:"balance" doc:"What earns, in minor units."`
	From     calendar.Date    `json:"from" doc:"The first night that isn't paid."`
	Through  calendar.Date    `json:"through" doc:"The last night that is counted: that of the last accrual."`
	Matures  *calendar.Date   `json:"matures,omitempty"`
	Earned   money.Amount     `json:"earned" doc:"Up to that night, rounded, in minor units; paid on settlement or when the account ends."`
	Ended    *calendar.Date   `json:"ended,omitempty"`
}

// Accrued reads what an account has earned up to the last accrual: ErrUnknown.
func (in *Interest) Accrued(ctx context.Context, id ledger.AccountID) (out Accrued, err error) {
	err = in.st.View(ctx, func(v *store.View) error {
		a, ok, err := stateByID(v, id)
		if err != nil {
			return err
		}
		if !ok {
			return ErrUnknown.With(id)
		}
		p, err := poolByID(v, a.pool)
		if err != nil {
			return err
		}
		last, _, err := dayBefore(v, calendar.MaxDate+1)
		if err != nil {
			return err
		}
		rows, err := ratesOf(v, p.code)
		if err != nil {
			return err
		}
		out, err = a.shown(p, curveOf(taken(rows, last.upTo)), last.date)
		return err
	})
	return out, err
}

func (a *state) shown(p *pool, c Curve, last calendar.Date) (Accrued, error) {
	out := Accrued{Account: a.id, Plan: a.plan, RateCode: p.code, Balance: a.total(), From: a.paidTo, Through: max(last, a.since-1), Percent: a.fixed}
	if r := c.At(out.Through + 1); r != nil && (a.fixed == 0 || out.Through >= a.matures) {
		out.Percent = r.For(out.Balance)
	}
	if a.plan == Time {
		out.Matures = &a.matures
	}
	if a.ended != 0 {
		out.Ended, out.Balance, out.Percent = &a.ended, 0, 0
		return out, nil
	}
	var err error
	out.Earned, err = a.earned(c, out.Through+1).Round()
	return out, err
}

// taken leaves out corrections that no accrual has taken in yet: what accounts have earned rests on the others.
func taken(rows []*Rate, upTo store.ID) []*Rate {
	out := make([]*Rate, 0, len(rows))
	for _, r := range rows {
		if !r.Correction || r.ID <= upTo {
			out = append(out, r)
		}
	}
	return out
}

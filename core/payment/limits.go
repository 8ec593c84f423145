package payment

import (
	"context"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

// channels is the number of channels through which customers order.
const channels = 4

// customerChannels are those, in the order of their counters.
var customerChannels = [channels]Channel{Web, Kiosk, Counter, API}

// index is a channel's counter.
func (c Channel) index() int {
	for i, o := range customerChannels {
		if o == c {
			return i
		}
	}
	return 0
}

// ofAccounts is how core/account calls a channel: what the bank does by itself counts as a batch.
func (c Channel) ofAccounts() string {
	switch c {
	case Web:
		return account.App
	case Bank, Network:
		return account.Batch
	}
	return string(c)
}

// Bound is what may be paid by one order and on one day, in minor units.
type Bound struct {
	Order money.Amount `json:"order"`
	Day   money.Amount `json:"day"`
}

// Own are the limits that a payer has set herself; each only narrows the bank's. Check and Large are a firm's: above the one an
// order needs its checker (复核), above the other its approver (审批); nil is the bank's default.
type Own struct {
	Channels map[Channel]Bound `json:"channels,omitempty"`
	Check    *money.Amount     `json:"check,omitempty"`
	Large    *money.Amount     `json:"large,omitempty"`
}

// Parameters by which the bank limits payments; amounts in whole currency units (yuan).
const (
	paramFactor    = "payment.factor_order" // above it a second factor is asked for
	paramFactorDay = "payment.factor_day"   // and so it is when the day's sum rises above this
	paramCheck     = "payment.firm_check"   // a firm's order above it needs its checker, unless the firm says otherwise
	paramLarge     = "payment.firm_large"   // and above this its approver
)

// firmLevel stands for a level in the names of parameters for firms.
const firmLevel = "firm"

func limitName(c Channel, what, level string) string {
	return "payment." + string(c) + "_" + what + "_" + level
}

// limitDefaults are order and day by channel and level, in yuan. Levels 1 and 2 follow the classes of personal accounts (III and
// II 类户: 银发〔2016〕302号, 银发〔2018〕16号), the kiosk's the 50,000 yuan a day of transfers at machines (银发〔2016〕261号 [M]);
// the rest is the bank's own choice.
var limitDefaults = map[Channel]map[string][2]int64{
	Web:     {"1": {1_000, 2_000}, "2": {10_000, 10_000}, "3": {500_000, 1_000_000}, firmLevel: {50_000_000, 200_000_000}},
	Kiosk:   {"1": {1_000, 2_000}, "2": {10_000, 10_000}, "3": {50_000, 50_000}, firmLevel: {50_000, 50_000}},
	Counter: {"1": {2_000, 2_000}, "2": {10_000, 10_000}, "3": {100_000_000, 500_000_000}, firmLevel: {1_000_000_000, 5_000_000_000}},
	API:     {"1": {1_000, 2_000}, "2": {10_000, 10_000}, "3": {50_000, 100_000}, firmLevel: {50_000_000, 200_000_000}},
}

var channelNames = map[Channel][2]string{Web: {"web", "网上银行"}, Kiosk: {"terminal", "自助终端"}, Counter: {"counter", "柜面"}, API: {"program", "接口"}}

// Definitions are the parameters of payments.
func Definitions() []parameter.Definition {
	one := func(name, en, zh string, standard int64) parameter.Definition {
		return parameter.Definition{Name: name, EN: en, ZH: zh, Unit: "CNY", Type: parameter.Int, Default: strconv.FormatInt(standard, 10),
			Min: "0", Max: "100000000000"}
	}
	out := []parameter.Definition{
		one(paramFactor, "Payments above this need a fresh proof of who pays", "超过此单笔金额须再次验证身份", 50_000),
		one(paramFactorDay, "A day's payments above this need a fresh proof of who pays", "当日累计超过此金额须再次验证身份", 200_000),
		one(paramCheck, "A firm's payments above this need its checker", "企业单笔超过此金额须复核", 0),
		one(paramLarge, "A firm's payments above this need its approver", "企业单笔超过此金额须审批", 500_000),
	}
	for _, c := range customerChannels {
		for _, level := range []string{"1", "2", "3", firmLevel} {
			who, whoZH := "level "+level, "识别等级 "+level
			if level == firmLevel {
				who, whoZH = "firms", "单位"
			}
			n := channelNames[c]
			d := limitDefaults[c][level]
			out = append(out,
				one(limitName(c, "order", level), "Limit of one payment, "+n[0]+", "+who, n[1]+"单笔限额，"+whoZH, d[0]),
				one(limitName(c, "day", level), "Limit of a day's payments, "+n[0]+", "+who, n[1]+"日累计限额，"+whoZH, d[1]))
		}
	}
	return out
}

// minor is a number of whole units in minor ones.
func minor(units int64, c money.Currency) money.Amount {
	for range c.Exponent() {
		units *= 10
	}
	return money.Amount(units)
}

// amountOf is a parameter's amount.
func (p *Payments) amountOf(ctx context.Context, name string, day calendar.Date, c money.Currency) (money.Amount, error) {
	n, err := p.d.Parameters.Int(ctx, name, day)
	return minor(n, c), err
}

// bank is what the bank lets a payer pay by a channel.
func (p *Payments) bank(ctx context.Context, q store.Querier, a *account.Account, c Channel, day calendar.Date) (b Bound, err error) {
	level := firmLevel
	if !ofFirm(a) {
		n := int64(3)
		if p.d.Parties != nil {
			known, err := p.d.Parties.Level(q, a.Owner)
			if err != nil {
				return b, err
			}
			n = int64(known)
		}
		if n <= 0 {
			return b, ErrLevel
		}
		level = strconv.FormatInt(min(n, 3), 10)
	}
	names := limitNames[c.index()][level]
	if b.Order, err = p.amountOf(ctx, names[0], day, a.Currency); err != nil {
		return b, err
	}
	b.Day, err = p.amountOf(ctx, names[1], day, a.Currency)
	return b, err
}

// limitNames are the names of all limits, made once.
var limitNames = func() (out [channels]map[string][2]string) {
	for i, c := range customerChannels {
		out[i] = map[string][2]string{}
		for level := range limitDefaults[c] {
			out[i][level] = [2]string{limitName(c, "order", level), limitName(c, "day", level)}
		}
	}
	return out
}()

// narrow is the bound that is left by one that only narrows.
func (b Bound) narrow(own Own, c Channel) Bound {
	if o, ok := own.Channels[c]; ok {
		b.Order, b.Day = min(b.Order, o.Order), min(b.Day, o.Day)
	}
	return b
}

// within refuses an amount that would exceed what is left.
func (x *payer) within(b Bound, c Channel, amount money.Amount, currency money.Currency) error {
	if amount > b.Order {
		return ErrOrderLimit.With(money.Of(b.Order, currency))
	}
	if used := x.used[c.index()]; amount > b.Day-used {
		return ErrDayLimit.With(money.Of(max(0, b.Day-used), currency))
	}
	return nil
}

// accountKey is an account's own counter, beside those of its owner: its place is below zero, where no person is.
func accountKey(owner auth.Party, id ledger.AccountID) payerKey {
	return payerKey{owner, -auth.Party(id)}
}

// dayOf is what may leave an account on one day by a channel; nil is no limit of its own.
func (p *Payments) dayOf(q store.Querier, a *account.Account, c Channel) (*money.Amount, error) {
	bound, ok := p.d.Accounts.(BoundAccounts)
	if !ok {
		return nil, nil
	}
	l, err := bound.Bound(q, *a, c.ofAccounts())
	return l.DayMax, err
}

// accountLimit holds an order against the day's limit of the account itself.
func (p *Payments) accountLimit(tx *store.Tx, d *draft) error {
	if d.day == nil {
		return nil
	}
	var err error
	if d.acc, err = p.accountCounter(tx, d.o.Payer, d.from.ID); err != nil {
		return err
	}
	return d.acc.within(Bound{Order: *d.day, Day: *d.day}, d.o.Channel, d.o.Amount, d.o.Currency)
}

// accountCounter is an account's counter. It may begin in the middle of a day, when a limit was set: what was paid before counts.
func (p *Payments) accountCounter(tx *store.Tx, owner auth.Party, id ledger.AccountID) (*payer, error) {
	b := tx.Buffer(p.payers).(*payers)
	x, err := b.of(tx, accountKey(owner, id))
	if err != nil || x.orders != 0 {
		return x, err
	}
	parts, err := usedLately(tx, x)
	if err != nil || len(parts) == 0 {
		return x, err
	}
	for _, s := range parts {
		b.use(x, s.channel, s.amount, s.orders)
	}
	return x, nil
}

// total is what a payer has used in all channels.
func (x *payer) total() (sum money.Amount) {
	for _, u := range x.used {
		sum += u
	}
	return sum
}

// SetLimits lowers what a payer, or one of a firm's people (person), may pay; nothing in own sets what is absent.
func (p *Payments) SetLimits(tx *store.Tx, party, person auth.Party, own Own) error {
	for c, b := range own.Channels {
		if c != customerChannels[c.index()] || b.Order < 0 || b.Day < b.Order {
			return ErrLimit
		}
	}
	if own.Check != nil && *own.Check < 0 || own.Large != nil && *own.Large < 0 {
		return ErrLimit
	}
	b := tx.Buffer(p.payers).(*payers)
	x, err := b.of(tx, payerKey{party, person})
	if err != nil {
		return err
	}
	before := x.digest()
	b.keep(x)
	x.own, x.version = own, x.version+1
	b.queue(x)
	return p.note(tx, audit.Note{Verb: "payment.limit", Kind: limitKind, Object: party.String() + "-" + person.String(), Version: x.version,
		Before: before, After: x.digest()})
}

// limitKind is a payer's own limits as an object of audit records.
const limitKind = "payment.limit"

// digest is that of the limits that a payer has set; what she has used the orders tell.
func (x *payer) digest() audit.Digest {
	if x.version == 0 {
		return audit.Digest{}
	}
	var h audit.Hasher
	return h.Start(limitKind).Int(int64(x.key.party)).Int(int64(x.key.person)).Bytes(x.own.text()).Int(x.version).Sum()
}

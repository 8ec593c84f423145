package account

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/store"
)

// founding is the day from which the first versions hold: before any day of the bank.
var founding = calendar.MustOf(2000, 1, 1)

// The chart codes of deposits.
const (
	codeDeposits ledger.Code = "2011"
	codeBanks    ledger.Code = "2012"
	codeFiscal   ledger.Code = "2011.50"
)

func yuan(n int64) *money.Amount {
	a := money.Amount(n * 100)
	return &a
}

func upTo(l party.Level) *party.Level { return &l }

// personLimits are those of the classes of personal accounts (II、III 类户: 银发〔2016〕302号, 银发〔2018〕16号), and the bank's own for
// its terminals and cash desk.
func personLimits() []Limit {
	return []Limit{
		{Level: upTo(party.Declared), SingleMax: yuan(2_000), DayMax: yuan(2_000)},
		{Level: upTo(party.Documented), SingleMax: yuan(10_000), DayMax: yuan(10_000)},
		{Channel: Kiosk, SingleMax: yuan(50_000), DayMax: yuan(50_000)},
		{Channel: Card, DayMax: yuan(50_000)},
		{Channel: App, SingleMax: yuan(500_000), DayMax: yuan(1_000_000)},
		{Channel: Cash, DayMax: yuan(200_000)},
	}
}

// Defaults are the products that a new bank offers. A bank changes them as any other: from tomorrow on, by two people.
func Defaults() []Product {
	cny, world := []money.Currency{"CNY"}, []money.Currency{"CNY", "USD", "EUR", "HKD", "JPY"}
	people, firms, offices := []Holder{ForPerson}, []Holder{ForFirm}, []Holder{ForAgency}
	all, units := []Holder{ForPerson, ForFirm, ForAgency}, []Holder{ForFirm, ForAgency}
	wide, desk, corporate := []string{Counter, App, Kiosk, Card, Batch, API}, []string{Counter, App, Batch}, []string{Counter, App, Batch, API}
	unitLimits := []Limit{{Channel: App, SingleMax: yuan(50_000_000)}, {Channel: Cash, DayMax: yuan(500_000)}}
	list := []Product{
		{Code: "demand", Digits: 201, Kind: Demand, NameZH: "活期存款", NameEN: "Demand deposit", Currencies: world, Holders: people,
			Level: party.Declared, RateCode: DemandRate, Channels: wide, Cash: true, Limits: personLimits()},
		{Code: "passbook", Digits: 202, Kind: Passbook, NameZH: "活期存折", NameEN: "Passbook deposit", Currencies: cny, Holders: people,
			Level: party.FaceToFace, MinOpen: 100, RateCode: DemandRate, Channels: []string{Counter, Kiosk, Batch}, Cash: true, Limits: personLimits()},
		{Code: "basic", Digits: 301, Kind: Basic, NameZH: "基本存款账户", NameEN: "Basic account", Currencies: cny, Holders: units,
			Level: party.Documented, RateCode: DemandRate, Channels: corporate, Cash: true, Limits: unitLimits, Fees: []string{FeeOpening}},
		{Code: "general", Digits: 302, Kind: General, NameZH: "一般存款账户", NameEN: "General account", Currencies: world, Holders: units,
			Level: party.Documented, RateCode: DemandRate, Channels: corporate, Limits: unitLimits, Fees: []string{FeeOpening}},
		{Code: "special", Digits: 303, Kind: Special, NameZH: "专用存款账户", NameEN: "Special account", Currencies: cny, Holders: units,
			Level: party.Documented, RateCode: DemandRate, Channels: corporate, Limits: unitLimits, Fees: []string{FeeOpening}},
		{Code: "temporary", Digits: 304, Kind: Temporary, NameZH: "临时存款账户", NameEN: "Temporary account", Currencies: cny, Holders: units,
			Level: party.Documented, RateCode: DemandRate, TermMonths: temporaryMonths, Channels: corporate, Cash: true, Limits: unitLimits},
		{Code: "zero", Digits: 305, Kind: ZeroBalance, NameZH: "零余额账户", NameEN: "Zero-balance account", Currencies: cny, Holders: offices,
			Level: party.Documented, Channels: desk},
		{Code: "custody", Digits: 306, Kind: Custody, NameZH: "资金监管账户", NameEN: "Custody account", Currencies: cny, Holders: all,
			Level: party.Documented, RateCode: DemandRate},
		{Code: "escrow", Digits: 307, Kind: Escrow, NameZH: "资金存管账户", NameEN: "Escrow account", Currencies: cny, Holders: all,
			Level: party.Documented, RateCode: DemandRate},
		{Code: "virtual", Digits: 308, Kind: Virtual, NameZH: "虚拟子账户", NameEN: "Virtual account", Currencies: world, Holders: all,
			Level: party.Declared, Channels: corporate},
		{Code: "interbank", Digits: 401, Kind: Interbank, NameZH: "同业往来账户", NameEN: "Interbank account", Currencies: world, Holders: firms,
			Level: party.Documented, RateCode: "interbank", Channels: []string{Counter, Batch, API}, Chart: codeBanks},
		{Code: "treasury", Digits: 402, Kind: Treasury, NameZH: "国库存款账户", NameEN: "Treasury account", Currencies: cny, Holders: offices,
			Level: party.Documented, RateCode: DemandRate, Channels: desk, Chart: codeFiscal},
	}
	for i, t := range []struct {
		code, zh, en string
		months       int
	}{{"time3m", "三个月", "3 months", 3}, {"time6m", "六个月", "6 months", 6}, {"time1y", "一年", "1 year", 12}, {"time2y", "二年", "2 years", 24},
		{"time3y", "三年", "3 years", 36}, {"time5y", "五年", "5 years", 60}} {
		list = append(list, Product{Code: t.code, Digits: 211 + i, Kind: Time, NameZH: "整存整取定期存款" + t.zh, NameEN: "Time deposit, " + t.en,
			Currencies: cny, Holders: all, Level: party.Declared, MinOpen: 50_00, RateCode: "time." + t.code[4:], TermMonths: t.months, Partials: 1})
	}
	for i, days := range []int{1, 7} {
		en := []string{"Notice deposit, 1 day", "Notice deposit, 7 days"}[i]
		rate := []string{"notice.1d", "notice.7d"}[i]
		list = append(list,
			Product{Code: []string{"notice1", "notice7"}[i], Digits: 221 + i, Kind: Notice, NameZH: []string{"一天通知存款", "七天通知存款"}[i], NameEN: en,
				Currencies: cny, Holders: people, Level: party.Declared, MinOpen: 50_000_00, RateCode: rate, NoticeDays: days},
			Product{Code: []string{"notice1.unit", "notice7.unit"}[i], Digits: 321 + i, Kind: Notice, NameZH: []string{"单位一天通知存款", "单位七天通知存款"}[i],
				NameEN: en + " (units)", Currencies: cny, Holders: units, Level: party.Documented, MinOpen: 500_000_00,
				RateCode: rate, NoticeDays: days})
	}
	for i := range list {
		p := &list[i]
		if p.Offered = true; p.Chart == "" {
			p.Chart = codeDeposits
		}
		if p.Channels == nil {
			p.Channels = []string{}
		}
		if p.Limits == nil {
			p.Limits = []Limit{}
		}
		if p.Fees == nil {
			p.Fees = []string{}
		}
	}
	return list
}

// DefaultTariff is what a new bank charges. People pay nothing for what the state sets free (《关于进一步规范商业银行服务价格管理的通知》);
// transfers to other banks by firms cost by the steps of 商业银行服务政府指导价政府定价目录 (发改价格〔2014〕268号).
func DefaultTariff() []FeeItem {
	free := []Holder{ForPerson, ForAgency}
	return []FeeItem{
		{Item: FeeOpening, NameZH: "单位开户费", NameEN: "Opening an account for a unit", Flat: 100_00, Free: free, Of: "CNY"},
		{Item: "transfer.inbank", NameZH: "行内转账", NameEN: "Transfer in the bank", Of: "CNY"},
		{Item: "transfer.interbank", NameZH: "跨行转账", NameEN: "Transfer to another bank", Of: "CNY", Free: free,
			Steps:   []FeeStep{{10_000_00, 5_00}, {100_000_00, 10_00}, {500_000_00, 15_00}, {1_000_000_00, 20_00}, {0, 200_00}},
			Wording: "政府指导价目录第一项"},
		{Item: "batch.line", NameZH: "批量代发每笔", NameEN: "Batch payment, per line", Flat: 50, Of: "CNY", Free: []Holder{ForAgency}},
		{Item: "card.issue", NameZH: "借记卡工本费", NameEN: "Debit card", Flat: 5_00, Of: "CNY"},
		{Item: "card.replace", NameZH: "借记卡换卡", NameEN: "Replacing a debit card", Flat: 10_00, Of: "CNY"},
		{Item: "passbook.replace", NameZH: "存折挂失补发", NameEN: "Replacing a passbook", Flat: 10_00, Of: "CNY"},
		{Item: "cash.unit", NameZH: "单位支取现金", NameEN: "Cash drawn by a unit", Of: "CNY", Free: free, Flat: 2_00},
		{Item: "custody.month", NameZH: "资金监管服务费", NameEN: "Custody of funds", Rate: money.RateBP(5), Min: 100_00, Max: 10_000_00, Of: "CNY",
			Free: []Holder{ForPerson}},
		{Item: "statement.paper", NameZH: "纸质对账单补打", NameEN: "Paper statement", Flat: 10_00, Of: "CNY", Free: []Holder{ForPerson}},
	}
}

// Seed gives a bank its first products and tariff, and its chart the code of fiscal deposits. What is there already stays, so it may
// run at every start.
func (d *Deposits) Seed(ctx context.Context) error {
	return d.st.Update(ctx, func(tx *store.Tx) error {
		err := d.led.DefineCode(tx, ledger.ChartCode{Code: codeFiscal, Class: ledger.Liability, NameZH: "财政性存款", NameEN: "Fiscal deposits"})
		if err != nil {
			return err
		}
		products, err := allProducts(tx)
		if err != nil {
			return err
		}
		have := map[string]bool{}
		for _, v := range products {
			have[v.Product.Code] = true
		}
		for _, p := range Defaults() {
			if have[p.Code] {
				continue
			}
			if _, err := d.addVersion(tx, ProductChange{From: founding, Product: p, ProposedBy: "bank", Reason: "founding"}, products); err != nil {
				return err
			}
		}
		return d.seedTariff(tx)
	})
}

func (d *Deposits) seedTariff(tx *store.Tx) error {
	items, err := allItems(tx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, v := range items {
		have[v.Item.Item] = true
	}
	for _, f := range DefaultTariff() {
		if have[f.Item] {
			continue
		}
		if _, err := d.addFee(tx, FeeChange{From: founding, Item: f, ProposedBy: "bank", Reason: "founding"}, items); err != nil {
			return err
		}
	}
	return nil
}

package restraint

import (
	"time"

	"tonghui/core/ledger"
)

// Authority is what sort of authority orders, or on whose word the bank acts.
type Authority string

// The authorities.
const (
	Court         Authority = "court"         // 人民法院
	Procuratorate Authority = "procuratorate" // 人民检察院
	Police        Authority = "police"        // 公安机关
	Supervision   Authority = "supervision"   // 监察委员会
	Tax           Authority = "tax"           // 税务机关
	Customs       Authority = "customs"       // 海关
	Pledge        Authority = "pledge"        // 本行质押, by agreement with the customer
	Stop          Authority = "stop"          // 本行止付
	Depositor     Authority = "depositor"     // 存款人挂失
)

// power is what an authority may order, after the table of 银发〔2002〕1号 (附表) and, for supervision, 监察法第二十三条: only courts,
// tax and customs offices may have money deducted. A pledge is the bank's own right (民法典第四百三十六条).
type power struct {
	zh       string
	freeze   ledger.FreezeKind
	official bool // it comes with two officers and a document
	deducts  bool
	term     term // the longest freeze and each extension
}

// term is a stretch of calendar time.
type term struct{ months, days int }

func (t term) after(from time.Time) time.Time { return from.In(shanghai).AddDate(0, t.months, t.days) }

// powers by authority. Terms: courts' freezes of deposits last a year (民诉法解释第四百八十五条), others' six months
// (公安机关办理刑事案件程序规定第二百四十三条; 银发〔2002〕1号第十六条), an oral report of loss five days (储蓄管理条例第三十一条), given here as seven
// with the days on which banks rest; a pledge lasts as long as the debt, at most ten years in this bank.
var powers = map[Authority]power{
	Court:         {"人民法院", ledger.Judicial, true, true, term{months: 12}},
	Procuratorate: {"人民检察院", ledger.Judicial, true, false, term{months: 6}},
	Police:        {"公安机关", ledger.Judicial, true, false, term{months: 6}},
	Supervision:   {"监察机关", ledger.Judicial, true, false, term{months: 6}},
	Tax:           {"税务机关", ledger.Judicial, true, true, term{months: 6}},
	Customs:       {"海关", ledger.Judicial, true, true, term{months: 6}},
	Pledge:        {"本行质押", ledger.Pledge, false, true, term{months: 120}},
	Stop:          {"本行止付", ledger.StopPayment, false, false, term{months: 6}},
	Depositor:     {"存款人挂失", ledger.StopPayment, false, false, term{days: 7}},
}

// shanghai is the zone of terms.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Protection is why an account is out of reach, wholly or in part.
type Protection string

// The protections.
const (
	Salary          Protection = "salary"           // 工资账户: a monthly amount
	SocialInsurance Protection = "social_insurance" // 社会保险基金
	HousingFund     Protection = "housing_fund"     // 住房公积金专户
	UnionFunds      Protection = "union_funds"      // 工会经费
	PartyDues       Protection = "party_dues"       // 党费
	MigrantWages    Protection = "migrant_wages"    // 农民工工资专用账户
	SettlementFunds Protection = "settlement_funds" // 证券、期货交易结算资金
	DepositReserves Protection = "deposit_reserves" // 存款准备金、备付金
)

// exemptions are the rules that keep an account from every seizure, as they are named to who asks for one.
var exemptions = map[Protection]string{
	SocialInsurance: "社会保险基金不得查封、冻结或扣划（最高人民法院法〔2000〕19号）",
	HousingFund:     "住房公积金专户资金不得挪作他用（《住房公积金管理条例》第五条）",
	UnionFunds:      "工会经费集中户不得冻结划拨（最高人民法院法复〔1997〕6号）",
	PartyDues:       "党费不得作为企业财产冻结或划拨（最高人民法院法〔2005〕209号）",
	MigrantWages:    "农民工工资专用账户资金不得因其他原因查封、冻结或划拨（《保障农民工工资支付条例》第三十三条）",
	SettlementFunds: "交易结算资金专户不得冻结、扣划（最高人民法院法〔2004〕239号）",
	DepositReserves: "存款准备金和备付金不得冻结或扣划（最高人民法院、中国人民银行法发〔2000〕21号）",
}

// ruleOfLiving keeps what a debtor and her dependants need to live (民事诉讼法第二百五十四条; until 2023 第二百五十条).
const ruleOfLiving = "应当保留被执行人及其所扶养家属的生活必需费用（《民事诉讼法》第二百五十四条）"

func (p Protection) valid() bool { return p == Salary || exemptions[p] != "" }

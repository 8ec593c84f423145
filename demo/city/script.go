package city

import (
	"fmt"
	"math/rand/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// move is money that goes from one account of the city to another; both by their keys.
type move struct {
	from, to string
	fen      money.Amount
	kind     string // transfer, payroll, deposit, withdrawal, fee, interest, fiscal, tax
	summary  string
}

// story makes the script. It keeps the balances, so that nobody pays what she hasn't.
type story struct {
	rng   *rand.Rand
	holds map[string]money.Amount
	bank  map[string]bool // accounts of the bank itself, which have no floor
	small map[string]bool // accounts of those whom the bank knows by what they say only (Ⅲ类户), which hold little
	today []move
	first bool            // of the script
	done  map[string]bool // what happens once a month, by month and name
	date  calendar.Date
}

const yuan money.Amount = 100

// smallest is what a small account may hold (银发〔2018〕16号).
const smallest = 2_000 * yuan

// script is what happens on each of these bank days.
func script(days []calendar.Date) [][]move {
	s := &story{rng: rand.New(rand.NewPCG(110112, 1345)), holds: map[string]money.Amount{}, bank: map[string]bool{},
		small: map[string]bool{}, done: map[string]bool{}}
	for _, p := range plan() {
		s.bank[p.key] = p.owner == ""
	}
	for i := range humans {
		s.small[humans[i].key] = humans[i].level == 1
	}
	out := make([][]move, len(days))
	for i, d := range days {
		s.today, s.date, s.first = nil, d, i == 0
		if s.first {
			s.opening()
		} else {
			s.monthly()
			s.weekly()
			s.daily()
		}
		out[i] = s.today
	}
	return out
}

// pay moves money, if the payer has it.
func (s *story) pay(from, to string, sum money.Amount, kind, summary string) {
	_, known := s.bank[to] // a child may have no account yet
	if from == to || sum <= 0 || !known || !s.bank[from] && s.holds[from] < sum || s.small[to] && s.holds[to]+sum > smallest {
		return
	}
	s.holds[from] -= sum
	s.holds[to] += sum
	s.today = append(s.today, move{from, to, sum, kind, summary})
}

// between is a sum of whole yuan in a range; odd adds some fen.
func (s *story) between(low, high int64) money.Amount {
	return money.Amount(low+s.rng.Int64N(high-low+1)) * yuan
}

func (s *story) odd(low, high int64) money.Amount {
	return s.between(low, high) + money.Amount(s.rng.Int64N(100))
}

// due says that a monthly event happens: on the first bank day of the month from a day on, and once.
func (s *story) due(name string, day int) bool {
	key := fmt.Sprintf("%d-%d %s", s.date.Year(), s.date.Month(), name)
	if s.date.Day() < day || s.done[key] {
		return false
	}
	s.done[key] = true
	return true
}

// opening brings the first money: the bank's capital, and what everybody brings along from elsewhere.
func (s *story) opening() {
	s.pay("central", "capital", 800_000_000*yuan, "capital", "股东缴付注册资本")
	for _, at := range []string{"cash/0101", "cash/0102", "cash/0103"} {
		s.pay(at, "central", 3_000_000*yuan, "cash", "向人民银行提取现金")
	}
	s.pay("central", "caizheng", 260_000_000*yuan, "fiscal", "国库款项划入")
	for i := range bodies {
		if b := &bodies[i]; b.firm() {
			s.pay("clearing", b.key, s.between(600, 4_800)*1_000, "transfer", "他行转入 开户资金")
		} else if b.key != "caizheng" {
			s.pay("caizheng", b.key, s.between(1_200, 3_000)*1_000, "fiscal", "财政拨款 年度预算指标")
		}
	}
	s.pay("yunhe", "yunhe/general", 300_000*yuan, "transfer", "本单位账户间转款")
	for i := range humans {
		if h := &humans[i]; h.born < 20_000_000 {
			s.pay("clearing", h.key, s.odd(8_000, 120_000), "transfer", "他行转入")
		} else {
			s.pay("clearing", h.key, s.between(1, 12)*100, "transfer", "压岁钱")
		}
	}
	s.pay("lijing", "lijing/savings", 6_000*yuan, "transfer", "转入储蓄账户")
}

// monthly is what comes round each month.
func (s *story) monthly() {
	month := fmt.Sprintf("%d月", s.date.Month())
	if s.due("rent", 2) {
		for _, r := range [][2]string{{"chenxiaoyu", "guoaihua"}, {"zhulin", "zhaodeshun"}, {"zhengkaiwen", "huanglan"}, {"xiaohan", "liguizhen"},
			{"fengli", "caozhiqiang"}, {"luoxue", "heping"}} {
			s.pay(r[0], r[1], money.Amount(2_600+100*int64(len(r[0])))*yuan, "transfer", month+"房租")
		}
		s.pay("luhe", "huiyuan", 38_000*yuan, "transfer", month+"商铺租金")
		s.pay("jiukeshu", "huiyuan", 26_500*yuan, "transfer", month+"商铺租金")
	}
	if s.due("allocation", 5) {
		for i := range bodies {
			if b := &bodies[i]; !b.firm() && b.key != "caizheng" {
				s.pay("caizheng", b.key, s.between(180, 420)*1_000, "fiscal", "财政拨款 "+month+"用款计划")
			}
		}
		s.pay("caizheng", "caizheng/budget", 2_400_000*yuan, "fiscal", "零余额账户额度到账")
	}
	if s.due("payroll", 10) {
		s.payroll(month)
	}
	if s.due("pension", 12) {
		s.pay("renshe", "liguizhen", 4_862*yuan, "payroll", month+"基本养老金")
		s.pay("renshe", "zhaodeshun", 5_310*yuan, "payroll", month+"基本养老金")
	}
	if s.due("utilities", 16) {
		s.utilities()
	}
	if s.due("fees", 25) {
		for i := range bodies {
			if bodies[i].firm() {
				s.pay(bodies[i].key, "fees", 60*yuan, "fee", month+"账户管理费")
			}
		}
	}
}

// payroll pays the wages, then what goes with them.
func (s *story) payroll(month string) {
	for i := range bodies {
		b := &bodies[i]
		low, from := int64(9_500), "caizheng/budget"
		if b.firm() {
			low, from = 7_200, b.key
		}
		s.pay(from, b.head.person, s.odd(2*low, 2*low+6_000), "payroll", month+"工资 "+b.zh)
		for _, p := range b.people {
			s.pay(from, p.person, s.odd(low, low+5_500), "payroll", month+"工资 "+b.zh)
		}
		if b.firm() {
			s.pay(b.key, "renshe", s.odd(3_000, 16_000), "transfer", month+"社会保险费")
			s.pay(b.key, "gongjijin", s.odd(2_000, 9_000), "transfer", month+"住房公积金汇缴")
			s.pay(b.key, "central", s.odd(4_000, 42_000), "tax", "增值税及附加 "+month)
		}
	}
	for _, g := range guardians {
		s.pay(g[0], g[1], 200*yuan, "transfer", "零用钱")
	}
	s.pay("lijing", "lijing/savings", 2_000*yuan, "transfer", "每月储蓄")
	s.pay("lijing", "liguizhen", 1_500*yuan, "transfer", "给妈妈的生活费")
}

// utilities pays for power, water, gas and phones.
func (s *story) utilities() {
	for i := range humans {
		h := &humans[i]
		if h.born > 20_000_000 {
			continue
		}
		s.pay(h.key, "clearing", s.odd(80, 420), "transfer", "电费 国网北京电力")
		switch i % 3 {
		case 0:
			s.pay(h.key, "clearing", s.odd(40, 160), "transfer", "水费 北京自来水")
		case 1:
			s.pay(h.key, "clearing", s.odd(30, 190), "transfer", "燃气费 北京燃气")
		default:
			s.pay(h.key, "clearing", s.between(59, 199), "transfer", "手机话费充值")
		}
	}
	for i := range bodies {
		if bodies[i].firm() {
			s.pay(bodies[i].key, "clearing", s.odd(1_800, 26_000), "transfer", "工商业电费 国网北京电力")
		}
	}
}

// trade is what firms and agencies buy of each other.
var trade = []struct {
	from, to  string
	low, high int64 // thousand yuan
	summary   string
}{
	{"luhe", "lvye", 8, 26, "货款 时令蔬菜"},
	{"yunhe", "lvye", 20, 60, "货款 有机大米"},
	{"luhe", "yunhe", 15, 48, "货款 粮油"},
	{"yunhe", "datong", 6, 22, "运费"},
	{"dongmen", "datong", 9, 30, "建材运费"},
	{"yunhe", "caoyun", 12, 35, "软件服务费"},
	{"jiukeshu", "yunhe", 10, 40, "货款 保健食品"},
	{"clearing", "yunhe", 60, 210, "货款 跨行收款"},
	{"clearing", "datong", 25, 80, "运费 跨行收款"},
	{"clearing", "caoyun", 50, 180, "技术服务费 跨行收款"},
	{"caizheng", "dongmen", 180, 420, "工程进度款 运河东岸步道"},
	{"jiaoyu", "liyuan", 20, 55, "课后服务购买款"},
	{"caizheng", "caoyun", 80, 160, "政务系统运维费"},
	{"jiaoyu", "dongmen", 60, 150, "校舍修缮款"},
	{"fayuan", "clearing", 12, 40, "执行款发还"},
	{"shichang", "caoyun", 15, 30, "登记系统服务费"},
	{"heyuan", "huiyuan", 40, 90, "股东往来款"},
	{"clearing", "jiukeshu", 30, 90, "医保结算款"},
	{"central", "caizheng", 3_000, 9_000, "国库款项划入"},
}

// weekly is trade: three or four bargains a day, each its turn.
func (s *story) weekly() {
	for range 3 + s.rng.IntN(2) {
		t := &trade[s.rng.IntN(len(trade))]
		s.pay(t.from, t.to, s.odd(t.low*1_000, t.high*1_000), map[bool]string{true: "fiscal", false: "transfer"}[t.from == "central"], t.summary)
	}
}

// daily is what people spend, send each other and take out.
func (s *story) daily() {
	spends := []struct {
		to, summary string
		low, high   int64
	}{
		{"luhe", "餐饮消费 潞河人家", 28, 320}, {"jiukeshu", "购药 九棵树大药房", 15, 260}, {"clearing", "超市购物", 30, 480},
		{"clearing", "网上购物", 25, 900}, {"liyuan", "课程费 童学教育", 380, 2_600}, {"clearing", "地铁公交充值", 50, 100},
	}
	grown := len(humans) - 5 // the children and the old stand last
	for range 4 + s.rng.IntN(3) {
		h, sp := humans[s.rng.IntN(grown)].key, spends[s.rng.IntN(len(spends))]
		s.pay(h, sp.to, s.odd(sp.low, sp.high), "transfer", sp.summary)
	}
	if h := &humans[s.rng.IntN(len(humans))]; s.rng.IntN(3) == 0 {
		s.pay(h.key, cashOf(h.branch), 100*s.between(2, 20), "withdrawal", "柜面取现")
	}
	if h := &humans[s.rng.IntN(grown)]; s.rng.IntN(4) == 0 {
		s.pay(cashOf(h.branch), h.key, 100*s.between(5, 60), "deposit", "柜面存现")
	}
	if s.rng.IntN(2) == 0 {
		a, b := humans[s.rng.IntN(grown)].key, humans[s.rng.IntN(grown)].key
		s.pay(a, b, s.between(50, 1_800), "transfer", []string{"聚餐 AA", "还款", "随礼", "代买火车票", "生日快乐"}[s.rng.IntN(5)])
	}
}

// cashOf is the cash of the branch that serves a place.
func cashOf(at string) string {
	if at[2] != '0' { // an outlet: its third digit is its branch's last
		return "cash/010" + at[2:3]
	}
	return "cash/" + at
}

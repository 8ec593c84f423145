package pkdd99

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// invented is a bank that does not exist.
type invented struct {
	opt     GenerateOptions
	last    calendar.Date
	holders []holder // by opening date
	clients int
	nextID  int64
}

// holder is an account with the habits of its owner. Amounts are in hundredths.
type holder struct {
	rng                 *rand.Rand
	account, client     int
	disponent           int // client, 0 for none
	district            int
	opened              calendar.Date
	born, bornDisponent calendar.Date
	woman, womanToo     bool
	weekly              bool

	income    money.Amount
	incomeBy  int // how it comes: one of the ways below
	incomeDay int
	payer     partnerOf
	orders    []order
	loan      *inventedLoan
	card      string        // kind, "" for none
	cardFrom  calendar.Date // day of issue

	balance money.Amount // true, after every transaction
	product money.Amount // sum of the balances of the month's nights
}

// partnerOf is an account with another bank.
type partnerOf struct{ bank, account string }

type order struct {
	to     partnerOf
	amount money.Amount
	symbol string
	day    int
}

type inventedLoan struct {
	granted calendar.Date
	amount  money.Amount
	months  int
	payment money.Amount
	good    bool
}

// How an income comes.
const (
	pension = iota
	salary
	earnings // in cash, never twice the same
)

var (
	townHeads   = []string{"Ash", "Birch", "Clear", "Dun", "Elder", "Fern", "Grey", "Haw", "Ivy", "Juni"}
	townTails   = []string{"bridge", "ford", "mere", "wick"}
	regionNames = []string{"north plain", "south plain", "upper valley", "lower valley", "lake land"}
	bankCodes   = []string{"KA", "LE", "MI", "NO", "PU", "RA", "SE", "TO"}
)

// invent decides who the bank's holders are; what they do day by day comes later.
func invent(opt GenerateOptions) *invented {
	b := &invented{opt: opt, last: firstGenerated.AddMonths(opt.Months) - 1, nextID: 1}
	days := int(b.last-firstGenerated) + 1
	b.holders = make([]holder, opt.Accounts)
	for i := range b.holders {
		h := &b.holders[i]
		h.rng = rand.New(rand.NewPCG(opt.Seed, uint64(i)))
		h.account = i + 1
		h.opened = firstGenerated
		switch {
		case i == 0:
		case h.one(3):
			h.opened += calendar.Date(h.rng.IntN(min(days, 10)))
		default:
			h.opened += calendar.Date(h.rng.IntN(days*3/4 + 1))
		}
		h.settle(b)
	}
	slices.SortStableFunc(b.holders, func(x, y holder) int { return cmp.Compare(x.opened, y.opened) })
	return b
}

// one is true once in n times.
func (h *holder) one(n int) bool { return h.rng.IntN(n) == 0 }

// between is a multiple of step from low to high, in whole crowns.
func (h *holder) between(low, high, step int) money.Amount {
	return money.Amount(low+step*h.rng.IntN((high-low)/step+1)) * 100
}

func (h *holder) partner() partnerOf {
	return partnerOf{bankCodes[h.rng.IntN(len(bankCodes))], strconv.Itoa(10_000_000 + h.rng.IntN(89_999_999))}
}

func (h *holder) birth() calendar.Date {
	return calendar.MustOf(1915+h.rng.IntN(62), 1, 1) + calendar.Date(h.rng.IntN(365))
}

// settle gives a holder a life.
func (h *holder) settle(b *invented) {
	b.clients++
	h.client = b.clients
	h.district = 1 + h.rng.IntN(len(townHeads)*len(townTails))
	h.born, h.woman, h.weekly = h.birth(), h.one(2), h.one(18)
	if h.one(5) {
		b.clients++
		h.disponent, h.bornDisponent, h.womanToo = b.clients, h.birth(), h.one(2)
	}
	h.incomeDay, h.payer = 2+h.rng.IntN(15), h.partner()
	switch age := h.opened.Year() - h.born.Year(); {
	case age >= 60:
		h.incomeBy, h.income = pension, h.between(3000, 7000, 1)
	case h.one(3):
		h.incomeBy, h.income = earnings, h.between(6000, 30000, 100)
	default:
		h.incomeBy, h.income = salary, h.between(5000, 25000, 1)
	}
	for _, o := range []struct {
		symbol    string
		chance    int // in ten
		low, high int // of a thousand parts of the income
	}{{"SIPO", 7, 150, 350}, {"POJISTNE", 2, 20, 90}, {"LEASING", 1, 60, 120}, {" ", 3, 20, 200}} {
		if h.rng.IntN(10) < o.chance {
			sum := (h.income * money.Amount(o.low+h.rng.IntN(o.high-o.low)) / 1000) / 10 * 10
			h.orders = append(h.orders, order{h.partner(), max(sum, 100), o.symbol, 5 + h.rng.IntN(10)})
		}
	}
	if h.incomeBy != pension && h.one(7) {
		h.borrow(b)
	}
	if h.one(5) {
		h.card = []string{"classic", "classic", "classic", "gold", "junior"}[h.rng.IntN(5)]
		h.cardFrom = h.opened + calendar.Date(30+h.rng.IntN(200))
	}
}

func (h *holder) borrow(b *invented) {
	l := &inventedLoan{months: 12 * (1 + h.rng.IntN(5)), good: !h.one(8)}
	l.payment = max(h.income*money.Amount(100+h.rng.IntN(200))/1000/100*100, 100_00)
	l.amount = l.payment * money.Amount(l.months)
	l.granted = h.opened + calendar.Date(60+h.rng.IntN(240))
	if l.granted > b.last {
		return
	}
	h.loan = l
	h.orders = append(h.orders, order{h.partner(), l.payment, "UVER", 12})
}

// status is the loan's letter on the last day.
func (l *inventedLoan) status(last calendar.Date) string {
	ended := l.granted.AddMonths(l.months) <= last
	switch {
	case ended && l.good:
		return "A"
	case ended:
		return "B"
	case l.good:
		return "C"
	}
	return "D"
}

// due says whether the loan is paid on a day. A bad debtor pays every third month.
func (l *inventedLoan) due(d calendar.Date) bool {
	return d > l.granted && d <= l.granted.AddMonths(l.months) && (l.good || int(d.Month())%3 == 0)
}

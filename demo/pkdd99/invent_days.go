package pkdd99

import (
	"fmt"
	"math/rand/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// interestRate is what deposits earn in a year, and overdraftRate what an overdrawn account costs.
var (
	interestRate  = money.RateBP(400)
	overdraftRate = money.RateBP(1200)
)

// roundedTo is the step of published figures; see GenerateOptions.Exact.
const roundedTo money.Amount = 10

// dayRows are the lines of one day, in the order of booking.
type dayRows struct {
	b    *invented
	day  calendar.Date
	rows []string
}

// writeTransactions lets the days pass. Lines of a day come in no order, as in the challenge.
func (b *invented) writeTransactions(w *lineWriter) (n int64) {
	shuffle := rand.New(rand.NewPCG(b.opt.Seed, 1<<63))
	total := int64(b.last-firstGenerated) + 1
	for d := firstGenerated; d <= b.last; d++ {
		t := &dayRows{b: b, day: d}
		for i := range b.holders {
			h := &b.holders[i]
			if h.opened > d {
				break // the holders are in the order of opening
			}
			h.live(t)
		}
		shuffle.Shuffle(len(t.rows), func(i, j int) { t.rows[i], t.rows[j] = t.rows[j], t.rows[i] })
		for _, r := range t.rows {
			w.line("%s", r)
		}
		n += int64(len(t.rows))
		if b.opt.Progress != nil {
			b.opt.Progress(int64(d-firstGenerated)+1, total)
		}
	}
	if !b.opt.Whole {
		_, _ = fmt.Fprintf(w.w, `%d;%d;%s;"PRIJE`, b.nextID, b.holders[0].account, yymmdd(b.last))
	}
	return n
}

// put books one transaction of a holder and writes it as the bank would publish it.
func (t *dayRows) put(h *holder, kind, operation string, amount money.Amount, symbol string, to partnerOf) {
	if amount <= 0 {
		return
	}
	sum, sign := t.published(amount), money.Amount(1)
	if kind != "PRIJEM" {
		sign = -1
	}
	if sum == 0 {
		return // what rounds to nothing was never published
	}
	h.balance += sign * amount
	at := `;`
	if to.bank != "" {
		at = `"` + to.bank + `";"` + to.account + `"`
	}
	t.rows = append(t.rows, fmt.Sprintf(`%d;%d;%s;"%s";"%s";%s;%s;"%s";%s`, t.b.nextID, h.account, yymmdd(t.day), kind, operation,
		crowns(sum), crowns(t.published(h.balance)), symbol, at))
	t.b.nextID++
}

func (t *dayRows) published(a money.Amount) money.Amount {
	if t.b.opt.Exact {
		return a
	}
	if a < 0 {
		return -t.published(-a)
	}
	return (a + roundedTo/2) / roundedTo * roundedTo
}

// live is one day of a holder: what comes in, what is ordered, what is spent, and the bank's own part at the month's end.
func (h *holder) live(t *dayRows) {
	nobody := partnerOf{}
	if t.day == h.opened {
		t.put(h, "PRIJEM", "VKLAD", h.between(200, 1100, 100), "", nobody)
	}
	if t.day.Day() == h.incomeDay && t.day > h.opened {
		switch h.incomeBy {
		case pension:
			t.put(h, "PRIJEM", "PREVOD Z UCTU", h.income, "DUCHOD", h.payer)
		case salary:
			t.put(h, "PRIJEM", "PREVOD Z UCTU", h.income, "", h.payer)
		case earnings:
			t.put(h, "PRIJEM", "VKLAD", h.income+h.between(-3000, 3000, 1), "", nobody)
		}
	}
	if h.loan != nil && t.day == h.loan.granted {
		t.put(h, "PRIJEM", "VKLAD", h.loan.amount, "", nobody)
	}
	for i := range h.orders {
		o := &h.orders[i]
		if t.day.Day() == o.day && t.day > h.opened+30 && (o.symbol != "UVER" || h.loan.due(t.day)) {
			t.put(h, "VYDAJ", "PREVOD NA UCET", o.amount, o.symbol, o.to)
		}
	}
	h.spend(t)
	h.product += h.balance
	if t.day.IsEndOfMonth() {
		h.endMonth(t)
	}
}

// spend takes cash out, about three times a month, sometimes with a card.
func (h *holder) spend(t *dayRows) {
	if !h.one(10) || h.balance < 1000_00 {
		return
	}
	sum := h.between(100, int(h.balance/100)*2/3/100*100, 100)
	kind := "VYDAJ"
	if h.one(20) {
		kind = "VYBER"
	}
	switch {
	case h.card != "" && t.day >= h.cardFrom && h.one(2):
		t.put(h, "VYDAJ", "VYBER KARTOU", min(sum, 5000_00), "", partnerOf{})
	case h.one(25):
		t.put(h, "VYDAJ", "VYBER", min(sum, 4000_00), "SIPO", partnerOf{})
	default:
		t.put(h, kind, "VYBER", sum, "", partnerOf{})
	}
}

// endMonth is interest for the nights of the month, or its price below zero, and the fee for statements.
func (h *holder) endMonth(t *dayRows) {
	rate, product := interestRate, h.product
	if product < 0 {
		rate, product = overdraftRate, -product
	}
	interest, err := product.TimesFraction(rate, 1, 365)
	if err != nil {
		panic(err) // a month of a private account is far from any limit
	}
	if h.product < 0 {
		t.put(h, "VYDAJ", "VYBER", interest, "SANKC. UROK", partnerOf{})
	} else {
		t.put(h, "PRIJEM", "", interest, "UROK", partnerOf{})
	}
	h.product = 0
	if t.day < h.opened+30 {
		return // the first month is free
	}
	fee := money.Amount(14_60)
	if h.weekly {
		fee = 30_00
	}
	t.put(h, "VYDAJ", "VYBER", fee, "SLUZBY", partnerOf{})
}

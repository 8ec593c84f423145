package pkdd99

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"tonghui/base/calendar"
)

// byAccount are the holders in the order of their numbers, as most files have them.
func (b *invented) byAccount() []*holder {
	out := make([]*holder, len(b.holders))
	for i := range b.holders {
		out[b.holders[i].account-1] = &b.holders[i]
	}
	return out
}

func (b *invented) writeDistricts(w *lineWriter) {
	rng := rand.New(rand.NewPCG(b.opt.Seed, 1<<62))
	for i := range len(townHeads) * len(townTails) {
		unemployed := fmt.Sprintf("%d.%02d", 1+rng.IntN(6), rng.IntN(100))
		if i == 17 {
			unemployed = "?" // as the challenge has it where nobody knew
		}
		people := 20_000 + rng.IntN(300_000)
		w.line(`%d;"%s%s";"%s";%d;%d;%d;%d;%d;%d;%d.%d;%d;%s;%d.%02d;%d;%d;%d`, i+1, townHeads[i/len(townTails)],
			townTails[i%len(townTails)], regionNames[i/8], people, rng.IntN(90), rng.IntN(30), rng.IntN(9), 1+rng.IntN(3),
			1+rng.IntN(10), 40+rng.IntN(60), rng.IntN(10), 7500+rng.IntN(3000), unemployed, 1+rng.IntN(7), rng.IntN(100),
			90+rng.IntN(60), people/30, people/28)
	}
}

// birthText is YYMMDD with 50 added to the month of women.
func birthText(born calendar.Date, woman bool) string {
	n := born.YYYYMMDD() % 1_000_000
	if woman {
		n += 5000
	}
	return fmt.Sprintf("%06d", n)
}

func (b *invented) writeClients(w *lineWriter) {
	for _, h := range b.byAccount() {
		w.line(`%d;"%s";%d`, h.client, birthText(h.born, h.woman), h.district)
		if h.disponent != 0 {
			w.line(`%d;"%s";%d`, h.disponent, birthText(h.bornDisponent, h.womanToo), h.district)
		}
	}
}

func (b *invented) writeAccounts(w *lineWriter) {
	for i := range b.holders {
		h := &b.holders[i]
		frequency := "POPLATEK MESICNE"
		if h.weekly {
			frequency = "POPLATEK TYDNE"
		}
		w.line(`%d;%d;"%s";%s`, h.account, h.district, frequency, yymmdd(h.opened))
	}
}

// writeDispositions numbers a right over an account like the client who has it: nobody here has two.
func (b *invented) writeDispositions(w *lineWriter) {
	for _, h := range b.byAccount() {
		w.line(`%d;%d;%d;"OWNER"`, h.client, h.client, h.account)
		if h.disponent != 0 {
			w.line(`%d;%d;%d;"DISPONENT"`, h.disponent, h.disponent, h.account)
		}
	}
}

func (b *invented) writeOrders(w *lineWriter) (n int) {
	for _, h := range b.byAccount() {
		for _, o := range h.orders {
			n++
			w.line(`%d;%d;"%s";"%s";%s;"%s"`, n, h.account, o.to.bank, o.to.account, crowns(o.amount), o.symbol)
		}
	}
	return n
}

func (b *invented) writeLoans(w *lineWriter) (n int) {
	var loans []*holder
	for i := range b.holders {
		if b.holders[i].loan != nil {
			loans = append(loans, &b.holders[i])
		}
	}
	slices.SortStableFunc(loans, func(x, y *holder) int { return cmp.Compare(x.loan.granted, y.loan.granted) })
	for _, h := range loans {
		n++
		w.line(`%d;%d;%s;%d;%d;%s;"%s"`, n, h.account, yymmdd(h.loan.granted), h.loan.amount/100, h.loan.months,
			crowns(h.loan.payment), h.loan.status(b.last))
	}
	return n
}

func (b *invented) writeCards(w *lineWriter) (n int) {
	for _, h := range b.byAccount() {
		if h.card != "" && h.cardFrom <= b.last {
			n++
			w.line(`%d;%d;"%s";%s 00:00:00`, n, h.client, h.card, yymmdd(h.cardFrom))
		}
	}
	return n
}

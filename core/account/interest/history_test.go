package interest

import (
	"errors"
	"fmt"
	"math/big"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// account is one of the property test's: what happened to it, and what of its earnings is settled.
type account struct {
	oracle
	id      ledger.AccountID
	code    string
	settled []*big.Int
	coming  []event // postings of the open bank date, which don't count at the end of the date that is closing
}

// want is what must stand to be paid for the nights before a date, by what is known now.
func (a *account) want(to calendar.Date) *big.Int {
	sum := a.between(a.began, to)
	for _, p := range a.settled {
		sum.Sub(sum, p)
	}
	return sum
}

// history plays days on a bank and keeps what must come of them.
type history struct {
	*rapid.T
	bank     *bank
	from     calendar.Date
	previous calendar.Date
	rates    map[string]map[int]*Change
	accounts []*account
}

func (h *history) rate(c Change) {
	if err := h.bank.rate(c); errors.Is(err, ErrSameRate) || errors.Is(err, ErrPastRate) {
		return // what stands already, or has been set for that very day
	} else if err != nil {
		h.Fatal(err)
	}
	c.Mode = max(c.Mode, Whole)
	all := h.rates[c.Code]
	all[len(all)] = &c
}

func (h *history) tiers(code string, from calendar.Date) Change {
	c := Change{Code: code, From: from, Mode: Mode(rapid.IntRange(1, 2).Draw(h.T, "mode"))}
	at := money.Amount(0)
	for range rapid.IntRange(1, 3).Draw(h.T, "tiers") {
		c.Tiers = append(c.Tiers, Tier{at, PPM(rapid.Int64Range(0, 60_000).Draw(h.T, "ppm"))})
		at += money.Amount(rapid.Int64Range(1, 5_000_00).Draw(h.T, "step"))
	}
	return c
}

func (h *history) begin() {
	h.rates = map[string]map[int]*Change{"demand": {}, "tiered": {}}
	h.previous = h.from - 1
	h.rate(flat("demand", h.from, 3_500))
	h.rate(h.tiers("tiered", h.from))
	for i := range 4 {
		h.open(i)
	}
}

func (h *history) open(i int) {
	code := []string{"demand", "tiered"}[i%2]
	a := &account{code: code, oracle: oracle{began: h.bank.today(), rates: h.rates[code]}}
	a.id = h.bank.open(fmt.Sprint("a", i), code)
	h.accounts = append(h.accounts, a)
}

// posting books into or out of an account: on the open date, or late on the one that is closing.
func (h *history) posting(open, closing calendar.Date) {
	a := rapid.SampledFrom(h.accounts).Draw(h.T, "account")
	amount := money.Amount(rapid.Int64Range(-2_000_00, 6_000_00).Draw(h.T, "amount"))
	if amount == 0 {
		return
	}
	bank := open
	if closing != 0 && rapid.Bool().Draw(h.T, "late") {
		bank = closing
	}
	value := bank
	if rapid.IntRange(0, 3).Draw(h.T, "valued") == 0 {
		value += calendar.Date(rapid.IntRange(-40, 8).Draw(h.T, "shift"))
	}
	h.bank.refs++
	h.bank.ok(func(tx *store.Tx) error {
		return h.bank.led.Post(tx, &ledger.Entry{Kind: "t", Reference: fmt.Sprint("r", h.bank.refs), ValueDate: value, BankDate: bank,
			Postings: []ledger.Posting{{Account: h.bank.cash, Amount: amount}, {Account: a.id, Amount: -amount}}})
	})
	if closing != 0 && bank == open {
		a.coming = append(a.coming, event{value, amount})
	} else {
		a.postings = append(a.postings, event{value, amount})
	}
}

// day plays one bank date and its end, and compares.
func (h *history) day() {
	open := h.bank.today()
	for range rapid.IntRange(0, 4).Draw(h.T, "postings") {
		h.posting(open, 0)
	}
	if rapid.IntRange(0, 4).Draw(h.T, "changes") == 0 {
		code := rapid.SampledFrom([]string{"demand", "tiered"}).Draw(h.T, "code")
		c := h.tiers(code, open+calendar.Date(rapid.IntRange(1, 6).Draw(h.T, "ahead")))
		if rapid.Bool().Draw(h.T, "corrects") {
			c.Correction, c.From = true, open-calendar.Date(rapid.IntRange(0, 30).Draw(h.T, "behind"))
		}
		h.rate(c)
	}
	if len(h.accounts) < 8 && rapid.IntRange(0, 5).Draw(h.T, "opens") == 0 {
		h.open(len(h.accounts))
	}
	run := h.bank.flip()
	for range rapid.IntRange(0, 3).Draw(h.T, "beside") {
		h.posting(run.Next, run.Date)
	}
	h.bank.work(run.Date)
	h.compare(run.Date, run.Next)
	h.previous = run.Date
}

func (h *history) compare(d, next calendar.Date) {
	on, settles := settlementIn(h.previous, d)
	total := new(big.Int)
	for _, a := range h.accounts {
		if settles && a.began <= on {
			h.settle(a, on)
		}
		got := h.state(a, d)
		want := a.want(d + 1)
		if got.big().Cmp(want) != 0 {
			h.Fatalf("%s, account %s (%s) earned %s, the formula says %s", d, a.id, a.code, got.big(), want)
		}
		total.Add(total, want)
		a.postings, a.coming = append(a.postings, a.coming...), nil
		sum := money.Amount(0)
		for _, p := range a.postings {
			sum += p.amount
		}
		if held := h.bank.balance(a.id); held != sum {
			h.Fatalf("%s: account %s holds %d, want %d", next, a.id, held, sum)
		}
	}
	booked, earned := h.bank.payable()
	if earned.big().Cmp(total) != 0 {
		h.Fatalf("%s: accounts earned %s, the formula says %s", d, earned.big(), total)
	}
	exact := new(big.Rat).SetFrac(total, big.NewInt(unit))
	if off := booked - halfUp(exact); off < -1 || off > 1 { // two pools, each rounded for itself
		h.Fatalf("%s: the general ledger says %d, the accounts have earned %s", d, booked, exact.FloatString(4))
	}
}

// settle is the credit that must have come: what was earned up to the settlement day, rounded; what is negative waits.
func (h *history) settle(a *account, on calendar.Date) {
	sum := a.want(on + 1)
	if sum.Sign() <= 0 {
		return
	}
	a.settled = append(a.settled, sum)
	if due := halfUp(new(big.Rat).SetFrac(sum, big.NewInt(unit))); due > 0 {
		a.coming = append(a.coming, event{on + 1, due})
	}
}

func (h *history) state(a *account, d calendar.Date) Sum {
	var s Sum
	h.bank.must(h.bank.st.View(ctx, func(v *store.View) error {
		st, _, err := stateByID(v, a.id)
		if err != nil {
			return err
		}
		rows, err := ratesOf(v, a.code)
		s = st.earned(curveOf(rows), d+1)
		return err
	}))
	return s
}

package interest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// The day of the quarter's last month up to which interest is settled: it is credited on the day after
// (每季末月 20 日为结息日, 次日付息; 银发〔2005〕129号 第一条).
const settlementDay = 20

// settlementIn is the settlement date in the dates behind one up to another; ok is false if there is none.
func settlementIn(after, upTo calendar.Date) (calendar.Date, bool) {
	for d := upTo; d > after; d-- {
		if d.Day() == settlementDay && d.Month()%3 == time.March%3 {
			return d, true
		}
	}
	return 0, false
}

// Tax is what is withheld of interest: nothing. 储蓄存款利息所得暂免征收个人所得税, since 2008-10-09 (财税〔2008〕132号); should it come
// back, its rate by date belongs here, and settle books it to 2221 应交税费.
func Tax(money.Amount, calendar.Date) money.Amount { return 0 }

// settlePage is how many accounts one piece settles: an entry and a row each.
const settlePage = 250

// planSettlement credits each account of a pool that settles by the quarter with what it has earned, on the open date with the value
// date behind the settlement date. What an account can't take (it is frozen for credits, or full) stays earned until the next time.
func (in *Interest) planSettlement(ctx context.Context, d calendar.Date, cursor string) (dayend.Piece, error) {
	if rest, ok := strings.CutPrefix(cursor, bookCursor); ok {
		after, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return dayend.Piece{}, fmt.Errorf("interest: cursor %q: %w", cursor, err)
		}
		return in.planBooking(ctx, d, settling, store.ID(after))
	}
	after := int64(0)
	if cursor != "" {
		var err error
		if after, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return dayend.Piece{}, fmt.Errorf("interest: cursor %q: %w", cursor, err)
		}
	}
	var s scanned
	err := in.st.View(ctx, func(v *store.View) (err error) {
		if err = in.ground(v, d, &s); err != nil {
			return err
		}
		if _, ok := settlementIn(s.previous, d); !ok {
			return nil
		}
		s.rows, err = scanPage(v, ledger.AccountID(after), settlePage)
		return err
	})
	if err != nil {
		return dayend.Piece{}, err
	}
	on, ok := settlementIn(s.previous, d)
	if !ok {
		return dayend.Piece{}, nil // most dates settle nothing
	}
	return in.settlePiece(d, on, &s)
}

// payment is what one account is due.
type payment struct {
	change
	pool  *pool
	due   money.Amount
	from  calendar.Date
	sum   Sum // what it has earned up to the bank date, unpaid and paid
	after Sum // what of it is left when the interest is paid
}

func (in *Interest) settlePiece(d, on calendar.Date, s *scanned) (dayend.Piece, error) {
	var dues []payment
	rest := map[store.ID]tally{} // of accounts that are due nothing
	for i := range s.rows {
		a := &s.rows[i].state
		p := s.pools[a.pool]
		if p == nil || !p.settles || a.ended != 0 || a.began > d {
			continue
		}
		c := s.rates.now[p.code]
		pay := payment{change: change{a, a.mark()}, pool: p, from: a.paidTo, sum: a.earned(c, d+1)}
		if a.began > on || a.paidTo > on || pay.sum.IsZero() && a.earned(c, on+1).IsZero() {
			t := rest[p.id]
			t.sum = t.sum.plus(pay.sum)
			rest[p.id] = t
			continue
		}
		var err error
		if pay.due, err = a.settle(c, on+1); err != nil {
			return dayend.Piece{}, err
		}
		pay.after = a.earned(c, d+1)
		dues = append(dues, pay)
	}
	piece := dayend.Piece{Next: bookCursor + "0", Count: len(s.rows), Alone: true}
	if len(s.rows) == settlePage {
		piece.Next, piece.Alone = s.rows[settlePage-1].id.String(), false
	}
	piece.Write = func(_ context.Context, tx *store.Tx) error { return in.pay(tx, d, on, dues, rest) }
	return piece, nil
}

// pay books the entries of a piece and writes the accounts that took them.
func (in *Interest) pay(tx *store.Tx, d, on calendar.Date, dues []payment, rest map[store.ID]tally) error {
	changes := make([]change, len(dues))
	for i := range dues {
		changes[i] = dues[i].change
	}
	stand, err := unchanged(tx, changes)
	if err != nil {
		return err
	}
	still := make(map[*state]bool, len(stand))
	for _, a := range stand {
		still[a] = true
	}
	tallies := make(map[store.ID]tally, len(rest))
	for id, t := range rest {
		tallies[id] = t
	}
	var paying []*payment
	var entries []*ledger.Entry
	for i := range dues {
		p := &dues[i]
		if still[p.now] && p.due > 0 {
			paying, entries = append(paying, p), append(entries, p.entry(on))
		}
	}
	refused, err := in.post(tx, entries)
	if err != nil {
		return err
	}
	for i, p := range paying {
		if refused[i] {
			still[p.now] = false
		}
	}
	var states []*state
	for i := range dues {
		p := &dues[i]
		t := tallies[p.pool.id]
		if still[p.now] {
			states = append(states, p.now)
			t.sum, t.paid = t.sum.plus(p.after), t.paid+p.due
			t.accounts++
		} else {
			t.sum = t.sum.plus(p.sum)
		}
		tallies[p.pool.id] = t
	}
	if err := putStates(tx, states); err != nil {
		return err
	}
	for id, t := range tallies {
		if err := addBooked(tx, id, -t.paid); err != nil {
			return err
		}
	}
	return addTallies(tx, d, settling, tallies)
}

// post books the credits; an account that refuses one is told apart from a fault of the bank.
func (in *Interest) post(tx *store.Tx, entries []*ledger.Entry) ([]bool, error) {
	refused := make([]bool, len(entries))
	if len(entries) == 0 {
		return refused, nil
	}
	errs, err := in.led.PostBatch(tx, ledger.Independent, entries)
	if err != nil {
		return nil, err
	}
	for i, e := range errs {
		if k := problem.KindOf(e); e != nil && (k == problem.Internal || k == problem.Unavailable) {
			return nil, e
		}
		refused[i] = e != nil
	}
	return refused, nil
}

// entry is the credit of one account: kind "interest".
func (p *payment) entry(on calendar.Date) *ledger.Entry {
	net := p.due - Tax(p.due, on)
	return &ledger.Entry{Kind: "interest", Reference: fmt.Sprintf("%s/%s", p.now.id, on+1), ValueDate: on + 1, Branch: p.pool.branch,
		Summary:  fmt.Sprintf("结息 %s 至 %s", p.from, on),
		Postings: []ledger.Posting{{Account: p.pool.payable, Amount: net}, {Account: p.now.id, Amount: -net}}}
}

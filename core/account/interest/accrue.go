package interest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Steps are what interest does at the end of each bank date, in their order.
func (in *Interest) Steps() []dayend.Step {
	total := func(ctx context.Context, _ calendar.Date) (n int, err error) {
		return n, in.st.View(ctx, func(v *store.View) error {
			n, err = countAccounts(v)
			return err
		})
	}
	return []dayend.Step{
		{Name: "interest.accrue", EN: "Accrue interest", ZH: "计提利息", Plan: in.planAccrual, Total: total},
		{Name: "interest.settle", EN: "Settle interest", ZH: "结息入账", Plan: in.planSettlement},
	}
}

// The cursors of a step: "" at first, then an account's id, then this with a pool's id.
const bookCursor = "book/"

const (
	maxPage    = 10_000 // accounts that one piece reads
	maxChanged = 300    // accounts that one piece should write: a few milliseconds
	minPage    = 200
)

// planAccrual brings every account that moved up to date and sums what all have earned, then books the difference to what stands
// in the general ledger, per pool.
func (in *Interest) planAccrual(ctx context.Context, d calendar.Date, cursor string) (dayend.Piece, error) {
	if cursor == "" {
		return in.beginDay(d), nil
	}
	if rest, ok := strings.CutPrefix(cursor, bookCursor); ok {
		after, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return dayend.Piece{}, fmt.Errorf("interest: cursor %q: %w", cursor, err)
		}
		return in.planBooking(ctx, d, accruing, store.ID(after))
	}
	after, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return dayend.Piece{}, fmt.Errorf("interest: cursor %q: %w", cursor, err)
	}
	limit := int(in.page.Load())
	s, err := in.scan(ctx, d, ledger.AccountID(after), limit)
	if err != nil {
		return dayend.Piece{}, err
	}
	limitDate := d
	if on, ok := settlementIn(s.previous, d); ok {
		limitDate = min(d, on+1) // what lies behind the settlement must stay apart from it
	}
	var changed []change
	tallies := map[store.ID]tally{}
	for i := range s.rows {
		r := &s.rows[i]
		p := s.pools[r.pool]
		if r.ended != 0 || r.began > d || p == nil {
			continue
		}
		was := r.mark()
		moved, err := in.advance(ctx, r, p.code, s.rates, s.evidence, d, limitDate)
		if err != nil {
			return dayend.Piece{}, err
		}
		if moved {
			changed = append(changed, change{&r.state, was})
		}
		t := tallies[r.pool]
		t.sum = t.sum.plus(r.earned(s.rates.now[p.code], d+1))
		t.accounts++
		tallies[r.pool] = t
	}
	in.adapt(len(s.rows), len(changed))
	piece := dayend.Piece{Next: bookCursor + "0", Count: len(s.rows), Alone: true}
	if len(s.rows) == limit {
		piece.Next, piece.Alone = s.rows[limit-1].id.String(), false
	}
	piece.Write = func(_ context.Context, tx *store.Tx) error {
		if err := write(tx, changed); err != nil {
			return err
		}
		return addTallies(tx, d, accruing, tallies)
	}
	return piece, nil
}

// adapt chooses how many accounts the next piece reads, so that about maxChanged of them are to be written.
func (in *Interest) adapt(read, changed int) {
	next := maxPage
	if changed > 0 {
		next = min(maxPage, max(minPage, read*maxChanged/changed))
	}
	in.page.Store(int64(next))
}

// beginDay fixes which corrections of rates this date takes in.
func (in *Interest) beginDay(d calendar.Date) dayend.Piece {
	return dayend.Piece{Next: "0", Alone: true, Write: func(_ context.Context, tx *store.Tx) error {
		if _, ok, err := dayOn(tx, d); err != nil || ok {
			return err
		}
		last, _, err := dayBefore(tx, d)
		if err != nil {
			return err
		}
		upTo, err := lastRate(tx)
		if err == nil {
			err = dropTallies(tx, d, accruing)
		}
		if err == nil {
			err = putDay(tx, dayRow{date: d, before: last.upTo, upTo: upTo})
		}
		return err
	}}
}

// scanned is one page of accounts with all that is needed to count what they earned.
type scanned struct {
	rows     []row
	pools    map[store.ID]*pool
	rates    rates
	evidence evidence
	day      dayRow
	previous calendar.Date // the accrual before
}

func (in *Interest) scan(ctx context.Context, d calendar.Date, after ledger.AccountID, limit int) (s scanned, err error) {
	var late []ledger.AccountID
	var off map[ledger.AccountID][]offdate
	err = in.st.View(ctx, func(v *store.View) error {
		if s.rows, err = scanPage(v, after, limit); err != nil {
			return err
		}
		var ids []ledger.AccountID
		ids, late = doubtful(s.rows, d)
		if off, err = offdatesOf(v, ids, d); err != nil {
			return err
		}
		return in.ground(v, d, &s)
	})
	if err == nil {
		s.evidence, err = in.gather(ctx, s.rows, late, off, d)
	}
	return s, err
}

// ground reads pools, rates and the day.
func (in *Interest) ground(q store.Querier, d calendar.Date, s *scanned) error {
	pools, err := allPools(q)
	if err != nil {
		return err
	}
	s.pools = make(map[store.ID]*pool, len(pools))
	for _, p := range pools {
		s.pools[p.id] = p
	}
	if s.day, _, err = dayOn(q, d); err != nil {
		return err
	}
	last, ok, err := dayBefore(q, d)
	if err != nil {
		return err
	}
	if s.previous = d - 1; ok {
		s.previous = last.date
	}
	rows, err := allRates(q)
	if err == nil {
		s.rates = ratesFor(rows, s.day)
	}
	return err
}

// change is an account that is going to be written, with what it was when it was read.
type change struct {
	now *state
	was mark
}

// mark tells whether an account is still as it was read: somebody may have ended it meanwhile.
type mark struct {
	day, since, ended, paidTo calendar.Date
	seq                       int64
}

func (a *state) mark() mark { return mark{a.day, a.since, a.ended, a.paidTo, a.seq} }

// unchanged leaves out those that somebody else has written since they were read.
func unchanged(tx *store.Tx, changes []change) ([]*state, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	ids := make([]ledger.AccountID, len(changes))
	for i := range changes {
		ids[i] = changes[i].now.id
	}
	stand, err := lockMarks(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]*state, 0, len(changes))
	for _, c := range changes {
		if m, ok := stand[c.now.id]; ok && m == c.was {
			out = append(out, c.now)
		}
	}
	return out, nil
}

func write(tx *store.Tx, changes []change) error {
	states, err := unchanged(tx, changes)
	if err != nil {
		return err
	}
	return putStates(tx, states)
}

// addTallies adds what a piece has summed to what stands.
func addTallies(tx *store.Tx, d calendar.Date, step int, tallies map[store.ID]tally) error {
	if len(tallies) == 0 {
		return nil
	}
	before, err := talliesOf(tx, d, step)
	if err != nil {
		return err
	}
	for id, t := range tallies {
		b := before[id]
		t.sum, t.accounts = t.sum.plus(b.sum), t.accounts+b.accounts
		if t.paid, err = t.paid.Add(b.paid); err == nil {
			err = putTally(tx, d, step, id, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bookPage is how many pools one piece books: as many pairs of postings.
const bookPage = ledger.MaxPostings / 2

// planBooking books, for the next pools, what is earned beyond what stands on their payable accounts: one entry a branch and
// currency (Dr 利息支出, Cr 应付利息; the other way round where corrections took back more than a day gave).
func (in *Interest) planBooking(ctx context.Context, d calendar.Date, step int, after store.ID) (dayend.Piece, error) {
	var pools []*pool
	err := in.st.View(ctx, func(v *store.View) (err error) {
		pools, err = poolsAfter(v, after, bookPage)
		return err
	})
	if err != nil {
		return dayend.Piece{}, err
	}
	p := dayend.Piece{Alone: true}
	if len(pools) == bookPage {
		p.Next = bookCursor + pools[len(pools)-1].id.String()
	}
	p.Write = func(_ context.Context, tx *store.Tx) error {
		if err := in.book(tx, d, step, after); err != nil {
			return err
		}
		if step != accruing || p.Next != "" {
			return nil
		}
		day, _, err := dayOn(tx, d)
		day.accrued = true
		if err == nil {
			err = putDay(tx, day)
		}
		return err
	}
	return p, nil
}

func (in *Interest) book(tx *store.Tx, d calendar.Date, step int, after store.ID) error {
	pools, err := lockPools(tx, after, bookPage)
	if err != nil {
		return err
	}
	tallies, err := talliesOf(tx, d, step)
	if err != nil {
		return err
	}
	type place struct {
		branch   ledger.Branch
		currency money.Currency
	}
	entries := map[place]*ledger.Entry{}
	var order []place
	for _, p := range pools {
		if step == settling && !p.settles {
			continue
		}
		earned, err := tallies[p.id].sum.Round()
		if err != nil {
			return err
		}
		amount, err := earned.Sub(p.booked)
		if err != nil {
			return err
		}
		if amount == 0 {
			continue
		}
		k := place{p.branch, p.currency}
		e := entries[k]
		if e == nil {
			e = bookEntry(d, step, p)
			entries[k] = e
			order = append(order, k)
		}
		e.Postings = append(e.Postings, ledger.Posting{Account: p.expense, Amount: amount}, ledger.Posting{Account: p.payable, Amount: -amount})
		if err := addBooked(tx, p.id, amount); err != nil {
			return err
		}
	}
	for _, k := range order {
		if err := in.led.Post(tx, entries[k]); err != nil {
			return err
		}
	}
	return nil
}

// bookEntry begins the entry of a branch and currency; p is the first of its pools.
func bookEntry(d calendar.Date, step int, p *pool) *ledger.Entry {
	if step == settling { // 结息尾差 belongs to the date on which the interest was paid
		return &ledger.Entry{Kind: "interest.trueup", Reference: fmt.Sprintf("%s/%s", p.id, d), Branch: p.branch, Summary: "结息尾差调整 " + d.String()}
	}
	return &ledger.Entry{Kind: "interest.accrual", Reference: fmt.Sprintf("%s/%s", p.id, d), Branch: p.branch, BankDate: d,
		Summary: "计提利息 " + d.String()}
}

package interest

import (
	"context"
	"maps"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// What moved an account
//
// At the end of a bank date every posting counts whose bank date has come. Nearly all carry that date as their value date
// too, so one difference of balances says what they come to. Those whose dates lie apart the ledger keeps in a list of their own
// (ledger_offdates), by account; an account that has gone on moving on the next date is asked for its balance as of this one.

// moved says that an account has postings that may not be counted yet.
func (r *row) moved() bool { return r.seq != r.postSeq }

// counts says whether a posting is in the account's state already.
func (a *state) counts(seq int64, bank calendar.Date) bool {
	return bank <= a.day && seq <= max(a.seq, -a.seq)
}

// evidence is what the ledger says of accounts beyond their balances.
type evidence struct {
	off  map[ledger.AccountID][]offdate
	asOf map[ledger.AccountID]money.Amount // of those that moved after the date; normal side
}

// doubtful are the moved accounts for which the balance alone doesn't tell.
func doubtful(rows []row, d calendar.Date) (ids []ledger.AccountID, late []ledger.AccountID) {
	for i := range rows {
		r := &rows[i]
		if r.ended != 0 || r.began > d || !r.moved() {
			continue
		}
		if r.lastDay > d {
			late = append(late, r.id)
		}
		if r.lastDay > d || r.shift > 0 {
			ids = append(ids, r.id)
		}
	}
	return ids, late
}

// gather asks the ledger for balances as of the date. They are read after the rows, and a posting may have been booked to the
// date meanwhile; it then stands in the list of postings whose dates lie apart, so that is read again, and if it has grown, all is.
// The lists that are returned are those that the balances belong to.
func (in *Interest) gather(ctx context.Context, rows []row, late []ledger.AccountID, off map[ledger.AccountID][]offdate,
	d calendar.Date) (evidence, error) {
	ev := evidence{off: off, asOf: make(map[ledger.AccountID]money.Amount, len(late))}
	for len(late) > 0 {
		for _, id := range late {
			balance, err := in.led.BalanceAsOf(ctx, id, d)
			if err != nil {
				return ev, err
			}
			ev.asOf[id] = balance
		}
		var again map[ledger.AccountID][]offdate
		err := in.st.View(ctx, func(v *store.View) (err error) {
			again, err = offdatesOf(v, late, d)
			return err
		})
		if err != nil {
			return ev, err
		}
		grown := slices.DeleteFunc(slices.Clone(late), func(id ledger.AccountID) bool {
			return slices.Equal(onDate(again[id], d), onDate(ev.off[id], d))
		})
		maps.Copy(ev.off, again)
		late = grown
	}
	for i := range rows { // postings up to the newest that was seen are counted
		r := &rows[i]
		for _, o := range ev.off[r.id] {
			r.postSeq = max(r.postSeq, o.seq)
		}
	}
	return ev, nil
}

// onDate are those whose bank date has come.
func onDate(os []offdate, d calendar.Date) []offdate {
	return slices.DeleteFunc(slices.Clone(os), func(o offdate) bool { return o.bank > d })
}

// events are the postings that count from this date on and didn't before.
func (r *row) newEvents(ev evidence, d calendar.Date) (out []event) {
	total := -r.raw
	if r.lastDay > d {
		total = ev.asOf[r.id]
	}
	rest := total - r.total()
	for _, o := range ev.off[r.id] {
		if o.bank <= d && !r.counts(o.seq, o.bank) {
			out = append(out, event{o.value, -o.amount})
			rest += o.amount
		}
	}
	if rest != 0 {
		out = append(out, event{d, rest})
	}
	return out
}

// rates are the curves under which a date's accrual counts: those now, and those before the corrections that it takes in.
type rates struct {
	now, before map[string]Curve
	corrected   map[string]calendar.Date // the first night that a correction changes, by code
}

// ratesFor orders all rows for a date.
func ratesFor(rows []*Rate, day dayRow) rates {
	out := rates{map[string]Curve{}, map[string]Curve{}, map[string]calendar.Date{}}
	byCode := map[string][]*Rate{}
	for _, r := range rows {
		byCode[r.Code] = append(byCode[r.Code], r)
		if r.Correction && r.ID > day.before && r.ID <= day.upTo {
			if from, ok := out.corrected[r.Code]; !ok || r.From < from {
				out.corrected[r.Code] = r.From
			}
		}
	}
	for code, rs := range byCode {
		out.now[code] = curveOf(taken(rs, day.upTo))
		out.before[code] = out.now[code]
		if _, ok := out.corrected[code]; ok {
			out.before[code] = curveOf(taken(rs, day.before))
		}
	}
	return out
}

// advance counts what moved an account on a date, and what a correction of its rates changes. Events behind limit stay events.
// It says whether the state is another one now.
func (in *Interest) advance(ctx context.Context, r *row, code string, ra rates, ev evidence, d, limit calendar.Date) (bool, error) {
	c := ra.now[code]
	changed := false
	if from, ok := ra.corrected[code]; ok && max(from, r.began) < r.since {
		if err := in.recount(ctx, r, c, ra.before[code], max(from, r.began)); err != nil {
			return false, err
		}
		changed = true
	}
	if !r.moved() {
		return changed, nil
	}
	events := r.newEvents(ev, d)
	if len(events) == 0 {
		return changed, nil // only the next date moved it
	}
	var back []event
	for _, e := range events {
		if r.past(e) {
			back = append(back, e)
		}
	}
	if len(back) > 0 {
		first := slices.MinFunc(back, func(x, y event) int { return int(x.date - y.date) }).date
		history, err := in.history(ctx, r, max(first, r.began))
		if err != nil {
			return false, err
		}
		r.amend(c, back, history)
	}
	for _, e := range events {
		if !r.past(e) {
			r.add(e)
		}
	}
	r.fold(c, limit)
	r.day, r.seq = d, r.postSeq
	if r.lastDay > d {
		r.seq = -r.postSeq
	}
	if len(r.events) > maxEvents {
		return false, ErrEvents.With(r.id)
	}
	return true, nil
}

// maxEvents bounds an account's postings with value dates to come: they stand in its row.
const maxEvents = 100

// recount changes acc for nights whose rate was corrected (利率更正).
func (in *Interest) recount(ctx context.Context, r *row, now, before Curve, from calendar.Date) error {
	history, err := in.history(ctx, r, from)
	if err != nil {
		return err
	}
	difference := func(lo, hi calendar.Date) Sum {
		return r.integral(now, history, lo, hi).minus(r.integral(before, history, lo, hi))
	}
	paid := difference(min(from, r.paidTo), min(r.since, r.paidTo))
	r.adj = r.adj.plus(paid)
	r.acc = r.acc.plus(paid).plus(difference(max(from, r.paidTo), r.since))
	return nil
}

// history is what an account held from a date on, as it was counted: its balance on that date, and the changes behind it by value
// date. It reads the account's lines, newest first, as far back as one of them may be valued after the date.
func (in *Interest) history(ctx context.Context, r *row, from calendar.Date) ([]event, error) {
	const page = 256
	opening := event{from, r.total()}
	out := []event{opening}
	for before := int64(0); ; {
		lines, err := in.led.Postings(ctx, r.id, before, page)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			l := &lines[i]
			if l.BankDate < from-2*r.shift-1 {
				return out, nil
			}
			if l.ValueDate > from && r.counts(l.Sequence, l.BankDate) {
				out = append(out, event{l.ValueDate, l.Amount})
				out[0].amount -= l.Amount
			}
			before = l.Sequence
		}
		if len(lines) < page {
			return out, nil
		}
	}
}

package pkdd99

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// What one update of the slow lane takes at most.
const (
	entriesPerUpdate  = 1000
	accountsPerUpdate = 500
	daysPerUpdate     = 31
)

// transactions reads trans.asc, day by day.
func (im *importer) transactions(ctx context.Context) error {
	count := im.counts[transFile]
	var day []transaction
	var at calendar.Date
	today := map[int64]bool{} // ids of the day: which of two comes first must not hang on the order of booking
	err := im.each(ctx, transFile, transHeader, func(s *source) error {
		im.tell(im.read + s.lines.bytes)
		count.Rows++
		t, err := s.transaction()
		if err == nil && t.date < at {
			err = ErrOutOfOrder.With(t.date, at)
		}
		if err == nil && im.accounts[t.account] == nil {
			err = ErrUnknownAccount.With(t.account)
		}
		if err == nil && im.accounts[t.account].openedOn > t.date {
			err = ErrNotYetOpen.With(t.account, im.accounts[t.account].openedOn)
		}
		if err == nil && t.date == at && today[t.id] {
			err = ErrRepeated.With(t.id)
		}
		if err != nil {
			return im.refuse(transFile, s.lines.number, err)
		}
		if t.date > at {
			clear(today)
			if len(day) > 0 {
				err, day = im.bookDay(ctx, at, day), day[:0]
			}
		}
		at, today[t.id] = t.date, true
		t.bank = im.bankCode(t.bank)
		day = append(day, t)
		return err
	})
	if err == nil && len(day) > 0 {
		err = im.bookDay(ctx, at, day)
	}
	if err == nil && im.hasDay {
		err = im.finishDay(ctx, at)
	}
	if err == nil {
		im.tell(im.total)
	}
	return err
}

// finishDay closes the last day of transactions and leaves the next one open.
func (im *importer) finishDay(ctx context.Context, last calendar.Date) error {
	if last == 0 || im.open > last {
		return nil
	}
	return im.update(ctx, last+1, nil, nil, nil)
}

// bankCode keeps one string a bank.
func (im *importer) bankCode(code string) string {
	if was, ok := im.banks[code]; ok {
		return was
	}
	im.banks[code] = code
	return code
}

// bookDay books one day of transactions and reconciles it.
func (im *importer) bookDay(ctx context.Context, d calendar.Date, day []transaction) error {
	if im.report.FirstDay == nil {
		im.report.FirstDay = &d
	}
	slices.SortStableFunc(day, func(a, b transaction) int {
		switch {
		case a.deed.credit == b.deed.credit:
			return 0
		case a.deed.credit:
			return -1
		}
		return 1
	})
	if err := im.moveTo(ctx, d); err != nil {
		return err
	}
	contras, err := im.missing(ctx, day)
	if err != nil {
		return err
	}
	due := im.dueBy(d)
	for len(due) > accountsPerUpdate {
		if err := im.update(ctx, d, due[:accountsPerUpdate], nil, nil); err != nil {
			return err
		}
		due = im.dueBy(d)
	}
	for len(day) > 0 {
		part := day[:min(len(day), entriesPerUpdate)]
		if err := im.update(ctx, d, due, contras, part); err != nil {
			return err
		}
		day, due, contras = day[len(part):], nil, nil
	}
	im.reconcile(d)
	return nil
}

// dueBy are the accounts to be opened by a date.
func (im *importer) dueBy(d calendar.Date) []*account {
	n := 0
	for n < len(im.due) && im.due[n].openedOn <= d {
		n++
	}
	return im.due[:n:n]
}

// moveTo brings the bank's day near a date, over days without transactions, and opens accounts on their own day. The
// last step and the accounts of the date itself are left to the update that books there.
func (im *importer) moveTo(ctx context.Context, d calendar.Date) error {
	for im.hasDay && len(im.due) > 0 {
		on := max(im.open, im.due[0].openedOn)
		if on >= d || on > im.open+daysPerUpdate {
			break
		}
		due := im.dueBy(on)
		if err := im.update(ctx, on, due[:min(len(due), accountsPerUpdate)], nil, nil); err != nil {
			return err
		}
	}
	if !im.hasDay || im.open+daysPerUpdate >= d {
		return nil
	}
	if err := im.update(ctx, im.open+daysPerUpdate, nil, nil, nil); err != nil {
		return err
	}
	return im.moveTo(ctx, d)
}

// outcome is what one run of an update did; the last run counts.
type outcome struct {
	ids     []ledger.AccountID
	entries []*ledger.Entry
	errs    []error
	closed  int64
	open    calendar.Date
}

// update moves the bank's day, opens accounts and books transactions, all in one write.
func (im *importer) update(ctx context.Context, d calendar.Date, due []*account, contras []contra, part []transaction) error {
	var out outcome
	err := im.Store.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
		out = outcome{}
		for _, c := range im.chart {
			if err := im.Ledger.DefineCode(tx, c); err != nil {
				return err
			}
		}
		if out.closed, err = im.turn(tx, d); err != nil {
			return err
		}
		out.open, _ = tx.BankDate()
		if out.ids, err = im.openAccounts(tx, due, contras); err != nil {
			return err
		}
		if len(part) == 0 {
			return nil
		}
		out.entries = im.entries(d, part, due, contras, out.ids)
		out.errs, err = im.Ledger.PostBatch(tx, ledger.Independent, out.entries)
		return err
	})
	if err != nil {
		return err
	}
	return im.take(due, contras, part, &out)
}

// turn opens every day up to d and closes those before it. A day that is past already stays as it is.
func (im *importer) turn(tx *store.Tx, d calendar.Date) (closed int64, err error) {
	open, ok := tx.BankDate()
	if !ok {
		return 0, im.Ledger.OpenDay(tx, d)
	}
	for ; open < d; open++ {
		if err := im.Ledger.OpenDay(tx, open+1); err != nil {
			return closed, err
		}
		if err := im.Ledger.CloseDay(tx, open); err != nil {
			return closed, err
		}
		closed++
	}
	return closed, nil
}

// entries makes the entries of a part. Accounts that the same update opens are not in im's tables yet.
func (im *importer) entries(d calendar.Date, part []transaction, due []*account, contras []contra, ids []ledger.AccountID) []*ledger.Entry {
	fresh := make(map[*account]ledger.AccountID, len(due))
	for i, a := range due {
		fresh[a] = ids[i]
	}
	against := make(map[contra]ledger.AccountID, len(contras))
	for i, c := range contras {
		against[c] = ids[len(due)+i]
	}
	es := make([]*ledger.Entry, len(part))
	for i := range part {
		t := &part[i]
		a, c := im.accounts[t.account], t.contra()
		id, contraID := a.ledger, im.contras[c]
		if id == 0 {
			id = fresh[a]
		}
		if contraID == 0 {
			contraID = against[c]
		}
		// A deposit is the bank's debt: what credits it is negative in the ledger.
		es[i] = &ledger.Entry{Kind: Kind, Reference: Reference(t.id), BankDate: d, Branch: a.branch, Summary: t.deed.summary,
			Metadata: t.metadata(), Postings: []ledger.Posting{{Account: id, Amount: -t.amount}, {Account: contraID, Amount: t.amount}}}
	}
	return es
}

// Reference is the reference of a transaction's entry.
func Reference(id int64) string { return fmt.Sprintf("%010d", id) }

// metadata keeps the partner, which statements and messages to other banks name. Its parts hold digits and capitals.
func (t *transaction) metadata() json.RawMessage {
	if t.bank == "" && t.partner == "" {
		return nil
	}
	return fmt.Appendf(nil, `{"partnerBank":%q,"partnerAccount":%q}`, t.bank, t.partner)
}

// take notes what an update has done, once it stands.
func (im *importer) take(due []*account, contras []contra, part []transaction, out *outcome) error {
	for i, a := range due {
		a.ledger = out.ids[i]
	}
	for i, c := range contras {
		im.contras[c] = out.ids[len(due)+i]
	}
	im.due = im.due[len(due):]
	im.report.AccountsOpened += int64(len(due))
	im.report.DaysClosed += out.closed
	im.chart, im.open, im.hasDay = nil, out.open, true
	for i := range part {
		if err := out.errs[i]; err != nil {
			if err := im.refuse(transFile, part[i].line, err); err != nil {
				return err
			}
			continue
		}
		if out.entries[i].Replayed {
			im.report.AlreadyBooked++
			im.counts[transFile].Known++
		} else {
			im.report.Booked++
			im.counts[transFile].Added++
		}
		im.note(&part[i], &out.entries[i].Postings[0])
	}
	return nil
}

package ledger

import (
	"fmt"
	"strconv"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// DayState is where a bank date stands.
type DayState uint8

// The states of a bank date. At most one is open and one closing.
const (
	DayOpen    DayState = iota + 1 // 营业: what names no date books here
	DayClosing                     // 结账中: only what names this date, the end-of-day work
	DayClosed                      // 已结账: nothing books here any more
)

var dayStates = [...]string{DayOpen: "open", DayClosing: "closing", DayClosed: "closed"}

// MarshalText is the state's word.
func (s DayState) MarshalText() ([]byte, error) { return []byte(dayStates[s]), nil }

// Day is one bank date (会计日期).
type Day struct {
	Date      calendar.Date `json:"date"`
	State     DayState      `json:"state"`
	OpenedAt  time.Time     `json:"openedAt"`
	ClosingAt *time.Time    `json:"closingAt,omitempty"`
	ClosedAt  *time.Time    `json:"closedAt,omitempty"`
}

// DayKeeper hears of bank dates, in the update that moves or closes them: what is due with a date is enqueued with it.
// The bank's queue of jobs is one.
type DayKeeper interface {
	// DayMoved: now is the open date, was the one before; wasOpen is false for the first date of all.
	DayMoved(tx *store.Tx, was, now calendar.Date, wasOpen bool) error
	// DayClosed: nothing books into d any more.
	DayClosed(tx *store.Tx, d calendar.Date) error
}

// OpenDay opens the next bank date. The day that was open becomes closing: its end-of-day work goes on beside
// the new day's traffic. The day before that must be closed already.
//
// The verbs of days are exclusive: no update of any process runs beside them, so a posting that has read a day's state
// is committed before the state changes, or reads the new one.
func (l *Ledger) OpenDay(tx *store.Tx, d calendar.Date) error {
	if err := tx.Exclusive(); err != nil {
		return err
	}
	was, ok := tx.BankDate()
	if ok {
		if d <= was {
			return ErrDayOrder.With(was)
		}
		closing, found, err := dayInState(tx, DayClosing)
		if err != nil {
			return err
		}
		if found {
			return ErrDayStillClosing.With(closing)
		}
		err = l.noteDay(tx, "ledger.begin_closing", was, func() error { return setDay(tx, was, DayClosing) })
		if err != nil {
			return err
		}
	}
	if !d.Valid() {
		return ErrDate
	}
	tx.SetBankDate(d)
	err := l.noteDay(tx, "ledger.open_day", d, func() error { return insertDay(tx, d) })
	if err != nil || l.keeper == nil {
		return err
	}
	return l.keeper.DayMoved(tx, was, d, ok)
}

// CloseDay ends a closing bank date. Closing a closed day again changes nothing.
func (l *Ledger) CloseDay(tx *store.Tx, d calendar.Date) error {
	if err := tx.Exclusive(); err != nil {
		return err
	}
	s, found, err := dayState(tx, d)
	switch {
	case err != nil:
		return err
	case found && s == DayClosed:
		return nil
	case !found || s != DayClosing:
		return ErrDayNotClosing.With(d)
	}
	if err := l.foldEvery(tx); err != nil {
		return err
	}
	rows, err := totalsOn(tx, d)
	if err != nil {
		return err
	}
	sums := map[money.Currency]money.Amount{}
	for _, t := range rows {
		sums[t.Currency] += t.Debit - t.Credit
	}
	for c, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("ledger: the general ledger of %s in %s is off by %d", d, c, sum)
		}
	}
	err = l.noteDay(tx, "ledger.close_day", d, func() error { return setDay(tx, d, DayClosed) })
	if err != nil || l.keeper == nil {
		return err
	}
	return l.keeper.DayClosed(tx, d)
}

// ClosePeriod closes a month (as 202611): all its bank dates must be closed, and an open one must lie after it.
func (l *Ledger) ClosePeriod(tx *store.Tx, period int) error {
	first, err := calendar.FromYYYYMMDD(period*100 + 1)
	if err != nil {
		return err
	}
	if err := tx.Exclusive(); err != nil {
		return err
	}
	if done, err := periodClosed(tx, period); err != nil || done {
		if done {
			err = ErrPeriodClosed.With(period)
		}
		return err
	}
	last := first.EndOfMonth()
	open, ok := tx.BankDate()
	unclosed, err := daysNotClosed(tx, first, last)
	if err != nil {
		return err
	}
	if !ok || open <= last || unclosed > 0 {
		return ErrPeriodOpenDays.With(period)
	}
	if err := insertPeriod(tx, period); err != nil {
		return err
	}
	return l.note(tx, "ledger.close_period", kindPeriod, strconv.Itoa(period), audit.Digest{}, nil)
}

// YearEnd moves the year's income and expense into profit: for every branch and currency, entries that bring
// each income and expense account to zero against the account of profitCode there. It books on the year's last
// bank date, which must be closing. It is idempotent: a second run finds nothing left to move.
func (l *Ledger) YearEnd(tx *store.Tx, year int, profitCode Code) ([]*Entry, error) {
	if err := tx.Exclusive(); err != nil {
		return nil, err
	}
	last, found, err := dayInState(tx, DayClosing)
	if err != nil {
		return nil, err
	}
	open, _ := tx.BankDate()
	if !found || last.Year() != year || open.Year() == year {
		return nil, ErrYearEnd.With(year)
	}
	if err := l.foldEvery(tx); err != nil {
		return nil, err
	}
	accounts, err := resultAccounts(tx)
	if err != nil {
		return nil, err
	}
	groups := map[totalKey][]Posting{}
	var order []totalKey
	for _, a := range accounts {
		raw, err := l.asOf(tx, a, last, byBankDate)
		if err != nil {
			return nil, err
		}
		if raw == 0 {
			continue
		}
		k := totalKey{a.Branch, profitCode, a.Currency}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], Posting{Account: a.ID, Amount: -raw})
	}
	var out []*Entry
	for _, k := range order {
		es, err := l.moveProfit(tx, year, last, k, groups[k])
		if err != nil {
			return nil, err
		}
		out = append(out, es...)
	}
	return out, nil
}

func (l *Ledger) moveProfit(tx *store.Tx, year int, last calendar.Date, k totalKey, ps []Posting) ([]*Entry, error) {
	profit, ok, err := accountOfCode(tx, k)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrUnknownAccount.With(fmt.Sprintf("%s/%s/%s", k.branch, k.code, k.currency))
	}
	var out []*Entry
	for n := 1; len(ps) > 0; n++ {
		part := ps[:min(len(ps), MaxPostings-1)]
		ps = ps[len(part):]
		var sum money.Amount
		for _, p := range part {
			if sum, err = sum.Sub(p.Amount); err != nil {
				return nil, err
			}
		}
		e := &Entry{Kind: "year_end", BankDate: last, Branch: k.branch, Summary: fmt.Sprintf("%d 年度利润结转", year),
			Reference: fmt.Sprintf("%d/%s/%s/%s", year, k.branch, k.currency, tx.NewID()), Postings: part}
		if sum != 0 {
			e.Postings = append(append([]Posting(nil), part...), Posting{Account: profit, Amount: sum})
		}
		if len(e.Postings) < 2 {
			continue // one account at zero is nothing to move
		}
		if err := l.Post(tx, e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

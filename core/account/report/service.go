package report

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Deposit is an account as reports tell of it.
type Deposit struct {
	Account  ledger.AccountID `json:"account"`
	Number   string           `json:"number"`
	Name     string           `json:"name"`
	Owner    auth.Party       `json:"owner"`
	Natural  bool             `json:"natural" doc:"The owner is a natural person."`
	Product  string           `json:"product"`
	Branch   auth.Branch      `json:"branch"`
	Currency money.Currency   `json:"currency"`
	LastUse  calendar.Date    `json:"lastUseOn,omitzero" doc:"The owner's last own act."`
}

// AuthScope is to whom the account belongs, for who reads reports.
func (d *Deposit) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: d.Branch}, "account.account/" + d.Account.String()
}

// Deposits is who keeps the customers' accounts.
type Deposits interface {
	// Lines are accounts by their ids; those that are no customer's are absent.
	Lines(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]Deposit, error)
	// Dormant are dormant accounts (久悬) behind one, by id; of these branches, or of all if nil.
	Dormant(q store.Querier, branches []auth.Branch, after ledger.AccountID, limit int) ([]*Deposit, error)
}

// Options are what the room needs.
type Options struct {
	Deposits   Deposits                                                                 // nil: neither products nor movements nor dormant accounts
	Below      func(q store.Querier, code auth.Branch) ([]auth.Branch, error)           // a branch and all below it; nil: it stands alone
	Thresholds func(c money.Currency, cash, natural bool) (least money.Amount, ok bool) // from which a movement is large; nil: Thresholds
	Codes      []ledger.Code                                                            // of deposits; default 2011
	Cash       []ledger.Code                                                            // default 1001
}

// Reports makes the bank's reports.
type Reports struct {
	st  *store.Store
	led *ledger.Ledger
	o   Options
}

// New makes them.
func New(st *store.Store, led *ledger.Ledger, o Options) *Reports {
	if o.Thresholds == nil {
		o.Thresholds = Thresholds
	}
	if o.Codes == nil {
		o.Codes = []ledger.Code{"2011"}
	}
	if o.Cash == nil {
		o.Cash = []ledger.Code{"1001"}
	}
	return &Reports{st: st, led: led, o: o}
}

// Query chooses a report.
type Query struct {
	Form   Form
	Branch auth.Branch   // with those below it; "": the whole bank
	Date   calendar.Date // 0: the newest closed bank date
	From   calendar.Date // of a trial balance or an income statement; 0: the beginning, or of the year
}

// Make makes a report of a closed bank date. ErrNotClosed, ErrPeriod.
func (r *Reports) Make(ctx context.Context, q Query) (*Table, error) {
	date, err := r.closed(ctx, q.Date)
	if err != nil {
		return nil, err
	}
	if q.From == 0 && q.Form == IncomeStatement {
		q.From = calendar.MustOf(date.Year(), 1, 1)
	}
	if q.From > date {
		return nil, ErrPeriod
	}
	keep, err := r.keeps(ctx, q.Branch)
	if err != nil {
		return nil, err
	}
	b, err := r.books(ctx, q.From, date, keep)
	if err != nil {
		return nil, err
	}
	t := &Table{Form: q.Form, Branch: q.Branch, Date: date, From: q.From}
	for _, f := range forms {
		if f.form == q.Form {
			t.Title, t.Columns = f.Heading, f.columns
		}
	}
	switch q.Form {
	case TrialBalance:
		t.Sheets = b.sheets(trial)
	case BalanceSheet:
		t.From, t.Sheets = 0, b.sheets(sheet)
	default:
		if err := r.withoutYearEnd(ctx, b, q.From, date, keep); err != nil {
			return nil, err
		}
		t.Sheets = b.sheets(income)
	}
	return t.seal(), nil
}

// closed finds a closed bank date, 0 the newest one.
func (r *Reports) closed(ctx context.Context, d calendar.Date) (calendar.Date, error) {
	before, most := calendar.MaxDate, 3 // at most one date is open and one closing
	if d != 0 {
		before, most = d+1, 1
	}
	days, err := r.led.Days(ctx, before, most)
	if err != nil {
		return 0, err
	}
	for _, day := range days {
		if day.State == ledger.DayClosed && (d == 0 || day.Date == d) {
			return day.Date, nil
		}
	}
	if d == 0 {
		return 0, ErrNoClosed
	}
	return 0, ErrNotClosed.With(d)
}

// keeps tells which branches a report of one is about.
func (r *Reports) keeps(ctx context.Context, branch auth.Branch) (func(ledger.Branch) bool, error) {
	if branch == "" {
		return func(ledger.Branch) bool { return true }, nil
	}
	below := []auth.Branch{branch}
	if r.o.Below != nil {
		err := r.st.View(ctx, func(v *store.View) (err error) {
			below, err = r.o.Below(v, branch)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(below) == 0 {
			return nil, ErrBranch
		}
	}
	return func(b ledger.Branch) bool { return slices.Contains(below, string(b)) }, nil
}

func (r *Reports) books(ctx context.Context, from, date calendar.Date, keep func(ledger.Branch) bool) (books, error) {
	codes, err := r.led.Codes(ctx)
	if err != nil {
		return nil, err
	}
	chart := make(map[ledger.Code]ledger.ChartCode, len(codes))
	for _, c := range codes {
		chart[c.Code] = c
	}
	var before []ledger.Total
	if from != 0 {
		if before, err = r.led.TrialBalance(ctx, from-1); err != nil {
			return nil, err
		}
	}
	upTo, err := r.led.TrialBalance(ctx, date)
	b := books{}
	b.add(chart, before, upTo, keep)
	return b, err
}

// withoutYearEnd leaves the year-end transfers out that were booked in a period: on the last bank dates of its years.
func (r *Reports) withoutYearEnd(ctx context.Context, b books, from, date calendar.Date, keep func(ledger.Branch) bool) error {
	for year := from.Year(); year <= date.Year(); year++ {
		if year == date.Year() { // did the year end with this date?
			days, err := r.led.Days(ctx, calendar.MustOf(year, 12, 31)+1, 1)
			if err != nil {
				return err
			}
			if len(days) == 0 || days[0].Date != date {
				continue
			}
		}
		err := r.st.View(ctx, func(v *store.View) error {
			ts, err := r.led.YearEndMoves(v, year)
			b.leaveOut(ts, keep)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Check is the module's: at the newest closed date the balance sheet of the whole bank ties, and products sum to their code.
func (r *Reports) Check(ctx context.Context, _ *store.Store, _ store.Seq) error {
	n, first := 0, ""
	find := func(format string, args ...any) {
		if n++; n == 1 {
			first = fmt.Sprintf(format, args...)
		}
	}
	date, err := r.closed(ctx, 0)
	if err != nil {
		return nilFor(err, ErrNoClosed)
	}
	t, err := r.Make(ctx, Query{Form: BalanceSheet, Date: date})
	if err != nil {
		return err
	}
	for _, s := range t.Sheets {
		if !s.Ties {
			find("the balance sheet of %s in %s", date, s.Currency)
		}
	}
	if err := r.checkProducts(ctx, find); err != nil {
		return err
	}
	if n > 0 {
		return errFound.With(n, first)
	}
	return nil
}

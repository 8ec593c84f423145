package ledger

import (
	"context"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type openDayIn struct {
	Body struct {
		Date string `json:"date" format:"date" doc:"The next bank date." example:"2026-03-03"`
	}
}

type dayPath struct {
	Date string `path:"date" format:"date" doc:"A bank date." example:"2026-03-02"`
}

type periodPath struct {
	Period int `path:"period" minimum:"190001" maximum:"220012" doc:"A month as YYYYMM." example:"202603"`
}

type periodAnswer struct {
	Period int    `json:"period"`
	State  string `json:"state" enum:"closed"`
}

type yearEndIn struct {
	Body struct {
		Year       int  `json:"year" minimum:"1900" maximum:"2200" example:"2026"`
		ProfitCode Code `json:"profitCode,omitempty" doc:"Code of the profit accounts; default 4103 (本年利润)." example:"4103"`
	}
}

type entryList struct {
	Entries []*EntryAnswer `json:"entries" nullable:"false"`
}

type verifyIn struct {
	Full bool `query:"full" doc:"From the first entry; otherwise from where the last check ended."`
}

// checkAnswer is a check's report.
type checkAnswer struct {
	Full       bool            `json:"full"`
	From       EntryID         `json:"from,omitempty" doc:"Entries after this one were checked."`
	UpTo       EntryID         `json:"upTo,omitempty" doc:"Up to this one."`
	Entries    int64           `json:"entries"`
	Postings   int64           `json:"postings"`
	Accounts   int64           `json:"accounts"`
	Errors     int64           `json:"errors" doc:"Differences found; 0 proves the books."`
	Notices    int64           `json:"notices" doc:"What may be right but should be looked at."`
	Findings   []findingAnswer `json:"findings" nullable:"false" doc:"The first hundred."`
	TookMillis int64           `json:"tookMillis"`
}

type findingAnswer struct {
	Code     string    `json:"code" example:"balance_row"`
	Detail   string    `json:"detail"`
	DetailZH string    `json:"detailZh"`
	Notice   bool      `json:"notice,omitempty"`
	Account  AccountID `json:"account,omitempty"`
	Entry    EntryID   `json:"entry,omitempty"`
	Hold     HoldID    `json:"hold,omitempty"`
	Freeze   FreezeID  `json:"freeze,omitempty"`
}

// ErrCheckRunning refuses a second check at the same time: one reads the whole ledger.
var ErrCheckRunning = problem.New(problem.Unavailable, "ledger.check_running",
	"A check of the ledger is running already. Wait for its end, then ask again.", "账本核对正在进行。请待其结束后再试。")

func (l *Ledger) dayRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listDays", Method: "GET", Path: "/v1/ledger/days", EN: "List bank dates", ZH: "查询会计日期",
		About: "The newest first. At most one is open and one closing.", Permission: mayRead}, l.listDays)
	app.Write(api, app.Operation{ID: "openDay", Method: "POST", Path: "/v1/ledger/days", EN: "Open the next bank date", ZH: "日切",
		About: "What names no date books there from now on. The day that was open becomes closing: its end-of-day work goes on beside " +
			"the new day's traffic. The day before that must be closed.", Status: 201, Permission: mayClose,
		Problems: []*problem.Error{ErrDayOrder, ErrDayStillClosing}}, l.openDay)
	app.Write(api, app.Operation{ID: "closeDay", Method: "POST", Path: "/v1/ledger/days/{date}/close", EN: "Close a bank date",
		ZH: "日终结账", About: "Nothing books into it any more. Closing it again changes nothing.", Permission: mayClose,
		Problems: []*problem.Error{ErrDayNotClosing}},
		func(_ context.Context, tx *store.Tx, in *dayPath) (*Day, error) {
			d, err := dateAt(in.Date, "path:date")
			if err != nil {
				return nil, err
			}
			if err := l.CloseDay(tx, d); err != nil {
				return nil, err
			}
			return dayAt(tx, d)
		})
	app.Write(api, app.Operation{ID: "closePeriod", Method: "POST", Path: "/v1/ledger/periods/{period}/close", EN: "Close a month",
		ZH: "月结", About: "All its bank dates must be closed.", Permission: mayClose,
		Problems: []*problem.Error{ErrPeriodOpenDays, ErrPeriodClosed}},
		func(_ context.Context, tx *store.Tx, in *periodPath) (*periodAnswer, error) {
			return &periodAnswer{in.Period, "closed"}, l.ClosePeriod(tx, in.Period)
		})
	app.Write(api, app.Operation{ID: "yearEnd", Method: "POST", Path: "/v1/ledger/year-end", EN: "Move the year's profit", ZH: "年度利润结转",
		About: "Brings every income and expense account to zero against the profit account of its branch and currency, on the year's last " +
			"bank date while that is closing. A second run finds nothing to move.", Status: 201, Permission: mayClose,
		Problems: []*problem.Error{ErrYearEnd, ErrUnknownAccount}}, l.runYearEnd)
	var running sync.Mutex
	app.Read(api, app.Operation{ID: "verifyLedger", Method: "GET", Path: "/v1/ledger/verify", EN: "Prove the books", ZH: "核对账本",
		About: "Re-derives balances, holds, freezes, totals and packed postings from the entries and names every difference. It reads in " +
			"short snapshots while the bank goes on posting.", Permission: mayRead, Problems: []*problem.Error{ErrCheckRunning}},
		func(ctx context.Context, in *verifyIn) (*checkAnswer, error) {
			if !running.TryLock() {
				return nil, ErrCheckRunning
			}
			defer running.Unlock()
			r, err := l.Check(ctx, CheckOptions{Full: in.Full})
			if err != nil {
				return nil, err
			}
			return answerCheck(r), nil
		})
}

func answerCheck(r *CheckReport) *checkAnswer {
	a := &checkAnswer{Full: r.Full, From: r.From, UpTo: r.UpTo, Entries: r.Entries, Postings: r.Postings, Accounts: r.Accounts,
		Errors: r.Errors, Notices: r.Notices, Findings: make([]findingAnswer, len(r.Findings)), TookMillis: r.Took.Milliseconds()}
	for i := range r.Findings {
		f := &r.Findings[i]
		a.Findings[i] = findingAnswer{f.Code, f.EN, f.ZH, f.Notice, f.Account, f.Entry, f.Hold, f.Freeze}
	}
	return a
}

func (l *Ledger) listDays(ctx context.Context, in *app.Paging) (*app.Page[Day], error) {
	before := int64(calendar.MaxDate) + 1
	if _, err := app.ParseCursor(in.After, cursorDays, &before); err != nil {
		return nil, err
	}
	ds, err := l.Days(ctx, calendar.Date(before), in.Limit+1)
	return app.NewPage(ds, in.Limit, func(d Day) string { return app.Cursor(cursorDays, int64(d.Date)) }), err
}

func (l *Ledger) openDay(_ context.Context, tx *store.Tx, in *openDayIn) (*Day, error) {
	d, err := dateAt(in.Body.Date, "/date")
	if err != nil {
		return nil, err
	}
	if err := l.OpenDay(tx, d); err != nil {
		return nil, err
	}
	return &Day{Date: d, State: DayOpen, OpenedAt: tx.Now().UTC().Truncate(time.Microsecond)}, nil
}

// dayAt reads one bank date, which is there.
func dayAt(q store.Querier, d calendar.Date) (*Day, error) {
	ds, err := days(q, d+1, 1)
	if err != nil {
		return nil, err
	}
	return &ds[0], nil
}

func (l *Ledger) runYearEnd(_ context.Context, tx *store.Tx, in *yearEndIn) (*entryList, error) {
	code := in.Body.ProfitCode
	if code == "" {
		code = "4103"
	}
	es, err := l.YearEnd(tx, in.Body.Year, code)
	if err != nil {
		return nil, err
	}
	out := &entryList{Entries: make([]*EntryAnswer, len(es))}
	for i, e := range es {
		out.Entries[i] = AnswerOf(e)
	}
	return out, nil
}

package tonghui

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/app"
)

// Figures are what the bank's dashboard (运行监控) shows of one moment. Counters are those of the process that answers, since it
// began; two of them a second apart are a rate.
type Figures struct {
	At       time.Time `json:"at"`
	Entries  int64     `json:"entries" doc:"Counter: entries booked."`
	Postings int64     `json:"postings" doc:"Counter: their postings."`
	Refused  int64     `json:"refused" doc:"Counter: bookings refused by a rule."`

	BankDate string `json:"bankDate,omitempty" format:"date" doc:"会计日期."`
	Closing  int    `json:"closing" doc:"Days that are still closing."`

	JobsRunning   int64 `json:"jobsRunning"`
	JobsWaiting   int64 `json:"jobsWaiting"`
	JobsDead      int64 `json:"jobsDead" doc:"Dead letters (死信), which wait for an operator."`
	JobsDone      int64 `json:"jobsDone" doc:"Counter."`
	JobLateMillis int64 `json:"jobLateMillis" doc:"How late the first due job is."`

	AuditSize      int64      `json:"auditSize" doc:"Records under the newest signed checkpoint."`
	AuditPending   int64      `json:"auditPending" doc:"Notes that have no number yet."`
	AuditLagMillis int64      `json:"auditLagMillis"`
	AuditSignedAt  *time.Time `json:"auditSignedAt,omitempty"`
	AuditTrouble   bool       `json:"auditTrouble" doc:"A witness contradicts the log."`

	Balances []CodeBalance `json:"balances" nullable:"false" doc:"Of each code and currency, as of the open bank date."`
}

// CodeBalance is what the accounts of one code hold together, on the code's normal side.
type CodeBalance struct {
	Code     ledger.Code    `json:"code"`
	NameZH   string         `json:"nameZh"`
	NameEN   string         `json:"nameEn"`
	Class    ledger.Class   `json:"class"`
	Currency money.Currency `json:"currency"`
	Balance  money.Amount   `json:"balance"`
}

const mayWatch = "jobs.watch"

// dashboard serves the bank's figures, once or live.
func (b *Bank) dashboard() app.Module {
	return app.Module{
		Name: "dashboard",
		Menu: []app.Entry{{Face: app.Ops, EN: "Dashboard", ZH: "运行监控", Path: "/dashboard", Permission: mayWatch}},
		Routes: func(api huma.API) {
			app.Describe(api, "dashboard", "How the bank runs at this moment.", "银行此刻的运行情况。")
			read := func(ctx context.Context, _ *struct{}) (*Figures, error) { return b.Figures(ctx) }
			app.Read(api, app.Operation{ID: "readFigures", Method: "GET", Path: "/v1/dashboard", EN: "Read the bank's figures", ZH: "查询运行指标",
				Permission: mayWatch}, read)
			app.Live(api, app.Operation{ID: "watchFigures", Method: "GET", Path: "/v1/dashboard/live", EN: "Watch the bank's figures",
				ZH: "订阅运行指标", About: "Server-sent events, one a second.", Permission: mayWatch}, time.Second, read)
		},
	}
}

// Figures reads them.
func (b *Bank) Figures(ctx context.Context) (*Figures, error) {
	counted := b.Ledger.Stats()
	f := &Figures{At: b.Store.Now(), Entries: counted.Entries.Load(), Postings: counted.Postings.Load(), Balances: []CodeBalance{}}
	for _, n := range counted.Refused() {
		f.Refused += n
	}
	var late time.Duration
	for _, k := range b.Jobs.Stats().Kinds {
		f.JobsRunning += k.Running
		f.JobsWaiting += k.Waiting
		f.JobsDead += k.Dead
		f.JobsDone += k.Done
		late = max(late, k.OldestAge)
	}
	f.JobLateMillis = late.Milliseconds()
	a := b.Audit.Stats()
	f.AuditSize, f.AuditPending, f.AuditTrouble = a.Size.Load(), a.Pending.Load(), a.Contradicted.Load() == 1
	f.AuditLagMillis = a.LagMicros.Load() / 1000
	if at := a.SignedAt.Load(); at > 0 {
		signed := time.UnixMicro(at)
		f.AuditSignedAt = &signed
	}
	return f, b.addBalances(ctx, f)
}

func (b *Bank) addBalances(ctx context.Context, f *Figures) error {
	const recent = 3 // the open date and those that may still be closing
	days, err := b.Ledger.Days(ctx, calendar.MaxDate, recent)
	if err != nil {
		return err
	}
	for _, d := range days {
		switch d.State {
		case ledger.DayOpen:
			f.BankDate = d.Date.String()
		case ledger.DayClosing:
			f.Closing++
		default:
		}
	}
	codes, err := b.Ledger.Codes(ctx)
	if err != nil {
		return err
	}
	totals, err := b.Ledger.TrialBalance(ctx, calendar.MaxDate)
	if err != nil {
		return err
	}
	type key struct {
		code     ledger.Code
		currency money.Currency
	}
	sums := map[key]money.Amount{}
	var order []key
	for _, t := range totals {
		k := key{t.Code, t.Currency}
		if _, seen := sums[k]; !seen {
			order = append(order, k)
		}
		sums[k] += t.Debit - t.Credit
	}
	names := make(map[ledger.Code]ledger.ChartCode, len(codes))
	for _, c := range codes {
		names[c.Code] = c
	}
	for _, k := range order {
		c := names[k.code]
		line := CodeBalance{Code: k.code, NameZH: c.NameZH, NameEN: c.NameEN, Class: c.Class, Currency: k.currency, Balance: sums[k]}
		if c.Class != ledger.Asset && c.Class != ledger.Expense {
			line.Balance = -line.Balance
		}
		f.Balances = append(f.Balances, line)
	}
	return nil
}

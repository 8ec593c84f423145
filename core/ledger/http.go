package ledger

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Module is what the ledger brings to the app.
func (l *Ledger) Module() app.Module {
	return app.Module{
		Name:   "ledger",
		Schema: Schema(),
		Routes: l.routes,
		Owners: map[auth.Kind]app.Owner{accountKind: {Of: l.owner, Missing: ErrUnknownAccount}},
		Menu: []app.Entry{
			{Face: app.Ops, EN: "Chart of accounts", ZH: "会计科目", Path: "/ledger/codes", Permission: mayRead, Whole: true},
			{Face: app.Ops, EN: "Accounts", ZH: "账户", Path: "/ledger/accounts", Permission: mayRead},
			{Face: app.Ops, EN: "Entries", ZH: "分录", Path: "/ledger/entries", Permission: mayRead, Whole: true},
			{Face: app.Ops, EN: "Trial balance", ZH: "试算平衡表", Path: "/ledger/trial-balance", Permission: mayRead, Whole: true},
			{Face: app.Ops, EN: "Bank dates", ZH: "会计日期", Path: "/ledger/days", Permission: mayRead, Whole: true},
		},
		Seed: func(ctx context.Context) error {
			return l.st.Update(ctx, func(tx *store.Tx) error { return l.SeedChart(tx) })
		},
		Jobs: []jobs.Worker{{Kind: tickKind, Serial: true, Timeout: 10 * time.Minute, MaxAttempts: 3, Keep: -1,
			Handle: func(ctx context.Context, _ *jobs.Run) error {
				_, _, err := l.Tick(ctx)
				return err
			}}},
		Schedules: []jobs.Schedule{{Name: tickKind, Kind: tickKind, When: jobs.When{Every: 2 * time.Second}, Missed: jobs.Forget}},
		Check:     l.Verify,
	}
}

// tickKind is the job that ends holds and freezes whose time has come, and folds buffered accounts.
const tickKind = "ledger.tick"

// accountKind is what an account is to whoever asks to whom it belongs.
const accountKind auth.Kind = "ledger.account"

// The permissions of the ledger's operations.
const (
	mayRead    = "ledger.read"    // see accounts, entries and the general ledger
	mayPost    = "ledger.post"    // book and reverse entries, place and use holds
	mayOpen    = "ledger.account" // open, limit and close accounts
	mayFreeze  = "ledger.freeze"  // freeze and release money
	mayClose   = "ledger.day"     // open and close days, periods and years
	mayDefine  = "ledger.chart"   // change the chart of accounts
	maxOpening = 2_000            // accounts opened by one request
	maxHolding = 200              // holds placed by one request: 20 ms of the writer
)

// Lists whose cursors don't mix, beside the three orders of accounts.
const (
	cursorPostings uint8 = iota + 16
	cursorHolds
	cursorFreezes
	cursorDays
)

func (l *Ledger) routes(api huma.API) {
	app.Describe(api, "ledger", "The bank's books: accounts in a chart, entries that balance, holds, freezes, balances of any day, "+
		"statements, and the states of the bank date. Amounts are decimal strings in minor units.",
		"银行账簿：按科目设置的账户、借贷平衡的分录、预授权、冻结、任一日的余额、对账单以及会计日期。金额为以最小货币单位计的十进制字符串。")
	l.chartRoutes(api)
	l.accountRoutes(api)
	l.readingRoutes(api)
	l.entryRoutes(api)
	l.holdRoutes(api)
	l.freezeRoutes(api)
	l.dayRoutes(api)
	l.trialRoutes(api)
}

// accountPath is the input of reads and verbs about one account.
type accountPath struct {
	ID pathID[AccountID] `path:"id" doc:"The account's id."`
}

// pathID is an id in a path. It is a struct because huma reads a parameter of a number's kind as a number.
type pathID[T ~int64] struct{ value T }

// UnmarshalText reads the decimal form.
func (p *pathID[T]) UnmarshalText(b []byte) error {
	id, err := store.ParseID(string(b))
	p.value = T(id)
	return err
}

// Schema is that of every id: a decimal string.
func (pathID[T]) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{exampleID}}
}

// dateOr reads a date that may be left out. The zero Date is a valid day, so the text is what tells.
func dateOr(text string, otherwise calendar.Date, place string) (calendar.Date, error) {
	if text == "" {
		return otherwise, nil
	}
	return dateAt(text, place)
}

// dateAt reads a date and names its place if it is wrong.
func dateAt(text, place string) (calendar.Date, error) {
	d, err := calendar.Parse(text)
	return d, located(err, place)
}

package ledger

import (
	"context"
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type accountsIn struct {
	app.Paging
	Branch   Branch `query:"branch" maxLength:"12" doc:"机构号."`
	Code     Code   `query:"code" maxLength:"16" doc:"科目号."`
	Currency string `query:"currency" maxLength:"3" doc:"ISO 4217 code." example:"CNY"`
	Prefix   string `query:"prefix" maxLength:"34" doc:"The account's number begins with this."`
}

type numberIn struct {
	Number string `query:"number" required:"true" minLength:"1" maxLength:"34" doc:"账号, whole." example:"62000010000017"`
}

type balanceIn struct {
	ID    pathID[AccountID] `path:"id" doc:"The account's id."`
	AsOf  string            `query:"as_of" format:"date" doc:"The balance at the end of this date; absent: now." example:"2026-03-31"`
	Basis string            `query:"basis" enum:"bank,value" default:"bank" doc:"会计日期 or 起息日."`
}

// balanceAnswer is an account's balance now, or the booked balance at the end of a date.
type balanceAnswer struct {
	Account   AccountID      `json:"account"`
	Currency  money.Currency `json:"currency"`
	AsOf      string         `json:"asOf,omitempty" format:"date" doc:"Absent: now."`
	Basis     string         `json:"basis,omitempty" enum:"bank,value"`
	Booked    money.Amount   `json:"booked" doc:"On the account's normal side."`
	Held      *money.Amount  `json:"held,omitempty" doc:"Reserved by holds (预授权); of the balance now only."`
	Frozen    *money.Amount  `json:"frozen,omitempty" doc:"Out of reach by freezes (冻结)."`
	FrozenAll bool           `json:"frozenAll,omitempty" doc:"A freeze takes everything, also what comes in."`
	Available *money.Amount  `json:"available,omitempty" doc:"Booked less held, frozen and floor; absent when the floor is unlimited."`
	Sequence  int64          `json:"sequence,omitempty" doc:"Postings so far."`
	Pending   int64          `json:"pending,omitempty" doc:"Postings of a buffered account that have no sequence yet; booked has them already."`
}

type postingsIn struct {
	ID pathID[AccountID] `path:"id" doc:"The account's id."`
	app.Paging
}

type statementIn struct {
	ID     pathID[AccountID] `path:"id" doc:"The account's id."`
	From   string            `query:"from" required:"true" format:"date" doc:"First bank date." example:"2026-03-01"`
	To     string            `query:"to" required:"true" format:"date" doc:"Last bank date, inclusive." example:"2026-03-31"`
	Format string            `query:"format" enum:"csv,jsonl,camt053" doc:"Goes before Accept; csv when neither says."`
	Lang   string            `query:"lang" enum:"zh,en" default:"zh" doc:"Of CSV."`
	BOM    bool              `query:"bom" doc:"Of CSV: begin with a byte order mark and keep long numbers text, for spreadsheet programs."`
	Accept string            `header:"Accept" doc:"text/csv, application/jsonl or application/xml."`
}

// ErrUnknownNumber doesn't repeat the number, which may be anybody's.
var ErrUnknownNumber = problem.New(problem.NotFound, "ledger.unknown_number",
	"No account has this number. Check it digit by digit.", "没有账号与此相符的账户。请逐位核对账号。")

func (l *Ledger) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listAccounts", Method: "GET", Path: "/v1/ledger/accounts", EN: "List accounts", ZH: "查询账户列表",
		About:      "Filtered by branch, code, currency and the beginning of the number. By age, within a branch by code, with a prefix by number.",
		Permission: mayRead, Listed: true}, l.listAccounts)
	app.Read(api, app.Operation{ID: "getAccount", Method: "GET", Path: "/v1/ledger/accounts/{id}", EN: "Read an account", ZH: "查询账户",
		About: "What it is, what it may, and what it holds.", Permission: mayRead, Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount}},
		func(ctx context.Context, in *accountPath) (*Account, error) { return l.Account(ctx, in.ID.value) })
	app.Read(api, app.Operation{ID: "findAccount", Method: "GET", Path: "/v1/ledger/accounts/by-number", EN: "Find an account by its number",
		ZH: "按账号查询账户", About: "Numbers may hold any characters, so the number is a query parameter.", Permission: mayRead,
		Listed: true, Problems: []*problem.Error{ErrUnknownNumber}},
		func(ctx context.Context, in *numberIn) (*Account, error) {
			a, err := l.AccountByNumber(ctx, in.Number)
			if errors.Is(err, ErrUnknownAccount) {
				return nil, ErrUnknownNumber
			}
			if err == nil {
				if scope, object := a.AuthScope(); !auth.FilterOf(ctx).Admits(scope, object) {
					return nil, ErrUnknownNumber
				}
			}
			return a, err
		})
	app.Read(api, app.Operation{ID: "getBalance", Method: "GET", Path: "/v1/ledger/accounts/{id}/balance", EN: "Read a balance",
		ZH: "查询余额", About: "Now, or at the end of any bank date or value date.", Permission: mayRead,
		Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount}}, l.readBalance)
	app.Read(api, app.Operation{ID: "listPostings", Method: "GET", Path: "/v1/ledger/accounts/{id}/postings",
		EN: "List an account's postings", ZH: "查询账户明细", About: "The newest first, each with the balance after it.", Permission: mayRead,
		Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount}}, l.listPostings)
	app.Stream(api, app.Operation{ID: "exportStatement", Method: "GET", Path: "/v1/ledger/accounts/{id}/statement",
		EN: "Export a statement", ZH: "导出对账单", About: "A period of bank dates, of any length, as CSV, as JSON lines, or as ISO 20022 " +
			"camt.053.001.08. Opening balance plus all lines is the closing balance.\n\nJSON lines begin with an object of type `statement`, " +
			"then one of type `line` for each posting, and end with one of type `totals`: without it the statement is incomplete.",
		Permission: mayRead, Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount, ErrPeriod, ErrFormat}},
		[]app.Media{{Type: MediaCSV}, {Type: MediaLines, Line: LineAnswer{}}, {Type: MediaCamt053}}, l.streamStatement)
}

func (l *Ledger) listAccounts(ctx context.Context, in *accountsIn) (*app.Page[*Account], error) {
	within := auth.FilterOf(ctx)
	f := AccountFilter{Branch: in.Branch, Code: in.Code, Prefix: in.Prefix, Within: &within}
	if in.Currency != "" {
		c, err := money.ParseCurrency(in.Currency)
		if err != nil {
			return nil, located(err, "query:currency")
		}
		f.Currency = c
	}
	var after int64
	if _, err := app.ParseCursor(in.After, uint8(f.order()), &after); err != nil {
		return nil, err
	}
	as, err := l.Accounts(ctx, f, AccountID(after), in.Limit+1)
	return app.NewPage(as, in.Limit, func(a *Account) string { return app.Cursor(uint8(f.order()), int64(a.ID)) }), err
}

// AuthScope is to whom the account belongs as far as the ledger knows: its branch.
func (a *Account) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: auth.Branch(a.Branch)}, string(accountKind) + "/" + a.ID.String()
}

// Accounts is a page of accounts behind one (0: from the first): in the order of their numbers if the filter has a
// prefix, by code within a branch if it has one, else in the order of opening.
func (l *Ledger) Accounts(ctx context.Context, f AccountFilter, after AccountID, limit int) ([]*Account, error) {
	ps, err := view(ctx, l, func(v *store.View) ([]*position, error) { return accountPage(v, &f, after, limit) })
	as := make([]*Account, len(ps))
	for i, p := range ps {
		as[i] = &p.Account
	}
	return as, err
}

func (l *Ledger) readBalance(ctx context.Context, in *balanceIn) (*balanceAnswer, error) {
	d, err := dateOr(in.AsOf, 0, "query:as_of")
	if err != nil {
		return nil, err
	}
	a, err := l.Account(ctx, in.ID.value)
	if err != nil {
		return nil, err
	}
	out := &balanceAnswer{Account: a.ID, Currency: a.Currency}
	if in.AsOf == "" {
		b := &a.Balance
		out.Booked, out.Held, out.Frozen, out.FrozenAll = b.Booked, &b.Held, &b.Frozen, b.FrozenAll
		out.Available, out.Sequence, out.Pending = b.Available, b.Sequence, b.Pending
		return out, nil
	}
	out.AsOf, out.Basis = in.AsOf, in.Basis
	if in.Basis == "value" {
		out.Booked, err = l.BalanceAtValue(ctx, in.ID.value, d)
	} else {
		out.Booked, err = l.BalanceAsOf(ctx, in.ID.value, d)
	}
	return out, err
}

func (l *Ledger) listPostings(ctx context.Context, in *postingsIn) (*app.Page[LineAnswer], error) {
	var before int64
	if _, err := app.ParseCursor(in.After, cursorPostings, &before); err != nil {
		return nil, err
	}
	lines, err := l.Postings(ctx, in.ID.value, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	names := newContraCache(len(lines) + 1)
	if err := names.fetch(ctx, l, lines); err != nil {
		return nil, err
	}
	out := make([]LineAnswer, len(lines))
	for i := range lines {
		out[i] = lineAnswer(&lines[i], names.of(lines[i].Contra))
	}
	return app.NewPage(out, in.Limit, func(a LineAnswer) string { return app.Cursor(cursorPostings, a.Sequence) }), nil
}

// statementForms is what each form of statement is called, served as and saved as.
var statementForms = []struct{ format, media, suffix string }{
	{"csv", MediaCSV, ".csv"}, {"jsonl", MediaLines, ".jsonl"}, {"camt053", MediaCamt053, ".xml"}}

// wanted is the form that a request asks for: by name, else the first that its Accept header names.
func (in *statementIn) wanted() string {
	if in.Format != "" {
		return in.Format
	}
	for part := range strings.SplitSeq(in.Accept, ",") {
		media, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case "text/csv":
			return "csv"
		case MediaLines, "application/x-ndjson", "application/json":
			return "jsonl"
		case MediaCamt053, "text/xml":
			return "camt053"
		}
	}
	return "csv"
}

func (l *Ledger) streamStatement(ctx context.Context, in *statementIn, w *app.StreamWriter) error {
	var period [2]calendar.Date
	for i, d := range [2][2]string{{in.From, "query:from"}, {in.To, "query:to"}} {
		var err error
		if period[i], err = dateAt(d[0], d[1]); err != nil {
			return err
		}
	}
	s, err := l.Statement(ctx, in.ID.value, period[0], period[1])
	if err != nil {
		return err
	}
	opt := ExportOptions{Format: in.wanted(), Lang: in.Lang, Excel: in.BOM}
	for _, f := range statementForms {
		if f.format == opt.Format {
			w.Type(f.media)
			w.Filename("statement-" + s.Account.Number + "-" + s.From.String() + "-" + s.To.String() + f.suffix)
		}
	}
	return l.Export(ctx, w, s, opt)
}

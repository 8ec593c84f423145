package report

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Period is the dates of a report; exported, as huma sees no other embedded structs.
type Period struct {
	Date string `query:"date" format:"date" doc:"A closed bank date; absent: the newest." example:"2026-03-31"`
	From string `query:"from" format:"date" doc:"First bank date of the period; absent: the beginning, of an income statement the year's." example:"2026-01-01"`
}

// Export is how a file is written.
type Export struct {
	Lang string `query:"lang" enum:"zh,en" default:"zh" doc:"Of the headings and names."`
	BOM  bool   `query:"bom" doc:"Begin with a byte order mark, for spreadsheet programs."`
}

type wholeIn struct {
	Period
}

type branchIn struct {
	Branch string `path:"branch" maxLength:"12" doc:"机构号; with the branches below it." example:"0101"`
	Period
}

type wholeCSVIn struct {
	Period
	Export
}

type branchCSVIn struct {
	Branch string `path:"branch" maxLength:"12" doc:"机构号; with the branches below it." example:"0101"`
	Period
	Export
}

type largeIn struct {
	app.Paging
	Date   string `query:"date" format:"date" doc:"A closed bank date; absent: the newest." example:"2026-03-31"`
	Branch string `query:"branch" maxLength:"12" doc:"Of one branch."`
}

type productsIn struct {
	Date   string `query:"date" format:"date" doc:"A closed bank date; absent: the newest." example:"2026-03-31"`
	Branch string `query:"branch" maxLength:"12" doc:"Of one branch."`
}

type dormantIn struct {
	app.Paging
}

// Lists whose cursors don't mix.
const (
	cursorLarge uint8 = iota + 138
	cursorDormant
)

func (r *Reports) routes(api huma.API) {
	app.Describe(api, "report", "Trial balance, balance sheet and income statement of closed bank dates; deposits by product, large movements "+
		"and dormant accounts.", "已结账日期的试算平衡表、资产负债表、利润表；分产品存款、大额交易与久悬账户。")
	for _, f := range forms {
		r.formRoutes(api, f.form, f.id, f.Heading)
	}
	app.Read(api, app.Operation{ID: "listDepositsByProduct", Method: "GET", Path: "/v1/report/products", EN: "List deposits by product",
		ZH: "分产品存款", Permission: mayRead, Listed: true, Problems: []*problem.Error{ErrNotClosed, ErrNoClosed}}, r.listProducts)
	app.Read(api, app.Operation{ID: "listLargeMovements", Method: "GET", Path: "/v1/report/large-movements", EN: "List large movements", ZH: "大额交易",
		About: "By customer and bank date, each side and form by itself.", Permission: mayRead, Listed: true,
		Problems: []*problem.Error{ErrNotClosed, ErrNoClosed}}, r.listLarge)
	app.Read(api, app.Operation{ID: "listDormantAccounts", Method: "GET", Path: "/v1/report/dormant-accounts", EN: "List dormant accounts",
		ZH: "久悬账户", Permission: mayRead, Listed: true}, r.listDormant)
}

// formRoutes are the operations of one report: of the whole bank and of a branch, to read and as a file.
func (r *Reports) formRoutes(api huma.API, form Form, id string, h Heading) {
	const about = "Of a closed bank date, from the general ledger's daily totals. The CSV's last line is the SHA-256 of all lines before it."
	problems := []*problem.Error{ErrNotClosed, ErrNoClosed, ErrPeriod}
	whole, branch := "/v1/report/"+string(form), "/v1/report/branches/{branch}/"+string(form)
	en := strings.ToLower(h.EN)
	op := func(id, path, en, zh string) app.Operation {
		return app.Operation{ID: id, Method: "GET", Path: path, EN: en, ZH: zh, About: about, Permission: mayRead, Problems: problems}
	}
	ofBranch := func(o app.Operation) app.Operation {
		o.Object, o.At = branchKind, "path.branch"
		o.Problems = append([]*problem.Error{ErrBranch}, problems...)
		return o
	}
	csv := []app.Media{{Type: ledger.MediaCSV}}
	app.Read(api, op("report"+id, whole, "Report the bank's "+en, "全行"+h.ZH),
		func(ctx context.Context, in *wholeIn) (*Table, error) { return r.asked(ctx, form, "", &in.Period) })
	app.Read(api, ofBranch(op("reportBranch"+id, branch, "Report a branch's "+en, "机构"+h.ZH)),
		func(ctx context.Context, in *branchIn) (*Table, error) {
			return r.asked(ctx, form, in.Branch, &in.Period)
		})
	app.Stream(api, op("export"+id+"Report", whole+".csv", "Export the bank's "+en, "导出全行"+h.ZH), csv,
		func(ctx context.Context, in *wholeCSVIn, w *app.StreamWriter) error {
			return r.export(ctx, w, form, "", &in.Period, &in.Export)
		})
	app.Stream(api, ofBranch(op("exportBranch"+id+"Report", branch+".csv", "Export a branch's "+en, "导出机构"+h.ZH)), csv,
		func(ctx context.Context, in *branchCSVIn, w *app.StreamWriter) error {
			return r.export(ctx, w, form, in.Branch, &in.Period, &in.Export)
		})
}

// dateOr reads a date, which the schema has looked at already; absent it is 0.
func dateOr(text string) (calendar.Date, error) {
	if text == "" {
		return 0, nil
	}
	return calendar.Parse(text)
}

func (r *Reports) asked(ctx context.Context, form Form, branch auth.Branch, p *Period) (*Table, error) {
	date, err := dateOr(p.Date)
	if err != nil {
		return nil, err
	}
	from, err := dateOr(p.From)
	if err != nil {
		return nil, err
	}
	return r.Make(ctx, Query{Form: form, Branch: branch, Date: date, From: from})
}

func (r *Reports) export(ctx context.Context, w *app.StreamWriter, form Form, branch auth.Branch, p *Period, e *Export) error {
	t, err := r.asked(ctx, form, branch, p)
	if err != nil {
		return err
	}
	name := string(form) + "-" + t.Date.String()
	if branch != "" {
		name += "-" + branch
	}
	w.Filename(name + ".csv")
	_, err = w.Write(t.CSV(e.Lang, e.BOM))
	return err
}

func (r *Reports) closedText(ctx context.Context, text string) (calendar.Date, error) {
	d, err := dateOr(text)
	if err != nil {
		return 0, err
	}
	return r.closed(ctx, d)
}

func (r *Reports) listProducts(ctx context.Context, in *productsIn) (*app.Page[*Product], error) {
	d, err := r.closedText(ctx, in.Date)
	if err != nil {
		return nil, err
	}
	var ps []*Product
	err = r.st.View(ctx, func(v *store.View) (err error) {
		ps, err = productsOn(v, auth.FilterOf(ctx), d, in.Branch)
		return err
	})
	return app.NewPage(ps, len(ps), nil), err
}

// The words of a movement's key as numbers, for cursors.
var movementForms, movementWays = []string{"cash", "transfer"}, []string{"in", "out"}

func (r *Reports) listLarge(ctx context.Context, in *largeIn) (*app.Page[*Movement], error) {
	d, err := r.closedText(ctx, in.Date)
	if err != nil {
		return nil, err
	}
	after := &Movement{}
	var party, currency, form, way int64
	if more, err := app.ParseCursor(in.After, cursorLarge, &party, &currency, &form, &way); err != nil {
		return nil, err
	} else if more {
		after.Party, after.Currency = auth.Party(party), unpacked(currency)
		after.Form, after.Way = movementForms[form&1], movementWays[way&1]
	}
	var ms []*Movement
	err = r.st.View(ctx, func(v *store.View) (err error) {
		ms, err = largeOn(v, auth.FilterOf(ctx), d, in.Branch, after, in.Limit+1)
		return err
	})
	return app.NewPage(ms, in.Limit, func(m *Movement) string {
		return app.Cursor(cursorLarge, int64(m.Party), packed(m.Currency), place01(movementForms, m.Form), place01(movementWays, m.Way))
	}), err
}

func (r *Reports) listDormant(ctx context.Context, in *dormantIn) (*app.Page[*Deposit], error) {
	var after int64
	if _, err := app.ParseCursor(in.After, cursorDormant, &after); err != nil {
		return nil, err
	}
	f := auth.FilterOf(ctx)
	branches := f.Branches
	if f.All {
		branches = nil
	} else if branches == nil {
		branches = []auth.Branch{}
	}
	var ds []*Deposit
	if r.o.Deposits != nil && f.Objects == nil {
		err := r.st.View(ctx, func(v *store.View) (err error) {
			ds, err = r.o.Deposits.Dormant(v, branches, ledger.AccountID(after), in.Limit+1)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return app.NewPage(ds, in.Limit, func(d *Deposit) string { return app.Cursor(cursorDormant, int64(d.Account)) }), nil
}

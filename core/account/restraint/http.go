package restraint

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// pathID is an id in a path. It is a struct because huma reads a parameter of a number's kind as a number.
type pathID struct{ value store.ID }

// UnmarshalText reads the decimal form; a text that is none names nothing.
func (p *pathID) UnmarshalText(b []byte) error {
	p.value, _ = store.ParseID(string(b))
	return nil
}

// Schema is that of every id: a decimal string.
func (pathID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}

type orderPath struct {
	ID pathID `path:"id" doc:"The restraint's id."`
}

type listOrdersIn struct {
	app.Paging
	State    string `query:"state" enum:"in_force,ended" doc:"Of one state."`
	Kind     string `query:"kind" maxLength:"16" doc:"Of one sort of authority: court, procuratorate, police, supervision, tax, customs, pledge, stop, depositor."`
	Document string `query:"document" maxLength:"120" doc:"文书号 of the freeze, whole."`
	Account  pathID `query:"account" doc:"Over this account."`
	Party    pathID `query:"party" doc:"Over an account of this party."`
}

type proposeFreezeIn struct {
	Body struct {
		Paper
		Kind     Authority      `json:"kind" enum:"court,procuratorate,police,supervision,tax,customs,pledge,stop,depositor"`
		Case     string         `json:"case,omitempty" maxLength:"120" doc:"案号; needed from authorities." example:"(2026)京0105执123号"`
		Party    store.ID       `json:"party,omitzero" doc:"All accounts of this party: the amount is distributed over them."`
		Account  store.ID       `json:"account,omitzero" doc:"Or this one account." example:"463856467968"`
		Currency money.Currency `json:"currency,omitempty" doc:"Of the amount; default CNY."`
		Amount   money.Amount   `json:"amount,omitzero" doc:"May exceed the balance and then catches what comes in." example:"500000"`
		Whole    bool           `json:"whole,omitempty" doc:"Everything, instead of an amount."`
		Until    time.Time      `json:"until" doc:"When it ends by itself; a court's freeze lasts a year at most, another authority's six months."`
		Reason   string         `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type proposeExtensionIn struct {
	ID   pathID `path:"id" doc:"The restraint's id."`
	Body struct {
		Paper
		Version int64     `json:"version" minimum:"1" doc:"Of the restraint as you have seen it."`
		Until   time.Time `json:"until" doc:"The new end: at most one term after the present one."`
		Reason  string    `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type proposeDeductionIn struct {
	ID   pathID `path:"id" doc:"The restraint's id."`
	Body struct {
		Paper
		Version int64        `json:"version" minimum:"1" doc:"Of the restraint as you have seen it."`
		Amount  money.Amount `json:"amount" doc:"Minor units; taken in full or not at all." example:"300000"`
		To      store.ID     `json:"to" doc:"The execution account in this bank (执行款专户)."`
		Account store.ID     `json:"account,omitzero" doc:"Only from this one of its accounts."`
		Reason  string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type proposeReleaseIn struct {
	ID   pathID `path:"id" doc:"The restraint's id."`
	Body struct {
		Paper
		Version int64        `json:"version" minimum:"1" doc:"Of the restraint as you have seen it."`
		Amount  money.Amount `json:"amount,omitzero" doc:"A part; absent: all that it still freezes."`
		Account store.ID     `json:"account,omitzero" doc:"Only on this one of its accounts."`
		Reason  string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type documentIn struct {
	ID      pathID `path:"id" doc:"The restraint's id."`
	Measure pathID `path:"measure" doc:"The measure's id."`
}

// officersAnswer is who brought a restraint's documents.
type officersAnswer struct {
	Items []officersOf `json:"items" nullable:"false"`
}

type officersOf struct {
	Measure  store.ID  `json:"measure"`
	Officers []Officer `json:"officers" nullable:"false"`
}

// cursorOrders keeps this list's cursors from others'.
const cursorOrders uint8 = 130

func (r *Restraints) routes(api huma.API) {
	app.Describe(api, "restraint", "What courts and other authorities have frozen, extended, deducted and released, the bank's own stops, and "+
		"accounts that the law protects. Every measure is proposed by one person and decided by another.",
		"协助冻结、续冻、扣划与解除冻结登记，本行止付与挂失，以及受法律保护的账户。每项措施均须一人提请、他人审批。")
	r.readingRoutes(api)
	r.proposingRoutes(api)
	r.markRoutes(api)
}

func (r *Restraints) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listRestraints", Method: "GET", Path: "/v1/restraint/orders", EN: "List restraints", ZH: "查询冻结登记",
		About:      "The newest first. A customer sees those over her accounts: who ordered them, and under which document.",
		Permission: mayRead, Listed: true}, r.list)
	app.Read(api, app.Operation{ID: "getRestraint", Method: "GET", Path: "/v1/restraint/orders/{id}", EN: "Read a restraint", ZH: "查询冻结详情",
		About: "With its lines, its measures, how much it has caught and how much it still waits for.", Permission: mayRead, Object: Kind,
		Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *orderPath) (*Restraint, error) {
			one, err := r.Get(ctx, in.ID.value)
			if err == nil {
				err = r.veil(ctx, one)
			}
			return one, err
		})
	app.Stream(api, app.Operation{ID: "readRestraintDocument", Method: "GET", Path: "/v1/restraint/orders/{id}/documents/{measure}",
		EN: "Read the document of a measure", ZH: "查看文书影像", Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown}},
		[]app.Media{{Type: "application/pdf"}, {Type: "image/jpeg"}, {Type: "image/png"}},
		func(ctx context.Context, in *documentIn, w *app.StreamWriter) error {
			body, f, err := r.open(ctx, in.ID.value, in.Measure.value)
			if err != nil {
				return err
			}
			defer body.Close()
			w.Type(f.MediaType)
			_, err = io.Copy(w, body)
			return err
		})
	app.Write(api, app.Operation{ID: "revealRestraintOfficers", Method: "POST", Path: "/v1/restraint/orders/{id}/officers",
		EN: "See who brought a restraint's documents", ZH: "查看执法人员信息", About: "It is noted who looked.", Permission: mayWrite, Object: Kind,
		StepUp: true, Problems: []*problem.Error{ErrUnknown}}, r.reveal)
	app.RawCall[string, File](api, app.Operation{ID: "uploadRestraintDocument", Method: "POST", Path: "/v1/restraint/documents",
		EN: "Upload a scanned document", ZH: "上传文书影像", About: "The body is the file itself: a PDF, JPEG or PNG of at most 8 MiB.", Status: 201,
		Permission: mayWrite, MaxBody: MaxDocument, Binary: true,
		Media:    []string{"application/octet-stream", "application/pdf", "image/jpeg", "image/png"},
		Problems: []*problem.Error{ErrFileType}},
		func(ctx context.Context, _ *http.Request, body []byte) (*app.Raw, error) {
			f, err := r.Upload(ctx, body)
			if err != nil {
				return nil, err
			}
			out, err := json.Marshal(f)
			return &app.Raw{Status: http.StatusCreated, Type: "application/json", Body: out}, err
		})
}

// veil leaves to a holder only the lines of accounts that are hers: a freeze of all that a debtor has names also who shares but one
// account with him, and she learns nothing of the others. The sums go with the lines that go.
func (r *Restraints) veil(ctx context.Context, one *Restraint) error {
	s := auth.SubjectOf(ctx)
	if s == nil || s.Hat.For == 0 || r.o.Accounts == nil {
		return nil
	}
	return r.view(ctx, func(v *store.View) error {
		held, err := r.o.Accounts.Held(v, s.Hat.For)
		if err != nil {
			return err
		}
		hers := []*Line{}
		for _, l := range one.Lines {
			if slices.Contains(held, ledger.AccountID(l.Account)) {
				hers = append(hers, l)
			}
		}
		if len(hers) < len(one.Lines) {
			one.Lines, one.Measures, one.Parties = hers, nil, []auth.Party{s.Hat.For}
			one.Ordered, one.Deducted, one.Released, one.Caught, one.Short = 0, 0, 0, nil, nil
		}
		return nil
	})
}

func (r *Restraints) list(ctx context.Context, in *listOrdersIn) (*app.Page[*Restraint], error) {
	before := int64(newest)
	if _, err := app.ParseCursor(in.After, cursorOrders, &before); err != nil {
		return nil, err
	}
	f := filter{Filter: auth.FilterOf(ctx), state: State(in.State), kind: Authority(in.Kind), document: in.Document,
		account: in.Account.value, party: in.Party.value}
	var rs []*Restraint
	err := r.view(ctx, func(v *store.View) (err error) {
		rs, err = ordersBefore(v, f, store.ID(before), in.Limit+1)
		return err
	})
	return app.NewPage(rs, in.Limit, func(one *Restraint) string { return app.Cursor(cursorOrders, int64(one.ID)) }), err
}

func (r *Restraints) reveal(_ context.Context, tx *store.Tx, in *orderPath) (*officersAnswer, error) {
	found, err := r.Officers(tx, in.ID.value)
	if err != nil {
		return nil, err
	}
	ms, err := measuresOf(tx, in.ID.value)
	out := &officersAnswer{Items: []officersOf{}}
	for _, d := range ms {
		if os, ok := found[d.ID]; ok {
			out.Items = append(out.Items, officersOf{d.ID, os})
		}
	}
	return out, err
}

func (r *Restraints) proposingRoutes(api huma.API) {
	const about = "It waits for somebody else to approve it. What can't be done is refused at once."
	refusals := []*problem.Error{ErrPaper, ErrOfficers, ErrFile, ErrAmount, ErrDocumentUsed, ErrReason, ErrFourEyes}
	later := append([]*problem.Error{ErrUnknown, ErrVersion, ErrEnded, ErrLine}, refusals...)
	app.Write(api, app.Operation{ID: "proposeRestraint", Method: "POST", Path: "/v1/restraint/orders", EN: "Propose a freeze", ZH: "提请冻结",
		About:  about + " A freeze never fails for lack of money: what it lacks it catches when it comes in. Behind another authority's it waits (轮候).",
		Status: 202, Permission: mayWrite, StepUp: true, Problems: append([]*problem.Error{ErrAuthority, ErrObject, ErrUntil, ErrTerm,
			ErrNoAccounts, ErrUnknownAccount, ErrExempt}, refusals...)},
		func(_ context.Context, tx *store.Tx, in *proposeFreezeIn) (*approval.Approval, error) {
			b := &in.Body
			return r.Propose(tx, Request{Measure: Freeze, Paper: b.Paper, Kind: b.Kind, Case: b.Case, Party: b.Party, Account: b.Account,
				Currency: b.Currency, Amount: b.Amount, Whole: b.Whole, Until: b.Until, Reason: b.Reason})
		})
	app.Write(api, app.Operation{ID: "proposeRestraintExtension", Method: "POST", Path: "/v1/restraint/orders/{id}/extend",
		EN: "Propose to extend a freeze", ZH: "提请续冻", About: about, Status: 202, Permission: mayWrite, Object: Kind, StepUp: true,
		Problems: append([]*problem.Error{ErrUntil, ErrTerm}, later...)},
		func(_ context.Context, tx *store.Tx, in *proposeExtensionIn) (*approval.Approval, error) {
			b := &in.Body
			return r.Propose(tx, Request{Measure: Extend, Paper: b.Paper, Restraint: in.ID.value, Version: b.Version, Until: b.Until, Reason: b.Reason})
		})
	app.Write(api, app.Operation{ID: "proposeDeduction", Method: "POST", Path: "/v1/restraint/orders/{id}/deduct", EN: "Propose a deduction",
		ZH: "提请扣划", About: about + " What is protected this month can't be deducted.", Status: 202, Permission: mayWrite, Object: Kind,
		StepUp: true, Problems: append([]*problem.Error{ErrMayNotDeduct, ErrTo, ErrShort, ErrProtected, ErrExempt}, later...)},
		func(_ context.Context, tx *store.Tx, in *proposeDeductionIn) (*approval.Approval, error) {
			b := &in.Body
			return r.Propose(tx, Request{Measure: Deduct, Paper: b.Paper, Restraint: in.ID.value, Version: b.Version, Amount: b.Amount, To: b.To,
				Account: b.Account, Reason: b.Reason})
		})
	app.Write(api, app.Operation{ID: "proposeRelease", Method: "POST", Path: "/v1/restraint/orders/{id}/release",
		EN: "Propose to release a freeze in part or in full", ZH: "提请解除冻结（部分或全部）", About: about, Status: 202, Permission: mayWrite,
		Object: Kind, StepUp: true, Problems: append([]*problem.Error{ErrRelease}, later...)},
		func(_ context.Context, tx *store.Tx, in *proposeReleaseIn) (*approval.Approval, error) {
			b := &in.Body
			return r.Propose(tx, Request{Measure: Release, Paper: b.Paper, Restraint: in.ID.value, Version: b.Version, Amount: b.Amount,
				Whole: b.Amount == 0, Account: b.Account, Reason: b.Reason})
		})
}

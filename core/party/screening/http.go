package screening

import (
	"context"
	"encoding/json"
	"math"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Lists whose cursors don't mix.
const (
	cursorHits uint8 = iota + 80
	cursorVersions
	cursorRuns
	cursorChanges
)

// pathID names a version or hit in a path.
type pathID struct {
	ID idText `path:"id" doc:"Its number."`
}

// idText is an id as a parameter. It is a struct because huma reads a parameter of a number's kind as a number.
type idText struct{ store.ID }

// UnmarshalText reads the decimal form.
func (i *idText) UnmarshalText(b []byte) error { return i.ID.UnmarshalText(b) }

// Schema is that of every id: a decimal string.
func (idText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}

type defineListIn struct {
	ID   string `path:"id" maxLength:"32" doc:"The list's code."`
	Body struct {
		Kind   Kind   `json:"kind" enum:"sanctions,exposed,dishonest,own"`
		NameZH string `json:"nameZh" minLength:"1" maxLength:"40" example:"联合国安理会综合名单"`
		NameEN string `json:"nameEn" minLength:"1" maxLength:"120" example:"UN consolidated list"`
		Source string `json:"source,omitempty" maxLength:"100" doc:"Where its files come from."`
	}
}

type listsOut struct {
	Items []List `json:"items" nullable:"false"`
}

type versionsIn struct {
	ID string `path:"id" maxLength:"32" doc:"The list's code."`
	app.Paging
}

type differenceIn struct {
	ID idText `path:"id" doc:"Its number."`
	app.Paging
}

type reasonIn struct {
	ID   idText `path:"id" doc:"Its number."`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"160"`
	}
}

func (d *Desk) routes(api huma.API) {
	app.Describe(api, "screening", "Names of parties against lists of sanctions, exposed persons, dishonest judgment debtors and the bank's "+
		"own; a hit waits for a person.", "当事人名单筛查：制裁、政治公众人物、失信被执行人及本行名单；命中由人工处理。")
	d.listRoutes(api)
	d.versionRoutes(api)
	d.hitRoutes(api)
}

func (d *Desk) listRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listScreeningLists", Method: "GET", Path: "/v1/screening/lists", EN: "List the lists", ZH: "查询名单目录",
		Permission: mayRead}, func(ctx context.Context, _ *struct{}) (*listsOut, error) {
		out := &listsOut{Items: []List{}}
		return out, d.st.View(ctx, func(v *store.View) error {
			ls, err := allLists(v)
			out.Items = append(out.Items, ls...)
			return err
		})
	})
	app.Write(api, app.Operation{ID: "defineScreeningList", Method: "PUT", Path: "/v1/screening/lists/{id}", EN: "Define a list", ZH: "建立名单",
		Permission: mayLoad, Problems: []*problem.Error{ErrListWords, ErrListKind}},
		func(_ context.Context, tx *store.Tx, in *defineListIn) (*List, error) {
			b := &in.Body
			return d.DefineList(tx, List{ID: in.ID, Kind: b.Kind, NameZH: b.NameZH, NameEN: b.NameEN, Source: b.Source})
		})
	app.Read(api, app.Operation{ID: "listScreeningVersions", Method: "GET", Path: "/v1/screening/lists/{id}/versions",
		EN: "List a list's versions", ZH: "查询名单版本", About: "The newest first.", Permission: mayRead},
		func(ctx context.Context, in *versionsIn) (*app.Page[*Version], error) {
			before := int64(math.MaxInt64)
			if _, err := app.ParseCursor(in.After, cursorVersions, &before); err != nil {
				return nil, err
			}
			var vs []*Version
			err := d.st.View(ctx, func(v *store.View) (err error) {
				vs, err = versionsOf(v, in.ID, store.ID(before), in.Limit+1)
				return err
			})
			return app.NewPage(vs, in.Limit, func(v *Version) string { return app.Cursor(cursorVersions, int64(v.ID)) }), err
		})
	app.RawWrite[string, Version](api, app.Operation{ID: "loadScreeningList", Method: "POST", Path: "/v1/screening/lists/{id}/versions",
		EN: "Load a file as a new version", ZH: "载入名单文件", Status: 201, Permission: mayLoad, Binary: true, MaxBody: MaxFileBytes,
		Media: []string{"text/csv", "application/xml", "text/xml", "application/octet-stream"},
		About: "The body is the file itself. Query: `format` (csv, un, ofac, dishonest), `encoding` (utf-8, gb18030; default: what the file " +
			"declares, else UTF-8), `name` of the file. It is kept whole or not at all and waits for a second person.",
		Problems: []*problem.Error{ErrUnknownList, ErrSameFile, ErrFileEncoding, ErrFileMixed, ErrFileMojibake, ErrFileUnknown, ErrFileTooLarge,
			ErrFileColumns, ErrFileHeading, ErrFileSyntax, ErrFileNoName, ErrFileTwice, ErrFileDoctype, ErrFileShape, ErrFileEmpty,
			ErrEncodingName, ErrFormatName}},
		parseUpload, func(_ context.Context, tx *store.Tx, u *Upload, out []byte) ([]byte, error) {
			v, err := d.Load(tx, u)
			if err != nil {
				return nil, err
			}
			b, err := json.Marshal(v)
			return append(out, b...), err
		})
}

// parseUpload reads the file of a request, before the write begins.
func parseUpload(r *http.Request, body []byte) (*Upload, error) {
	q := r.URL.Query()
	name := q.Get("encoding")
	if name == "" {
		if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil {
			name = params["charset"]
		}
	}
	e, err := ParseEncoding(name)
	if err != nil {
		return nil, err
	}
	return NewUpload(r.PathValue("id"), q.Get("name"), body, Format(q.Get("format")), e)
}

func (d *Desk) versionRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getScreeningVersion", Method: "GET", Path: "/v1/screening/versions/{id}", EN: "Read a version",
		ZH: "查询名单版本详情", Permission: mayRead, Problems: []*problem.Error{ErrUnknownVersion}},
		func(ctx context.Context, in *pathID) (out *Version, err error) {
			return out, d.st.View(ctx, func(v *store.View) error {
				var ok bool
				if out, ok, err = versionByID(v, in.ID.ID); err == nil && !ok {
					err = ErrUnknownVersion.With(in.ID)
				}
				return err
			})
		})
	app.Read(api, app.Operation{ID: "getScreeningDifference", Method: "GET", Path: "/v1/screening/versions/{id}/difference",
		EN: "Read what a version changes", ZH: "查询版本差异", About: "Against the version in force when it was loaded.", Permission: mayRead,
		Problems: []*problem.Error{ErrUnknownVersion}},
		func(ctx context.Context, in *differenceIn) (*app.Page[Change], error) {
			var skip int64
			if _, err := app.ParseCursor(in.After, cursorChanges, &skip); err != nil {
				return nil, err
			}
			cs, err := d.Difference(ctx, in.ID.ID, int(skip), in.Limit+1)
			return app.NewPage(cs, in.Limit, func(Change) string { return app.Cursor(cursorChanges, skip+int64(in.Limit)) }), err
		})
	if d.opt.Approvals == nil { // else the register of approvals runs it
		d.activationRoute(api)
	}
	app.Write(api, app.Operation{ID: "withdrawScreeningVersion", Method: "POST", Path: "/v1/screening/versions/{id}/withdrawal",
		EN: "Withdraw a version that waits", ZH: "撤回待启用版本", Permission: mayLoad,
		Problems: []*problem.Error{ErrUnknownVersion, ErrVersionState, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*Version, error) {
			return d.Withdraw(tx, in.ID.ID, in.Body.Reason)
		})
}

func (d *Desk) activationRoute(api huma.API) {
	app.Write(api, app.Operation{ID: "activateScreeningVersion", Method: "POST", Path: "/v1/screening/versions/{id}/activation",
		EN: "Put a version in force", ZH: "启用名单版本", About: "By another person than who loaded it. A run over all parties begins.",
		Permission: mayLoad, StepUp: true,
		Problems: []*problem.Error{ErrUnknownVersion, ErrVersionState, ErrOvertaken, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *pathID) (*Version, error) {
			return d.Activate(tx, Activation{Version: in.ID.ID})
		})
}

type listHitsIn struct {
	app.Paging
	State  string      `query:"state" enum:"open,cleared,confirmed,escalated,lapsed" doc:"Only of this state."`
	List   string      `query:"list" maxLength:"32" doc:"Only of this list."`
	Party  idText      `query:"party" doc:"Only of this party."`
	Branch auth.Branch `query:"branch" maxLength:"12" doc:"Only of parties of this branch."`
}

type hitDetail struct {
	Hit   *Hit     `json:"hit"`
	Entry *Entry   `json:"entry,omitempty" doc:"As the list wrote it in that version."`
	Party *Subject `json:"party,omitempty" doc:"As the party stands now."`
}

type decideIn struct {
	ID   idText `path:"id" doc:"Its number."`
	Body struct {
		From   HitState `json:"from" enum:"open,cleared,confirmed,escalated" doc:"The state in which you saw it."`
		To     HitState `json:"to" enum:"cleared,confirmed,escalated"`
		Reason string   `json:"reason" minLength:"2" maxLength:"160" example:"出生年份、籍贯均不符"`
	}
}

type checkIn struct {
	Body struct {
		Subject
		Numbers []string `json:"identifiers,omitempty" maxItems:"10" doc:"Compared and forgotten."`
	}
}

type checkOut struct {
	Threshold int         `json:"threshold"`
	Items     []Candidate `json:"items" nullable:"false"`
}

package batch

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type templateIn struct {
	Format string `path:"format" enum:"csv,xlsx,pain.001.001.09,pain.001.001.11" doc:"Of the file."`
}

type resultsIn struct {
	ID     app.PathID `path:"id" doc:"The batch's id."`
	Format string     `query:"format" enum:"csv,pain.002" default:"csv" doc:"CSV, or ISO 20022 pain.002 (pain.002.001.10, and pain.002.001.12 for a pain.001.001.11)."`
}

func (s *Batches) fileRoutes(api huma.API) {
	app.RawCall[string, Batch](api, app.Operation{ID: "uploadBatch", Method: "POST", Path: "/v1/batches", EN: "Upload a batch", ZH: "上传批次文件",
		About: "The body is the file itself: CSV (UTF-8 or GB18030), Excel (.xlsx) or ISO 20022 pain.001.001.09 or pain.001.001.11, at most " +
			"100,000 lines and 64 MiB; its bytes decide what it is. Query parameters: `account`, the id of the paying account; `kind`, one of payroll, " +
			"contribution and subsidy; `name`, the file's name; `purpose`, for lines without their own. The same file again is refused with the " +
			"number of the batch that it is.",
		Status: 201, Permission: mayMake, Object: objectAccount, At: "query.account", MaxBody: MaxFile, Binary: true,
		Media: []string{"application/octet-stream", "text/csv", "application/xml", "text/xml",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		Problems: []*problem.Error{ErrWho, ErrKind, ErrText, ErrAccount, ErrSameFile, ErrEmpty, ErrTooLarge, ErrTooMany, ErrEncoding, ErrUnreadable,
			ErrCSV, ErrColumns, ErrFormulas, ErrMerged, ErrExcel, ErrXML, ErrVersion, ErrCount, ErrSum, ErrDebtor, ErrOverflow}},
		s.upload)
	app.Stream(api, app.Operation{ID: "getBatchTemplate", Method: "GET", Path: "/v1/batch-templates/{format}", EN: "Download a template", ZH: "下载模板",
		SignedIn: true}, []app.Media{{Type: "text/csv"}, {Type: "application/xml"},
		{Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}},
		func(_ context.Context, in *templateIn, w *app.StreamWriter) error {
			body, media, name, err := Template(Format(in.Format))
			if err != nil {
				return err
			}
			w.Type(media)
			w.Filename(name)
			_, err = w.Write(body)
			return err
		})
	app.Stream(api, app.Operation{ID: "getBatchResults", Method: "GET", Path: "/v1/batches/{id}/results", EN: "Download a batch's results",
		ZH: "下载回盘文件", About: "Every line with how it stands.", Permission: mayRead, Object: Object, Problems: []*problem.Error{ErrUnknown}},
		[]app.Media{{Type: "text/csv"}, {Type: "application/xml"}}, s.results)
}

func (s *Batches) upload(ctx context.Context, r *http.Request, body []byte) (*app.Raw, error) {
	q := r.URL.Query()
	id, err := store.ParseID(q.Get("account"))
	if err != nil {
		return nil, ErrAccount
	}
	b, err := s.Upload(ctx, Submission{Kind: Kind(q.Get("kind")), Account: ledger.AccountID(id), Purpose: q.Get("purpose"), FileName: q.Get("name")}, body)
	if err != nil {
		return nil, err
	}
	out, err := json.Marshal(b)
	return &app.Raw{Status: http.StatusCreated, Type: "application/json", Body: out, Header: http.Header{"Location": {b.Location()}}}, err
}

func (s *Batches) results(ctx context.Context, in *resultsIn, w *app.StreamWriter) error {
	b, err := s.read(ctx, in.ID.Value)
	if err != nil {
		return err
	}
	if in.Format == "pain.002" {
		w.Type("application/xml")
		w.Filename("batch-" + b.ID.String() + ".xml")
		return s.WriteStatus(ctx, b, w)
	}
	w.Type("text/csv; charset=utf-8")
	w.Filename("batch-" + b.ID.String() + ".csv")
	return s.WriteCSV(ctx, b, w)
}

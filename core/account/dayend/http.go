package dayend

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead auth.Permission = "dayend.read"
	mayRun  auth.Permission = "dayend.run"
)

// cursorRuns marks the cursors of the list of runs.
const cursorRuns uint8 = 150

type runPath struct {
	Date string `path:"date" format:"date" doc:"The bank date that closes." example:"2026-03-02"`
}

type retryIn struct {
	Date string `path:"date" format:"date" doc:"The bank date whose run stopped." example:"2026-03-02"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"160" doc:"What was found and settled." example:"已核对并更正分录"`
	}
}

// Schema is that of the state's word.
func (State) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: []any{"running", "stopped", "done"}}
}

func (d *DayEnd) routes(api huma.API) {
	app.Describe(api, "dayend", "The end of the bank date beside live traffic: steps with their progress, findings, and the closing. "+
		"Live events come on the topic dayend/DATE.", "日终批处理：与联机交易并行，步骤、进度、核对差异与结账；实时进度见事件主题 dayend/日期。")
	app.Read(api, app.Operation{ID: "listDayEnds", Method: "GET", Path: "/v1/dayend/runs", EN: "List ends of day", ZH: "查询日终批次",
		About: "The newest first, with how far each step has come, its rate and when it should end.", Permission: mayRead},
		func(ctx context.Context, in *app.Paging) (*app.Page[Run], error) {
			before := int64(calendar.MaxDate) + 1
			if _, err := app.ParseCursor(in.After, cursorRuns, &before); err != nil {
				return nil, err
			}
			var rs []Run
			err := d.st.View(ctx, func(v *store.View) (err error) {
				rs, err = d.Runs(v, calendar.Date(before), in.Limit+1)
				return err
			})
			return app.NewPage(rs, in.Limit, func(r Run) string { return app.Cursor(cursorRuns, int64(r.Date)) }), err
		})
	app.Read(api, app.Operation{ID: "getDayEnd", Method: "GET", Path: "/v1/dayend/runs/{date}", EN: "Read an end of day", ZH: "查询日终进度",
		Permission: mayRead, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *runPath) (*Run, error) {
			date, err := calendar.Parse(in.Date)
			if err != nil {
				return nil, err
			}
			var r Run
			err = d.st.View(ctx, func(v *store.View) (err error) {
				r, err = d.Get(v, date)
				return err
			})
			return &r, err
		})
	app.Write(api, app.Operation{ID: "startDayEnd", Method: "POST", Path: "/v1/dayend/runs", EN: "Start the end of day", ZH: "启动日终",
		About:  "Opens the next bank date at once; what names no date books there from now on. The old date is worked off beside it.",
		Status: 201, Permission: mayRun, StepUp: true, Problems: []*problem.Error{ErrNoDay, ErrRunning, ErrStopped}},
		func(ctx context.Context, tx *store.Tx, _ *struct{}) (*Run, error) {
			r, err := d.Start(ctx, tx)
			return &r, err
		})
	app.Write(api, app.Operation{ID: "retryDayEnd", Method: "POST", Path: "/v1/dayend/runs/{date}/retry", EN: "Run a stopped end of day again",
		ZH: "重新执行日终", About: "It goes on at the step where it stopped.", Permission: mayRun, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrNotStopped}},
		func(ctx context.Context, tx *store.Tx, in *retryIn) (*Run, error) {
			date, err := calendar.Parse(in.Date)
			if err != nil {
				return nil, err
			}
			r, err := d.Retry(ctx, tx, date, in.Body.Reason)
			return &r, err
		})
}

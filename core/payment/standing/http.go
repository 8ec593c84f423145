package standing

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/payment"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type orderPath struct {
	ID app.PathID `path:"id" doc:"The standing order's id."`
}

type listOrdersIn struct {
	app.Paging
}

type listRunsIn struct {
	ID app.PathID `path:"id" doc:"The standing order's id."`
	app.Paging
}

type amendOrderIn struct {
	ID   app.PathID `path:"id" doc:"The standing order's id."`
	Body struct {
		Change Amendment `json:"change"`
		Reason string    `json:"reason,omitempty" maxLength:"200" doc:"For who approves a firm's change."`
	}
}

type stopOrderIn struct {
	ID     app.PathID `path:"id" doc:"The standing order's id."`
	Reason string     `query:"reason" required:"true" minLength:"1" maxLength:"200" doc:"Why, for the record."`
}

// dates are an order's coming days.
type dates struct {
	Items []calendar.Date `json:"items" nullable:"false"`
}

// Lists whose cursors don't mix.
const (
	cursorOrders uint8 = iota + 124
	cursorRuns
)

func (s *Orders) routes(api huma.API) {
	app.Describe(api, "standing", "Payments by the calendar: once on a date to come, or daily, weekly, monthly.", "预约转账与定期转账：按日、周、月或在指定日期付款。")
	s.readingRoutes(api)
	s.changingRoutes(api)
}

func (s *Orders) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listStandingOrders", Method: "GET", Path: "/v1/standing-orders", EN: "List standing orders", ZH: "查询定期转账列表",
		About: "The latest first.", Permission: mayRead, Listed: true},
		func(ctx context.Context, in *listOrdersIn) (*app.Page[*Order], error) {
			var before int64
			if _, err := app.ParseCursor(in.After, cursorOrders, &before); err != nil {
				return nil, err
			}
			var found []*Order
			err := s.st.View(ctx, func(v *store.View) (err error) {
				found, err = orderPage(v, auth.FilterOf(ctx), store.ID(before), in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(o *Order) string { return app.Cursor(cursorOrders, int64(o.ID)) }), err
		})
	app.Read(api, app.Operation{ID: "getStandingOrder", Method: "GET", Path: "/v1/standing-orders/{id}", EN: "Read a standing order", ZH: "查询定期转账",
		Permission: mayRead, Object: Object, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *orderPath) (*Order, error) { return s.read(ctx, in.ID.Value) })
	app.Read(api, app.Operation{ID: "listStandingDates", Method: "GET", Path: "/v1/standing-orders/{id}/dates", EN: "List a standing order's coming days",
		ZH: "查询定期转账的后续付款日", About: "At most twelve, moved off holidays as far as these are known.", Permission: mayRead, Object: Object,
		Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *orderPath) (*dates, error) {
			o, err := s.read(ctx, in.ID.Value)
			out := &dates{Items: []calendar.Date{}}
			for n := 0; err == nil && o.State != Ended && n < 12; n++ {
				on, ok := o.Plan.On(s.o.Calendar(), int(o.Occurrence)+n)
				if !ok {
					break
				}
				out.Items = append(out.Items, on)
			}
			return out, err
		})
	app.Read(api, app.Operation{ID: "listStandingRuns", Method: "GET", Path: "/v1/standing-orders/{id}/runs", EN: "List a standing order's runs",
		ZH: "查询定期转账执行记录", About: "The latest first.", Permission: mayRead, Object: Object, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *listRunsIn) (*app.Page[*Run], error) {
			var before int64
			if _, err := app.ParseCursor(in.After, cursorRuns, &before); err != nil {
				return nil, err
			}
			var found []*Run
			err := s.st.View(ctx, func(v *store.View) (err error) {
				found, err = s.Runs(v, in.ID.Value, before, in.Limit+10) // tries of one occurrence stay together
				return err
			})
			return pageOfRuns(found, in.Limit), err
		})
}

// pageOfRuns cuts a page between two occurrences.
func pageOfRuns(found []*Run, limit int) *app.Page[*Run] {
	n := min(limit, len(found))
	for n < len(found) && found[n].Occurrence == found[n-1].Occurrence {
		n++
	}
	p := &app.Page[*Run]{Items: append([]*Run{}, found[:n]...)}
	if n < len(found) {
		p.Next = app.Cursor(cursorRuns, found[n-1].Occurrence)
	}
	return p
}

func (s *Orders) changingRoutes(api huma.API) {
	refusals := []*problem.Error{ErrPlan, ErrNever, ErrFirst, ErrAmount, ErrText, ErrAccount, ErrJSON, payment.ErrName, payment.ErrNoAccount, payment.ErrSelf}
	app.RawWrite[Request, Made](api, app.Operation{ID: "makeStandingOrder", Method: "POST", Path: "/v1/standing-orders", EN: "Make a standing order",
		ZH: "设立定期转账", About: "A person's begins at once; a firm's or agency's when another person has approved it.", Status: 201,
		Permission: mayMake, Object: objectAccount, At: "query.account", StepUp: true, MaxBody: 64 << 10, Problems: refusals},
		func(r *http.Request, body []byte) (*Request, error) {
			in := &Request{}
			d := json.NewDecoder(bytes.NewReader(body))
			d.DisallowUnknownFields()
			if err := d.Decode(in); err != nil {
				if problem.KindOf(err) != problem.Internal {
					return nil, err
				}
				return nil, ErrJSON
			}
			if in.Account.String() != r.URL.Query().Get("account") { // that is the one which the caller may pay from
				return nil, ErrAccount
			}
			return in, s.Ready(r.Context(), in)
		},
		func(_ context.Context, tx *store.Tx, in *Request, out []byte) ([]byte, error) {
			m, err := s.Make(tx, *in)
			if err != nil {
				return nil, err
			}
			b, err := json.Marshal(m)
			return append(out, b...), err
		})
	app.Write(api, app.Operation{ID: "amendStandingOrder", Method: "PATCH", Path: "/v1/standing-orders/{id}", EN: "Change a standing order", ZH: "变更定期转账",
		About: "Its days stay; a firm's change waits for its approval.", Permission: mayMake, Object: Object, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrVersion, ErrAmount, ErrText, ErrPlan, ErrNever}},
		func(_ context.Context, tx *store.Tx, in *amendOrderIn) (*Made, error) {
			return s.Amend(tx, in.ID.Value, in.Body.Change, in.Body.Reason)
		})
	app.Write(api, app.Operation{ID: "pauseStandingOrder", Method: "POST", Path: "/v1/standing-orders/{id}/pause", EN: "Pause a standing order",
		ZH: "暂停定期转账", About: "What falls due meanwhile is left out.", Permission: mayMake, Object: Object, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrText}},
		func(_ context.Context, tx *store.Tx, in *stopOrderIn) (*Order, error) {
			return s.Pause(tx, in.ID.Value, in.Reason)
		})
	app.Write(api, app.Operation{ID: "resumeStandingOrder", Method: "POST", Path: "/v1/standing-orders/{id}/resume", EN: "Resume a standing order",
		ZH: "恢复定期转账", Permission: mayMake, Object: Object, StepUp: true, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrState}},
		func(_ context.Context, tx *store.Tx, in *orderPath) (*Order, error) { return s.Resume(tx, in.ID.Value) })
	app.Write(api, app.Operation{ID: "endStandingOrder", Method: "POST", Path: "/v1/standing-orders/{id}/end", EN: "End a standing order", ZH: "终止定期转账",
		About: "For good.", Permission: mayMake, Object: Object, KeyOptional: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrText}},
		func(_ context.Context, tx *store.Tx, in *stopOrderIn) (*Order, error) {
			return s.End(tx, in.ID.Value, in.Reason)
		})
}

package batch

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type batchPath struct {
	ID app.PathID `path:"id" doc:"The batch's id."`
}

type listBatchesIn struct {
	app.Paging
	State string `query:"state" enum:"reading,uploaded,checked,approved,running,done,partly,refused,cancelled" doc:"Only batches in this state."`
}

type listLinesIn struct {
	ID app.PathID `path:"id" doc:"The batch's id."`
	app.Paging
	Show string `query:"show" enum:"faulty,failed" doc:"Only lines with a fault or a doubt, or those that failed in the last round."`
}

type checkBatchIn struct {
	ID   app.PathID `path:"id" doc:"The batch's id."`
	Body struct {
		Decision Decision `json:"decision" enum:"all,without,doubtful,refuse" doc:"Pay all; without lines with faults and doubts; those in doubt too; or refuse."`
		Reason   string   `json:"reason,omitempty" maxLength:"200" doc:"Needed for a refusal."`
	}
}

type approveBatchIn struct {
	ID   app.PathID `path:"id" doc:"The batch's id."`
	Body struct {
		Approve bool   `json:"approve" doc:"false refuses the batch." example:"true"`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"Needed for a refusal."`
	}
}

type cancelBatchIn struct {
	ID     app.PathID `path:"id" doc:"The batch's id."`
	Reason string     `query:"reason" maxLength:"200" required:"true" doc:"Why, for the record."`
}

// Lists whose cursors don't mix.
const (
	cursorBatches uint8 = iota + 120
	cursorLines
)

func (s *Batches) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listBatches", Method: "GET", Path: "/v1/batches", EN: "List batches", ZH: "查询批次列表",
		About: "The latest first.", Permission: mayRead, Listed: true},
		func(ctx context.Context, in *listBatchesIn) (*app.Page[*Batch], error) {
			var before int64
			if _, err := app.ParseCursor(in.After, cursorBatches, &before); err != nil {
				return nil, err
			}
			var found []*Batch
			err := s.st.View(ctx, func(v *store.View) (err error) {
				found, err = s.List(v, auth.FilterOf(ctx), State(in.State), store.ID(before), in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(b *Batch) string { return app.Cursor(cursorBatches, int64(b.ID)) }), err
		})
	app.Read(api, app.Operation{ID: "getBatch", Method: "GET", Path: "/v1/batches/{id}", EN: "Read a batch", ZH: "查询批次",
		Permission: mayRead, Object: Object, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *batchPath) (*Batch, error) { return s.read(ctx, in.ID.Value) })
	app.Read(api, app.Operation{ID: "listBatchLines", Method: "GET", Path: "/v1/batches/{id}/lines", EN: "List a batch's lines", ZH: "查询批次明细",
		About: "Each with its number in the file, how it stands, and a sentence where it can't be paid.", Permission: mayRead, Object: Object,
		Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *listLinesIn) (*app.Page[*Line], error) {
			var after int64
			if _, err := app.ParseCursor(in.After, cursorLines, &after); err != nil {
				return nil, err
			}
			var found []*Line
			err := s.st.View(ctx, func(v *store.View) error {
				b, err := s.Get(v, in.ID.Value)
				if err != nil {
					return err
				}
				found, err = s.Lines(v, b, Filter(in.Show), after, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(l *Line) string { return app.Cursor(cursorLines, l.Number) }), err
		})
}

func (s *Batches) decidingRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "checkBatch", Method: "POST", Path: "/v1/batches/{id}/check", EN: "Check a batch", ZH: "复核批次",
		About:      "By another person than who uploaded it. With faults in it: run it without them, or refuse it.",
		Permission: mayCheck, Object: Object,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrSamePerson, ErrFaults, ErrNothing, ErrDecision, ErrText}},
		func(_ context.Context, tx *store.Tx, in *checkBatchIn) (*Batch, error) {
			return s.Check(tx, in.ID.Value, in.Body.Decision, in.Body.Reason)
		})
	app.Write(api, app.Operation{ID: "approveBatch", Method: "POST", Path: "/v1/batches/{id}/approve", EN: "Approve a batch", ZH: "审批批次",
		About:      "By a third person. The whole of what is to be paid is held at once; without the money the batch stays as it is.",
		Permission: mayApprove, Object: Object, StepUp: true, Problems: []*problem.Error{ErrUnknown, ErrState, ErrSamePerson, ErrText}},
		func(_ context.Context, tx *store.Tx, in *approveBatchIn) (*Batch, error) {
			if !in.Body.Approve {
				return s.RefuseApproval(tx, in.ID.Value, in.Body.Reason)
			}
			return s.Approve(tx, in.ID.Value)
		})
	app.Write(api, app.Operation{ID: "retryBatch", Method: "POST", Path: "/v1/batches/{id}/retry", EN: "Retry the lines that failed", ZH: "重发失败明细",
		About: "No others. Their sum is held first.", Permission: mayApprove, Object: Object, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrSamePerson, ErrNothing}},
		func(_ context.Context, tx *store.Tx, in *batchPath) (*Batch, error) { return s.Retry(tx, in.ID.Value) })
	app.Write(api, app.Operation{ID: "cancelBatch", Method: "POST", Path: "/v1/batches/{id}/cancel", EN: "Take a batch back", ZH: "撤销批次",
		About: "Before its approval.", Permission: mayMake, Object: Object, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknown, ErrState, ErrText}},
		func(_ context.Context, tx *store.Tx, in *cancelBatchIn) (*Batch, error) {
			return s.Cancel(tx, in.ID.Value, in.Reason)
		})
}

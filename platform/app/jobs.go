package app

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// The permissions of the jobs' operations.
const (
	mayReadJobs  = "jobs.read"    // see jobs, schedules and counters
	mayRunJobs   = "jobs.operate" // retry, discard, cancel, pause and resume
	mayWatchThem = "jobs.watch"   // watch events, topic by topic
)

// cursorJobs marks the cursors of the list of jobs.
const cursorJobs uint8 = 120

// JobsModule is what the queue brings to the app: its tables, the operators' verbs and the live events.
func JobsModule(q *jobs.Queue) Module {
	return Module{
		Name:   "jobs",
		Schema: jobs.Schema().Files,
		Routes: func(api huma.API) {
			Describe(api, "jobs", "Work that waits, runs, has failed or is done, the schedules that make it, and live events. "+
				"Every verb of an operator takes a reason, which is kept.",
				"等待、运行、失败与完成的作业，产生作业的计划，以及实时事件。操作员的每个操作都须填写原因并予以保存。")
			jobReads(api, q)
			jobVerbs(api, q)
			kindVerbs(api, q)
			eventRoute(api, q.Events())
		},
		Menu: []Entry{
			{Face: Ops, EN: "Jobs", ZH: "作业", Path: "/jobs", Permission: mayReadJobs},
			{Face: Ops, EN: "Schedules", ZH: "计划", Path: "/jobs/schedules", Permission: mayReadJobs},
		},
	}
}

type listJobsIn struct {
	Paging
	State string `query:"state" default:"dead" enum:"waiting,running,paused,dead,done,discarded,cancelled" doc:"Where the jobs stand."`
	Kind  string `query:"kind" maxLength:"48" doc:"One kind only." example:"ledger.expire"`
}

type jobPath struct {
	ID string `path:"id" doc:"The job's id." example:"463856467968"`
}

type reasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; kept with who and when." example:"The clearing house is back."`
}

type jobVerbIn struct {
	ID   string `path:"id" doc:"The job's id." example:"463856467968"`
	Body reasonBody
}

type nameVerbIn struct {
	Name string `path:"name" maxLength:"48"`
	Body reasonBody
}

type scheduleList struct {
	Schedules []jobs.ScheduleInfo `json:"schedules" nullable:"false"`
}

// kindAnswer is one kind's counters.
type kindAnswer struct {
	Kind            string `json:"kind"`
	Enqueued        int64  `json:"enqueued" doc:"By this process since it began, as are the next ones."`
	Done            int64  `json:"done"`
	Failed          int64  `json:"failed"`
	Retried         int64  `json:"retried"`
	Died            int64  `json:"died"`
	Lost            int64  `json:"lost" doc:"Runs that had lost their claim when they ended."`
	Reclaimed       int64  `json:"reclaimed" doc:"Jobs taken over from processes that had ended."`
	Running         int64  `json:"running"`
	Stuck           int64  `json:"stuck"`
	Waiting         int64  `json:"waiting" doc:"In the whole bank, as last measured, as are the next ones."`
	Paused          int64  `json:"paused"`
	Dead            int64  `json:"dead"`
	OldestAgeMillis int64  `json:"oldestAgeMillis" doc:"How late the first due job is."`
}

type kindList struct {
	Kinds []kindAnswer `json:"kinds" nullable:"false"`
}

func jobReads(api huma.API, q *jobs.Queue) {
	Read(api, Operation{ID: "listJobs", Method: "GET", Path: "/v1/jobs", EN: "List jobs", ZH: "查询作业",
		About: "Of one state, the oldest first; dead letters unless you say otherwise.", Permission: mayReadJobs},
		func(ctx context.Context, in *listJobsIn) (*Page[*jobs.Info], error) {
			after := int64(0)
			if _, err := ParseCursor(in.After, cursorJobs, &after); err != nil {
				return nil, err
			}
			items, err := q.List(ctx, jobs.Filter{State: jobs.State(in.State), Kind: in.Kind, After: jobs.ID(after), Limit: in.Limit + 1})
			return NewPage(items, in.Limit, func(i *jobs.Info) string { return Cursor(cursorJobs, int64(i.ID)) }), err
		})
	Read(api, Operation{ID: "getJob", Method: "GET", Path: "/v1/jobs/{id}", EN: "Read a job", ZH: "查询单个作业",
		About: "With its progress and what operators did to it.", Permission: mayReadJobs, Problems: []*problem.Error{jobs.ErrUnknown}},
		func(ctx context.Context, in *jobPath) (*jobs.Info, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			return q.Get(ctx, id)
		})
	Read(api, Operation{ID: "listSchedules", Method: "GET", Path: "/v1/jobs/schedules", EN: "List schedules", ZH: "查询计划",
		About: "When they occur, how far they are, and why one stands still.", Permission: mayReadJobs},
		func(ctx context.Context, _ *struct{}) (*scheduleList, error) {
			list, err := q.Schedules(ctx)
			if list == nil {
				list = []jobs.ScheduleInfo{}
			}
			return &scheduleList{list}, err
		})
	Read(api, Operation{ID: "listJobKinds", Method: "GET", Path: "/v1/jobs/kinds", EN: "Count jobs by kind", ZH: "按种类统计作业",
		Permission: mayReadJobs}, func(context.Context, *struct{}) (*kindList, error) {
		out := &kindList{Kinds: []kindAnswer{}}
		for _, k := range q.Stats().Kinds {
			out.Kinds = append(out.Kinds, kindAnswer{k.Kind, k.Enqueued, k.Done, k.Failed, k.Retried, k.Died, k.Lost, k.Reclaimed,
				k.Running, k.Stuck, k.Waiting, k.Paused, k.Dead, k.OldestAge.Milliseconds()})
		}
		return out, nil
	})
}

func jobVerbs(api huma.API, q *jobs.Queue) {
	for _, v := range []struct {
		id, path, en, zh, about string
		do                      func(*store.Tx, jobs.ID, string) error
	}{
		{"retryJob", "retry", "Retry a job", "重试作业", "A dead letter gets all its attempts again; a waiting job runs at once.", q.Retry},
		{"discardJob", "discard", "Discard a dead letter", "丢弃死信", "Its row stays among the ended jobs for a week, the reason for good.", q.Discard},
		{"cancelJob", "cancel", "Cancel a job", "取消作业", "One that runs is asked: a long job stops before its next chunk.", q.Cancel},
		{"pauseJob", "pause", "Pause a job", "暂停作业", "A long job that runs stops before its next chunk and keeps its place.", q.Pause},
		{"resumeJob", "resume", "Resume a job", "恢复作业", "A paused job goes on where it was.", q.Resume},
	} {
		Write(api, Operation{ID: v.id, Method: "POST", Path: "/v1/jobs/{id}/" + v.path, EN: v.en, ZH: v.zh, About: v.about,
			Permission: mayRunJobs, Problems: []*problem.Error{jobs.ErrUnknown, jobs.ErrState, jobs.ErrReason}},
			func(_ context.Context, tx *store.Tx, in *jobVerbIn) (*jobs.Info, error) {
				id, err := store.ParseID(in.ID)
				if err != nil {
					return nil, err
				}
				if err := v.do(tx, id, in.Body.Reason); err != nil {
					return nil, err
				}
				return q.Read(tx, id)
			})
	}
}

// switchAnswer says what was stopped or let go.
type switchAnswer struct {
	Name   string `json:"name"`
	Paused bool   `json:"paused"`
}

func kindVerbs(api huma.API, q *jobs.Queue) {
	for _, v := range []struct {
		id, path, en, zh string
		paused           bool
		problem          *problem.Error
		do               func(*store.Tx, string, string) error
	}{
		{"pauseJobKind", "kinds/{name}/pause", "Stop a kind of job", "暂停一类作业", true, jobs.ErrUnknownKind, q.PauseKind},
		{"resumeJobKind", "kinds/{name}/resume", "Let a kind of job run", "恢复一类作业", false, jobs.ErrUnknownKind, q.ResumeKind},
		{"pauseSchedule", "schedules/{name}/pause", "Stop a schedule", "暂停计划", true, jobs.ErrUnknownSchedule, q.PauseSchedule},
		{"resumeSchedule", "schedules/{name}/resume", "Let a schedule go on", "恢复计划", false, jobs.ErrUnknownSchedule, q.ResumeSchedule},
	} {
		Write(api, Operation{ID: v.id, Method: "POST", Path: "/v1/jobs/" + v.path, EN: v.en, ZH: v.zh, Permission: mayRunJobs,
			Problems: []*problem.Error{v.problem, jobs.ErrReason}},
			func(_ context.Context, tx *store.Tx, in *nameVerbIn) (*switchAnswer, error) {
				return &switchAnswer{in.Name, v.paused}, v.do(tx, in.Name, in.Body.Reason)
			})
	}
}

type eventsIn struct {
	Topic []string `query:"topic,explode" required:"true" doc:"Repeated; a topic may end with * for all that begin so." example:"jobs/*"`
	After string   `query:"after" doc:"As Last-Event-ID, for clients that can't set a header."`
	Last  string   `header:"Last-Event-ID" doc:"The id of the last event seen; absent: from now on."`
}

// eventRoute serves the live events. A stream doesn't count against the requests in flight: it waits, it doesn't work.
func eventRoute(api huma.API, e *jobs.Events) {
	a := of(api)
	ep := a.endpoint(Operation{ID: "watchEvents", Method: "GET", Path: "/v1/events", EN: "Watch live events", ZH: "订阅实时事件",
		About: "Server-sent events (text/event-stream). Each has an id; a client that comes back with Last-Event-ID goes on behind it, " +
			"for as long as events are kept (24 hours). An event named `gap` says that some are missing: read anew what you show. A client that doesn't " +
			"read is cut off and may come back.", Permission: mayWatchThem,
		Problems: []*problem.Error{jobs.ErrTopic, jobs.ErrTopics, jobs.ErrPosition, jobs.ErrWatchers}}, false, false)
	ep.bounded = false
	doc := a.describe(ep, map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}})
	doc.RejectUnknownQueryParameters = false // browsers' polyfills add their own
	huma.Register(api, doc, func(ctx context.Context, _ *eventsIn) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
		if err := e.Stream(http.ResponseWriter(x), x.r.WithContext(ctx)); err != nil {
			x.refuse(err)
		}
		return answered, nil
	})
}

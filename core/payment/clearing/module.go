package clearing

import (
	"embed"
	"io/fs"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/app"
	"tonghui/platform/jobs"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// endless is how often a message is tried: until the house has it or a person ends it.
const endless = 1 << 30

// Workers are the room's jobs.
func (c *Clearing) Workers() []jobs.Worker {
	return []jobs.Worker{
		{Kind: sendKind, Handle: c.deliver, Concurrency: 16, MaxAttempts: endless, Backoff: c.o.Backoff,
			Timeout: 30 * time.Second, Keep: -1},
		{Kind: askKind, Do: c.ask, MaxAttempts: endless, Backoff: jobs.Exponential(time.Second, time.Minute), Keep: -1},
		{Kind: settleKind, Chunk: c.settlePage, MaxAttempts: endless, Backoff: jobs.Exponential(time.Second, time.Minute)},
		{Kind: reconcileKind, Do: c.reconcile, MaxAttempts: endless, Backoff: jobs.Exponential(time.Second, time.Minute)},
		{Kind: tidyKind, Do: c.tidy},
	}
}

// Module is what the clearing brings to the app.
func (c *Clearing) Module() app.Module {
	return app.Module{
		Name:   "clearing",
		Schema: Schema(),
		Routes: c.routes,
		Jobs:   c.Workers(),
		Schedules: []jobs.Schedule{{Name: tidyKind, Kind: tidyKind, When: jobs.When{Every: 10 * time.Minute}, Missed: jobs.Latest,
			Lane: jobs.Bulk}},
		Menu: []app.Entry{
			{Face: app.Ops, EN: "Clearing desk", ZH: "清算往来", Path: "/clearing", Permission: mayRead, Whole: true},
			{Face: app.Ops, EN: "Nostro breaks", ZH: "未达账项", Path: "/clearing/breaks", Permission: mayRead, Whole: true},
		},
		Check: c.Check,
	}
}

func (c *Clearing) routes(api huma.API) {
	app.Describe(api, "clearing", "Payments to and from other banks: messages, transfers, recalls, items to look into, and breaks between "+
		"the books and the clearing house's statements.", "清算：与他行往来的报文、往来账、撤回、查询查复与未达账项。")
	c.inboundRoute(api)
	c.messageRoutes(api)
	c.transferRoutes(api)
	c.deskRoutes(api)
	c.breakRoutes(api)
	c.directoryRoutes(api)
}

// Lists whose cursors don't mix.
const (
	cursorMessages uint8 = iota + 140
	cursorTransfers
	cursorItems
	cursorRecalls
	cursorBreaks
	cursorStatements
)

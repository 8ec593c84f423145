package screening

import (
	"embed"
	"io/fs"

	"tonghui/platform/app"
	"tonghui/platform/auth"
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

// The permissions of the room's operations.
const (
	mayRead   auth.Permission = "screening.read"
	mayLoad   auth.Permission = "screening.load"
	mayDecide auth.Permission = "screening.decide"
)

// Module is what the room brings to the app.
func (d *Desk) Module() app.Module {
	return app.Module{
		Name:   "screening",
		Schema: Schema(),
		Routes: d.routes,
		Menu: []app.Entry{
			{Face: app.Ops, EN: "Screening hits", ZH: "名单命中", Path: "/screening/hits", Permission: mayRead},
			{Face: app.Ops, EN: "Screening lists", ZH: "名单筛查", Path: "/screening/lists", Permission: mayRead},
		},
		Jobs: []jobs.Worker{{Kind: runKind, Serial: true, Chunk: d.run}},
		Schedules: []jobs.Schedule{{Name: runKind, Kind: runKind, When: jobs.When{Daily: true, At: jobs.At(1, 30)}, Missed: jobs.Latest,
			Lane: jobs.Bulk}},
	}
}

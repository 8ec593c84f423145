package dayend

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/app"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
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

// startKind is the job that starts an end of day by the clock.
const startKind = "dayend.start"

// Module is what the room brings to the app.
func (d *DayEnd) Module() app.Module {
	m := app.Module{
		Name:   "dayend",
		Schema: Schema(),
		Routes: d.routes,
		Menu:   []app.Entry{{Face: app.Ops, EN: "End of day", ZH: "日终", Path: "/dayend", Permission: mayRead, Whole: true}},
		Jobs:   []jobs.Worker{{Kind: workKind, Serial: true, Timeout: 12 * time.Hour, MaxAttempts: 100, Keep: time.Hour, Handle: d.job}},
		// A run whose process has died for good is taken up within a minute by whoever is there.
		Schedules: []jobs.Schedule{{Name: workKind, Kind: workKind, When: jobs.When{Every: time.Minute}, Missed: jobs.Forget}},
	}
	if d.o.At != nil {
		m.Jobs = append(m.Jobs, jobs.Worker{Kind: startKind, Serial: true, MaxAttempts: 3, Do: d.startByClock})
		m.Schedules = append(m.Schedules, jobs.Schedule{Name: startKind, Kind: startKind, When: jobs.When{Daily: true, At: *d.o.At},
			Missed: jobs.Latest})
	}
	return m
}

// job works the run; another process that does so already is left alone and looked at again.
func (d *DayEnd) job(ctx context.Context, _ *jobs.Run) error {
	err := d.Work(ctx)
	if errors.Is(err, store.ErrLeaseHeld) {
		return jobs.Snooze(d.o.LeaseTTL)
	}
	return err
}

// startByClock starts the end of day that the clock asks for, unless the bank date runs ahead of the calendar, or one is
// running or stands still: that is somebody's to settle.
func (d *DayEnd) startByClock(tx *store.Tx, run *jobs.Run) error {
	o, err := run.Occurrence()
	if err != nil {
		return err
	}
	open, ok := tx.BankDate()
	if !ok || open > calendar.FromTime(o.At.In(jobs.Shanghai)) {
		return nil
	}
	_, err = d.Start(context.Background(), tx)
	if errors.Is(err, ErrRunning) || errors.Is(err, ErrStopped) {
		return nil
	}
	return err
}

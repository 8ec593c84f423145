package restraint

import (
	"context"
	"time"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// tickKind is the job that tells of restraints that end or take effect.
const tickKind = "restraint.tick"

// Module is what the room brings to the app.
func (r *Restraints) Module() app.Module {
	return app.Module{
		Name:   "restraint",
		Schema: Schema(),
		Routes: r.routes,
		Owners: map[auth.Kind]app.Owner{Kind: {Of: r.owner, Missing: ErrUnknown}},
		Menu: []app.Entry{
			{Face: app.Ops, EN: "Freezes and deductions", ZH: "冻结与扣划", Path: "/restraints", Permission: mayRead},
			{Face: app.People, EN: "Restraints on my accounts", ZH: "账户限制", Path: "/restraints", Permission: mayRead},
			{Face: app.Business, EN: "Restraints on our accounts", ZH: "账户限制", Path: "/restraints", Permission: mayRead},
		},
		Jobs: []jobs.Worker{{Kind: tickKind, Serial: true, MaxAttempts: 3, Handle: func(ctx context.Context, _ *jobs.Run) error {
			_, err := r.Tick(ctx)
			return err
		}}},
		Schedules: []jobs.Schedule{{Name: tickKind, Kind: tickKind, When: jobs.When{Every: 10 * time.Minute}, Missed: jobs.Latest}},
		Check:     r.Check,
	}
}

func (r *Restraints) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	var s auth.Scope
	err = r.view(ctx, func(v *store.View) error {
		one, err := orderByID(v, n)
		if err == nil {
			s, _ = one.AuthScope()
		}
		return err
	})
	return s, err
}

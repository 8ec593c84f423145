package standing

import (
	"context"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead    = "payment.read"
	mayMake    = "payment.make"
	mayApprove = "payment.approve"
)

// objectAccount is core/account's kind of an account.
const objectAccount auth.Kind = "account.account"

// Module is what standing orders bring to the app.
func (s *Orders) Module() app.Module {
	return app.Module{
		Name:      "standing",
		Schema:    Schema(),
		Routes:    s.routes,
		Jobs:      []jobs.Worker{s.Worker()},
		Schedules: []jobs.Schedule{s.Schedule()},
		Menu: []app.Entry{
			{Face: app.People, EN: "Standing orders", ZH: "定期转账", Path: "/standing-orders", Permission: mayRead},
			{Face: app.Business, EN: "Standing orders", ZH: "定期转账", Path: "/standing-orders", Permission: mayRead, Kinds: []auth.HatKind{auth.FirmHat}},
		},
		Owners: map[auth.Kind]app.Owner{Object: {Of: s.owner, Missing: ErrUnknown}},
		Check:  s.Prove,
	}
}

// owner says that an order belongs to who pays it.
func (s *Orders) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	o, err := s.read(ctx, n)
	if err != nil {
		return auth.Scope{}, err
	}
	scope, _ := o.AuthScope()
	return scope, nil
}

// read is one order in a snapshot of its own.
func (s *Orders) read(ctx context.Context, id store.ID) (o *Order, err error) {
	err = s.st.View(ctx, func(v *store.View) error {
		o, err = s.Get(v, id)
		return err
	})
	return o, err
}

package standing

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

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

// pathID is an id in a path. It is a struct because huma reads a parameter of a number's kind as a number.
type pathID struct{ value store.ID }

// UnmarshalText reads the decimal form.
func (p *pathID) UnmarshalText(b []byte) (err error) {
	p.value, err = store.ParseID(string(b))
	return err
}

// Schema is that of every id: a decimal string.
func (pathID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}

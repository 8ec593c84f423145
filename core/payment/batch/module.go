package batch

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
	mayCheck   = "payment.check"
	mayApprove = "payment.approve"
)

// objectAccount is core/account's kind of an account.
const objectAccount auth.Kind = "account.account"

// Module is what batches bring to the app.
func (s *Batches) Module() app.Module {
	return app.Module{
		Name:   "batch",
		Schema: Schema(),
		Routes: s.routes,
		Jobs:   []jobs.Worker{s.Worker()},
		Menu: []app.Entry{
			{Face: app.Business, EN: "Batches", ZH: "批量代发代付", Path: "/batches", Permission: mayRead, Kinds: []auth.HatKind{auth.FirmHat}},
			{Face: app.Government, EN: "Batches", ZH: "批量发放", Path: "/batches", Permission: mayRead, Kinds: []auth.HatKind{auth.AgencyHat}},
		},
		Owners: map[auth.Kind]app.Owner{Object: {Of: s.owner, Missing: ErrUnknown}},
		Check:  s.Prove,
	}
}

// owner says that a batch belongs to who pays it.
func (s *Batches) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	b, err := s.read(ctx, n)
	if err != nil {
		return auth.Scope{}, err
	}
	scope, _ := b.AuthScope()
	return scope, nil
}

// read is one batch in a snapshot of its own.
func (s *Batches) read(ctx context.Context, id store.ID) (b *Batch, err error) {
	err = s.st.View(ctx, func(v *store.View) error {
		b, err = s.Get(v, id)
		return err
	})
	return b, err
}

func (s *Batches) routes(api huma.API) {
	app.Describe(api, "batch", "Paying many at once: payroll, taxes and social contributions, subsidies; from CSV, Excel and ISO 20022 pain.001.",
		"批量代发代付：代发工资、代缴税费与社保、发放补贴；支持 CSV、Excel 与 ISO 20022 pain.001 文件。")
	s.readingRoutes(api)
	s.decidingRoutes(api)
	s.fileRoutes(api)
}

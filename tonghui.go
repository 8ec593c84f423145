package tonghui

import (
	"context"

	"tonghui/core/ledger"
	"tonghui/demo/pkdd99"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

// Bank is everything that one process runs.
type Bank struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	App    *app.App
}

// Open opens the bank whose database is at path: the list of what the bank is, in order. Nothing is migrated
// and nothing is served yet.
func Open(ctx context.Context, path string, opt store.Options, cfg app.Config) (*Bank, error) {
	st, err := store.Open(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	led := ledger.New(st)
	a, err := app.New(st, cfg,
		led.Module(),
		pkdd99.Module(),
	)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	return &Bank{Store: st, Ledger: led, App: a}, nil
}

// Migrate brings the database to this program's schema and returns the files applied.
func (b *Bank) Migrate(ctx context.Context, version string) ([]string, error) {
	return b.Store.Migrate(ctx, version, b.App.Schemas()...)
}

// Migrated says, without writing, whether the database has this program's schema.
func (b *Bank) Migrated(ctx context.Context) error {
	return b.Store.Migrated(ctx, b.App.Schemas()...)
}

package interest

import (
	"context"
	"embed"
	"io/fs"

	"tonghui/base/calendar"
	"tonghui/platform/app"
	"tonghui/platform/audit"
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

// Module is what the room brings to the app.
func (in *Interest) Module() app.Module {
	return app.Module{
		Name:   "interest",
		Schema: Schema(),
		Routes: in.routes,
		Menu:   []app.Entry{{Face: app.Ops, EN: "Interest rates", ZH: "存款利率", Path: "/interest/rates", Permission: "product.read"}},
		Seed: func(ctx context.Context) error {
			return in.st.Update(ctx, func(tx *store.Tx) error { return in.Found(tx) })
		},
		Check: in.Verify,
	}
}

// AuditSources let `tonghui verify` compare the rates with the audit log's notes of them.
func (in *Interest) AuditSources() []audit.Source { return []audit.Source{source()} }

// starting are the rates with which a bank starts: deposit rates of the size posted by large Chinese banks in 2025.
var starting = []struct {
	code string
	ppm  PPM
}{
	{DemandCode, 500}, {"time.3m", 6_500}, {"time.6m", 8_500}, {"time.1y", 9_500}, {"time.2y", 10_500}, {"time.3y", 12_500},
	{"time.5y", 13_000}, {"notice.1d", 1_000}, {"notice.7d", 3_000}, {"agreed", 1_000}, {"interbank", 3_500},
}

// Found sets the rates that every bank needs at its start, where there are none of their codes yet: demand, time.3m to time.5y,
// notice.1d and notice.7d, agreed (协定存款) and interbank (同业存款). They begin today.
func (in *Interest) Found(tx *store.Tx) error {
	for _, s := range starting {
		rows, err := ratesOf(tx, s.code)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			continue
		}
		from := today(tx)
		if bank, ok := tx.BankDate(); ok {
			from = bank
		}
		if _, err := in.first(tx, s.code, from, s.ppm); err != nil {
			return err
		}
	}
	return nil
}

// first sets the first rate of a code: nothing rests on it yet, so it may begin on the bank date whatever the wall says.
func (in *Interest) first(tx *store.Tx, code string, from calendar.Date, ppm PPM) (Rate, error) {
	return in.insert(tx, Change{Code: code, From: from, Mode: Whole, Tiers: []Tier{{Percent: ppm}}, Reason: "开业挂牌"})
}

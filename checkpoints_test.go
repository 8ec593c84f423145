package tonghui

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// The whole bank, with its checkpoints in a place of files: what lies there continues, is found again by its log's name,
// and tells when the database is an older one.
func TestCheckpointsInAPlace(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	kept, err := OpenCheckpoints(filepath.Join(dir, "kept"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := audit.LoadOrMakeKey(filepath.Join(dir, "audit.key"), "bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(store.TestDir(t), "bank.db")
	if store.TestDSN() != "" {
		db = store.TestDatabase(t)
	}
	b, err := Open(ctx, db, store.Options{}, Config{App: app.Config{Version: "test"}, Audit: audit.Config{Key: key, Exporter: kept}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Store.Close() }()
	if _, err := b.Migrate(ctx, "test"); err != nil {
		t.Fatal(err)
	}
	if newest, err := kept.Newest(ctx, "bank.example/audit"); newest != nil || err != nil {
		t.Errorf("%s %v", newest, err)
	}
	for i := range 3 {
		err := b.Store.Update(ctx, func(tx *store.Tx) error {
			return b.Ledger.DefineCode(tx, ledger.ChartCode{Code: ledger.Code(fmt.Sprint(9000 + i)), Class: ledger.Asset, NameZH: "试", NameEN: "Trial"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Audit.Sequence(ctx); err != nil {
			t.Fatal(err)
		}
		if err := b.Audit.Publish(ctx); err != nil {
			t.Fatal(err)
		}
	}
	// An operator's verb on a job is a record too, with its reason.
	operator := store.WithActor(ctx, store.Actor{Person: "wang", Hat: "operator", Client: "test"})
	if err := b.Store.Update(operator, func(tx *store.Tx) error { return b.Jobs.PauseKind(tx, "ledger.tick", "maintenance") }); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Audit.Sequence(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.Audit.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	verbs, _, err := b.Audit.List(ctx, audit.Filter{Kind: "jobs.kind", Object: "ledger.tick"}, audit.Position{}, 5)
	if err != nil || len(verbs) != 1 || verbs[0].Verb != "jobs.pause" || verbs[0].Who.Person != "wang" || verbs[0].Who.Reason != "maintenance" {
		t.Fatalf("%+v %v", verbs, err)
	}
	all, err := kept.Read(ctx)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d checkpoints, %v", len(all), err)
	}
	if newest, err := kept.Newest(ctx, "bank.example/audit"); string(newest) != string(all[3]) || err != nil {
		t.Errorf("%s %v", newest, err)
	}
	if newest, err := kept.Newest(ctx, "other.example/audit"); newest != nil || err != nil {
		t.Errorf("another log's: %s %v", newest, err)
	}
	report, err := b.Audit.Check(ctx, audit.CheckOptions{Full: true, Outside: all})
	if err != nil || report.Errors != 0 || report.Outside != 4 {
		t.Errorf("%+v %v", report, err)
	}
}

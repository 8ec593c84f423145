package tonghui

import (
	"context"
	"slices"
	"time"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/demo/pkdd99"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// Bank is everything that one process runs.
type Bank struct {
	Store  *store.Store
	Jobs   *jobs.Queue
	Audit  *audit.Log
	Ledger *ledger.Ledger
	App    *app.App
}

// Config tunes a bank; the zero value is right for looking at one.
type Config struct {
	App   app.Config
	Audit audit.Config // without a key notes are taken, but neither sequenced nor signed
}

// Open opens the bank whose database has this path or address: the list of what the bank is, in order. Nothing is
// migrated and nothing is served yet.
func Open(ctx context.Context, db string, opt store.Options, cfg Config) (*Bank, error) {
	st, err := store.Open(ctx, db, opt)
	if err != nil {
		return nil, err
	}
	log := audit.New(st, cfg.Audit)
	queue := jobs.New(st, jobs.Options{Events: jobs.EventOptions{
		Allow:    watch,
		Deadline: func() time.Time { return observe.In(10 * time.Second) },
	}, Noted: func(tx *store.Tx, kind, object, verb, reason string) error {
		return log.Note(tx, audit.Note{Verb: verb, Kind: kind, Object: object, Reason: reason})
	}})
	led := ledger.New(st, ledger.Options{Audit: log, Days: queue})
	for _, s := range append(led.AuditSources(), fileSource()) {
		log.AddSource(s)
	}
	cfg.App.Queue = queue
	a, err := app.New(st, cfg.App,
		app.AuditModule(log),
		app.JobsModule(queue),
		app.Module{Name: "blob", Schema: blob.Schema()},
		led.Module(),
		pkdd99.Module(),
	)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	return &Bank{Store: st, Jobs: queue, Audit: log, Ledger: led, App: a}, nil
}

// watch lets those see live events who may see all of the bank's; the page that shows them is the bank's own dashboard.
func watch(ctx context.Context, _ store.Actor, topic string) error {
	if s := auth.SubjectOf(ctx); s == nil || !s.Reach("jobs.watch").Has(auth.Bank) {
		return errTopic.With(topic)
	}
	return nil
}

var errTopic = problem.New(problem.Forbidden, "bank.topic",
	"You are not allowed to watch the events of %s.", "您无权订阅 %s 的事件。")

// Migrate brings the database to this program's schema and returns the files applied. What a bank held before it had an
// audit log is taken into the log as it is.
func (b *Bank) Migrate(ctx context.Context, version string) ([]string, error) {
	applied, err := b.Store.Migrate(ctx, version, b.App.Schemas()...)
	if err != nil {
		return applied, err
	}
	if !slices.Contains(applied, "audit/001_audit.sql") {
		return applied, nil
	}
	for _, s := range append(b.Ledger.AuditSources(), fileSource()) {
		if _, err := b.Audit.Adopt(ctx, s.Kind); err != nil {
			return applied, err
		}
	}
	return applied, nil
}

// Migrated says, without writing, whether the database has this program's schema.
func (b *Bank) Migrated(ctx context.Context) error {
	return b.Store.Migrated(ctx, b.App.Schemas()...)
}

package tonghui

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/core/party/screening"
	"tonghui/demo/city"
	"tonghui/demo/pkdd99"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/password"
	"tonghui/platform/auth/signin"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
	"tonghui/ui"
)

// Bank is everything that one process runs.
type Bank struct {
	Store      *store.Store
	Vault      *vault.Vault
	Jobs       *jobs.Queue
	Audit      *audit.Log
	Approvals  *approval.Register
	Parameters *parameter.Set
	SignIn     *signin.SignIn
	Clients    *client.Clients
	Ledger     *ledger.Ledger
	Branches   *branch.Branches
	Parties    *party.Parties
	Mandates   *mandate.Mandates
	Screening  *screening.Desk
	Money
	City *city.City
	App  *app.App

	sealed bool // there is a master key: protected values can be written
	house  ClearingHouse
}

// Config tunes a bank; the zero value is right for looking at one.
type Config struct {
	App       app.Config
	Audit     audit.Config               // without a key notes are taken, but neither sequenced nor signed
	Keys      *keys.Ring                 // master keys of protected values; without any these can neither be written nor read
	Files     blob.Place                 // of documents; nil: none are taken
	Site      Site                       // where people reach the bank
	Providers map[string]signin.Provider // OpenID providers of the staff, by the word in the URL
	Breached  *password.List             // passwords that are known to others; nil: the commonest ones
	Hashing   password.Options           // the cost of a password; zero: the standard one
	Clearing  ClearingHouse              // the way to other banks
}

// Site is where people reach the bank's pages.
type Site struct {
	Host    string   // the domain to which passkeys are bound: "bank.example"; "" localhost
	Origins []string // of the pages, whole: "https://bank.example"; none: no passkeys
	Secure  bool     // over https: cookies are bound to host and channel
}

// Open opens the bank whose database has this path or address: the list of what the bank is, in order. Nothing is
// migrated and nothing is served yet.
func Open(ctx context.Context, db string, opt store.Options, cfg Config) (*Bank, error) {
	st, err := store.Open(ctx, db, opt)
	if err != nil {
		return nil, err
	}
	b, err := build(st, cfg)
	if err != nil {
		_ = st.Close()
	}
	return b, err
}

func build(st *store.Store, cfg Config) (*Bank, error) {
	b := &Bank{Store: st, sealed: cfg.Keys != nil, house: cfg.Clearing}
	if err := b.ground(cfg); err != nil {
		return nil, err
	}
	if err := b.core(cfg); err != nil {
		return nil, err
	}
	for _, s := range b.sources() {
		b.Audit.AddSource(s)
	}
	cfg.App.Queue = b.Jobs
	if cfg.App.UI == nil {
		cfg.App.UI = ui.Files()
	}
	cfg.App.Admit = append(cfg.App.Admit, b.Clearing, b.SignIn, b.Clients) // the clearing house's signatures are known to Clearing alone
	modules := []app.Module{
		app.AuditModule(b.Audit),
		app.JobsModule(b.Jobs),
		{Name: "vault", Schema: vault.Schema(), Jobs: []jobs.Worker{tending(b.Vault)}, Schedules: []jobs.Schedule{tendDaily}},
		{Name: "blob", Schema: blob.Schema()},
		app.ApprovalModule(b.Approvals),
		app.ParameterModule(b.Parameters, b.Approvals),
		app.SignInModule(b.SignIn, b.Approvals),
		app.ClientModule(b.Clients, b.Approvals),
		b.Ledger.Module(),
		b.Branches.Module(),
		b.Parties.Module(),
		b.Mandates.Module(),
		b.Screening.Module(),
	}
	modules = append(append(modules, b.modules()...), pkdd99.Module(), b.City.Module(), b.dashboard())
	var err error
	b.App, err = app.New(st, cfg.App, modules...)
	return b, err
}

// ground is floor 1: keys, jobs, audit, approvals and parameters.
func (b *Bank) ground(cfg Config) (err error) {
	b.Audit = audit.New(b.Store, cfg.Audit)
	ring := cfg.Keys
	if ring == nil {
		ring = noKeys()
	}
	b.Vault, err = vault.New(b.Store, ring, vault.Options{Noted: func(tx *store.Tx, verb, object string) error {
		return b.Audit.Note(tx, audit.Note{Verb: verb, Kind: "vault.key", Object: object})
	}})
	if err != nil {
		return err
	}
	b.Jobs = jobs.New(b.Store, jobs.Options{Events: jobs.EventOptions{
		Allow:    watch,
		Deadline: func() time.Time { return observe.In(10 * time.Second) },
	}, Noted: func(tx *store.Tx, kind, object, verb, reason string) error {
		return b.Audit.Note(tx, audit.Note{Verb: verb, Kind: kind, Object: object, Reason: reason})
	}})
	b.Approvals = approval.New(b.Store, b.Audit).Seal(b.Vault)
	b.Parameters = parameter.New(b.Store, parameters()...).Noted(func(tx *store.Tx, object string, after [32]byte, reason string) error {
		return b.Audit.Note(tx, audit.Note{Verb: "parameter.set", Kind: "parameter.value", Object: object, After: audit.Digest(after), Reason: reason})
	})
	return nil
}

// core is floor 2, with signing in, which asks it who may act for whom.
func (b *Bank) core(cfg Config) (err error) {
	reg := registry{b}
	b.Ledger = ledger.New(b.Store, ledger.Options{Audit: b.Audit, Days: b.Jobs,
		Holders: func(q store.Querier, id ledger.AccountID) ([]auth.Party, error) { return b.Parties.Owners(q, id) }})
	b.Branches = branch.New(b.Store, branch.Options{Audit: b.Audit})
	var files *blob.Files
	if cfg.Files != nil {
		files = b.Files(cfg.Files, cfg.Keys)
	}
	b.Parties = party.New(b.Store, party.Options{Vault: b.Vault, Audit: b.Audit, Files: files, Ledger: b.Ledger, Approvals: b.Approvals,
		Branch: reg.branch, Screen: reg.screen, Screening: reg.screening, Mandates: reg.mandates,
		Changed: func(tx *store.Tx, persons ...auth.Party) { b.SignIn.Changed(tx, persons...) }})
	b.Mandates = mandate.New(b.Store, mandate.Options{Parties: b.Parties, Branches: b.Branches, Audit: b.Audit, Approvals: b.Approvals,
		Scope: b.Parties.Owner, Owned: reg.owned,
		Changed: func(tx *store.Tx, persons ...auth.Party) { b.SignIn.Changed(tx, persons...) }})
	b.Screening = screening.New(b.Store, screening.Options{Parties: reg, Audit: b.Audit, Queue: b.Jobs, Approvals: b.Approvals,
		Threshold: b.threshold})
	b.Approvals.Add(b.Screening.Acts()...)
	b.Approvals.Add(b.Parties.MergeAct())
	b.Parties.OnMerge(b.Mandates.OnMerge)
	b.Parties.OnMerge(b.Screening.OnMerge)
	b.Parties.OnMerge(func(tx *store.Tx, keep, gone auth.Party) error { return b.SignIn.OnMerge(tx, keep, gone) })
	b.Clients = client.New(b.Store, client.Config{Audit: b.Audit, Parties: reg, Scheme: scheme(cfg.Site), Audience: audience(cfg.Site)})
	site, err := passkeys(cfg.Site)
	if err != nil {
		return err
	}
	b.SignIn = signin.New(b.Store, signin.Config{Registry: b.Mandates, Documents: b.Parties, Vault: b.Vault, Audit: b.Audit,
		Hasher: password.New(cfg.Hashing), Policy: password.Policy{Min: 12, List: cmp.Or(cfg.Breached, password.Common())}, Passkeys: site,
		Cards: reg, Providers: cfg.Providers, Name: "通惠银行", Origins: cfg.Site.Origins, Secure: cfg.Site.Secure})
	b.money(cfg, files)
	b.City = city.New(city.Options{Store: b.Store, Ledger: b.Ledger, Branches: b.Branches, Parties: b.Parties, Mandates: b.Mandates,
		Screening: b.Screening, SignIn: b.SignIn, Clients: b.Clients, Approvals: b.Approvals, Parameters: b.Parameters, Pictures: files != nil, Money: b.cityMoney()})
	return nil
}

// sources are the rows that verify compares with the audit log's notes of them.
func (b *Bank) sources() []audit.Source {
	return slices.Concat(b.Ledger.AuditSources(), []audit.Source{fileSource(), approval.AuditSource()}, b.Branches.AuditSources(),
		b.Parties.AuditSources(), b.Mandates.AuditSources(), b.Money.sources())
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
	for _, s := range b.sources() {
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

// Unseal makes the protected values of a migrated bank usable: it makes the first keys, or loads those that there are.
func (b *Bank) Unseal(ctx context.Context) error {
	if !b.sealed {
		return errNoMaster
	}
	return b.Vault.Start(ctx)
}

var errNoMaster = problem.New(problem.Unavailable, "bank.no_master_key",
	"The bank's protected values need its master key, and none was given. Name it with --master-key.",
	"读写受保护数据需要主密钥，但未提供。请用 --master-key 指定。")

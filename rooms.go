package tonghui

import (
	"context"

	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/card/hsm"
	"tonghui/core/account/dayend"
	"tonghui/core/account/interest"
	"tonghui/core/account/points"
	"tonghui/core/account/report"
	"tonghui/core/account/restraint"
	"tonghui/core/account/suspense"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/batch"
	"tonghui/core/payment/clearing"
	"tonghui/core/payment/collect"
	"tonghui/core/payment/reconcile"
	"tonghui/core/payment/standing"
	"tonghui/demo/city"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// Money are the rooms in which money is kept and moved.
type Money struct {
	Accounts   *account.Deposits
	Interest   *interest.Interest
	Points     *points.Points
	HSM        *hsm.Software
	Cards      *card.Cards
	Restraints *restraint.Restraints
	Suspense   *suspense.Desk
	Reports    *report.Reports
	Payments   *payment.Payments
	Standing   *standing.Orders
	Batches    *batch.Batches
	Collect    *collect.Collect
	Reconcile  *reconcile.Reconcile
	Clearing   *clearing.Clearing
	DayEnd     *dayend.DayEnd
}

// ClearingHouse is the way to other banks.
type ClearingHouse struct {
	URL   string                // where the house takes messages; "" there is none: payments to other banks wait
	House ident.BankCode        // its code (行号)
	Name  string                // and name
	Key   *signature.PrivateKey // with which the bank signs
	Trust *signature.PublicKey  // the house's key, put into the directory at the start if it has none
}

var (
	errCards = problem.New(problem.Refused, "account.has_cards",
		"Cards lead to this account. Close them first.", "该账户下有未销的银行卡。请先销卡。")
	errStanding = problem.New(problem.Refused, "account.has_standing",
		"Standing orders are paid from this account. End them first.", "该账户有未终止的定期转账。请先终止。")
)

// money is the second half of floor 2, above parties: deposits, cards, payments, and the end of the day that ends all of them.
func (b *Bank) money(cfg Config, files *blob.Files) {
	reg := registry{b}
	events := b.Jobs.Events()
	b.Interest = interest.New(b.Store, b.Ledger, interest.Options{Audit: b.Audit, Approvals: b.Approvals})
	b.Accounts = account.New(b.Store, b.Ledger, account.Options{Parties: b.Parties, Interest: account.Earning(b.Interest), Audit: b.Audit,
		Approvals: b.Approvals, Branch: reg.branch})
	b.Points = points.New(b.Store, points.Options{Audit: b.Audit})
	b.HSM = hsm.NewSoftware(b.Store, b.Vault)
	b.Cards = card.New(b.Store, b.Ledger, card.Options{Vault: b.Vault, HSM: b.HSM, Accounts: b.Accounts, Audit: b.Audit, Approvals: b.Approvals,
		MayHold: reg.mayHold, Issued: b.SignIn.AdmitHolder, Earn: reg.earn})
	b.Restraints = restraint.New(b.Store, b.Ledger, restraint.Options{Accounts: reg, Vault: b.Vault, Files: files, Audit: b.Audit,
		Approvals: b.Approvals, Events: events})
	b.Suspense = suspense.New(b.Store, b.Ledger, suspense.Options{Audit: b.Audit, Approvals: b.Approvals, Events: events})
	b.Reports = report.New(b.Store, b.Ledger, report.Options{Deposits: reg, Below: b.Branches.Below})
	b.Payments = payment.New(b.Store, b.Ledger, payment.Deps{Accounts: b.Accounts, Cards: reg, Parties: b.Parties, Parameters: b.Parameters,
		Suspense: b.Suspense, Audit: b.Audit, Events: events, Approvals: b.Approvals, Vault: b.Vault, Bank: payment.OwnBank, Branch: HeadOffice,
		OwnsPhone: b.Parties.HasPhone, Holder: reg.holds})
	b.Clearing = clearing.New(b.Store, b.Ledger, clearing.Options{Self: payment.OwnBank, House: cfg.Clearing.House, URL: cfg.Clearing.URL,
		Key: cfg.Clearing.Key, Scheme: scheme(cfg.Site), Queue: b.Jobs, Audit: b.Audit, Approvals: b.Approvals, Branch: ledger.Branch(HeadOffice)})
	b.Clearing.For(b.Payments)
	b.Approvals.Add(b.Clearing.Acts()...)
	b.Payments.Through(b.Clearing)
	b.Payments.Trace(b.Clearing)
	b.Standing = standing.New(b.Store, standing.Options{Accounts: b.Accounts, Payments: b.Payments, Approvals: b.Approvals, Audit: b.Audit})
	b.Batches = batch.New(b.Store, batch.Options{Accounts: reg, Payments: b.Payments, Ledger: b.Ledger, Files: files, Jobs: b.Jobs,
		Bank: payment.OwnBank, Audit: b.Audit})
	b.Payments.OnChange(b.Batches.Learn)
	b.Collect = collect.New(b.Store, collect.Options{Payments: b.Payments, Accounts: b.Accounts, Parties: b.Parties, Audit: b.Audit, Events: events,
		Today: reg.bankDate})
	b.Reconcile = reconcile.New(b.Store, reconcile.Options{Accounts: b.Accounts, Balances: b.Ledger, Audit: b.Audit, Events: events})
	b.DayEnd = dayend.New(b.Store, b.Ledger, b.steps(), dayend.Options{Audit: b.Audit, Queue: b.Jobs})
	b.Accounts.OnClose(reg.noCards, reg.noStanding)
	for _, moved := range []func(tx *store.Tx, keep, gone auth.Party) error{b.Accounts.OnMerge, b.Cards.OnMerge, b.Points.OnMerge, b.Restraints.OnMerge} {
		b.Parties.OnMerge(moved)
	}
	b.Approvals.Tell(func(tx *store.Tx, a *approval.Approval) error { return b.Payments.Decided(tx, a) })
}

// steps are the work at the end of a bank date, in order: what books into accounts comes before what is counted of them.
func (b *Bank) steps() (all []dayend.Step) {
	for _, room := range [][]dayend.Step{b.Accounts.Steps(), b.Interest.Steps(), b.Cards.Steps(), b.Points.Steps(), b.Suspense.Steps(),
		b.Reports.Steps(), b.Reconcile.Steps()} {
		all = append(all, room...)
	}
	return all
}

func (m *Money) modules() []app.Module {
	return []app.Module{m.Accounts.Module(), m.Interest.Module(), m.DayEnd.Module(), m.Cards.Module(), m.Points.Module(), m.Restraints.Module(),
		m.Suspense.Module(), m.Reports.Module(), m.Payments.Module(), m.Standing.Module(), m.Batches.Module(), m.Collect.Module(),
		m.Reconcile.Module(), m.Clearing.Module()}
}

func (m *Money) sources() (all []audit.Source) {
	for _, room := range [][]audit.Source{m.Accounts.AuditSources(), m.Interest.AuditSources(), m.DayEnd.AuditSources(), m.Cards.AuditSources(),
		m.Points.AuditSources(), m.Restraints.AuditSources(), m.Suspense.AuditSources(), m.Payments.AuditSources(), m.Standing.AuditSources(),
		m.Batches.AuditSources(), m.Collect.AuditSources(), m.Reconcile.AuditSources()} {
		all = append(all, room...)
	}
	return all
}

// Furnish gives a bank that has a bank date what it needs to do business: rates, products, tariff, the directory of banks, the
// accounts by which it pays. What is there already stays as it is, so it may run at every start.
func (b *Bank) Furnish(ctx context.Context) error {
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "init", Client: "bank"})
	if err := b.Store.Update(ctx, b.Interest.Found); err != nil {
		return err
	}
	for _, seed := range []func(context.Context) error{b.Accounts.Seed, b.Payments.SeedBanks, b.Points.Seed} {
		if err := seed(ctx); err != nil {
			return err
		}
	}
	return b.Store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Exclusive(); err != nil {
			return err
		}
		all, err := b.Branches.All(tx)
		if err != nil {
			return err
		}
		for i := range all {
			if !all[i].Open() {
				continue
			}
			if err := b.Payments.Found(tx, ledger.Branch(all[i].Code)); err != nil {
				return err
			}
		}
		return b.enrol(tx)
	})
}

// cityMoney are the rooms as the demo city wants them.
func (b *Bank) cityMoney() *city.Money {
	return &city.Money{Accounts: b.Accounts, DayEnd: b.DayEnd, Cards: b.Cards, HSM: b.HSM, Restraints: b.Restraints, Suspense: b.Suspense,
		Payments: b.Payments, Standing: b.Standing, Batches: b.Batches, Collect: b.Collect, Furnish: b.Furnish}
}

// enrol puts the clearing house into the directory of who takes part, with its key, if the bank was told of one.
func (b *Bank) enrol(tx *store.Tx) error {
	c := &b.house
	if c.House == "" {
		return nil
	}
	all, err := b.Clearing.Participants(tx)
	if err != nil {
		return err
	}
	trusted := false
	for _, p := range all {
		trusted = trusted || p.Code == c.House && len(p.Keys) > 0
	}
	if len(all) == 0 {
		if err := b.Clearing.Found(tx); err != nil {
			return err
		}
		if err := b.Clearing.Enrol(tx, clearing.Participant{Code: c.House, Name: c.Name, House: true, Active: true}); err != nil {
			return err
		}
	}
	known := map[ident.BankCode]bool{}
	for _, p := range all {
		known[p.Code] = true
	}
	for _, p := range payment.Peers() {
		if p.Code == payment.OwnBank || known[p.Code] {
			continue
		}
		if err := b.Clearing.Enrol(tx, clearing.Participant{Code: p.Code, Name: p.ZH, Active: true}); err != nil {
			return err
		}
	}
	if c.Trust == nil || trusted {
		return nil
	}
	return b.Clearing.Rotate(tx, c.House, *c.Trust, tx.Now())
}

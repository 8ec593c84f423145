package bench

import (
	"context"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/payment"
	"tonghui/core/payment/batch"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// benchFirm pays; its people are the parties after it.
const benchFirm auth.Party = 1

// batchBank is a bank with the rooms that a batch needs.
type batchBank struct {
	st      *store.Store
	led     *ledger.Ledger
	queue   *jobs.Queue
	batches *batch.Batches
	cash    ledger.AccountID
	payer   ledger.AccountID
	people  []batchPayee
	ended   chan *batch.Batch
}

type batchPayee struct {
	id           ledger.AccountID
	number, name string
}

// benchParties stand for the register of parties: one firm, and people with names of their numbers.
type benchParties struct{}

func (benchParties) Sort(_ store.Querier, id auth.Party) (string, bool, error) {
	if id == benchFirm {
		return "business", true, nil
	}
	return "person", true, nil
}

func (benchParties) Name(_ context.Context, _ store.Querier, id auth.Party) (string, error) {
	return "客户" + id.String(), nil
}

func (benchParties) Level(store.Querier, auth.Party) (party.Level, error) {
	return party.FaceToFace, nil
}

func (benchParties) Hold(*store.Tx, ledger.AccountID, auth.Party, party.Relation) error { return nil }

func (benchParties) Owners(store.Querier, ledger.AccountID) ([]auth.Party, error) { return nil, nil }

// newBatchBank makes the bank in a file, with n people who have accounts and a firm that has money.
func newBatchBank(ctx context.Context, path, files string, n int) (*batchBank, error) {
	st, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return nil, err
	}
	b := &batchBank{st: st, led: ledger.New(st), queue: jobs.New(st, jobs.Options{}), ended: make(chan *batch.Batch, 1)}
	place, err := blob.OpenFolder(files)
	if err != nil {
		return b, err
	}
	log := audit.New(st, audit.Config{})
	deposits := account.New(st, b.led, account.Options{Parties: benchParties{}, Audit: log})
	pay := payment.New(st, b.led, payment.Deps{Accounts: deposits, Audit: log})
	b.batches = batch.New(st, batch.Options{Accounts: deposits, Payments: pay, Ledger: b.led, Files: blob.New(st, place, nil), Jobs: b.queue, Audit: log,
		Changed: func(tx *store.Tx, one *batch.Batch) error {
			if one.State == batch.Done || one.State == batch.Partly {
				done := *one
				tx.AfterCommit(func() { b.ended <- &done })
			}
			return nil
		}})
	if err := b.queue.Register(b.batches.Worker()); err != nil {
		return b, err
	}
	schemas := append(app.Schemas(), store.Schema{Module: "ledger", Files: ledger.Schema()}, store.Schema{Module: "account", Files: account.Schema()},
		store.Schema{Module: "payment", Files: payment.Schema()}, store.Schema{Module: "batch", Files: batch.Schema()},
		store.Schema{Module: "blob", Files: blob.Schema()}, store.Schema{Module: "audit", Files: audit.Schema()}, jobs.Schema())
	if _, err := st.Migrate(ctx, "bench", schemas...); err != nil {
		return b, err
	}
	return b, b.found(ctx, deposits, n)
}

// found opens the day and the accounts.
func (b *batchBank) found(ctx context.Context, deposits *account.Deposits, n int) error {
	err := b.st.Update(ctx, func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		if err := b.led.OpenDay(tx, calendar.FromTime(time.Now())); err != nil {
			return err
		}
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "cash", Code: "1001", Currency: "CNY", Branch: "0001", Name: "金库"})
		if err == nil {
			b.cash = a.ID
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := deposits.Seed(ctx); err != nil {
		return err
	}
	for len(b.people) < n {
		from := len(b.people)
		err := b.st.Update(ctx, func(tx *store.Tx) error {
			b.people = b.people[:from]
			for i := from; i < min(from+500, n); i++ {
				a, err := deposits.Open(ctx, tx, account.NewAccount{Owner: auth.Party(10 + i), Product: "demand", Currency: "CNY", Branch: "0001"})
				if err != nil {
					return err
				}
				b.people = append(b.people, batchPayee{a.ID, a.Number, a.Name})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return b.st.Update(ctx, func(tx *store.Tx) error {
		a, err := deposits.Open(ctx, tx, account.NewAccount{Owner: benchFirm, Product: "basic", Currency: "CNY", Branch: "0001"})
		if err != nil {
			return err
		}
		b.payer = a.ID
		sum := money.Amount(n) * 7_000_00
		return b.led.Post(tx, &ledger.Entry{Kind: "bench", Reference: fmt.Sprint("fund-", a.ID),
			Postings: []ledger.Posting{{Account: b.cash, Amount: sum}, {Account: a.ID, Amount: -sum}}})
	})
}
